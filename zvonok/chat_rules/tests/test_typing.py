"""Who is told that somebody is typing, and of whom one sees that he is here. Real NATS; nothing of it is stored.

Called by: pytest. It stands here for the listener, and for the chats that the school's facts make.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zvonok.accounts import presence as own_presence
from zvonok.accounts.models import Presence, PushConnection
from zvonok.chat_rules.tests.test_events import Listener, told
from zvonok.chat_rules.tests.world import Chats, open_all
from zvonok.ground import clock, limits
from zvonok.messenger import presence
from zvonok.messenger.actions import make_free_chat
from zvonok.messenger.dialogues import block, open_dialogue
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat, Place
from zvonok.operations.cast import Cast, make
from zvonok.profiles.actions import suspend
from zvonok.roster.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    presence._told_last.clear()
    return make(clock.today())


@pytest.fixture
def chats(cast: Cast) -> Chats:
    return open_all(cast)


@pytest.fixture
def listener(cast: Cast) -> Iterator[Listener]:
    one = Listener()
    one.heard()
    yield one
    one.close()


def here(*people: Person, since: timedelta = timedelta(0)) -> None:
    """They have the messenger open."""
    for person in people:
        made = PushConnection.objects.create(session_key="s", person=person, server="N", client=person.pk)
        PushConnection.objects.filter(pk=made.pk).update(opened_at=clock.now() - since)


def type_in(chat: Chat, by: Person) -> None:
    presence.typing(place=place(by, chat.pk), by=by)


def sees(viewer: Person, person: Person) -> Any:
    return presence.seen(viewer.pk, [person.pk]).get(person.pk)


def test_it_works(cast: Cast, chats: Chats, listener: Listener) -> None:
    here(cast.sibling, cast.other_sibling, cast.class_teacher, cast.head)
    here(cast.classmate, since=timedelta(seconds=limits.push_connection_age_seconds_max + 5))
    type_in(chats.class_10a, cast.sibling)
    heard = listener.heard()
    # Of the members those who are here; the typist knows himself; the head has no place in it.
    assert told(heard, "typing", chats.class_10a) == {cast.other_sibling.pk, cast.class_teacher.pk}
    assert heard[cast.class_teacher.pk] == [
        {"event": "typing", "chat": chats.class_10a.pk, "who": {"id": cast.sibling.pk, "name": "Александр И."}}
    ]


def test_it_is_told_once_in_a_while(cast: Cast, chats: Chats, listener: Listener) -> None:
    here(cast.class_teacher)
    for _ in range(20):
        type_in(chats.class_10a, cast.sibling)
    type_in(chats.geography_10a, cast.sibling)
    heard = listener.heard()[cast.class_teacher.pk]
    assert [event["chat"] for event in heard] == [chats.class_10a.pk, chats.geography_10a.pk]


def test_typing_asks_the_door_and_once_more_whatever_the_size(cast: Cast, chats: Chats) -> None:
    here(*cast.people().values())
    with CaptureQueriesContext(connection) as captured:
        type_in(chats.class_10a, cast.sibling)
    assert len(captured) == 2


def test_in_a_large_chat_nobody_is_told(cast: Cast, chats: Chats, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    here(cast.class_teacher)
    members = Place.objects.filter(chat=chats.class_10a).count()
    monkeypatch.setattr(limits, "typing_told_members_max", members - 1)
    type_in(chats.class_10a, cast.sibling)
    assert not listener.heard()
    presence._told_last.clear()
    monkeypatch.setattr(limits, "typing_told_members_max", members)
    type_in(chats.class_10a, cast.sibling)
    assert listener.heard()


def test_one_who_may_only_read_types_nothing(cast: Cast, chats: Chats, listener: Listener) -> None:
    here(cast.class_teacher, cast.sibling)
    Chat.objects.filter(pk=chats.class_10a.pk).update(announcements_only=True)
    type_in(chats.class_10a, cast.sibling)
    assert not listener.heard()
    type_in(chats.class_10a, cast.class_teacher)
    assert told(listener.heard(), "typing", chats.class_10a) == {cast.sibling.pk}


def test_one_whose_profile_is_suspended_hears_nothing_of_a_free_chat(cast: Cast, chats: Chats, listener: Listener) -> None:
    chat, _ = make_free_chat(title="Поход", members=[cast.classmate.pk], space="learning", uuid=uuid4(), by=cast.sibling)
    here(cast.classmate)
    suspend(person=cast.classmate, by=cast.classmate)
    listener.heard()
    type_in(chat, cast.sibling)
    assert not listener.heard()


@pytest.mark.parametrize("who", ["one", "other"])
def test_after_a_block_neither_sees_the_other_type_or_be_here(cast: Cast, chats: Chats, listener: Listener, who: str) -> None:
    chat, _ = open_dialogue(person=cast.class_teacher, space="learning", by=cast.sibling)
    here(cast.sibling, cast.class_teacher)
    pair = (cast.sibling, cast.class_teacher) if who == "one" else (cast.class_teacher, cast.sibling)
    assert sees(*pair) == {"here": True, "seen_at": None}
    block(person=pair[0], by=pair[1])
    listener.heard()
    for one in pair:
        type_in(chat, one)
    assert not told(listener.heard(), "typing", chat)
    assert (sees(*pair), sees(*reversed(pair))) == (None, None)


def test_who_hides_is_not_seen_and_sees_nobody(cast: Cast, chats: Chats, listener: Listener) -> None:
    here(cast.sibling, cast.classmate, cast.class_teacher)
    own_presence.hide(hidden=True, by=cast.sibling)
    type_in(chats.class_10a, cast.sibling)
    assert not listener.heard()
    type_in(chats.class_10a, cast.classmate)
    assert told(listener.heard(), "typing", chats.class_10a) == {cast.class_teacher.pk}
    assert (sees(cast.classmate, cast.sibling), sees(cast.sibling, cast.classmate)) == (None, None)
    assert sees(cast.class_teacher, cast.classmate)
    own_presence.hide(hidden=False, by=cast.sibling)
    assert sees(cast.classmate, cast.sibling) == {"here": True, "seen_at": None}


def test_a_pupil_is_seen_by_his_own_school_alone(cast: Cast, chats: Chats, listener: Listener) -> None:
    """In a personal chat people of two schools may meet; of an adult the other school's people see it."""
    chat = Chat.objects.create(space="personal", kind="free", ruled=False, title="Двор", newcomers_see_all=True)
    both = (cast.sibling, cast.parent_of_both, cast.stranger)
    Place.objects.bulk_create(Place(chat=chat, person=one, role=1) for one in both)
    here(*both)
    assert sees(cast.stranger, cast.sibling) is None
    assert sees(cast.parent_of_both, cast.sibling) and sees(cast.class_teacher, cast.sibling)
    assert sees(cast.stranger, cast.parent_of_both) and sees(cast.sibling, cast.stranger)
    type_in(chat, cast.sibling)
    assert told(listener.heard(), "typing", chat) == {cast.parent_of_both.pk}
    type_in(chat, cast.parent_of_both)
    assert told(listener.heard(), "typing", chat) == {cast.sibling.pk, cast.stranger.pk}


