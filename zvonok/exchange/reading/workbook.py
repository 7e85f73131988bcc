"""XLSX row by row, with limits: what it unpacks to, how many columns and rows; formulas by what Excel last made of them.

Comes in: a file. Goes out: sheets with their rows as words, to be read again and again, or a Refused.
Called by: readers of XLSX.
"""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any, Final
from weakref import finalize

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from zvonok.exchange.reading.delimited import Open
from zvonok.ground import limits, workbooks
from zvonok.ground.refusal import Refused

MARK: Final = b"PK\x03\x04"
# The old Excel's file, and what is locked with a password: both are the same box.
OLD_MARK: Final = b"\xd0\xcf\x11\xe0"
# What openpyxl holds in memory whole, and not row by row.
HELD: Final = ("sharedstrings.xml", "styles.xml", "workbook.xml", "theme1.xml")


class _Book:
    """Opened once, for its words are read whole each time; closed when nobody speaks of its sheets any more."""

    def __init__(self, open_: Open) -> None:
        raw = open_()
        try:
            self.book: Any = load_workbook(raw, read_only=True, data_only=True, keep_links=False)
        except BaseException:
            raw.close()
            raise
        finalize(self, _close, self.book, raw)


def _close(book: Any, raw: IO[bytes]) -> None:
    book.close()
    raw.close()


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    book: _Book
    place: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with its number; cells as a person would type them: «2012-09-01», «5», «Иванов»."""
        with _readable():
            sheet = self.book.book.worksheets[self.place]
            # What a sheet says of its own size may be a lie, or a million of empty cells.
            sheet.reset_dimensions()
            found = sheet.iter_rows(
                max_row=limits.roster_sheet_rows_max + 1, max_col=limits.roster_columns_max, values_only=True
            )
            for number, cells in enumerate(found, 1):
                if number > limits.roster_sheet_rows_max:
                    raise Refused(
                        _("На листе больше %(most)d строк. Сохраните его как CSV.") % {"most": limits.roster_sheet_rows_max},
                        "file",
                    )
                yield number, ["" if cell is None else _word(cell) for cell in cells]


def is_workbook(open_: Open) -> bool:
    with open_() as raw:
        return raw.read(4) in (MARK, OLD_MARK)


def sheets(open_: Open) -> list[Sheet]:
    """In their order; hidden ones are left out."""
    with open_() as raw:
        if raw.read(4) == OLD_MARK:
            raise Refused(
                _("Это старый формат Excel или файл с паролем. Сохраните его как «Книга Excel (.xlsx)» без пароля."), "file"
            )
    with _readable(), open_() as raw:
        with zipfile.ZipFile(raw) as parts:
            if (
                any(part.file_size > _size_max(part) for part in parts.infolist())
                or len(parts.infolist()) > limits.roster_sheet_parts_max
            ):
                raise Refused(_("Таблица слишком велика. Оставьте в ней только списки или сохраните лист как CSV."), "file")
        book = _Book(open_)
        return [
            Sheet(sheet.title, book, place)
            for place, sheet in enumerate(book.book.worksheets)
            if sheet.sheet_state == "visible"
        ]


def _size_max(part: zipfile.ZipInfo) -> int:
    held = part.filename.lower().endswith(HELD)
    return limits.roster_sheet_held_bytes_max if held else limits.roster_sheet_bytes_max


def _word(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except workbooks.BROKEN:
        raise Refused(
            _("Это не таблица XLSX, или она повреждена. Сохраните её в Excel как «Книга Excel» и выберите снова."), "file"
        ) from None


def first_rows(sheet: Sheet, count: int) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for _number, cells in sheet.rows():
        rows.append(cells)
        if len(rows) >= count:
            break
    return rows
