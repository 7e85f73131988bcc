"""The rules of ruled chats a second time, in plain sets and ifs, so that the views have somebody to agree with.

Comes in: nothing; the facts are read from the tables. Goes out: who belongs where, in which role.
Called by: the tests. It shares not one line with rules.sql.
"""

from collections import defaultdict
from dataclasses import dataclass

from zvonok.chat_rules.models import ArchivedClaim, ChatException, RuledChat
from zvonok.messenger.models import Place
from zvonok.profiles.models import LearningProfile
from zvonok.roster.models import (
    ClassTeacher,
    Employee,
    Enrolment,
    Guardianship,
    Person,
    SchoolClass,
    StudyGroup,
    StudyGroupTeacher,
    SubgroupPupil,
    Substitution,
)

MEMBER, ADMINISTRATOR = 1, 2
Places = dict[tuple[int, int], int]


@dataclass(frozen=True)
class Facts:
    """Every fact that a rule may look at, as sets of plain tuples."""

    rules: set[tuple[int, str, int, int | None, int | None]]
    employees: set[tuple[int, int, int, bool]]
    class_teachers: set[tuple[int, int]]
    enrolments: set[tuple[int, int, int]]
    parents: set[tuple[int, int]]
    in_subgroups: set[tuple[int, int]]
    study_groups: set[tuple[int, int, int | None, bool]]
    teachers: set[tuple[int, int]]
    substitutes: set[tuple[int, int]]
    exceptions: set[tuple[int, int, str, int]]
    archived: set[tuple[int, int, int, str, int | None]]
    profiles: set[tuple[int, str]]
    inactive: set[int]
    titles: set[tuple[int, str]]


def facts() -> Facts:
    now = {"until": None}
    return Facts(
        rules=set(RuledChat.objects.values_list("chat_id", "kind", "school_id", "school_class_id", "study_group_id")),
        employees=set(Employee.objects.filter(**now).values_list("pk", "person_id", "school_id", "is_administrator")),
        class_teachers=set(ClassTeacher.objects.filter(**now).values_list("school_class_id", "employee_id")),
        enrolments=set(Enrolment.objects.filter(**now).values_list("pk", "person_id", "school_class_id")),
        parents=set(Guardianship.objects.values_list("parent_id", "child_id")),
        in_subgroups=set(SubgroupPupil.objects.values_list("subgroup_id", "enrolment_id")),
        study_groups={
            (pk, school_class, subgroup, until is not None)
            for pk, school_class, subgroup, until in StudyGroup.objects.values_list(
                "pk", "school_class_id", "subgroup_id", "until"
            )
        },
        teachers=set(StudyGroupTeacher.objects.values_list("study_group_id", "employee_id")),
        substitutes=set(
            Substitution.objects.exclude(begun_at=None).filter(ended_at=None).values_list("study_group_id", "employee_id")
        ),
        exceptions=set(ChatException.objects.filter(ended_at=None).values_list("chat_id", "person_id", "effect", "role")),
        archived=set(ArchivedClaim.objects.values_list("chat_id", "person_id", "role", "reason", "about_id")),
        profiles=set(LearningProfile.objects.values_list("person_id", "state")),
        inactive=set(Person.objects.filter(is_active=False).values_list("pk", flat=True)),
        titles=set(SchoolClass.objects.values_list("pk", "title")),
    )


def present() -> Places:
    """The places that people have in ruled chats."""
    found = Place.objects.filter(chat__ruled=True).values_list("chat_id", "person_id", "role")
    return {(chat, person): role for chat, person, role in found}


def desired(known: Facts) -> Places:
    """The places that people should have."""
    employed = {employee: (person, school, leads) for employee, person, school, leads in known.employees}
    pupils_of_class: dict[int, set[int]] = defaultdict(set)
    for _enrolment, pupil, learns_in in known.enrolments:
        pupils_of_class[learns_in].add(pupil)
    pupil_of_enrolment = {enrolment: pupil for enrolment, pupil, _class in known.enrolments}
    study_groups = {group: (school_class, subgroup, over) for group, school_class, subgroup, over in known.study_groups}

    places: Places = {}
    for chat, kind, school, school_class, study_group in known.rules:
        members: set[int] = set()
        administrators: set[int] = set()
        if kind == "staff_room":
            for person, of_school, leads in employed.values():
                if of_school == school:
                    (administrators if leads else members).add(person)
        if kind in ("class", "parents"):
            assert school_class is not None
            for of_class, employee in known.class_teachers:
                if of_class == school_class and employee in employed:
                    administrators.add(employed[employee][0])
            pupils = pupils_of_class[school_class]
            if kind == "class":
                members |= pupils
            else:
                members |= {parent for parent, child in known.parents if child in pupils}
        if kind == "subject":
            assert study_group is not None
            taught_class, subgroup, over = study_groups[study_group]
            if over:
                pass
            elif subgroup is None:
                members |= pupils_of_class[taught_class]
            else:
                chosen = {enrolment for of, enrolment in known.in_subgroups if of == subgroup}
                members |= {pupil_of_enrolment[enrolment] for enrolment in chosen if enrolment in pupil_of_enrolment}
            teaching = known.substitutes if over else known.teachers | known.substitutes
            for group, employee in teaching:
                if group == study_group and employee in employed:
                    administrators.add(employed[employee][0])
        for of_chat, person, role, reason, about in known.archived:
            if of_chat != chat:
                continue
            works_here = any(who == person and where == school for who, where, _leads in employed.values())
            if reason in ("teacher", "class_teacher") and not works_here:
                continue
            if reason == "parent" and (person, about) not in known.parents:
                continue
            (administrators if role == ADMINISTRATOR else members).add(person)
        barred = set()
        for of_chat, person, effect, role in known.exceptions:
            if of_chat == chat and effect == "add":
                (administrators if role == ADMINISTRATOR else members).add(person)
            if of_chat == chat and effect == "bar":
                barred.add(person)
        for person in members | administrators:
            has_profile = (person, "active") in known.profiles
            if has_profile and person not in known.inactive and person not in barred:
                places[chat, person] = ADMINISTRATOR if person in administrators else MEMBER
    return places
