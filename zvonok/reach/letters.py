"""A letter about what went unread: what waits for whom, asked of many people at once, and the words of one letter.

Comes in: people, each with the time from which and to which he is to be told. Goes out: a letter for each who has something
unread. Called by: `reach.digest_sending`.

What is muted, hidden, deleted, one's own, or read meanwhile is no news. Words of messages stand there only if he asked.
A letter fetches nothing when it is opened: no picture, no style from afar; and no link but the way out says who pressed it.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zvonok.ground import limits
from zvonok.messenger import people
from zvonok.messenger.models import Chat
from zvonok.reach import digest, wording

# One question for all, however many they are. The first names are those of whoever spoke last.
UNREAD = """
WITH due AS (
    SELECT * FROM unnest(%(people)s::bigint[], %(since)s::timestamptz[], %(upto)s::timestamptz[], %(words)s::boolean[])
        AS due(person_id, since, upto, shows_words)
), unread AS (
    SELECT due.person_id, due.shows_words, message.chat_id, message.number, message.kind, message.text,
           coalesce(author.first_name || ' ' || left(author.last_name, 1) || '.',
                    message.data #>> '{bot,name}', school.name) AS name,
           message.data #>> '{bot,name}' IS NOT NULL AS is_bot,
           row_number() OVER (PARTITION BY due.person_id, message.chat_id ORDER BY message.number DESC) AS from_end
    FROM due
    JOIN messenger_place place ON place.person_id = due.person_id AND NOT place.hidden
         AND (place.muted_until IS NULL OR place.muted_until <= %(now)s)
    JOIN messenger_chat chat ON chat.id = place.chat_id AND chat.last_number > place.read_number AND chat.last_at > due.since
    LEFT JOIN profiles_learningprofile profile ON profile.person_id = due.person_id
    JOIN messenger_message message ON message.chat_id = chat.id AND message.number > place.read_number
         AND message.seq > place.sees_after_seq AND message.at > due.since AND message.at <= due.upto
         AND message.deleted_at IS NULL AND message.author_id IS DISTINCT FROM due.person_id
    LEFT JOIN roster_person author ON author.id = message.author_id
    LEFT JOIN roster_school school ON school.id = message.school_author_id
    WHERE (chat.space = 'personal' OR profile.state = 'active') AND NOT EXISTS (
        SELECT 1 FROM messenger_hidden hidden WHERE hidden.message_id = message.id AND hidden.person_id = due.person_id
    )
), counted AS (
    SELECT person_id, chat_id, count(*) AS count,
           json_agg(json_build_array(name, is_bot) ORDER BY from_end) FILTER (WHERE from_end <= %(looked_at)s) AS names,
           coalesce(json_agg(json_build_array(name, is_bot, kind, left(text, %(length)s)) ORDER BY from_end DESC)
                    FILTER (WHERE shows_words AND from_end <= %(shown)s), '[]') AS said
    FROM unread GROUP BY person_id, chat_id
)
SELECT counted.person_id, chat.id, chat.kind, chat.title, counted.count, counted.names, counted.said
FROM counted JOIN messenger_chat chat ON chat.id = counted.chat_id ORDER BY counted.person_id, chat.last_at DESC, chat.id
"""


@dataclass(frozen=True)
class Due:
    person: int
    since: datetime
    upto: datetime
    shows_words: bool
    language: str


@dataclass(frozen=True)
class Waiting:
    """What waits for a person in one chat."""

    chat: int
    kind: str
    title: str
    count: int
    # Each with whether it is a bot's.
    names: Sequence[tuple[str, bool]]
    said: Sequence[tuple[str, bool, str, str]]


def written(due: Sequence[Due], *, now: datetime) -> list[tuple[Due, EmailMultiAlternatives]]:
    """Two questions, whatever the number of people."""
    waiting = unread(due, now=now)
    confirmed = EmailAddress.objects.filter(
        user__person__in=list(waiting), user__is_active=True, verified=True, primary=True
    ).values_list("user__person_id", "user__person__first_name", "email")
    to = {person: (name, email) for person, name, email in confirmed}
    return [(one, _letter(one, *to[one.person], waiting[one.person])) for one in due if one.person in to]


def unread(due: Sequence[Due], *, now: datetime) -> dict[int, list[Waiting]]:
    asked: dict[str, Any] = {
        "people": [one.person for one in due],
        "since": [one.since for one in due],
        "upto": [one.upto for one in due],
        "words": [one.shows_words for one in due],
        "now": now,
        "looked_at": limits.digest_messages_looked_at_max,
        "shown": limits.digest_messages_of_chat_max,
        "length": limits.quote_length_max,
    }
    found: dict[int, list[Waiting]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, asked)
        for person, chat, kind, title, count, names, said in cursor.fetchall():
            authors = dict.fromkeys((name, is_bot) for name, is_bot in _read(names))
            found[person].append(Waiting(chat, kind, title, count, list(authors), _read(said)))
    return dict(found)


def _read(told: Any) -> Any:
    return json.loads(told) if isinstance(told, str) else told


def _letter(to: Due, name: str, email: str, waiting: Sequence[Waiting]) -> EmailMultiAlternatives:
    with translation.override(to.language):
        told = _told(to, name, waiting)
        count = sum(one.count for one in waiting)
        unread_words = ngettext("%(n)d непрочитанное сообщение", "%(n)d непрочитанных сообщений", count) % {"n": count}
        way_out = f"{settings.SITE_URL}{digest.way_out(to.person)}"
        letter = EmailMultiAlternatives(
            subject=f"{settings.MESSENGER_NAME}: {unread_words}",
            body=render_to_string("reach/digest.txt", told).strip() + "\n",
            to=[email],
            headers={
                "List-Unsubscribe": f"<{way_out}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                # No machine's holiday answers to it.
                "Auto-Submitted": "auto-generated",
            },
        )
        letter.attach_alternative(render_to_string("reach/digest.html", told), "text/html")
        return letter


def _told(to: Due, name: str, waiting: Sequence[Waiting]) -> dict[str, Any]:
    """All the words of a letter; its two forms only lay them out."""
    shown, more = waiting[: limits.digest_chats_max], waiting[limits.digest_chats_max :]
    return {
        "language": to.language,
        "greeting": _("Здравствуйте, %(name)s!") % {"name": _line(name)},
        "begins": _("В мессенджере «%(messenger)s» вас ждут непрочитанные сообщения.") % {"messenger": settings.MESSENGER_NAME},
        "chats": [_chat(one) for one in shown],
        "more": ngettext("И ещё в %(n)d чате.", "И ещё в %(n)d чатах.", len(more)) % {"n": len(more)} if more else "",
        "open": _("Открыть сообщения"),
        "open_at": f"{settings.SITE_URL}/messenger/",
        "why": _("Вы получили это письмо, потому что включили письма о непрочитанном."),
        "change": _("Изменить"),
        "change_at": f"{settings.SITE_URL}/digest/",
        "leave": _("Больше не присылать"),
        "leave_at": f"{settings.SITE_URL}{digest.way_out(to.person)}",
    }


def _chat(one: Waiting) -> dict[str, Any]:
    is_dialogue = one.kind == Chat.Kind.DIALOGUE
    names = [_line(people.worded(name, is_bot=is_bot)) for name, is_bot in one.names]
    some = ", ".join(names[: limits.digest_names_max])
    others = len(names) > limits.digest_names_max
    said = [
        (_line(people.worded(name, is_bot=is_bot)), _line(wording.said(kind, text))) for name, is_bot, kind, text in one.said
    ]
    return {
        "title": names[0] if is_dialogue else _line(one.title),
        "count": ngettext("%(n)d сообщение", "%(n)d сообщений", one.count) % {"n": one.count},
        "from": "" if is_dialogue else (_("от: %(names)s и других") if others else _("от: %(names)s")) % {"names": some},
        "said": [words if is_dialogue else f"{name}: {words}" for name, words in said],
        "at": f"{settings.SITE_URL}/messenger/c/{one.chat}",
    }


def _line(words: str) -> str:
    """One line: what a person wrote builds nothing in the letter."""
    return " ".join(words.split())
