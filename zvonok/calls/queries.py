"""What may be asked of calls: what is live, what was and will be in a chat, who was there and for how long.

Called by: `calls.api`, lessons, the chats' rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zvonok.calls import media
from zvonok.calls.doors import leads
from zvonok.calls.models import Attendance, Call, Participant
from zvonok.calls.rights import rights_of
from zvonok.ground import clock, limits
from zvonok.messenger import people
from zvonok.messenger.models import Place
from zvonok.roster.models import Person

Row = dict[str, Any]

# What a chat's row shows of it, in the row's own question. A moment is written as events write it, with all its digits.
LIVE_OF_ROW = """
SELECT jsonb_build_object('call', id, 'kind', kind, 'title', title, 'by', started_by_id, 'started_at',
                          to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'))
FROM calls_call WHERE chat_id = chat.id AND state = 'live'
"""


@dataclass(frozen=True)
class Attended:
    """One person in one call: each time he was there, and for how long in all."""

    person: Person
    spans: list[tuple[datetime, datetime]]
    is_there: bool

    @property
    def seconds(self) -> int:
        return round(sum((until - since).total_seconds() for since, until in self.spans))

    @property
    def minutes(self) -> int:
        """Whole minutes; who was there at all was there for one."""
        return max(1, round(self.seconds / 60))

    @property
    def came_at(self) -> datetime:
        return self.spans[0][0]

    @property
    def left_at(self) -> datetime | None:
        return None if self.is_there else self.spans[-1][1]


def attendance(call: Call) -> list[Attended]:
    """Who came, by name; who is there now is counted until now."""
    now = clock.now()
    times: dict[int, list[Attendance]] = {}
    for one in call.attendance.select_related("person").order_by("joined_at", "pk"):
        times.setdefault(one.person_id, []).append(one)
    found = [
        Attended(
            person=his[0].person,
            spans=[(one.joined_at, one.left_at or max(now, one.joined_at)) for one in his],
            is_there=any(one.left_at is None for one in his),
        )
        for his in times.values()
    ]
    return sorted(found, key=lambda one: (one.person.last_name, one.person.first_name, one.person.pk))


def of_chat(chat: int) -> list[Call]:
    """The chat's lessons and calls, the latest first."""
    return list(Call.objects.filter(chat=chat).order_by("-starts_at", "-pk")[: limits.calls_of_chat_max])


def live_in(chats: Iterable[int]) -> dict[int, Call]:
    """By chat, what is going on there now."""
    return {call.chat_id: call for call in Call.objects.filter(chat__in=list(chats), state=Call.State.LIVE)}


def seen(call: Call, place: Place) -> Row:
    """The call as one of the chat sees it; whoever leads sees who waits and who has a hand up."""
    is_leader = leads(call, place)
    participants = _participants(call) if is_leader else []
    his = Participant.objects.filter(call=call, person=place.person_id).first()
    rights = rights_of(call, his or Participant(call=call), leads=is_leader)
    return {
        "id": call.pk,
        "chat": call.chat_id,
        "kind": call.kind,
        "state": call.state,
        "title": call.title,
        "by": people.person(call.started_by) if call.started_by else None,
        "starts_at": call.starts_at,
        "planned_minutes": call.minutes,
        "started_at": call.started_at,
        "ended_at": call.ended_at,
        "may_speak": call.may_speak,
        "may_show": call.may_show,
        "waiting_room": call.waiting_room,
        "locked": call.locked,
        "leads": is_leader,
        "rights": {"speak": rights.speak, "show": rights.show},
        "ringing": _rings(call, his, place.person_id),
        "admission": his.admission if his else None,
        "why_not": media.why_not(),
        "waiting": [people.person(one.person) for one in participants if one.admission == Participant.Admission.WAITING],
        "refused": [people.person(one.person) for one in participants if one.admission == Participant.Admission.REFUSED],
    }


def _participants(call: Call) -> Sequence[Participant]:
    found = Participant.objects.filter(call=call, admission__isnull=False).select_related("person")
    return list(found.order_by("asked_at", "pk")[: limits.call_people_max])


def _rings(call: Call, his: Participant | None, person: int) -> bool:
    """For whoever has neither come nor declined, for a while."""
    if call.kind != Call.Kind.CALL or call.state != Call.State.LIVE or call.started_by_id == person or call.started_at is None:
        return False
    is_answered = his is not None and (his.ticket is not None or his.declined_at is not None)
    return not is_answered and clock.now() - call.started_at < timedelta(seconds=limits.call_ringing_seconds_max)
