"""From the classes of other systems to ours. There a class is whatever sits together; here one is a class of pupils, and the
others are study groups of such a class or of a part of it.

Comes in: sections, and who sits in them, as often as asked. Goes out: rows of classes, enrolments, study groups, teaching.
Called by: the readers of OneRoster and of School Data Sync. The steps, each a walk through the seats:

1. whose class is which, how many are in it, who leads it;
2. of which classes the pupils of each other section are: all of a class are that class, fewer are a part of it, and a section
   of several classes is a study group of each of them;
3. the rows.

What is remembered between is one word a pupil and one number a section and class, however many seats there are.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from zvonok.exchange.rows import (
    ClassRow,
    EnrolmentRow,
    GoneRow,
    Kind,
    Line,
    Problem,
    Row,
    StudyGroupRow,
    StudyRow,
    TeachingRow,
)
from zvonok.ground import limits


@dataclass(frozen=True, slots=True)
class Section:
    """`school_class` and `subgroup` are told by a source that knows them (ours does), and found by the pupils otherwise."""

    line: Line
    id: str
    title: str
    grade: int = 0  # of a class of pupils; 0 for what is none
    subject: str = ""
    code: str = ""
    school_class: str = ""
    subgroup: str = ""

    @property
    def is_class(self) -> bool:
        return self.grade > 0


@dataclass(frozen=True, slots=True)
class Seat:
    """`leads`: of several teachers the one who answers. `gone`: the source says that he sits there no more."""

    line: Line
    section: str
    person: str
    teaches: bool = False
    leads: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class KnownClass:
    grade: int
    title: str


@dataclass(frozen=True)
class Known:
    """What the school already knows of this source: changes alone (delta) are said to one who remembers the rest."""

    classes: Mapping[str, KnownClass] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of a section: the study groups that it became
    parts: AbstractSet[str] = frozenset()  # those study groups that are a part of their class
    class_of: Mapping[str, str] = field(default_factory=dict)  # of a pupil
    people: AbstractSet[str] = frozenset()


NOTHING: Final = Known()
Seats = Callable[[], Iterator[Seat | Problem]]


@dataclass
class _Found:
    home: dict[str, str] = field(default_factory=dict)
    size: Counter[str] = field(default_factory=Counter)
    teachers: dict[str, list[Seat]] = field(default_factory=dict)
    counted: dict[str, Counter[str]] = field(default_factory=dict)
    homeless: dict[str, int] = field(default_factory=dict)
    groups: dict[str, dict[str, str]] = field(default_factory=dict)  # section -> class -> study group
    parts: set[str] = field(default_factory=set)
    excused: bool = False


def rows(
    sections: Mapping[str, Section],
    seats: Seats,
    *,
    elsewhere: AbstractSet[str] = frozenset(),
    known: Known = NOTHING,
    file: str,
    leading: str = "",
    excused: bool = False,
) -> Iterator[Row | Problem]:
    """`elsewhere`: sections of other schools and years, whose seats are passed over. `file`: where sections are told of.
    `leading`: the column that says which of several teachers leads, if there is one. `excused`: something was wrong before, so
    that a pupil without a class may be its consequence: it is not told."""
    found = _Found(excused=excused)
    _count_classes(sections, seats, elsewhere, known, found)
    if any(not section.is_class and not section.school_class for section in sections.values()):
        _count_groups(sections, seats, known, found)
    yield from _classes(sections, known, found, leading)
    yield from _study_groups(sections, known, found)
    for seat in seats():
        if isinstance(seat, Problem):
            yield seat
        elif seat.section not in elsewhere:
            yield from _of_seat(seat, sections, known, found, file)


def _count_classes(
    sections: Mapping[str, Section], seats: Seats, elsewhere: AbstractSet[str], known: Known, found: _Found
) -> None:
    found.size.update(known.class_of.values())
    for seat in seats():
        if isinstance(seat, Problem):
            found.excused = True
            continue
        if seat.gone:
            continue
        section = sections.get(seat.section)
        if not (section.is_class if section else seat.section in known.classes):
            found.excused = found.excused or (section is None and seat.section not in elsewhere and not known.groups)
            continue
        if seat.teaches:
            # A class of many teachers is a mistake that is told by the first few of them.
            teachers = found.teachers.setdefault(seat.section, [])
            if seat.leads:
                teachers.insert(0, seat)
            elif len(teachers) < 2:
                teachers.append(seat)
            del teachers[3:]
        elif seat.person not in found.home:
            found.home[seat.person] = seat.section
            before = known.class_of.get(seat.person)
            if before != seat.section:
                found.size[seat.section] += 1
                found.size[before or ""] -= 1


def _count_groups(sections: Mapping[str, Section], seats: Seats, known: Known, found: _Found) -> None:
    for seat in _present(seats):
        section = sections.get(seat.section)
        if section is None or section.is_class or section.school_class or seat.teaches:
            continue
        home = found.home.get(seat.person) or known.class_of.get(seat.person)
        if home is not None and _group(section.id, home) in known.groups.get(section.id, ()):
            continue  # Of a study group that is known a few changes are told: it stays whole, or a part, as it was.
        if home is None:
            found.homeless.setdefault(section.id, seat.line.number)
        else:
            found.counted.setdefault(section.id, Counter())[home] += 1


def _classes(sections: Mapping[str, Section], known: Known, found: _Found, leading: str) -> Iterator[Row | Problem]:
    for section in sections.values():
        if section.is_class:
            teacher = _class_teacher(section.title, found.teachers.get(section.id, []), leading)
            if isinstance(teacher, Problem):
                found.excused = True
                yield teacher
            else:
                yield ClassRow(section.line, section.id, section.grade, section.title, teacher)
    # Changes may name a new class teacher, and not the class, which has not changed.
    for id_, seats in found.teachers.items():
        if id_ not in sections and id_ in known.classes:
            teacher = _class_teacher(known.classes[id_].title, seats, leading)
            if isinstance(teacher, Problem):
                yield teacher
            else:
                yield ClassRow(seats[0].line, id_, known.classes[id_].grade, known.classes[id_].title, teacher)


def _class_teacher(class_title: str, seats: list[Seat], leading: str) -> str | Problem:
    people = list(dict.fromkeys(seat.person for seat in seats))
    leaders = list(dict.fromkeys(seat.person for seat in seats if seat.leads))
    if len(leaders) == 1:
        return leaders[0]
    if len(people) > 1:
        told = _("У класса «%(title)s» несколько учителей. Оставьте одного: это классный руководитель.")
        if leading:
            told = _(
                "У класса «%(title)s» несколько учителей. Отметьте классного руководителя: %(column)s = true у него одного."
            )
        return Problem(seats[0].line, leading, told % {"title": class_title, "column": leading})
    return people[0] if people else ""


def _study_groups(sections: Mapping[str, Section], known: Known, found: _Found) -> Iterator[Row | Problem]:
    parted = Counter(
        (home, section.subgroup or section.title)
        for section in sections.values()
        for home, count in found.counted.get(section.id, {}).items()
        if count < found.size[home]
    )
    for section in sections.values():
        if section.is_class:
            continue
        if section.school_class:
            found.groups[section.id] = {section.school_class: section.id}
            if section.subgroup:
                found.parts.add(section.id)
            yield StudyGroupRow(section.line, section.id, section.school_class, section.subject, section.subgroup)
            continue
        counted = found.counted.get(section.id, Counter())
        for group in known.groups.get(section.id, ()):
            found.groups.setdefault(section.id, {})[group.rpartition("@")[2]] = group
            found.parts |= {group} & known.parts
        if not counted and section.id in found.homeless and not found.excused:
            yield Problem(
                section.line,
                "",
                _("Не видно, чья группа «%(title)s»: ни один её ученик не зачислен в класс.") % {"title": section.title},
            )
        for home in sorted(counted):
            # Always with its class: the day a pupil of another class joins, the study group of this one stays what it was.
            id_ = _group(section.id, home)
            subgroup = ""
            if counted[home] < found.size[home]:
                subgroup = section.subgroup or section.title
                if parted[home, subgroup] > 1:
                    subgroup = f"{subgroup} ({section.code or section.id})"
                found.parts.add(id_)
            found.groups.setdefault(section.id, {})[home] = id_
            yield StudyGroupRow(section.line, id_, home, section.subject, subgroup)


def _of_seat(seat: Seat, sections: Mapping[str, Section], known: Known, found: _Found, file: str) -> Iterator[Row | Problem]:
    section = sections.get(seat.section)
    if section.is_class if section else seat.section in known.classes:
        if seat.gone and not seat.teaches:
            yield GoneRow(seat.line, Kind.ENROLMENT, (seat.person, seat.section))
        elif not seat.gone and not seat.teaches:
            yield EnrolmentRow(seat.line, seat.person, seat.section)
        return
    groups = list(found.groups.get(seat.section, {}).values()) or list(known.groups.get(seat.section, ()))
    if seat.teaches:
        for group in groups:
            yield (
                GoneRow(seat.line, Kind.TEACHING, (group, seat.person))
                if seat.gone
                else TeachingRow(seat.line, group, seat.person)
            )
    elif section is not None and not section.school_class:
        home = found.home.get(seat.person) or known.class_of.get(seat.person)
        group_ = found.groups.get(seat.section, {}).get(home or "")
        if home is None and not seat.gone and not found.excused:
            yield Problem(seat.line, "", _("Этот ученик не зачислен ни в один класс, а в группу по предмету — да."))
        elif group_ in found.parts:
            yield _study(seat, group_ or "")
    else:
        for group in groups:
            if group in found.parts or group in known.parts:
                yield _study(seat, group)
    if section is None and seat.section not in known.groups and not seat.gone:
        yield Problem(seat.line, "", _("Класса с кодом «%(id)s» нет в %(file)s.") % {"id": seat.section[:40], "file": file})


def _group(section: str, home: str) -> str:
    return f"{section}@{home}"[: limits.source_id_length_max]


def _study(seat: Seat, group: str) -> Row:
    if seat.gone:
        return GoneRow(seat.line, Kind.STUDY, (group, seat.person))
    return StudyRow(seat.line, group, seat.person)


def _present(seats: Seats) -> Iterator[Seat]:
    return (seat for seat in seats() if isinstance(seat, Seat) and not seat.gone)
