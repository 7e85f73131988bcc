"""Tables of text as Excel and other systems write them in Russia: their encoding, their separator, their quotes.

Comes in: a file that can be opened again and again. Goes out: records with their row's number, lazily, and a Problem for each
row that cannot be read. Called by: every reader of CSV. Rows are numbered as a spreadsheet numbers them: the head is 1.

Nothing is held but the row at hand. A quote that is never closed would swallow the rest of the file: a cell has an end.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import IO, Final

from django.utils.translation import gettext as _

from zvonok.exchange.rows import Line, Problem
from zvonok.ground import limits

CHUNK_BYTES: Final = 1 << 16
SEPARATORS: Final = ";,\t|"
LINES_LOOKED_AT: Final = 20
UNREADABLE: Final = "\ufffd"
NOWHERE: Final = 1 << 30
RUSSIAN: Final = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяё")
# One wrong byte in a hundred letters is a damaged file of this encoding, and not a file of another.
DAMAGED_SHARE_MAX: Final = 0.1

Open = Callable[[], IO[bytes]]


class Places(dict[str, int]):
    """Where each column stands, whatever the size of its letters; what is asked for once is found at once after."""

    def __missing__(self, column: str) -> int:
        place = self[column] = self.get(column.lower(), NOWHERE)
        return place


@dataclass(slots=True)
class Record:
    """One row: its cells by the head's words, trimmed; a column that is not there is an empty cell."""

    line: Line
    cells: Sequence[str]
    places: Places

    def __getitem__(self, column: str) -> str:
        try:
            return self.cells[self.places[column]].strip()
        except IndexError:
            return ""


@dataclass(frozen=True)
class Table:
    """A file whose head is known. `heads` are as they stand there; `rows` may be asked for again and again."""

    name: str
    open: Open
    encoding: str
    separator: str
    heads: tuple[str, ...]
    head_row: int = 1

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(head.lower() for head in self.heads)

    def records(self) -> Iterator[Record | Problem]:
        """All rows below the head; rows of empty cells are left out."""
        places = Places((head.lower(), place) for place, head in enumerate(self.heads))
        width = len(self.heads)
        for number, cells in rows(self.open, self.name, encoding=self.encoding, separator=self.separator):
            if number <= self.head_row:
                continue
            if isinstance(cells, Problem):
                yield cells
                continue
            together = "".join(cells)
            if not together or together.isspace():
                continue
            line = Line(self.name, number)
            is_plain = together.isprintable() and UNREADABLE not in together
            if not is_plain and (bad := unreadable_cell(self.heads, cells)) is not None:
                yield Problem(line, bad, _("В ячейке нечитаемые знаки. Сохраните файл заново в кодировке UTF-8."))
            elif len(cells) > width and any(cell.strip() for cell in cells[width:]):
                yield Problem(
                    line,
                    "",
                    _("В строке ячеек %(cells)d, а столбцов %(heads)d. Возьмите в кавычки то, в чём есть разделитель.")
                    % {"cells": len(cells), "heads": width},
                )
            else:
                yield Record(line, cells, places)


def table(open_: Open, name: str) -> Table | Problem | None:
    """The file's head; None for a file with nothing in it."""
    encoding = encoding_of(open_)
    separator, first = separator_of(open_, encoding)
    for number, cells in rows(open_, name, encoding=encoding, separator=separator):
        if isinstance(cells, Problem):
            return cells
        heads = tuple(cell.strip() for cell in cells)
        if number <= first or not any(heads):
            continue
        while heads and not heads[-1]:
            heads = heads[:-1]
        twice = [head for place, head in enumerate(heads) if head and head.lower() in map(str.lower, heads[:place])]
        if twice:
            return Problem(Line(name, number), twice[0], _("Столбец назван дважды. Оставьте один из них."))
        return Table(name, open_, encoding, separator, heads, number)
    return None


