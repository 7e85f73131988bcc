"""The demo school: about 2,600 people in about 30 classes, from a seeded generator, around the fixed cast.

Comes in: today's date. Goes out: the cast, with the crowd around it in the database. The same seed gives the same school.
Called by: `zvonok demo`, the browser tests, the bench. The crowd is written in bulk and kept by one `keep`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import connection, transaction

from zvonok.chat_rules.keep import keep
from zvonok.operations import cast as cast_of_demo
from zvonok.operations import demo_timetable
from zvonok.operations.cast import Cast
from zvonok.profiles.models import Consent, LearningProfile
from zvonok.profiles.texts import CURRENT
from zvonok.roster.models import (
    ClassTeacher,
    Employee,
    Enrolment,
    Guardianship,
    Person,
    SchoolClass,
    StudyGroup,
    StudyGroupTeacher,
    Subgroup,
    SubgroupPupil,
    Subject,
)

SEED = 20261124
LETTERS = {**dict.fromkeys(range(1, 10), "АБВ"), 10: "Б", 11: "АБ"}
PUPILS_IN_A_CLASS = (28, 33)
EMPLOYEES = 118

SURNAMES = (
    "Смирнов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов Егоров "
    "Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев "
    "Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов "
    "Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов "
    "Беляев Герасимов Богданов Осипов Сидоров Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников "
    "Денисов Гаврилов Тихонов Казаков Афанасьев Данилов"
).split()
BOYS = (
    "Артём Михаил Максим Лев Марк Иван Матвей Даниил Дмитрий Тимофей Роман Мирон Кирилл Егор Илья Алексей Никита "
    "Фёдор Владимир Павел Арсений Степан Григорий Захар Глеб Ярослав Семён Николай Константин Савелий Богдан Денис "
    "Виктор Юрий"
).split()
GIRLS = (
    "София Анна Мария Алиса Виктория Полина Елизавета Ева Арина Василиса Екатерина Варвара Ксения Александра "
    "Вероника Таисия Ульяна Милана Валерия Кира Дарья Стефания Маргарита Юлия Ольга Татьяна Надежда Светлана "
    "Людмила Галина Ирина"
).split()
FATHERS = ("Андреевич Сергеевич Александрович Дмитриевич Алексеевич Иванович Николаевич Олегович Павлович Юрьевич").split()
SUBJECTS = (
    "Русский язык,Литература,Математика,Английский язык,История,Обществознание,География,Биология,Физика,Химия,"
    "Информатика,Физкультура,Музыка,Изобразительное искусство,Технология,Окружающий мир"
).split(",")
POSITIONS = ["Социальный педагог", "Психолог", "Библиотекарь", "Секретарь", "Завхоз", "Медицинская сестра"]


@dataclass(frozen=True)
class Crowd:
    """The cast, and those of the crowd whom the story needs."""

    cast: Cast
    class_7b: SchoolClass
    newcomer: Person
    newcomers_parent: Person


@transaction.atomic
def make(today: date) -> Crowd:
    cast = cast_of_demo.make(today)
    crowd = _Crowd(cast, today)
    crowd.fill()
    keep(schools=[cast.school.pk])
    demo_timetable.make(cast, today)
    newcomer, parent = crowd.pupil_of_the_other_school()
    with connection.cursor() as cursor:
        # The planner knows the tables as empty until it is told.
        cursor.execute("ANALYZE")
    return Crowd(cast, SchoolClass.objects.get(school=cast.school, title="7 Б"), newcomer, parent)


class _Crowd:
    def __init__(self, cast: Cast, today: date) -> None:
        self.cast, self.school, self.today, self.random = cast, cast.school, today, Random(SEED)

    def fill(self) -> None:
        classes = self._classes()
        pupils = self._pupils(classes)
        self._parents(pupils)
        self._teach(classes, self._employees(), pupils)
        self._profiles()

    def pupil_of_the_other_school(self) -> tuple[Person, Person]:
        """One who comes to us in the story, with a learning profile of before, and his mother."""
        other = self.cast.other_school
        school_class = SchoolClass.objects.create(school=other, grade=10, title="10 А")
        pupil = Person.objects.create(last_name="Новосёлов", first_name="Лев", birth_date=self._born(10))
        parent = Person.objects.create(last_name="Новосёлова", first_name="Юлия", middle_name="Олеговна")
        Enrolment.objects.create(school=other, school_class=school_class, person=pupil, since=self.today)
        for person in (pupil, parent):
            LearningProfile.objects.create(person=person, state=LearningProfile.State.ACTIVE)
            Consent.objects.create(person=person, given_by=person, text_version=CURRENT)
        return pupil, parent

    def _classes(self) -> list[SchoolClass]:
        titles = [(grade, f"{grade} {letter}") for grade, letters in LETTERS.items() for letter in letters]
        made = SchoolClass.objects.bulk_create(
            SchoolClass(school=self.school, grade=grade, title=title) for grade, title in titles
        )
        return [*made, self.cast.class_10a, self.cast.class_demo6]

    def _pupils(self, classes: Sequence[SchoolClass]) -> list[Enrolment]:
        wanted = [one for one in classes for _ in range(self.random.randint(*PUPILS_IN_A_CLASS))]
        people = Person.objects.bulk_create(self._named(birth_date=self._born(one.grade)) for one in wanted)
        return Enrolment.objects.bulk_create(
            Enrolment(school=self.school, school_class=one, person=person, since=self.cast.year.starts_on)
            for one, person in zip(wanted, people, strict=True)
        )

    def _parents(self, pupils: Sequence[Enrolment]) -> None:
        """Two thirds have two parents here, and one in twelve shares his with the pupil before him."""
        parents: list[Person] = []
        pairs: list[tuple[Person, Person, str]] = []
        family: list[tuple[Person, str]] = []
        for enrolment in pupils:
            if not family or self.random.random() > 1 / 12:
                family = [(self._named(female=True), Guardianship.Relation.MOTHER)]
                if self.random.random() < 2 / 3:
                    family.append((self._named(female=False), Guardianship.Relation.FATHER))
                parents += [parent for parent, _relation in family]
            pairs += [(parent, enrolment.person, relation) for parent, relation in family]
        Person.objects.bulk_create(parents)
        Guardianship.objects.bulk_create(
            Guardianship(parent=parent, child=child, relation=relation) for parent, child, relation in pairs
        )

    def _employees(self) -> list[Employee]:
        positions = [*POSITIONS, *(f"Учитель: {subject.lower()}" for subject in SUBJECTS * 10)][:EMPLOYEES]
        people = Person.objects.bulk_create(self._named(middle=True) for _ in positions)
        return Employee.objects.bulk_create(
            Employee(school=self.school, person=person, position=position, since=self.cast.year.starts_on)
            for person, position in zip(people, positions, strict=True)
        )

    def _teach(self, classes: Sequence[SchoolClass], employees: Sequence[Employee], pupils: Sequence[Enrolment]) -> None:
        teachers = [one for one in employees if one.position.startswith("Учитель")]
        free = [one for one in classes if not one.class_teachers.exists()]
        ClassTeacher.objects.bulk_create(
            ClassTeacher(school=self.school, school_class=one, employee=teacher, since=self.cast.year.starts_on)
            for one, teacher in zip(free, teachers, strict=False)
        )
        known = {subject.name: subject for subject in Subject.objects.filter(school=self.school)}
        fresh = Subject.objects.bulk_create(Subject(school=self.school, name=name) for name in SUBJECTS if name not in known)
        subjects = [*known.values(), *fresh]
        subgroups = self._subgroups(classes, pupils)
        taught_already = set(StudyGroup.objects.values_list("school_class_id", "subject_id"))
        groups = StudyGroup.objects.bulk_create(
            StudyGroup(school=self.school, year=self.cast.year, school_class=one, subgroup=subgroup, subject=subject)
            for one in classes
            for subject in subjects
            if (one.pk, subject.pk) not in taught_already
            for subgroup in (subgroups[one.pk] if subject.name == "Английский язык" else [None])
        )
        by_subject = {
            subject.pk: [one for one in teachers if one.position.endswith(subject.name.lower())] for subject in subjects
        }
        StudyGroupTeacher.objects.bulk_create(
            StudyGroupTeacher(study_group=group, school=self.school, employee=self.random.choice(by_subject[group.subject_id]))
            for group in groups
        )

    def _subgroups(self, classes: Sequence[SchoolClass], pupils: Sequence[Enrolment]) -> dict[int, list[Subgroup]]:
        bare = [one for one in classes if one != self.cast.class_10a]
        Subgroup.objects.bulk_create(Subgroup(school_class=one, name=name) for one in bare for name in ("группа 1", "группа 2"))
        found: dict[int, list[Subgroup]] = {one.pk: [] for one in classes}
        for subgroup in Subgroup.objects.filter(school_class__in=classes).order_by("pk"):
            found[subgroup.school_class_id].append(subgroup)
        SubgroupPupil.objects.bulk_create(
            SubgroupPupil(subgroup=found[one.school_class_id][place % 2], enrolment=one, school_class_id=one.school_class_id)
            for place, one in enumerate(pupils)
        )
        return found

    def _profiles(self) -> None:
        """Most have one; some pupils wait for a parent's word, a few people have put theirs aside."""
        cast = {person.pk for person in self.cast.people().values()}
        young = date(self.today.year - 14, self.today.month, 1)
        profiles: list[LearningProfile] = []
        for person in Person.objects.exclude(pk__in=cast).order_by("pk"):
            chance = self.random.random()
            is_young = person.birth_date is not None and person.birth_date > young
            if chance > 0.86:
                continue
            state = LearningProfile.State.ACTIVE
            if is_young and chance > 0.82:
                state = LearningProfile.State.AWAITING_PARENT
            elif chance < 0.01:
                state = LearningProfile.State.SUSPENDED
            profiles.append(LearningProfile(person=person, state=state))
        LearningProfile.objects.bulk_create(profiles)
        Consent.objects.bulk_create(
            Consent(person_id=one.person_id, given_by_id=one.person_id, text_version=CURRENT) for one in profiles
        )

    def _named(self, *, female: bool | None = None, middle: bool = False, birth_date: date | None = None) -> Person:
        if female is None:
            female = self.random.random() < 0.5
        surname, father = self.random.choice(SURNAMES), self.random.choice(FATHERS)
        return Person(
            last_name=surname + "а" if female else surname,
            first_name=self.random.choice(GIRLS if female else BOYS),
            middle_name=(father.removesuffix("ич") + "на" if female else father) if middle else "",
            birth_date=birth_date,
        )

    def _born(self, grade: int) -> date:
        oldest = date(self.cast.year.starts_on.year - 7 - grade, 11, 1)
        return oldest + timedelta(days=self.random.randrange(365))
