"""What a person settles about a chat for himself: mute, pin, hide."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from zvonok.chat_rules.tests.world import Chats
from zvonok.ground import clock, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger import own_place, queries
from zvonok.messenger.actions import post
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat, Place
from zvonok.operations.cast import Cast


def row(cast: Cast, chat: Chat) -> dict[str, object]:
    found = queries.chat(cast.classmate, chat.pk)
    assert found
    return found


def test_a_chat_is_muted_for_an_hour_and_speaks_again(cast: Cast, chats: Chats) -> None:
    now = clock.now()
    own = place(cast.classmate, chats.class_10a.pk)
    post(chat=chats.class_10a.pk, text="Привет", uuid=uuid4(), by=cast.sibling)
    assert queries.unread(cast.classmate)["learning"] == 1
    own_place.mute(place=own, muted_for="hour", now=now)
    assert row(cast, chats.class_10a)["muted"] is True
    assert queries.unread(cast.classmate)["learning"] == 0
    own_place.mute(place=own, muted_for="hour", now=now - timedelta(hours=2))
    assert row(cast, chats.class_10a)["muted"] is False
    assert queries.unread(cast.classmate)["learning"] == 1


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-24 22:40", "2026-11-25 07:00"),
        ("2026-11-25 03:00", "2026-11-25 07:00"),
        ("2026-11-25 07:00", "2026-11-26 07:00"),
    ],
)
def test_until_morning_is_until_seven(now: str, morning: str) -> None:
    def local(moment: str) -> datetime:
        return timezone.make_aware(datetime.fromisoformat(moment))

    assert own_place.muted_until("morning", local(now)) == local(morning)


def test_always_and_not_at_all() -> None:
    always = own_place.muted_until("always", clock.now())
    assert always and always.year == 9999
    assert own_place.muted_until("no", clock.now()) is None


def test_a_hidden_chat_keeps_its_place_and_keeps_quiet(cast: Cast, chats: Chats) -> None:
    own_place.hide(place=place(cast.classmate, chats.class_10a.pk), hidden=True)
    post(chat=chats.class_10a.pk, text="Привет", uuid=uuid4(), by=cast.sibling)
    assert row(cast, chats.class_10a)["hidden"] is True
    assert queries.unread(cast.classmate)["learning"] == 0
    assert Place.objects.filter(chat=chats.class_10a, person=cast.classmate).exists()


def test_only_so_many_chats_are_pinned(cast: Cast) -> None:
    now = clock.now()
    made = [
        Chat.objects.create(space="personal", kind="free", ruled=False, title=f"Чат {n}", newcomers_see_all=True)
        for n in range(limits.chats_pinned_max + 1)
    ]
    for chat in made:
        Place.objects.create(chat=chat, person=cast.classmate, role=1)
    *most, last = made
    for chat in most:
        own_place.pin(place=place(cast.classmate, chat.pk), pinned=True, now=now)
    with pytest.raises(Refused, match="открепите"):
        own_place.pin(place=place(cast.classmate, last.pk), pinned=True, now=now)
    own_place.pin(place=place(cast.classmate, most[0].pk), pinned=False, now=now)
    own_place.pin(place=place(cast.classmate, last.pk), pinned=True, now=now)
    assert row(cast, last)["pinned_at"] == now


def test_what_one_settles_is_his_alone(cast: Cast, chats: Chats) -> None:
    own_place.mute(place=place(cast.classmate, chats.class_10a.pk), muted_for="always", now=clock.now())
    others = queries.chat(cast.sibling, chats.class_10a.pk)
    assert others and others["muted"] is False
