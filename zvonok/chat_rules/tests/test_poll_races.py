"""Two at one poll, or at one message that waits, at the same moment, on real connections.

Called by: pytest. The order is decided by the test: the first holds its transaction open, the second is seen to wait.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from zvonok.chat_rules.tests.two_at_once import all_at_once, second_meets_first
from zvonok.chat_rules.tests.world import Chats, everyone, open_all
from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.messenger import polls, scheduled
from zvonok.messenger.doors import NotYours, place
from zvonok.messenger.models import Message, Poll, PollOption, PollVote, Scheduled
from zvonok.operations.cast import Cast, make
from zvonok.roster import actions as roster
from zvonok.roster.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make(clock.today())


@pytest.fixture
def chats(cast: Cast) -> Chats:
    return open_all(cast)


@pytest.fixture
def poll(cast: Cast, chats: Chats) -> Message:
    words: dict[str, Any] = {"question": "Куда?", "options": ["В лес", "В музей"], "several": False, "anonymous": True}
    return polls.ask(chat=chats.class_10a.pk, ends_at=None, uuid=uuid4(), by=cast.class_teacher, **words)[0]


def vote(poll: Message, by: Person, number: int) -> Any:
    option = PollOption.objects.get(poll=poll.pk, number=number).pk
    return lambda: polls.vote(message=poll, options=[option], by=by)


def test_a_person_votes_on_two_devices_at_once_and_has_one_vote(cast: Cast, poll: Message) -> None:
    first, second = second_meets_first(vote(poll, cast.sibling, 1), vote(poll, cast.sibling, 2))
    assert first.value() and second.waited and second.value()
    assert PollVote.objects.get(person=cast.sibling).option.number == 2


def test_all_vote_at_once_and_none_is_lost(cast: Cast, chats: Chats, poll: Message) -> None:
    voters = sorted(everyone(chats.class_10a), key=lambda one: one.pk)
    outcomes = all_at_once(*(vote(poll, voter, 1 + index % 2) for index, voter in enumerate(voters)))
    last = max((one.value() for one in outcomes), key=lambda told: told["changed_seq"])
    assert last["data"]["poll"]["voters"] == len(voters) == PollVote.objects.count()
    assert sorted(one.value()["changed_seq"] for one in outcomes)[0] == poll.seq + 1
    assert len({one.value()["changed_seq"] for one in outcomes}) == len(voters)


def test_a_vote_that_waits_while_the_poll_is_closed_is_not_counted(cast: Cast, poll: Message) -> None:
    closing, voting = second_meets_first(lambda: polls.close(message=poll, by=cast.class_teacher), vote(poll, cast.sibling, 1))
    assert closing.value() and voting.waited
    assert isinstance(voting.error, Refused)
    assert not PollVote.objects.exists()


def test_a_vote_that_came_first_is_in_the_poll_that_is_closed(cast: Cast, poll: Message) -> None:
    voting, closing = second_meets_first(vote(poll, cast.sibling, 1), lambda: polls.close(message=poll, by=cast.class_teacher))
    assert voting.value() and closing.waited
    assert closing.value()["data"]["poll"]["voters"] == 1


def test_the_end_comes_and_a_person_closes_at_once_and_it_is_closed_once(cast: Cast, poll: Message) -> None:
    Poll.objects.update(ends_at=clock.now())
    ended, closing = second_meets_first(
        lambda: polls.close_ended(now=clock.now()), lambda: polls.close(message=poll, by=cast.class_teacher)
    )
    assert (ended.value(), closing.waited) == (1, True)
    assert closing.value()["changed_seq"] == poll.seq + 1
    assert Poll.objects.get().closed_by_id is None


def test_one_who_loses_his_place_while_his_vote_waits_has_not_voted(cast: Cast, poll: Message) -> None:
    enrolment = cast.enrolment(cast.classmate)
    change, voting = second_meets_first(
        lambda: roster.withdraw(enrolment=enrolment, by=cast.head), vote(poll, cast.classmate, 1)
    )
    assert change.value() and voting.waited
    assert isinstance(voting.error, NotYours)
    assert not PollVote.objects.exists()


# What waits


@pytest.fixture
def due(cast: Cast, chats: Chats) -> Scheduled:
    later = clock.now() + timedelta(hours=1)
    own = place(cast.sibling, chats.class_10a.pk)
    made, _ = scheduled.schedule(place=own, text="Пора", sticker=None, send_at=later, uuid=uuid4(), by=cast.sibling)
    Scheduled.objects.update(send_at=clock.now())
    return made


def test_two_workers_at_once_send_it_once(cast: Cast, due: Scheduled) -> None:
    def send() -> int:
        return scheduled.send_due(now=clock.now())

    first, second = second_meets_first(send, send)
    assert (first.value(), second.value(), second.waited) == (1, 0, False)
    assert Message.objects.filter(text="Пора").count() == 1


def test_sent_by_hand_while_the_worker_sends_it_goes_once(cast: Cast, due: Scheduled) -> None:
    worker, hand = second_meets_first(
        lambda: scheduled.send_due(now=clock.now()), lambda: scheduled.send_now(scheduled=due.pk, by=cast.sibling)
    )
    assert (worker.value(), hand.waited) == (1, True)
    assert isinstance(hand.error, Http404)
    assert Message.objects.filter(text="Пора").count() == 1


def test_put_off_while_the_worker_looks_at_it_stays(cast: Cast, due: Scheduled) -> None:
    later = clock.now() + timedelta(hours=3)
    putting_off, worker = second_meets_first(
        lambda: scheduled.revise(scheduled=due.pk, text=None, chosen=None, send_at=later, by=cast.sibling),
        lambda: scheduled.send_due(now=clock.now()),
    )
    assert putting_off.value() and worker.value() == 0
    assert scheduled.send_due(now=clock.now()) == 0
    assert Scheduled.objects.get().send_at == later
