"""Who may speak in a chat now: what its administrators have settled, and in a dialogue whether the other can hear.

Comes in: a chat whose row is locked, so nobody slips through while it is settled; who speaks. Goes out: a sentence or None.
Called by: `messenger.actions`, for every kind of message alike.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zvonok.messenger import switches
from zvonok.messenger.models import Chat, Place
from zvonok.roster.models import Person

SPEAKER = """
SELECT role, extract(epoch FROM said_at + make_interval(secs => %(slow)s) - clock_timestamp())
FROM messenger_place WHERE chat_id = %(chat)s AND person_id = %(person)s
"""

HEARER = """
SELECT other.is_active AND (dialogue.space = 'personal' OR coalesce(profile.state, 'none') = 'active'),
       EXISTS (SELECT FROM messenger_block block
               WHERE (block.person_id = dialogue.one_id AND block.blocked_id = dialogue.other_id)
                  OR (block.person_id = dialogue.other_id AND block.blocked_id = dialogue.one_id))
FROM messenger_dialogue dialogue
JOIN roster_person other ON other.id IN (dialogue.one_id, dialogue.other_id) AND other.id <> %(person)s
LEFT JOIN profiles_learningprofile profile ON profile.person_id = other.id
WHERE dialogue.chat_id = %(chat)s AND %(person)s IN (dialogue.one_id, dialogue.other_id)
"""


@dataclass(frozen=True)
class Settled:
    """What the locked row of the chat says. Of most chats nothing, and then nothing more is asked."""

    chat: int
    kind: str
    space: str
    school: int | None
    announcements_only: bool
    reactions_only: bool
    slow_mode_seconds: int
    archived_at: datetime | None


def refusal(settled: Settled, kind: str, by: Person) -> str | None:
    """Why he may not say this now. One without a place is told nothing here: the door's answer is another."""
    sentence = None
    if settled.archived_at and _has_a_place(settled, by):
        return only_read()
    if settled.kind == Chat.Kind.DIALOGUE:
        sentence = _deaf(settled, by)
    elif settled.announcements_only or settled.reactions_only or settled.slow_mode_seconds:
        sentence = _silenced(settled, by)
    if sentence is None and kind in switches.OF_MESSAGE and _has_a_place(settled, by):
        sentence = switches.refusal(kind, chat_school=settled.school, space=settled.space, by=by)
    return sentence


def only_read() -> str:
    """Of an archived chat, to whoever would change anything in it."""
    return _("Этот чат в архиве: его можно только читать.")


def _silenced(settled: Settled, by: Person) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(SPEAKER, {"chat": settled.chat, "person": by.pk, "slow": settled.slow_mode_seconds})
        speaker = cursor.fetchone()
    if speaker is None or speaker[0] == Place.Role.ADMINISTRATOR:
        return None
    if settled.reactions_only:
        return _("Сейчас в этом чате можно только ставить реакции.")
    if settled.announcements_only:
        return _("В этом чате пишут только администраторы.")
    wait = speaker[1]
    if wait is None or wait <= 0:
        return None
    seconds = int(wait) + 1
    return ngettext(
        "Медленный режим: следующее сообщение можно отправить через %(n)d секунду.",
        "Медленный режим: следующее сообщение можно отправить через %(n)d секунд.",
        seconds,
    ) % {"n": seconds}


def _deaf(settled: Settled, by: Person) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(HEARER, {"chat": settled.chat, "person": by.pk})
        heard = cursor.fetchone()
    if heard is None:
        return None
    hears, is_blocked = heard
    if is_blocked:
        return _("Один из вас заблокировал другого: писать друг другу нельзя.")
    if not hears:
        return _("Собеседник сейчас этого не прочтёт: его учётная запись или учебный профиль не действует.")
    return None


def _has_a_place(settled: Settled, by: Person) -> bool:
    return Place.objects.filter(chat=settled.chat, person=by).exists()
