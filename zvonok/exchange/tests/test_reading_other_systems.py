"""Every format of other systems' rosters says what the same school is: all columns that its documentation names are there."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.rosters import broken, lists, model, oneroster, sds
from tests.rosters.broken import CASES, TODAY, put
from tests.rosters.files import put as put_folder
from tests.rosters.files import zipped
from zvonok.exchange.reading import archive, choosing, class_list, oneroster_csv, sds_csv
from zvonok.exchange.reading.learning import Known, KnownClass
from zvonok.exchange.rows import GoneRow, Kind, Reading
from zvonok.ground.refusal import Refused

SCHOOL = model.school(26)
ALL = frozenset(Kind)
Change = Callable[[bytes], bytes]


def of_oneroster(folder: Path, version: str = "1.2", *, how: Mapping[str, Any] | None = None, **changed: Change) -> Reading:
    files = oneroster.files(SCHOOL, version)
    for name, change in changed.items():
        files[f"{name}.csv"] = change(files[f"{name}.csv"])
    return oneroster_csv.read(zipped(folder / "roster.zip", files), on=TODAY, **(how or {}))


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_oneroster_is_the_school(tmp_path: Path, version: str) -> None:
    reading = of_oneroster(tmp_path, version)
    assert model.told(reading.rows) == oneroster.expected(SCHOOL)
    assert reading.complete == ALL


@pytest.mark.parametrize("version", [1, 2])
def test_school_data_sync_is_the_school(tmp_path: Path, version: int) -> None:
    path = zipped(tmp_path / "roster.zip", sds.files(SCHOOL, version))
    assert choosing.guessed(path).name == f"sds_csv_{version}"
    reading = sds_csv.read(path, on=TODAY)
    assert model.told(reading.rows) == sds.expected(SCHOOL, version)
    assert reading.complete == ALL


def test_a_class_list_in_excel_is_its_classes(tmp_path: Path) -> None:
    path = tmp_path / "Списки.xlsx"
    path.write_bytes(lists.xlsx(SCHOOL))
    assert choosing.guessed(path).name == "class_list"
    assert model.told(class_list.read(path).rows) == lists.expected(SCHOOL, *SCHOOL.classes)


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_whatever_excel_makes_of_letters_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    """A class list where the separator stands in no cell, and OneRoster, where commas stand in quotes."""
    school_class = "c1"
    content = lists.csv(SCHOOL, school_class, encoding=encoding, separator=separator).replace(
        ", 2026/2027".encode(encoding.replace("-sig", "").replace("utf-16", "utf-16-le")), b""
    )
    one = tmp_path / "list.csv"
    one.write_bytes(content)
    assert model.told(class_list.read(one).rows) == lists.expected(SCHOOL, school_class)
    files = oneroster.files(SCHOOL, "1.2", encoding=encoding, separator=separator, end="\n")
    path = put_folder(tmp_path / "folder", files)
    assert model.told(oneroster_csv.read(path, on=TODAY).rows) == oneroster.expected(SCHOOL)


def test_a_zip_of_the_folder_is_the_folder_and_its_litter_is_left(tmp_path: Path) -> None:
    files = oneroster.files(SCHOOL) | {".DS_Store": b"x", "__MACOSX/._users.csv": b"x", "marks.csv": b"", "resources.csv": b"?"}
    path = zipped(tmp_path / "roster.zip", {f"Выгрузка/{name}": content for name, content in files.items()})
    assert choosing.guessed(path).name == "oneroster_csv"
    assert model.told(oneroster_csv.read(path, on=TODAY).rows) == oneroster.expected(SCHOOL)


def test_columns_in_another_order_and_size_and_unknown_ones(tmp_path: Path) -> None:
    def turned(content: bytes) -> bytes:
        lines = [line.split(b",") for line in content.decode().replace('"', "").encode().split(b"\r\n") if line]
        return b"\r\n".join(b",".join([b"extra" if at == 0 else b"x", *reversed(line)]) for at, line in enumerate(lines))

    def shouted(content: bytes) -> bytes:
        head, rest = content.split(b"\r\n", 1)
        return head.upper() + b"\r\n" + rest

    reading = of_oneroster(tmp_path, enrollments=turned, users=shouted)
    assert model.told(reading.rows) == oneroster.expected(SCHOOL)


def test_optional_files_may_be_empty_or_absent(tmp_path: Path) -> None:
    without = ("demographics", "courses", "academicSessions", "userProfiles")
    rows = [
        row for row in oneroster.expected(SCHOOL) if row[0] not in ("YearRow", "PersonRow", "StudyGroupRow", "GuardianshipRow")
    ]
    for content in (b"", None):
        files = oneroster.files(SCHOOL, modes=dict.fromkeys(without, "absent") if content is None else None)
        if content is not None:
            files |= {f"{name}.csv": content for name in without}
        told = model.told(oneroster_csv.read(zipped(tmp_path / "roster.zip", files), on=TODAY).rows)
        kept = [row for row in told if row[0] not in ("PersonRow", "StudyGroupRow", "GuardianshipRow")]
        assert kept == rows
        assert {row[-1] for row in told if row[0] == "PersonRow"} == {None}


def test_people_of_another_school_and_year_are_left_out(tmp_path: Path) -> None:
    other = "s2,,,Лицей,school,,district\r\n".encode()
    stranger = b"x1,,,true,x,,\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0,\xd0\x9b\xd0\xb8\r\n"
    reading = of_oneroster(
        tmp_path,
        how={"organisation": "school-1"},
        orgs=lambda content: content + other,
        users=lambda content: content + stranger,
        roles=lambda content: content + b"r1,,,x1,primary,student,,,s2,\r\n",
        classes=lambda content: (
            content + b"old,,,9 \xd0\x90,09,,,homeroom,,school-1,last-year,,,\r\nx2,,,9 \xd0\x91,09,,,homeroom,,s2,year,,,\r\n"
        ),
        enrollments=lambda content: content + b"e,,,old,school-1,p0,student,,,\r\ne,,,x2,s2,x1,student,,,\r\n",
    )
    assert model.told(reading.rows) == oneroster.expected(SCHOOL)


def test_what_is_over_or_has_not_begun_is_not_there(tmp_path: Path) -> None:
    def change(content: bytes) -> bytes:
        return put(put(content, 2, "endDate", "2026-11-24"), 3, "beginDate", "2026-11-25")

    rows = model.told(of_oneroster(tmp_path, enrollments=change).rows)
    assert not [row for row in rows if row[:2] in (("EnrolmentRow", "p0"), ("EnrolmentRow", "p1"))]
    assert ("EnrolmentRow", "p2", "c0") in rows


def test_several_users_of_one_master_are_one_person(tmp_path: Path) -> None:
    """A teacher and a parent, told as two users of 1.2."""

    def change(content: bytes) -> bytes:
        content = put(content, 2, "userMasterIdentifier", "master")
        at = [line.split(b",")[0] for line in content.split(b"\r\n")].index(b"m0") + 1
        return put(content, at, "userMasterIdentifier", "master")

    rows = model.told(of_oneroster(tmp_path, users=change).rows)
    assert not [row for row in rows if row[:2] == ("PersonRow", "t0")]
    assert ("EmployeeRow", "m0", "", None) in rows
    assert ("GuardianshipRow", "m0", "p0", "mother") in rows
    assert ("GuardianshipRow", "m0", "p1", "mother") in rows
    assert "t0" not in {word for row in rows for word in row}


def test_a_group_of_two_classes_is_a_study_group_of_each(tmp_path: Path) -> None:
    """Its id bears the class, so it stays what it is when a pupil of a third class joins."""
    rows = model.told(of_oneroster(tmp_path, enrollments=lambda content: content + b"e,,,g0-en1,,p4,student,,,\r\n").rows)
    groups = [row for row in rows if row[0] == "StudyGroupRow" and row[1].startswith("g0-en1")]
    title = "Английский язык 1 А, группа 1"
    assert groups == [
        ("StudyGroupRow", "g0-en1@c0", "c0", "Английский язык", title),
        ("StudyGroupRow", "g0-en1@c1", "c1", "Английский язык", title),
    ]
    assert ("StudyRow", "g0-en1@c1", "p4") in rows
    assert {row[1] for row in rows if row[0] == "TeachingRow" and row[1].startswith("g0-en1")} == {"g0-en1@c0", "g0-en1@c1"}


def test_our_own_words_are_believed(tmp_path: Path) -> None:
    def change(content: bytes) -> bytes:
        head, *lines = content.split(b"\r\n")
        told = [
            line + (b",c0,\xd0\xbf\xd0\xb5\xd1\x80\xd0\xb2\xd0\xb0\xd1\x8f" if line.startswith(b"g0-en1,") else b",,")
            for line in lines
        ]
        return b"\r\n".join([head + b",metadata.zvonok.class,metadata.zvonok.subgroup", *told])

    rows = model.told(of_oneroster(tmp_path, classes=change).rows)
    assert ("StudyGroupRow", "g0-en1", "c0", "Английский язык", "первая") in rows
    assert ("StudyRow", "g0-en1", "p0") in rows


DELTA = dict.fromkeys(("orgs", "academicSessions", "courses", "users", "classes", "enrollments", "demographics"), "delta")


def test_changes_alone_are_read_with_what_is_known(tmp_path: Path) -> None:
    """p0 leaves the class and the subgroup, p5 comes into them; t1 teaches no more; a new class teacher of c0 is told."""
    seat = "e,{status},2026-11-24T00:00:00Z,{section},school-1,{user},{role},{primary},,\r\n"
    lines = "".join(
        seat.format(status=status, section=section, user=user, role=role, primary=primary)
        for status, section, user, role, primary in (
            ("tobedeleted", "c0", "p0", "student", ""),
            ("tobedeleted", "g0-en1", "p0", "student", ""),
            ("active", "c0", "p5", "student", ""),
            ("active", "g0-en1", "p5", "student", ""),
            ("active", "g0-0", "p5", "student", ""),
            ("tobedeleted", "g0-0", "t1", "teacher", ""),
            ("active", "c0", "t2", "teacher", "true"),
        )
    ).encode()
    files = oneroster.files(SCHOOL, "1.1", modes=DELTA)
    for name in ("orgs", "academicSessions", "courses", "users", "classes", "enrollments", "demographics"):
        files[f"{name}.csv"] = broken.head_of(files[f"{name}.csv"])
    files["enrollments.csv"] += lines
    files["users.csv"] += b"p7,tobedeleted,,true,school-1,student,x,,,,,,,,,,,\r\n"
    known = Known(
        classes={"c0": KnownClass(1, "1 А")},
        groups={"g0-en1": ("g0-en1@c0",), "g0-0": ("g0-0@c0",)},
        parts=frozenset({"g0-en1@c0"}),
        class_of={"p0": "c0", "p1": "c0"},
        people=frozenset({"p0", "p1", "p7"}),
    )
    reading = oneroster_csv.read(zipped(tmp_path / "roster.zip", files), on=TODAY, known=lambda: known)
    assert model.told(reading.rows) == [
        ("ClassRow", "c0", 1, "1 А", "t2"),
        ("EnrolmentRow", "p5", "c0"),
        ("GoneRow", Kind.ENROLMENT, ("p0", "c0")),
        ("GoneRow", Kind.PERSON, ("p7",)),
        ("GoneRow", Kind.STUDY, ("g0-en1@c0", "p0")),
        ("GoneRow", Kind.TEACHING, ("g0-0@c0", "t1")),
        ("StudyRow", "g0-en1@c0", "p5"),
    ]
    assert reading.complete == frozenset()


def test_each_file_is_whole_or_not_by_itself(tmp_path: Path) -> None:
    files = oneroster.files(SCHOOL, "1.1", modes={"users": "absent", "demographics": "absent"})
    reading = oneroster_csv.read(zipped(tmp_path / "roster.zip", files), on=TODAY)
    assert reading.complete == {Kind.CLASS, Kind.ENROLMENT, Kind.STUDY_GROUP, Kind.STUDY, Kind.TEACHING}
    assert not [row for row in reading.rows if isinstance(row, GoneRow)]


def test_who_is_to_be_deleted_in_a_whole_file_is_gone(tmp_path: Path) -> None:
    rows = model.told(of_oneroster(tmp_path, users=lambda content: put(content, 2, "status", "tobedeleted")).rows)
    assert ("GoneRow", Kind.PERSON, ("t0",)) in rows
    assert not [row for row in rows if row[:2] == ("PersonRow", "t0")]


@pytest.mark.parametrize("today", [date(2026, 7, 15), date(2026, 9, 1), date(2027, 5, 31), date(2027, 7, 1)])
def test_the_year_of_today_or_the_next_or_the_last(tmp_path: Path, today: date) -> None:
    path = zipped(tmp_path / "roster.zip", oneroster.files(SCHOOL))
    years = [row for row in model.told(oneroster_csv.read(path, on=today).rows) if row[0] == "YearRow"]
    assert years == [("YearRow", *model.YEAR)]


def test_a_parent_of_one_name_and_telephone_is_one(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "ФИО;Класс;Мать;Телефон матери\nИванов Иван;5а;Иванова Мария;8 (900) 111-22-33\n"
        "Петрова Анна;6 «Б»;Иванова Мария;+79001112233\n"
        "Сидоров Пётр;6б;Иванова Мария;8 900 000-00-00\n"
    )
    rows = model.told(class_list.read(path).rows)
    parents = {row[1] for row in rows if row[0] == "GuardianshipRow"}
    assert parents == {"родитель: иванова мария, 9001112233", "родитель: иванова мария, 9000000000"}
    assert [row[3] for row in rows if row[0] == "ClassRow"] == ["5 А", "6 Б"]


def test_namesakes_without_a_telephone_are_one_only_in_a_family(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "ФИО;Класс;Мать\nИванов Иван;5 А;Иванова Мария\nИванова Анна;6 А;Иванова Мария\nПетров Пётр;6 А;Иванова Мария\n"
    )
    rows = model.told(class_list.read(path).rows)
    assert len({row[1] for row in rows if row[0] == "GuardianshipRow"}) == 2


def test_a_list_of_staff(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(
        "ФИО;Должность;Классное руководство\nПетрова Анна Ильинична;Учитель географии;10 А\nЛи Ян;Завхоз;\n".encode("cp1251")
    )
    assert model.told(class_list.read(path, settings={"is_whole": True}).rows) == [
        ("ClassRow", "10 А", 10, "10 А", "сотрудник: петрова анна ильинична"),
        ("EmployeeRow", "сотрудник: ли ян", "Завхоз", None),
        ("EmployeeRow", "сотрудник: петрова анна ильинична", "Учитель географии", None),
        ("PersonRow", "сотрудник: ли ян", "Ли", "Ян", "", None),
        ("PersonRow", "сотрудник: петрова анна ильинична", "Петрова", "Анна", "Ильинична", None),
    ]
    assert class_list.read(path, settings={"is_whole": True}).complete == {Kind.EMPLOYEE}
    assert class_list.read(path).complete == frozenset()


def test_a_mapping_is_believed_over_the_heads(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a;b;c\nИванов Иван;ignored;01.02.2015\n")
    columns = {"full_name": "a", "birth_date": "c", "unknown": "b"}
    rows = model.told(class_list.read(path, settings={"columns": columns, "class_title": "5а"}).rows)
    assert ("PersonRow", "ученик: иванов иван, 2015-02-01", "Иванов", "Иван", "", date(2015, 2, 1)) in rows
    assert ("EnrolmentRow", "ученик: иванов иван, 2015-02-01", "5 А") in rows


def test_a_look_tells_what_the_page_shows(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(lists.csv(SCHOOL, "c0"))
    found = class_list.look(path)
    assert found.heads == lists.HEADS
    assert found.class_title == "1 А"
    assert len(found.sample) == class_list.SAMPLE_ROWS
    assert found.guessed == {
        "full_name": "ФИО учащегося",
        "birth_date": "Дата рождения",
        "school_class": "Класс",
        "mother": "Мать",
        "mother_contact": "Телефон матери",
        "father": "Отец",
        "father_contact": "Телефон отца",
    }


@pytest.mark.parametrize("name", CASES)
def test_a_file_broken_on_purpose(tmp_path: Path, name: str) -> None:
    """What it says stands in tests/rosters/broken.txt; `python -m tests.rosters.broken` writes that anew, to be read."""
    assert broken.said_of(*CASES[name](tmp_path)) == broken.told()[name]


def test_every_sentence_is_of_a_case_and_there_are_enough() -> None:
    assert list(broken.told()) == list(CASES)
    assert len(CASES) >= 80
    assert all(sentences for sentences in broken.told().values())


def test_every_column_that_is_read_stands_in_the_guide() -> None:
    page = Path("docs/guide/roster-sources.md").read_text()
    for reader in (oneroster_csv, sds_csv):
        code = Path(str(reader.__file__)).read_text()
        read = set(re.findall(r'record\["([^"]+)"\]|\(record, "([^"]+)"', code))
        missing = {one or other for one, other in read if (one or other) not in page}
        assert not missing, missing
        assert len(read) > 25


def test_nothing_in_a_zip_is_ever_a_path(tmp_path: Path) -> None:
    for name in ("/etc/users.csv", "..\\..\\users.csv", "C:\\users.csv", "a/../users.csv", "us\x01ers.csv"):
        with pytest.raises(Refused):
            archive.files(zipped(tmp_path / "roster.zip", {name: b"x"}))
    assert list(tmp_path.iterdir()) == [tmp_path / "roster.zip"]
