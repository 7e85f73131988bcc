"""Files that are broken on purpose, each in one way, and what is said of it: `broken.txt` beside, checked by a test.

Comes in: nothing. Goes out: for each case a path and how it is read. Called by: exchange's tests; run as a module it writes
`broken.txt` anew, to be read by a person before it is committed.
"""

import csv
import io
import stat
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.rosters import lists, model, oneroster, sds
from tests.rosters.files import zipped

TODAY = date(2026, 11, 24)
SENTENCES = Path(__file__).with_name("broken.txt")
SCHOOL = model.school(26)
Made = tuple[Path, dict[str, Any]]
CASES: dict[str, Callable[[Path], Made]] = {}
Files = dict[str, bytes]


def case(made: Callable[[Path], Path | Made]) -> Callable[[Path], Path | Made]:
    def make(folder: Path) -> Made:
        found = made(folder)
        return found if isinstance(found, tuple) else (found, {})

    CASES[made.__name__] = make
    return made


def one_cell(name: str, file: str, row: int, column: str, word: str, *, base: str = "oneroster", **how: Any) -> None:
    """A case in which one cell says something else. `row` as a spreadsheet counts."""

    def make(folder: Path) -> Made:
        files = _base(base)
        return zipped(folder / "roster.zip", files | {file: put(files[file], row, column, word)}), how

    CASES[name] = make


def put(content: bytes, row: int, column: str, word: str) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    rows[row - 1][rows[0].index(column)] = word
    return _joined(rows)


def without(content: bytes, column: str) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    place = rows[0].index(column)
    return _joined([row[:place] + row[place + 1 :] for row in rows])


def head_of(content: bytes) -> bytes:
    return content.split(b"\r\n")[0] + b"\r\n"


def line_with(content: bytes, row: int, line: bytes) -> bytes:
    lines = content.split(b"\r\n")
    lines[row - 1] = line
    return b"\r\n".join(lines)


def told() -> dict[str, list[str]]:
    """What is said of each case, as `broken.txt` has it."""
    found: dict[str, list[str]] = {}
    for block in SENTENCES.read_text().split("\n\n"):
        name, *sentences = block.strip().split("\n")
        found[name] = sentences
    return found


def said_of(path: Path, how: Mapping[str, Any]) -> list[str]:
    """By the reader and by staging's judges, as the page would say it; the first few."""
    from zvonok.exchange.reading import choosing
    from zvonok.exchange.rows import Problem
    from zvonok.exchange.staging import JUDGES
    from zvonok.ground.refusal import Refused

    found: list[str] = []
    try:
        format_ = choosing.format_named(how["format"]) if "format" in how else choosing.guessed(path)
        reader: Any = format_.reader
        days = {"on": TODAY} if format_.name in ("oneroster_csv", "sds_csv_1", "sds_csv_2") else {}
        reading = reader(path, **{name: word for name, word in how.items() if name != "format"}, **days)
        for row in reading.rows:
            if isinstance(row, Problem):
                found += model.problems([row])
                continue
            try:
                JUDGES[type(row)](row, TODAY)
            except Refused as refused:
                name = JUDGES[type(row)].__name__.lstrip("_")
                column = str(format_.columns.get(f"{name}.{refused.field}", ""))
                found += model.problems([Problem(row.line, column, refused.sentence)])
    except Refused as refused:
        found.append(f"Файл не прочитан: {refused.sentence}")
    return found[:3]


def _base(name: str) -> Files:
    if name == "oneroster":
        return oneroster.files(SCHOOL, "1.2")
    if name == "oneroster 1.1":
        return oneroster.files(SCHOOL, "1.1")
    return sds.files(SCHOOL, int(name[-1]))


