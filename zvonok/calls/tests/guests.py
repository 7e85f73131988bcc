"""People who come into a call with LiveKit's own client for Python: they send sound and picture, and hear and see the others.

Comes in: an address and a ticket. Goes out: what became of it, waited for with a limit. Called by: the tests beside it, bench.
"""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from livekit import rtc

# It tells each step of each connection.
logging.getLogger("livekit").setLevel(logging.CRITICAL)
WAIT_SECONDS_MAX = 20
PUBLISH_SECONDS_MAX = 4


class Guest:
    """One who comes in by a ticket."""

    def __init__(self, url: str, token: str, *, watches: bool = True) -> None:
        """`watches`: looks at what comes. Else it comes and is thrown away, which costs this process less."""
        self._url, self._token, self._watches = url, token, watches
        self._tasks: set[asyncio.Task[None]] = set()
        self.room: rtc.Room | None = None
        self.frames = 0
        self.cut = False
        self.was_put_out = False

    def come_in(self) -> "Guest":
        self._do(self._come_in())
        return self

    def speak(self) -> None:
        self._do(self._speak())

    def show(self, source: Any = rtc.TrackSource.SOURCE_CAMERA) -> None:
        self._do(self._show(source))

    def go(self) -> None:
        if self.room:
            self._do(self._go())

    @property
    def is_in(self) -> bool:
        return self.room is not None and self.room.isconnected()

    def sees_of(self, person: int) -> set[int]:
        """What another sends now, not muted, as this one sees it."""
        assert self.room
        other = self.room.remote_participants.get(str(person))
        return {one.source for one in other.track_publications.values() if not one.muted} if other else set()

    def others(self) -> dict[str, dict[str, str]]:
        """Who else is there, by number, with the signs that all see."""
        assert self.room
        return {one.identity: dict(one.attributes) for one in self.room.remote_participants.values()}

    async def _come_in(self) -> None:
        self.room = rtc.Room()
        self.room.on("disconnected", self._disconnected)
        self.room.on("track_subscribed", self._subscribed)
        await asyncio.wait_for(self.room.connect(self._url, self._token), WAIT_SECONDS_MAX)

    async def _go(self) -> None:
        assert self.room
        for task in self._tasks:
            task.cancel()
        await self.room.disconnect()

    def _disconnected(self, reason: Any) -> None:
        self.cut = True
        self.was_put_out = reason == rtc.DisconnectReason.PARTICIPANT_REMOVED

    def _subscribed(self, track: Any, *_: Any) -> None:
        if self._watches:
            self._keep(self._watch(track))

    async def _watch(self, track: Any) -> None:
        stream = rtc.VideoStream(track) if track.kind == rtc.TrackKind.KIND_VIDEO else rtc.AudioStream(track)
        async for _frame in stream:
            self.frames += 1

    async def _speak(self) -> None:
        assert self.room
        source = rtc.AudioSource(48_000, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await asyncio.wait_for(self.room.local_participant.publish_track(track, options), PUBLISH_SECONDS_MAX)

        async def sound() -> None:
            # Noise: silence would hardly be sent at all.
            frame = rtc.AudioFrame(os.urandom(960), 48_000, 1, 480)
            while self.is_in:
                await source.capture_frame(frame)

        self._keep(sound())

    async def _show(self, kind: Any) -> None:
        assert self.room
        source = rtc.VideoSource(320, 180)
        track = rtc.LocalVideoTrack.create_video_track("picture", source)
        options = rtc.TrackPublishOptions(source=kind)
        await asyncio.wait_for(self.room.local_participant.publish_track(track, options), PUBLISH_SECONDS_MAX)

        async def picture() -> None:
            frames = [rtc.VideoFrame(320, 180, rtc.VideoBufferType.RGBA, os.urandom(320 * 180 * 4)) for _ in range(2)]
            while self.is_in:
                for frame in frames:
                    source.capture_frame(frame)
                    await asyncio.sleep(0.1)

        self._keep(picture())

    def _keep(self, doing: Any) -> None:
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _do(self, doing: Any) -> Any:
        return run(doing)


def run(doing: Any) -> Any:
    """On the loop where all guests are."""
    return asyncio.run_coroutine_threadsafe(doing, _loop()).result(WAIT_SECONDS_MAX + 5)


def wait_until(what: Callable[[], Any], seconds: float = WAIT_SECONDS_MAX) -> float:
    """Until it is so; how long it took. An AssertionError when it never is."""
    start = time.monotonic()
    while not what():
        assert time.monotonic() - start < seconds, "It has not come to be in its time."
        time.sleep(0.01)
    return time.monotonic() - start


_running: list[asyncio.AbstractEventLoop] = []


def _loop() -> asyncio.AbstractEventLoop:
    if not _running:
        _running.append(asyncio.new_event_loop())
        threading.Thread(target=_running[0].run_forever, daemon=True, name="guests").start()
    return _running[0]
