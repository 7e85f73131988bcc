"""Random sequences of everything that may happen to a roster, to profiles, to chats and to exceptions.

After each step the sweep finds nothing and the plain rules agree; an action that refuses leaves everything as it was.
Called by: pytest. One transaction an example: the database is rolled back, never flushed.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from zvonok.chat_rules import actions as chats_of_facts
from zvonok.chat_rules.keep import keep
from zvonok.chat_rules.models import ChatException, RuledChat
from zvonok.chat_rules.tests import ending, plain_rules
from zvonok.chat_rules.tests.test_rules_file import broken_rules
from zvonok.chat_rules.tests.world import Chats, assert_right, swept
from zvonok.ground import clock
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.messenger.models import Message, Place
from zvonok.operations.cast import Cast
from zvonok.profiles import actions as profiles
from zvonok.profiles.texts import CURRENT
from zvonok.roster import actions as roster
from zvonok.roster.models import (
    ClassTeacher,
    Employee,
    Enrolment,
    Guardianship,
    Person,
    SchoolClass,
    StudyGroup,
    Subgroup,
    Subject,
    Substitution,
)

EXAMPLES, STEPS_AN_EXAMPLE, STEPS_MIN = 60, 50, 2000

any_person = st.integers(0, 22)
any_class = st.integers(0, 3)
any_school = st.integers(0, 1)
any_study_group = st.integers(0, 5)
any_subgroup = st.integers(0, 2)
any_row = st.integers(0, 99)


class World:
    """The cast, a second school with a class of its own, and lists to choose from."""

    def __init__(self, cast: Cast) -> None:
        self.head = cast.head
        self.people = list(cast.people().values())
        self.people += [roster.add_person(last_name="Запасной", first_name=name, by=cast.head) for name in "АБВГДЕЖЗ"]
        self.schools = [cast.school, cast.other_school]
        there = roster.make_class(school=cast.other_school, grade=10, title="10 А", by=cast.stranger)
        empty = roster.make_class(school=cast.school, grade=1, title="1 Я", by=cast.head)
        self.classes = [cast.class_10a, cast.class_demo6, empty, there]
        self.subgroups = list(Subgroup.objects.order_by("pk"))
        self.subgroups.append(Subgroup.objects.create(school_class=there, name="мальчики"))
        year = cast.year
        of_there = StudyGroup.objects.create(
            school=cast.other_school,
            year=type(year).objects.create(school=cast.other_school, starts_on=year.starts_on, ends_on=year.ends_on),
            school_class=there,
            subgroup=self.subgroups[-1],
            subject=Subject.objects.create(school=cast.other_school, name="Труд"),
        )
        geography_of_empty = StudyGroup.objects.create(
            school=cast.school, year=year, school_class=empty, subject=cast.geography_10a.subject
        )
        self.study_groups = [
            *(cast.geography_10a, cast.geography_demo6, cast.english_10a_first, cast.english_10a_second),
            *(geography_of_empty, of_there),
        ]
        # Some chats are open from the start, the rest when a step opens them.
        chats_of_facts.open_staff_room(school=cast.school, by=cast.head)
        chats_of_facts.open_class_chat(school_class=cast.class_demo6, by=cast.head)
        chats_of_facts.open_parents_chat(school_class=cast.class_10a, by=cast.head)
        chats_of_facts.open_subject_chat(study_group=cast.english_10a_first, by=cast.head)


class SchoolLife(RuleBasedStateMachine):
    """Each rule is one press of a button by somebody, sensible or not, with a page that may be old."""

    world: World
    steps = refused = 0
    sentences: set[str] = set()

    def __init__(self) -> None:
        super().__init__()
        self._example = transaction.atomic()
        self._example.__enter__()
        self._refused = False
        self._known = self._everything()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._example.__exit__(None, None, None)

    @invariant()
    def the_places_are_right_and_a_refusal_changes_nothing(self) -> None:
        facts = assert_right()
        known = self._everything(facts)
        if self._refused:
            assert known == self._known, "a refused action left something behind"
        self._known = known

    # The roster

    @rule(person=any_person, school=any_school, leads=st.booleans())
    def hire(self, person: int, school: int, leads: bool) -> None:
        self.do(
            roster.hire,
            school=self.school(school),
            person=self.person(person),
            position="Учитель",
            is_administrator=leads,
        )

    @rule(which=any_row)
    def dismiss(self, which: int) -> None:
        self.do(roster.dismiss, employee=self.row(Employee, which))

    @rule(which=any_row, leads=st.booleans())
    def set_administrator(self, which: int, leads: bool) -> None:
        action = roster.appoint_administrator if leads else roster.remove_administrator
        self.do(action, employee=self.row(Employee, which))

    @rule(person=any_person, school_class=any_class)
    def enrol(self, person: int, school_class: int) -> None:
        self.do(roster.enrol, person=self.person(person), school_class=self.school_class(school_class))

    @rule(which=any_row, school_class=any_class)
    def move(self, which: int, school_class: int) -> None:
        self.do(roster.move, enrolment=self.row(Enrolment, which), school_class=self.school_class(school_class))

    @rule(which=any_row)
    def withdraw(self, which: int) -> None:
        self.do(roster.withdraw, enrolment=self.row(Enrolment, which))

    @rule(which=any_row, give=any_subgroup, take=st.none() | any_subgroup)
    def change_subgroup(self, which: int, give: int, take: int | None) -> None:
        self.do(
            roster.move_to_subgroup,
            enrolment=self.row(Enrolment, which),
            subgroup=self.world.subgroups[give],
            instead_of=None if take is None else self.world.subgroups[take],
        )

    @rule(which=any_row, take=any_subgroup)
    def take_from_subgroup(self, which: int, take: int) -> None:
        self.do(roster.take_from_subgroup, enrolment=self.row(Enrolment, which), subgroup=self.world.subgroups[take])

    @rule(parent=any_person, child=any_person)
    def add_parent(self, parent: int, child: int) -> None:
        self.do(roster.add_parent, parent=self.person(parent), child=self.person(child))

    @rule(which=any_row)
    def remove_parent(self, which: int) -> None:
        self.do_if(self.row(Guardianship, which), lambda one: self.do(roster.remove_parent, guardianship=one))

    @rule(school_class=any_class, person=st.none() | any_person, page_is_old=st.booleans())
    def change_class_teacher(self, school_class: int, person: int | None, page_is_old: bool) -> None:
        led = self.school_class(school_class)
        now = ClassTeacher.objects.select_related("employee").filter(school_class=led, until=None).first()
        self.do(
            roster.change_class_teacher,
            school_class=led,
            employee=None if person is None else self.row(Employee, person),
            instead_of=None if page_is_old or now is None else now.employee,
        )

    @rule(which=any_row, study_group=any_study_group, give=st.booleans())
    def change_study_group(self, which: int, study_group: int, give: bool) -> None:
        action = roster.give_study_group if give else roster.take_study_group
        self.do(action, employee=self.row(Employee, which), study_group=self.study_group(study_group))

    @rule(which=any_row, study_group=any_study_group, ahead=st.sampled_from([-1, 0, 0, 3, 400]))
    def substitute(self, which: int, study_group: int, ahead: int) -> None:
        now = clock.now()
        self.do(
            roster.substitute,
            employee=self.row(Employee, which),
            study_group=self.study_group(study_group),
            starts_at=now + timedelta(days=ahead),
            ends_at=now + timedelta(days=ahead, hours=1),
            reason="болезнь",
            now=now,
        )

    @rule(which=any_row)
    def end_substitution(self, which: int) -> None:
        self.do_if(
            self.row(Substitution, which),
            lambda one: self.do(roster.end_substitution, substitution=one, now=clock.now()),
        )

    @rule(days=st.sampled_from([0, 3, 8]))
    def the_clock_follows_substitutions(self, days: int) -> None:
        type(self).steps += 1
        self._refused = False
        roster.follow_substitutions(now=clock.now() + timedelta(days=days, minutes=1))

    @rule(study_group=any_study_group, ends=st.booleans())
    def end_study_group(self, study_group: int, ends: bool) -> None:
        """As the rollover ends it, and as it is taken back."""
        type(self).steps += 1
        self._refused = False
        (ending.end if ends else ending.begin_again)(self.study_group(study_group))

    @rule(school_class=any_class, title=st.sampled_from(["10 А", "10 Б", "11 А", ""]))
    def rename_class(self, school_class: int, title: str) -> None:
        self.do(roster.rename_class, school_class=self.school_class(school_class), title=title)

    # Learning profiles

    @rule(person=any_person)
    def make_profile(self, person: int) -> None:
        self.do(profiles.make_profile, by=self.person(person), text_version=CURRENT)

    @rule(child=any_person, parent=st.none() | any_person)
    def confirm(self, child: int, parent: int | None) -> None:
        guardianship = Guardianship.objects.filter(child=self.person(child)).first()
        by = guardianship.parent if parent is None and guardianship else self.person(parent or 0)
        self.do(profiles.confirm, child=self.person(child), by=by, text_version=CURRENT)

    @rule(person=any_person, resume=st.booleans())
    def suspend_or_resume(self, person: int, resume: bool) -> None:
        self.do(profiles.resume if resume else profiles.suspend, person=self.person(person))

    # Chats and exceptions

    @rule(school=any_school)
    def open_staff_room(self, school: int) -> None:
        self.do(chats_of_facts.open_staff_room, school=self.school(school))

    @rule(school_class=any_class, of_parents=st.booleans())
    def open_class_or_parents_chat(self, school_class: int, of_parents: bool) -> None:
        action = chats_of_facts.open_parents_chat if of_parents else chats_of_facts.open_class_chat
        self.do(action, school_class=self.school_class(school_class))

    @rule(study_group=any_study_group)
    def open_subject_chat(self, study_group: int) -> None:
        self.do(chats_of_facts.open_subject_chat, study_group=self.study_group(study_group))

    @rule(which=any_row, person=any_person, effect=st.sampled_from(["add", "bar"]), days=st.sampled_from([-1, 7, 7, 400]))
    def make_exception(self, which: int, person: int, effect: str, days: int) -> None:
        now = clock.now()
        self.do(
            chats_of_facts.make_exception,
            chat=self.row(RuledChat, which).chat,
            person=self.person(person),
            effect=effect,
            reason="так надо",
            now=now,
            ends_at=now + timedelta(days=days),
        )

    @rule(which=any_row)
    def end_exception(self, which: int) -> None:
        self.do_if(
            self.row(ChatException, which),
            lambda one: self.do(chats_of_facts.end_exception, exception=one, now=clock.now()),
        )

    @rule()
    def a_week_goes_by(self) -> None:
        type(self).steps += 1
        self._refused = False
        chats_of_facts.end_due_exceptions(now=clock.now() + timedelta(days=8))

    # How a step is done

    def do(self, action: Callable[..., Any], **arguments: Any) -> None:
        type(self).steps += 1
        self._refused = False
        try:
            action(**{"by": self.world.head, **arguments})
        except Refused as refusal:
            type(self).refused += 1
            self._refused = True
            type(self).sentences.add(refusal.sentence)

    def do_if(self, record: Any, step: Callable[[Any], None]) -> None:
        self._refused = False
        if record is not None:
            step(record)

    def person(self, number: int) -> Person:
        return self.world.people[number]

    def school(self, number: int) -> Any:
        return self.world.schools[number]

    def school_class(self, number: int) -> SchoolClass:
        return SchoolClass.objects.select_related("school").get(pk=self.world.classes[number].pk)

    def study_group(self, number: int) -> StudyGroup:
        return self.world.study_groups[number]

    def row(self, table: type[Any], which: int) -> Any:
        """Any row, though it may have ended: so it is on a page that was opened yesterday."""
        count = table.objects.count()
        return table.objects.order_by("pk")[which % count] if count else None

    def _everything(self, facts: plain_rules.Facts | None = None) -> tuple[object, ...]:
        counts = [table.objects.count() for table in (AuditEntry, Message, ChatException, Substitution, Employee, Enrolment)]
        return facts or plain_rules.facts(), plain_rules.present(), counts


def test_whatever_happens_the_sweep_finds_nothing_and_the_plain_rules_agree(cast: Cast) -> None:
    SchoolLife.world = World(cast)
    SchoolLife.steps = SchoolLife.refused = 0
    run_state_machine_as_test(
        SchoolLife,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS_AN_EXAMPLE,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert SchoolLife.steps >= STEPS_MIN
    assert all(sentence.endswith(".") for sentence in SchoolLife.sentences)
    assert SchoolLife.refused < SchoolLife.steps * 0.8, "most steps are refused: they show little"


@pytest.mark.parametrize("forgotten", range(10))
def test_the_check_finds_any_rule_that_is_forgotten(cast: Cast, chats: Chats, forgotten: int) -> None:
    _add_somebody_by_exception(cast, chats)
    _add_a_substitute(cast)
    ending.end(cast.geography_demo6)
    assert_right()
    with connection.cursor() as cursor:
        cursor.execute(broken_rules(forgotten))
    assert swept().revoked > 0, "the sweep now follows the broken rules"
    with pytest.raises(AssertionError, match="too few"):
        assert_right()


def test_the_check_finds_a_rule_that_gives_too_much(cast: Cast, chats: Chats) -> None:
    with connection.cursor() as cursor:
        cursor.execute(broken_rules(None, without="profile.state = 'active'", instead="true"))
    roster.hire(school=cast.school, person=cast.classmate, position="Лаборант", by=cast.head)
    profiles.suspend(person=cast.classmate, by=cast.head)
    with pytest.raises(AssertionError, match="too many"):
        assert_right()


def test_the_check_finds_a_place_deleted_by_hand(cast: Cast, chats: Chats) -> None:
    Place.objects.filter(chat=chats.class_10a, person=cast.sibling).delete()
    with pytest.raises(AssertionError, match="the sweep found"):
        assert_right()
    assert_right()  # for the sweep has healed it


def test_the_check_finds_a_role_changed_by_hand(cast: Cast, chats: Chats) -> None:
    Place.objects.filter(chat=chats.class_10a, person=cast.sibling).update(role=Place.Role.ADMINISTRATOR)
    found = swept()
    assert (found.granted, found.revised, found.revoked) == (0, 1, 0)
    assert_right()


def test_the_check_finds_a_fact_written_past_the_actions(cast: Cast, chats: Chats) -> None:
    Enrolment.objects.filter(person=cast.sibling).update(until=clock.today())
    with pytest.raises(AssertionError, match="the sweep found"):
        assert_right()


def test_a_scope_that_names_nobody_keeps_nothing(cast: Cast, chats: Chats) -> None:
    assert not keep(people=[]).effects and not keep(chats=[]).effects and not keep(schools=[]).effects


def _add_somebody_by_exception(cast: Cast, chats: Chats) -> None:
    now = clock.now()
    chats_of_facts.make_exception(
        chat=chats.class_10a,
        person=cast.other_class_teacher,
        effect=ChatException.Effect.ADD,
        reason="ведёт кружок",
        now=now,
        ends_at=now + timedelta(days=7),
        by=cast.class_teacher,
    )


def _add_a_substitute(cast: Cast) -> None:
    now = clock.now()
    roster.substitute(
        employee=cast.employee(cast.other_class_teacher),
        study_group=cast.geography_10a,
        starts_at=now,
        ends_at=now + timedelta(days=1),
        reason="болезнь",
        now=now,
        by=cast.head,
    )
