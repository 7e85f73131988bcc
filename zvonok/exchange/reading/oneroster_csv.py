"""OneRoster 1.1 and 1.2 as CSV files, whole (bulk) or changes alone (delta), each file as manifest.csv says of it.

Comes in: a zip or a folder. Goes out: rows of one school. Called by: `choosing`; `oneroster_rest` brings a folder in this form.

A class of type `homeroom` is our class, one of type `scheduled` a study group (`learning`). Parents are told by
`agentSourcedIds`: a pupil's agents are his parents, anybody else's agents are his children. `userMasterIdentifier` says that
several users are one person. Files and columns that are not named here are not opened: neither marks nor passwords.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zvonok.exchange.reading import archive, learning
from zvonok.exchange.reading.delimited import Record, Table, table
from zvonok.exchange.reading.fields import (
    Words,
    Wrong,
    day,
    each,
    grade_of,
    id_of,
    ids_of,
    missing_columns,
    needed,
    one_of,
    several,
)
from zvonok.exchange.reading.formats import Format
from zvonok.exchange.reading.learning import NOTHING, Known, Seat, Section
from zvonok.exchange.reading.tables import Learnt, Tables, no_such_school, several_schools
from zvonok.exchange.rows import (
    EmployeeRow,
    GoneRow,
    GuardianshipRow,
    Kind,
    Line,
    PersonRow,
    Problem,
    Reading,
    Row,
    YearRow,
)
from zvonok.ground import clock, limits
from zvonok.ground.refusal import Refused

VERSIONS: Final = ("1.1", "1.2")
MODES: Final = ("bulk", "delta", "absent")

# The files that are read, and the columns without which each says nothing.
NEEDED: Final = {
    "academicSessions": ("sourcedId", "type", "startDate", "endDate"),
    "orgs": ("sourcedId", "name", "type"),
    "courses": ("sourcedId", "title"),
    "users": ("sourcedId", "givenName", "familyName"),
    "roles": ("userSourcedId", "role", "orgSourcedId"),
    "demographics": ("sourcedId", "birthDate"),
    "classes": ("sourcedId", "title", "classType", "schoolSourcedId"),
    "enrollments": ("classSourcedId", "userSourcedId", "role"),
}
NEEDED_WITHOUT_ROLES: Final = ("orgSourcedIds", "role")
# What our own export adds, as the standard lets anybody add: a source that has these words need not be guessed at.
CLASS_OF_GROUP: Final = "metadata.zvonok.class"
SUBGROUP: Final = "metadata.zvonok.subgroup"
POSITION: Final = "metadata.zvonok.position"
RELATIONS: Final = "metadata.zvonok.relations"

PUPIL, PARENT, EMPLOYEE, ADMINISTRATOR, BLOOD = 1, 2, 4, 8, 16
ROLES: Final = Words(
    {
        "administrator": EMPLOYEE | ADMINISTRATOR,
        "aide": EMPLOYEE,
        "counselor": EMPLOYEE,
        "districtAdministrator": EMPLOYEE,
        "guardian": PARENT,
        "parent": PARENT | BLOOD,
        "principal": EMPLOYEE | ADMINISTRATOR,
        "proctor": EMPLOYEE,
        "relative": PARENT,
        "siteAdministrator": EMPLOYEE | ADMINISTRATOR,
        "student": PUPIL,
        "systemAdministrator": EMPLOYEE | ADMINISTRATOR,
        "teacher": EMPLOYEE,
    }
)
ORG_TYPES: Final = Words({one: one for one in ("department", "school", "district", "local", "state", "national")})
SESSION_TYPES: Final = Words({"gradingPeriod": False, "semester": False, "schoolYear": True, "term": False})
CLASS_TYPES: Final = Words({"homeroom": True, "scheduled": False})
SEAT_ROLES: Final = Words({"administrator": "", "aide": "", "proctor": "", "student": "student", "teacher": "teacher"})
BOOLEANS: Final = Words({"true": True, "false": False})
# `inactive` is a word of 1.0 that some still write.
STATUSES: Final = Words({"active": False, "tobedeleted": True, "inactive": True})
RELATION_WORDS: Final = frozenset(("mother", "father", "guardian"))
SEXES: Final = {"male": "father", "female": "mother"}


def read(
    path: Path,
    *,
    organisation: str = "",
    settings: Mapping[str, Any] | None = None,
    known: Callable[[], Known] = lambda: NOTHING,
    on: date | None = None,
) -> Reading:
    """`known`: asked, if changes alone are told, for what the school knows of this source. `on`: the day for which enrolments
    and years are current; today, unless another is told."""
    files = archive.files(path)
    modes = _manifest(files)
    roster = _Roster(
        tables=_tables(files, modes),
        modes=modes,
        on=on or clock.today(),
        known=known() if "delta" in modes.values() else NOTHING,
    )
    roster.choose_school(organisation)
    return Reading(roster.rows(), roster.complete())


def guess(path: Path) -> int:
    try:
        files = archive.files(path)
    except Refused:
        return 0
    if "manifest.csv" in files:
        return 100
    # Without its manifest it is told so, and not taken for School Data Sync, whose files are called the same.
    users = table(files["users.csv"].open, "users.csv") if "users.csv" in files else None
    return 95 if isinstance(users, Table) and "datelastmodified" in users.columns else 0


def _manifest(files: archive.Files) -> dict[str, str]:
    """How each file is told: whole, changes alone, or not at all."""
    file = files.get("manifest.csv")
    if file is None:
        raise Refused(
            _("В архиве нет manifest.csv: без него не видно, вся это школа или только изменения. Выгрузите архив заново."),
            "file",
        )
    found = table(file.open, file.name)
    if not isinstance(found, Table) or not {"propertyname", "value"} <= found.columns:
        raise Refused(_("В manifest.csv нет столбцов propertyName и value. Выгрузите архив заново."), "file")
    said = {record["propertyName"].lower(): record["value"] for record in found.records() if isinstance(record, Record)}
    version = said.get("oneroster.version", "")
    if version not in VERSIONS:
        raise Refused(
            _("В manifest.csv версия OneRoster «%(said)s». Читаем 1.1 и 1.2: выберите одну из них при выгрузке.")
            % {"said": version[:20]},
            "file",
        )
    modes = {}
    for one in NEEDED:
        mode = said.get(f"file.{one.lower()}", "absent").lower()
        if mode not in MODES:
            raise Refused(
                _("В manifest.csv о файле %(file)s.csv сказано «%(said)s», а бывает bulk, delta или absent.")
                % {"file": one, "said": mode[:20]},
                "file",
            )
        if mode != "absent" and f"{one.lower()}.csv" not in files:
            raise Refused(
                _("По manifest.csv в архиве есть %(file)s.csv, а его нет. Выгрузите архив заново.") % {"file": one}, "file"
            )
        modes[one] = mode
    if modes["users"] == "absent" and modes["enrollments"] == "absent" and modes["classes"] == "absent":
        raise Refused(_("По manifest.csv в архиве нет ни людей, ни классов. Читать нечего."), "file")
    if version == "1.1":
        modes["roles"] = "absent"
    return modes


def _tables(files: archive.Files, modes: Mapping[str, str]) -> Tables:
    """Each file that is told of: its table, or why it is none. An empty file is none, and no problem."""
    tables: dict[str, Table | list[Problem]] = {}
    for one, needed_columns in NEEDED.items():
        if modes[one] == "absent":
            continue
        file = files[f"{one.lower()}.csv"]
        found = table(file.open, file.name)
        if isinstance(found, Problem):
            tables[one] = [found]
        elif found is not None:
            # In 1.1, and where 1.2 is written without roles.csv, a user's row says his role.
            columns = (
                (*needed_columns, *NEEDED_WITHOUT_ROLES) if one == "users" and modes["roles"] == "absent" else needed_columns
            )
            tables[one] = missing_columns(found, columns) or found
    return tables


@dataclass
class _User:
    """What is remembered of a user: sixty bytes, so that a region's people fit."""

    __slots__ = ("relation", "roles")

    roles: int
    relation: str


