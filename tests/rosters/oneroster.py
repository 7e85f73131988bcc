"""Writes a school as OneRoster 1.1 or 1.2 in CSV: every file and column of the standard's rostering.

Comes in: a school of `model`. Goes out: the files' bytes; and what a reader must find (`expected`). Called by: tests, bench.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from tests.rosters.files import written
from tests.rosters.model import YEAR, Group, Person, School

BASE = ("sourcedId", "status", "dateLastModified")
COLUMNS = {
    "academicSessions": (*BASE, "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    "orgs": (*BASE, "name", "type", "identifier", "parentSourcedId"),
    "courses": (
        *BASE, "schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects", "subjectCodes",
    ),
    "classes": (
        *BASE, "title", "grades", "courseSourcedId", "classCode", "classType", "location", "schoolSourcedId",
        "termSourcedIds", "subjects", "subjectCodes", "periods",
    ),
    "enrollments": (
        *BASE, "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate",
    ),
    "demographics": (
        *BASE, "birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity",
        "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth", "publicSchoolResidenceStatus",
    ),
}  # fmt: skip
USERS_1_1 = (
    *BASE, "enabledUser", "orgSourcedIds", "role", "username", "userIds", "givenName", "familyName", "middleName", "identifier",
    "email", "sms", "phone", "agentSourcedIds", "grades", "password",
)  # fmt: skip
USERS_1_2 = (
    *BASE, "enabledUser", "username", "userIds", "givenName", "familyName", "middleName", "identifier", "email", "sms", "phone",
    "agentSourcedIds", "grades", "password", "userMasterIdentifier", "resourceSourcedIds", "preferredGivenName",
    "preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId", "pronouns",
)  # fmt: skip
ROLES = (
    *BASE, "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId", "userProfileSourcedId",
)  # fmt: skip
PROFILES = (
    *BASE, "userSourcedId", "profileType", "vendorId", "applicationId", "description", "credentialType", "username", "password",
)  # fmt: skip
FILES_1_1 = (
    "academicSessions categories classes classResources courses courseResources demographics enrollments lineItems orgs"
    " resources results users"
).split()
FILES_1_2 = (
    *FILES_1_1,
    *"lineItemLearningObjectiveIds lineItemScoreScales resultLearningObjectiveIds resultScoreScales roles scoreScales"
    " userProfiles userResources".split(),
)
MODIFIED = "2026-11-24T03:00:00.000Z"
Tables = dict[str, tuple[tuple[str, ...], list[dict[str, str]]]]


def tables(school: School, version: str = "1.2") -> Tables:
    users = USERS_1_2 if version == "1.2" else USERS_1_1
    made: Tables = {name: (columns, []) for name, columns in COLUMNS.items()} | {"users": (users, [])}
    if version == "1.2":
        made |= {"roles": (ROLES, []), "userProfiles": (PROFILES, [])}
    for name, row in _rows(school, version):
        if name in made:
            columns, rows = made[name]
            rows.append({column: word for column, word in row.items() if column in columns})
    return made


def files(school: School, version: str = "1.2", *, modes: Mapping[str, str] | None = None, **how: Any) -> dict[str, bytes]:
    made = tables(school, version)
    told = dict.fromkeys(made, "bulk") | dict(modes or {})
    out = {f"{name}.csv": written(columns, rows, **how) for name, (columns, rows) in made.items() if told[name] != "absent"}
    return {"manifest.csv": manifest(version, told, **how), **out}


def manifest(version: str, modes: Mapping[str, str], **how: Any) -> bytes:
    said = {"manifest.version": "1.0", "oneroster.version": version}
    said |= {f"file.{name}": modes.get(name, "absent") for name in (FILES_1_2 if version == "1.2" else FILES_1_1)}
    said |= {"source.systemName": "Проверка", "source.systemCode": "test"}
    return written(("propertyName", "value"), [{"propertyName": name, "value": word} for name, word in said.items()], **how)


def expected(school: School, *, knows_subgroups: bool = False) -> list[tuple[Any, ...]]:
    """As `model.told` says rows. A subgroup is named by its section, for the standard has no name of a part of a class."""
    rows: list[tuple[Any, ...]] = [("YearRow", *YEAR)]
    for one in school.people.values():
        rows.append(("PersonRow", one.id, one.last, one.first, one.middle, one.born))
        if one.position:
            rows.append(("EmployeeRow", one.id, "", True if one.is_administrator else None))
        rows += [("GuardianshipRow", one.id, child, relation) for child, relation in one.children.items()]
        if one.is_pupil:
            rows.append(("EnrolmentRow", one.id, one.school_class))
    rows += [("ClassRow", one.id, one.grade, one.title, one.teacher) for one in school.classes.values()]
    for group in school.groups.values():
        id_ = f"{group.id}@{group.school_class}"
        rows.append(("StudyGroupRow", id_, group.school_class, group.subject, _title(school, group) if group.subgroup else ""))
        rows.append(("TeachingRow", id_, group.teacher))
        rows += [("StudyRow", id_, pupil) for pupil in group.pupils]
    return sorted(rows, key=repr)


def _rows(school: School, version: str) -> Iterator[tuple[str, dict[str, str]]]:
    yield from _years()
    yield "orgs", _base("district") | {"name": "Управление образования", "type": "district", "identifier": "d-1"}
    yield (
        "orgs",
        _base(school.id) | {"name": school.name, "type": "school", "identifier": "1234", "parentSourcedId": "district"},
    )
    parents = school.parents()
    for one in school.people.values():
        yield from _person(school, one, parents.get(one.id, {}))
    for subject in dict.fromkeys(group.subject for group in school.groups.values()):
        yield "courses", _base(f"course-{subject}") | {
            "schoolYearSourcedId": "year", "title": f"{subject}, базовый курс", "courseCode": subject[:3], "grades": "05,06",
            "orgSourcedId": school.id, "subjects": subject, "subjectCodes": "1",
        }  # fmt: skip
    number = 0
    for klass in school.classes.values():
        yield "classes", _class(school, klass.id, klass.title) | {"classType": "homeroom", "grades": f"{klass.grade:02}"}
        for pupil in school.pupils[klass.id]:
            yield "enrollments", _seat(school, number := number + 1, klass.id, pupil, "student")
        yield "enrollments", _seat(school, number := number + 1, klass.id, klass.teacher, "teacher") | {"primary": "true"}
    for group in school.groups.values():
        yield "classes", _class(school, group.id, _title(school, group)) | {
            "classType": "scheduled", "courseSourcedId": f"course-{group.subject}", "classCode": group.id,
            "subjects": "" if group.subgroup else group.subject, "subjectCodes": "1", "periods": "1,2",
        }  # fmt: skip
        for pupil in group.pupils or school.pupils[group.school_class]:
            yield "enrollments", _seat(school, number := number + 1, group.id, pupil, "student")
        yield "enrollments", _seat(school, number := number + 1, group.id, group.teacher, "teacher")


def _years() -> Iterator[tuple[str, dict[str, str]]]:
    for id_, begin, end in (("year", *YEAR), ("last-year", date(2025, 9, 1), date(2026, 5, 31))):
        days = {"startDate": str(begin), "endDate": str(end + timedelta(days=1)), "schoolYear": str(end.year)}
        yield "academicSessions", _base(id_) | days | {"title": f"Год {end.year}", "type": "schoolYear"}
        yield "academicSessions", _base(f"{id_}-1") | days | {
            "title": "1-е полугодие", "type": "semester", "endDate": f"{begin.year}-12-30", "parentSourcedId": id_,
        }  # fmt: skip


def _person(school: School, one: Person, parents: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    employee = ("siteAdministrator" if one.is_administrator else "teacher") if one.position else ""
    roles = [role for role in ("student" if one.is_pupil else "", employee, "parent" if one.children else "") if role]
    in_1_1 = "administrator" if one.is_administrator else roles[0] if roles else "relative"
    grade = school.classes[one.school_class].grade if one.is_pupil else 0
    yield "users", _base(one.id) | {
        "enabledUser": "true", "orgSourcedIds": school.id, "role": in_1_1, "username": f"user.{one.id}",
        "userIds": f"{{СНИЛС:{one.id}}}", "givenName": one.first, "familyName": one.last, "middleName": one.middle,
        "identifier": f"№ {one.id}", "email": f"{one.id}@example.org", "sms": "+7 900 000-00-00", "phone": "+7 495 000-00-00",
        "agentSourcedIds": ",".join((*parents, *(one.children if one.position else ()))),
        "grades": f"{grade:02}" if grade else "",
        "password": "не-для-нас", "primaryOrgSourcedId": school.id, "preferredGivenName": one.first, "pronouns": "",
    }  # fmt: skip
    for number, role in enumerate(roles):
        yield "roles", _base(f"{one.id}-{role}") | {
            "userSourcedId": one.id, "roleType": "secondary" if number else "primary", "role": role, "orgSourcedId": school.id,
            "beginDate": "2026-09-01", "endDate": "2027-05-31", "userProfileSourcedId": f"profile-{one.id}",
        }  # fmt: skip
    yield "userProfiles", _base(f"profile-{one.id}") | {
        "userSourcedId": one.id, "profileType": "LMS", "vendorId": "v", "applicationId": "a", "credentialType": "p",
        "username": "u", "password": "не-для-нас",
    }  # fmt: skip
    yield "demographics", _base(one.id) | {"birthDate": str(one.born or ""), "sex": "female" if one.is_she else "male"}


def _class(school: School, id_: str, title: str) -> dict[str, str]:
    return _base(id_) | {"title": title, "location": "каб. 12", "schoolSourcedId": school.id, "termSourcedIds": "year-1,year"}


def _seat(school: School, number: int, section: str, user: str, role: str) -> dict[str, str]:
    return _base(f"e{number}") | {
        "classSourcedId": section, "schoolSourcedId": school.id, "userSourcedId": user, "role": role, "primary": "false",
        "beginDate": "2026-09-01", "endDate": "2027-05-31",
    }  # fmt: skip


def _title(school: School, group: Group) -> str:
    title = f"{group.subject} {school.classes[group.school_class].title}"
    return f"{title}, {group.subgroup}" if group.subgroup else title


def _base(id_: str) -> dict[str, str]:
    return {"sourcedId": id_, "status": "", "dateLastModified": ""}