def _joined(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _mended(folder: Path, base: str = "oneroster", **changed: Callable[[bytes], bytes]) -> Path:
    files = _base(base)
    for name, change in changed.items():
        files[f"{name}.csv"] = change(files[f"{name}.csv"])
    return zipped(folder / "roster.zip", files)


# OneRoster: the manifest


@case
def manifest_is_not_there(folder: Path) -> Path:
    return zipped(folder / "roster.zip", {name: content for name, content in _base("oneroster").items() if "mani" not in name})


@case
def manifest_has_other_columns(folder: Path) -> Path:
    return _mended(folder, manifest=lambda content: content.replace(b"propertyName,value", b"name,what"))


@case
def manifest_tells_another_version(folder: Path) -> Path:
    return _mended(folder, manifest=lambda content: content.replace(b"oneroster.version,1.2", b"oneroster.version,1.0"))


@case
def manifest_tells_another_mode(folder: Path) -> Path:
    return _mended(folder, manifest=lambda content: content.replace(b"file.users,bulk", b"file.users,full"))


@case
def manifest_promises_a_file(folder: Path) -> Path:
    files = _base("oneroster")
    del files["users.csv"]
    return zipped(folder / "roster.zip", files)


@case
def manifest_promises_nothing(folder: Path) -> Path:
    return _mended(folder, manifest=lambda content: content.replace(b",bulk", b",absent"))


# OneRoster: schools, years


@case
def two_schools_and_none_is_named(folder: Path) -> Path:
    return _mended(folder, orgs=lambda content: content + b"school-2,,,\xd0\x9b\xd0\xb8\xd1\x86\xd0\xb5\xd0\xb9,school,,\r\n")


@case
def named_school_is_not_there(folder: Path) -> Made:
    return _mended(folder), {"organisation": "school-9"}


one_cell("org_type_is_unknown", "orgs.csv", 3, "type", "kindergarten")
one_cell("year_ends_before_it_begins", "academicSessions.csv", 2, "endDate", "2026-01-01")
one_cell("year_has_no_beginning", "academicSessions.csv", 2, "startDate", "")
one_cell("session_type_is_unknown", "academicSessions.csv", 2, "type", "четверть")


# OneRoster: people


@case
def users_are_none(folder: Path) -> Path:
    return _mended(folder, users=head_of)


@case
def users_without_a_column(folder: Path) -> Path:
    return _mended(folder, users=lambda content: without(content, "familyName"))


@case
def users_of_1_1_without_roles(folder: Path) -> Path:
    return _mended(folder, "oneroster 1.1", users=lambda content: without(content, "role"))


@case
def changes_without_a_status(folder: Path) -> Path:
    return zipped(folder / "roster.zip", oneroster.files(SCHOOL, "1.1", modes={"enrollments": "delta"}))


one_cell("last_name_is_empty", "users.csv", 2, "familyName", "")
one_cell("name_has_digits", "users.csv", 3, "givenName", "Мария2")
one_cell("name_is_of_two_alphabets", "users.csv", 3, "familyName", "Ивaнова")
one_cell("name_is_too_long", "users.csv", 3, "familyName", "И" * 101)
one_cell("id_is_empty", "users.csv", 4, "sourcedId", "")
one_cell("id_is_too_long", "users.csv", 4, "sourcedId", "7" * 256)
one_cell("role_is_unknown", "roles.csv", 2, "role", "учитель")
one_cell("role_of_1_1_is_unknown", "users.csv", 2, "role", "teachers", base="oneroster 1.1")
one_cell("orgs_of_1_1_are_empty", "users.csv", 2, "orgSourcedIds", "", base="oneroster 1.1")
one_cell("status_is_unknown", "users.csv", 5, "status", "deleted")
one_cell("birth_date_is_russian", "demographics.csv", 7, "birthDate", "31.12.2015")
one_cell("birth_date_is_no_day", "demographics.csv", 7, "birthDate", "2015-02-30")
one_cell("birth_date_is_ahead", "demographics.csv", 7, "birthDate", "2035-01-01")


# OneRoster: classes


one_cell("class_type_is_unknown", "classes.csv", 2, "classType", "класс")
one_cell("class_has_no_grade", "classes.csv", 2, "grades", "KG")
one_cell("class_title_is_too_long", "classes.csv", 2, "title", "1 класс, в котором учатся с углублением")
one_cell("class_id_comes_twice", "classes.csv", 3, "sourcedId", "c0")
one_cell("class_title_is_empty", "classes.csv", 3, "title", "")
one_cell("class_school_is_empty", "classes.csv", 3, "schoolSourcedId", "")
one_cell("seat_in_an_unknown_class", "enrollments.csv", 2, "classSourcedId", "c77")
one_cell("seat_role_is_unknown", "enrollments.csv", 2, "role", "pupil")
one_cell("seat_primary_is_unknown", "enrollments.csv", 6, "primary", "да")
one_cell("seat_begins_on_no_day", "enrollments.csv", 2, "beginDate", "01.09.2026")


@case
def class_of_two_teachers(folder: Path) -> Path:
    return _mended(folder, enrollments=lambda content: put(put(content, 2, "role", "teacher"), 6, "primary", "false"))


@case
def group_of_nobody_from_a_class(folder: Path) -> Path:
    def change(content: bytes) -> bytes:
        return b"\r\n".join(line for line in content.split(b"\r\n") if b",c0," not in line and b",c1," not in line)

    return _mended(folder, enrollments=change)


# Tables of text


@case
def quote_is_not_closed(folder: Path) -> Path:
    return _mended(folder, users=lambda content: line_with(content, 4, b'"p0,,,true,user'))


@case
def quote_is_open_to_the_end(folder: Path) -> Path:
    return _mended(folder, users=lambda content: content + b'"p99,,,true,user')


@case
def quote_is_out_of_place(folder: Path) -> Path:
    return _mended(
        folder, users=lambda content: line_with(content, 4, b'p0,,,true,"user "p0"",,\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0')
    )


@case
def row_is_too_wide(folder: Path) -> Path:
    return _mended(folder, enrollments=lambda content: line_with(content, 2, b"e1,,,c0,school-1,p0,student,false,,,x,y"))


@case
def column_is_named_twice(folder: Path) -> Path:
    return _mended(folder, users=lambda content: content.replace(b"pronouns", b"Username", 1))


@case
def letters_are_damaged(folder: Path) -> Path:
    return _mended(folder, users=lambda content: line_with(content, 3, content.split(b"\r\n")[2].replace(b"\xd0", b"\xff", 1)))


@case
def sign_is_no_letter(folder: Path) -> Path:
    return _mended(folder, users=lambda content: content.replace(b"user.t0", b"user\x00t0", 1))


@case
def line_is_endless(folder: Path) -> Path:
    return _mended(folder, users=lambda content: content + b"x" * 300_000)


# Archives


@case
def zip_is_cut(folder: Path) -> Path:
    path = _mended(folder)
    path.write_bytes(path.read_bytes()[:-500])
    return path


@case
def zip_has_other_bytes(folder: Path) -> Path:
    path = folder / "roster.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in _base("oneroster").items():
            archive.writestr(name, content)
    path.write_bytes(path.read_bytes().replace(b"user.t1", b"user.tX", 1))
    return path


@case
def zip_is_locked(folder: Path) -> Path:
    path = _mended(folder)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    return path


@case
def zip_is_packed_otherwise(folder: Path) -> Path:
    path = folder / "roster.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("users.csv", b"x" * 1000)
    return path


@case
def zip_leads_outside(folder: Path) -> Path:
    return zipped(folder / "roster.zip", {"../../etc/users.csv": b"x"})


@case
def zip_holds_a_link(folder: Path) -> Path:
    path = folder / "roster.zip"
    link = zipfile.ZipInfo("users.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return path


@case
def zip_holds_a_file_twice(folder: Path) -> Path:
    return zipped(folder / "roster.zip", {"a/users.csv": b"x", "b/Users.csv": b"y"})


@case
def zip_holds_too_many_files(folder: Path) -> Path:
    return zipped(folder / "roster.zip", {f"{number}.csv": b"x" for number in range(101)})


@case
def zip_is_a_bomb(folder: Path) -> Path:
    return zipped(folder / "roster.zip", {"users.csv": b"0" * 6_000_000})


@case
def file_is_a_picture(folder: Path) -> Path:
    path = folder / "roster.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return path


# School Data Sync


@case
def sds_without_teachers(folder: Path) -> Made:
    files = _base("sds 1")
    del files["Teacher.csv"]
    return zipped(folder / "roster.zip", files), {"format": "sds_csv_1"}


@case
def sds_with_an_empty_file(folder: Path) -> Path:
    return zipped(folder / "roster.zip", _base("sds 1") | {"Student.csv": b""})


@case
def sds_with_nobody_of_the_school(folder: Path) -> Path:
    return zipped(folder / "roster.zip", _base("sds 1") | {"Student.csv": head_of(_base("sds 1")["Student.csv"])})


@case
def sds_without_the_school(folder: Path) -> Made:
    return zipped(folder / "roster.zip", _base("sds 2")), {"organisation": "777"}


one_cell("sds_section_comes_twice", "Section.csv", 3, "SIS ID", "c0", base="sds 1")
one_cell("sds_birth_date_is_no_day", "Student.csv", 2, "Birthdate", "31/31/2015", base="sds 1")
one_cell("sds_relation_is_unknown", "Guardianrelationship.csv", 2, "Role", "Мама", base="sds 1")
one_cell("sds_address_is_empty", "Guardianrelationship.csv", 2, "Email", "", base="sds 1")
one_cell("sds_2_role_is_unknown", "roles.csv", 2, "role", "boss", base="sds 2")
one_cell("sds_2_own_parent", "relationships.csv", 2, "relationshipUserSourcedId", "p0", base="sds 2")
one_cell("sds_2_class_of_two_teachers", "enrollments.csv", 3, "role", "teacher", base="sds 2")


# Class lists


def _list(folder: Path, words: str, **settings: Any) -> Made:
    path = folder / "list.csv"
    path.write_bytes(words.encode("cp1251"))
    return path, {"format": "class_list", "settings": settings}


@case
def list_has_no_heads(folder: Path) -> Made:
    return _list(folder, "1;Кружка;белая\r\n2;Ложка;чайная\r\n")


@case
def list_has_no_names(folder: Path) -> Made:
    return _list(folder, "Класс;Дата рождения\r\n5 А;01.02.2015\r\n", columns={"school_class": "Класс"})


@case
def list_has_lost_a_column(folder: Path) -> Made:
    return _list(folder, "Ученик;Класс\r\nИванов Иван;5 А\r\n", columns={"full_name": "Ученик", "birth_date": "Родился"})


@case
def list_tells_no_class(folder: Path) -> Made:
    return _list(folder, "ФИО;Дата рождения\r\nИванов Иван;01.02.2015\r\n")


@case
def list_has_a_name_of_one_word(folder: Path) -> Made:
    return _list(folder, "ФИО;Класс\r\nИванов;5 А\r\nПетров Пётр;5 А\r\n")


@case
def list_has_somebody_twice(folder: Path) -> Made:
    return _list(folder, "ФИО;Класс\r\nИванов Иван;5 А\r\nИванов Иван;5 А\r\n")


@case
def list_has_no_day(folder: Path) -> Made:
    return _list(folder, "ФИО;Класс;Дата рождения\r\nИванов Иван;5 А;весной\r\n")


@case
def list_has_no_parent(folder: Path) -> Made:
    return _list(folder, "ФИО;Класс;Родители\r\nИванов Иван;5 А;мать, 8 900 111-22-33\r\n")


@case
def list_has_heads_alone(folder: Path) -> Made:
    return _list(folder, "ФИО;Класс\r\n")


@case
def list_has_a_strange_class(folder: Path) -> Made:
    return _list(folder, "ФИО;Класс\r\nИванов Иван;подготовительный\r\n")


@case
def table_is_of_the_old_excel(folder: Path) -> Made:
    path = folder / "list.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    return path, {"format": "class_list"}


@case
def table_is_damaged(folder: Path) -> Made:
    path = folder / "list.xlsx"
    path.write_bytes(lists.xlsx(SCHOOL)[:2000])
    return path, {"format": "class_list"}


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate("ru")
    blocks = []
    for name, make in CASES.items():
        with TemporaryDirectory() as folder:
            blocks.append("\n".join([name, *said_of(*make(Path(folder)))]))
    SENTENCES.write_text("\n\n".join(blocks) + "\n")
    sys.stdout.write(f"{len(blocks)}\n")
