"""The fixed cast of the demo school: a few named people whom the demo, the tests and the docs all speak of.

Comes in: an empty database. Goes out: the school and its cast, made by the same actions that a person's press calls.
Called by: the demo school, the tests.
"""

from dataclasses import dataclass
from datetime import date

from zvonok.accounts.models import User
from zvonok.profiles.actions import confirm, make_profile, needs_parent
from zvonok.profiles.texts import CURRENT
from zvonok.roster import actions
from zvonok.roster.models import (
    Employee,
    Enrolment,
    Guardianship,
    Person,
    Region,
    School,
    SchoolClass,
    SchoolYear,
    StudyGroup,
    Subgroup,
    Subject,
)

SCHOOL_NAME = 'МАОУ "Гимназия № 0"'
OTHER_SCHOOL_NAME = "МБОУ «Школа № 1»"
# No password makes this hash, and Django writes no other so: it marks those whom «Войти как…» may sign in.
NO_PASSWORD = "!"  # noqa: S105


# Nobody can type it: a user with it signs in by the demo's page alone.
NO_PASSWORD = "!"  # noqa: S105


@dataclass(frozen=True)
class Cast:
    """Who is who. `head` and `administrator` run the school; the last five are the hard cases."""

    school: School
    other_school: School
    year: SchoolYear
    class_10a: SchoolClass
    class_demo6: SchoolClass
    geography_10a: StudyGroup
    geography_demo6: StudyGroup
    english_10a_first: StudyGroup
    english_10a_second: StudyGroup
    head: Person
    administrator: Person
    class_teacher: Person
    other_class_teacher: Person
    sibling: Person
    other_sibling: Person
    parent_of_both: Person
    classmate: Person
    young_pupil: Person
    parent_of_two: Person
    teacher_and_parent: Person
    child_of_teacher: Person
    without_profile: Person
    pupil_without_profile: Person
    stranger: Person

    def employee(self, person: Person) -> Employee:
        return Employee.objects.get(person=person, until=None)

    def enrolment(self, person: Person) -> Enrolment:
        return Enrolment.objects.get(person=person, until=None)

    def people(self) -> dict[str, Person]:
        """Who may be signed in as in the demo, by the name of the part."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Person)}


def make(today: date) -> Cast:
    region = Region.objects.create(name="Демо-область")
    school = School.objects.create(
        region=region,
        name=SCHOOL_NAME,
        address="г. Демо, ул. Школьная, 0",
        phone="+7 000 000-00-00",
        email="school@example.org",
    )
    other_school = School.objects.create(region=region, name=OTHER_SCHOOL_NAME)
    year = _year(school, today)
    head = _first_administrator(school, "Громова", "Ольга", "Павловна", "Директор", today)
    stranger = _first_administrator(other_school, "Чужой", "Степан", "Олегович", "Директор", today)

    def employee(last: str, first: str, middle: str, position: str, *, is_administrator: bool = False) -> Person:
        person = actions.add_person(last_name=last, first_name=first, middle_name=middle, by=head)
        actions.hire(school=school, person=person, position=position, is_administrator=is_administrator, by=head)
        return person

    def pupil(last: str, first: str, school_class: SchoolClass, age: int) -> Person:
        person = actions.add_person(last_name=last, first_name=first, birth_date=_born(today, age), by=head)
        actions.enrol(person=person, school_class=school_class, by=head)
        return person

    def parent(person: Person, *children: Person, relation: str = Guardianship.Relation.MOTHER) -> Person:
        for child in children:
            actions.add_parent(parent=person, child=child, relation=relation, school=school, by=head)
        return person

    class_10a = actions.make_class(school=school, grade=10, title="10 А", by=head)
    class_demo6 = actions.make_class(school=school, grade=6, title="Демо 6", by=head)
    administrator = employee("Соколова", "Вероника", "Андреевна", "Заместитель директора", is_administrator=True)
    class_teacher = employee("Орлова", "Елена", "Викторовна", "Учитель географии")
    other_class_teacher = employee("Фомин", "Андрей", "Ильич", "Учитель истории")
    teacher_and_parent = employee("Белова", "Марина", "Игоревна", "Учитель английского языка")
    without_profile = employee("Новиков", "Павел", "Сергеевич", "Учитель физики")
    sibling = pupil("Иванов", "Александр", class_10a, 16)
    other_sibling = pupil("Иванова", "Дарья", class_10a, 16)
    classmate = pupil("Кузнецов", "Пётр", class_10a, 16)
    pupil_without_profile = pupil("Сидоров", "Глеб", class_10a, 16)
    young_pupil = pupil("Кузнецова", "Анна", class_demo6, 11)
    child_of_teacher = pupil("Белов", "Тимур", class_demo6, 12)
    add = actions.add_person
    parent_of_both = parent(
        add(last_name="Иванова", first_name="Наталья", middle_name="Юрьевна", by=head), sibling, other_sibling
    )
    parent_of_two = parent(
        add(last_name="Кузнецова", first_name="Ирина", middle_name="Львовна", by=head), classmate, young_pupil
    )
    parent(teacher_and_parent, child_of_teacher)

    for school_class, person in ((class_10a, class_teacher), (class_demo6, other_class_teacher)):
        led_by = Employee.objects.get(school=school, person=person)
        actions.change_class_teacher(school_class=school_class, employee=led_by, instead_of=None, by=head)
    first, second = (Subgroup.objects.create(school_class=class_10a, name=name) for name in ("группа 1", "группа 2"))
    for person, subgroup in ((sibling, first), (classmate, first), (other_sibling, second)):
        actions.put_in_subgroup(enrolment=Enrolment.objects.get(person=person), subgroup=subgroup, by=head)

    def study_group(subject: Subject, school_class: SchoolClass, teacher: Person, of: Subgroup | None = None) -> StudyGroup:
        group = StudyGroup.objects.create(school=school, year=year, school_class=school_class, subgroup=of, subject=subject)
        taught_by = Employee.objects.get(school=school, person=teacher)
        actions.give_study_group(employee=taught_by, study_group=group, by=head)
        return group

    geography = Subject.objects.create(school=school, name="География")
    english = Subject.objects.create(school=school, name="Английский язык")
    made = Cast(
        school=school,
        other_school=other_school,
        year=year,
        class_10a=class_10a,
        class_demo6=class_demo6,
        geography_10a=study_group(geography, class_10a, class_teacher),
        geography_demo6=study_group(geography, class_demo6, class_teacher),
        english_10a_first=study_group(english, class_10a, teacher_and_parent, first),
        english_10a_second=study_group(english, class_10a, teacher_and_parent, second),
        head=head,
        administrator=administrator,
        class_teacher=class_teacher,
        other_class_teacher=other_class_teacher,
        sibling=sibling,
        other_sibling=other_sibling,
        parent_of_both=parent_of_both,
        classmate=classmate,
        young_pupil=young_pupil,
        parent_of_two=parent_of_two,
        teacher_and_parent=teacher_and_parent,
        child_of_teacher=child_of_teacher,
        without_profile=without_profile,
        pupil_without_profile=pupil_without_profile,
        stranger=stranger,
    )
    for name, person in made.people().items():
        User.objects.create(person=person, username=name.replace("_", "-"), password=NO_PASSWORD)
        if not name.endswith("without_profile") and person != young_pupil:
            make_profile(text_version=CURRENT, by=person)
            if needs_parent(person, today):
                confirm(child=person, text_version=CURRENT, by=person.parents.get().parent)
    return made


def _first_administrator(school: School, last: str, first: str, middle: str, position: str, today: date) -> Person:
    """Somebody must be the first: nobody is there yet to hire him."""
    person = Person.objects.create(last_name=last, first_name=first, middle_name=middle)
    Employee.objects.create(school=school, person=person, position=position, is_administrator=True, since=today)
    return person


def _year(school: School, today: date) -> SchoolYear:
    start = today.year if today.month >= 9 else today.year - 1
    return SchoolYear.objects.create(school=school, starts_on=date(start, 9, 1), ends_on=date(start + 1, 8, 31))


def _born(today: date, age: int) -> date:
    return date(today.year - age, 1, 15)
