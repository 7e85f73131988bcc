"""Who may see that another is here, when he was, and that he is typing. One sentence for all three, read both ways.

Comes in: who looks, and people whom he may see anyway (a door has said so). Goes out: moments; those who may see a typist.
Called by: `messenger.alive_api`, `messenger.card`, `messenger.queries`.
"""

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from zvonok.ground import clock, limits
from zvonok.ground.prepared import prepared_cursor
from zvonok.messenger import announce, people
from zvonok.messenger.models import Place
from zvonok.roster.models import Person

# `viewer` may see `person`: neither hides himself, neither has blocked the other, and a pupil is seen by his own school alone.
MAY_SEE = """
    NOT EXISTS (SELECT 1 FROM accounts_presence WHERE person_id IN (viewer.id, person.id) AND hidden)
    AND NOT EXISTS (
        SELECT 1 FROM messenger_block
        WHERE (person_id, blocked_id) IN ((viewer.id, person.id), (person.id, viewer.id))
    )
    AND NOT EXISTS (
        SELECT 1 FROM roster_enrolment learns WHERE learns.person_id = person.id AND learns.until IS NULL AND NOT EXISTS (
            SELECT 1 FROM roster_employee WHERE person_id = viewer.id AND school_id = learns.school_id AND until IS NULL
            UNION ALL
            SELECT 1 FROM roster_enrolment WHERE person_id = viewer.id AND school_id = learns.school_id AND until IS NULL
            UNION ALL
            SELECT 1 FROM roster_guardianship guardianship
            JOIN roster_enrolment child ON child.person_id = guardianship.child_id AND child.until IS NULL
            WHERE guardianship.parent_id = viewer.id AND child.school_id = learns.school_id
        )
    )
"""

HERE = "EXISTS (SELECT 1 FROM accounts_pushconnection WHERE person_id = {who}.id AND opened_at > %(since)s)"

SEEN = f"""
SELECT person.id, {HERE.format(who="person")}, presence.seen_at
FROM roster_person viewer
JOIN roster_person person ON person.id = ANY(%(people)s) AND person.id <> viewer.id AND person.is_active
LEFT JOIN accounts_presence presence ON presence.person_id = person.id
WHERE viewer.id = %(viewer)s AND {MAY_SEE}
"""  # noqa: S608 - our own words

# In a chat that is not too large, and only to those who have the messenger open now and whose door to the chat is open.
TOLD = f"""
SELECT viewer.id
FROM roster_person person
JOIN messenger_chat chat ON chat.id = %(chat)s
JOIN messenger_place place ON place.chat_id = chat.id AND place.person_id <> person.id
JOIN roster_person viewer ON viewer.id = place.person_id AND viewer.is_active
LEFT JOIN profiles_learningprofile profile ON profile.person_id = viewer.id
WHERE person.id = %(person)s AND {HERE.format(who="viewer")} AND {MAY_SEE}
AND (chat.space = 'personal' OR profile.state = 'active')
AND (SELECT count(*) FROM messenger_place WHERE chat_id = %(chat)s) <= %(most)s
"""  # noqa: S608 - our own words


def seen(viewer: int, others: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Of each whom he may see: whether he is here now, and else when he was; None where nobody knows."""
    with prepared_cursor() as cursor:
        cursor.execute(SEEN, {"viewer": viewer, "people": list(others), "since": _oldest()})
        return {person: {"here": here, "seen_at": None if here else at} for person, here, at in cursor.fetchall()}


def typing(*, place: Place, by: Person) -> None:
    """He is writing something in this chat. Told and never stored; whoever may not write, types nothing."""
    settled = place.chat
    silenced = place.role != Place.Role.ADMINISTRATOR and (settled.announcements_only or settled.reactions_only)
    if silenced or settled.archived_at or _too_soon((place.chat_id, by.pk), time.monotonic()):
        return
    with prepared_cursor() as cursor:
        words = {"chat": place.chat_id, "person": by.pk, "since": _oldest(), "most": limits.typing_told_members_max}
        cursor.execute(TOLD, words)
        told = [person for (person,) in cursor.fetchall()]
    announce.typing(told, place.chat_id, people.named(by))


# When each told last, in this process alone: several processes let through a few more, and that is all the harm.
_told_last: dict[tuple[int, int], float] = {}


def _too_soon(who: tuple[int, int], now: float) -> bool:
    if now - _told_last.get(who, -limits.typing_pause_seconds_min) < limits.typing_pause_seconds_min:
        return True
    if len(_told_last) >= limits.typists_remembered_max:
        _told_last.clear()
    _told_last[who] = now
    return False


def _oldest() -> Any:
    """No connection is older; what stands there longer has ended without a word."""
    return clock.now() - timedelta(seconds=limits.push_connection_age_seconds_max)
