"""Lists of pupils or of staff as diaries and secretaries export them: any columns, in CSV or XLSX, a class a file or a sheet.

Comes in: a file, a folder or a zip of such, and which column is what (`Source.settings`; without it, a guess by the heads).
Goes out: rows; or `look`: what stands there and what it seems to be, for the page where a person says so once.
Called by: `choosing`, `exchange.source_pages`.

Such lists have no ids, so a pupil is known by his name and birth date (or class), a parent by his name and telephone. Where no
telephone is told, two parents of one name are one person only if their children bear one last name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zvonok.exchange.reading import archive, workbook
from zvonok.exchange.reading.delimited import encoding_of, rows, separator_of
from zvonok.exchange.reading.fields import PLAIN, RUSSIAN, Wrong, day_of, grade_of
from zvonok.exchange.reading.formats import Format
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
)
from zvonok.ground import limits
from zvonok.ground.refusal import Refused

CONTACT_WORDS: Final = r"\b(тел|почт|mail|e ?mail|контакт)"
# What a column may be, and the heads by which it is guessed: letters and digits alone, small, «е» for «ё». The first that fits.
COLUMNS: Final[Mapping[str, tuple[Any, str]]] = {
    "mother_contact": (gettext_lazy("телефон или почта матери"), rf"{CONTACT_WORDS}.*(матер|мам)|(матер|мам).*{CONTACT_WORDS}"),
    "father_contact": (gettext_lazy("телефон или почта отца"), rf"{CONTACT_WORDS}.*(отц|пап)|(отц|пап).*{CONTACT_WORDS}"),
    "parents_contact": (
        gettext_lazy("телефон или почта родителя"),
        rf"{CONTACT_WORDS}.*(родит|предст|опек)|(родит|предст|опек).*{CONTACT_WORDS}",
    ),
    "mother": (gettext_lazy("мать"), r"^(мать|мама)\b|фио матери"),
    "father": (gettext_lazy("отец"), r"^(отец|папа)\b|фио отца"),
    "parents": (gettext_lazy("родители"), r"родител|законн\w* представ|опекун"),
    "leads": (gettext_lazy("классное руководство"), r"классное руковод"),
    "position": (gettext_lazy("должность"), r"^должност"),
    "birth_date": (gettext_lazy("дата рождения"), r"рожден|^д ?р$"),
    "number": (
        gettext_lazy("номер личного дела или другой номер"),
        r"личн\w* (дел|номер|код)|л ?д$|^(id|ид|guid|снилс|код)\b|идентиф",
    ),
    "grade": (gettext_lazy("параллель"), r"^(параллель|номер класса|год обучения)$"),
    "letter": (gettext_lazy("буква класса"), r"^(литер|букв)"),
    "school_class": (gettext_lazy("класс"), r"^(текущий )?класс( обучения| группа)?$|^класс литера"),
    "last_name": (gettext_lazy("фамилия"), r"^фамилия( ученика| учащегося| обучающегося| ребенка| сотрудника)?$"),
    "first_name": (gettext_lazy("имя"), r"^имя( ученика| учащегося| обучающегося| ребенка| сотрудника)?$"),
    "middle_name": (gettext_lazy("отчество"), r"^отчество"),
    "full_name": (
        gettext_lazy("фамилия, имя и отчество в одном столбце"),
        r"^ф ?и ?о\b|^фамилия имя|^(ученик|учащ\w*|обуча\w*|ребенок|сотрудник|педагог|учитель|работник)$",
    ),
}
HEAD_ROWS_LOOKED_AT: Final = 20
SAMPLE_ROWS: Final = 5
# «5 А» wherever it stands; else the number after the word.
CLASSES_IN_WORDS: Final = (
    re.compile(r"(?<![\d.])(1[0-2]|[1-9])\s*[-–—]?\s*[«\"']?([А-ЯЁA-Z])[»\"']?(?![а-яё])", re.IGNORECASE),
    re.compile(r"класс\w*\s+(1[0-2]|[1-9])(?!\d)()", re.IGNORECASE),
)
TITLE: Final = re.compile(r"(1[0-2]|[1-9])\s*[-–—]?\s*[«\"']?\s*([А-ЯЁа-яёA-Za-z]?)\s*[»\"']?(?:\s*класс)?")
CONTACT: Final = re.compile(r"[\w.+-]+@[\w.-]+|(?:тел\w*\.?:?\s*)?\+?\d[\d\s()\-–]{4,}\d", re.IGNORECASE)
RELATION: Final = re.compile(
    r"[(\[]?\b(мать|мама|отец|папа|опекун\w*|бабушка|дедушка|законный представитель)\b[)\]]?\s*[-–—:]?", re.IGNORECASE
)
RELATIONS: Final = {"мать": "mother", "мама": "mother", "отец": "father", "папа": "father"}


@dataclass(frozen=True, slots=True)
class Told:
    """Which head is which column; `class_title`: of a list that does not say it; `is_whole`: nobody else is at the school."""

    heads: Mapping[str, str]
    class_title: str = ""
    is_whole: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, Any] | None) -> "Told":
        said = settings or {}
        columns = said.get("columns")
        heads = {str(name): str(head) for name, head in columns.items() if name in COLUMNS} if isinstance(columns, dict) else {}
        return cls(heads, str(said.get("class_title", "")), bool(said.get("is_whole", False)))

    @property
    def is_of_staff(self) -> bool:
        of_pupils = {"school_class", "letter", "mother", "father", "parents"}
        return "position" in self.heads or ("leads" in self.heads and not self.heads.keys() & of_pupils)


@dataclass(frozen=True)
class Look:
    """What the first list is, for the page: its heads, a few of its rows, and the guess."""

    heads: tuple[str, ...]
    sample: list[list[str]]
    guessed: Mapping[str, str]
    class_title: str


@dataclass(frozen=True)
class _List:
    """One table of people. `above`: the words over its head, its sheet's and its file's name: there a class is often named."""

    name: str
    heads: tuple[str, ...]
    head_row: int
    above: tuple[str, ...]
    rows: Any  # () -> Iterator[tuple[int, Sequence[str] | Problem]]


def read(path: Path, *, organisation: str = "", settings: Mapping[str, Any] | None = None) -> Reading:
    told = Told.of(settings)
    lists = _lists(path, told)
    if not lists:
        raise Refused(
            _("Здесь нет ни одного списка, в котором узнаются столбцы. Укажите, какой столбец что значит."), "columns"
        )
    mapping = told if told.heads else Told(_guessed(lists[0].heads), told.class_title, told.is_whole)
    missing = next((head for head in told.heads.values() for one in lists if head not in one.heads), None)
    if missing is not None:
        raise Refused(_("В файле нет столбца «%(head)s». Укажите столбцы заново.") % {"head": missing[:60]}, "columns")
    if not (mapping.heads.keys() & {"full_name", "last_name"}):
        raise Refused(_("Не видно, в каком столбце имена людей. Укажите столбцы."), "columns")
    return Reading(_People(mapping, told).rows(lists), _complete(mapping))


def look(path: Path) -> Look:
    lists = _lists(path, Told({}), any_head=True)
    if not lists:
        raise Refused(_("В файле нет таблицы. Нужен список, в котором первая строка — названия столбцов."), "file")
    first = lists[0]
    sample = []
    for number, cells in first.rows():
        if number > first.head_row and not isinstance(cells, Problem) and any(cells):
            sample.append([cell.strip() for cell in cells][: len(first.heads)])
        if len(sample) == SAMPLE_ROWS:
            break
    return Look(first.heads, sample, _guessed(first.heads), _class_in(first.above))


def guess(path: Path) -> int:
    try:
        lists = _lists(path, Told({}))
    except Refused:
        return 0
    return 40 if lists else 0


def _complete(mapping: Told) -> frozenset[Kind]:
    if not mapping.is_whole:
        return frozenset()
    if mapping.is_of_staff:
        return frozenset({Kind.EMPLOYEE})
    has_parents = mapping.heads.keys() & {"mother", "father", "parents"}
    return frozenset({Kind.ENROLMENT, Kind.GUARDIANSHIP} if has_parents else {Kind.ENROLMENT})


# Tables of files


def _lists(path: Path, told: Told, *, any_head: bool = False) -> list[_List]:
    found = []
    for file in archive.files(path).values():
        lower = file.name.lower()
        if lower.endswith((".xlsx", ".xlsm", ".xls")) or workbook.is_workbook(file.open):
            found += _of_workbook(file, told, any_head=any_head)
        elif lower.endswith((".csv", ".txt", ".tsv")):
            found += _of_text(file, told, any_head=any_head)
    return found


def _of_text(file: archive.File, told: Told, *, any_head: bool) -> list[_List]:
    encoding = encoding_of(file.open)
    separator, _before = separator_of(file.open, encoding)

    def walk() -> Iterator[tuple[int, Sequence[str] | Problem]]:
        return rows(file.open, file.name, encoding=encoding, separator=separator)

    begin = []
    for number, cells in walk():
        begin.append([] if isinstance(cells, Problem) else list(cells))
        if number == HEAD_ROWS_LOOKED_AT:
            break
    return _list(file.name, (file.name,), begin, walk, told, any_head=any_head)


def _of_workbook(file: archive.File, told: Told, *, any_head: bool) -> list[_List]:
    with file.open() as raw:
        content = raw.read(limits.roster_workbook_bytes_max + 1)
    if len(content) > limits.roster_workbook_bytes_max:
        raise Refused(
            _("Таблица больше %(most)d МБ. Сохраните её как CSV.") % {"most": limits.roster_workbook_bytes_max // 1_000_000},
            "file",
        )
    found = []
    for sheet in workbook.sheets(lambda: BytesIO(content)):
        name = f"{file.name}, лист «{sheet.name}»"[: limits.file_name_length_max]
        begin = workbook.first_rows(sheet, HEAD_ROWS_LOOKED_AT)
        found += _list(name, (sheet.name, file.name), begin, _Half(sheet, name).rows, told, any_head=any_head)
    return found


@dataclass(frozen=True)
class _Half:
    """A sheet whose refusal, come upon half-way, is a problem of its row."""

    sheet: workbook.Sheet
    name: str

    def rows(self) -> Iterator[tuple[int, Sequence[str] | Problem]]:
        number = 0
        try:
            for number, cells in self.sheet.rows():
                yield number, cells
        except Refused as refused:
            yield number + 1, Problem(Line(self.name, number + 1), "", refused.sentence)


def _list(
    name: str, above: tuple[str, ...], begin: Sequence[Sequence[str]], walk: Any, told: Told, *, any_head: bool
) -> list[_List]:
    """The head is the row with the most heads that are known: over it stand the school's name, the date, the class."""
    best, place = 0, -1
    for at, cells in enumerate(begin):
        heads = tuple(cell.strip() for cell in cells)
        score = sum(1 for head in told.heads.values() if head in heads) if told.heads else len(_guessed(heads))
        if score > best:
            best, place = score, at
    if place < 0 and any_head:
        place = next((at for at, cells in enumerate(begin) if sum(bool(cell.strip()) for cell in cells) > 1), -1)
    if place < 0:
        return []
    heads = tuple(cell.strip() for cell in begin[place])
    if not told.heads and not any_head and not _guessed(heads).keys() & {"full_name", "last_name"}:
        return []
    words = [cell for cells in begin[:place] for cell in cells if cell.strip()]
    return [_List(name, heads, place + 1, (*words, *above), walk)]


