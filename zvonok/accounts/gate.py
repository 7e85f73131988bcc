"""The gate: NATS asks us about every browser that connects, and we say to what it may listen.

Comes in: the server's requests. Goes out: a permission for the person's own subjects, or a refusal; nothing else.
Called by: `zvonok gate`, which `zvonok serve` runs.

1. The ticket must be ours and fresh.
2. In the database, its session must still be there, be this person's, and the person must be somebody still; the session's row
   is locked meanwhile, so who signs out at this very moment either is refused here or finds the connection written down.
3. The connection is written down, so that the session's end can cut it; when NATS says that it has ended, it is crossed out.
"""

import asyncio
import json
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections, connections, transaction
from django.http import HttpRequest
from nats.aio.msg import Msg

from zvonok.accounts import presence, ticket
from zvonok.accounts.models import PushConnection, Session, User
from zvonok.accounts.push_jwt import BadRequest, Request, admitted, read_request, refused
from zvonok.accounts.sessions import SessionStore
from zvonok.ground import clock, limits, push
from zvonok.ground.nats_server import PROGRAM_USER, SYSTEM_USER

log = logging.getLogger(__name__)
SUBJECT = "$SYS.REQ.USER.AUTH"
ENDED = "$SYS.ACCOUNT.*.DISCONNECT"
READY = "Привратник готов"
# How many decisions are made at once; each thread keeps one connection to the database.
deciders_max = 4


class NotAdmitted(Exception):
    """Said to the server's log; the browser hears only that it was refused."""


def answer() -> None:
    """Answer until SIGTERM or SIGINT."""
    asyncio.run(_answer())


async def _answer() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    with ThreadPoolExecutor(deciders_max, thread_name_prefix="gate") as deciders:
        client = await push.connect(PROGRAM_USER)
        under_way: set[asyncio.Task[None]] = set()

        async def asked(message: Msg) -> None:
            # The server asks one after another; the answers need not wait for each other.
            task = asyncio.create_task(_reply(message, deciders))
            under_way.add(task)
            task.add_done_callback(under_way.discard)

        async def ended(message: Msg) -> None:
            await loop.run_in_executor(deciders, partial(cross_out, message.data))

        await client.subscribe(SUBJECT, queue="gate", cb=asked)
        await client.flush()
        system = await push.connect(SYSTEM_USER)
        await system.subscribe(ENDED, queue="gate", cb=ended)
        await system.flush()
        log.info(READY)
        await stopped.wait()
        await system.drain()
        await client.drain()


async def _reply(message: Msg, deciders: ThreadPoolExecutor) -> None:
    try:
        decision = await asyncio.get_running_loop().run_in_executor(deciders, partial(decide, message.data))
        await message.respond(decision)
    except BadRequest as error:
        log.warning("Непонятный запрос от NATS: %s", error)
    except Exception:
        log.exception("Привратник не ответил")


def decide(data: bytes) -> bytes:
    """The signed answer to one request, in a thread that may use the database."""
    request = read_request(data)
    now = clock.now()
    seconds, issuer = int(now.timestamp()), settings.SECRETS.push_issuer
    close_old_connections()
    try:
        person = _admit(request, now.timestamp())
        until = seconds + limits.push_connection_age_seconds_max
        return admitted(request, person=person, now=seconds, until=until, issuer=issuer)
    except NotAdmitted as why:
        return refused(request, str(why), now=seconds, issuer=issuer)
    except Exception:
        # A connection that the database has broken off is not kept for the next request.
        connections.close_all()
        log.exception("Привратник не смог спросить базу")
        return refused(request, "try again", now=seconds, issuer=issuer)


def cross_out(data: bytes) -> None:
    """A connection has ended: its person was here until now. Lost, this is made good by the job of each hour."""
    close_old_connections()
    try:
        told = json.loads(data)
        presence.lost(server=str(told["server"]["id"]), client=int(told["client"]["id"]))
    except Exception:
        connections.close_all()
        log.exception("Привратник не записал конец соединения")


@transaction.atomic
def _admit(request: Request, now: float) -> int:
    shown = ticket.read(request.ticket, now)
    if shown is None:
        raise NotAdmitted("no such ticket, or too old")
    if Session.objects.select_for_update(no_key=True).filter(session_key=shown.session).first() is None:
        raise NotAdmitted("signed out")
    asking = HttpRequest()
    asking.session = SessionStore(shown.session)
    user = get_user(asking)
    if not isinstance(user, User) or user.person_id != shown.person:
        raise NotAdmitted("not this session's person, or not active")
    PushConnection.objects.create(
        session_key=shown.session, person_id=shown.person, server=request.server, client=request.client
    )
    return shown.person
