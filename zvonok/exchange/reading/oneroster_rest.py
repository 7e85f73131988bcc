"""OneRoster's service, 1.1 and 1.2, as a folder of OneRoster's files: what its collections say is written as CSV, row by row.

Comes in: collections as JSON (`exchange.remote` asks for them). Goes out: a folder that `oneroster_csv` reads, so that whatever
the standard says is understood in one place. Called by: `exchange.remote`, `choosing`.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Self

from django.utils.translation import gettext_lazy

from zvonok.exchange.reading import oneroster_csv
from zvonok.exchange.reading.formats import Format

# Of each collection: its columns, and where each stands in the JSON. «course.sourcedId» is within; «terms[]» is a list of such.
BASE: Final = {"sourcedId": "sourcedId", "status": "status", "dateLastModified": "dateLastModified"}
COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "academicSessions": BASE
    | {name: name for name in ("title", "type", "startDate", "endDate", "schoolYear")}
    | {"parentSourcedId": "parent.sourcedId"},
    "orgs": BASE | {name: name for name in ("name", "type", "identifier")} | {"parentSourcedId": "parent.sourcedId"},
    "courses": BASE
    | {name: name for name in ("title", "courseCode", "grades", "subjects", "subjectCodes")}
    | {"orgSourcedId": "org.sourcedId", "schoolYearSourcedId": "schoolYear.sourcedId"},
    "classes": BASE
    | {name: name for name in ("title", "grades", "classCode", "classType", "location", "subjects", "subjectCodes", "periods")}
    | {
        "courseSourcedId": "course.sourcedId",
        "schoolSourcedId": "school.sourcedId",
        "termSourcedIds": "terms[].sourcedId",
        oneroster_csv.CLASS_OF_GROUP: "metadata.zvonok.class",
        oneroster_csv.SUBGROUP: "metadata.zvonok.subgroup",
    },
    "users": BASE
    | {name: name for name in ("enabledUser", "givenName", "familyName", "middleName", "grades", "userMasterIdentifier")}
    | {
        # 1.1: one role and several schools; in 1.2 they are roles, a file of its own.
        "role": "role",
        "orgSourcedIds": "orgs[].sourcedId",
        "agentSourcedIds": "agents[].sourcedId",
        "primaryOrgSourcedId": "primaryOrg.sourcedId",
        oneroster_csv.POSITION: "metadata.zvonok.position",
        oneroster_csv.RELATIONS: "metadata.zvonok.relations",
    },
    "enrollments": BASE
    | {name: name for name in ("role", "primary", "beginDate", "endDate")}
    | {"classSourcedId": "class.sourcedId", "schoolSourcedId": "school.sourcedId", "userSourcedId": "user.sourcedId"},
    "demographics": BASE | {"birthDate": "birthDate", "sex": "sex"},
}
ROLES: Final = {
    **BASE,
    **{name: name for name in ("roleType", "role", "beginDate", "endDate")},
    "userSourcedId": "user",
    "orgSourcedId": "org.sourcedId",
}
# These are told whole even when changes alone are asked for: they are few, and the rest is understood by them.
ALWAYS_WHOLE: Final = ("academicSessions", "orgs", "courses", "classes")


class Collection:
    """One collection as its file, and the roles of users as theirs. Used as a context: closing it closes both."""

    def __init__(self, folder: Path, name: str, *, version: str) -> None:
        self.count, self._paths = 0, list(COLUMNS[name].values())
        self._files = ExitStack()
        self._rows = self._opened(folder / f"{name}.csv", COLUMNS[name])
        self._roles = self._opened(folder / "roles.csv", ROLES) if name == "users" and version == "1.2" else None

    def add(self, rows: Iterable[Any]) -> None:
        for row in rows:
            self.count += 1
            self._rows.writerow([_at(row, path) for path in self._paths])
            if self._roles is not None:
                for role in _roles_of(row):
                    self._roles.writerow([_at(role, path) for path in ROLES.values()])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._files.close()

    def _opened(self, path: Path, columns: Iterable[str]) -> Any:
        file = self._files.enter_context(path.open("w", newline="", encoding="utf-8", errors="replace"))
        writer = csv.writer(file)
        writer.writerow(columns)
        return writer


def write_manifest(folder: Path, modes: Mapping[str, str], *, version: str) -> None:
    told = {**modes, "roles": modes.get("users", "absent")} if version == "1.2" else dict(modes)
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("propertyName", "value"))
        writer.writerow(("manifest.version", "1.0"))
        writer.writerow(("oneroster.version", version))
        writer.writerows((f"file.{name}", mode) for name, mode in told.items())


def _roles_of(user: Any) -> Iterator[dict[str, Any]]:
    told = user.get("roles") if isinstance(user, dict) else None
    for role in told if isinstance(told, list) else ():
        if isinstance(role, dict):
            yield {**role, "user": user.get("sourcedId"), "status": user.get("status")}


def _at(found: Any, path: str) -> str:
    """What stands there, as a cell; whatever is of another form is as if it were not there."""
    name, dot, rest = path.partition(".")
    if name == "metadata":
        metadata = found.get("metadata") if isinstance(found, dict) else None
        return _cell(metadata.get(rest)) if isinstance(metadata, dict) else ""
    if name.endswith("[]"):
        several = found.get(name[:-2]) if isinstance(found, dict) else None
        return ",".join(filter(None, (_at(one, rest) for one in several))) if isinstance(several, list) else ""
    there = found.get(name) if isinstance(found, dict) else None
    return _at(there, rest) if dot else _cell(there)


def _cell(there: Any) -> str:
    if there is None:
        return ""
    if isinstance(there, bool):
        return "true" if there else "false"
    if isinstance(there, list):
        return ",".join(_cell(one) for one in there)
    if isinstance(there, dict):
        return ",".join(f"{name}:{_cell(one)}" for name, one in there.items() if not isinstance(one, dict | list))
    return str(there)


def guess(path: Path) -> int:
    """It is asked for by its address, and never brought as a file."""
    return 0


FORMAT: Final = Format(
    name="oneroster_rest",
    title=gettext_lazy("OneRoster (служба)"),
    guess=guess,
    reader=oneroster_csv.read,
    is_file=False,
    remembers=True,
    columns=oneroster_csv.FORMAT.columns,
)
