"""Two who act at the same moment, on real connections. After each meeting the sweep finds nothing.

Called by: pytest. Where the order matters it is decided by the test: the first holds its transaction open, the second is
seen to wait.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from zvonok.chat_rules import actions as chats_of_facts
from zvonok.chat_rules.keep import keep
from zvonok.chat_rules.models import RuledChat
from zvonok.chat_rules.sweep import sweep
from zvonok.chat_rules.tests.two_at_once import PATIENCE_SECONDS, Doer, Outcome, Work, all_at_once, second_meets_first
from zvonok.chat_rules.tests.world import Chats, administrators, assert_right, everyone, members, open_all
from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.messenger import at_once
from zvonok.messenger.models import Message, Place
from zvonok.operations.cast import Cast, make
from zvonok.profiles import actions as profiles
from zvonok.profiles.texts import CURRENT
from zvonok.roster import actions as roster
from zvonok.roster.models import ClassTeacher, Employee, Enrolment, Guardianship, SchoolClass
from zvonok.roster.touched import hold

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """Committed, for other connections must see it."""
    yield make(clock.today())
    assert_right()
    found = sweep()
    assert (found.granted, found.revised, found.revoked) == (0, 0, 0)


@pytest.fixture
def chats(cast: Cast) -> Chats:
    return open_all(cast)


def refused(outcome: Outcome) -> bool:
    return isinstance(outcome.error, Refused)


def test_two_presses_at_once_make_one_chat(cast: Cast) -> None:
    def press() -> Any:
        return chats_of_facts.open_staff_room(school=cast.school, by=cast.class_teacher)

    first, second = second_meets_first(press, press)
    assert second.waited
    assert first.value().is_new and not second.value().is_new
    assert first.value().chat_id == second.value().chat_id
    assert RuledChat.objects.count() == 1
    assert len(everyone(first.value().chat_id)) == 5


def test_eight_presses_at_once_make_one_chat(cast: Cast) -> None:
    def press() -> Any:
        return chats_of_facts.open_class_chat(school_class=cast.class_10a, by=cast.sibling)

    opened = [outcome.value() for outcome in all_at_once(*[press] * 8)]
    assert len({one.chat_id for one in opened}) == 1
    assert sum(one.is_new for one in opened) == 1
    assert Message.objects.filter(chat=opened[0].chat_id).count() == 1, "the chat says once that it was opened"


@pytest.mark.parametrize("hire_first", [True, False])
def test_one_is_hired_while_the_staff_room_is_opened(cast: Cast, hire_first: bool) -> None:
    def hire() -> Any:
        return roster.hire(school=cast.school, person=cast.parent_of_both, position="Психолог", by=cast.head)

    def press() -> Any:
        return chats_of_facts.open_staff_room(school=cast.school, by=cast.head)

    works = (hire, press) if hire_first else (press, hire)
    outcomes = second_meets_first(*works)
    assert outcomes[1].waited
    opened = outcomes[1 if hire_first else 0].value()
    assert cast.parent_of_both in members(opened.chat_id)


@pytest.mark.parametrize("move_first", [True, False])
def test_a_pupil_is_moved_while_his_places_are_kept(cast: Cast, chats: Chats, move_first: bool) -> None:
    enrolment = cast.enrolment(cast.classmate)

    def move() -> Any:
        return roster.move(enrolment=enrolment, school_class=cast.class_demo6, by=cast.head)

    def keep_held() -> Any:
        return keep(people=hold([cast.classmate.pk]))

    outcomes = second_meets_first(*((move, keep_held) if move_first else (keep_held, move)))
    assert outcomes[1].waited
    assert not outcomes[1 if move_first else 0].value().effects
    assert cast.classmate in members(chats.class_demo6)
    assert cast.classmate not in everyone(chats.class_10a)
    assert cast.parent_of_two not in everyone(chats.parents_10a)


def test_two_keeps_of_the_same_person_give_him_one_place(cast: Cast, chats: Chats) -> None:
    Place.objects.filter(person=cast.sibling).delete()

    def keep_held() -> Any:
        return keep(people=hold([cast.sibling.pk]))

    first, second = second_meets_first(keep_held, keep_held)
    assert second.waited
    assert first.value().granted == 3 and not second.value().effects


def test_two_sweeps_at_once_heal_a_wrong_place_once(cast: Cast, chats: Chats) -> None:
    Place.objects.filter(person=cast.sibling).delete()
    first, second = second_meets_first(sweep, sweep)
    assert second.waited
    assert (first.value().granted, second.value().granted) == (3, 0)


@pytest.mark.parametrize("hire_first", [True, False])
def test_a_profile_is_made_while_its_owner_is_hired(cast: Cast, chats: Chats, hire_first: bool) -> None:
    person = roster.add_person(last_name="Новый", first_name="Ян", by=cast.head)

    def hire() -> Any:
        return roster.hire(school=cast.school, person=person, position="Психолог", by=cast.head)

    def make_profile() -> Any:
        return profiles.make_profile(text_version=CURRENT, by=person)

    outcomes = second_meets_first(*((hire, make_profile) if hire_first else (make_profile, hire)))
    assert outcomes[1].waited
    assert person in members(chats.staff_room)


@pytest.mark.parametrize("parent_first", [True, False])
def test_a_parent_is_added_while_the_child_is_moved(cast: Cast, chats: Chats, parent_first: bool) -> None:
    enrolment = cast.enrolment(cast.classmate)

    def add_parent() -> Any:
        return roster.add_parent(parent=cast.head, child=cast.classmate, by=cast.head)

    def move() -> Any:
        return roster.move(enrolment=enrolment, school_class=cast.class_demo6, by=cast.head)

    outcomes = second_meets_first(*((add_parent, move) if parent_first else (move, add_parent)))
    assert outcomes[1].waited
    assert [one.value() for one in outcomes]
    assert cast.head in members(chats.parents_demo6)
    assert cast.head not in everyone(chats.parents_10a)


def test_a_mover_and_a_parent_added_twice_do_not_wait_for_each_other_for_ever(cast: Cast, chats: Chats) -> None:
    """The mover has waited for the child and learns of a new parent; the second press holds that parent already and waits
    for the child. Whoever must hold one more lets go first, or this is a deadlock."""
    enrolment = cast.enrolment(cast.classmate)
    assert cast.head.pk < cast.classmate.pk

    def add_parent() -> Any:
        return roster.add_parent(parent=cast.head, child=cast.classmate, by=cast.head)

    first = Doer(add_parent, pause_before_commit=True)
    assert first.done.wait(PATIENCE_SECONDS)
    mover = Doer(lambda: roster.move(enrolment=enrolment, school_class=cast.class_demo6, by=cast.head))
    mover.wait_until_done_or_waiting()
    again = Doer(add_parent)
    again.wait_until_done_or_waiting()
    first.may_commit.set()
    assert first.join().value() and mover.join().value()
    assert refused(again.join())
    assert cast.head in members(chats.parents_demo6)


def test_two_administrators_who_dismiss_each_other_cannot_both_succeed(cast: Cast, chats: Chats) -> None:
    head, deputy = cast.employee(cast.head), cast.employee(cast.administrator)
    first, second = second_meets_first(
        lambda: roster.dismiss(employee=deputy, by=cast.head),
        lambda: roster.dismiss(employee=head, by=cast.administrator),
    )
    assert first.value() and second.waited and refused(second)
    left = Employee.objects.filter(school=cast.school, is_administrator=True, until=None)
    assert [one.person for one in left] == [cast.head]
    assert administrators(chats.staff_room) == {cast.head}


def test_two_administrators_who_take_the_role_from_each_other_cannot_both_succeed(cast: Cast, chats: Chats) -> None:
    head, deputy = cast.employee(cast.head), cast.employee(cast.administrator)
    first, second = second_meets_first(
        lambda: roster.remove_administrator(employee=deputy, by=cast.head),
        lambda: roster.remove_administrator(employee=head, by=cast.administrator),
    )
    assert first.value() and second.waited and refused(second)
    assert administrators(chats.staff_room) == {cast.head}


def test_a_class_teacher_changed_twice_at_once_is_changed_once(cast: Cast, chats: Chats) -> None:
    now = cast.employee(cast.class_teacher)

    def change_to(person: str) -> Work:
        employee = cast.employee(getattr(cast, person))
        return lambda: roster.change_class_teacher(school_class=cast.class_10a, employee=employee, instead_of=now, by=cast.head)

    first, second = second_meets_first(change_to("other_class_teacher"), change_to("teacher_and_parent"))
    assert first.value() and second.waited and refused(second)
    assert administrators(chats.class_10a) == {cast.other_class_teacher}


def test_a_class_without_a_teacher_given_two_at_once_gets_one(cast: Cast) -> None:
    """Nobody is there yet whose lock would part them."""
    fresh = roster.make_class(school=cast.school, grade=1, title="1 А", by=cast.head)
    chats_of_facts.open_class_chat(school_class=fresh, by=cast.head)

    def change_to(person: str) -> Work:
        employee = cast.employee(getattr(cast, person))
        return lambda: roster.change_class_teacher(school_class=fresh, employee=employee, instead_of=None, by=cast.head)

    first, second = second_meets_first(change_to("other_class_teacher"), change_to("teacher_and_parent"))
    assert first.value() and second.waited and refused(second)
    assert ClassTeacher.objects.filter(school_class=fresh, until=None).count() == 1


def test_a_class_of_the_same_name_made_twice_at_once_is_made_once(cast: Cast) -> None:
    def make_class() -> Any:
        return roster.make_class(school=cast.school, grade=1, title="1 А", by=cast.head)

    first, second = second_meets_first(make_class, make_class)
    assert first.value() and second.waited and refused(second)
    assert SchoolClass.objects.filter(title="1 А").count() == 1


def test_two_classes_renamed_alike_at_once_are_not_both_renamed(cast: Cast, chats: Chats) -> None:
    first, second = second_meets_first(
        lambda: roster.rename_class(school_class=cast.class_10a, title="11 А", by=cast.head),
        lambda: roster.rename_class(school_class=cast.class_demo6, title="11 А", by=cast.head),
    )
    assert first.value() and second.waited and refused(second)


def test_a_pupil_enrolled_twice_at_once_is_enrolled_once(cast: Cast, chats: Chats) -> None:
    newcomer = roster.add_person(last_name="Новый", first_name="Ян", by=cast.head)

    def enrol_in(school_class: SchoolClass) -> Work:
        return lambda: roster.enrol(person=newcomer, school_class=school_class, by=cast.head)

    first, second = second_meets_first(enrol_in(cast.class_10a), enrol_in(cast.class_demo6))
    assert first.value() and second.waited and refused(second)
    assert Enrolment.objects.filter(person=newcomer, until=None).get().school_class == cast.class_10a


def test_the_same_parent_added_twice_at_once_is_added_once(cast: Cast, chats: Chats) -> None:
    def add_parent() -> Any:
        return roster.add_parent(parent=cast.head, child=cast.sibling, by=cast.head)

    first, second = second_meets_first(add_parent, add_parent)
    assert first.value() and second.waited and refused(second)


def test_two_people_who_become_each_others_parents_at_once_cannot_both(cast: Cast) -> None:
    first, second = second_meets_first(
        lambda: roster.add_parent(parent=cast.head, child=cast.stranger, by=cast.head),
        lambda: roster.add_parent(parent=cast.stranger, child=cast.head, by=cast.head),
    )
    assert first.value() and second.waited and refused(second)
    assert Guardianship.objects.filter(parent=cast.head).count() == 1


def test_two_different_people_change_in_one_chat_at_once_and_both_are_right(cast: Cast, chats: Chats) -> None:
    """The second waits for the chat, not for the person; each change has a `seq` of its own."""
    first, second = second_meets_first(
        lambda: profiles.make_profile(text_version=CURRENT, by=cast.pupil_without_profile),
        lambda: profiles.suspend(person=cast.sibling, by=cast.sibling),
    )
    assert first.value() and second.waited and second.value()
    chats.class_10a.refresh_from_db()
    numbers = list(Message.objects.filter(chat=chats.class_10a).order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, chats.class_10a.last_seq + 1))
    assert members(chats.class_10a) == {cast.pupil_without_profile, cast.other_sibling, cast.classmate}


def test_a_class_is_renamed_while_its_people_change_without_a_deadlock(cast: Cast) -> None:
    """The subject chat is older than the class chat: whoever locks several chats locks them in one order, and then writes."""
    subject = chats_of_facts.open_subject_chat(study_group=cast.geography_10a, by=cast.head).chat_id
    of_class = chats_of_facts.open_class_chat(school_class=cast.class_10a, by=cast.head).chat_id
    assert subject < of_class
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note), transaction.atomic():
        roster.rename_class(school_class=cast.class_10a, title="11 А", by=cast.head)
    locked = asked.index((at_once.LOCK, [[subject, of_class]]))
    writing = [place for place, (sql, _params) in enumerate(asked) if "UPDATE messenger_chat" in sql]
    assert at_once.LOCK.endswith("ORDER BY id FOR UPDATE") and writing and locked < min(writing)


def test_an_exception_that_cannot_be_ended_holds_up_no_other(cast: Cast, chats: Chats) -> None:
    now = clock.now()
    for person, days in ((cast.sibling, 1), (cast.classmate, 2)):
        chats_of_facts.make_exception(
            chat=chats.class_10a,
            person=person,
            effect="bar",
            reason="болеет",
            now=now,
            ends_at=now + timedelta(days=days),
            by=cast.head,
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF NEW.person_id = {cast.sibling.pk} THEN RAISE 'stop'; END IF; RETURN NEW; END $$;"
            "CREATE TRIGGER stop BEFORE UPDATE ON chat_rules_chatexception FOR EACH ROW EXECUTE FUNCTION stop()"
        )
    try:
        assert chats_of_facts.end_due_exceptions(now=now + timedelta(days=3)) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER stop ON chat_rules_chatexception; DROP FUNCTION stop")
    assert cast.classmate in members(chats.class_10a), "his has ended, though the one before it could not be"
    assert cast.sibling not in everyone(chats.class_10a)


def test_an_exception_ended_by_hand_and_by_time_at_once_is_ended_once(cast: Cast, chats: Chats) -> None:
    now = clock.now()
    exception = chats_of_facts.make_exception(
        chat=chats.class_10a,
        person=cast.sibling,
        effect="bar",
        reason="болеет",
        now=now,
        ends_at=now + timedelta(days=1),
        by=cast.head,
    ).record
    first, second = second_meets_first(
        lambda: chats_of_facts.end_exception(exception=exception, now=now, by=cast.head),
        lambda: chats_of_facts.end_due_exceptions(now=now + timedelta(days=2)),
    )
    assert first.value() and second.waited and second.value() == 0
    assert cast.sibling in members(chats.class_10a)


def test_thirty_changes_at_once_leave_all_places_right(cast: Cast, chats: Chats) -> None:
    """Everything at once, in whatever order: no deadlock, no unhandled error, nothing for the sweep."""
    people = [cast.sibling, cast.other_sibling, cast.classmate, cast.parent_of_both, cast.parent_of_two]
    first, second = cast.english_10a_first.subgroup, cast.english_10a_second.subgroup
    assert first and second

    def life_of(person: Any) -> Work:
        def live() -> Any:
            profiles.suspend(person=person, by=cast.head)

        return live

    enrolment = {person: cast.enrolment(person) for person in people[:3]}
    works: list[Work] = [
        *(life_of(person) for person in people),
        lambda: roster.move(enrolment=enrolment[cast.classmate], school_class=cast.class_demo6, by=cast.head),
        lambda: roster.withdraw(enrolment=enrolment[cast.other_sibling], by=cast.head),
        lambda: roster.move_to_subgroup(enrolment=enrolment[cast.sibling], subgroup=second, instead_of=first, by=cast.head),
        lambda: roster.dismiss(employee=cast.employee(cast.class_teacher), by=cast.head),
        lambda: roster.rename_class(school_class=cast.class_10a, title="11 А", by=cast.head),
        lambda: roster.add_parent(parent=cast.head, child=cast.classmate, by=cast.head),
        lambda: roster.add_parent(parent=cast.administrator, child=cast.sibling, by=cast.head),
    ]
    outcomes = all_at_once(*works)
    assert [one.error for one in outcomes if one.error] == []
