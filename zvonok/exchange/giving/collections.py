"""The collections of OneRoster 1.2 and their properties, in the standard's names.

Comes in: a school, a collection, conditions, an order, a part. Goes out: objects as the standard writes them, and their number.
Called by: `giving.answers`, `giving.files` (the export), `giving.description`. What they hold is told by collections.sql.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from django.db import connection

from zvonok.ground import clock

COLLECTIONS: Final = (Path(__file__).parent / "collections.sql").read_text()


class Kind(StrEnum):
    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    LIST = "list"
    REFERENCE = "reference"
    REFERENCES = "references"
    ROLES = "roles"
    EXTENSIONS = "extensions"


@dataclass(frozen=True)
class Property:
    """`of`: what a reference refers to. `words`: the only ones that it may be. `needed`: every object has it."""

    name: str
    kind: Kind = Kind.TEXT
    of: str = ""
    words: tuple[str, ...] = ()
    needed: bool = True


@dataclass(frozen=True)
class Collection:
    """`table` is its name in collections.sql, `schema` the standard's name of what it holds."""

    one: str
    many: str
    table: str
    schema: str
    properties: tuple[Property, ...]

    @property
    def by_name(self) -> Mapping[str, Property]:
        return {one.name: one for one in self.properties}


COMMON: Final = (
    Property("sourcedId"),
    Property("status", words=("active", "tobedeleted")),
    Property("dateLastModified", Kind.MOMENT),
)
EXTENSIONS: Final = Property("metadata", Kind.EXTENSIONS, needed=False)
TRUE_OR_FALSE: Final = ("true", "false")

SESSIONS: Final = Collection(
    "academicSession",
    "academicSessions",
    "academic_sessions",
    "AcademicSession",
    (
        *COMMON,
        Property("title"),
        Property("type", words=("schoolYear", "term", "semester", "gradingPeriod")),
        Property("startDate", Kind.DATE),
        Property("endDate", Kind.DATE),
        Property("parent", Kind.REFERENCE, "academicSession", needed=False),
        Property("children", Kind.REFERENCES, "academicSession", needed=False),
        Property("schoolYear"),
    ),
)
ORGS: Final = Collection(
    "org",
    "orgs",
    "orgs",
    "Org",
    (
        *COMMON,
        Property("name"),
        Property("type", words=("department", "school", "district", "local", "state", "national")),
        Property("identifier"),
        Property("parent", Kind.REFERENCE, "org", needed=False),
        Property("children", Kind.REFERENCES, "org", needed=False),
    ),
)
COURSES: Final = Collection(
    "course",
    "courses",
    "courses",
    "Course",
    (
        *COMMON,
        Property("title"),
        Property("courseCode"),
        Property("subjects", Kind.LIST, needed=False),
        Property("org", Kind.REFERENCE, "org", needed=False),
    ),
)
CLASSES: Final = Collection(
    "class",
    "classes",
    "classes",
    "Class",
    (
        *COMMON,
        EXTENSIONS,
        Property("title"),
        Property("classType", words=("homeroom", "scheduled"), needed=False),
        Property("grades", Kind.LIST, needed=False),
        Property("subjects", Kind.LIST, needed=False),
        Property("course", Kind.REFERENCE, "course"),
        Property("school", Kind.REFERENCE, "org"),
        Property("terms", Kind.REFERENCES, "academicSession"),
    ),
)
USERS: Final = Collection(
    "user",
    "users",
    "users",
    "User",
    (
        *COMMON,
        EXTENSIONS,
        Property("username", needed=False),
        Property("enabledUser", words=TRUE_OR_FALSE),
        Property("givenName"),
        Property("familyName"),
        Property("middleName", needed=False),
        Property("roles", Kind.ROLES),
        Property("primaryOrg", Kind.REFERENCE, "org", needed=False),
        Property("email", needed=False),
        Property("agents", Kind.REFERENCES, "user", needed=False),
        Property("grades", Kind.LIST, needed=False),
    ),
)
ENROLLMENTS: Final = Collection(
    "enrollment",
    "enrollments",
    "enrollments",
    "Enrollment",
    (
        *COMMON,
        Property("user", Kind.REFERENCE, "user"),
        Property("class", Kind.REFERENCE, "class"),
        Property("school", Kind.REFERENCE, "org"),
        Property("role", words=("administrator", "proctor", "student", "teacher")),
        Property("primary", words=TRUE_OR_FALSE, needed=False),
        Property("beginDate", Kind.DATE, needed=False),
        Property("endDate", Kind.DATE, needed=False),
    ),
)
DEMOGRAPHICS: Final = Collection(
    "demographics", "demographics", "demographics", "Demographics", (*COMMON, Property("birthDate", Kind.DATE, needed=False))
)
ALL: Final = (SESSIONS, CLASSES, COURSES, DEMOGRAPHICS, ENROLLMENTS, ORGS, USERS)
# Under which address an object that is referred to lies.
ADDRESSES: Final = {
    "academicSession": "academicSessions",
    "org": "orgs",
    "course": "courses",
    "class": "classes",
    "user": "users",
}


