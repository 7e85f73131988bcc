"""Writes a school as School Data Sync's CSV, version 1 with the parents' two files, and 2.1: every column that is documented.

Comes in: a school of `model`. Goes out: the files' bytes; and what a reader must find. Called by: tests.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.rosters.files import written
from tests.rosters.model import YEAR, Group, School

VERSION_1 = {
    "School": (
        "SIS ID,Name,School Number,School NCES_ID,State ID,Grade Low,Grade High,Principal SIS ID,Principal Name,"
        "Principal Secondary Email,Address,City,State,Country,Zip,Phone,Zone"
    ),
    "Student": (
        "SIS ID,School SIS ID,First Name,Last Name,Username,Password,State ID,Secondary Email,Student Number,Middle Name,Grade,"
        "Status,Birthdate,Graduation Year"
    ),
    "Teacher": (
        "SIS ID,School SIS ID,First Name,Last Name,Username,Password,State ID,Teacher Number,Status,Middle Name,"
        "Secondary Email,Title,Qualification"
    ),
    "Section": (
        "SIS ID,School SIS ID,Section Name,Section Number,Term SIS ID,Term Name,Term StartDate,Term EndDate,Course SIS ID,"
        "Course Name,Course Description,Course Number,Course Subject,Periods,Status"
    ),
    "StudentEnrollment": "Section SIS ID,SIS ID",
    "TeacherRoster": "Section SIS ID,SIS ID",
    "User": "Email,First Name,Last Name,Phone,SIS ID",
    "Guardianrelationship": "SIS ID,Email,Role",
}
VERSION_2 = {
    "orgs": "sourcedId,name,type,parentSourcedId",
    "users": "sourcedId,username,givenName,familyName,password,activeDirectoryMatchId,email,phone,sms",
    "roles": "userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,roleEndDate",
    "classes": "sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId,code",
    "enrollments": "classSourcedId,userSourcedId,role",
    "academicSessions": "sourcedId,title,type,schoolYear,startDate,endDate",
    "courses": "sourcedId,orgSourcedId,title,code,schoolYearSourcedId,subject,grade",
    "demographics": "userSourcedId,sex,birthDate,birthCity,birthState,birthCountry,ethnicityCodes,raceCodes",
    "relationships": "userSourcedId,relationshipUserSourcedId,relationshipRole",
    "userFlags": "userSourcedId,flag",
}
Row = dict[str, str]


def files(school: School, version: int, **how: Any) -> dict[str, bytes]:
    heads = VERSION_1 if version == 1 else VERSION_2
    rows: dict[str, list[Row]] = {name: [] for name in heads}
    for name, row in _version_1(school) if version == 1 else _version_2(school):
        rows[name].append(row)
    return {f"{name}.csv": written(heads[name].split(","), rows[name], **how) for name in heads}


def expected(school: School, version: int) -> list[tuple[Any, ...]]:
    """Version 1 has no middle names of parents and no year; 2.1 has no middle names at all. Neither says mother or father."""
    id_ = (lambda one: _id_1(school, one)) if version == 1 else str
    rows: list[tuple[Any, ...]] = [] if version == 1 else [("YearRow", *YEAR)]
    for one in school.people.values():
        middle = one.middle if version == 1 and (one.is_pupil or one.position) else ""
        rows.append(("PersonRow", id_(one.id), one.last, one.first, middle, one.born))
        if one.position:
            position = one.position if version == 1 else ""
            rows.append(("EmployeeRow", id_(one.id), position, True if one.is_administrator else None))
        rows += [("GuardianshipRow", id_(one.id), id_(child), "guardian") for child in one.children]
        if one.is_pupil:
            rows.append(("EnrolmentRow", id_(one.id), one.school_class))
    rows += [("ClassRow", one.id, one.grade, one.title, id_(one.teacher)) for one in school.classes.values()]
    for group in school.groups.values():
        group_id = f"{group.id}@{group.school_class}"
        rows.append(
            ("StudyGroupRow", group_id, group.school_class, group.subject, _name(school, group) if group.subgroup else "")
        )
        rows.append(("TeachingRow", group_id, id_(group.teacher)))
        rows += [("StudyRow", group_id, id_(pupil)) for pupil in group.pupils]
    return sorted(rows, key=repr)


def _version_1(school: School) -> Iterator[tuple[str, Row]]:
    yield "School", {"SIS ID": school.id, "Name": school.name, "Principal SIS ID": "head", "Grade Low": "1", "Grade High": "11"}
    parents = school.parents()
    for one in school.people.values():
        named = {"SIS ID": one.id, "First Name": one.first, "Last Name": one.last, "School SIS ID": school.id}
        if one.is_pupil:
            assert one.born
            yield "Student", named | {
                "Middle Name": one.middle, "Birthdate": f"{one.born.month}/{one.born.day}/{one.born.year}", "Status": "Active",
                "Username": f"user.{one.id}", "Password": "не-для-нас", "Grade": str(school.classes[one.school_class].grade),
            }  # fmt: skip
            for parent in parents[one.id]:
                yield "Guardianrelationship", {"SIS ID": one.id, "Email": _address(parent).upper(), "Role": "Parent"}
        if one.position:
            yield "Teacher", named | {
                "Middle Name": one.middle, "Title": one.position, "Username": _address(one.id), "Status": "Active",
                "Teacher Number": "7", "Qualification": "высшая",
            }  # fmt: skip
        if one.children:
            yield "User", {"Email": _address(one.id), "First Name": one.first, "Last Name": one.last, "Phone": "", "SIS ID": ""}
    for klass in school.classes.values():
        yield "Section", _section(school, klass.id, klass.title)
        yield "TeacherRoster", {"Section SIS ID": klass.id, "SIS ID": klass.teacher}
        for pupil in school.pupils[klass.id]:
            yield "StudentEnrollment", {"Section SIS ID": klass.id, "SIS ID": pupil}
    for group in school.groups.values():
        yield "Section", _section(school, group.id, _name(school, group)) | {"Course Name": group.subject, "Course SIS ID": "1"}
        yield "TeacherRoster", {"Section SIS ID": group.id, "SIS ID": group.teacher}
        for pupil in group.pupils or school.pupils[group.school_class]:
            yield "StudentEnrollment", {"Section SIS ID": group.id, "SIS ID": pupil}


def _version_2(school: School) -> Iterator[tuple[str, Row]]:
    yield "orgs", {"sourcedId": "district", "name": "Управление образования", "type": "district"}
    yield "orgs", {"sourcedId": school.id, "name": school.name, "type": "school", "parentSourcedId": "district"}
    for id_, begin, end in (("year", *YEAR), ("last-year", date(2025, 9, 1), date(2026, 5, 31))):
        yield "academicSessions", {
            "sourcedId": id_, "title": "Год", "type": "schoolYear", "schoolYear": str(end.year), "startDate": _american(begin),
            "endDate": str(end),
        }  # fmt: skip
    parents = school.parents()
    for one in school.people.values():
        yield "users", {
            "sourcedId": one.id, "username": _address(one.id), "givenName": one.first, "familyName": one.last,
            "password": "не-для-нас", "email": _address(one.id),
        }  # fmt: skip
        role = "student" if one.is_pupil else "principal" if one.is_administrator else "teacher" if one.position else ""
        if role:
            yield "roles", {
                "userSourcedId": one.id, "orgSourcedId": school.id, "role": role, "sessionSourcedId": "year",
                "isPrimary": "TRUE", "roleStartDate": "9/1/2026", "roleEndDate": "2027-05-31",
            }  # fmt: skip
        if one.born:
            yield "demographics", {"userSourcedId": one.id, "sex": "female", "birthDate": _american(one.born)}
        for parent in parents.get(one.id, {}):
            yield "relationships", {
                "userSourcedId": one.id, "relationshipUserSourcedId": parent, "relationshipRole": "parent"
            }  # fmt: skip
    for subject in dict.fromkeys(group.subject for group in school.groups.values()):
        yield "courses", {"sourcedId": f"course-{subject}", "orgSourcedId": school.id, "title": subject, "subject": "10"}
    for klass in school.classes.values():
        yield "classes", {"sourcedId": klass.id, "orgSourcedId": school.id, "title": klass.title, "sessionSourcedIds": "year"}
        yield "enrollments", {"classSourcedId": klass.id, "userSourcedId": klass.teacher, "role": "teacher"}
        for pupil in school.pupils[klass.id]:
            yield "enrollments", {"classSourcedId": klass.id, "userSourcedId": pupil, "role": "student"}
    for group in school.groups.values():
        yield "classes", {
            "sourcedId": group.id, "orgSourcedId": school.id, "title": _name(school, group), "sessionSourcedIds": "year",
            "courseSourcedId": f"course-{group.subject}", "code": group.id,
        }  # fmt: skip
        yield "enrollments", {"classSourcedId": group.id, "userSourcedId": group.teacher, "role": "professor"}
        for pupil in group.pupils or school.pupils[group.school_class]:
            yield "enrollments", {"classSourcedId": group.id, "userSourcedId": pupil, "role": "student"}


def _section(school: School, id_: str, name: str) -> Row:
    return {
        "SIS ID": id_, "School SIS ID": school.id, "Section Name": name, "Section Number": id_, "Term StartDate": "9/1/2026",
        "Term EndDate": "2027-05-31", "Status": "Active",
    }  # fmt: skip


def _id_1(school: School, id_: str) -> str:
    one = school.people[id_]
    return f"student:{id_}" if one.is_pupil else f"teacher:{id_}" if one.position else f"parent:{_address(id_)}"


def _address(id_: str) -> str:
    return f"{id_}@example.org"


def _american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def _name(school: School, group: Group) -> str:
    name = f"{group.subject} {school.classes[group.school_class].title}"
    return f"{name}, {group.subgroup}" if group.subgroup else name
