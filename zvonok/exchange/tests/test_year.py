"""The passing to the next year: what was shown is what happens, the sweep finds nothing, and undone all is as it was.

Called by: pytest.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from tests.shared_cast import cast, cast_of_module, db
from zvonok.chat_rules import actions as chat_rules
from zvonok.chat_rules.tests.world import Chats, administrators, assert_right, everyone, members, open_all
from zvonok.exchange import year
from zvonok.ground import clock
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.messenger.actions import post
from zvonok.messenger.models import Chat, Place
from zvonok.operations.cast import Cast
from zvonok.roster import actions as roster
from zvonok.roster import rollover
from zvonok.roster.models import (
    ClassTeacher,
    Enrolment,
    Rollover,
    School,
    SchoolClass,
    SchoolYear,
    StudyGroup,
    StudyGroupTeacher,
    SubgroupPupil,
    Substitution,
)
from zvonok.roster.rollover import Wish
from zvonok.roster.trying import tried

__all__ = ["cast", "cast_of_module", "db"]

FACTS: tuple[type[Model], ...] = (
    ClassTeacher,
    Enrolment,
    SchoolClass,
    SchoolYear,
    StudyGroup,
    StudyGroupTeacher,
    SubgroupPupil,
    Substitution,
)


@pytest.fixture
def chats(cast: Cast) -> Chats:
    return open_all(cast)


@pytest.fixture(autouse=True)
def all_is_right_afterwards(cast: Cast) -> Iterator[None]:
    yield
    assert_right()


def wish(cast: Cast, *first_classes: str, last_grade: int = 10) -> Wish:
    """The year after the cast's; «10 А» leaves, and «Демо 6» moves up."""
    ends = cast.year.ends_on
    return Wish(ends + timedelta(days=1), date(ends.year + 1, ends.month, ends.day), last_grade, first_classes)


def turn(cast: Cast, *first_classes: str, last_grade: int = 10) -> year.Turned:
    wished = wish(cast, *first_classes, last_grade=last_grade)
    return year.turn(school=cast.school, wish=wished, now=clock.now(), by=cast.head)


def undo(cast: Cast, turned: year.Turned) -> None:
    year.undo(rollover_id=turned.rollover.pk, school=cast.school, now=clock.now(), by=cast.head)


def facts() -> dict[str, object]:
    """Every row of the roster that a rollover may write, every place, and every title."""
    rows: dict[str, object] = {one.__name__: set(one._default_manager.values_list()) for one in FACTS}
    rows["places"] = set(Place.objects.values_list("chat_id", "person_id", "role"))
    rows["chats"] = set(Chat.objects.values_list("pk", "title", "archived_at"))
    return rows


def test_classes_move_up_the_last_one_leaves_and_the_first_ones_are_new(cast: Cast, chats: Chats) -> None:
    turn(cast, "1 А", "1 Б")
    classes = set(SchoolClass.objects.filter(school=cast.school, until=None).values_list("grade", "title"))
    assert classes == {(7, "Демо 7"), (1, "1 А"), (1, "1 Б")}
    assert SchoolClass.objects.get(pk=cast.class_10a.pk).until == clock.today()
    assert not Enrolment.objects.filter(school_class=cast.class_10a, until=None).exists()
    assert not ClassTeacher.objects.filter(school_class=cast.class_10a, until=None).exists()


def test_of_each_kind_of_chat_becomes_what_was_said(cast: Cast, chats: Chats) -> None:
    turn(cast)
    titles = dict(Chat.objects.values_list("pk", "title"))
    archived = set(Chat.objects.exclude(archived_at=None).values_list("pk", flat=True))
    assert archived == {
        chat.pk
        for chat in (
            *(chats.class_10a, chats.parents_10a, chats.geography_10a),
            *(chats.english_first, chats.english_second, chats.geography_demo6),
        )
    }
    assert titles[chats.class_demo6.pk] == "Демо 7" and titles[chats.parents_demo6.pk] == "Родители Демо 7"
    assert titles[chats.geography_demo6.pk] == "Демо 6 - География" and titles[chats.class_10a.pk] == "10 А"