@dataclass(frozen=True)
class Part:
    """A condition in SQL and its arguments. They are numbered apart, so conditions may be put together."""

    sql: str
    arguments: Mapping[str, Any]


def count(collection: Collection, school: int, conditions: Sequence[Part]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_asked("count(*)", collection, conditions), _arguments(school, conditions))
        return int(cursor.fetchone()[0])


def exists(what: str, school: int, arguments: Mapping[str, Any]) -> bool:
    """`what`: a table of collections.sql and a condition."""
    with connection.cursor() as cursor:
        cursor.execute(f"{COLLECTIONS} SELECT EXISTS (SELECT FROM {what})", _arguments(school, [Part("", arguments)]))  # noqa: S608
        return bool(cursor.fetchone()[0])


def rows(
    collection: Collection, school: int, conditions: Sequence[Part] = (), *, order: str = "", limit: int, offset: int = 0
) -> list[dict[str, Any]]:
    """Columns as they are in the database. `order` is SQL, made of names that are known."""
    by = f'{order}, "sourcedId"' if order else '"sourcedId"'
    sql = f"{_asked('*', collection, conditions)} ORDER BY {by} LIMIT %(limit)s OFFSET %(offset)s"
    with connection.cursor() as cursor:
        cursor.execute(sql, {**_arguments(school, conditions), "limit": limit, "offset": offset})
        return [_row(cursor.description, row) for row in cursor.fetchall()]


def written(row: Mapping[str, Any], collection: Collection, base: str, names: Sequence[str] = ()) -> dict[str, Any]:
    """As the standard writes it in JSON: without what it has not; with those properties alone that were asked for."""
    wanted = [one for one in collection.properties if not names or one.name in names]
    told = ((one.name, _written(row[one.name], one, row, base)) for one in wanted)
    return {name: value for name, value in told if value is not None}


def _asked(what: str, collection: Collection, conditions: Sequence[Part]) -> str:
    where = " AND ".join(f"({one.sql})" for one in conditions) or "TRUE"
    return f"{COLLECTIONS} SELECT {what} FROM {collection.table} AS told WHERE {where}"  # noqa: S608 - names of our own


def _arguments(school: int, conditions: Sequence[Part]) -> dict[str, Any]:
    together: dict[str, Any] = {"school": school, "today": clock.today()}
    for one in conditions:
        together |= one.arguments
    return together


def _row(described: Any, row: Sequence[Any]) -> dict[str, Any]:
    return {column.name: value for column, value in zip(described, row, strict=True)}


def _written(value: Any, one: Property, row: Mapping[str, Any], base: str) -> Any:
    if value is None:
        return None
    match one.kind:
        case Kind.DATE:
            return value.isoformat()
        case Kind.MOMENT:
            return moment(value)
        case Kind.REFERENCE:
            return _reference(value, one.of, base)
        case Kind.REFERENCES:
            return [_reference(other, one.of, base) for other in value]
        case Kind.EXTENSIONS:
            return json.loads(value)
        case Kind.ROLES:
            org = _reference(row["primaryOrg"], "org", base)
            return [{**role, "org": org} for role in json.loads(value)]
    return value


def _reference(sourced_id: str, of: str, base: str) -> dict[str, str]:
    return {"href": f"{base}/{ADDRESSES[of]}/{sourced_id}", "sourcedId": sourced_id, "type": of}


def moment(at: datetime) -> str:
    """In UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
