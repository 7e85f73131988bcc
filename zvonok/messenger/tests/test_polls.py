"""Polls: a vote may be changed and taken back, closing ends it, and an anonymous one names nobody, anywhere."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from zvonok.chat_rules.tests.world import Chats
from zvonok.ground import clock
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.messenger import (
    actions,
    doors,
    export,
    forwarding,
    groups,
    in_place,
    jobs,
    polls,
    queries,
    reports,
    retention,
    search,
    switches,
    tally,
)
from zvonok.messenger.models import Message, Place, Poll, PollOption, PollVote
from zvonok.messenger.tests.test_export import opened
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person


def ask(chat: int, by: Person, **other: Any) -> Message:
    wanted: dict[str, Any] = {
        "question": "Куда едем?",
        "options": ["В музей", "В лес", "В театр"],
        "several": False,
        "anonymous": True,
        "ends_at": None,
        "uuid": uuid4(),
    }
    return polls.ask(chat=chat, by=by, **(wanted | other))[0]


def page(made: Any) -> str:
    return opened(made).read("index.html").decode()


def told(message: Message, to: Person) -> dict[str, Any]:
    poll: dict[str, Any] = queries.whole(Message.objects.get(pk=message.pk), to)["data"]["poll"]
    return poll


def answers(message: Message) -> list[int]:
    return list(PollOption.objects.filter(poll=message.pk).order_by("number").values_list("pk", flat=True))


def vote(message: Message, by: Person, *numbers: int) -> dict[str, Any]:
    chosen = [answers(message)[number] for number in numbers]
    answer: dict[str, Any] = polls.vote(message=message, options=chosen, by=by)["data"]["poll"]
    return answer


def counts(poll: dict[str, Any]) -> list[int]:
    return [option["votes"] for option in poll["options"]]


def test_it_works(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher)
    assert counts(told(message, cast.sibling)) == [0, 0, 0]
    vote(message, cast.sibling, 0)
    poll = vote(message, cast.classmate, 1)
    assert (counts(poll), poll["voters"]) == ([1, 1, 0], 2)
    assert poll["own"] == [answers(message)[1]]
    assert told(message, cast.sibling)["own"] == [answers(message)[0]]
    assert told(message, cast.class_teacher)["own"] == []


def test_a_vote_is_changed_and_taken_back(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher)
    vote(message, cast.sibling, 0)
    assert counts(vote(message, cast.sibling, 2)) == [0, 0, 1]
    poll = vote(message, cast.sibling)
    assert (counts(poll), poll["voters"], poll["own"]) == ([0, 0, 0], 0, [])


def test_the_same_vote_again_changes_nothing_and_takes_no_number(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher)
    vote(message, cast.sibling, 0)
    before = Message.objects.get(pk=message.pk).changed_seq
    vote(message, cast.sibling, 0)
    assert Message.objects.get(pk=message.pk).changed_seq == before


def test_several_answers_count_their_voter_once(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher, several=True)
    poll = vote(message, cast.sibling, 0, 2)
    assert (counts(poll), poll["voters"]) == ([1, 0, 1], 1)


def test_two_answers_where_one_is_asked(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher)
    with pytest.raises(Refused):
        vote(message, cast.sibling, 0, 1)
    assert not PollVote.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": "  \n "},
        {"question": "в" * 256},
        {"options": ["Один"]},
        {"options": ["Да", " да "]},
        {"options": ["Да", " "]},
        {"options": ["Да", "н" * 101]},
        {"options": [str(number) for number in range(11)]},
        {"ends_at": clock.now() - timedelta(minutes=1)},
        {"ends_at": clock.now() + timedelta(days=366)},
    ],
)
def test_a_question_that_cannot_be_asked(cast: Cast, chats: Chats, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        ask(chats.class_10a.pk, cast.class_teacher, **wrong)
    assert not Message.objects.filter(kind="poll").exists()


def test_the_same_uuid_asks_once(cast: Cast, chats: Chats) -> None:
    uuid = uuid4()
    first = ask(chats.class_10a.pk, cast.class_teacher, uuid=uuid)
    assert ask(chats.class_10a.pk, cast.class_teacher, uuid=uuid).pk == first.pk
    assert PollOption.objects.count() == 3


# Its end


def test_its_author_and_an_administrator_close_it_and_others_do_not(cast: Cast, chats: Chats) -> None:
    own, anothers = ask(chats.class_10a.pk, cast.sibling), ask(chats.class_10a.pk, cast.sibling)
    with pytest.raises(Refused):
        polls.close(message=own, by=cast.classmate)
    assert polls.close(message=own, by=cast.sibling)["data"]["poll"]["closed_at"]
    assert polls.close(message=anothers, by=cast.class_teacher)["data"]["poll"]["closed_at"]
    assert AuditEntry.objects.filter(what="messenger:poll:closed").count() == 2
    before = Message.objects.get(pk=own.pk).changed_seq
    polls.close(message=own, by=cast.sibling)
    assert Message.objects.get(pk=own.pk).changed_seq == before


def test_after_it_is_closed_a_vote_is_neither_given_nor_taken_back(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher)
    vote(message, cast.sibling, 0)
    polls.close(message=message, by=cast.class_teacher)
    for voter, numbers in ((cast.classmate, (1,)), (cast.sibling, ()), (cast.sibling, (1,))):
        with pytest.raises(Refused):
            vote(message, voter, *numbers)
    assert counts(told(message, cast.sibling)) == [1, 0, 0]


def test_from_its_end_on_no_vote_is_taken_though_nobody_was_told_yet(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher, ends_at=clock.now() + timedelta(hours=1))
    vote(message, cast.sibling, 0)
    end = clock.now()
    Poll.objects.update(ends_at=end)
    with pytest.raises(Refused):
        vote(message, cast.classmate, 0)
    before = Message.objects.get(pk=message.pk).position
    jobs.close_ended_polls(timestamp=0)
    message.refresh_from_db()
    assert message.changed_seq == before + 1
    assert told(message, cast.classmate)["closed_at"] == end.isoformat()
    jobs.close_ended_polls(timestamp=0)
    assert Message.objects.get(pk=message.pk).changed_seq == before + 1
    assert not AuditEntry.objects.filter(what="messenger:poll:closed").exists()


def test_one_whose_end_is_to_come_goes_on(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher, ends_at=clock.now() + timedelta(hours=1))
    assert polls.close_ended(now=clock.now()) == 0
    assert counts(vote(message, cast.sibling, 0)) == [1, 0, 0]


# Who may


def test_where_only_administrators_speak_all_vote_and_only_they_ask(cast: Cast, chats: Chats) -> None:
    chat = chats.class_10a.pk
    place = doors.place(cast.class_teacher, chat)
    groups.settle(place=place, announcements_only=True, reactions_only=False, slow_mode_seconds=0, by=cast.class_teacher)
    message = ask(chat, cast.class_teacher)
    assert counts(vote(message, cast.sibling, 0)) == [1, 0, 0]
    with pytest.raises(Refused, match="администраторы"):
        ask(chat, cast.sibling)


@pytest.mark.parametrize(("reactions_only", "slow"), [(True, 0), (False, 60)])
def test_a_poll_is_a_message_to_the_chats_settings(cast: Cast, chats: Chats, reactions_only: bool, slow: int) -> None:
    chat = chats.class_10a.pk
    actions.post(chat=chat, text="Раз", uuid=uuid4(), by=cast.sibling)
    place = doors.place(cast.class_teacher, chat)
    groups.settle(
        place=place, announcements_only=False, reactions_only=reactions_only, slow_mode_seconds=slow, by=cast.class_teacher
    )
    with pytest.raises(Refused):
        ask(chat, cast.sibling)


def test_a_school_that_switches_polls_off_gets_no_questions_and_no_votes(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher)
    vote(message, cast.sibling, 0)
    switches.settle(school=cast.school, switches=switches.Switches(polls=False), by=cast.head)
    with pytest.raises(Refused, match="опросы"):
        ask(chats.class_10a.pk, cast.class_teacher)
    with pytest.raises(Refused, match="опросы"):
        vote(message, cast.classmate, 0)
    assert counts(vote(message, cast.sibling)) == [0, 0, 0], "one's own vote may be taken back"
    assert polls.close(message=message, by=cast.class_teacher)["data"]["poll"]["closed_at"]


def test_it_is_not_edited(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher)
    with pytest.raises(Refused):
        in_place.edit(message=message, text="Куда не едем?", chosen=[], by=cast.class_teacher)


# Who voted for what


def test_with_names_everyone_who_sees_it_sees_who_chose_what(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher, anonymous=False)
    vote(message, cast.sibling, 0)
    vote(message, cast.classmate, 0)
    first = tally.voters(message, option=answers(message)[0], after=0, limit=1)
    assert (first["count"], first["next"]) == (2, 1)
    rest = tally.voters(message, option=answers(message)[0], after=1, limit=1)
    assert {one["id"] for one in first["people"] + rest["people"]} == {cast.sibling.pk, cast.classmate.pk}
    assert rest["next"] is None
    assert tally.voters(message, option=answers(message)[1], after=0, limit=1)["people"] == []


def test_of_another_polls_answer_nobody_is_told(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher, anonymous=False)
    hidden = ask(chats.geography_10a.pk, cast.class_teacher, anonymous=False)
    vote(hidden, cast.sibling, 0)
    with pytest.raises(Http404):
        tally.voters(message, option=answers(hidden)[0], after=0, limit=10)


def test_an_anonymous_one_names_nobody_in_what_is_told_kept_or_saved(cast: Cast, chats: Chats) -> None:
    chat = chats.class_10a.pk
    message = ask(chat, cast.class_teacher)
    vote(message, cast.sibling, 0)
    vote(message, cast.sibling, 1)
    polls.close(message=message, by=cast.class_teacher)
    with pytest.raises(Http404):
        tally.voters(message, option=answers(message)[1], after=0, limit=10)
    seen = queries.messages(doors.place(cast.class_teacher, chat), before=None, after=None, limit=50)
    poll = json.dumps([one for one in seen["messages"] if one["kind"] == "poll"], ensure_ascii=False)
    assert cast.sibling.name not in poll and f'"own": [{answers(message)[1]}]' not in poll
    saved = page(export.archive(place=doors.place(cast.class_teacher, chat), reason="для собрания", by=cast.class_teacher))
    assert "Куда едем?" in saved and "В лес: 1" in saved and "Проголосовали: 1" in saved
    assert cast.sibling.name not in saved
    assert not AuditEntry.objects.filter(by_person=cast.sibling.pk, what__contains="poll").exists()
    assert not AuditEntry.objects.filter(what="messenger:poll:closed", person=cast.sibling.pk).exists()


# Where else a poll is seen


def test_deleted_for_all_its_votes_go_at_once_and_its_words_after_a_month(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher)
    vote(message, cast.sibling, 0)
    told_whole = in_place.delete_for_all(message=message, by=cast.class_teacher)
    assert (told_whole["deleted"], told_whole["data"]) == (True, {})
    assert not PollVote.objects.exists() and PollOption.objects.count() == 3
    with pytest.raises(Refused):
        vote(message, cast.sibling, 0)
    Poll.objects.update(ends_at=clock.now())
    assert polls.close_ended(now=clock.now()) == 0
    Message.objects.filter(pk=message.pk).update(deleted_at=clock.now() - timedelta(days=31))
    assert retention.erase_deleted(now=clock.now()) == 1
    assert not PollOption.objects.exists() and not Poll.objects.exists()
    shown = queries.messages(doors.place(cast.sibling, chats.class_10a.pk), before=None, after=None, limit=5)
    assert shown["messages"][-1]["deleted"]


def test_it_goes_with_its_chats_old_messages(cast: Cast, chats: Chats, settings: Any) -> None:
    settings.KEEP_MESSAGES_DAYS = ["class=30"]
    message = ask(chats.class_10a.pk, cast.class_teacher)
    vote(message, cast.sibling, 0)
    Message.objects.filter(pk=message.pk).update(at=clock.now() - timedelta(days=31))
    retention.delete_old(now=clock.now())
    assert not Poll.objects.exists() and not PollVote.objects.exists()


def test_passed_on_it_is_its_words_and_the_votes_stay(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher)
    vote(message, cast.sibling, 0)
    [copy] = forwarding.forward(messages=[message], chat=chats.geography_10a.pk, uuid=uuid4(), by=cast.sibling)
    assert (copy.kind, copy.text) == ("text", "Опрос: Куда едем?\n— В музей\n— В лес\n— В театр")
    assert "poll" not in copy.data and not Poll.objects.filter(pk=copy.pk).exists()


def test_its_question_is_in_the_list_and_is_found(cast: Cast, chats: Chats) -> None:
    ask(chats.class_10a.pk, cast.class_teacher)
    row = queries.chat(cast.sibling, chats.class_10a.pk)
    assert row and row["preview"]["kind"] == "poll" and row["preview"]["text"] == "Куда едем?"
    assert [one["seq"] for one in search.messages(cast.sibling, "едем", before=None)["found"]]


def test_a_report_keeps_its_answers(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.classmate, options=["Гадость", "Другая гадость"])
    place = doors.place(cast.sibling, chats.class_10a.pk)
    made = reports.report(place=place, seq=message.seq, reason="bullying", words="", by=cast.sibling)
    assert "Другая гадость" in made.context[-1]["text"]


def test_all_that_is_mine_has_my_polls_and_my_votes(cast: Cast, chats: Chats) -> None:
    ask(chats.class_10a.pk, cast.sibling, question="Мой вопрос?", options=["Да", "Нет"])
    message = ask(chats.class_10a.pk, cast.class_teacher)
    vote(message, cast.sibling, 1)
    vote(message, cast.classmate, 0)
    saved = page(export.own(by=cast.sibling))
    assert "Мой вопрос?" in saved and "Мои голоса в опросах" in saved and "В лес" in saved
    assert "В музей" not in saved


def test_a_page_with_many_polls_asks_as_many_questions_as_with_one(cast: Cast, chats: Chats) -> None:
    place = doors.place(cast.sibling, chats.class_10a.pk)

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            queries.messages(place, before=None, after=None, limit=50)
        return len(asked)

    vote(ask(chats.class_10a.pk, cast.class_teacher), cast.sibling, 0)
    with_one = questions()
    for _ in range(5):
        vote(ask(chats.class_10a.pk, cast.class_teacher, several=True), cast.classmate, 0, 1)
    assert questions() == with_one


def test_one_who_joined_later_and_sees_no_past_does_not_see_it(cast: Cast, chats: Chats) -> None:
    message = ask(chats.class_10a.pk, cast.class_teacher)
    Place.objects.filter(chat=chats.class_10a, person=cast.sibling).update(sees_after_seq=message.seq)
    with pytest.raises(Http404):
        doors.poll(doors.place(cast.sibling, chats.class_10a.pk), message.seq)
