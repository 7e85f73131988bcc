"""Changes that would break a rule of the world: a sentence beside the field, nothing half done. The database refuses too.

Called by: pytest.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.operations.cast import Cast
from zvonok.roster import actions
from zvonok.roster.models import (
    ClassTeacher,
    Employee,
    Enrolment,
    Guardianship,
    Person,
    SchoolClass,
    SchoolYear,
    StudyGroup,
    StudyGroupTeacher,
    Subgroup,
    SubgroupPupil,
    Subject,
    Substitution,
)

RUSSIAN = re.compile(r"[А-ЯЁ«][а-яё\w «»,:;().—-]+\.")
TOMORROW = clock.today() + timedelta(days=1)
Try = Callable[[Cast], object]


def counts() -> dict[str, int]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("zvonok.")]
    return {model.__name__: model._default_manager.count() for model in ours}


def contents() -> list[Any]:
    """Every row of the roster, so that a change of a row is seen as well as a new one."""
    return [list(model._default_manager.order_by("pk").values_list()) for model in apps.get_app_config("roster").get_models()]


def refuse(cast: Cast, attempt: Try, field: str) -> str:
    before = counts(), contents()
    with pytest.raises(Refused) as refusal:
        attempt(cast)
    assert (counts(), contents()) == before, "something is half done"
    assert refusal.value.field == field
    assert RUSSIAN.fullmatch(refusal.value.sentence), refusal.value.sentence
    return refusal.value.sentence


# Rules of the world

WORLD: list[tuple[str, Try, str]] = [
    (
        "a second class teacher at once",
        lambda cast: actions.change_class_teacher(
            school_class=cast.class_10a, employee=cast.employee(cast.other_class_teacher), instead_of=None, by=cast.head
        ),
        "employee",
    ),
    (
        "a class teacher from another school",
        lambda cast: actions.change_class_teacher(
            school_class=cast.class_10a,
            employee=cast.employee(cast.stranger),
            instead_of=cast.employee(cast.class_teacher),
            by=cast.head,
        ),
        "employee",
    ),
    (
        "the same class teacher again",
        lambda cast: actions.change_class_teacher(
            school_class=cast.class_10a,
            employee=cast.employee(cast.class_teacher),
            instead_of=cast.employee(cast.class_teacher),
            by=cast.head,
        ),
        "employee",
    ),
    (
        "enrolment in two classes",
        lambda cast: actions.enrol(person=cast.sibling, school_class=cast.class_demo6, by=cast.head),
        "person",
    ),
    (
        "enrolment in the same class again",
        lambda cast: actions.enrol(person=cast.sibling, school_class=cast.class_10a, by=cast.head),
        "person",
    ),
    (
        "a move to the class where he is",
        lambda cast: actions.move(enrolment=cast.enrolment(cast.sibling), school_class=cast.class_10a, by=cast.head),
        "school_class",
    ),
    (
        "a parent of oneself",
        lambda cast: actions.add_parent(parent=cast.sibling, child=cast.sibling, by=cast.head),
        "parent",
    ),
    (
        "a child who is his parent's parent",
        lambda cast: actions.add_parent(parent=cast.sibling, child=cast.parent_of_both, by=cast.head),
        "parent",
    ),
    (
        "the same parent twice",
        lambda cast: actions.add_parent(parent=cast.parent_of_both, child=cast.sibling, by=cast.head),
        "parent",
    ),
    (
        "dismissing the last administrator",
        lambda cast: actions.dismiss(employee=cast.employee(cast.stranger), by=cast.stranger),
        "employee",
    ),
    (
        "taking the role from the last administrator",
        lambda cast: actions.remove_administrator(employee=cast.employee(cast.stranger), by=cast.stranger),
        "employee",
    ),
    (
        "an employee hired twice",
        lambda cast: actions.hire(school=cast.school, person=cast.class_teacher, position="Учитель", by=cast.head),
        "person",
    ),
    (
        "a study group given to a teacher of another school",
        lambda cast: actions.give_study_group(
            employee=cast.employee(cast.stranger), study_group=cast.geography_10a, by=cast.head
        ),
        "employee",
    ),
    (
        "a study group given twice",
        lambda cast: actions.give_study_group(
            employee=cast.employee(cast.class_teacher), study_group=cast.geography_10a, by=cast.head
        ),
        "study_group",
    ),
    (
        "a study group taken from one who does not teach it",
        lambda cast: actions.take_study_group(employee=cast.employee(cast.head), study_group=cast.geography_10a, by=cast.head),
        "study_group",
    ),
    (
        "a subgroup of another class",
        lambda cast: actions.put_in_subgroup(
            enrolment=cast.enrolment(cast.young_pupil), subgroup=first_subgroup(cast), by=cast.head
        ),
        "subgroup",
    ),
    (
        "a subgroup taken where there is none, and another given with it",
        lambda cast: actions.move_to_subgroup(
            enrolment=cast.enrolment(cast.pupil_without_profile),
            subgroup=second_subgroup(cast),
            instead_of=first_subgroup(cast),
            by=cast.head,
        ),
        "instead_of",
    ),
    ("a class of a grade there is not", lambda cast: make_class(cast, "13 А", grade=13), "grade"),
    ("a class named like another", lambda cast: make_class(cast, "10 А"), "title"),
    (
        "a date that has not come",
        lambda cast: actions.hire(school=cast.school, person=cast.classmate, position="Лаборант", since=TOMORROW, by=cast.head),
        "since",
    ),
    (
        "a date before all schools",
        lambda cast: actions.enrol(person=cast.head, school_class=cast.class_10a, since=date(1789, 7, 14), by=cast.head),
        "since",
    ),
    (
        "born tomorrow",
        lambda cast: actions.add_person(last_name="Ян", first_name="Ян", birth_date=TOMORROW, by=cast.head),
        "birth_date",
    ),
]


@pytest.mark.parametrize(("attempt", "field"), [case[1:] for case in WORLD], ids=[case[0] for case in WORLD])
def test_it_is_refused_with_a_sentence_beside_the_field(cast: Cast, attempt: Try, field: str) -> None:
    refuse(cast, attempt, field)


@pytest.mark.parametrize(
    "again",
    [
        lambda cast, employee, enrolment: actions.dismiss(employee=employee, by=cast.head),
        lambda cast, employee, enrolment: actions.appoint_administrator(employee=employee, by=cast.head),
        lambda cast, employee, enrolment: actions.withdraw(enrolment=enrolment, by=cast.head),
        lambda cast, employee, enrolment: actions.move(enrolment=enrolment, school_class=cast.class_demo6, by=cast.head),
        lambda cast, employee, enrolment: actions.put_in_subgroup(
            enrolment=enrolment, subgroup=second_subgroup(cast), by=cast.head
        ),
    ],
    ids=["dismiss", "appoint", "withdraw", "move", "put in a subgroup"],
)
def test_what_has_ended_meanwhile_is_said_to_have_ended(cast: Cast, again: Callable[..., object]) -> None:
    employee, enrolment = cast.employee(cast.class_teacher), cast.enrolment(cast.sibling)
    actions.dismiss(employee=employee, by=cast.head)
    actions.withdraw(enrolment=enrolment, by=cast.head)
    refuse(cast, lambda cast: again(cast, employee, enrolment), "")


def test_a_parent_who_has_been_removed_meanwhile_is_said_to_be_removed(cast: Cast) -> None:
    guardianship = Guardianship.objects.get(parent=cast.parent_of_two, child=cast.classmate)
    actions.remove_parent(guardianship=Guardianship.objects.get(pk=guardianship.pk), by=cast.head)
    refuse(cast, lambda cast: actions.remove_parent(guardianship=guardianship, by=cast.head), "")


# Names

NO_NAMES = {
    "10,000 letters": "я" * 10_000,
    "101 letters": "я" * 101,
    "no letter": "",
    "spaces alone": " \t\n \u00a0",
    "an emoji": "Ян 🦊",
    "an emoji alone": "🦊",
    "a right-to-left mark": "Ян\u200f",
    "a turn of the text": "\u202eнЯ",
    "an invisible joiner": "Я\u200dн",
    "a NUL": "Я\x00н",
    "a bell": "Я\x07н",
    "half of a pair": "Я\ud83dн",
    "a markup": "<b>Ян</b>",
}
NO_NAMES_OF_PEOPLE = NO_NAMES | {"digits": "Ян 2", "a hyphen alone": "-"}


@pytest.mark.parametrize("typed", NO_NAMES_OF_PEOPLE.values(), ids=NO_NAMES_OF_PEOPLE.keys())
@pytest.mark.parametrize("field", ["last_name", "first_name"])
def test_a_person_is_not_named_so(cast: Cast, field: str, typed: str) -> None:
    names = {"last_name": "Иванов", "first_name": "Иван", field: typed}
    last_name, first_name = names["last_name"], names["first_name"]
    refuse(cast, lambda cast: actions.add_person(last_name=last_name, first_name=first_name, by=cast.head), field)


@pytest.mark.parametrize("typed", NO_NAMES.values(), ids=NO_NAMES.keys())
def test_a_class_is_not_named_so_nor_renamed(cast: Cast, typed: str) -> None:
    if typed != NO_NAMES["a markup"]:
        refuse(cast, lambda cast: make_class(cast, typed), "title")
        refuse(
            cast,
            lambda cast: actions.rename_class(school_class=cast.class_10a, title=typed, by=cast.head),
            "new_title",
        )


@pytest.mark.parametrize("typed", NO_NAMES.values(), ids=NO_NAMES.keys())
def test_a_position_is_not_named_so(cast: Cast, typed: str) -> None:
    if typed not in (NO_NAMES["a markup"], NO_NAMES["101 letters"]):
        refuse(
            cast,
            lambda cast: actions.hire(school=cast.school, person=cast.classmate, position=typed, by=cast.head),
            "position",
        )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Иванов-Петров  ", "Иванов-Петров"),
        ("О’Нил", "О’Нил"),
        ("д'Артаньян", "д'Артаньян"),
        ("Салтыков  -  Щедрин", "Салтыков - Щедрин"),
        ("Әлия", "Әлия"),
        ("Е\u0308лкин", "Ёлкин".replace("Ё", "Ё")),
        ("Müller", "Müller"),
        ("王", "王"),
        ("Кызы", "Кызы"),
        ("мл.", "мл."),
    ],
)
def test_a_person_is_named_so(cast: Cast, typed: str, kept: str) -> None:
    person = actions.add_person(last_name=typed, first_name="Ян", by=cast.head)
    person.refresh_from_db()
    assert person.last_name == kept


@pytest.mark.parametrize("title", ["10 А", "5-А", "1 «Б»", "11А (хим.)", "№ 7"])
def test_a_class_is_named_so(cast: Cast, title: str) -> None:
    if title != "10 А":
        assert make_class(cast, title).title == title


# The database refuses too


def test_the_database_refuses_what_the_actions_refuse(cast: Cast) -> None:
    day = clock.today()
    there, here = cast.other_school, cast.school
    stranger, teacher = cast.employee(cast.stranger), cast.employee(cast.class_teacher)
    class_there = make_class(cast, "1 А", school=there)
    enrolment = cast.enrolment(cast.young_pupil)
    subject = cast.geography_10a.subject
    attempts: dict[str, Callable[[], object]] = {
        "one_class_teacher_at_a_time": lambda: ClassTeacher.objects.create(
            school=here, school_class=cast.class_10a, employee=cast.employee(cast.head), since=day
        ),
        "enrolled_in_one_class_of_a_school": lambda: Enrolment.objects.create(
            school=here, school_class=cast.class_demo6, person=cast.sibling, since=day
        ),
        "nobody_is_his_own_parent": lambda: Guardianship.objects.create(parent=cast.sibling, child=cast.sibling),
        "parent_of_a_child_once": lambda: Guardianship.objects.create(parent=cast.parent_of_both, child=cast.sibling),
        "employed_once_at_a_school": lambda: Employee.objects.create(
            school=here, person=cast.head, position="Учитель", since=day
        ),
        "employee_until_after_since": lambda: Employee.objects.create(
            school=there, person=cast.head, position="Учитель", since=day, until=day - timedelta(days=1)
        ),
        "enrolled_until_after_since": lambda: Enrolment.objects.create(
            school=here, school_class=cast.class_10a, person=cast.head, since=day, until=day - timedelta(days=1)
        ),
        "person_has_a_name": lambda: Person.objects.create(last_name="", first_name="Ян"),
        "grade_from_1_to_12": lambda: SchoolClass.objects.create(school=here, grade=13, title="13 А"),
        "class_title_once_in_a_school": lambda: SchoolClass.objects.create(school=here, grade=10, title="10 А"),
        "teaches_a_study_group_once": lambda: StudyGroupTeacher.objects.create(
            study_group=cast.geography_10a, employee=teacher, school=here
        ),
        "in_a_subgroup_once": lambda: SubgroupPupil.objects.create(
            subgroup=first_subgroup(cast), enrolment=cast.enrolment(cast.sibling), school_class=cast.class_10a
        ),
        "subgroup_name_once_in_a_class": lambda: Subgroup.objects.create(
            school_class=cast.class_10a, name=first_subgroup(cast).name
        ),
        "subject_once_in_a_school": lambda: Subject.objects.create(school=here, name=subject.name),
        "study_group_once": lambda: StudyGroup.objects.create(
            school=here, year=cast.year, school_class=cast.class_10a, subject=subject
        ),
        "years_do_not_overlap": lambda: SchoolYear.objects.create(
            school=here, starts_on=cast.year.ends_on, ends_on=cast.year.ends_on + timedelta(days=30)
        ),
        "year_ends_after_start": lambda: SchoolYear.objects.create(school=there, starts_on=day, ends_on=day),
        # Rows that name a school or a class twice must mean the same one.
        "classteacher_schoolclass_belong_together": lambda: ClassTeacher.objects.create(
            school=here, school_class=class_there, employee=teacher, since=day
        ),
        "classteacher_employee_belong_together": lambda: ClassTeacher.objects.create(
            school=there, school_class=class_there, employee=teacher, since=day
        ),
        "enrolment_schoolclass_belong_together": lambda: Enrolment.objects.create(
            school=there, school_class=cast.class_10a, person=cast.head, since=day
        ),
        "subgrouppupil_subgroup_belong_together": lambda: SubgroupPupil.objects.create(
            subgroup=first_subgroup(cast), enrolment=enrolment, school_class=cast.class_demo6
        ),
        "subgrouppupil_enrolment_belong_together": lambda: SubgroupPupil.objects.create(
            subgroup=first_subgroup(cast), enrolment=enrolment, school_class=cast.class_10a
        ),
        "studygroup_schoolclass_belong_together": lambda: StudyGroup.objects.create(
            school=there,
            year=SchoolYear.objects.create(school=there, starts_on=cast.year.starts_on, ends_on=cast.year.ends_on),
            school_class=cast.class_demo6,
            subject=Subject.objects.create(school=there, name="Труд"),
        ),
        "studygroup_subgroup_belong_together": lambda: StudyGroup.objects.create(
            school=here, year=cast.year, school_class=cast.class_demo6, subgroup=first_subgroup(cast), subject=subject
        ),
        "studygroup_schoolyear_belong_together": lambda: StudyGroup.objects.create(
            school=here,
            year=SchoolYear.objects.create(school=there, starts_on=cast.year.starts_on, ends_on=cast.year.ends_on),
            school_class=cast.class_demo6,
            subject=subject,
        ),
        "studygroup_subject_belong_together": lambda: StudyGroup.objects.create(
            school=here,
            year=cast.year,
            school_class=cast.class_demo6,
            subject=Subject.objects.create(school=there, name="Труд"),
        ),
        "studygroupteacher_studygroup_belong_together": lambda: StudyGroupTeacher.objects.create(
            study_group=cast.geography_10a, employee=stranger, school=there
        ),
        "studygroupteacher_employee_belong_together": lambda: StudyGroupTeacher.objects.create(
            study_group=cast.geography_10a, employee=stranger, school=here
        ),
        "substitution_has_a_reason": lambda: substitution(cast, reason=""),
        "substitution_ends_after_start": lambda: substitution(cast, ends_at=clock.now() - timedelta(days=1)),
        "substitution_employee_belong_together": lambda: substitution(cast, employee=stranger),
        "substitution_studygroup_belong_together": lambda: substitution(cast, employee=stranger, school=there),
    }
    for constraint, attempt in attempts.items():
        with pytest.raises(IntegrityError, match=constraint):
            at_once(attempt)
    assert not untried(set(attempts)), "constraints of the roster that this test does not try"


@transaction.atomic
def at_once(attempt: Callable[[], object]) -> None:
    """With the checks that else wait for the commit."""
    attempt()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def untried(tried: set[str]) -> set[str]:
    """The roster's own constraints by name, without those that only serve as targets of the composite keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid::regclass::text LIKE 'roster_%' AND contype IN ('c', 'x', 'f')"
            " AND conname !~ '_(fk_|check$)' UNION"
            " SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid::regclass::text LIKE 'roster_%'"
            " AND indisunique AND NOT indisprimary AND indexrelid::regclass::text !~ '_and_|_key$|_uniq$'"
        )
        return {row[0] for row in cursor.fetchall()} - tried


def substitution(cast: Cast, **wrong: Any) -> Substitution:
    """Nothing is wrong with it but what is given."""
    right = {
        "school": cast.school,
        "study_group": cast.geography_10a,
        "employee": cast.employee(cast.other_class_teacher),
        "starts_at": clock.now(),
        "ends_at": clock.now() + timedelta(hours=1),
        "reason": "болезнь",
        "author": cast.head,
    }
    return Substitution.objects.create(**(right | wrong))


def make_class(cast: Cast, title: str, *, grade: int = 1, school: Any = None) -> SchoolClass:
    return actions.make_class(school=school or cast.school, grade=grade, title=title, by=cast.head)


def first_subgroup(cast: Cast) -> Subgroup:
    assert cast.english_10a_first.subgroup
    return cast.english_10a_first.subgroup


def second_subgroup(cast: Cast) -> Subgroup:
    assert cast.english_10a_second.subgroup
    return cast.english_10a_second.subgroup
