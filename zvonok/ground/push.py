"""The line to NATS. Push is a hint: what is lost here is asked of the database, so nothing here may fail a request.

Comes in: people and an event. Goes out: one NATS message a person, on his own subject. It knows people, not chats.
Called by: rooms that announce, after the commit.
"""

import asyncio
import json
import logging
import threading
from collections.abc import Iterable, Mapping
from typing import Any

import nats
from django.conf import settings
from django.db import transaction
from nats.aio.client import Client

from zvonok.ground import limits
from zvonok.ground.nats_server import PROGRAM_USER, SYSTEM_USER

log = logging.getLogger(__name__)
pending_bytes_max = 8 * 1024 * 1024


def subject_of(person: int) -> str:
    """What a person's own browsers may listen to, and nobody else's."""
    return f"person.{person}.>"


def after_commit(people: Iterable[int], topic: str, event: Mapping[str, Any]) -> None:
    """Tell these people, once the transaction is committed; never if it is rolled back."""
    receivers = list(people)
    if receivers:
        transaction.on_commit(lambda: _line.publish(receivers, topic, event), robust=True)


def disconnect(connections: Iterable[tuple[str, int]]) -> None:
    """Cut browsers' connections, each named by its NATS server and its number there."""
    kicks = [(f"$SYS.REQ.SERVER.{server}.KICK", json.dumps({"cid": client}).encode()) for server, client in connections]
    if kicks:
        # The server heeds no request without an address for its answer, though nobody listens for it.
        _system_line.send(kicks, reply="kicked")


def close() -> None:
    """Let what was sent go out and end this process's connections; before NATS itself is stopped."""
    for line in (_line, _system_line):
        line.close()


async def connect(user: str) -> Client:
    password = settings.SECRETS.push_password if user == PROGRAM_USER else settings.SECRETS.push_system_password
    return await nats.connect(
        settings.NATS_URL or f"nats://127.0.0.1:{settings.PUSH_PORT}",
        user=user,
        password=password,
        name=f"zvonok {user}",
        allow_reconnect=True,
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.2,
        connect_timeout=limits.push_connect_seconds_max,
        pending_size=pending_bytes_max,
        skip_subject_validation=True,  # they are made of numbers and of our own words
        error_cb=_note,
    )


async def _note(error: Exception) -> None:
    log.warning("NATS: %s", error or type(error).__name__)


class _Line:
    """One connection of this process, served by a thread of its own, for views are synchronous."""

    def __init__(self, user: str) -> None:
        self._user = user
        self._start = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: Client | None = None
        # The thread is woken once for all that has come meanwhile: a change of the roster tells of thirty chats.
        self._turn = threading.Lock()
        self._waiting: list[tuple[str, bytes, str]] = []
        self._is_awake = False

    def publish(self, people: list[int], topic: str, event: Mapping[str, Any]) -> None:
        payload = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        self.send([(f"person.{person}.{topic}", payload) for person in people])

    def send(self, messages: list[tuple[str, bytes]], reply: str = "") -> None:
        loop = self._running_loop()
        with self._turn:
            self._waiting += [(subject, payload, reply) for subject, payload in messages]
            is_awake, self._is_awake = self._is_awake, True
        if not is_awake:
            asyncio.run_coroutine_threadsafe(self._send(), loop)

    def close(self) -> None:
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(limits.push_connect_seconds_max)

    async def _close(self) -> None:
        if self._client is not None:
            await self._client.close()

    async def _send(self) -> None:
        while messages := self._taken():
            try:
                async with asyncio.timeout(limits.push_connect_seconds_max):
                    client = await self._connected()
                    for message in messages:
                        await self._publish(client, *message)
            except Exception as error:
                log.warning("NATS: из %d событий ушли не все: %s", len(messages), error or type(error).__name__)

    async def _publish(self, client: Client, subject: str, payload: bytes, reply: str) -> None:
        try:
            await client.publish(subject, payload, reply)
        except Exception as error:
            log.warning("NATS: событие не ушло: %s", error or type(error).__name__)

    def _taken(self) -> list[tuple[str, bytes, str]]:
        with self._turn:
            taken, self._waiting = self._waiting, []
            self._is_awake = bool(taken)
        return taken

    async def _connected(self) -> Client:
        if self._client is None or self._client.is_closed:
            async with self._connecting:
                if self._client is None or self._client.is_closed:
                    self._client = await connect(self._user)
        return self._client

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._start:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._connecting = asyncio.Lock()
                threading.Thread(target=self._loop.run_forever, name=f"push-{self._user}", daemon=True).start()
            return self._loop


_line = _Line(PROGRAM_USER)
_system_line = _Line(SYSTEM_USER)