@dataclass(kw_only=True)
class _Roster(Learnt):
    modes: Mapping[str, str]
    known: Known
    inside: AbstractSet[str] = frozenset()  # the school and its departments
    above: AbstractSet[str] = frozenset()  # its district, where parents may be told of
    users: dict[str, _User] = field(default_factory=dict)
    masters: dict[str, str] = field(default_factory=dict)  # userMasterIdentifier -> the user by whom he is known
    one_person: dict[str, str] = field(default_factory=dict)  # another user of his -> that one
    known_by: AbstractSet[str] = frozenset()  # all those ones
    agents_of_pupils: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    relations: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def has_roles_in_users(self) -> bool:
        return self.modes["roles"] == "absent"

    def complete(self) -> frozenset[Kind]:
        bulk = {one for one, mode in self.modes.items() if mode == "bulk" and not isinstance(self.tables.get(one), list)}
        found: set[Kind] = set()
        if "users" in bulk and (self.has_roles_in_users or "roles" in bulk):
            found |= {Kind.PERSON, Kind.EMPLOYEE, Kind.GUARDIANSHIP}
        if "classes" in bulk:
            found.add(Kind.CLASS)
        if {"classes", "enrollments"} <= bulk:
            found |= {Kind.ENROLMENT, Kind.STUDY_GROUP, Kind.STUDY, Kind.TEACHING}
        return frozenset(found)

    def choose_school(self, organisation: str) -> None:
        """The one that is asked for, or the only one. Changes alone need not name any."""
        parents: dict[str, str] = {}
        schools: dict[str, str] = {}

        def of(record: Record) -> Iterator[Row]:
            id_ = id_of(record, "sourcedId")
            if not self._is_gone(record, "orgs"):
                parents[id_] = record["parentSourcedId"]
                if one_of(record, "type", ORG_TYPES) == "school":
                    schools[id_] = needed(record, "name")
            yield from ()

        self.keep(each(self.records("orgs"), of))
        if organisation:
            if schools and organisation not in parents:
                raise no_such_school(organisation, schools)
            self.school = organisation
        elif len(schools) > 1:
            raise several_schools(schools)
        elif schools:
            (self.school,) = schools
        if self.school:
            inside = {self.school}
            for _round in range(limits.roster_org_depth_max):
                inside |= {one for one, parent in parents.items() if parent in inside}
            self.inside, above, one = inside, set(), parents.get(self.school, "")
            while one and one not in above:
                above.add(one)
                one = parents.get(one, "")
            self.above = above

    def rows(self) -> Iterator[Row | Problem]:
        year, elsewhere_terms = self._year()
        yield from year
        self.keep(each(self.records("roles"), self._learn_role))
        for _one in each(self.records("users"), self._learn_user):
            pass  # What is wrong with it is told when the row itself is read.
        self.known_by = frozenset(self.one_person.values())
        birth_dates = self._birth_dates()
        yield from self.told()
        told = False
        for row in each(self.records("users"), lambda record: self._of_user(record, birth_dates)):
            told = True
            yield row
        if not told and self.modes["users"] == "bulk":
            yield Problem(Line("users.csv", 1), "", _("Здесь нет ни одного человека этой школы. Проверьте выгрузку."))
        if self.modes["roles"] == "delta":
            yield from each(self.records("roles"), self._gone_role)
        sections, elsewhere = self._sections(elsewhere_terms)
        yield from self.told()
        yield from self._gone_sections(sections)
        yield from learning.rows(
            sections.present,
            self._seats,
            elsewhere=elsewhere,
            known=self._remembered(),
            file="classes.csv",
            leading="primary",
            excused=self.has_problems,
        )

    # Terms

    def _year(self) -> tuple[list[Row], AbstractSet[str]]:
        """The school year of today (or the next, or the last), and the terms that belong to other years."""
        years: dict[str, YearRow] = {}
        parents: dict[str, str] = {}

        def of(record: Record) -> Iterator[Row]:
            id_ = id_of(record, "sourcedId")
            if not self._is_gone(record, "academicSessions"):
                is_year = one_of(record, "type", SESSION_TYPES)
                starts_on, ends_on = day(record, "startDate"), day(record, "endDate")
                if starts_on is None or ends_on is None:
                    raise Wrong("startDate" if starts_on is None else "endDate", _("Ячейка пуста, а заполнить её нужно."))
                if ends_on <= starts_on:
                    raise Wrong("endDate", _("Конец раньше начала. Поправьте даты."))
                parents[id_] = record["parentSourcedId"]
                if is_year:
                    # The standard's end is the first day that is no more of it.
                    years[id_] = YearRow(record.line, starts_on, ends_on - timedelta(days=1))
            yield from ()

        self.keep(each(self.records("academicSessions"), of))
        now = [one for one, year in years.items() if year.starts_on <= self.on <= year.ends_on]
        coming = sorted((year.starts_on, one) for one, year in years.items() if year.starts_on > self.on)
        past = sorted((year.ends_on, one) for one, year in years.items() if year.ends_on < self.on)
        chosen = now[0] if now else coming[0][1] if coming else past[-1][1] if past else None
        if chosen is None:
            return [], frozenset()
        elsewhere = set()
        for term in parents:
            top, seen = term, set()
            while top not in years and parents.get(top) and top not in seen:
                seen.add(top)
                top = parents[top]
            if top in years and top != chosen and years[top] != years[chosen]:
                elsewhere.add(term)
        return [years[chosen]], elsewhere

    # People

    def _learn_role(self, record: Record) -> Iterator[Row]:
        roles = _roles(record)
        user, org = id_of(record, "userSourcedId"), id_of(record, "orgSourcedId")
        if not self._is_gone(record, "roles") and self._is_current(record, "beginDate", "endDate"):
            self._learn(user, roles, [org])
        yield from ()

    def _learn_user(self, record: Record) -> Iterator[Row]:
        if self._is_gone(record, "users"):
            return
        user = id_of(record, "sourcedId")
        if self.has_roles_in_users:
            self._learn(user, _roles(record), several(record["orgSourcedIds"]))
        learnt = self.users.get(user)
        if learnt is None:
            return
        if learnt.roles & PUPIL:
            self.agents_of_pupils.update(several(record["agentSourcedIds"]))
        elif self._may_be_parent(learnt):
            learnt.relation = _relation_by(record["middleName"])
        for child, relation in _relations(record[RELATIONS]):
            self.relations[user, child] = relation
        if master := record["userMasterIdentifier"]:
            # Always by the least of his ids, in whatever order they come.
            by = min(user, self.masters.get(master, user))
            for other in (user, self.masters.get(master, user)):
                if other != by:
                    self.one_person[other] = by
            self.masters[master] = by
        yield from ()

    def _learn(self, user: str, roles: int, orgs: Iterable[str]) -> None:
        """A parent of this school's pupils may be told of at its district."""
        if self.school:
            of = set(orgs)
            if not of & self.inside:
                if not (roles & PARENT and (not of or of & self.above)):
                    return
                roles &= BLOOD
        learnt = self.users.get(user)
        if learnt is None:
            self.users[user] = _User(roles, "guardian")
        else:
            learnt.roles |= roles

    def _may_be_parent(self, learnt: _User) -> bool:
        """In 1.1 a user has one role: a teacher with children is a teacher there."""
        return bool(learnt.roles & BLOOD) or (self.has_roles_in_users and not learnt.roles & (PUPIL | PARENT))

    def _birth_dates(self) -> dict[str, date]:
        found: dict[str, date] = {}

        def of(record: Record) -> Iterator[Row]:
            user = id_of(record, "sourcedId")
            born = day(record, "birthDate")
            if not self._is_gone(record, "demographics") and user in self.users:
                if born is not None:
                    found[user] = born
                relation = SEXES.get(record["sex"].lower())
                if relation and self._may_be_parent(self.users[user]):
                    self.users[user].relation = relation
            yield from ()

        self.keep(each(self.records("demographics"), of))
        return found

    def _of_user(self, record: Record, birth_dates: Mapping[str, date]) -> Iterator[Row]:
        user = id_of(record, "sourcedId")
        if self._is_gone(record, "users"):
            if user not in self.one_person:
                yield GoneRow(record.line, Kind.PERSON, (user,))
            return
        if self.has_roles_in_users:
            _roles(record)
            needed(record, "orgSourcedIds")
        learnt = self.users.get(user)
        agents = ids_of(record, "agentSourcedIds")
        if learnt is None:
            # A parent who is told of at another school, where a brother learns; and of changes in 1.2, one whose name alone has
            # changed: his roles are not told again.
            is_known = self.modes["users"] == "delta" and user in self.known.people
            if user not in self.agents_of_pupils and not is_known:
                return
            learnt = _User(PUPIL if user in self.known.class_of else 0, "guardian")
        person = self._person(user)
        if not self._is_here(user, learnt, agents):
            return
        if person == user:
            yield PersonRow(
                record.line,
                user,
                record["familyName"],
                record["givenName"],
                record["middleName"],
                birth_dates.get(user),
            )
        if learnt.roles & EMPLOYEE:
            is_administrator = True if learnt.roles & ADMINISTRATOR else None
            yield EmployeeRow(record.line, person, record[POSITION], is_administrator)
        yield from self._guardianships(record, person, learnt, agents)

    def _guardianships(self, record: Record, person: str, learnt: _User, agents: Iterable[str]) -> Iterator[Row]:
        for agent in agents:
            other = self._person(agent)
            if learnt.roles & PUPIL:
                parent, child = other, person
                relation = self.users[agent].relation if agent in self.users else "guardian"
            elif self._is_pupil(agent):
                parent, child, relation = person, other, learnt.relation
            else:
                continue  # Of another school, or gone.
            # It may be told on both sides.
            if parent != child and (parent, child) not in self.pairs:
                self.pairs.add((parent, child))
                yield GuardianshipRow(record.line, parent, child, self.relations.get((parent, child), relation))

    def _is_here(self, user: str, learnt: _User, agents: Iterable[str]) -> bool:
        """Of those who are told of at the district, the parents of this school's pupils; and by whom another is known."""
        return (
            bool(learnt.roles & ~BLOOD)
            or user in self.agents_of_pupils
            or user in self.known.people
            or user in self.known_by
            or any(self._is_pupil(agent) for agent in agents)
        )

    def _is_pupil(self, user: str) -> bool:
        return bool(self.users[user].roles & PUPIL) if user in self.users else user in self.known.class_of

    def _person(self, user: str) -> str:
        while user in self.one_person:
            user = self.one_person[user]
        return user

    def _gone_role(self, record: Record) -> Iterator[Row]:
        if self._is_gone(record, "roles") and _roles(record) & EMPLOYEE:
            user = id_of(record, "userSourcedId")
            if user not in self.users or not self.users[user].roles & EMPLOYEE:
                yield GoneRow(record.line, Kind.EMPLOYEE, (self._person(user),))

    # Classes

    def _sections(self, elsewhere_terms: AbstractSet[str]) -> "tuple[_Sections, AbstractSet[str]]":
        courses = self._courses()
        found = _Sections({}, {})
        elsewhere: set[str] = set()

        def of(record: Record) -> Iterator[Row]:
            id_ = id_of(record, "sourcedId")
            if id_ in found.present:
                raise Wrong("sourcedId", _("Этот код уже был выше. У каждого класса он свой."))
            # So is a class that cannot be read: who sits in it is not told to be nowhere, line by line.
            elsewhere.add(id_)
            is_class = one_of(record, "classType", CLASS_TYPES)
            if self._is_gone(record, "classes"):
                elsewhere.discard(id_)
                found.gone[id_] = GoneRow(record.line, Kind.CLASS if is_class else Kind.STUDY_GROUP, (id_,))
                return
            terms = several(record["termSourcedIds"] or record["termSourcedId"])
            is_ours = not self.school or needed(record, "schoolSourcedId") in self.inside
            if not is_ours or (terms and elsewhere_terms >= set(terms)):
                return
            words = needed(record, "title")
            if is_class:
                grades = [one for one in several(record["grades"]) if one]
                grade = grade_of(grades[0], "grades") if len(grades) == 1 else grade_of(words, "title")
                found.present[id_] = Section(record.line, id_, words, grade)
                elsewhere.discard(id_)
                return
            subjects = several(record["subjects"])
            subject = subjects[0] if subjects else courses.get(record["courseSourcedId"], words)
            found.present[id_] = Section(
                record.line,
                id_,
                words,
                subject=subject,
                code=record["classCode"],
                school_class=record[CLASS_OF_GROUP],
                subgroup=record[SUBGROUP],
            )
            elsewhere.discard(id_)
            yield from ()

        self.keep(each(self.records("classes"), of))
        return found, elsewhere

    def _gone_sections(self, sections: "_Sections") -> Iterator[Row]:
        for id_, gone in sections.gone.items():
            if gone.kind is Kind.STUDY_GROUP and id_ in self.known.groups:
                yield from (GoneRow(gone.line, gone.kind, (group,)) for group in self.known.groups[id_])
            else:
                yield gone

    def _courses(self) -> dict[str, str]:
        """The subject by the course: what it is said to be about, else its name."""
        found: dict[str, str] = {}

        def of(record: Record) -> Iterator[Row]:
            if not self._is_gone(record, "courses"):
                subjects = several(record["subjects"])
                found[id_of(record, "sourcedId")] = subjects[0] if subjects else needed(record, "title")
            yield from ()

        self.keep(each(self.records("courses"), of))
        return found

    def _seats(self) -> Iterator[Seat | Problem]:
        def of(record: Record) -> Iterator[Seat]:
            role = one_of(record, "role", SEAT_ROLES)
            section, user = id_of(record, "classSourcedId"), id_of(record, "userSourcedId")
            gone, leads = self._is_gone(record, "enrollments"), one_of(record, "primary", BOOLEANS, empty=False)
            is_current = self._is_current(record, "beginDate", "endDate")
            if self.school and record["schoolSourcedId"] and record["schoolSourcedId"] not in self.inside:
                return
            if role and (gone or is_current):
                yield Seat(record.line, section, self._person(user), role == "teacher", leads and role == "teacher", gone)

        return each(self.records("enrollments"), of)

    def _remembered(self) -> Known:
        """Whoever is told all needs to remember nothing, and must not."""
        return NOTHING if {self.modes["classes"], self.modes["enrollments"]} == {"bulk"} else self.known

    # Rows of files

    def _is_gone(self, record: Record, file: str) -> bool:
        """Whole files need not say so; among changes it is what each row is about."""
        return one_of(record, "status", STATUSES, empty=None if self.modes[file] == "delta" else False)

    def _is_current(self, record: Record, begin: str, end: str) -> bool:
        """What is over, or has not begun, is as if it were not there. The end is the first day without it."""
        begins, ends = day(record, begin), day(record, end)
        return (begins is None or begins <= self.on) and (ends is None or ends > self.on)


