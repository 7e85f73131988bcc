"""Our own spreadsheet: sheets of employees, classes, pupils, parents and study groups, by the words that people use (`sheets`).

Comes in: an XLSX, or the same sheets as CSV (one, several, a zip or a folder). Goes out: rows of a roster.
Called by: `reading.choosing`.

A secretary has no ids, so a reference is a name. Whom a name means is looked up among the rows read before; whoever has no
«Номер» is called by his name, a pupil with his birth date. Of adults the full name with the father's name is one person: so
the teacher who is a parent is one. What suits nobody, or several, is a problem of that row.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zvonok.exchange.reading import archive, delimited, workbook
from zvonok.exchange.reading.formats import Format
from zvonok.exchange.reading.sheets import CLASSES, EMPLOYEES, GROUPS, NO, PARENTS, PUPILS, RELATIONS, SHEETS, YES, Sheet
from zvonok.exchange.rows import (
    ClassRow,
    EmployeeRow,
    EnrolmentRow,
    GuardianshipRow,
    Kind,
    Line,
    PersonRow,
    Problem,
    Reading,
    Row,
    StudyGroupRow,
    StudyRow,
    TeachingRow,
)
from zvonok.ground.refusal import Refused
from zvonok.roster import names

BOOKS: Final = (".xlsx", ".xlsm")
TEXTS: Final = (".csv", ".txt", ".tsv")
# The head stands in one of these rows: people write a title over it.
HEAD_AMONG: Final = 10
DAY: Final = re.compile(r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})(?:\s*г\.?)?")
ISO: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ].*)?")
# Excel's own count of days, where the cell is not shown as one.
SERIAL: Final = range(7000, 60000)
SERIAL_BEGINS: Final = date(1899, 12, 30)
GRADE: Final = re.compile(r"\d{1,2}")
DASHES: Final = re.compile(r"[\s«»\"“”„''’‘`‐‑‒–—-]")

Cells = Mapping[str, str]
Numbered = Iterator[tuple[int, Cells] | Problem]


@dataclass(frozen=True)
class Found:
    """One sheet of a file; its rows may be asked for again and again."""

    sheet: Sheet
    file: str
    is_filled: bool
    rows: Callable[[], Numbered]


def read(path: Path, *, organisation: str = "", settings: Mapping[str, Any] | None = None) -> Reading:
    """`organisation` and `settings` say nothing here: a spreadsheet is of one school."""
    found = [*_sheets(path)]
    if not found:
        wanted = ", ".join(f"«{sheet.name}»" for sheet in SHEETS)
        raise Refused(_("В файле нет ни одного нашего листа: %(wanted)s. Возьмите шаблон.") % {"wanted": wanted}, "files")
    filled = {one.sheet.name for one in found if one.is_filled}
    return Reading(_Roster(found, filled).rows(), _complete(filled))


def guess(path: Path) -> int:
    try:
        return 80 if any(True for _found in _sheets(path)) else 0
    except Refused:
        # A broken XLSX is ours to tell of.
        return 10 if path.suffix.lower() in BOOKS else 0


def _complete(filled: set[str]) -> frozenset[Kind]:
    """A sheet that is filled tells all of its kind; one that is empty or missing tells nothing."""
    told = {
        EMPLOYEES.name: {Kind.EMPLOYEE},
        CLASSES.name: {Kind.CLASS},
        PUPILS.name: {Kind.ENROLMENT},
        PARENTS.name: {Kind.GUARDIANSHIP},
        GROUPS.name: {Kind.STUDY_GROUP, Kind.TEACHING},
    }
    kinds = {kind for name in filled for kind in told[name]}
    if PUPILS.name in filled and GROUPS.name in filled:
        kinds.add(Kind.STUDY)
    if PUPILS.name in filled and EMPLOYEES.name in filled:
        kinds.add(Kind.PERSON)
    return frozenset(kinds)


class _Wrong(Exception):
    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


@dataclass
class _People:
    """Whom a name may mean: by all of it, by its first two words, by initials, by the number."""

    by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    numbers: set[str] = field(default_factory=set)

    def add(self, there: str, words: Sequence[str], number: str) -> None:
        last, first, middle = words
        short = f"{last} {first[:1]}{middle[:1]}"
        for name in {_looks("".join(words)), _looks(last + first), _looks(short)}:
            self.by_name[name].add(there)
        if number:
            self.numbers.add(number)

    def named(self, typed: str) -> set[str]:
        if typed in self.numbers:
            return {typed}
        return self.by_name.get(_looks(typed.replace(".", "")), set())


class _Roster:
    """Reads the sheets in their order and remembers whom they name."""

    def __init__(self, found: Sequence[Found], filled: set[str]) -> None:
        self.found, self.filled = found, filled
        self.adults, self.pupils = _People(), _People()
        self.told: set[str] = set()
        self.titles: set[str] = set()
        self.class_of: dict[str, str] = {}
        # The pupils of each class's subgroups, until the study groups are read.
        self.in_subgroup: dict[tuple[str, str], list[tuple[Line, str]]] = defaultdict(list)

    def rows(self) -> Iterator[Row | Problem]:
        makers = (
            (EMPLOYEES, self._employee),
            (CLASSES, self._class),
            (PUPILS, self._pupil),
            (PARENTS, self._parent),
            (GROUPS, self._group),
        )
        for sheet, make in makers:
            for one in self.found:
                if one.sheet is sheet:
                    yield from self._of_sheet(one, make)

    def _of_sheet(self, found: Found, make: Callable[[Line, Cells], Iterable[Row]]) -> Iterator[Row | Problem]:
        for row in found.rows():
            if isinstance(row, Problem):
                yield row
                continue
            number, cells = row
            line = Line(found.file, number)
            try:
                self._remember(found.sheet, cells)
                missing = [column.name for column in found.sheet.columns if column.needed and not _text(cells, column.name)]
                if missing:
                    raise _Wrong(missing[0], _("Ячейка пуста, а заполнить её нужно."))
                yield from make(line, cells)
            except _Wrong as wrong:
                yield Problem(line, wrong.column, wrong.sentence)

    def _remember(self, sheet: Sheet, cells: Cells) -> None:
        """Who and what a row names, even if it turns out to be wrong: what speaks of it is right."""
        if sheet is CLASSES and _text(cells, "Класс"):
            self.titles.add(_looks(_text(cells, "Класс")))
        if not _text(cells, "Фамилия") or not _text(cells, "Имя"):
            return
        if sheet is EMPLOYEES:
            self._adult(cells, EMPLOYEES)
        elif sheet is PUPILS:
            person = self._pupil_id(cells)
            self.pupils.add(person, _words(cells), _text(cells, "Номер"))
            self.class_of[person] = _looks(_text(cells, "Класс"))

    def _employee(self, line: Line, cells: Cells) -> Iterator[Row]:
        said = _text(cells, "Администратор").lower()
        if said not in ("", YES, NO):
            raise _Wrong("Администратор", _("Здесь пишут «да» или «нет», или ничего."))
        person, birth_date = self._adult(cells, EMPLOYEES), _day(cells, "Дата рождения")
        if person in self.told:
            raise _Wrong("Фамилия", _("Такой сотрудник уже есть выше. Если это другой человек, дайте обоим номера."))
        self.told.add(person)
        yield PersonRow(line, person, *_words(cells), birth_date=birth_date)
        yield EmployeeRow(line, person, _text(cells, "Должность"), None if said == "" else said == YES)

    def _class(self, line: Line, cells: Cells) -> Iterator[Row]:
        title = _text(cells, "Класс")
        if f"класс:{_looks(title)}" in self.told:
            raise _Wrong("Класс", _("Такой класс уже есть выше. Оставьте одну строку."))
        self.told.add(f"класс:{_looks(title)}")
        grade = _grade(_text(cells, "Параллель") or title, "Параллель" if _text(cells, "Параллель") else "Класс")
        leads = self._teacher(cells, "Классный руководитель", _text(cells, "Классный руководитель"))
        yield ClassRow(line, _looks(title), grade, title, leads)

    def _pupil(self, line: Line, cells: Cells) -> Iterator[Row]:
        person, birth_date = self._pupil_id(cells), _day(cells, "Дата рождения")
        if person in self.told:
            raise _Wrong("Фамилия", _("Такой ученик уже есть выше. Если это тёзка, дайте обоим номера."))
        yield from self._class_named(line, _text(cells, "Класс"))
        school_class = _looks(_text(cells, "Класс"))
        self.told.add(person)
        for subgroup in _several(_text(cells, "Подгруппы")):
            self.in_subgroup[school_class, _looks(subgroup)].append((line, person))
        yield PersonRow(line, person, *_words(cells), birth_date=birth_date)
        yield EnrolmentRow(line, person, school_class)

    def _parent(self, line: Line, cells: Cells) -> Iterator[Row]:
        said = _text(cells, "Кем приходится").lower()
        if said and said not in RELATIONS:
            raise _Wrong("Кем приходится", _("Здесь пишут «мать», «отец» или «опекун»."))
        children = [self._child(cells, name) for name in _several(_text(cells, "Ученик"))]
        person = self._adult(cells, PARENTS)
        if person not in self.told:
            self.told.add(person)
            yield PersonRow(line, person, *_words(cells))
        for child in children:
            yield GuardianshipRow(line, person, child, RELATIONS.get(said, "guardian"))

    def _group(self, line: Line, cells: Cells) -> Iterator[Row]:
        title, subject, subgroup = (_text(cells, name) for name in ("Класс", "Предмет", "Подгруппа"))
        teachers = [self._teacher(cells, "Учитель", name) for name in _several(_text(cells, "Учитель"))]
        pupils = self.in_subgroup.get((_looks(title), _looks(subgroup)), [])
        if subgroup and PUPILS.name in self.filled and not pupils:
            raise _Wrong(
                "Подгруппа",
                _("В классе «%(title)s» ни у кого не указана подгруппа «%(name)s». Впишите её ученикам.")
                % {"title": title, "name": subgroup},
            )
        yield from self._class_named(line, title)
        group = "|".join(map(_looks, (title, subject, subgroup)))
        if group not in self.told:
            self.told.add(group)
            yield StudyGroupRow(line, group, _looks(title), subject, subgroup)
            if subgroup:
                for at, pupil in pupils:
                    yield StudyRow(at, group, pupil)
        for teacher in teachers:
            yield TeachingRow(line, group, teacher)

    def _pupil_id(self, cells: Cells) -> str:
        return _text(cells, "Номер") or f"ученик:{_looks(''.join(_words(cells)))}:{_text(cells, 'Дата рождения')}"

    def _adult(self, cells: Cells, of: Sheet) -> str:
        words, number = _words(cells), _text(cells, "Номер")
        known = self.adults.by_name.get(_looks("".join(words)), set()) if words[2] else set()
        if not number and len(known) > 1:
            raise _Wrong("Номер", _("Людей с таким именем несколько. Напишите номер того, кто имеется в виду."))
        # Without a father's name a name proves nothing: a parent is not the employee who is called the same.
        kind = "взрослый" if words[2] else of.name
        there = number or next(iter(known), "") or f"{kind}:{_looks(''.join(words))}"
        self.adults.add(there, words, number)
        return there

    def _teacher(self, cells: Cells, column: str, typed: str) -> str:
        if not typed:
            return ""
        found = self.adults.named(typed)
        if len(found) > 1:
            raise _Wrong(column, _("«%(typed)s» подходит нескольким. Напишите имя целиком или номер.") % {"typed": typed})
        if not found and EMPLOYEES.name in self.filled:
            raise _Wrong(column, _("На листе «Сотрудники» нет такого человека: %(typed)s.") % {"typed": typed})
        return next(iter(found), f"взрослый:{_looks(typed)}")

    def _child(self, cells: Cells, typed: str) -> str:
        found = self.pupils.named(typed)
        title = _text(cells, "Класс ученика")
        if len(found) > 1 and title:
            found = {one for one in found if self.class_of[one] == _looks(title)} or found
        if len(found) > 1:
            raise _Wrong("Ученик", _("«%(typed)s» подходит нескольким. Укажите класс или номер ученика.") % {"typed": typed})
        if not found:
            raise _Wrong("Ученик", _("На листе «Ученики» нет такого ученика: %(typed)s.") % {"typed": typed})
        return next(iter(found))

    def _class_named(self, line: Line, title: str) -> Iterator[Row]:
        """Where there is no sheet of classes, a class is told by its pupils."""
        if _looks(title) in self.titles:
            return
        if CLASSES.name in self.filled:
            raise _Wrong("Класс", _("На листе «Классы» нет класса «%(title)s».") % {"title": title})
        grade = _grade(title, "Класс")
        self.titles.add(_looks(title))
        yield ClassRow(line, _looks(title), grade, title)


def _looks(name: str) -> str:
    """As `exchange_looks` in the database says it."""
    return DASHES.sub("", names.looks(name)).replace("ё", "е")


def _words(cells: Cells) -> tuple[str, str, str]:
    return _text(cells, "Фамилия"), _text(cells, "Имя"), _text(cells, "Отчество")


def _text(cells: Cells, column: str) -> str:
    return " ".join(cells.get(column.lower(), "").split())


def _several(typed: str) -> list[str]:
    return [one.strip() for one in typed.replace("\n", ";").split(";") if one.strip()]


def _day(cells: Cells, column: str) -> date | None:
    typed = _text(cells, column)
    if not typed:
        return None
    if typed.isdecimal() and len(typed) == 5 and int(typed) in SERIAL:
        return SERIAL_BEGINS + timedelta(days=int(typed))
    match = DAY.fullmatch(typed) or ISO.fullmatch(typed)
    try:
        if match:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        pass
    raise _Wrong(column, _("«%(typed)s» — не дата. Напишите её так: 15.01.2012.") % {"typed": typed[:40]})


def _grade(typed: str, column: str) -> int:
    match = GRADE.search(typed)
    if match and 1 <= int(match[0]) <= 12:
        return int(match[0])
    raise _Wrong(column, _("Параллель — число от 1 до 12, а здесь «%(typed)s».") % {"typed": typed[:40]})


# Files


def _sheets(path: Path) -> Iterator[Found]:
    for file in archive.files(path).values():
        ending = Path(file.name).suffix.lower()
        if ending in BOOKS:
            yield from _of_book(file)
        elif ending in TEXTS:
            yield from _of_text(file)
        elif ending == ".xls":
            raise Refused(
                _("«%(name)s» — старый формат Excel. Сохраните его как «Книга Excel» (XLSX).") % {"name": file.name}, "files"
            )


def _of_text(file: archive.File) -> Iterator[Found]:
    table = delimited.table(file.open, file.name)
    if isinstance(table, delimited.Table):
        sheet = _sheet_of(table.columns)
        if sheet:
            yield Found(sheet, file.name, next(table.records(), None) is not None, partial(_records, table))


def _records(table: delimited.Table) -> Numbered:
    for record in table.records():
        if isinstance(record, Problem):
            yield record
        else:
            yield record.line.number, {column: record[column] for column in record.places if record[column]}


def _of_book(file: archive.File) -> Iterator[Found]:
    for page in workbook.sheets(file.open):
        sheet = next((one for one in SHEETS if _looks(one.name) == _looks(page.name)), None)
        if sheet is None:
            continue
        head, columns, is_filled = _head(page.rows())
        missing = [column.name for column in sheet.columns if column.needed and column.name.lower() not in columns]
        if missing:
            raise Refused(
                _("На листе «%(sheet)s» нет столбца «%(column)s». Верните его или возьмите шаблон.")
                % {"sheet": page.name, "column": missing[0]},
                "files",
            )
        yield Found(sheet, f"{file.name}, лист «{page.name}»", is_filled, partial(_below, page, head, columns))


def _below(page: workbook.Sheet, head: int, columns: Sequence[str]) -> Numbered:
    """Rows of empty cells are left out."""
    for number, words in page.rows():
        if number > head and any(words):
            yield number, dict(zip(columns, words, strict=False))


def _head(rows: Iterator[tuple[int, Sequence[str]]]) -> tuple[int, list[str], bool]:
    """The row with the most of the words that are heads, and its words; and whether anything stands below."""
    known = {column.name.lower() for sheet in SHEETS for column in sheet.columns}
    best, place, columns, last = 0, 1, [], 0
    for number, cells in islice(rows, HEAD_AMONG):
        last = number if any(cells) else last
        words = [cell.strip().rstrip("*").strip().lower() for cell in cells]
        if len(known & set(words)) > best:
            best, place, columns = len(known & set(words)), number, words
    return place, columns, last > place or any(any(cells) for _number, cells in rows)


def _sheet_of(columns: Iterable[str]) -> Sheet | None:
    """Of a file that has no sheets' names: most of its heads are ours, and whose needed ones it has, the most of them."""
    there = {column for column in columns if column}

    def ours(sheet: Sheet) -> int:
        return len(there & {one.name.lower() for one in sheet.columns})

    fits = [sheet for sheet in SHEETS if sheet.needed <= there and ours(sheet) * 2 > len(there)]
    return max(fits, key=lambda sheet: (len(sheet.needed), ours(sheet)), default=None)


FORMAT: Final = Format(
    name="spreadsheet",
    title=gettext_lazy("таблица Звонка"),
    guess=guess,
    reader=read,
    columns={
        "person.last_name": "Фамилия",
        "person.first_name": "Имя",
        "person.middle_name": "Отчество",
        "person.birth_date": "Дата рождения",
        "person.id": "Номер",
        "employee.position": "Должность",
        "employee.person": "Фамилия",
        "class.title": "Класс",
        "class.grade": "Параллель",
        "class.class_teacher": "Классный руководитель",
        "enrolment.school_class": "Класс",
        "enrolment.person": "Фамилия",
        "guardianship.parent": "Фамилия",
        "guardianship.child": "Ученик",
        "study_group.school_class": "Класс",
        "study_group.subject": "Предмет",
        "study_group.subgroup": "Подгруппа",
        "study_group.id": "Предмет",
        "study.person": "Подгруппы",
        "teaching.person": "Учитель",
    },
)
