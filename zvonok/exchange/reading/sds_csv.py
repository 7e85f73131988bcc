"""School Data Sync's CSV files: the six of version 1 with the two of parents, and version 2.1.

Comes in: a zip or a folder. Goes out: rows of one school. Called by: `choosing`. It is always told whole.

Here no class says that it is a class of pupils: one is, if its name reads like one («5 А») and it is of no course; what it is
otherwise, `learning` finds by its pupils. In version 1 pupils, teachers and parents count each for themselves, so their ids
bear a word of their kind; a parent whose address is a teacher's is that teacher.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zvonok.exchange.reading import archive, learning
from zvonok.exchange.reading.delimited import Record, Table, table
from zvonok.exchange.reading.fields import (
    AMERICAN,
    PLAIN,
    Words,
    Wrong,
    day,
    each,
    grade_of,
    id_of,
    is_class_title,
    missing_columns,
    needed,
    one_of,
    several,
)
from zvonok.exchange.reading.formats import Format
from zvonok.exchange.reading.learning import Seat, Section
from zvonok.exchange.reading.tables import Learnt, Tables, no_such_school, several_schools
from zvonok.exchange.rows import (
    EmployeeRow,
    GuardianshipRow,
    Kind,
    Line,
    PersonRow,
    Problem,
    Reading,
    Row,
    YearRow,
)
from zvonok.ground import clock
from zvonok.ground.refusal import Refused

# Of each version: the files that are read and the columns that each must have; the first ones are never left out.
NEEDED_1: Final = {
    "School": ("SIS ID", "Name"),
    "Student": ("SIS ID", "School SIS ID", "First Name", "Last Name"),
    "Teacher": ("SIS ID", "School SIS ID", "First Name", "Last Name"),
    "Section": ("SIS ID", "School SIS ID", "Section Name"),
    "StudentEnrollment": ("Section SIS ID", "SIS ID"),
    "TeacherRoster": ("Section SIS ID", "SIS ID"),
    "User": ("Email", "First Name", "Last Name"),
    "Guardianrelationship": ("SIS ID", "Email", "Role"),
}
NEVER_LEFT_OUT_1: Final = ("School", "Student", "Teacher")
NEEDED_2: Final = {
    "orgs": ("sourcedId", "name", "type"),
    "users": ("sourcedId", "givenName", "familyName"),
    "roles": ("userSourcedId", "orgSourcedId", "role"),
    "classes": ("sourcedId", "orgSourcedId", "title"),
    "enrollments": ("classSourcedId", "userSourcedId", "role"),
    "academicSessions": ("sourcedId", "type", "startDate", "endDate"),
    "courses": ("sourcedId", "title"),
    "demographics": ("userSourcedId", "birthDate"),
    "relationships": ("userSourcedId", "relationshipUserSourcedId", "relationshipRole"),
}
NEVER_LEFT_OUT_2: Final = ("orgs", "users", "roles")
PUPIL, EMPLOYEE, ADMINISTRATOR, NOBODY = "pupil", "employee", "administrator", ""
ROLES: Final = Words(
    {
        "student": PUPIL,
        "teacher": EMPLOYEE,
        "principal": ADMINISTRATOR,
        "administrator": ADMINISTRATOR,
        **dict.fromkeys(
            (
                "staff faculty teacherAssistant assistant instructor substitute coach counselor aide officeStaff itAdmin nurse"
                " adviser advisor proctor lecturer professor chair researcher adjunct affiliate occupationalTherapist"
                " physicalTherapist speechTherapist visionTherapist paraprofessional specialServices"
            ).split(),
            EMPLOYEE,
        ),
        **dict.fromkeys(("alumni", "other", "parent", "guardian", "relative"), NOBODY),
    }
)
TEACHES: Final = frozenset("teacher faculty professor lecturer adjunct instructor teacherAssistant".split())
SEAT_ROLES: Final = Words({role: "student" if role == "student" else "teacher" if role in TEACHES else "" for role in ROLES})
RELATIONS: Final = Words(
    {
        **dict.fromkeys(("parent", "guardian", "relative"), True),
        **dict.fromkeys(("aide", "doctor", "child", "administrator", "other"), False),
    }
)
ORG_SCHOOLS: Final = ("school", "college", "university", "campus", "adulteducation")


def read(path: Path, *, organisation: str = "", settings: Mapping[str, Any] | None = None, on: date | None = None) -> Reading:
    files = archive.files(path)
    if _version(files) == 1:
        roster: _Version1 | _Version2 = _Version1(tables=_tables(files, NEEDED_1, NEVER_LEFT_OUT_1), on=on or clock.today())
    else:
        roster = _Version2(tables=_tables(files, NEEDED_2, NEVER_LEFT_OUT_2), on=on or clock.today())
    roster.choose_school(organisation)
    return Reading(roster.rows(), roster.complete())


def guess_1(path: Path) -> int:
    return 95 if _has(path, NEVER_LEFT_OUT_1) else 0


def guess_2(path: Path) -> int:
    return 90 if _has(path, NEVER_LEFT_OUT_2) else 0


def _has(path: Path, never_left_out: Iterable[str]) -> bool:
    try:
        files = archive.files(path)
    except Refused:
        return False
    # OneRoster calls its files the same, and has a manifest.
    return "manifest.csv" not in files and {f"{name.lower()}.csv" for name in never_left_out} <= files.keys()


def _version(files: archive.Files) -> int:
    return 2 if "orgs.csv" in files or "users.csv" in files else 1


def _tables(files: archive.Files, columns: Mapping[str, tuple[str, ...]], never_left_out: Iterable[str]) -> Tables:
    left_out = [name for name in never_left_out if f"{name.lower()}.csv" not in files]
    if left_out:
        raise Refused(
            _("В архиве нет файла %(file)s.csv, а без него выгрузка School Data Sync не читается.") % {"file": left_out[0]},
            "file",
        )
    tables: dict[str, Table | list[Problem]] = {}
    for name, needed_columns in columns.items():
        file = files.get(f"{name.lower()}.csv")
        if file is None:
            continue
        found = table(file.open, file.name)
        if isinstance(found, Problem):
            tables[name] = [found]
        elif found is not None:
            tables[name] = missing_columns(found, needed_columns) or found
        elif name in never_left_out:
            tables[name] = [Problem(Line(file.name, 1), "", _("Файл пуст. Выгрузите его заново."))]
    return tables


@dataclass(kw_only=True)
class _Roster(Learnt):
    elsewhere: set[str] = field(default_factory=set)  # sections of other schools and years

    def has(self, *files: str) -> bool:
        return all(isinstance(self.tables.get(file), Table) for file in files)

    def choose(self, schools: Mapping[str, str], organisation: str) -> None:
        if organisation and organisation not in schools:
            raise no_such_school(organisation, schools)
        if not organisation and len(schools) > 1:
            raise several_schools(schools)
        self.school = organisation or next(iter(schools), "")

    def section(self, line: Line, id_: str, name: str, course: str, code: str) -> Section:
        if not course and is_class_title(name):
            return Section(line, id_, name, grade_of(name, ""))
        return Section(line, id_, name, subject=course or name, code=code)

    def put(self, sections: dict[str, Section], section: Section, column: str) -> None:
        if section.id in sections:
            raise Wrong(column, _("Этот код уже был выше. У каждого класса он свой."))
        sections[section.id] = section
        self.elsewhere.discard(section.id)


class _Version1(_Roster):
    def complete(self) -> frozenset[Kind]:
        found: set[Kind] = set()
        if self.has("Student", "Teacher"):
            found |= {Kind.PERSON, Kind.EMPLOYEE}
        if self.has("Section"):
            found.add(Kind.CLASS)
        if self.has("Section", "StudentEnrollment"):
            found |= {Kind.ENROLMENT, Kind.STUDY_GROUP, Kind.STUDY}
        if self.has("Section", "TeacherRoster"):
            found.add(Kind.TEACHING)
        if self.has("User", "Guardianrelationship"):
            found.add(Kind.GUARDIANSHIP)
        return frozenset(found)

    def choose_school(self, organisation: str) -> None:
        schools: dict[str, str] = {}
        self.principals: dict[str, str] = {}

        def of(record: Record) -> Iterator[Row]:
            id_ = id_of(record, "SIS ID")
            schools[id_] = needed(record, "Name")
            self.principals[id_] = record["Principal SIS ID"]
            yield from ()

        self.keep(each(self.records("School"), of))
        self.choose(schools, organisation)

    def rows(self) -> Iterator[Row | Problem]:
        yield from self.told()
        self.pupils: set[str] = set()
        self.teachers_by_address: dict[str, str] = {}
        yield from each(self.records("Student"), self._of_student)
        if not self.pupils and self.has("Student"):
            yield Problem(Line("Student.csv", 1), "", _("Здесь нет ни одного ученика этой школы. Проверьте выгрузку."))
        yield from each(self.records("Teacher"), self._of_teacher)
        yield from self._parents()
        sections = self._sections()
        yield from self.told()
        yield from learning.rows(sections, self._seats, elsewhere=self.elsewhere, file="Section.csv", excused=self.has_problems)

    def _of_student(self, record: Record) -> Iterator[Row]:
        id_ = id_of(record, "SIS ID")
        if needed(record, "School SIS ID") == self.school and _is_active(record):
            self.pupils.add(id_)
            born = day(record, "Birthdate", PLAIN, AMERICAN)
            yield PersonRow(
                record.line, f"student:{id_}", record["Last Name"], record["First Name"], record["Middle Name"], born
            )

    def _of_teacher(self, record: Record) -> Iterator[Row]:
        id_ = id_of(record, "SIS ID")
        if needed(record, "School SIS ID") == self.school and _is_active(record):
            person = f"teacher:{id_}"
            for address in (record["Username"], record["Secondary Email"]):
                if "@" in address:
                    self.teachers_by_address[address.lower()] = person
            yield PersonRow(record.line, person, record["Last Name"], record["First Name"], record["Middle Name"])
            yield EmployeeRow(record.line, person, record["Title"], True if id_ == self.principals.get(self.school) else None)

    def _parents(self) -> Iterator[Row | Problem]:
        """Those alone who are somebody's parents here: a parent is known by the address."""
        wanted: set[str] = set()
        ours: set[tuple[str, str]] = set()

        def of_relation(record: Record) -> Iterator[Row]:
            child, address = id_of(record, "SIS ID"), id_of(record, "Email").lower()
            if one_of(record, "Role", RELATIONS, empty=True) and child in self.pupils and (child, address) not in ours:
                ours.add((child, address))
                wanted.add(address)
                yield GuardianshipRow(record.line, self._parent(address), f"student:{child}")

        def of_user(record: Record) -> Iterator[Row]:
            address = id_of(record, "Email").lower()
            if address in wanted and address not in self.teachers_by_address:
                yield PersonRow(
                    record.line, self._parent(address), record["Last Name"], record["First Name"], record["Middle Name"]
                )

        yield from each(self.records("Guardianrelationship"), of_relation)
        yield from each(self.records("User"), of_user)

    def _parent(self, address: str) -> str:
        return self.teachers_by_address.get(address) or f"parent:{address}"

    def _sections(self) -> dict[str, Section]:
        sections: dict[str, Section] = {}
        terms: dict[str, tuple[date | None, date | None]] = {}

        def of(record: Record) -> Iterator[Row]:
            id_ = id_of(record, "SIS ID")
            self.elsewhere.add(id_)
            if needed(record, "School SIS ID") == self.school and _is_active(record):
                course = record["Course Name"] or record["Course Subject"]
                section = self.section(record.line, id_, needed(record, "Section Name"), course, record["Section Number"])
                terms[id_] = (
                    day(record, "Term StartDate", PLAIN, AMERICAN),
                    day(record, "Term EndDate", PLAIN, AMERICAN),
                )
                self.put(sections, section, "SIS ID")
            yield from ()

        self.keep(each(self.records("Section"), of))
        now = {id_ for id_, (begin, end) in terms.items() if (not begin or begin <= self.on) and (not end or end >= self.on)}
        # Between two years all is over, or has not begun: then none is left out.
        for id_ in [id_ for id_ in sections if now and id_ not in now]:
            self.elsewhere.add(id_)
            del sections[id_]
        return sections

    def _seats(self) -> Iterator[Seat | Problem]:
        def of_pupil(record: Record) -> Iterator[Seat]:
            section, pupil = id_of(record, "Section SIS ID"), id_of(record, "SIS ID")
            yield Seat(record.line, section, f"student:{pupil}")

        def of_teacher(record: Record) -> Iterator[Seat]:
            section, teacher = id_of(record, "Section SIS ID"), id_of(record, "SIS ID")
            yield Seat(record.line, section, f"teacher:{teacher}", teaches=True)

        yield from each(self.records("StudentEnrollment"), of_pupil)
        yield from each(self.records("TeacherRoster"), of_teacher)


