"""Planning a lesson in a chat, and what the chat hears of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from zvonok.calls import actions, queries
from zvonok.calls.models import Call
from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.messenger.forwarding import forward
from zvonok.messenger.models import Chat, Message, Place
from zvonok.messenger.queries import chat as chat_row
from zvonok.operations.cast import Cast


def test_it_works(cast: Cast, geography: Chat, lesson: Call) -> None:
    message = Message.objects.get(chat=geography, number__isnull=False)
    assert message.school_author == cast.school and message.author is None
    assert message.kind == "call"
    assert message.data["title"] == "Реки Сибири" and message.data["state"] == "planned"
    assert message.data["planned_minutes"] == 40
    row = chat_row(cast.sibling, geography.pk)
    assert row
    assert (row["preview"]["author"], row["preview"]["kind"], row["unread"], row["live"]) == (cast.school.name, "call", 1, None)
    assert chat_row(cast.class_teacher, geography.pk)["unread"] == 0  # type: ignore[index]


def test_a_lesson_goes_its_way_and_the_chat_hears_it(cast: Cast, geography: Chat, lesson: Call) -> None:
    begun = actions.start(call=lesson, by=cast.class_teacher)
    row = chat_row(cast.sibling, geography.pk)
    assert row and row["live"]["call"] == lesson.pk and row["live"]["title"] == "Реки Сибири"
    assert queries.live_in([geography.pk]) == {geography.pk: begun}
    actions.end(call=lesson, by=cast.class_teacher)
    said = [one.data["what"] for one in Message.objects.filter(chat=geography, kind="service").order_by("seq")]
    assert said == ["opened", "lesson_began", "lesson_over"]
    card = Message.objects.get(chat=geography, kind="call")
    assert (card.data["state"], card.data["minutes"], card.data["people"]) == ("over", 1, 0)
    geography.refresh_from_db()
    assert card.changed_seq == geography.last_seq
    assert chat_row(cast.sibling, geography.pk)["live"] is None  # type: ignore[index]


def test_a_lesson_moved_is_told_once(cast: Cast, geography: Chat, lesson: Call) -> None:
    later = lesson.starts_at + timedelta(days=1)
    actions.change(call=lesson, starts_at=later, by=cast.class_teacher)
    actions.change(call=lesson, starts_at=later, by=cast.class_teacher)
    actions.change(call=lesson, may_show=False, by=cast.class_teacher)
    moved = Message.objects.filter(chat=geography, data__what="lesson_moved")
    assert [one.data["starts_at"] for one in moved] == [later.isoformat()]
    assert Message.objects.get(chat=geography, kind="call").data["starts_at"] == later.isoformat()


def test_a_lesson_cancelled_is_told_once_and_leaves_the_chat(cast: Cast, geography: Chat, lesson: Call) -> None:
    actions.cancel(call=lesson, reason="Карантин", by=cast.class_teacher)
    with pytest.raises(Refused, match="ещё не начался"):
        actions.cancel(call=lesson, reason="Карантин", by=cast.class_teacher)
    assert Message.objects.filter(chat=geography, data__what="lesson_cancelled", data__reason="Карантин").count() == 1
    assert Place.objects.filter(chat=geography, person=cast.sibling).exists()
    with pytest.raises(Refused, match="отменён: Карантин"):
        actions.enter(call=lesson, by=cast.class_teacher)


@pytest.mark.parametrize(
    ("after", "minutes", "sentence"),
    [
        (timedelta(hours=-2), 40, "уже прошло"),
        (timedelta(hours=1), 1, "длится от"),
        (timedelta(minutes=20), 40, "уже назначен урок «Реки Сибири»"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    cast: Cast, geography: Chat, lesson: Call, after: timedelta, minutes: int, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.plan(chat=geography, title="Ещё", starts_at=clock.now() + after, minutes=minutes, by=cast.class_teacher)


def test_nobody_begins_a_lesson_of_next_week_today(cast: Cast, geography: Chat) -> None:
    starts = clock.now() + timedelta(days=7)
    next_week = actions.plan(chat=geography, title="Реки", starts_at=starts, minutes=40, by=cast.class_teacher)
    with pytest.raises(Refused, match="Ещё рано"):
        actions.start(call=next_week, by=cast.class_teacher)


def test_a_pupil_does_not_begin_a_lesson(cast: Cast, lesson: Call) -> None:
    with pytest.raises(Refused, match="начнёт учитель"):
        actions.start(call=lesson, by=cast.sibling)
    with pytest.raises(Refused, match="ещё не начался"):
        actions.enter(call=lesson, by=cast.sibling)


def test_a_lesson_is_not_passed_on_into_another_chat(cast: Cast, geography: Chat, lesson: Call) -> None:
    card = Message.objects.get(chat=geography, kind="call")
    with pytest.raises(Refused, match="не пересылают"):
        forward(messages=[card], chat=geography.pk, uuid=uuid4(), by=cast.sibling)
