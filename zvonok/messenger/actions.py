"""The only writers of chats, of free chats' places and of messages.

Comes in: a place that a door gave, and words. Goes out: what was written; after the commit, events to the members.
Called by: `messenger.api`, `chat_rules.actions`, the demo school.

Each change takes the chat's next `seq` under the chat's row lock, so numbers have no gaps and commit in their order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from zvonok.ground import audit, clock, limits
from zvonok.ground.prepared import prepared_cursor
from zvonok.ground.refusal import Refused
from zvonok.ground.storable import storable
from zvonok.messenger import announce, heard, mentions, people, queries, stickers, switches, voice
from zvonok.messenger.acquaintance import able, refusing
from zvonok.messenger.doors import NotYours
from zvonok.messenger.history import ANY_SEQ
from zvonok.messenger.models import TOLD_WITH, Chat, ChatInvitation, Message, Place
from zvonok.profiles.models import LearningProfile
from zvonok.roster import names
from zvonok.roster.models import Person, School

LOCK_CHAT = """
SELECT id, kind, space, school_id, announcements_only, reactions_only, slow_mode_seconds, archived_at
FROM messenger_chat WHERE id = %s FOR UPDATE
"""

# The place is read after the chat's lock is held: whoever lost it meanwhile writes nothing.
POST = """
WITH entitled AS (
    SELECT chat.id AS chat_id, chat.last_seq, chat.last_number
    FROM messenger_chat chat
    JOIN messenger_place place ON place.chat_id = chat.id AND place.person_id = %(author)s
    JOIN roster_person person ON person.id = place.person_id AND person.is_active
    LEFT JOIN profiles_learningprofile profile ON profile.person_id = place.person_id
    WHERE chat.id = %(chat)s AND (chat.space = 'personal' OR profile.state = 'active')
), sent AS (
    INSERT INTO messenger_message (chat_id, seq, number, kind, author_id, text, data, client_uuid, reply_to_id)
    SELECT chat_id, last_seq + 1, last_number + 1, %(kind)s, %(author)s, %(text)s, %(data)s, %(uuid)s, %(reply)s::bigint
    FROM entitled
    ON CONFLICT (author_id, client_uuid) DO NOTHING
    RETURNING id, chat_id, seq, number, at
), advanced AS (
    UPDATE messenger_chat SET last_seq = sent.seq, last_number = sent.number, last_message_id = sent.id, last_at = sent.at
    FROM sent WHERE messenger_chat.id = sent.chat_id
), read AS (
    -- Who wrote it before and is not there now has not read what came meanwhile.
    UPDATE messenger_place place
    SET read_number = CASE WHEN NOT %(later)s OR read_number = sent.number - 1 THEN sent.number ELSE read_number END,
        read_at = CASE WHEN %(later)s THEN read_at ELSE sent.at END,
        marked_unread = marked_unread AND %(later)s, said_at = sent.at
    FROM sent WHERE place.chat_id = sent.chat_id AND place.person_id = %(author)s
)
SELECT sent.id, sent.seq, sent.number, sent.at,
       ARRAY(SELECT person_id FROM messenger_place WHERE chat_id = %(chat)s AND sees_after_seq < %(answered)s),
       ARRAY(SELECT person_id FROM messenger_place WHERE chat_id = %(chat)s AND sees_after_seq >= %(answered)s)