def _guessed(heads: Sequence[str]) -> dict[str, str]:
    """Each head is one column at most, and each column the first head that reads like it."""
    found: dict[str, str] = {}
    for head in heads:
        words = " ".join(re.sub(r"[^a-zа-я0-9]+", " ", head.lower().replace("ё", "е")).split())
        for name, (_title, pattern) in COLUMNS.items():
            if words and name not in found and re.search(pattern, words):
                found[name] = head
                break
    return found


def _class_in(words: Sequence[str]) -> str:
    for one in words:
        said = Path(one).stem if one.lower().endswith((".csv", ".xlsx", ".txt")) else one
        for pattern in CLASSES_IN_WORDS:
            if found := pattern.search(said):
                return _class_title(f"{found[1]} {found[2]}")
    return ""


def _class_title(said: str) -> str:
    """«5а», «5-А» and «5 «А» класс» are «5 А»; what has a name of its own keeps it."""
    if found := TITLE.fullmatch(said.strip()):
        return f"{found[1]} {found[2].upper()}".strip()
    return " ".join(said.split())


# People of rows


@dataclass
class _People:
    mapping: Told
    told: Told
    seen: dict[str, Line] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    parents: set[str] = field(default_factory=set)

    def rows(self, lists: Sequence[_List]) -> Iterator[Row | Problem]:
        for one in lists:
            heads = self.told.heads or _guessed(one.heads)
            places = {name: one.heads.index(head) for name, head in heads.items()}
            default = _class_title(self.mapping.class_title) or _class_in(one.above)
            people = 0
            for number, cells in one.rows():
                if number <= one.head_row:
                    continue
                if isinstance(cells, Problem):
                    yield cells
                    continue
                row = _Row(Line(one.name, number), cells, places, one.heads)
                if not row.is_told("full_name", "last_name", "first_name"):
                    continue  # A sum, a signature, an empty line.
                people += 1
                try:
                    yield from self._of_employee(row) if self.mapping.is_of_staff else self._of_pupil(row, default)
                except Wrong as wrong:
                    yield Problem(row.line, wrong.column, wrong.sentence)
            if not people:
                yield Problem(Line(one.name, one.head_row), "", _("Под названиями столбцов нет ни одного человека."))

    def _of_pupil(self, row: "_Row", default: str) -> Iterator[Row]:
        last, first, middle = row.name()
        born = day_of(row["birth_date"], row.head("birth_date"), PLAIN, RUSSIAN)
        title = self._class(row, default)
        grade = grade_of(title, row.head("school_class"))
        known_by = row["number"] or f"{_same(last, first, middle)}, {born or title}"
        pupil = self._once(row, f"ученик: {known_by}")
        yield PersonRow(row.line, pupil, last, first, middle, born)
        if title not in self.classes:
            self.classes.add(title)
            yield ClassRow(row.line, title, grade, title)
        yield EnrolmentRow(row.line, pupil, title)
        for column, relation in (("mother", "mother"), ("father", "father"), ("parents", "guardian")):
            contact = _contact(row[f"{column}_contact"])
            for said in re.split(r"[;\n]+", row[column]):
                if said.strip(" -–—."):
                    yield from self._of_parent(row, column, said, relation, contact, pupil, last)

    def _of_parent(
        self, row: "_Row", column: str, said: str, relation: str, contact: str, child: str, child_last: str
    ) -> Iterator[Row]:
        found = CONTACT.search(said)
        contact = _contact(found[0]) if found else contact
        named = RELATION.search(said)
        if named and column == "parents":
            relation = RELATIONS.get(named[1].lower(), "guardian")
        words = RELATION.sub(" ", CONTACT.sub(" ", said)).strip(" ,.;:-–—()")
        last, first, middle = _full_name(words, row.head(column), told=said)
        if relation == "guardian" and column == "parents" and not named:
            relation = "father" if middle.endswith("ич") else "mother" if middle.endswith("на") else "guardian"
        parent = f"родитель: {_same(last, first, middle)}, {contact or _root(child_last)}"[: limits.source_id_length_max]
        if parent not in self.parents:
            self.parents.add(parent)
            yield PersonRow(row.line, parent, last, first, middle)
        yield GuardianshipRow(row.line, parent, child, relation)

    def _of_employee(self, row: "_Row") -> Iterator[Row]:
        last, first, middle = row.name()
        born = day_of(row["birth_date"], row.head("birth_date"), PLAIN, RUSSIAN)
        person = self._once(row, f"сотрудник: {row['number'] or _same(last, first, middle)}")
        yield PersonRow(row.line, person, last, first, middle, born)
        yield EmployeeRow(row.line, person, row["position"])
        for said in re.split(r"[;,\n]+", row["leads"]):
            if said.strip(" -–—") and said.strip().lower() != "нет":
                title = _class_title(said)
                yield ClassRow(row.line, title, grade_of(title, row.head("leads")), title, person)

    def _class(self, row: "_Row", default: str) -> str:
        title = row["school_class"]
        if not title and row["grade"]:
            title = f"{row['grade']} {row['letter']}"
        elif title and row["letter"] and title.isdecimal():
            title = f"{title} {row['letter']}"
        found = _class_title(title) or default
        if not found:
            raise Wrong(row.head("school_class"), _("Не видно, в каком классе этот ученик. Заполните столбец с классом."))
        return found

    def _once(self, row: "_Row", id_: str) -> str:
        id_ = id_[: limits.source_id_length_max]
        before = self.seen.setdefault(id_, row.line)
        if before is not row.line:
            raise Wrong(
                row.head("full_name") or row.head("last_name"),
                _("Этот человек уже есть в строке %(line)d. Если это другой, добавьте столбец с датой рождения или номером.")
                % {"line": before.number},
            )
        return id_


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line
    cells: Sequence[str]
    places: Mapping[str, int]
    heads: Sequence[str]

    def __getitem__(self, column: str) -> str:
        place = self.places.get(column, -1)
        return self.cells[place].strip() if 0 <= place < len(self.cells) else ""

    def head(self, column: str) -> str:
        """As the file calls the column."""
        place = self.places.get(column, -1)
        return self.heads[place] if place >= 0 else ""

    def is_told(self, *columns: str) -> bool:
        return any(self[column] for column in columns)

    def name(self) -> tuple[str, str, str]:
        if self["full_name"]:
            return _full_name(self["full_name"], self.head("full_name"))
        last, first, middle = self["last_name"], self["first_name"], self["middle_name"]
        if last and not first and "first_name" not in self.places:
            return _full_name(last, self.head("last_name"))
        for column, said in (("last_name", last), ("first_name", first)):
            if not said:
                raise Wrong(self.head(column), _("Ячейка пуста, а заполнить её нужно."))
        return last, first, middle