class _Version2(_Roster):
    def complete(self) -> frozenset[Kind]:
        found: set[Kind] = set()
        if self.has("users", "roles"):
            found |= {Kind.PERSON, Kind.EMPLOYEE}
        if self.has("classes"):
            found.add(Kind.CLASS)
        if self.has("classes", "enrollments"):
            found |= {Kind.ENROLMENT, Kind.STUDY_GROUP, Kind.STUDY, Kind.TEACHING}
        if self.has("relationships"):
            found.add(Kind.GUARDIANSHIP)
        return frozenset(found)

    def choose_school(self, organisation: str) -> None:
        schools: dict[str, str] = {}
        others: dict[str, str] = {}

        def of(record: Record) -> Iterator[Row]:
            id_, name = id_of(record, "sourcedId"), needed(record, "name")
            (schools if needed(record, "type").lower() in ORG_SCHOOLS else others)[id_] = name
            yield from ()

        self.keep(each(self.records("orgs"), of))
        self.choose(schools or others, organisation)

    def rows(self) -> Iterator[Row | Problem]:
        year, elsewhere_sessions = self._year()
        yield from year
        self.roles: dict[str, str] = {}
        self.parents: set[str] = set()
        self.keep(each(self.records("roles"), self._learn_role))
        for _one in self._relations():
            pass  # Only whose parents are told of here; the rows themselves come below.
        birth_dates = self._birth_dates()
        yield from self.told()
        told = False
        for row in each(self.records("users"), lambda record: self._of_user(record, birth_dates)):
            told = True
            yield row
        if not told and self.has("users"):
            yield Problem(Line("users.csv", 1), "", _("Здесь нет ни одного человека этой школы. Проверьте выгрузку."))
        yield from self._relations()
        sections = self._sections(elsewhere_sessions)
        yield from self.told()
        yield from learning.rows(sections, self._seats, elsewhere=self.elsewhere, file="classes.csv", excused=self.has_problems)

    def _year(self) -> tuple[list[Row], set[str]]:
        """The school year of today, else the next; and the sessions that are over while others go on."""
        sessions: dict[str, tuple[date, date]] = {}
        years: list[YearRow] = []

        def of(record: Record) -> Iterator[Row]:
            begin, end = day(record, "startDate", PLAIN, AMERICAN), day(record, "endDate", PLAIN, AMERICAN)
            if begin is None or end is None:
                raise Wrong("startDate" if begin is None else "endDate", _("Ячейка пуста, а заполнить её нужно."))
            if end <= begin:
                raise Wrong("endDate", _("Конец раньше начала. Поправьте даты."))
            sessions[id_of(record, "sourcedId")] = (begin, end)
            if needed(record, "type").lower() == "schoolyear":
                years.append(YearRow(record.line, begin, end))
            yield from ()

        self.keep(each(self.records("academicSessions"), of))
        now = [year for year in years if year.starts_on <= self.on <= year.ends_on]
        coming = sorted((year for year in years if year.starts_on > self.on), key=lambda year: year.starts_on)
        chosen: list[Row] = list((now or coming or years[-1:])[:1])
        goes_on = any(begin <= self.on <= end for begin, end in sessions.values())
        return chosen, {id_ for id_, (_begin, end) in sessions.items() if goes_on and end < self.on}

    def _learn_role(self, record: Record) -> Iterator[Row]:
        role, user = one_of(record, "role", ROLES), id_of(record, "userSourcedId")
        begin, end = day(record, "roleStartDate", PLAIN, AMERICAN), day(record, "roleEndDate", PLAIN, AMERICAN)
        is_current = (not begin or begin <= self.on) and (not end or end >= self.on)
        if needed(record, "orgSourcedId") == self.school and role and is_current:
            before = self.roles.get(user)
            # Who is a pupil stays one; of two posts the weightier counts.
            self.roles[user] = before if before in (PUPIL, ADMINISTRATOR) else role
        yield from ()

    def _relations(self) -> Iterator[Row | Problem]:
        def of(record: Record) -> Iterator[Row]:
            child, parent = id_of(record, "userSourcedId"), id_of(record, "relationshipUserSourcedId")
            if one_of(record, "relationshipRole", RELATIONS) and self.roles.get(child) == PUPIL:
                if child == parent:
                    raise Wrong("relationshipUserSourcedId", _("Человек назван родителем самого себя."))
                self.parents.add(parent)
                yield GuardianshipRow(record.line, parent, child)

        return each(self.records("relationships"), of)

    def _birth_dates(self) -> dict[str, date]:
        found: dict[str, date] = {}

        def of(record: Record) -> Iterator[Row]:
            user, born = id_of(record, "userSourcedId"), day(record, "birthDate", PLAIN, AMERICAN)
            if born and user in self.roles:
                found[user] = born
            yield from ()

        self.keep(each(self.records("demographics"), of))
        return found

    def _of_user(self, record: Record, birth_dates: Mapping[str, date]) -> Iterator[Row]:
        user = id_of(record, "sourcedId")
        role = self.roles.get(user)
        if role is None and user not in self.parents:
            return
        yield PersonRow(
            record.line, user, record["familyName"], record["givenName"], record["middleName"], birth_dates.get(user)
        )
        if role in (EMPLOYEE, ADMINISTRATOR):
            yield EmployeeRow(record.line, user, "", True if role == ADMINISTRATOR else None)

    def _sections(self, elsewhere_sessions: set[str]) -> dict[str, Section]:
        courses: dict[str, str] = {}

        def of_course(record: Record) -> Iterator[Row]:
            courses[id_of(record, "sourcedId")] = needed(record, "title")
            yield from ()

        sections: dict[str, Section] = {}

        def of(record: Record) -> Iterator[Row]:
            id_ = id_of(record, "sourcedId")
            self.elsewhere.add(id_)
            sessions = several(record["sessionSourcedIds"])
            is_over = sessions and elsewhere_sessions >= set(sessions)
            if needed(record, "orgSourcedId") == self.school and not is_over:
                code = record["courseSourcedId"]
                course = courses.get(code, code)
                self.put(sections, self.section(record.line, id_, needed(record, "title"), course, record["code"]), "sourcedId")
            yield from ()

        self.keep(each(self.records("courses"), of_course))
        self.keep(each(self.records("classes"), of))
        return sections

    def _seats(self) -> Iterator[Seat | Problem]:
        def of(record: Record) -> Iterator[Seat]:
            role = one_of(record, "role", SEAT_ROLES)
            section, user = id_of(record, "classSourcedId"), id_of(record, "userSourcedId")
            if role:
                yield Seat(record.line, section, user, teaches=role == "teacher")

        return each(self.records("enrollments"), of)