FROM entitled LEFT JOIN sent ON true
"""

POST_BY_SCHOOL = """
WITH chat AS (
    UPDATE messenger_chat SET last_seq = last_seq + 1, last_number = last_number + 1 WHERE id = %(chat)s
    RETURNING id, school_id, last_seq, last_number
), sent AS (
    INSERT INTO messenger_message (chat_id, seq, number, kind, school_author_id, text, data)
    SELECT id, last_seq, last_number, %(kind)s, coalesce(%(school)s::bigint, school_id), %(text)s, %(data)s FROM chat
    RETURNING id, at
), read AS (
    UPDATE messenger_place place SET read_number = chat.last_number FROM chat
    WHERE place.chat_id = chat.id AND place.person_id = %(by)s AND place.read_number = chat.last_number - 1
)
SELECT id FROM sent
"""

SERVICE = """
WITH chat AS (
    UPDATE messenger_chat SET last_seq = last_seq + 1 WHERE id = %(chat)s RETURNING id, last_seq
)
INSERT INTO messenger_message (chat_id, seq, kind, text, data)
SELECT id, last_seq, 'service', '', %(data)s FROM chat
RETURNING seq, at
"""


@transaction.atomic
def post(
    *,
    chat: int,
    text: str,
    uuid: UUID,
    by: Person,
    reply_to: Message | None = None,
    chosen: Sequence[int] = (),
    later: bool = False,
) -> tuple[Message, bool]:
    """A person's words in a chat. The same `uuid` again gives the same message and False. `chosen` may be named in them.

    `later`: he wrote them before, and they go out without him.
    """
    said = words(text)
    data = mentions.named_in(chat, said, chosen) if chosen else {}
    if later:
        data["later"] = True
    return post_message(chat, by, Message.Kind.TEXT, said, data, uuid, reply_to)


@transaction.atomic
def post_sticker(
    *, chat: int, sticker: str, uuid: UUID, by: Person, reply_to: Message | None = None, later: bool = False
) -> tuple[Message, bool]:
    if sticker not in stickers.names():
        raise Refused(_("Такого стикера нет."), "sticker")
    data: dict[str, Any] = {"sticker": sticker, **({"later": True} if later else {})}
    return post_message(chat, by, Message.Kind.STICKER, "", data, uuid, reply_to)


def words(text: str) -> str:
    if not text.strip():
        raise Refused(_("Напишите что-нибудь."), "text")
    return caption(text)


def caption(text: str) -> str:
    """Words that may be none."""
    return begun(text).strip()


def begun(text: str) -> str:
    """As they stand in the field, blanks and all."""
    if len(text) > limits.message_length_max:
        raise Refused(_("Сообщение длиннее %(most)d знаков. Разделите его.") % {"most": limits.message_length_max}, "text")
    return storable(text)


@dataclass(frozen=True)
class Past:
    """One message of a chat's past: by a person or, where `author` is None, by the chat's school."""

    author: Person | None
    kind: str
    at: datetime
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def bring_past(*, chat: int, past: Sequence[Past]) -> None:
    """Messages from before this chat was kept here, in their order. What the chat has said so far stands before them."""
    locked = Chat.objects.select_for_update().get(pk=chat)
    Message.objects.filter(chat=locked, at__gt=past[0].at).update(at=past[0].at)
    brought = Message.objects.bulk_create(
        Message(
            chat=locked,
            seq=locked.last_seq + place,
            number=locked.last_number + place,
            kind=one.kind,
            author=one.author,
            school_author_id=None if one.author else locked.school_id,
            text=one.text,
            data=one.data,
            at=one.at,
        )
        for place, one in enumerate(past, start=1)
    )
    last = brought[-1]
    Chat.objects.filter(pk=chat).update(
        last_seq=last.seq, last_number=last.number, last_message=last, last_at=last.at, made_at=past[0].at
    )
    for own in {one.author_id: one for one in brought if one.author_id}.values():
        Place.objects.filter(chat=chat, person=own.author_id).update(read_number=own.number)


@transaction.atomic
def read(*, place: Place, number: int) -> int:
    """Read up to this message number; never back, never past the last. Their authors are told that somebody has read them."""
    upto = max(place.read_number, min(number, place.chat.last_number))
    own = Place.objects.filter(chat=place.chat_id, person=place.person_id)
    if upto > place.read_number:
        own.filter(read_number__lt=upto).update(read_number=upto, read_at=clock.now(), marked_unread=False)
        read_now = Message.objects.filter(chat=place.chat_id, number__gt=place.read_number, number__lte=upto)
        authors = read_now.exclude(author=place.person_id).filter(author__isnull=False).order_by()
        announce.read(authors.values_list("author_id", flat=True).distinct(), place.chat_id, upto)
        announce.row_changed([place.person_id], place.chat_id)
    elif place.marked_unread:
        own.update(marked_unread=False)
        announce.row_changed([place.person_id], place.chat_id)
    return upto


@transaction.atomic(savepoint=False)
def make_ruled_chat(*, kind: str, school: School, title: str, newcomers_see_all: bool, by: Person) -> Chat:
    """Without members: `chat_rules` gives the places."""
    return Chat.objects.create(
        space=Chat.Space.LEARNING,
        kind=kind,
        ruled=True,
        school=school,
        title=title[: limits.title_length_max],
        newcomers_see_all=newcomers_see_all,
        made_by=by,
    )


@transaction.atomic
def make_free_chat(*, title: str, members: Sequence[int], space: str, uuid: UUID, by: Person) -> tuple[Chat, bool]:
    """A chat whose members people choose. The same `uuid` again gives the same chat and False."""
    # His row is locked: two presses at once make one chat.
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    again = Chat.objects.filter(client_uuid=uuid, made_by=by).first()
    if again:
        return again, False
    _refuse_without_profile(by, space)
    if not switches.may_make_free_chat(space, by):
        raise Refused(_("Школа выключила свободные чаты учеников."))
    title = names.title(title, "title", length_max=limits.title_length_max)
    added = _addable(by, members, space)
    chat = Chat.objects.create(
        space=space,
        kind=Chat.Kind.FREE,
        ruled=False,
        title=title,
        newcomers_see_all=True,
        made_by=by,
        client_uuid=uuid,
    )
    Place.objects.create(chat=chat, person=by, role=Place.Role.ADMINISTRATOR)
    Place.objects.bulk_create(Place(chat=chat, person=one, role=Place.Role.MEMBER) for one in added)
    say(chat.pk, {"what": "opened", "by": people.named(by)})
    announce.row_changed([by.pk, *(one.pk for one in added)], chat.pk)
    audit.record("messenger:chat:made", by=by.pk, after={"chat": chat.pk, "members": [one.pk for one in added]})
    return chat, True


@transaction.atomic
def add_members(*, place: Place, members: Sequence[int], by: Person) -> None:
    chat = _free(place)
    added = _addable(by, members, chat.space)
    present = set(Place.objects.filter(chat=chat).values_list("person_id", flat=True))
    newcomers = [one for one in added if one.pk not in present]
    if len(present) + len(newcomers) > limits.free_chat_members_max:
        raise Refused(_("В чате может быть до %(most)d человек.") % {"most": limits.free_chat_members_max}, "people")
    if not newcomers:
        return
    Place.objects.bulk_create(
        Place(chat=chat, person=one, role=Place.Role.MEMBER, read_number=chat.last_number) for one in newcomers
    )
    say(chat.pk, {"what": "added", "by": people.named(by), "people": [people.named(one) for one in newcomers]})
    announce.row_changed([one.pk for one in newcomers], chat.pk)
    audit.record("messenger:members:added", by=by.pk, after={"chat": chat.pk, "members": [one.pk for one in newcomers]})


@transaction.atomic
def remove_member(*, place: Place, person: Person, by: Person) -> None:
    chat = _free(place)
    if person.pk == by.pk:
        raise Refused(_("Себя не исключают: выйдите из чата."), "person")
    if not Place.objects.filter(chat=chat, person=person).delete()[0]:
        raise Refused(_("Этого человека уже нет в чате."), "person")
    # Else he comes back by the link he has.
    ChatInvitation.objects.filter(chat=chat, revoked_at=None).update(revoked_at=Now())
    say(chat.pk, {"what": "removed", "by": people.named(by), "people": [people.named(person)]})
    announce.gone([person.pk], chat.pk)
    heard.places_changed([person.pk], chat.pk)
    audit.record("messenger:member:removed", by=by.pk, person=person.pk, before={"chat": chat.pk})


@transaction.atomic
def leave(*, place: Place, by: Person) -> None:
    """Out of a free chat. The last administrator hands his role to the one who has been there longest."""
    chat = _free(place)
    Place.objects.filter(chat=chat, person=by).delete()
    rest = Place.objects.filter(chat=chat)
    if not rest.filter(role=Place.Role.ADMINISTRATOR).exists():
        heir = rest.order_by("since", "person_id").select_related("person").first()
        if heir:
            rest.filter(person=heir.person).update(role=Place.Role.ADMINISTRATOR)
            heard.places_changed([heir.person_id], chat.pk)
            say(chat.pk, {"what": "places", "administrators": [people.named(heir.person)]})
            announce.row_changed([heir.person_id], chat.pk)
    say(chat.pk, {"what": "left", "who": people.named(by)})
    announce.gone([by.pk], chat.pk)
    heard.places_changed([by.pk], chat.pk)
    audit.record("messenger:member:left", by=by.pk, person=by.pk, before={"chat": chat.pk})


@transaction.atomic
def post_call(*, chat: int, data: dict[str, Any], uuid: UUID, by: Person) -> Message:
    """A person calls: the message shows the call, and changes in place as it goes on."""
    return post_message(chat, by, Message.Kind.CALL, "", data, uuid)[0]


@transaction.atomic
def post_by_school(
    *, chat: int, kind: str, data: dict[str, Any], text: str = "", school: int | None = None, by: Person | None
) -> Message:
    """A school, the chat's own if none is named, says something that counts as unread, but not for `by`, whose doing it is."""
    said: dict[str, Any] = {"chat": chat, "kind": kind, "text": text, "data": Jsonb(data), "school": school}
    said["by"] = by.pk if by else None
    with connection.cursor() as cursor:
        cursor.execute(POST_BY_SCHOOL, said)
        (sent,) = cursor.fetchone()
    message = Message.objects.select_related("school_author").get(pk=sent)
    Chat.objects.filter(pk=chat).update(last_message=message, last_at=message.at)
    members = Place.objects.filter(chat=chat).values_list("person_id", flat=True)
    announce.said(members, queries.message(message))
    if by:
        announce.row_changed([by.pk], chat)
    heard.said(message)
    return message


