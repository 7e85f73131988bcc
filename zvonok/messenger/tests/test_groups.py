"""Free chats after they are made, and who may speak in any chat."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from zvonok.chat_rules.tests.world import Chats
from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.messenger import groups
from zvonok.messenger.actions import make_free_chat, post, remove_member
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat, Message, Place
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person


@pytest.fixture
def trip(cast: Cast, chats: Chats) -> Chat:
    return make_free_chat(
        title="Поход", members=[cast.classmate.pk, cast.other_sibling.pk], space="learning", uuid=uuid4(), by=cast.sibling
    )[0]


def role(chat: Chat, person: Person) -> int:
    return Place.objects.get(chat=chat, person=person).role


def last_said(chat: Chat) -> dict[str, object]:
    return dict(Message.objects.filter(chat=chat).latest("seq").data)


def speak(chat: Chat, by: Person) -> None:
    post(chat=chat.pk, text="Привет", uuid=uuid4(), by=by)


# Title and administrators


def test_an_administrator_renames_it(cast: Cast, trip: Chat) -> None:
    groups.rename(place=place(cast.sibling, trip.pk), title="Поход в горы", by=cast.sibling)
    assert last_said(trip)["title"] == "Поход в горы"
    trip.refresh_from_db()
    assert trip.title == "Поход в горы"


def test_an_administrator_is_appointed_and_discharged(cast: Cast, trip: Chat) -> None:
    groups.appoint(place=place(cast.sibling, trip.pk), person=cast.classmate.pk, by=cast.sibling)
    assert role(trip, cast.classmate) == 2
    groups.discharge(place=place(cast.classmate, trip.pk), person=cast.sibling.pk, by=cast.classmate)
    assert role(trip, cast.sibling) == 1


def test_the_last_administrator_stays_one(cast: Cast, trip: Chat) -> None:
    with pytest.raises(Refused, match="последний администратор"):
        groups.discharge(place=place(cast.sibling, trip.pk), person=cast.sibling.pk, by=cast.sibling)


def test_two_administrators_discharge_each_other_and_one_is_left(cast: Cast, trip: Chat) -> None:
    groups.appoint(place=place(cast.sibling, trip.pk), person=cast.classmate.pk, by=cast.sibling)
    first, second = place(cast.sibling, trip.pk), place(cast.classmate, trip.pk)
    groups.discharge(place=first, person=cast.classmate.pk, by=cast.sibling)
    with pytest.raises(Refused, match="больше не администратор"):
        groups.discharge(place=second, person=cast.sibling.pk, by=cast.classmate)
    assert role(trip, cast.sibling) == 2


def test_it_is_handed_over(cast: Cast, trip: Chat) -> None:
    groups.hand_over(place=place(cast.sibling, trip.pk), person=cast.classmate.pk, by=cast.sibling)
    assert (role(trip, cast.sibling), role(trip, cast.classmate)) == (1, 2)


def test_a_ruled_chat_is_not_renamed_nor_handed_over(cast: Cast, chats: Chats) -> None:
    own = place(cast.class_teacher, chats.class_10a.pk)
    for deed in (
        lambda: groups.rename(place=own, title="Мой", by=cast.class_teacher),
        lambda: groups.hand_over(place=own, person=cast.sibling.pk, by=cast.class_teacher),
        lambda: groups.invite(place=own, hours=1, uses_max=1, school=None, now=clock.now(), by=cast.class_teacher),
    ):
        with pytest.raises(Refused, match="ведёт школа"):
            deed()


# Links


def link(cast: Cast, trip: Chat, hours: int = 24, uses_max: int = 5) -> str:
    own = place(cast.sibling, trip.pk)
    return groups.invite(place=own, hours=hours, uses_max=uses_max, school=None, now=clock.now(), by=cast.sibling)[1]


def test_one_comes_in_by_a_link_and_is_seen_to(cast: Cast, trip: Chat) -> None:
    word = link(cast, trip)
    assert groups.join(word=word, now=clock.now(), by=cast.class_teacher) == trip
    assert last_said(trip) == {"what": "joined", "who": {"id": cast.class_teacher.pk, "name": "Елена О."}}
    groups.join(word=word, now=clock.now(), by=cast.class_teacher)
    assert trip.invitations.get().uses == 1, "who is there already spends nothing"


def test_a_link_ends_by_its_time_its_uses_and_its_makers_wish(cast: Cast, trip: Chat) -> None:
    now = clock.now()
    spent, late, revoked = link(cast, trip, uses_max=1), link(cast, trip, hours=1), link(cast, trip)
    groups.join(word=spent, now=now, by=cast.class_teacher)
    groups.revoke(place=place(cast.sibling, trip.pk), invitation=trip.invitations.latest("pk").pk, now=now, by=cast.sibling)
    for word, moment in ((spent, now), (late, now + timedelta(hours=2)), (revoked, now), ("nothing", now)):
        with pytest.raises(Http404):
            groups.join(word=word, now=moment, by=cast.head)
    assert not Place.objects.filter(chat=trip, person=cast.head).exists()


def test_a_link_of_the_learning_space_is_for_its_school_and_for_those_with_a_profile(cast: Cast, trip: Chat) -> None:
    word = link(cast, trip)
    with pytest.raises(Http404):
        groups.join(word=word, now=clock.now(), by=cast.stranger)
    with pytest.raises(Refused, match="учебный профиль"):
        groups.join(word=word, now=clock.now(), by=cast.without_profile)


def test_who_was_removed_does_not_come_back_by_the_link(cast: Cast, trip: Chat) -> None:
    word = link(cast, trip)
    remove_member(place=place(cast.sibling, trip.pk), person=cast.classmate, by=cast.sibling)
    with pytest.raises(Http404):
        groups.join(word=word, now=clock.now(), by=cast.classmate)


# Who may speak


def settle(cast: Cast, chat: Chat, **what: object) -> None:
    settings: dict[str, object] = {"announcements_only": False, "reactions_only": False, "slow_mode_seconds": 0, **what}
    groups.settle(place=place(cast.class_teacher, chat.pk), by=cast.class_teacher, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "sentence"), [("announcements_only", "только администраторы"), ("reactions_only", "реакции")])
def test_only_administrators_speak(cast: Cast, chats: Chats, name: str, sentence: str) -> None:
    settle(cast, chats.class_10a, **{name: True})
    assert last_said(chats.class_10a)[name] is True
    with pytest.raises(Refused, match=sentence):
        speak(chats.class_10a, cast.sibling)
    speak(chats.class_10a, cast.class_teacher)
    settle(cast, chats.class_10a)
    speak(chats.class_10a, cast.sibling)


def test_slow_mode_makes_one_wait_and_each_waits_for_himself(cast: Cast, chats: Chats) -> None:
    settle(cast, chats.class_10a, slow_mode_seconds=60)
    speak(chats.class_10a, cast.sibling)
    with pytest.raises(Refused, match="Медленный режим"):
        speak(chats.class_10a, cast.sibling)
    speak(chats.class_10a, cast.classmate)
    speak(chats.class_10a, cast.class_teacher)
    speak(chats.class_10a, cast.class_teacher)
    long_ago = clock.now() - timedelta(seconds=61)
    Place.objects.filter(chat=chats.class_10a, person=cast.sibling).update(said_at=long_ago)
    speak(chats.class_10a, cast.sibling)


def test_a_message_that_was_stored_is_answered_though_one_may_speak_no_more(cast: Cast, chats: Chats) -> None:
    uuid = uuid4()
    first, _ = post(chat=chats.class_10a.pk, text="Успел", uuid=uuid, by=cast.sibling)
    settle(cast, chats.class_10a, announcements_only=True)
    again, is_new = post(chat=chats.class_10a.pk, text="Успел", uuid=uuid, by=cast.sibling)
    assert (again.pk, is_new) == (first.pk, False)