def _is_active(record: Record) -> bool:
    return record["Status"].lower() in ("", "active")


def _columns(id_: str, last: str, first: str, middle: str, born: str, section: str, of_section: str) -> dict[str, str]:
    return {
        "person.id": id_,
        "person.last_name": last,
        "person.first_name": first,
        "person.middle_name": middle,
        "person.birth_date": born,
        "employee.person": id_,
        "employee.position": "Title",
        "class.id": id_,
        "class.title": section,
        "class.class_teacher": id_,
        "enrolment.person": id_,
        "enrolment.school_class": of_section,
        "study_group.id": id_,
        "study_group.school_class": of_section,
        "study_group.subgroup": section,
        "study.person": id_,
        "study.study_group": of_section,
        "teaching.person": id_,
        "teaching.study_group": of_section,
    }


VERSION_1: Final = Format(
    name="sds_csv_1",
    title=gettext_lazy("School Data Sync, версия 1 (CSV)"),
    guess=guess_1,
    reader=read,
    columns=_columns("SIS ID", "Last Name", "First Name", "Middle Name", "Birthdate", "Section Name", "Section SIS ID")
    | {"guardianship.parent": "Email", "guardianship.child": "SIS ID", "study_group.subject": "Course Name"},
)
VERSION_2: Final = Format(
    name="sds_csv_2",
    title=gettext_lazy("School Data Sync, версия 2.1 (CSV)"),
    guess=guess_2,
    reader=read,
    columns=_columns("sourcedId", "familyName", "givenName", "middleName", "birthDate", "title", "classSourcedId")
    | {
        "year.ends_on": "endDate",
        "enrolment.person": "userSourcedId",
        "study.person": "userSourcedId",
        "teaching.person": "userSourcedId",
        "guardianship.parent": "relationshipUserSourcedId",
        "guardianship.child": "userSourcedId",
        "study_group.subject": "courseSourcedId",
    },
)
