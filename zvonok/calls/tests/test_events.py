"""State and events give the fresh state after every action of calls that speaks."""

import inspect
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from zvonok.calls import actions
from zvonok.calls.models import Call
from zvonok.chat_rules.tests.test_events import REPEATED, Client, Listener
from zvonok.ground import clock
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat
from zvonok.operations.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


class Caller(Client):
    """What goes on in a chat follows from the message of the call, as in the client's store."""

    def follow(self, events: list[dict[str, Any]]) -> None:
        super().follow([event for event in events if event["event"] != "call"])

    def _take(self, message: dict[str, Any]) -> None:
        super()._take(message)
        data, row = message["data"], self.rows[message["chat"]]
        if message["kind"] != "call":
            return
        if data["state"] == "live":
            by = data["by"] and data["by"]["id"]
            row["live"] = {**{name: data[name] for name in ("call", "kind", "title", "started_at")}, "by": by}
        elif row["live"] and row["live"]["call"] == data["call"]:
            row["live"] = None


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    from zvonok.operations.cast import make

    return make(clock.today())


@pytest.fixture
def listener(cast: Cast, geography: Chat) -> Iterator[Listener]:
    one = Listener()
    one.heard()
    yield one
    one.close()


def plan(cast: Cast, chat: Chat) -> Call:
    starts = clock.now() + timedelta(minutes=5)
    return actions.plan(chat=chat, title="Реки", starts_at=starts, minutes=40, by=cast.class_teacher)


def change(cast: Cast, chat: Chat) -> None:
    actions.change(call=plan(cast, chat), starts_at=clock.now() + timedelta(hours=2), title="Моря", by=cast.class_teacher)


def cancel(cast: Cast, chat: Chat) -> None:
    actions.cancel(call=plan(cast, chat), reason="Карантин", by=cast.class_teacher)


def start(cast: Cast, chat: Chat) -> None:
    actions.start(call=plan(cast, chat), by=cast.class_teacher)


def begin(cast: Cast, chat: Chat) -> Call:
    return actions.begin(place=place(cast.class_teacher, chat.pk), by=cast.class_teacher)[0]


def decline(cast: Cast, chat: Chat) -> None:
    actions.decline(call=begin(cast, chat), by=cast.sibling)


def end(cast: Cast, chat: Chat) -> None:
    actions.end(call=begin(cast, chat), by=cast.class_teacher)


def finish(cast: Cast, chat: Chat) -> None:
    """A lesson this time."""
    lesson = plan(cast, chat)
    actions.start(call=lesson, by=cast.class_teacher)
    actions.end(call=lesson, by=cast.class_teacher)


DEEDS: list[Callable[[Cast, Chat], object]] = [plan, change, cancel, start, begin, decline, end, finish]
# What is seen inside the room, or says nothing to the chat.
SILENT = {"enter", "leave", "raise_hand", "locked", "tell_rights"}


def test_every_action_of_calls_is_among_the_deeds() -> None:
    works = {
        name
        for name, work in inspect.getmembers(actions, inspect.isfunction)
        if not name.startswith("_") and inspect.unwrap(work).__module__ == actions.__name__
    }
    assert works - SILENT == {deed.__name__ for deed in DEEDS}


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_state_and_events_give_the_fresh_state(
    cast: Cast, geography: Chat, listener: Listener, deed: Callable[[Cast, Chat], object]
) -> None:
    clients = [Caller(person) for person in cast.people().values()]
    deed(cast, geography)
    heard = listener.heard()
    for client in clients:
        client.follow(heard.get(client.person.pk, []))
        fresh = Caller(client.person)
        assert client.messages == fresh.messages, client.person
        assert client.rows.keys() == fresh.rows.keys()
        for row, fresh_row in fresh.rows.items():
            known = {**client.rows[row], "live": _plain(client.rows[row]["live"])}
            assert {**known, **REPEATED} == {**fresh_row, "live": _plain(fresh_row["live"]), **REPEATED}, client.person
    assert not any(heard.get(one.pk) for one in (cast.stranger, cast.young_pupil))


def _plain(live: dict[str, Any] | None) -> dict[str, Any] | None:
    """A moment is written in two ways, and is the same."""
    return live and {**live, "started_at": str(live["started_at"]).replace("Z", "+00:00").replace(" ", "T")}