def say(chat: int, data: dict[str, Any]) -> None:
    """A service message: what happened in the chat, under its next `seq`."""
    words: dict[str, Any] = {"chat": chat, "data": Jsonb(data)}
    with connection.cursor() as cursor:
        cursor.execute(SERVICE, words)
        seq, at = cursor.fetchone()
    members = list(Place.objects.filter(chat=chat).values_list("person_id", flat=True))
    announce.said(members, queries.service_message(chat, seq, data, at))


def post_message(
    chat: int,
    by: Person,
    kind: str,
    text: str,
    data: dict[str, Any],
    uuid: UUID,
    reply_to: Message | None = None,
    beside: Callable[[Message], dict[str, Any]] | None = None,
) -> tuple[Message, bool]:
    """A message of any kind, by a person. `beside` writes the poll that a new message asks, in rows of its own, before the
    members are told of both.
    """
    words: dict[str, Any] = {"chat": chat, "author": by.pk, "kind": kind, "text": text, "data": Jsonb(data), "uuid": uuid}
    words["reply"] = reply_to.pk if reply_to else None
    # Who does not see what is answered gets the answer without the quote; without an answer all are of one kind.
    words["answered"] = reply_to.seq if reply_to else ANY_SEQ
    words["later"] = data.get("later", False)
    with prepared_cursor() as cursor:
        cursor.execute(LOCK_CHAT, [chat])
        locked = cursor.fetchone()
        silenced = voice.refusal(voice.Settled(*locked), kind, by) if locked else None
        # What was stored before is answered as before, whatever has been settled since.
        if silenced and not Message.objects.filter(author=by, client_uuid=uuid).exists():
            raise Refused(silenced)
        cursor.execute(POST, words)
        row = cursor.fetchone()
    if row is None:
        raise NotYours
    sent, seq, number, at, members, newcomers = row
    if sent is None:
        seen = Message.objects.select_related(*TOLD_WITH)
        before = seen.get(author=by, client_uuid=uuid)
        if before.chat_id != chat:
            raise Refused(_("Это сообщение уже отправлено в другой чат."), "uuid")
        return before, False
    message = Message(
        id=sent,
        chat_id=chat,
        seq=seq,
        number=number,
        kind=kind,
        author=by,
        text=text,
        data=data,
        client_uuid=uuid,
        at=at,
        reply_to=reply_to,
    )
    if reply_to or data.get("mentions"):
        mentions.keep(message)
    announce.said(members, queries.message(message, poll=beside(message) if beside else None))
    if newcomers:
        announce.said(newcomers, queries.message(message, sees_after=words["answered"]))
    heard.said(message)
    return message, True