def test_who_has_gone_is_seen_by_the_minute_and_one_who_never_came_by_nothing(cast: Cast, chats: Chats) -> None:
    here(cast.class_teacher)
    assert sees(cast.sibling, cast.class_teacher) == {"here": True, "seen_at": None}
    own_presence.lost(server="N", client=cast.class_teacher.pk)
    seen = sees(cast.sibling, cast.class_teacher)
    assert seen["here"] is False and (seen["seen_at"].second, seen["seen_at"].microsecond) == (0, 0)
    assert abs(clock.now() - seen["seen_at"]) < timedelta(minutes=2)
    assert sees(cast.sibling, cast.head) == {"here": False, "seen_at": None}


def test_one_is_here_while_any_of_his_browsers_is(cast: Cast, chats: Chats) -> None:
    here(cast.class_teacher)
    PushConnection.objects.create(session_key="t", person=cast.class_teacher, server="N", client=10**6)
    own_presence.lost(server="N", client=10**6)
    assert sees(cast.sibling, cast.class_teacher) == {"here": True, "seen_at": None}


def test_many_who_go_at_once_are_written_down_in_one_statement(cast: Cast) -> None:
    here(*cast.people().values())
    with CaptureQueriesContext(connection) as captured:
        own_presence.ended(PushConnection.objects.values_list("pk", flat=True))
    assert len(captured) == 2 and Presence.objects.exclude(seen_at=None).count() == len(cast.people())
    assert not PushConnection.objects.exists()
