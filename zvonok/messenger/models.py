"""Chats, places and messages. This room does not know why a person is in a chat.

Called by: `messenger.actions` writes; `chat_rules.keep` writes the places of ruled chats and nothing else here.
"""

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zvonok.files.models import File
from zvonok.ground import limits
from zvonok.roster.models import Person, School


class Chat(models.Model):
    """`last_seq` counts every change that members see; `last_number` counts people's messages, for unread arithmetic."""

    class Space(models.TextChoices):
        LEARNING = "learning"
        PERSONAL = "personal"

    class Kind(models.TextChoices):
        STAFF_ROOM = "staff_room"
        CLASS = "class"
        PARENTS = "parents"
        SUBJECT = "subject"
        FREE = "free"
        DIALOGUE = "dialogue"

    space = models.CharField(max_length=8, choices=Space)
    kind = models.CharField(max_length=10, choices=Kind)
    ruled = models.BooleanField()
    school = models.ForeignKey(School, models.CASCADE, null=True, related_name="chats")
    title = models.CharField(max_length=limits.title_length_max)
    newcomers_see_all = models.BooleanField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    client_uuid = models.UUIDField(null=True)
    last_seq = models.BigIntegerField(db_default=0)
    last_number = models.BigIntegerField(db_default=0)
    last_message = models.ForeignKey("Message", models.SET_NULL, null=True, related_name="+")
    last_at = models.DateTimeField(db_default=Now())
    # What its administrators have settled: who may speak, and how often.
    announcements_only = models.BooleanField(db_default=False)
    reactions_only = models.BooleanField(db_default=False)
    slow_mode_seconds = models.PositiveIntegerField(db_default=0)
    # From then on it is only read. Whoever archives it says who goes on reading.
    archived_at = models.DateTimeField(null=True)
    # The word under which a free chat's picture lies (`files.pictures`).
    picture = models.CharField(max_length=limits.picture_word_length_max, null=True)  # noqa: DJ001 - null is told as it is

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ruled=False) | ~Q(kind__in=["free", "dialogue"]), name="free_chat_has_no_rule"),
            UniqueConstraint(fields=["made_by", "client_uuid"], name="made_once"),
        ]
        indexes = [models.Index(fields=["school"], condition=Q(ruled=True), name="ruled_chat_by_school")]


class Place(models.Model):
    """A person's membership of a chat. What is in this row leaves with the member."""

    class Role(models.IntegerChoices):
        MEMBER = 1
        ADMINISTRATOR = 2

    pk = models.CompositePrimaryKey("chat_id", "person_id")
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="places", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="places")
    role = models.PositiveSmallIntegerField(choices=Role)
    sees_after_seq = models.BigIntegerField(db_default=0)
    read_number = models.BigIntegerField(db_default=0)
    muted_until = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    hidden = models.BooleanField(db_default=False)
    since = models.DateTimeField(db_default=Now())
    # Null until he reads something: what a newcomer did not see counts as read for him, but he has not read it.
    read_at = models.DateTimeField(null=True)
    marked_unread = models.BooleanField(db_default=False)
    hidden_count = models.PositiveIntegerField(db_default=0)
    # When he last said something here: slow mode counts from it.
    said_at = models.DateTimeField(null=True)


class Dialogue(models.Model):
    """The two of a dialogue: one chat a pair and a space, whoever of them begins."""

    chat = models.OneToOneField(Chat, models.CASCADE, primary_key=True, related_name="dialogue")
    space = models.CharField(max_length=8, choices=Chat.Space)
    one = models.ForeignKey(Person, models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["one", "other", "space"], name="one_dialogue_a_pair"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="pair_is_in_order"),
        ]


class Block(models.Model):
    """A person wants nothing from another: neither writes to the other where only the two of them are."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(Person, models.CASCADE, related_name="blocked_by")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            UniqueConstraint(fields=["person", "blocked"], name="blocked_once"),
            models.CheckConstraint(condition=~Q(person=models.F("blocked")), name="nobody_blocks_himself"),
        ]


class ChatInvitation(models.Model):
    """A link by which people come into a free chat by themselves. Only the hash of its word is kept."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="invitations")
    school = models.ForeignKey(School, models.CASCADE, null=True, related_name="+", db_index=False)
    word_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField()
    uses_max = models.PositiveIntegerField()
    uses = models.PositiveIntegerField(db_default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(uses__lte=models.F("uses_max")), name="used_within_its_limit")]


