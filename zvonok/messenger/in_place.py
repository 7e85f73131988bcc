"""What is done to a message after it was said: each change takes the chat's next `seq` and tells the message whole again.

Comes in: a message that a door gave with the place that sees it. Goes out: the message as it is now, and events to the members.
Called by: `messenger.api`, rooms to the right whose changes show in a message.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from emoji import is_emoji

from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger import actions, announce, history, mentions, queries, sent_files, tally, voice
from zvonok.messenger.doors import NotYours, places_of
from zvonok.messenger.models import TOLD_WITH, Chat, Mention, Message, Place, PollVote, Reaction
from zvonok.roster.models import Person

EDITABLE = {Message.Kind.TEXT, Message.Kind.PHOTO, Message.Kind.FILE}

# Whoever does not see a message is told only that the chat has gone on: he asks, and gets what he may see.
WHO_SEES = """
SELECT person_id, sees_after_seq < %(seq)s AND NOT EXISTS (
    SELECT 1 FROM messenger_hidden hidden WHERE hidden.message_id = %(message)s AND hidden.person_id = place.person_id
), sees_after_seq FROM messenger_place place WHERE chat_id = %(chat)s
"""


def changing(message: Message, by: Person, *, archived_too: bool = False) -> tuple[Message, Place]:
    """The message and his place as they are now, with the chat's row locked; only for one whose place is still open."""
    Chat.objects.select_for_update().get(pk=message.chat_id)
    place = places_of(by).select_related("chat").filter(chat=message.chat_id).first()
    if place is None:
        raise NotYours
    if place.chat.archived_at and not archived_too:
        raise Refused(voice.only_read())
    seen = Message.objects.select_related(*TOLD_WITH)
    now = seen.get(pk=message.pk)
    if now.deleted_at:
        raise Refused(_("Это сообщение удалено."))
    return now, place


def tell_changed(message: Message, to: Person | None = None) -> dict[str, Any]:
    """Ends a change in place: the chat's next seq, and the message whole to all who see it, with the poll as each has voted."""
    chat = Chat.objects.filter(pk=message.chat_id)
    chat.update(last_seq=F("last_seq") + 1)
    message.changed_seq = chat.values_list("last_seq", flat=True).get()
    message.save(update_fields=["changed_seq"])
    reactions = history.reactions([message]).get(message.pk, [])
    with connection.cursor() as cursor:
        cursor.execute(WHO_SEES, {"seq": message.seq, "message": message.pk, "chat": message.chat_id})
        members = cursor.fetchall()
    poll, votes = tally.of([message], None).get(message.pk), tally.owns(message)
    # Who does not see what it answers gets it without the quote. Those who are told alike are told at once.
    answered = message.reply_to.seq if message.reply_to else 0
    alike: dict[tuple[bool, tuple[int, ...]], list[int]] = defaultdict(list)
    for person, sees, after in members:
        if sees:
            alike[answered > after or not answered, votes.get(person, ())].append(person)

    def told(own: Sequence[int], *, sees_after: int = 0) -> dict[str, Any]:
        of_his = {**poll, "own": list(own)} if poll else None
        return queries.message(message, reactions=reactions, poll=of_his, sees_after=sees_after)

    for (quoted, own), seeing in alike.items():
        announce.said(seeing, told(own, sees_after=0 if quoted else answered))
    announce.row_changed([person for person, sees, _after in members if not sees], message.chat_id)
    return told(votes.get(to.pk, ()) if to else ())


@transaction.atomic
def edit(*, message: Message, text: str, chosen: Sequence[int], by: Person) -> dict[str, Any]:
    """Other words in the place of one's own, while it is not too late."""
    now, _place = changing(message, by)
    if now.author_id != by.pk or now.kind not in EDITABLE or "forwarded" in now.data:
        raise Refused(_("Изменить можно только свои слова."))
    _refuse_late(now)
    now.text = actions.words(text) if now.kind == Message.Kind.TEXT else actions.caption(text)
    now.edited_at = clock.now()
    now.data = {key: value for key, value in now.data.items() if key != "mentions"} | mentions.named_in(
        now.chat_id, now.text, chosen
    )
    now.save(update_fields=["text", "edited_at", "data"])
    mentions.keep(now)
    return tell_changed(now, by)


@transaction.atomic
def delete_for_all(*, message: Message, by: Person) -> dict[str, Any]:
    """Its author while it is not too late, an administrator of the chat at any time, of an archived one too: what should
    never have been said must not stay for having been archived. Its place in the history stays, empty.
    """
    now, place = changing(message, by, archived_too=True)
    if place.role != Place.Role.ADMINISTRATOR:
        if now.author_id != by.pk:
            raise Refused(_("Удалить для всех можно только своё сообщение."))
        _refuse_late(now)
    now.deleted_at = clock.now()
    now.deleted_by = by
    now.pinned_at = None
    now.save(update_fields=["deleted_at", "deleted_by", "pinned_at"])
    Reaction.objects.filter(message=now).delete()
    Mention.objects.filter(message=now).delete()
    PollVote.objects.filter(poll=now.pk).delete()
    sent_files.detach([now.pk])
    audit.record("messenger:message:deleted", by=by.pk, person=now.author_id, before={"chat": now.chat_id, "seq": now.seq})
    return tell_changed(now, by)


@transaction.atomic
def react(*, message: Message, emoji: str | None, by: Person) -> dict[str, Any]:
    """One sign a person: another takes its place, None takes it away."""
    if emoji is not None and not is_emoji(emoji):
        raise Refused(_("Ответить можно одним знаком."), "emoji")
    now, _place = changing(message, by)
    before = Reaction.objects.filter(message=now, person=by).first()
    if (before.emoji if before else None) == emoji:
        return queries.whole(now, by)
    if before:
        before.delete()
    if emoji:
        kinds = set(Reaction.objects.filter(message=now).values_list("emoji", flat=True))
        if emoji not in kinds and len(kinds) >= limits.reaction_kinds_max:
            raise Refused(_("На это сообщение уже ответили %(most)d разными знаками.") % {"most": limits.reaction_kinds_max})
        Reaction.objects.create(message=now, person=by, emoji=emoji)
    return tell_changed(now, by)


@transaction.atomic
def pin(*, message: Message, pinned: bool, by: Person) -> dict[str, Any]:
    now, place = changing(message, by)
    if not may_pin(place):
        raise Refused(_("Закрепляют администраторы чата."))
    if (now.pinned_at is not None) is pinned:
        return queries.whole(now, by)
    if pinned and Message.objects.filter(chat=now.chat_id, pinned_at__isnull=False).count() >= limits.pinned_messages_max:
        raise Refused(_("Закрепить можно до %(most)d сообщений. Открепите лишнее.") % {"most": limits.pinned_messages_max})
    now.pinned_at = clock.now() if pinned else None
    now.pinned_by = by if pinned else None
    now.save(update_fields=["pinned_at", "pinned_by"])
    return tell_changed(now, by)


def may_pin(place: Place) -> bool:
    """Administrators; in a dialogue, where there are none, both."""
    return place.role == Place.Role.ADMINISTRATOR or place.chat.kind == Chat.Kind.DIALOGUE


def _refuse_late(message: Message) -> None:
    if not settings.EDIT_HOURS:
        raise Refused(_("Здесь отправленные сообщения не изменяют."))
    if clock.now() - message.at > timedelta(hours=settings.EDIT_HOURS):
        raise Refused(_("Время прошло: сообщение уже не изменить."))
