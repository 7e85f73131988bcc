"""Windows of a long history: round a message, round a number, and on. Called by: pytest."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from zvonok.chat_rules.tests.world import Chats
from zvonok.messenger import actions, own_place, windows
from zvonok.messenger.doors import place, visible
from zvonok.messenger.models import Chat, Message, Place
from zvonok.operations.cast import Cast

SAID = 200


@pytest.fixture
def long_chat(cast: Cast, chats: Chats) -> Chat:
    chat = chats.class_10a
    for number in range(SAID):
        actions.post(chat=chat.pk, text=f"{number}", uuid=uuid4(), by=cast.class_teacher)
    chat.refresh_from_db()
    return chat


def texts(page: dict[str, Any]) -> list[str]:
    return [row["text"] for row in page["messages"]]


def test_it_works(cast: Cast, long_chat: Chat) -> None:
    own = place(cast.sibling, long_chat.pk)
    middle = Message.objects.get(chat=long_chat, text="100")
    page = windows.around(own, seq=middle.seq, limit=10)
    assert texts(page) == [f"{n}" for n in range(95, 105)]
    assert page["more"] and page["more_after"] and page["last_seq"] == long_chat.last_seq
    on = windows.following(own, seq=page["messages"][-1]["seq"], limit=10)
    assert texts(on) == [f"{n}" for n in range(105, 115)]
    assert on["more"] and on["more_after"]


def test_windows_end_where_the_history_does(cast: Cast, long_chat: Chat) -> None:
    own = place(cast.sibling, long_chat.pk)
    last = Message.objects.filter(chat=long_chat).latest("seq")
    end = windows.around(own, seq=last.seq, limit=10)
    assert texts(end)[-1] == last.text and not end["more_after"] and end["more"]
    assert windows.following(own, seq=last.seq, limit=10) == {
        **{"messages": [], "more": False, "more_after": False, "last_seq": long_chat.last_seq, "pinned": []}
    }
    beginning = windows.around(own, seq=1, limit=100)
    assert beginning["messages"][0]["kind"] == "service" and not beginning["more"]


def test_round_the_first_unread_by_its_number(cast: Cast, long_chat: Chat) -> None:
    own = place(cast.sibling, long_chat.pk)
    actions.read(place=own, number=100)
    page = windows.around_number(own, number=101, limit=10)
    assert texts(page) == [f"{n}" for n in range(95, 105)]
    # All has been read: nothing stands after, and the end is shown.
    assert not windows.around_number(own, number=long_chat.last_number + 1, limit=10)["more_after"]


def test_a_newcomer_finds_no_past_by_its_seq(cast: Cast, long_chat: Chat) -> None:
    middle = Message.objects.get(chat=long_chat, text="100")
    Place.objects.filter(chat=long_chat, person=cast.sibling).update(sees_after_seq=middle.seq)
    own = place(cast.sibling, long_chat.pk)
    for page in (windows.around(own, seq=3, limit=100), windows.around_number(own, number=1, limit=100)):
        assert texts(page)[0] == "101" and not page["more"]
    assert texts(windows.following(own, seq=1, limit=1)) == ["101"]


def test_what_one_has_hidden_leaves_its_neighbours(cast: Cast, long_chat: Chat) -> None:
    middle = Message.objects.get(chat=long_chat, text="100")
    own_place.hide_message(place=place(cast.sibling, long_chat.pk), message=middle)
    assert texts(windows.around(place(cast.sibling, long_chat.pk), seq=middle.seq, limit=4)) == ["98", "99", "101", "102"]


@pytest.mark.parametrize("limit", [10, 100])
def test_a_window_asks_the_same_however_large_it_is(
    cast: Cast, long_chat: Chat, limit: int, django_assert_max_num_queries: Any
) -> None:
    own = place(cast.sibling, long_chat.pk)
    with django_assert_max_num_queries(6):
        windows.around_number(own, number=100, limit=limit)
    with django_assert_max_num_queries(3):
        windows.following(own, seq=100, limit=limit)


def test_a_window_walks_along_the_index(cast: Cast, long_chat: Chat) -> None:
    """No sort and no walk over the whole chat: a hundred thousand messages cost what two hundred do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; ANALYZE messenger_message")
    own = place(cast.sibling, long_chat.pk)
    for seen in (
        visible(own).filter(seq__gte=100).order_by("seq")[:31],
        visible(own).filter(seq__lt=100).order_by("-seq")[:31],
    ):
        plan = seen.explain()
        assert "one_message_a_seq" in plan and "Sort" not in plan, plan
