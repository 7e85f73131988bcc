"""The only line to the media server (LiveKit): tickets, rooms, who is in them, and what it tells of itself.

Comes in: names of rooms and people's numbers. Goes out: signed tickets; requests, each with a limit of time.
Called by: `calls.actions`, `calls.leading`, `calls.presence`, `calls.putting_out`.

LiveKit's package is asynchronous and our views are not: a thread of its own serves one connection of this process, as the
line to NATS does. What must be known is waited for; what may come a moment later is handed over, and nobody waits.
"""

import asyncio
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import aiohttp
from django.conf import settings
from django.utils.translation import gettext as _
from livekit import api

from zvonok.ground import limits, media_server
from zvonok.ground.refusal import Refused

log = logging.getLogger(__name__)

MICROPHONE: Final = "microphone"
CAMERA: Final = "camera"
SCREEN: Final = ("screen_share", "screen_share_audio")
SOURCES: Final = {
    MICROPHONE: api.TrackSource.MICROPHONE,
    CAMERA: api.TrackSource.CAMERA,
    SCREEN[0]: api.TrackSource.SCREEN_SHARE,
    SCREEN[1]: api.TrackSource.SCREEN_SHARE_AUDIO,
}
# It is no longer there: what was asked is already so.
ABSENT = "not_found"


@dataclass(frozen=True)
class Rights:
    """What a person may send in a call. Hearing and seeing is everybody's who is in it."""

    speak: bool
    show: bool

    def sources(self, *, but: Iterable[str] = ()) -> list[str]:
        given = [*([MICROPHONE] if self.speak else []), *([CAMERA, *SCREEN] if self.show else [])]
        return [source for source in given if source not in set(but)]


@dataclass(frozen=True)
class Present:
    """One who is in a room now, as the media server knows him. `ticket` is what we signed for him."""

    person: int
    sid: str
    ticket: str
    since: datetime


@dataclass(frozen=True)
class Happened:
    """What a webhook tells: `joined`, `left`, `finished`, or something that we do not need."""

    what: str
    room: str
    who: Present | None


class Forged(Exception):
    """Not signed by the media server's key, or not over these very bytes."""


def why_not() -> str | None:
    """Why there are no calls in this installation at all, for whoever presses the button."""
    if settings.LIVEKIT_URL or media_server.is_there():
        return None
    return _(
        "Звонки не работают: на сервере не установлен LiveKit. Администратору: выполните make setup или задайте LIVEKIT_URL."
    )


def ticket(room: str, *, person: int, name: str, ticket: str, leads: bool, rights: Rights, hand: str) -> str:
    """For one person, one room and a minute: whoever has it may come in once more, and is then asked for his place again."""
    grants = api.VideoGrants(
        room_join=True,
        room=room,
        can_subscribe=True,
        can_publish=bool(rights.sources()),
        can_publish_sources=rights.sources(),
        can_publish_data=False,
        can_update_own_metadata=False,
    )
    key, secret = _keys()
    made = api.AccessToken(key, secret).with_identity(str(person)).with_name(name).with_grants(grants)
    age = timedelta(seconds=limits.call_ticket_age_seconds_max)
    return made.with_attributes(_attributes(ticket, leads=leads, hand=hand)).with_ttl(age).to_jwt()


def open_room(room: str) -> None:
    """Made if it is not there. A Refused where the media server does not answer: nobody can come in."""
    asked = api.CreateRoomRequest(
        name=room,
        empty_timeout=limits.call_empty_seconds_max,
        departure_timeout=limits.call_empty_seconds_max,
        max_participants=limits.call_people_max,
    )
    try:
        _line.ask(lambda server: server.room.create_room(asked))
    except Unreachable:
        raise Refused(_("Сервер звонков сейчас не отвечает. Попробуйте ещё раз через минуту.")) from None


def close_room(room: str) -> None:
    _line.tell(lambda server: server.room.delete_room(api.DeleteRoomRequest(room=room)))


def put_out(room: str, person: int) -> None:
    _line.tell(lambda server: server.room.remove_participant(api.RoomParticipantIdentity(room=room, identity=str(person))))


def allow(room: str, person: int, *, rights: Rights, ticket: str, leads: bool, hand: str) -> None:
    """What he may send from now on, and the signs by which the others see him. What he may not send any more is cut off."""
    asked = api.UpdateParticipantRequest(
        room=room,
        identity=str(person),
        permission=_permission(rights.sources()),
        attributes=_attributes(ticket, leads=leads, hand=hand),
    )
    _line.tell(lambda server: server.room.update_participant(asked))


