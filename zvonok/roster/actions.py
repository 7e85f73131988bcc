"""The only writers of the roster.

Comes in: records and the person who acts. Goes out: what was written and what followed in chats.
Called by: pages, imports, the demo school. Each action is one transaction: it refuses, or it holds whom it is about, writes,
lets the listener make places right, and records the audit last.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.roster import names
from zvonok.roster.models import (
    ClassTeacher,
    Employee,
    Enrolment,
    Guardianship,
    Person,
    School,
    SchoolClass,
    SchoolYear,
    StudyGroup,
    StudyGroupTeacher,
    Subgroup,
    SubgroupPupil,
    Subject,
    Substitution,
)
from zvonok.roster.touched import Changed, hold, touched

log = logging.getLogger(__name__)


@transaction.atomic
def add_person(*, last_name: str, first_name: str, middle_name: str = "", birth_date: date | None = None, by: Person) -> Person:
    """Somebody whom no school knew. Nothing follows in chats until a fact ties him to a school."""
    if birth_date and not date(1900, 1, 1) <= birth_date <= clock.today():
        raise Refused(_("Проверьте дату рождения: она не может быть раньше 1900 года или в будущем."), "birth_date")
    person = Person.objects.create(
        last_name=names.person_name(last_name, "last_name"),
        first_name=names.person_name(first_name, "first_name"),
        middle_name=names.person_name(middle_name, "middle_name", may_be_empty=True),
        birth_date=birth_date,
    )
    audit.record("roster:person:added", by=by.pk, person=person.pk, after={"name": person.full_name})
    return person


@transaction.atomic
def hire(
    *,
    school: School,
    person: Person,
    position: str,
    since: date | None = None,
    is_administrator: bool = False,
    by: Person,
) -> Changed[Employee]:
    position = names.title(position, "position", length_max=limits.position_length_max)
    people = hold([person.pk], schools=[school.pk])
    if Employee.objects.filter(school=school, person=person, until=None).exists():
        raise Refused(_("%(name)s уже работает в этой школе.") % {"name": person.full_name}, "person")
    employee = Employee.objects.create(
        school=school, person=person, position=position, is_administrator=is_administrator, since=_not_future(since)
    )
    effects = touched(people=people)
    audit.record(
        "roster:employee:hired",
        by=by.pk,
        school=school.pk,
        person=person.pk,
        after={"position": position, "is_administrator": is_administrator, "since": employee.since},
    )
    return Changed(employee, effects)


@transaction.atomic
def dismiss(*, employee: Employee, until: date | None = None, by: Person) -> Changed[Employee]:
    """He also ceases to be class teacher and to teach: an employee who has left does neither."""
    people = hold([employee.person_id], schools=[employee.school_id])
    employee = _now(Employee.objects.filter(pk=employee.pk), _("Этот человек уже не работает в школе."))
    if employee.is_administrator:
        _keep_one_administrator(employee)
    before = {
        "position": employee.position,
        "is_administrator": employee.is_administrator,
        "class_teacher_of": [led.school_class_id for led in employee.led_classes.filter(until=None)],
        "study_groups": [taught.study_group_id for taught in employee.study_groups.all()],
    }
    employee.until = max(_not_future(until), employee.since)
    employee.save(update_fields=["until"])
    employee.led_classes.filter(until=None).update(until=employee.until)
    employee.study_groups.all().delete()
    employee.substitutions.filter(ended_at=None).update(ended_at=clock.now())
    effects = touched(people=people)
    audit.record(
        "roster:employee:dismissed",
        by=by.pk,
        school=employee.school_id,
        person=employee.person_id,
        before=before,
        after={"until": employee.until},
    )
    return Changed(employee, effects)


@transaction.atomic
def appoint_administrator(*, employee: Employee, by: Person) -> Changed[Employee]:
    return _set_administrator(employee, True, by)


@transaction.atomic
def remove_administrator(*, employee: Employee, by: Person) -> Changed[Employee]:
    return _set_administrator(employee, False, by)


@transaction.atomic
def make_class(*, school: School, grade: int, title: str, by: Person) -> SchoolClass:
    # The school's row is locked, here and in `rename_class`: two who give the same title at once do not both find it free.
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    title = _class_title(school, title)
    if not 1 <= grade <= 12:
        raise Refused(_("Параллель — число от 1 до 12."), "grade")
    school_class = SchoolClass.objects.create(school=school, grade=grade, title=title)
    audit.record("roster:class:made", by=by.pk, school=school.pk, after={"class": school_class.pk, "title": title})
    return school_class


@transaction.atomic
def make_subject(*, school: School, name: str, by: Person) -> Subject:
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    name = names.title(name, "name")
    if Subject.objects.filter(school=school, name__iexact=name).exists():
        raise Refused(_("Предмет «%(name)s» в школе уже есть.") % {"name": name}, "name")
    subject = Subject.objects.create(school=school, name=name)
    audit.record("roster:subject:made", by=by.pk, school=school.pk, after={"subject": subject.pk, "name": name})
    return subject


@transaction.atomic
def make_subgroup(*, school_class: SchoolClass, name: str, by: Person) -> Subgroup:
    """Empty: pupils are put into it one by one."""
    SchoolClass.objects.select_for_update(no_key=True).get(pk=school_class.pk)
    _refuse_closed(school_class)
    name = names.title(name, "name")
    if Subgroup.objects.filter(school_class=school_class, name__iexact=name).exists():
        raise Refused(_("Подгруппа «%(name)s» в этом классе уже есть.") % {"name": name}, "name")
    subgroup = Subgroup.objects.create(school_class=school_class, name=name)
    audit.record("roster:subgroup:made", by=by.pk, school=school_class.school_id, after={"subgroup": subgroup.pk, "name": name})
    return subgroup


@transaction.atomic
def make_study_group(
    *, school_class: SchoolClass, subgroup: Subgroup | None, subject: Subject, year: SchoolYear, by: Person
) -> StudyGroup:
    """The class, or one of its subgroups, learns this subject in this school year."""
    SchoolClass.objects.select_for_update(no_key=True).get(pk=school_class.pk)
    _refuse_closed(school_class)
    if subgroup and subgroup.school_class_id != school_class.pk:
        raise Refused(_("Это подгруппа другого класса."), "subgroup")
    if subject.school_id != school_class.school_id or year.school_id != school_class.school_id:
        raise Refused(_("Это предмет другой школы. Выберите свой."), "subject")
    if StudyGroup.objects.filter(school_class=school_class, subgroup=subgroup, subject=subject, year=year).exists():
        raise Refused(_("Такая группа по предмету уже есть."), "subject")
    group = StudyGroup.objects.create(
        school_id=school_class.school_id, year=year, school_class=school_class, subgroup=subgroup, subject=subject
    )
    audit.record(
        "roster:study_group:made",
        by=by.pk,
        school=school_class.school_id,
        after={"study_group": group.pk, "title": group.title, "year": year.pk},
    )
    return group


@transaction.atomic
def rename_class(*, school_class: SchoolClass, title: str, by: Person) -> Changed[SchoolClass]:
    hold([], schools=[school_class.school_id])
    school_class = SchoolClass.objects.select_for_update(no_key=True).select_related("school").get(pk=school_class.pk)
    title = _class_title(school_class.school, title, but=school_class, field="new_title")
    before, school_class.title = school_class.title, title
    school_class.save(update_fields=["title"])
    effects = touched(classes=[school_class.pk])
    audit.record(
        "roster:class:renamed",
        by=by.pk,
        school=school_class.school_id,
        before={"class": school_class.pk, "title": before},
        after={"title": title},
    )
    return Changed(school_class, effects)


@transaction.atomic
def enrol(*, person: Person, school_class: SchoolClass, since: date | None = None, by: Person) -> Changed[Enrolment]:
    people = hold([person.pk], schools=[school_class.school_id])
    _refuse_closed(school_class)
    already = Enrolment.objects.filter(school=school_class.school_id, person=person, until=None).first()
    if already:
        raise Refused(
            _("%(name)s уже учится в классе %(title)s. Нужен перевод, а не второе зачисление.")
            % {"name": person.full_name, "title": already.school_class.title},
            "person",
        )
    enrolment = Enrolment.objects.create(
        school_id=school_class.school_id, school_class=school_class, person=person, since=_not_future(since)
    )
    effects = touched(people=people)
    audit.record(
        "roster:pupil:enrolled",
        by=by.pk,
        school=school_class.school_id,
        person=person.pk,
        after={"class": school_class.pk, "title": school_class.title, "since": enrolment.since},
    )
    return Changed(enrolment, effects)


@transaction.atomic
def move(*, enrolment: Enrolment, school_class: SchoolClass, since: date | None = None, by: Person) -> Changed[Enrolment]:
    """To another class of the same school. His subgroups stay behind with the class he leaves."""
    people = hold([enrolment.person_id], schools=[enrolment.school_id])
    enrolment = _now(Enrolment.objects.filter(pk=enrolment.pk), _("Этот ученик уже выбыл из класса."))
    _refuse_closed(school_class)
    if school_class.school_id != enrolment.school_id:
        raise Refused(_("Это класс другой школы. Выберите класс этой школы."), "school_class")
    if school_class.pk == enrolment.school_class_id:
        raise Refused(_("Ученик уже в этом классе. Выберите другой."), "school_class")
    before = {"class": enrolment.school_class_id, "title": enrolment.school_class.title}
    day = _end(enrolment, since)
    moved = Enrolment.objects.create(
        school_id=enrolment.school_id, school_class=school_class, person_id=enrolment.person_id, since=day
    )
    effects = touched(people=people)
    audit.record(
        "roster:pupil:moved",
        by=by.pk,
        school=enrolment.school_id,
        person=enrolment.person_id,
        before=before,
        after={"class": school_class.pk, "title": school_class.title, "since": day},
    )
    return Changed(moved, effects)


@transaction.atomic
def withdraw(*, enrolment: Enrolment, until: date | None = None, by: Person) -> Changed[Enrolment]:
    people = hold([enrolment.person_id], schools=[enrolment.school_id])
    enrolment = _now(Enrolment.objects.filter(pk=enrolment.pk), _("Этот ученик уже выбыл из класса."))
    _end(enrolment, until)
    effects = touched(people=people)
    audit.record(
        "roster:pupil:withdrawn",
        by=by.pk,
        school=enrolment.school_id,
        person=enrolment.person_id,
        before={"class": enrolment.school_class_id, "title": enrolment.school_class.title},
        after={"until": enrolment.until},
    )
    return Changed(enrolment, effects)


@transaction.atomic
def put_in_subgroup(*, enrolment: Enrolment, subgroup: Subgroup, by: Person) -> Changed[SubgroupPupil]:
    return _change_subgroups(enrolment, take=None, give=subgroup, by=by)


@transaction.atomic
def take_from_subgroup(*, enrolment: Enrolment, subgroup: Subgroup, by: Person) -> Changed[None]:
    return Changed(None, _change_subgroups(enrolment, take=subgroup, give=None, by=by).effects)


@transaction.atomic
def move_to_subgroup(
    *, enrolment: Enrolment, subgroup: Subgroup, instead_of: Subgroup | None, by: Person
) -> Changed[SubgroupPupil]:
    return _change_subgroups(enrolment, take=instead_of, give=subgroup, by=by)


@transaction.atomic
def add_parent(
    *,
    parent: Person,
    child: Person,
    relation: str = Guardianship.Relation.GUARDIAN,
    school: School | None = None,
    by: Person,
) -> Changed[Guardianship]:
    if parent.pk == child.pk:
        raise Refused(_("Человек не может быть родителем самому себе. Выберите другого."), "parent")
    people = hold([parent.pk, child.pk], schools=[school.pk] if school else [])
    if Guardianship.objects.filter(parent=parent, child=child).exists():
        raise Refused(
            _("Ученик %(child)s: родитель %(parent)s уже указан.") % {"parent": parent.full_name, "child": child.full_name},
            "parent",
        )
    if Guardianship.objects.filter(parent=child, child=parent).exists():
        raise Refused(_("Наоборот уже записано: ребёнок не может быть родителем своего родителя."), "parent")
    guardianship = Guardianship.objects.create(parent=parent, child=child, relation=relation)
    effects = touched(people=people)
    audit.record(
        "roster:parent:added",
        by=by.pk,
        school=school.pk if school else None,
        person=parent.pk,
        after={"child": child.pk, "relation": relation},
    )
    return Changed(guardianship, effects)


@transaction.atomic
def remove_parent(*, guardianship: Guardianship, school: School | None = None, by: Person) -> Changed[None]:
    people = hold([guardianship.parent_id, guardianship.child_id], schools=[school.pk] if school else [])
    deleted, _by_table = Guardianship.objects.filter(pk=guardianship.pk).delete()
    if not deleted:
        raise Refused(_("Этого родителя уже убрали. Обновите страницу."))
    effects = touched(people=people)
    audit.record(
        "roster:parent:removed",
        by=by.pk,
        school=school.pk if school else None,
        person=guardianship.parent_id,
        before={"child": guardianship.child_id, "relation": guardianship.relation},
    )
    return Changed(None, effects)


@transaction.atomic
def change_class_teacher(
    *,
    school_class: SchoolClass,
    employee: Employee | None,
    instead_of: Employee | None,
    since: date | None = None,
    by: Person,
) -> Changed[ClassTeacher | None]:
    """`instead_of` is whom the person who acts believes to be class teacher now: a class never has two at once."""
    both = [one.person_id for one in (employee, instead_of) if one]
    people = hold(both, schools=[school_class.school_id])
    # The class is locked too: where nobody leads it yet, no person held in common parts two who appoint at once.
    SchoolClass.objects.select_for_update(no_key=True).get(pk=school_class.pk)
    now = (
        ClassTeacher.objects.select_for_update(of=("self",))
        .select_related("employee__person")
        .filter(school_class=school_class, until=None)
        .first()
    )
    if (now.employee_id if now else None) != (instead_of.pk if instead_of else None):
        raise Refused(
            _("Классный руководитель %(title)s сейчас — %(name)s. Обновите страницу и выберите ещё раз.")
            % {"title": school_class.title, "name": now.employee.person.full_name if now else _("никто")},
            "employee",
        )
    if employee and now and now.employee_id == employee.pk:
        raise Refused(_("Этот сотрудник уже классный руководитель этого класса."), "employee")
    if employee and (employee.school_id != school_class.school_id or _has_left(employee)):
        raise Refused(_("Классным руководителем может быть только сотрудник этой школы."), "employee")
    day = _not_future(since)
    if now:
        now.until = max(day, now.since)
        now.save(update_fields=["until"])
    appointed = None
    if employee:
        appointed = ClassTeacher.objects.create(
            school_id=school_class.school_id, school_class=school_class, employee=employee, since=day
        )
    effects = touched(people=people)
    audit.record(
        "roster:class_teacher:changed",
        by=by.pk,
        school=school_class.school_id,
        person=employee.person_id if employee else None,
        before={"class": school_class.pk, "person": now.employee.person_id if now else None},
        after={"class": school_class.pk, "person": employee.person_id if employee else None},
    )
    return Changed(appointed, effects)


@transaction.atomic
def give_study_group(*, employee: Employee, study_group: StudyGroup, by: Person) -> Changed[StudyGroupTeacher]:
    people = hold([employee.person_id], schools=[study_group.school_id])
    if employee.school_id != study_group.school_id or _has_left(employee):
        raise Refused(_("Вести предмет может только сотрудник этой школы."), "employee")
    if StudyGroup.objects.filter(pk=study_group.pk).exclude(until=None).exists():
        raise Refused(_("Эта группа закончилась вместе с учебным годом. Выберите группу нового года."), "study_group")
    given, is_new = StudyGroupTeacher.objects.get_or_create(
        study_group=study_group, employee=employee, defaults={"school_id": study_group.school_id}
    )
    if not is_new:
        raise Refused(_("Этот сотрудник уже ведёт эту группу."), "study_group")
    effects = touched(people=people)
    audit.record(
        "roster:study_group:given",
        by=by.pk,
        school=study_group.school_id,
        person=employee.person_id,
        after={"study_group": study_group.pk, "title": study_group.title},
    )
    return Changed(given, effects)


@transaction.atomic
def take_study_group(*, employee: Employee, study_group: StudyGroup, by: Person) -> Changed[None]:
    people = hold([employee.person_id], schools=[study_group.school_id])
    deleted, _by_table = StudyGroupTeacher.objects.filter(study_group=study_group, employee=employee).delete()
    if not deleted:
        raise Refused(_("Этот сотрудник уже не ведёт эту группу. Обновите страницу."), "study_group")
    effects = touched(people=people)
    audit.record(
        "roster:study_group:taken",
        by=by.pk,
        school=study_group.school_id,
        person=employee.person_id,
        before={"study_group": study_group.pk, "title": study_group.title},
    )
    return Changed(None, effects)


@transaction.atomic
def set_year(*, school: School, year: SchoolYear | None, starts_on: date, ends_on: date, by: Person) -> SchoolYear:
    """A new school year, or other days of that one. Two years of a school never overlap: the database sees to it."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    if not 0 < (ends_on - starts_on).days <= limits.school_year_days_max:
        raise Refused(_("Учебный год кончается позже, чем начинается, и не длиннее 366 дней. Проверьте даты."), "ends_on")
    others = SchoolYear.objects.filter(school=school, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if any(other != year for other in others):
        raise Refused(_("Эти дни уже входят в другой учебный год. Проверьте даты."), "starts_on")
    before = {"starts_on": year.starts_on, "ends_on": year.ends_on} if year else None
    year = year or SchoolYear(school=school)
    year.starts_on, year.ends_on = starts_on, ends_on
    year.save()
    audit.record(
        "roster:year:set", by=by.pk, school=school.pk, before=before, after={"starts_on": starts_on, "ends_on": ends_on}
    )
    return year


@transaction.atomic
def substitute(
    *,
    employee: Employee,
    study_group: StudyGroup,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    now: datetime,
    by: Person,
) -> Changed[Substitution]:
    """He teaches the study group in another's place. It begins now, or by the clock when its time has come."""
    reason = names.title(reason, "reason", length_max=limits.reason_length_max)
    if ends_at <= now:
        raise Refused(_("Этот урок уже прошёл: замена не нужна."), "starts_at")
    if ends_at > now + timedelta(days=limits.substitution_ahead_days_max):
        raise Refused(_("Замену назначают не раньше чем за год. Выберите урок ближе."), "starts_at")
    people = hold([employee.person_id], schools=[study_group.school_id])
    if employee.school_id != study_group.school_id or _has_left(employee):
        raise Refused(_("Заменять учителя может только сотрудник этой школы."), "employee")
    if StudyGroupTeacher.objects.filter(study_group=study_group, employee=employee).exists():
        raise Refused(_("Этот учитель и так ведёт эту группу. Выберите другого."), "employee")
    substitution = Substitution.objects.create(
        school_id=study_group.school_id,
        study_group=study_group,
        employee=employee,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        author=by,
        begun_at=now if starts_at <= now else None,
    )
    effects = touched(people=people) if substitution.begun_at else []
    audit.record(
        "roster:substitution:made",
        by=by.pk,
        school=study_group.school_id,
        person=employee.person_id,
        after={"study_group": study_group.pk, "starts_at": starts_at, "ends_at": ends_at, "reason": reason},
    )
    return Changed(substitution, effects)


@transaction.atomic
def end_substitution(*, substitution: Substitution, now: datetime, by: Person | None) -> Changed[Substitution]:
    """By hand, or (`by` is None) because its end has come."""
    people = hold([substitution.employee.person_id], schools=[substitution.school_id])
    if not Substitution.objects.filter(pk=substitution.pk, ended_at=None).update(ended_at=now):
        raise Refused(_("Эта замена уже закончилась."))
    effects = touched(people=people)
    audit.record(
        "roster:substitution:ended",
        by=by.pk if by else None,
        school=substitution.school_id,
        person=substitution.employee.person_id,
        before={"study_group": substitution.study_group_id, "ends_at": substitution.ends_at},
    )
    return Changed(substitution, effects)


@transaction.atomic
def _begin_substitution(*, substitution: Substitution, now: datetime) -> None:
    people = hold([substitution.employee.person_id], schools=[substitution.school_id])
    if Substitution.objects.filter(pk=substitution.pk, begun_at=None, ended_at=None).update(begun_at=now):
        touched(people=people)
        audit.record(
            "roster:substitution:begun",
            by=None,
            school=substitution.school_id,
            person=substitution.employee.person_id,
            after={"study_group": substitution.study_group_id},
        )


def follow_substitutions(*, now: datetime) -> int:
    """What the clock says: those whose time has come begin, those whose time is over end. Each in a transaction of its own."""
    open_ones = Substitution.objects.select_related("employee").filter(ended_at=None)
    due = open_ones.filter(begun_at=None, starts_at__lte=now, ends_at__gt=now).order_by("starts_at", "pk")
    over = open_ones.filter(ends_at__lte=now).order_by("ends_at", "pk")
    most = limits.substitutions_at_once_max
    followed = 0
    for substitution in due[:most]:
        followed += _followed(substitution, lambda one: _begin_substitution(substitution=one, now=now))
    for substitution in over[:most]:
        followed += _followed(substitution, lambda one: end_substitution(substitution=one, now=now, by=None))
    return followed


def _followed(substitution: Substitution, act: Callable[[Substitution], object]) -> bool:
    """One that fails holds up no other."""
    try:
        act(substitution)
    except Refused:
        return False  # somebody has just ended it by hand
    except DatabaseError:
        log.exception("Замена %s не началась или не закончилась в срок", substitution.pk)
        return False
    return True


def _set_administrator(employee: Employee, is_administrator: bool, by: Person) -> Changed[Employee]:
    people = hold([employee.person_id], schools=[employee.school_id])
    employee = _now(Employee.objects.filter(pk=employee.pk), _("Этот человек уже не работает в школе."))
    if employee.is_administrator == is_administrator:
        raise Refused(_("Это уже так. Обновите страницу."), "employee")
    if not is_administrator:
        _keep_one_administrator(employee)
    employee.is_administrator = is_administrator
    employee.save(update_fields=["is_administrator"])
    effects = touched(people=people)
    audit.record(
        "roster:administrator:appointed" if is_administrator else "roster:administrator:removed",
        by=by.pk,
        school=employee.school_id,
        person=employee.person_id,
        before={"is_administrator": not is_administrator},
        after={"is_administrator": is_administrator},
    )
    return Changed(employee, effects)


def _keep_one_administrator(leaving: Employee) -> None:
    # All administrators' rows are locked: two who dismiss each other at the same moment cannot both succeed.
    administrators = Employee.objects.select_for_update(no_key=True).filter(
        school=leaving.school_id, is_administrator=True, until=None
    )
    if not any(employee.pk != leaving.pk for employee in administrators.order_by("pk")):
        raise Refused(_("Это последний администратор школы. Сначала назначьте другого."), "employee")


def _change_subgroups(
    enrolment: Enrolment, *, take: Subgroup | None, give: Subgroup | None, by: Person
) -> Changed[SubgroupPupil]:
    people = hold([enrolment.person_id], schools=[enrolment.school_id])
    enrolment = _now(Enrolment.objects.filter(pk=enrolment.pk), _("Этот ученик уже выбыл из класса."))
    if take and not SubgroupPupil.objects.filter(subgroup=take, enrolment=enrolment).delete()[0]:
        raise Refused(_("Ученика уже нет в подгруппе «%(name)s».") % {"name": take.name}, "instead_of")
    put = SubgroupPupil()
    if give:
        if give.school_class_id != enrolment.school_class_id:
            raise Refused(_("Это подгруппа другого класса."), "subgroup")
        put, is_new = SubgroupPupil.objects.get_or_create(
            subgroup=give, enrolment=enrolment, defaults={"school_class_id": give.school_class_id}
        )
        if not is_new:
            raise Refused(_("Ученик уже в этой подгруппе."), "subgroup")
    effects = touched(people=people)
    audit.record(
        "roster:pupil:subgroups_changed",
        by=by.pk,
        school=enrolment.school_id,
        person=enrolment.person_id,
        before={"subgroup": take.pk, "name": take.name} if take else None,
        after={"subgroup": give.pk, "name": give.name} if give else None,
    )
    return Changed(put, effects)


Fact = TypeVar("Fact", Employee, Enrolment)


def _now(facts: QuerySet[Fact], gone: str) -> Fact:
    """The fact as it stands now that its person is held; the caller's copy may be old."""
    fact = facts.filter(until=None).first()
    if fact is None:
        raise Refused(gone)
    return fact


def _end(enrolment: Enrolment, until: date | None) -> date:
    enrolment.until = max(_not_future(until), enrolment.since)
    enrolment.save(update_fields=["until"])
    enrolment.subgroups.all().delete()
    return enrolment.until


def _class_title(school: School, typed: str, *, but: SchoolClass | None = None, field: str = "title") -> str:
    title = names.title(typed, field, length_max=limits.class_title_length_max)
    others = SchoolClass.objects.filter(school=school, until=None)
    if but:
        others = others.exclude(pk=but.pk)
    # «10 A» in Latin letters is «10 А» to whoever reads it.
    if names.looks(title) in {names.looks(other) for other in others.values_list("title", flat=True)}:
        raise Refused(_("Класс «%(title)s» в школе уже есть.") % {"title": title}, field)
    return title


def _refuse_closed(school_class: SchoolClass) -> None:
    if SchoolClass.objects.filter(pk=school_class.pk).exclude(until=None).exists():
        raise Refused(_("Этого класса больше нет. Выберите другой."), "school_class")


def _has_left(employee: Employee) -> bool:
    return not Employee.objects.filter(pk=employee.pk, until=None).exists()


def _not_future(day: date | None) -> date:
    today = clock.today()
    if day and day > today:
        raise Refused(_("Дата ещё не наступила. Внесите изменение в тот день, когда оно случится."), "since")
    if day and day.year < 1990:
        raise Refused(_("Проверьте дату: она слишком давняя."), "since")
    return day or today


@transaction.atomic
def put_picture(*, person: Person, word: str | None) -> str | None:
    """The word of his picture; returns the word of before. No rule asks about pictures, so no place follows from one.

    Called by: `messenger.pictures`, which keeps the picture itself, tells the chats, and writes the audit.
    """
    before = Person.objects.select_for_update(no_key=True).get(pk=person.pk).picture
    Person.objects.filter(pk=person.pk).update(picture=word)
    return before
