"""An archived chat: those who were in it read it, nobody writes, and the sweep finds nothing.

Called by: pytest.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from zvonok.calls import actions as calls
from zvonok.chat_rules import actions as chats_of_facts
from zvonok.chat_rules import archive, queries
from zvonok.chat_rules.tests import ending
from zvonok.chat_rules.tests.world import Chats, administrators, assert_right, everyone, members
from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.messenger import groups, in_place, polls
from zvonok.messenger.acquaintance import acquainted
from zvonok.messenger.actions import post
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat, Message, Poll
from zvonok.messenger.queries import chat as row_of
from zvonok.operations.cast import Cast
from zvonok.profiles import actions as profiles
from zvonok.roster import actions as roster
from zvonok.roster.models import Guardianship, StudyGroup


@pytest.fixture(autouse=True)
def all_is_right_afterwards(cast: Cast) -> Iterator[None]:
    yield
    assert_right()


def end_class(cast: Cast) -> None:
    """«10 А» leaves the school: its chats are archived, and then its facts end."""
    archive.archive(archive.chats_of(classes=[cast.class_10a.pk], study_groups=[]), now=clock.now())
    for pupil in (cast.sibling, cast.other_sibling, cast.classmate, cast.pupil_without_profile):
        roster.withdraw(enrolment=cast.enrolment(pupil), by=cast.head)
    roster.change_class_teacher(
        school_class=cast.class_10a, employee=None, instead_of=cast.employee(cast.class_teacher), by=cast.head
    )


def test_who_was_in_it_stays_in_his_role_though_no_fact_claims_him_any_more(cast: Cast, chats: Chats) -> None:
    before = [(members(chat), administrators(chat)) for chat in (chats.class_10a, chats.parents_10a)]
    end_class(cast)
    assert [(members(chat), administrators(chat)) for chat in (chats.class_10a, chats.parents_10a)] == before
    assert cast.sibling in members(chats.class_10a) and cast.parent_of_both in members(chats.parents_10a)


def test_who_comes_to_the_class_afterwards_is_in_no_chat_of_the_old_year(cast: Cast, chats: Chats) -> None:
    ending.end(cast.geography_10a)
    newcomer = cast.child_of_teacher
    roster.move(enrolment=cast.enrolment(newcomer), school_class=cast.class_10a, by=cast.head)
    assert newcomer in members(chats.class_10a)
    assert newcomer not in everyone(chats.geography_10a)
    assert cast.sibling in everyone(chats.geography_10a)


def test_a_teacher_reads_it_as_long_as_he_works_in_the_school(cast: Cast, chats: Chats) -> None:
    ending.end(cast.geography_10a)
    teaching = cast.employee(cast.class_teacher)
    assert cast.class_teacher in administrators(chats.geography_10a)
    roster.dismiss(employee=teaching, by=cast.head)
    assert cast.class_teacher not in everyone(chats.geography_10a)


def test_a_parent_reads_it_as_long_as_he_is_a_parent(cast: Cast, chats: Chats) -> None:
    end_class(cast)
    for guardianship in Guardianship.objects.filter(parent=cast.parent_of_both):
        roster.remove_parent(guardianship=guardianship, school=cast.school, by=cast.head)
    assert cast.parent_of_both not in everyone(chats.parents_10a)


def test_who_suspends_his_profile_is_out_and_comes_back_with_it(cast: Cast, chats: Chats) -> None:
    ending.end(cast.geography_10a)
    profiles.suspend(person=cast.sibling, by=cast.sibling)
    assert cast.sibling not in everyone(chats.geography_10a)
    profiles.resume(person=cast.sibling, by=cast.sibling)
    assert cast.sibling in members(chats.geography_10a)


def test_who_was_there_for_a_time_leaves_when_his_time_is_over(cast: Cast, chats: Chats) -> None:
    now = clock.now()
    chats_of_facts.make_exception(
        chat=chats.geography_10a,
        person=cast.other_class_teacher,
        effect="add",
        reason="ведёт олимпиаду",
        ends_at=now + timedelta(days=2),
        now=now,
        by=cast.head,
    )
    ending.end(cast.geography_10a)
    assert cast.other_class_teacher in everyone(chats.geography_10a)
    chats_of_facts.end_due_exceptions(now=now + timedelta(days=3))
    assert cast.other_class_teacher not in everyone(chats.geography_10a)


def test_brought_back_it_is_as_before(cast: Cast, chats: Chats) -> None:
    before = members(chats.geography_10a), administrators(chats.geography_10a)
    ending.end(cast.geography_10a)
    ending.begin_again(cast.geography_10a)
    assert (members(chats.geography_10a), administrators(chats.geography_10a)) == before
    assert say(chats.geography_10a, cast)


def test_it_keeps_the_title_that_it_had_when_its_class_is_called_otherwise(cast: Cast, chats: Chats) -> None:
    ending.end(cast.geography_10a)
    roster.rename_class(school_class=cast.class_10a, title="11 А", by=cast.head)
    titles = dict(Chat.objects.values_list("pk", "title"))
    assert titles[chats.geography_10a.pk] == "10 А - География"
    assert titles[chats.class_10a.pk] == "11 А" and titles[chats.parents_10a.pk] == "Родители 11 А"


def test_a_study_group_that_has_ended_gets_no_chat_any_more(cast: Cast) -> None:
    StudyGroup.objects.filter(pk=cast.geography_10a.pk).update(until=clock.today())
    with pytest.raises(Refused, match="закончилась"):
        chats_of_facts.open_subject_chat(study_group=cast.geography_10a, by=cast.head)


def test_why_one_is_in_it_is_told(cast: Cast, chats: Chats) -> None:
    end_class(cast)
    assert queries.reasons(chats.class_10a.pk, cast.sibling.pk) == {
        cast.sibling.pk: ["в составе чата на день, когда тот ушёл в архив"]
    }
    assert queries.reasons(chats.parents_10a.pk, cast.parent_of_both.pk)


def test_an_archived_chat_is_told_in_its_row_and_by_a_service_message(cast: Cast, chats: Chats) -> None:
    ending.end(cast.geography_10a)
    row = row_of(cast.sibling, chats.geography_10a.pk)
    last = Message.objects.filter(chat=chats.geography_10a).order_by("-seq").first()
    assert row and row["archived"] and last and last.data == {"what": "archived"} and last.seq == row["last_seq"]


def say(chat: Chat, cast: Cast) -> Message:
    return post(chat=chat.pk, text="Добрый день", uuid=uuid4(), by=cast.class_teacher)[0]


Write = Callable[[Chat, Message, Message, Cast], object]


def _vote(poll: Message, cast: Cast) -> object:
    option = Poll.objects.get(message=poll).options.order_by("number").values_list("pk", flat=True)[0]
    return polls.vote(message=poll, options=[option], by=cast.sibling)


WRITES: dict[str, Write] = {
    "a message": lambda chat, _said, _poll, cast: say(chat, cast),
    "an edit": lambda _chat, said, _poll, cast: in_place.edit(message=said, text="Иначе", chosen=[], by=cast.class_teacher),
    "a reaction": lambda _chat, said, _poll, cast: in_place.react(message=said, emoji="👍", by=cast.sibling),
    "a pin": lambda _chat, said, _poll, cast: in_place.pin(message=said, pinned=True, by=cast.class_teacher),
    "a vote": lambda _chat, _said, poll, cast: _vote(poll, cast),
    "a settling": lambda chat, _said, _poll, cast: groups.settle(
        place=place(cast.class_teacher, chat.pk),
        announcements_only=True,
        reactions_only=False,
        slow_mode_seconds=0,
        by=cast.class_teacher,
    ),
    "a call": lambda chat, _said, _poll, cast: calls.begin(place=place(cast.class_teacher, chat.pk), by=cast.class_teacher),
}


@pytest.mark.parametrize("what", WRITES)
def test_nobody_writes_in_it_its_administrators_neither(cast: Cast, chats: Chats, what: str) -> None:
    said = say(chats.geography_10a, cast)
    poll = ask(chats.geography_10a, cast)
    ending.end(cast.geography_10a)
    last = Chat.objects.get(pk=chats.geography_10a.pk).last_seq
    with pytest.raises(Refused, match="в архиве"):
        WRITES[what](chats.geography_10a, said, poll, cast)
    assert Chat.objects.get(pk=chats.geography_10a.pk).last_seq == last


def ask(chat: Chat, cast: Cast) -> Message:
    return polls.ask(
        chat=chat.pk,
        question="Когда контрольная?",
        options=["завтра", "никогда"],
        several=False,
        anonymous=False,
        ends_at=None,
        uuid=uuid4(),
        by=cast.class_teacher,
    )[0]


def test_an_administrator_still_takes_away_what_should_not_stand_there(cast: Cast, chats: Chats) -> None:
    said = post(chat=chats.geography_10a.pk, text="Дразнилка", uuid=uuid4(), by=cast.sibling)[0]
    ending.end(cast.geography_10a)
    in_place.delete_for_all(message=said, by=cast.class_teacher)
    assert Message.objects.get(pk=said.pk).deleted_at


def test_an_archived_chat_acquaints_nobody(cast: Cast, chats: Chats) -> None:
    """The parent of one who has left shares but the archive with the other parents."""
    assert acquainted(cast.parent_of_both, cast.parent_of_two.pk)
    end_class(cast)
    assert cast.parent_of_two in everyone(chats.parents_10a)
    assert not acquainted(cast.parent_of_both, cast.parent_of_two.pk)