def _free(place: Place) -> Chat:
    """The chat with its row locked, if people choose its members; a ruled chat's members follow from the roster."""
    chat = Chat.objects.select_for_update().get(pk=place.chat_id)
    if chat.ruled:
        raise Refused(_("Состав этого чата ведёт школа: его не меняют вручную."))
    if chat.kind == Chat.Kind.DIALOGUE:
        raise Refused(_("В диалоге всегда двое. Чтобы говорить с другими, создайте чат."))
    return chat


def _addable(by: Person, members: Sequence[int], space: str) -> list[Person]:
    wanted = set(members) - {by.pk}
    if len(wanted) >= limits.free_chat_members_max:
        raise Refused(_("В чате может быть до %(most)d человек.") % {"most": limits.free_chat_members_max}, "people")
    found = list(able(Person.objects.filter(pk__in=wanted), space)) if not refusing(by, sorted(wanted)) else []
    if len(found) != len(wanted):
        raise Refused(_("Кого-то из выбранных добавить нельзя. Выберите людей заново."), "people")
    return found


def _refuse_without_profile(by: Person, space: str) -> None:
    active = LearningProfile.objects.filter(person=by, state=LearningProfile.State.ACTIVE)
    if space == Chat.Space.LEARNING and not active.exists():
        raise Refused(_("Нужен учебный профиль. Создайте его в дневнике."))
