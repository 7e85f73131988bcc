"""A school as OneRoster 1.2 files: a ZIP of manifest.csv and all that rostering knows, whole (bulk).

Comes in: a school and where to write. Goes out: the archive. Called by: `giving.pages`, `zvonok roster export`.
Row by row out of the database, so a great school needs no more memory than a small one; the school's facts stand still
meanwhile, so that the files agree. What the standard has no column for stands in `metadata.zvonok.…`, as it allows.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.db import transaction

from zvonok.exchange.giving import collections
from zvonok.exchange.giving.collections import CLASSES, COURSES, DEMOGRAPHICS, ENROLLMENTS, ORGS, SESSIONS, USERS, Collection
from zvonok.ground import audit, limits
from zvonok.ground.trouble import Trouble
from zvonok.roster.models import Person, School
from zvonok.roster.touched import hold_school_alone

Row = Mapping[str, Any]
Column = Callable[[Row], str]


@dataclass(frozen=True)
class File:
    """`columns`: every one that the standard has, in its order. `split`: of one row, several."""

    name: str
    collection: Collection
    columns: Mapping[str, Column]
    split: Callable[[Row], Iterable[Row]] = lambda row: (row,)


def of(name: str) -> Column:
    return lambda row: "" if row[name] is None else str(row[name])


def day(name: str) -> Column:
    return lambda row: collections.day(row[name])


def several(name: str) -> Column:
    """A list in one cell: the writer of CSV puts it into quotes."""
    return lambda row: ",".join(row[name] or ())


def extension(name: str) -> Column:
    def read(row: Row) -> str:
        value = json.loads(row["metadata"] or "{}").get(name, "")
        return ",".join(f"{key}:{word}" for key, word in value.items()) if isinstance(value, dict) else str(value)

    return read


def nothing(_row: Row) -> str:
    return ""


def _roles(row: Row) -> Iterator[Row]:
    for role in json.loads(row["roles"]):
        yield {"endDate": "", **role, "sourcedId": f"{row['sourcedId']}-{role['role']}", "user": row["sourcedId"], **_org(row)}


def _org(row: Row) -> Row:
    return {"org": row["primaryOrg"]}


# In a whole (bulk) file these two stay empty: everything in it is active.
COMMON: Final = {"sourcedId": of("sourcedId"), "status": nothing, "dateLastModified": nothing}
# fmt: off
FILES: Final = (
    File("academicSessions", SESSIONS, {
        **COMMON, "title": of("title"), "type": of("type"), "startDate": day("startDate"), "endDate": day("endDate"),
        "parentSourcedId": of("parent"), "schoolYear": of("schoolYear"),
    }),
    File("orgs", ORGS, {
        **COMMON, "name": of("name"), "type": of("type"), "identifier": of("identifier"), "parentSourcedId": of("parent"),
    }),
    File("courses", COURSES, {
        **COMMON, "schoolYearSourcedId": nothing, "title": of("title"), "courseCode": of("courseCode"), "grades": nothing,
        "orgSourcedId": of("org"), "subjects": several("subjects"), "subjectCodes": nothing,
    }),
    File("classes", CLASSES, {
        **COMMON, "title": of("title"), "grades": several("grades"), "courseSourcedId": of("course"), "classCode": nothing,
        "classType": of("classType"), "location": nothing, "schoolSourcedId": of("school"),
        "termSourcedIds": several("terms"), "subjects": several("subjects"), "subjectCodes": nothing, "periods": nothing,
        "metadata.zvonok.homeroom": extension("zvonok.homeroom"), "metadata.zvonok.subgroup": extension("zvonok.subgroup"),
    }),
    File("users", USERS, {
        **COMMON, "enabledUser": of("enabledUser"), "username": lambda row: row["username"] or row["sourcedId"],
        "userIds": nothing, "givenName": of("givenName"), "familyName": of("familyName"), "middleName": of("middleName"),
        "identifier": nothing, "email": of("email"), "sms": nothing, "phone": nothing,
        "agentSourcedIds": several("agents"), "grades": several("grades"), "password": nothing,
        "userMasterIdentifier": nothing, "resourceSourcedIds": nothing, "preferredGivenName": nothing,
        "preferredMiddleName": nothing, "preferredFamilyName": nothing, "primaryOrgSourcedId": of("primaryOrg"),
        "pronouns": nothing, "metadata.zvonok.position": extension("zvonok.position"),
        "metadata.zvonok.relations": extension("zvonok.relations"),
    }),
    File("roles", USERS, {
        **COMMON, "userSourcedId": of("user"), "roleType": of("roleType"), "role": of("role"), "beginDate": of("beginDate"),
        "endDate": of("endDate"), "orgSourcedId": of("org"), "userProfileSourcedId": nothing,
    }, _roles),
    File("demographics", DEMOGRAPHICS, {
        **COMMON, "birthDate": day("birthDate"), "sex": nothing, "americanIndianOrAlaskaNative": nothing, "asian": nothing,
        "blackOrAfricanAmerican": nothing, "nativeHawaiianOrOtherPacificIslander": nothing, "white": nothing,
        "demographicRaceTwoOrMoreRaces": nothing, "hispanicOrLatinoEthnicity": nothing, "countryOfBirthCode": nothing,
        "stateOfBirthAbbreviation": nothing, "cityOfBirth": nothing, "publicSchoolResidenceStatus": nothing,
    }),
    File("enrollments", ENROLLMENTS, {
        **COMMON, "classSourcedId": of("class"), "schoolSourcedId": of("school"), "userSourcedId": of("user"),
        "role": of("role"), "primary": of("primary"), "beginDate": day("beginDate"), "endDate": day("endDate"),
    }),
)
# fmt: on
# The files of the standard that are not about rosters, or about what we do not keep.
ABSENT: Final = (
    "categories",
    "classResources",
    "courseResources",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "scoreScales",
    "userProfiles",
    "userResources",
)  # fmt: skip


@transaction.atomic
def export(*, school: School, to: IO[bytes], by: Person | None) -> None:
    hold_school_alone(school.pk)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, "manifest", ("propertyName", "value"), _manifest())
        for file in FILES:
            rows = collections.all_rows(file.collection, school.pk, at_once=limits.rows_at_once_max)
            cells = ([column(one) for column in file.columns.values()] for row in rows for one in file.split(row))
            _write(archive, file.name, tuple(file.columns), cells)
    audit.record("exchange:school:exported", by=by.pk if by else None, school=school.pk, after={"form": "OneRoster CSV"})


def export_to(path: Path, *, school: int | None) -> Path:
    """For whoever sits at the machine. The file is there when it is whole."""
    found = School.objects.filter(pk=school) if school else School.objects.all()
    schools = list(found.order_by("pk")[:20])
    if len(schools) != 1:
        known = "; ".join(f"{one.pk} — {one.name}" for one in schools) or "ни одной"
        raise Trouble(f"Какую школу выгрузить? Назовите её номер: --school 1. Есть: {known}.")
    half = path.with_name(f"{path.name}.half")
    try:
        with half.open("wb") as file:
            export(school=schools[0], to=file, by=None)
        half.replace(path)
    except OSError as error:
        raise Trouble(f"Не получилось записать {path}: {error.strerror}.") from error
    return path


def _manifest() -> Iterator[tuple[str, str]]:
    yield from (("manifest.version", "1.0"), ("oneroster.version", "1.2"))
    whole = {file.name for file in FILES}
    for name in sorted((*whole, *ABSENT)):
        yield f"file.{name}", "bulk" if name in whole else "absent"
    yield from (("source.systemName", "Zvonok"), ("source.systemCode", "zvonok"))


def _write(archive: zipfile.ZipFile, name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with archive.open(f"{name}.csv", "w") as binary, io.TextIOWrapper(binary, "utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(head)
        writer.writerows(rows)