@dataclass
class _Sections:
    present: dict[str, Section]
    gone: dict[str, GoneRow]


def _roles(record: Record) -> int:
    """A word of somebody's own (`ext:`) is allowed, and says nothing to us."""
    return 0 if record["role"].lower().startswith("ext:") else one_of(record, "role", ROLES)


def _relations(cell: str) -> Iterator[tuple[str, str]]:
    """As our own export writes them: «person-7:mother,person-8:guardian», or the same in JSON."""
    for one in several(cell.translate(str.maketrans("", "", '{}" '))):
        child, _colon, relation = one.rpartition(":")
        if child and relation in RELATION_WORDS:
            yield child, relation


def _relation_by(middle_name: str) -> str:
    """A patronymic says it better than any column of the standard."""
    lower = middle_name.lower()
    if lower.endswith(("ич", "оглы")):
        return "father"
    return "mother" if lower.endswith(("вна", "чна", "кызы")) else "guardian"


FORMAT: Final = Format(
    name="oneroster_csv",
    title=gettext_lazy("OneRoster (CSV)"),
    guess=guess,
    reader=read,
    remembers=True,
    columns={
        "year.ends_on": "endDate",
        "person.id": "sourcedId",
        "person.last_name": "familyName",
        "person.first_name": "givenName",
        "person.middle_name": "middleName",
        "person.birth_date": "birthDate",
        "employee.person": "sourcedId",
        "employee.position": POSITION,
        "class.id": "sourcedId",
        "class.title": "title",
        "class.class_teacher": "userSourcedId",
        "enrolment.person": "userSourcedId",
        "enrolment.school_class": "classSourcedId",
        "guardianship.parent": "agentSourcedIds",
        "guardianship.child": "agentSourcedIds",
        "study_group.id": "sourcedId",
        "study_group.school_class": CLASS_OF_GROUP,
        "study_group.subject": "subjects",
        "study_group.subgroup": "title",
        "study.person": "userSourcedId",
        "study.study_group": "classSourcedId",
        "teaching.person": "userSourcedId",
        "teaching.study_group": "classSourcedId",
    },
)