def test_leavers_read_their_chats_and_their_class_teacher_too(cast: Cast, chats: Chats) -> None:
    before = {chat.pk: (members(chat), administrators(chat)) for chat in vars(chats).values()}
    turned = turn(cast)
    assert {chat.pk: (members(chat), administrators(chat)) for chat in vars(chats).values()} == before
    assert turned.effects == []
    with pytest.raises(Refused, match="в архиве"):
        post(chat=chats.class_10a.pk, text="Мы выпустились!", uuid=uuid4(), by=cast.sibling)
    assert post(chat=chats.class_demo6.pk, text="Мы седьмые", uuid=uuid4(), by=cast.child_of_teacher)


def test_study_groups_of_the_new_year_have_the_same_teachers_and_subgroups(cast: Cast, chats: Chats) -> None:
    turned = turn(cast, last_grade=11)
    old = StudyGroup.objects.filter(year=cast.year)
    new = StudyGroup.objects.filter(year=turned.rollover.year)
    assert not old.filter(until=None).exists() and not new.exclude(until=None).exists()
    alike = ("school_class", "subgroup", "subject", "teachers__employee")
    assert set(new.values_list(*alike)) == set(old.values_list(*alike))
    opened = chat_rules.open_subject_chat(
        study_group=new.get(subject__name="География", school_class=cast.class_10a), by=cast.head
    )
    assert cast.sibling in everyone(opened.chat_id) and cast.class_teacher in administrators(opened.chat_id)
    assert Chat.objects.get(pk=opened.chat_id).title == "11 А - География"


def test_what_is_shown_before_is_what_happens_after(cast: Cast, chats: Chats) -> None:
    before = facts()
    shown = tried(lambda: turn(cast, "1 А"))
    assert facts() == before and not Rollover.objects.exists()
    done = turn(cast, "1 А")
    assert (shown.classes, shown.effects) == (done.classes, done.effects)
    ten, six = (next(one for one in done.classes if one.was == was) for was in ("10 А", "Демо 6"))
    assert (
        ten.title is None
        and ten.pupils == 4
        and set(ten.archived)
        == {
            *("10 А", "Родители 10 А", "10 А - География"),
            *("10 А (группа 1) - Английский язык", "10 А (группа 2) - Английский язык"),
        }
    )
    assert six.title == "Демо 7" and set(six.go_on) == {"Демо 6", "Родители Демо 6"} and six.groups_made == 1
    assert (done.moved, done.leaving, done.new, done.archived, done.go_on) == (1, 1, 1, 6, 2)


def test_undone_all_is_as_it_was(cast: Cast, chats: Chats) -> None:
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
    before = facts()
    undo(cast, turn(cast, "1 А"))
    assert facts() == before
    assert AuditEntry.objects.filter(what="exchange:year:undone", school=cast.school.pk).count() == 1


def test_done_undone_and_done_again(cast: Cast, chats: Chats) -> None:
    undo(cast, turn(cast, "1 А"))
    again = turn(cast, "1 А")
    assert again.archived == 6
    with pytest.raises(Refused, match="Этот перевод уже отменили"):
        undo(cast, year.Turned(Rollover.objects.order_by("pk")[0], [], []))


def test_two_years_on_the_same_class_has_moved_twice(cast: Cast, chats: Chats) -> None:
    first = turn(cast, last_grade=11)
    second_wish = Wish(date(2030, 9, 1), date(2031, 8, 31), 12)
    year.turn(school=cast.school, wish=second_wish, now=clock.now(), by=cast.head)
    assert SchoolClass.objects.get(pk=cast.class_10a.pk).title == "12 А"
    with pytest.raises(Refused, match="перевели ещё раз"):
        undo(cast, first)


