"""A school as OneRoster 1.2 files: a ZIP of manifest.csv and all that rostering knows, whole (bulk).

Comes in: a school and where to write. Goes out: the archive. Called by: `giving.pages`, `zvonok roster export`.
Row by row out of the database, so a great school needs no more memory than a small one; the school's facts stand still
meanwhile, so that the files agree. What the standard has no column for stands in `metadata.zvonok.…`, as it allows.
"""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from django.db import connection, transaction

from zvonok.exchange.giving.collections import COLLECTIONS
from zvonok.ground import audit, clock
from zvonok.ground.trouble import Trouble
from zvonok.roster.models import Person, School
from zvonok.roster.touched import hold_school_alone


@dataclass(frozen=True)
class File:
    """`columns`: every one that the standard has, in its order; where each stands in the collection, as SQL."""

    name: str
    collection: str
    columns: Mapping[str, str]

    def question(self) -> str:
        """In a whole file everything is active: what is no more is not told of."""
        columns = ", ".join(f'{sql} AS "{name}"' for name, sql in self.columns.items())
        return f"{COLLECTIONS} SELECT {columns} FROM {self.collection} WHERE status = 'active' ORDER BY 1"  # noqa: S608


NOTHING: Final = "NULL::text"


def _same(*names: str) -> dict[str, str]:
    return {name: f'"{name}"' for name in names}


def _nothing(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, NOTHING)


def _several(name: str) -> str:
    return f"nullif(array_to_string(\"{name}\", ','), '')"


# In a whole (bulk) file these two stay empty.
COMMON: Final = {"sourcedId": '"sourcedId"', "status": NOTHING, "dateLastModified": NOTHING}
RELATIONS: Final = """(
    SELECT string_agg(child || ':' || relation, ',')
    FROM jsonb_each_text(metadata -> 'zvonok.relations') AS told (child, relation)
)"""
# fmt: off
FILES: Final = (
    File("academicSessions", "academic_sessions", {
        **COMMON, **_same("title", "type", "startDate", "endDate"), "parentSourcedId": "parent", **_same("schoolYear"),
    }),
    File("orgs", "orgs", {**COMMON, **_same("name", "type", "identifier"), "parentSourcedId": "parent"}),
    File("courses", "courses", {
        **COMMON, **_nothing("schoolYearSourcedId"), **_same("title", "courseCode"), **_nothing("grades"),
        "orgSourcedId": "org", "subjects": _several("subjects"), **_nothing("subjectCodes"),
    }),
    File("classes", "classes", {
        **COMMON, **_same("title"), "grades": _several("grades"), "courseSourcedId": "course", **_nothing("classCode"),
        **_same("classType"), **_nothing("location"), "schoolSourcedId": "school", "termSourcedIds": _several("terms"),
        "subjects": _several("subjects"), **_nothing("subjectCodes", "periods"),
        "metadata.zvonok.class": "metadata ->> 'zvonok.class'", "metadata.zvonok.subgroup": "metadata ->> 'zvonok.subgroup'",
    }),
    File("users", "users", {
        **COMMON, **_same("enabledUser"), "username": 'coalesce(username, "sourcedId")', **_nothing("userIds"),
        **_same("givenName", "familyName", "middleName"), **_nothing("identifier"), **_same("email"),
        **_nothing("sms", "phone"), "agentSourcedIds": _several("agents"), "grades": _several("grades"),
        **_nothing("password", "userMasterIdentifier", "resourceSourcedIds"),
        **_nothing("preferredGivenName", "preferredMiddleName", "preferredFamilyName"),
        "primaryOrgSourcedId": '"primaryOrg"', **_nothing("pronouns"),
        "metadata.zvonok.position": "metadata ->> 'zvonok.position'", "metadata.zvonok.relations": RELATIONS,
    }),
    File("roles", "users, jsonb_array_elements(roles) AS role", {
        **COMMON, "sourcedId": "\"sourcedId\" || '-' || (role ->> 'role')", "userSourcedId": '"sourcedId"',
        **{name: f"role ->> '{name}'" for name in ("roleType", "role", "beginDate", "endDate")},
        "orgSourcedId": '"primaryOrg"', **_nothing("userProfileSourcedId"),
    }),
    File("demographics", "demographics", {
        **COMMON, **_same("birthDate"), **_nothing("sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican"),
        **_nothing("nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces"),
        **_nothing("hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth"),
        **_nothing("publicSchoolResidenceStatus"),
    }),
    File("enrollments", "enrollments", {
        **COMMON, "classSourcedId": '"class"', "schoolSourcedId": "school", "userSourcedId": '"user"',
        **_same("role", "primary", "beginDate", "endDate"),
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
    asked = {"school": school.pk, "today": clock.today()}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive, connection.cursor() as cursor:
        archive.writestr("manifest.csv", "".join(f"{name},{value}\r\n" for name, value in _manifest()))
        for file in FILES:
            # Django's cursor takes no arguments beside what is to be copied.
            question = cursor.mogrify(f"COPY ({file.question()}) TO STDOUT (FORMAT csv, HEADER)", asked)
            with archive.open(f"{file.name}.csv", "w") as written, cursor.copy(question) as rows:
                for block in rows:
                    written.write(block)
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
    yield "propertyName", "value"
    yield from (("manifest.version", "1.0"), ("oneroster.version", "1.2"))
    whole = {file.name for file in FILES}
    for name in sorted((*whole, *ABSENT)):
        yield f"file.{name}", "bulk" if name in whole else "absent"
    yield from (("source.systemName", "Zvonok"), ("source.systemCode", "zvonok"))