# Whom a message speaks of as a member sees it: its author, and the author of what it answers.
TOLD_WITH = ("author", "school_author", "reply_to__author", "reply_to__school_author")


class Message(models.Model):
    """One change of a chat that its members see, under the chat's `seq`. A service message has no `number`.

    What changes it later in place (an edit, a reaction, a pin) takes the chat's next seq too, as its `changed_seq`.
    """

    class Kind(models.TextChoices):
        TEXT = "text"
        STICKER = "sticker"
        CALL = "call"
        PHOTO = "photo"
        FILE = "file"
        VOICE = "voice"
        POLL = "poll"
        SERVICE = "service"

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="messages", db_index=False)
    seq = models.BigIntegerField()
    number = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=8, choices=Kind)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    school_author = models.ForeignKey(School, models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.CharField(max_length=limits.message_length_max, blank=True)
    data = models.JSONField(default=dict)
    client_uuid = models.UUIDField(null=True)
    at = models.DateTimeField(db_default=Now())
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replies")
    changed_seq = models.BigIntegerField(null=True)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    pinned_at = models.DateTimeField(null=True)
    pinned_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["chat", "seq"], name="one_message_a_seq"),
            UniqueConstraint(fields=["author", "client_uuid"], name="sent_once"),
            models.CheckConstraint(condition=Q(changed_seq__gt=models.F("seq")), name="changed_after_said"),
        ]
        indexes = [
            models.Index(fields=["chat", "changed_seq"], condition=Q(changed_seq__isnull=False), name="changed_in_place"),
            models.Index(fields=["chat", "number"], condition=Q(number__isnull=False), name="said_by_people"),
            models.Index(fields=["chat", "pinned_at"], condition=Q(pinned_at__isnull=False), name="pinned_in_chat"),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="deleted_for_all"),
        ]

    @property
    def bot_name(self) -> str | None:
        """Of the school's bot that said it, as it was called then."""
        name: str | None = self.data.get("bot", {}).get("name")
        return name

    @property
    def position(self) -> int:
        """The seq of its last change."""
        return max(self.seq, self.changed_seq or 0)


class Reaction(models.Model):
    """One a person a message: another takes the place of the one before."""

    pk = models.CompositePrimaryKey("message_id", "person_id")
    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    emoji = models.CharField(max_length=limits.emoji_length_max)
    at = models.DateTimeField(db_default=Now())


class Mention(models.Model):
    """Whom a message names or answers. Unread ones are those above the `read_number` of his place."""

    pk = models.CompositePrimaryKey("message_id", "person_id")
    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="+", db_index=False)
    number = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["person", "chat", "number"], name="mentions_of_person")]


class Hidden(models.Model):
    """A message that a person has deleted for himself alone."""

    pk = models.CompositePrimaryKey("message_id", "person_id")
    message = models.ForeignKey(Message, models.CASCADE, related_name="hidden_from", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())


class MessageFile(models.Model):
    """Which message of which chat tells of a file. `chat`, `seq` and `kind` are theirs and never change."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    file = models.ForeignKey(File, models.CASCADE, related_name="messages")
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="files", db_index=False)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=5, choices=File.Kind)

    class Meta:
        indexes = [models.Index(fields=["chat", "kind", "-id"], name="files_of_chat")]


class Poll(models.Model):
    """A question with answers to choose from. The question is its message's text; a person closes it, or its end comes."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="poll")
    several = models.BooleanField()
    anonymous = models.BooleanField()
    ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(closed_at=None, ends_at__isnull=False), name="poll_that_will_end")
        ]


class PollOption(models.Model):
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options", db_index=False)
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=limits.poll_option_length_max)

    class Meta:
        constraints = [UniqueConstraint(fields=["poll", "number"], name="one_option_a_number")]