def touch_title(cast: Cast, _turned: year.Turned) -> None:
    roster.rename_class(school_class=cast.class_demo6, title="7 А", by=cast.head)


def touch_new_class(cast: Cast, turned: year.Turned) -> None:
    made = SchoolClass.objects.get(pk=turned.rollover.written["made"][0])
    pupil = roster.add_person(last_name="Первов", first_name="Клим", by=cast.head)
    roster.enrol(person=pupil, school_class=made, by=cast.head)


def touch_leaver(cast: Cast, _turned: year.Turned) -> None:
    roster.enrol(person=cast.sibling, school_class=cast.class_demo6, by=cast.head)


def touch_group(cast: Cast, turned: year.Turned) -> None:
    group = StudyGroup.objects.filter(pk__in=turned.rollover.written["groups_made"])[0]
    roster.give_study_group(employee=cast.employee(cast.other_class_teacher), study_group=group, by=cast.head)


def touch_chat(cast: Cast, turned: year.Turned) -> None:
    group = StudyGroup.objects.filter(pk__in=turned.rollover.written["groups_made"])[0]
    chat_rules.open_subject_chat(study_group=group, by=cast.head)


@pytest.mark.parametrize("touch", [touch_title, touch_new_class, touch_leaver, touch_group, touch_chat])
def test_what_somebody_has_touched_since_is_not_undone(cast: Cast, chats: Chats, touch: object) -> None:
    turned = turn(cast, "1 А")
    touch(cast, turned)  # type: ignore[operator]
    before = facts()
    with pytest.raises(Refused, match="Отменить перевод уже нельзя"):
        undo(cast, turned)
    assert facts() == before


def test_a_title_that_two_classes_would_have_is_refused_and_nothing_is_written(cast: Cast, chats: Chats) -> None:
    before = facts()
    with pytest.raises(Refused, match="Двух классов"):
        turn(cast, "Демо 7")
    assert facts() == before


def test_a_school_passes_to_each_year_once_and_forward(cast: Cast, chats: Chats) -> None:
    turn(cast)
    before = facts()
    with pytest.raises(Refused, match="уже учится в этом году"):
        turn(cast)
    back = Wish(date(2020, 9, 1), date(2021, 8, 31), 11)
    with pytest.raises(Refused, match="позже прежнего"):
        year.turn(school=cast.school, wish=back, now=clock.now(), by=cast.head)
    assert facts() == before


def test_another_school_is_not_touched(cast: Cast, chats: Chats) -> None:
    there = roster.make_class(school=cast.other_school, grade=10, title="10 А", by=cast.stranger)
    turn(cast)
    assert SchoolClass.objects.get(pk=there.pk).title == "10 А"
    assert not Rollover.objects.filter(school=cast.other_school).exists()


@pytest.mark.parametrize(
    ("title", "grade", "after"),
    [
        ("5 А", 5, "6 А"),
        ("10А", 10, "11А"),
        ("1-1", 1, "2-1"),
        ("11 класс 1", 1, "11 класс 2"),
        ("Ромашка", 3, "Ромашка"),
        ("9 «Б» физмат", 9, "10 «Б» физмат"),
    ],
)
def test_a_title_rises_by_its_number(title: str, grade: int, after: str) -> None:
    assert rollover.risen(title, grade) == after


def test_it_is_done_by_set(cast: Cast, chats: Chats) -> None:
    """As many questions for eight classes as for two."""

    def asked(school: School) -> int:
        with CaptureQueriesContext(connection) as queries:
            tried(lambda: turn(cast, last_grade=11))
        return len(queries)

    few = asked(cast.school)
    for number in range(6):
        made = roster.make_class(school=cast.school, grade=5, title=f"5 {'АБВГДЕ'[number]}", by=cast.head)
        roster.make_study_group(
            school_class=made, subgroup=None, subject=cast.geography_10a.subject, year=cast.year, by=cast.head
        )
        chat_rules.open_class_chat(school_class=made, by=cast.head)
    assert asked(cast.school) == few
