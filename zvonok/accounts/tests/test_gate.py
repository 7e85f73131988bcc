"""Who may listen to what: the real NATS asks the real gate. Refusals are named as the attack."""

import asyncio
import base64
import json
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import nats
import pytest
from django.conf import settings
from django.db import connection as database
from django.test import Client
from nats.aio.client import Client as Connection

from zvonok.accounts import actions, ticket
from zvonok.accounts.models import Presence, PushConnection, User
from zvonok.ground import limits, push
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("gate")]
patience_seconds = 5


def signed_in(person: Person) -> Client:
    client = Client(enforce_csrf_checks=False)
    client.force_login(User.objects.get(person=person))
    return client


def ticket_of(client: Client) -> str:
    answer = client.post("/api/push/ticket")
    assert answer.status_code == 200, answer.content
    return str(answer.json()["ticket"])


async def connected(shown: str) -> tuple[Connection, "asyncio.Queue[str]"]:
    """A browser's connection, and what befalls it."""
    news: asyncio.Queue[str] = asyncio.Queue()

    async def failed(error: Exception) -> None:
        news.put_nowait(str(error))

    async def closed() -> None:
        news.put_nowait("closed")

    connection = await nats.connect(
        f"nats://127.0.0.1:{settings.PUSH_PORT}",
        token=shown,
        allow_reconnect=False,
        error_cb=failed,
        closed_cb=closed,
        disconnected_cb=closed,
    )
    return connection, news


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 4 * patience_seconds))


async def soon(news: Awaitable[Any]) -> Any:
    return await asyncio.wait_for(news, patience_seconds)


def refused(shown: str) -> bool:
    async def story() -> None:
        connection, _news = await connected(shown)
        await connection.close()

    try:
        run(story)
    except nats.errors.Error as error:
        return "authorization" in str(error).lower()
    return False


def test_it_works(cast: Cast) -> None:
    client, person = signed_in(cast.sibling), cast.sibling.pk
    shown, session = client.post("/api/push/ticket").json(), client.session.session_key
    assert shown["url"].startswith("ws://testserver:")
    assert shown["subject"] == f"person.{person}.>"

    def written_down() -> bool:
        return list(PushConnection.objects.values_list("person", "session_key")) == [(person, session)]

    async def story() -> None:
        connection, _news = await connected(shown["ticket"])
        heard: asyncio.Queue[bytes] = asyncio.Queue()

        async def hear(message: Any) -> None:
            heard.put_nowait(message.data)

        await connection.subscribe(shown["subject"], cb=hear)
        await connection.flush()
        await asyncio.to_thread(push._line.publish, [person], "chat", {"event": "chat", "chat": 1})
        assert json.loads(await soon(heard.get())) == {"event": "chat", "chat": 1}
        # Now, for it is crossed out as soon as it ends.
        assert await asyncio.to_thread(answer_of, written_down)
        await connection.close()

    run(story)


@pytest.mark.parametrize("subject", ["person.{other}.>", "person.*.chat", ">", "_INBOX.>", "$SYS.>"])
def test_a_pupil_listens_to_another_person(cast: Cast, subject: str) -> None:
    shown = ticket_of(signed_in(cast.sibling))

    async def story() -> None:
        connection, news = await connected(shown)
        await connection.subscribe(subject.format(other=cast.other_sibling.pk))
        assert "permissions violation for subscription" in (await soon(news.get())).lower()
        await connection.close()

    run(story)


def test_a_pupil_publishes_to_his_own_and_to_anothers_subject(cast: Cast) -> None:
    shown = ticket_of(signed_in(cast.sibling))

    async def story() -> None:
        connection, news = await connected(shown)
        for subject in (f"person.{cast.sibling.pk}.chat", f"person.{cast.other_sibling.pk}.chat", "$SYS.REQ.USER.AUTH"):
            await connection.publish(subject, b"{}")
            assert "permissions violation for publish" in (await soon(news.get())).lower()
        await connection.close()

    run(story)


def test_a_ticket_is_forged(cast: Cast) -> None:
    own = signed_in(cast.sibling)
    good = ticket_of(own)
    spoiled = good[:-6] + ("A" if good[-6] != "A" else "B") + good[-5:]
    others = ticket.make(ticket.Ticket(own.session.session_key or "", cast.other_sibling.pk), time.time())
    for shown in ("", "nonsense", spoiled, others):
        assert refused(shown), shown
    assert not PushConnection.objects.exists()