def rows(open_: Open, name: str, *, encoding: str, separator: str) -> Iterator[tuple[int, Sequence[str] | Problem]]:
    """Each row with its number, empty ones too, to the file's end."""
    with open_() as raw:
        reader = csv.reader(_lines(raw, encoding), delimiter=separator, strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as broken:
                yield number, Problem(Line(name, number), "", _said(str(broken)))
                continue
            except _TooLong:
                yield number, Problem(Line(name, number), "", _("Строка слишком длинна. Похоже, это не таблица."))
                return
            if len(cells) > limits.roster_columns_max:
                yield number, Problem(Line(name, number), "", _("В строке слишком много ячеек. Похоже, это не таблица."))
                return
            if number > limits.roster_rows_max:
                yield (
                    number,
                    Problem(
                        Line(name, number),
                        "",
                        _("В файле больше %(most)d строк: дальше он не прочитан. Разделите его по школам.")
                        % {"most": limits.roster_rows_max},
                    ),
                )
                return
            yield number, cells


def encoding_of(open_: Open) -> str:
    """By its mark; without one UTF-8 if it is that all through (or was, until it was damaged), else as Windows or DOS."""
    with open_() as raw:
        begin = raw.read(CHUNK_BYTES)
        for mark, encoding in (
            (codecs.BOM_UTF8, "utf-8-sig"),
            (codecs.BOM_UTF16_LE, "utf-16"),
            (codecs.BOM_UTF16_BE, "utf-16"),
        ):
            if begin.startswith(mark):
                return encoding
        even, odd = begin[0::2].count(0), begin[1::2].count(0)
        if len(begin) > 3 and max(even, odd) > len(begin) // 8 and min(even, odd) <= len(begin) // 100:
            return "utf-16-be" if even > odd else "utf-16-le"
        counted = _Letters()
        chunk = begin
        while chunk:
            counted.take(chunk)
            chunk = raw.read(CHUNK_BYTES)
        return counted.encoding()


class _Letters:
    """What the bytes above 127 would be in each encoding."""

    def __init__(self) -> None:
        self.utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        self.good = self.bad = 0
        self.russian = {"cp1251": 0, "cp866": 0}

    def take(self, chunk: bytes) -> None:
        if chunk.isascii():
            return
        words = self.utf8.decode(chunk)
        bad = words.count(UNREADABLE)
        self.bad += bad
        self.good += len(words) - len(words.encode("ascii", "ignore")) - bad
        if self.bad > self.good * DAMAGED_SHARE_MAX:
            for encoding in self.russian:
                self.russian[encoding] += sum(1 for sign in chunk.decode(encoding, "replace") if sign in RUSSIAN)

    def encoding(self) -> str:
        if self.bad <= self.good * DAMAGED_SHARE_MAX:
            return "utf-8"
        return max(self.russian, key=lambda encoding: self.russian[encoding])


def separator_of(open_: Open, encoding: str) -> tuple[str, int]:
    """The one of which most of the first lines have equally many; and how many rows stand before the head, where Excel has
    said `sep=;`."""
    counts: dict[str, Counter[int]] = {sign: Counter() for sign in SEPARATORS}
    with open_() as raw, suppress(_TooLong):
        for number, line in enumerate(islice(_lines(raw, encoding), LINES_LOOKED_AT)):
            words = line.strip()
            if number == 0 and words.lower().startswith("sep=") and words[4:] in (*SEPARATORS, ""):
                return words[4:] or "\t", 1
            outside = "".join(words.split('"')[0::2])
            for sign in SEPARATORS:
                if found := outside.count(sign):
                    counts[sign][found] += 1
    alike = {sign: max(((lines, of) for of, lines in found.items()), default=(0, 0)) for sign, found in counts.items()}
    best = max(SEPARATORS, key=lambda sign: alike[sign])
    return (best if alike[best][0] else ","), 0


def unreadable_cell(heads: Sequence[str], cells: Sequence[str]) -> str | None:
    """The head of a cell that holds what no letter is."""
    for place, cell in enumerate(cells):
        if UNREADABLE in cell or any(sign < " " and sign not in "\n\r\t" for sign in cell):
            return heads[place] if place < len(heads) else ""
    return None


class _TooLong(Exception):
    pass


def _lines(raw: IO[bytes], encoding: str) -> Iterator[str]:
    """Lines with their ends, as csv wants them. One without an end would be read into memory whole: it has a limit."""
    text = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
    while True:
        try:
            line = text.readline(limits.roster_line_length_max + 1)
        except UnicodeError:
            # UTF-16 says so of half a sign at the file's end, whatever it is asked to put there.
            return
        if not line:
            return
        if len(line) > limits.roster_line_length_max:
            raise _TooLong
        yield line


def _said(broken: str) -> str:
    if "field larger" in broken or "unexpected end" in broken:
        return _("Кавычка открыта и не закрыта. Закройте её; кавычки внутри ячейки удваивают.")
    return _("Кавычка стоит не на месте. Кавычки внутри ячейки удваивают.")