class PollVote(models.Model):
    """Without a time: when somebody voted in an anonymous poll would say who it was."""

    pk = models.CompositePrimaryKey("poll_id", "person_id", "option_id")
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="votes", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    option = models.ForeignKey(PollOption, models.CASCADE, related_name="votes")


class Scheduled(models.Model):
    """A message that waits for its time, seen by its author alone. What was refused then stays, with the sentence why."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, models.CASCADE, related_name="scheduled", db_index=False)
    client_uuid = models.UUIDField()
    text = models.CharField(max_length=limits.message_length_max, blank=True)
    sticker = models.CharField(max_length=limits.name_length_max, blank=True)
    mentions = models.JSONField(default=list)
    reply_to = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    send_at = models.DateTimeField()
    refused = models.CharField(max_length=limits.reason_length_max, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["author", "client_uuid"], name="scheduled_once")]
        indexes = [models.Index(fields=["send_at"], condition=Q(refused=""), name="scheduled_that_waits")]


class Report(models.Model):
    """A member says that a message is wrong. The school's administrators see it with what stood round it, as it was then."""

    class Reason(models.TextChoices):
        BULLYING = "bullying", _("травля или угрозы")
        INDECENT = "indecent", _("непристойное")
        FRAUD = "fraud", _("обман, просьба денег или паролей")
        DANGER = "danger", _("опасность для жизни или здоровья")
        OTHER = "other", _("другое")

    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="reports")
    chat_title = models.CharField(max_length=limits.title_length_max)
    about = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    reason = models.CharField(max_length=10, choices=Reason)
    words = models.CharField(max_length=limits.reason_length_max, blank=True)
    context = models.JSONField()
    at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=limits.reason_length_max, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["message", "by"], name="reported_once")]
        indexes = [models.Index(fields=["school", "closed_at", "-id"], name="reports_of_school")]


class SchoolSwitches(models.Model):
    """What a school lets its chats do. A school without a row lets all."""

    school = models.OneToOneField(School, models.CASCADE, primary_key=True, related_name="switches")
    files = models.BooleanField(_("фото и файлы"), db_default=True)
    voice = models.BooleanField(_("голосовые сообщения"), db_default=True)
    polls = models.BooleanField(_("опросы"), db_default=True)
    calls = models.BooleanField(_("звонки"), db_default=True)
    pupils_free_chats = models.BooleanField(_("свободные чаты учеников"), db_default=True)
    pupils_pictures = models.BooleanField(_("фотографии учеников"), db_default=True)


class SchoolFiles(models.Model):
    """How large a file a school lets into its chats, and of which endings. A school without a row lets what the house lets."""

    school = models.OneToOneField(School, models.CASCADE, primary_key=True, related_name="+")
    megabytes = models.PositiveSmallIntegerField()
    endings = models.CharField(max_length=limits.reason_length_max, blank=True)


class QuietHours(models.Model):
    """When nobody is disturbed: by a school, for a kind of its chats, or by a person for himself. Messages come anyway."""

    school = models.ForeignKey(School, models.CASCADE, null=True, related_name="quiet_hours", db_index=False)
    kind = models.CharField(max_length=10, choices=Chat.Kind, blank=True)
    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="quiet_hours")
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["school", "kind"], name="quiet_hours_once_a_kind"),
            models.CheckConstraint(
                condition=Q(person=None, school__isnull=False) | Q(person__isnull=False, school=None, kind=""),
                name="quiet_hours_are_somebodys",
            ),
        ]


class Draft(models.Model):
    """What a person has begun to write in a chat: for himself alone, on all his devices. It dies with his place.

    The database sees to that (migration 0011), whoever takes the place away; so neither key is checked by itself.
    """

    pk = models.CompositePrimaryKey("person_id", "chat_id")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    text = models.CharField(max_length=limits.message_length_max, blank=True)
    # The seq of the message that he answers; whether it is still there to be answered is asked when he sends it.
    reply_to = models.BigIntegerField(null=True)
