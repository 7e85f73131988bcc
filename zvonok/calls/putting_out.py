"""Who loses his place, his profile, his account or his session leaves the running call at once; who has another role may do
there what that role may.

Comes in: whose facts, place or session changed. Goes out: after the commit, requests to the media server.
Called by: `roster.touched`, `messenger.heard`, `chat_rules.heard`, `accounts.ended`; `calls.attending` for all who come in.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from zvonok.calls import media
from zvonok.calls.models import Call, Participant
from zvonok.calls.rights import rights_of
from zvonok.ground.prepared import prepared_cursor
from zvonok.messenger.models import Place
from zvonok.roster.touched import Effect

# Asked after each change of the roster, and the answer is mostly: nobody.
# Everybody with a ticket for a live call, whether he is in it or only might come; with what is true of him now.
NOW = """
SELECT participant.id,
       person.is_active AND place.role IS NOT NULL AND (chat.space = 'personal' OR coalesce(profile.state = 'active', false))
           AND (participant.session_key = '' OR EXISTS (
               SELECT FROM accounts_session session JOIN accounts_user account ON account.id = session.user_id
               WHERE session.session_key = participant.session_key AND account.person_id = participant.person_id
                 AND account.is_active AND session.expire_date > clock_timestamp())) AS may_stay,
       coalesce(place.role, 0) = %(administrator)s
           OR (call.kind = 'call' AND (call.started_by_id = participant.person_id OR chat.kind = 'dialogue')) AS leads
FROM calls_participant participant
JOIN calls_call call ON call.id = participant.call_id AND call.state = 'live'
JOIN messenger_chat chat ON chat.id = call.chat_id
JOIN roster_person person ON person.id = participant.person_id
LEFT JOIN messenger_place place ON place.chat_id = call.chat_id AND place.person_id = participant.person_id
LEFT JOIN profiles_learningprofile profile ON profile.person_id = participant.person_id
WHERE participant.ticket IS NOT NULL AND {which}
"""
OF_PEOPLE = NOW.format(which="participant.person_id = ANY(%(asked)s)")
OF_SESSION = NOW.format(which="participant.session_key = ANY(%(asked)s)")
OF_PARTICIPANTS = NOW.format(which="participant.id = ANY(%(asked)s)")


@dataclass(frozen=True)
class Standing:
    """What is true of one participant now."""

    participant: Participant
    may_stay: bool
    leads: bool


def facts_changed(*, people: Sequence[int], classes: Sequence[int]) -> Sequence[Effect]:
    """A listener of the roster that changes no places itself: it looks after those who are in a call."""
    if people:
        _look_after_commit(OF_PEOPLE, people)
    return ()


def places_changed(people: Collection[int], chat: int) -> None:
    _look_after_commit(OF_PEOPLE, list(people))


def ruled_places_changed(effects: Sequence[Effect], _opened: int | None) -> None:
    lost_or_revised = [effect.person_id for effect in effects if effect.what != "entered"]
    if lost_or_revised:
        _look_after_commit(OF_PEOPLE, lost_or_revised)


def session_ended(session: str) -> None:
    _look_after_commit(OF_SESSION, [session])


def of_participants(participants: Iterable[Participant]) -> list[Standing]:
    """What is true of these now."""
    return _standings(OF_PARTICIPANTS, [one.pk for one in participants])


def put_out(participant: Participant) -> None:
    """He is out, and his ticket is void."""
    Participant.objects.filter(pk=participant.pk).update(ticket=None, hand_at=None)
    media.put_out(participant.call.room, participant.person_id)


def _look_after_commit(which: str, asked: Sequence[int] | Sequence[str]) -> None:
    transaction.on_commit(lambda: _look(which, asked), robust=True)


def _look(which: str, asked: Sequence[int] | Sequence[str]) -> None:
    for standing in _standings(which, asked):
        his = standing.participant
        if standing.may_stay:
            rights = rights_of(his.call, his, leads=standing.leads)
            hand = his.hand_at.isoformat() if his.hand_at else ""
            media.allow(his.call.room, his.person_id, rights=rights, ticket=str(his.ticket), leads=standing.leads, hand=hand)
        else:
            put_out(his)


def _standings(which: str, asked: Sequence[int] | Sequence[str]) -> list[Standing]:
    with prepared_cursor() as cursor:
        cursor.execute(which, {"asked": list(asked), "administrator": Place.Role.ADMINISTRATOR})
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    if not found:
        return []
    participants = Participant.objects.select_related("call").filter(pk__in=found, call__state=Call.State.LIVE)
    return [Standing(one, *found[one.pk]) for one in participants]