def test_a_ticket_is_too_old(cast: Cast) -> None:
    session = signed_in(cast.sibling).session.session_key or ""
    made = time.time() - limits.push_ticket_age_seconds_max - 1
    assert refused(ticket.make(ticket.Ticket(session, cast.sibling.pk), made))


def test_a_ticket_does_not_show_the_session(cast: Cast) -> None:
    client = signed_in(cast.sibling)
    shown = ticket_of(client)
    assert (client.session.session_key or "").encode() not in base64.urlsafe_b64decode(shown)


def test_a_pupil_replays_a_ticket_after_signing_out(cast: Cast) -> None:
    client = signed_in(cast.sibling)
    shown = ticket_of(client)
    client.post("/accounts/logout/")
    assert refused(shown)


def test_a_stranger_asks_for_a_ticket(cast: Cast) -> None:
    assert Client().post("/api/push/ticket").status_code == 403


def test_a_deactivated_person_comes_with_an_old_ticket(cast: Cast) -> None:
    client = signed_in(cast.sibling)
    shown = ticket_of(client)
    Person.objects.filter(pk=cast.sibling.pk).update(is_active=False)
    assert refused(shown)
    assert client.post("/api/push/ticket").status_code == 403


@pytest.mark.parametrize("ending", ["sign out", "sign out everywhere", "deactivate"])
def test_the_end_of_a_session_cuts_the_live_connection(cast: Cast, ending: str) -> None:
    client = signed_in(cast.sibling)
    shown = ticket_of(client)

    def end() -> None:
        if ending == "sign out":
            client.post("/accounts/logout/")
        elif ending == "sign out everywhere":
            actions.sign_out_everywhere(person=cast.sibling, by=cast.sibling)
        else:
            actions.deactivate(person=cast.sibling, by=cast.head)

    async def story() -> None:
        _connection, news = await connected(shown)
        await asyncio.to_thread(in_thread, end)
        assert await soon(news.get())

    run(story)
    assert not PushConnection.objects.filter(session_key=client.session.session_key or "").exists()
    assert refused(shown)


def test_one_session_ends_and_the_other_listens_on(cast: Cast) -> None:
    first, second = signed_in(cast.sibling), signed_in(cast.sibling)
    shown = ticket_of(first), ticket_of(second)

    async def story() -> None:
        _gone, gone_news = await connected(shown[0])
        stays, stays_news = await connected(shown[1])
        await asyncio.to_thread(in_thread, lambda: first.post("/accounts/logout/"))
        assert await soon(gone_news.get())
        await stays.flush()
        assert stays_news.empty()
        await stays.close()

    run(story)


def test_a_connection_that_ends_is_crossed_out_and_its_person_was_here_until_then(cast: Cast) -> None:
    """A page that is closed says nothing to us: NATS does."""
    shown = ticket_of(signed_in(cast.sibling))

    def crossed_out() -> bool:
        return not PushConnection.objects.filter(person=cast.sibling).exists()

    async def story() -> None:
        connection, _news = await connected(shown)
        assert not await asyncio.to_thread(answer_of, crossed_out)
        await connection.close()
        while not await asyncio.to_thread(answer_of, crossed_out):
            await asyncio.sleep(0.02)

    run(story)
    assert Presence.objects.get(person=cast.sibling).seen_at


def test_the_gate_outlives_its_connections_to_the_database(cast: Cast) -> None:
    client = signed_in(cast.sibling)

    async def story() -> None:
        connection, _news = await connected(ticket_of_thread(client))
        await connection.close()

    run(story)
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 1
    run(story)


def ticket_of_thread(client: Client) -> str:
    made: list[str] = []
    thread = threading.Thread(target=in_thread, args=[lambda: made.append(ticket_of(client))])
    thread.start()
    thread.join()
    return made[0]


def answer_of(ask: Callable[[], bool]) -> bool:
    try:
        return ask()
    finally:
        database.close()


def in_thread(act: Callable[[], object]) -> None:
    """A request of another thread, with a database connection of its own that is not left behind."""
    try:
        act()
    finally:
        database.close()
