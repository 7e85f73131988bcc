"""Whatever stands in a file, a reader yields rows and problems, or refuses; it never fails, and it comes to an end."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rosters import lists, model, oneroster, sds
from tests.rosters.broken import TODAY
from tests.rosters.files import written, zipped
from zvonok.exchange.reading import choosing, class_list, oneroster_csv, sds_csv
from zvonok.exchange.rows import Problem
from zvonok.exchange.staging import JUDGES
from zvonok.ground.refusal import Refused

SCHOOL = model.school(12)
FILES = {
    "oneroster_csv": oneroster.files(SCHOOL, "1.2"),
    "oneroster_csv 1.1": oneroster.files(SCHOOL, "1.1", modes={"users": "delta"}),
    "sds_csv_1": sds.files(SCHOOL, 1),
    "sds_csv_2": sds.files(SCHOOL, 2),
}
# Made once: a workbook knows when it was made.
WORKBOOK = lists.xlsx(SCHOOL)
few = settings(max_examples=40, deadline=None, database=None)
# Words that a parser may stumble over.
STUMBLES = (
    "0|-1|²|٣|1e9|2026-02-30|9999-99-99|0000-01-01|12 А|tobedeleted|active|student|teacher|parent|p0|c0|t0|school-1|a,b,,c|=1+1"
    '|\x00|\ufffd|ï»¿|"|\r\n|ext:x|homeroom|scheduled|year|true|{}|person-1:mother| |'
).split("|")
word = st.one_of(st.sampled_from([*STUMBLES, "И" * 300]), st.text(max_size=12))
READERS: dict[str, Any] = {
    "class_list": class_list.read,
    "oneroster_csv": partial(oneroster_csv.read, on=TODAY),
    "oneroster_csv 1.1": partial(oneroster_csv.read, on=TODAY),
    "sds_csv_1": partial(sds_csv.read, on=TODAY),
    "sds_csv_2": partial(sds_csv.read, on=TODAY),
}


def read(name: str, path: Path) -> None:
    """All of it, judged as staging judges."""
    with suppress(Refused):
        for number, row in enumerate(READERS[name](path).rows):
            assert number < 100_000
            if not isinstance(row, Problem):
                with suppress(Refused):
                    JUDGES[type(row)](row, TODAY)


@pytest.mark.parametrize("name", FILES)
@few
@given(data=st.data())
def test_any_words_in_any_cells(name: str, data: st.DataObject) -> None:
    files = dict(FILES[name])
    file = data.draw(st.sampled_from(sorted(files)))
    rows = [line.split(",") for line in files[file].decode().split("\r\n")]
    for _place in range(data.draw(st.integers(1, 6))):
        row = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[row]) - 1))
        rows[row][column] = data.draw(word)
    files[file] = "\r\n".join(",".join(row) for row in rows).encode("utf-8", "surrogatepass")
    with TemporaryDirectory() as folder:
        read(name, zipped(Path(folder) / "roster.zip", files))


@pytest.mark.parametrize("name", FILES)
@few
@given(data=st.data())
def test_any_bytes_in_any_file(name: str, data: st.DataObject) -> None:
    files = dict(FILES[name])
    file = data.draw(st.sampled_from(sorted(files)))
    content = files[file]
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, len(content)))
    files[file] = content[:begin] + data.draw(st.binary(max_size=60)) + content[end:]
    with TemporaryDirectory() as folder:
        read(name, zipped(Path(folder) / "roster.zip", files))


@few
@given(data=st.data())
def test_any_bytes_in_the_archive_itself(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        path = zipped(Path(folder) / "roster.zip", FILES["sds_csv_2"])
        content = path.read_bytes()
        place = data.draw(st.integers(0, len(content) - 1))
        path.write_bytes(
            content[:place] + data.draw(st.binary(min_size=1, max_size=8)) + content[place + data.draw(st.integers(0, 8)) :]
        )
        read("sds_csv_2", path)


@few
@given(rows=st.lists(st.lists(word, max_size=8), max_size=12), encoding=st.sampled_from(["utf-8", "cp1251", "utf-16"]))
def test_any_list(rows: list[list[str]], encoding: str) -> None:
    heads = ["ФИО", "Класс", "Дата рождения", "Родители", "Мать", "Телефон матери", "Литера", "Номер личного дела"]
    content = "\n".join(";".join(row) for row in [heads, *rows]).encode(encoding, "replace")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(content)
        read("class_list", path)
        with suppress(Refused):
            class_list.look(path)


@few
@given(content=st.binary(max_size=400), name=st.sampled_from(["list.csv", "list.xlsx", "roster.zip", "users.csv", "x"]))
def test_any_bytes_at_all(content: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with suppress(Refused):
            for row in choosing.guessed(path).reader(path).rows:
                assert row


@settings(max_examples=25, deadline=None, database=None)
@given(data=st.data())
def test_any_bytes_in_a_workbook(data: st.DataObject) -> None:
    content = WORKBOOK
    place = data.draw(st.integers(0, len(content) - 1))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(content[:place] + data.draw(st.binary(min_size=1, max_size=6)) + content[place + 4 :])
        read("class_list", path)


@few
@given(cells=st.lists(st.lists(st.text(max_size=10), min_size=3, max_size=3), max_size=8), separator=st.sampled_from(";,\t"))
def test_what_a_writer_writes_is_read_back(cells: list[list[str]], separator: str) -> None:
    """Every cell that is no sign of a machine, as csv itself quotes it."""
    from zvonok.exchange.reading.delimited import Record, Table, table

    plain = [["".join(sign for sign in cell if sign.isprintable()) for cell in row] for row in cells]
    content = written(
        ("a", "b", "c"), [dict(zip("abc", row, strict=True)) for row in plain], separator=separator, encoding="utf-8-sig"
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(content)
        found = table(lambda: path.open("rb"), "x.csv")
        assert isinstance(found, Table)
        if found.separator == separator:
            told = [[record[column] for column in "abc"] for record in found.records() if isinstance(record, Record)]
            assert told == [
                [cell.strip() for cell in row]
                for row in plain
                if any(cell.strip() for cell in row) and "\ufffd" not in str(row)
            ]
