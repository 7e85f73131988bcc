"""Messages that wait for their time: seen by their author alone, sent once, and asked at the time whether they may be said."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from zvonok.chat_rules.tests.world import Chats
from zvonok.ground import clock, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger import actions, doors, export, forwarding, groups, in_place, jobs, queries, scheduled
from zvonok.messenger.dialogues import open_dialogue
from zvonok.messenger.models import Block, Message, Place, Scheduled
from zvonok.messenger.tests.test_export import opened
from zvonok.operations.cast import Cast
from zvonok.profiles.actions import suspend
from zvonok.roster import actions as roster
from zvonok.roster.models import Person


def put(chat: int, by: Person, text: str = "С добрым утром", **other: Any) -> Scheduled:
    wanted: dict[str, Any] = {"sticker": None, "send_at": clock.now() + timedelta(hours=1), "uuid": uuid4()}
    return scheduled.schedule(place=doors.place(by, chat), text=text, by=by, **(wanted | other))[0]


def come(one: Scheduled) -> None:
    """Its time comes."""
    Scheduled.objects.filter(pk=one.pk).update(send_at=clock.now())
    jobs.send_scheduled(timestamp=0)


def refused(one: Scheduled) -> str:
    return Scheduled.objects.get(pk=one.pk).refused


def test_it_works(cast: Cast, chats: Chats) -> None:
    one = put(chats.class_10a.pk, cast.sibling)
    jobs.send_scheduled(timestamp=0)
    assert not Message.objects.filter(author=cast.sibling).exists()
    assert [row["id"] for row in scheduled.of(cast.sibling)] == [one.pk]
    come(one)
    message = Message.objects.get(author=cast.sibling)
    assert (message.text, message.client_uuid, message.chat_id) == ("С добрым утром", one.client_uuid, chats.class_10a.pk)
    assert scheduled.of(cast.sibling) == []


def test_a_job_that_runs_twice_sends_it_once(cast: Cast, chats: Chats) -> None:
    one = put(chats.class_10a.pk, cast.sibling)
    come(one)
    assert scheduled.send_due(now=clock.now()) == 0
    # As if the job had died between the two, and the row stood there again.
    one.save(force_insert=True)
    come(one)
    assert Message.objects.filter(author=cast.sibling).count() == 1
    assert not Scheduled.objects.exists()


def test_the_same_uuid_is_scheduled_once_and_not_after_it_was_sent(cast: Cast, chats: Chats) -> None:
    uuid = uuid4()
    one = put(chats.class_10a.pk, cast.sibling, uuid=uuid)
    assert put(chats.class_10a.pk, cast.sibling, uuid=uuid).pk == one.pk
    come(one)
    with pytest.raises(Refused, match="уже отправлено"):
        put(chats.class_10a.pk, cast.sibling, uuid=uuid)


def test_a_sticker_an_answer_and_a_name_go_out_as_they_were_meant(cast: Cast, chats: Chats) -> None:
    chat = chats.class_10a.pk
    asked, _ = actions.post(chat=chat, text="Кто дежурит?", uuid=uuid4(), by=cast.classmate)
    come(put(chat, cast.sibling, "", sticker="fluent/heart", reply_to=asked))
    named = f"@{cast.classmate.short_name}, ты"
    come(put(chat, cast.sibling, named, chosen=[cast.classmate.pk]))
    sticker, words = Message.objects.filter(author=cast.sibling).order_by("seq")
    assert (sticker.kind, sticker.data["sticker"], sticker.reply_to_id) == ("sticker", "fluent/heart", asked.pk)
    assert words.data["mentions"][0]["id"] == cast.classmate.pk


def test_what_it_answered_was_deleted_meanwhile(cast: Cast, chats: Chats) -> None:
    asked, _ = actions.post(chat=chats.class_10a.pk, text="Кто дежурит?", uuid=uuid4(), by=cast.classmate)
    one = put(chats.class_10a.pk, cast.sibling, reply_to=asked)
    in_place.delete_for_all(message=asked, by=cast.classmate)
    come(one)
    assert Message.objects.get(author=cast.sibling).reply_to_id is None


def test_what_came_meanwhile_stays_unread(cast: Cast, chats: Chats) -> None:
    chat = chats.class_10a.pk
    one = put(chat, cast.sibling)
    actions.post(chat=chat, text="Завтра контрольная", uuid=uuid4(), by=cast.class_teacher)
    come(one)
    row = queries.chat(cast.sibling, chat)
    assert row and row["unread"] == 2
    place = Place.objects.get(chat=chat, person=cast.sibling)
    assert place.read_at is None
    actions.read(place=doors.place(cast.sibling, chat), number=2)
    come(put(chat, cast.sibling))
    row = queries.chat(cast.sibling, chat)
    assert row and row["unread"] == 0, "with nothing unread before it, one's own message is not unread"


def test_that_it_was_scheduled_is_not_passed_on(cast: Cast, chats: Chats) -> None:
    come(put(chats.class_10a.pk, cast.sibling))
    message = Message.objects.get(author=cast.sibling)
    [copy] = forwarding.forward(messages=[message], chat=chats.geography_10a.pk, uuid=uuid4(), by=cast.classmate)
    assert "later" in message.data and "later" not in copy.data


# What is asked at the time


def shut_announcements(cast: Cast, chats: Chats) -> None:
    place = doors.place(cast.class_teacher, chats.class_10a.pk)
    groups.settle(place=place, announcements_only=True, reactions_only=False, slow_mode_seconds=0, by=cast.class_teacher)


def shut_slow(cast: Cast, chats: Chats) -> None:
    place = doors.place(cast.class_teacher, chats.class_10a.pk)
    groups.settle(place=place, announcements_only=False, reactions_only=False, slow_mode_seconds=60, by=cast.class_teacher)
    actions.post(chat=chats.class_10a.pk, text="Раз", uuid=uuid4(), by=cast.sibling)


def shut_place(cast: Cast, chats: Chats) -> None:
    roster.withdraw(enrolment=cast.enrolment(cast.sibling), by=cast.head)


def shut_profile(cast: Cast, chats: Chats) -> None:
    suspend(person=cast.sibling, by=cast.sibling)


def shut_account(cast: Cast, chats: Chats) -> None:
    Person.objects.filter(pk=cast.sibling.pk).update(is_active=False)


@pytest.mark.parametrize(
    ("shut", "why"),
    [
        (shut_announcements, "только администраторы"),
        (shut_slow, "Медленный режим"),
        (shut_place, "больше нет"),
        (shut_profile, "больше нет"),
        (shut_account, "не действует"),
    ],
)
def test_who_may_not_speak_then_finds_his_words_kept_and_why(
    cast: Cast, chats: Chats, shut: Callable[[Cast, Chats], None], why: str
) -> None:
    one = put(chats.class_10a.pk, cast.sibling, "То самое")
    shut(cast, chats)
    come(one)
    assert why in refused(one)
    assert not Message.objects.filter(text="То самое").exists()
    jobs.send_scheduled(timestamp=0)
    assert why in scheduled.of(cast.sibling)[0]["refused"]


def test_to_one_who_blocked_him_it_is_not_sent(cast: Cast, chats: Chats) -> None:
    chat, _new = open_dialogue(person=cast.classmate, space="learning", by=cast.sibling)
    one = put(chat.pk, cast.sibling)
    Block.objects.create(person=cast.classmate, blocked=cast.sibling)
    come(one)
    assert "заблокировал" in refused(one)


def test_a_chat_that_one_is_no_longer_in_has_no_name_in_his_list(cast: Cast, chats: Chats) -> None:
    one = put(chats.class_10a.pk, cast.sibling)
    assert scheduled.of(cast.sibling)[0]["chat_title"] == chats.class_10a.title
    shut_place(cast, chats)
    come(one)
    assert scheduled.of(cast.sibling)[0]["chat_title"] is None


def test_what_was_refused_goes_out_once_it_is_given_another_time(cast: Cast, chats: Chats) -> None:
    one = put(chats.class_10a.pk, cast.sibling)
    shut_announcements(cast, chats)
    come(one)
    place = doors.place(cast.class_teacher, chats.class_10a.pk)
    groups.settle(place=place, announcements_only=False, reactions_only=False, slow_mode_seconds=0, by=cast.class_teacher)
    later = clock.now() + timedelta(hours=2)
    scheduled.revise(scheduled=one.pk, text="Иначе", chosen=None, send_at=later, by=cast.sibling)
    assert refused(one) == ""
    come(one)
    assert Message.objects.get(author=cast.sibling).text == "Иначе"


def test_one_refusal_does_not_hold_up_the_others(cast: Cast, chats: Chats) -> None:
    first, second = put(chats.class_10a.pk, cast.sibling), put(chats.geography_10a.pk, cast.sibling)
    shut_announcements(cast, chats)
    Scheduled.objects.update(send_at=clock.now())
    assert scheduled.send_due(now=clock.now()) == 1
    assert refused(first) and not Scheduled.objects.filter(pk=second.pk).exists()


# His own list


def test_it_is_changed_sent_at_once_or_dropped(cast: Cast, chats: Chats) -> None:
    first, second = put(chats.class_10a.pk, cast.sibling), put(chats.class_10a.pk, cast.sibling, "Второе")
    earlier = clock.now() + timedelta(minutes=5)
    scheduled.revise(scheduled=second.pk, text=None, chosen=None, send_at=earlier, by=cast.sibling)
    assert [row["text"] for row in scheduled.of(cast.sibling)] == ["Второе", "С добрым утром"]
    message = scheduled.send_now(scheduled=first.pk, by=cast.sibling)
    assert message.text == "С добрым утром" and "later" not in message.data
    scheduled.drop(scheduled=second.pk, by=cast.sibling)
    assert scheduled.of(cast.sibling) == [] and Message.objects.filter(author=cast.sibling).count() == 1


def test_sent_at_once_where_he_may_not_speak_it_waits_on(cast: Cast, chats: Chats) -> None:
    one = put(chats.class_10a.pk, cast.sibling)
    shut_announcements(cast, chats)
    with pytest.raises(Refused, match="администраторы"):
        scheduled.send_now(scheduled=one.pk, by=cast.sibling)
    assert refused(one) == ""


def test_another_persons_is_neither_seen_nor_touched(cast: Cast, chats: Chats) -> None:
    one = put(chats.class_10a.pk, cast.sibling)
    assert scheduled.of(cast.class_teacher) == []
    deeds: list[Callable[[], Any]] = [
        lambda: scheduled.drop(scheduled=one.pk, by=cast.class_teacher),
        lambda: scheduled.send_now(scheduled=one.pk, by=cast.class_teacher),
        lambda: scheduled.revise(scheduled=one.pk, text="Я", chosen=None, send_at=None, by=cast.class_teacher),
    ]
    for deed in deeds:
        with pytest.raises(Http404):
            deed()
    one.refresh_from_db()
    assert one.text == "С добрым утром"


@pytest.mark.parametrize(
    "send_at",
    [
        clock.now() - timedelta(hours=1),
        clock.now() + timedelta(seconds=10),
        clock.now() + timedelta(days=366),
        datetime.fromisoformat("9999-12-31T23:59:59-12:00"),
        datetime.fromisoformat("0001-01-01T00:00:00+12:00"),
    ],
)
def test_a_time_that_cannot_be_chosen(cast: Cast, chats: Chats, send_at: datetime) -> None:
    with pytest.raises(Refused):
        put(chats.class_10a.pk, cast.sibling, send_at=send_at)
    one = put(chats.class_10a.pk, cast.sibling)
    with pytest.raises(Refused):
        scheduled.revise(scheduled=one.pk, text=None, chosen=None, send_at=send_at, by=cast.sibling)


@pytest.mark.parametrize("wrong", [{"text": "  "}, {"text": "", "sticker": "no/such"}, {"text": "д" * 4097}])
def test_nothing_that_could_not_be_said(cast: Cast, chats: Chats, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        put(chats.class_10a.pk, cast.sibling, **wrong)


def test_no_more_than_a_hundred_wait(cast: Cast, chats: Chats) -> None:
    send_at = clock.now() + timedelta(hours=1)
    Scheduled.objects.bulk_create(
        Scheduled(chat=chats.class_10a, author=cast.sibling, client_uuid=uuid4(), text="Раз", send_at=send_at)
        for _ in range(limits.scheduled_of_person_max)
    )
    with pytest.raises(Refused, match="100"):
        put(chats.class_10a.pk, cast.sibling)
    put(chats.class_10a.pk, cast.classmate)


def test_all_that_is_mine_has_what_waits(cast: Cast, chats: Chats) -> None:
    put(chats.class_10a.pk, cast.sibling, "Ещё не сказано")
    saved = opened(export.own(by=cast.sibling)).read("index.html").decode()
    assert "Запланированные сообщения" in saved and "Ещё не сказано" in saved