def stop(room: str, person: int, *, rights: Rights, but: Iterable[str]) -> None:
    """Cut off what he sends now from these sources: what may not be sent the server cuts off, and then it may be again."""

    async def cut(server: api.LiveKitAPI) -> None:
        for sources in (rights.sources(but=but), rights.sources()):
            await server.room.update_participant(
                api.UpdateParticipantRequest(room=room, identity=str(person), permission=_permission(sources))
            )

    _line.tell(cut)


def mute(room: str, person: int, sources: Iterable[str]) -> None:
    """Silence what he sends now; he may speak again if he may."""
    wanted = {SOURCES[source] for source in sources}

    async def silence(server: api.LiveKitAPI) -> None:
        who = await server.room.get_participant(api.RoomParticipantIdentity(room=room, identity=str(person)))
        for track in who.tracks:
            if track.source in wanted and not track.muted:
                await server.room.mute_published_track(
                    api.MuteRoomTrackRequest(room=room, identity=str(person), track_sid=track.sid, muted=True)
                )

    _line.tell(silence)


def present(room: str) -> list[Present] | None:
    """Who is in a room now; None where the media server does not answer, so that nobody is taken for gone."""
    try:
        found = _line.ask(lambda server: server.room.list_participants(api.ListParticipantsRequest(room=room)))
    except Unreachable:
        return None
    return [who for who in map(_present, found.participants if found else []) if who]


def heard(body: bytes, signature: str) -> Happened:
    """A webhook, once its signature and the hash of its very bytes are found to be the media server's."""
    try:
        told = api.WebhookReceiver(api.TokenVerifier(*_keys())).receive(body.decode(), signature)
    except Exception as error:  # the package raises what its libraries raise
        raise Forged(type(error).__name__) from error
    what = {"participant_joined": "joined", "participant_left": "left", "room_finished": "finished"}.get(told.event, "")
    return Happened(what, told.room.name, _present(told.participant))


def close() -> None:
    """End this process's connection."""
    _line.close()


class Unreachable(Exception):
    """The media server did not answer in its time."""


def _present(who: Any) -> Present | None:
    if not who.identity.isdigit():
        return None
    since = datetime.fromtimestamp(who.joined_at, UTC)
    return Present(int(who.identity), who.sid, who.attributes.get("ticket", ""), since)


def _permission(sources: list[str]) -> api.ParticipantPermission:
    return api.ParticipantPermission(
        can_subscribe=True, can_publish=bool(sources), can_publish_sources=[SOURCES[source] for source in sources]
    )


def _attributes(ticket: str, *, leads: bool, hand: str) -> dict[str, str]:
    return {"ticket": ticket, "leads": "yes" if leads else "", "hand": hand}


def _keys() -> tuple[str, str]:
    if settings.LIVEKIT_URL:
        return settings.LIVEKIT_KEY, settings.LIVEKIT_SECRET
    return media_server.KEY, settings.SECRETS.media_key


def _address() -> str:
    return str(settings.LIVEKIT_URL or f"http://{settings.HOST}:{settings.LIVEKIT_PORT}")


class _Line:
    """One connection of this process, served by a thread of its own."""

    def __init__(self) -> None:
        self._start = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: api.LiveKitAPI | None = None

    def ask(self, asking: Any) -> Any:
        """Its answer; None for what is not there; Unreachable when it does not come in time."""
        try:
            return asyncio.run_coroutine_threadsafe(self._asked(asking), self._running()).result(limits.media_seconds_max + 1)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(type(error).__name__) from error

    def tell(self, asking: Any) -> None:
        """Without waiting. What is lost here is found by the job of each minute."""
        asyncio.run_coroutine_threadsafe(self._told(asking), self._running())

    def close(self) -> None:
        with self._start:
            loop, self._loop = self._loop, None
            if loop is None:
                return
            asyncio.run_coroutine_threadsafe(self._end(), loop).result(limits.media_seconds_max + 1)
            loop.call_soon_threadsafe(loop.stop)

    async def _asked(self, asking: Any) -> Any:
        if self._server is None:
            timeout = aiohttp.ClientTimeout(total=limits.media_seconds_max)
            self._server = api.LiveKitAPI(_address(), *_keys(), timeout=timeout, failover=False)
        try:
            return await asking(self._server)
        except api.TwirpError as error:
            if error.code == ABSENT:
                return None
            log.warning("LiveKit: %s", error)
            raise aiohttp.ClientError(error.code) from error

    async def _told(self, asking: Any) -> None:
        try:
            await self._asked(asking)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("LiveKit: %s", error or type(error).__name__)

    async def _end(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        if others:
            await asyncio.wait(others, timeout=limits.media_seconds_max)
        if self._server:
            await self._server.aclose()
            self._server = None

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._start:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, daemon=True, name="media").start()
            return self._loop


_line = _Line()
