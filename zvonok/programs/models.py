"""How programs come in, and what goes out to them: tokens, bots and their places, webhooks and what they are told.

Called by: `programs.tokens`, `programs.bots` and `programs.webhooks` write; `programs.sending` notes what became of a delivery.
"""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from zvonok.ground import limits
from zvonok.messenger.models import Chat, Message
from zvonok.roster.models import Person, School


class Bot(models.Model):
    """A program that speaks for a school, in the chats whose administrators have let it in. It is nobody in the roster."""

    school = models.ForeignKey(School, models.CASCADE, related_name="bots")
    name = models.CharField(max_length=limits.bot_name_length_max)
    purpose = models.CharField(max_length=limits.reason_length_max)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    switched_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint("school", Lower("name"), name="one_bot_a_name")]


class Token(models.Model):
    """A program's word for coming in: as a person, within scopes, or as a bot. Only its hash is kept.

    `minute` and `asked_in_minute` count its requests; the minute is also when it was last used.
    """

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="tokens")
    bot = models.ForeignKey(Bot, models.CASCADE, null=True, related_name="tokens")
    name = models.CharField(max_length=limits.name_length_max)
    beginning = models.CharField(max_length=12)
    word_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20), default=list)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    minute = models.DateTimeField(null=True)
    asked_in_minute = models.PositiveIntegerField(db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, bot__isnull=False) | Q(person__isnull=False, bot__isnull=True),
                name="token_is_somebodys",
            )
        ]


class BotPlace(models.Model):
    """A bot in a chat. What was said before it came it does not see; without `reads` it sees nothing at all."""

    bot = models.ForeignKey(Bot, models.CASCADE, related_name="places", db_index=False)
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="bots")
    reads = models.BooleanField()
    sees_after_seq = models.BigIntegerField()
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [UniqueConstraint(fields=["bot", "chat"], name="one_place_a_bot")]


class BotPost(models.Model):
    """Which bot said a message, under the UUID that its program gave: sent twice, said once."""

    bot = models.ForeignKey(Bot, models.CASCADE, related_name="posts", db_index=False)
    uuid = models.UUIDField()
    message = models.OneToOneField(Message, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [UniqueConstraint(fields=["bot", "uuid"], name="said_once_by_a_bot")]
        indexes = [models.Index(fields=["bot", "-at"], name="posts_of_bot")]


class Webhook(models.Model):
    """An address that a school wants told of events. Its secret is made of `salt` and the installation's key, and not kept."""

    class Event(models.TextChoices):
        MESSAGE_SAID = "message.said", _("сообщение в чате, который читает бот школы")
        PLACES_CHANGED = "places.changed", _("кто вошёл в чат школы и кто вышел")
        CHAT_OPENED = "chat.opened", _("открыт новый чат школы")

    school = models.ForeignKey(School, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=limits.webhook_url_length_max)
    events = ArrayField(models.CharField(max_length=20, choices=Event))
    salt = models.CharField(max_length=64)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    # Null while the last delivery has come through.
    failing_since = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    # Why, when nobody has paused it by hand.
    paused_for = models.CharField(max_length=limits.reason_length_max, blank=True)


class Delivery(models.Model):
    """One event for one webhook, under one id however often it is tried. Its body goes when it has come through."""

    class State(models.TextChoices):
        WAITING = "waiting", _("ждёт")
        DELIVERED = "delivered", _("доставлено")
        DEAD = "dead", _("не доставлено")

    id = models.UUIDField(primary_key=True, default=uuid4)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    event = models.CharField(max_length=20, choices=Webhook.Event)
    body = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(db_default=0)
    next_at = models.DateTimeField(db_default=Now())
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=limits.reason_length_max, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="deliveries_waiting"),
            models.Index(fields=["webhook", "-made_at"], name="deliveries_of_webhook"),
        ]