def _full_name(said: str, column: str, *, told: str = "") -> tuple[str, str, str]:
    """`told`: the whole cell, if this is what was left of it."""
    words = said.replace(",", " ").split()
    if 2 <= len(words) <= 5:
        return words[0], words[1], " ".join(words[2:])
    raise Wrong(
        column, _("Из «%(said)s» не понять фамилию и имя. Напишите: Иванов Иван Иванович.") % {"said": (told or said)[:40]}
    )


def _same(*names: str) -> str:
    return " ".join(one for one in names if one).lower().replace("ё", "е")


def _root(last_name: str) -> str:
    """«Иванов» and «Иванова» are of one family."""
    return re.sub(r"(ая|ый|ий|ой|а)$", "", last_name.lower().replace("ё", "е"))


def _contact(said: str) -> str:
    if "@" in said:
        return said.strip().lower()
    digits = re.sub(r"\D", "", said)
    return digits[-10:] if len(digits) >= 6 else ""


FORMAT: Final = Format(
    name="class_list",
    title=gettext_lazy("список класса или сотрудников (CSV, XLSX)"),
    guess=guess,
    reader=read,
    columns={
        "person.last_name": gettext_lazy("фамилия"),
        "person.first_name": gettext_lazy("имя"),
        "person.middle_name": gettext_lazy("отчество"),
        "person.birth_date": gettext_lazy("дата рождения"),
        "employee.position": gettext_lazy("должность"),
        "class.title": gettext_lazy("класс"),
    },
)
