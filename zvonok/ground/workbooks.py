"""Any list as a table of Excel, to be downloaded.

Comes in: a title, heads, rows. Goes out: a file, or the answer that brings it. Called by: pages with lists.
What we write is never a formula: a name that begins with «=» is a name. Who reads such tables learns here how they break.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import is_aware, localtime, make_naive
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS: Final = (10, 60)
# What openpyxl raises at a file that is no table, or a damaged one.
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    DefusedXmlException,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    # Also what is encrypted, packed in a way that we do not know, or nested without end.
    RuntimeError,
    OSError,
    EOFError,
)


def written(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("".join(sign for sign in title if sign not in "[]:*?/\\")[:31] or "1")
    told = [[_told(value) for value in row] for row in rows]
    least, most = WIDTHS
    for number, head in enumerate(heads):
        longest = max(len(str(one or "")) for one in (head, *(row[number] for row in told)))
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(most, max(least, longest + 2))
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head, is_head=True) for head in heads])
    for row in told:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def answer(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The file under this name, for saving."""
    response = HttpResponse(written(name, heads, rows), content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(value: Any) -> Any:
    """As Excel can hold it: a moment in the school's time, words without signs that it refuses."""
    if isinstance(value, datetime) and is_aware(value):
        return make_naive(localtime(value))
    if value is None or isinstance(value, (int, float, date)):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", str(value)) or None


def _cell(sheet: Any, value: Any, *, is_head: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if is_head:
        cell.font = Font(bold=True)
    return cell
