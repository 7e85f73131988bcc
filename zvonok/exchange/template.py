"""Our own spreadsheet to be filled in: sheets with heads, hints, drop-downs, and a page of examples.

Comes in: whether it is to be filled with the examples. Goes out: an XLSX. Called by: `exchange.pages`, the tests.
"""

import io
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from zvonok.exchange.reading.sheets import CLASSES, EMPLOYEES, SHEETS, Column, Sheet

ROWS: Final = 2000
# So many employees can be chosen from a list.
CHOSEN_FROM: Final = 400
HELP: Final = "Как заполнять"
LISTS: Final = "Списки"
HEAD_FILL: Final = PatternFill("solid", fgColor="E5EFF9")
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")


def template(*, filled: bool = False) -> bytes:
    book = Workbook()
    first: Any = book.active
    first.title = HELP
    _help(first)
    for sheet in SHEETS:
        _sheet(book, sheet, filled=filled)
    _lists(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _help(page: Any) -> None:
    page.column_dimensions["A"].width = 28
    for letter in "BCDEFG":
        page.column_dimensions[letter].width = 24
    lines = (
        "Заполните листы этой книги и загрузите её на странице «Загрузка списков».",
        "Лист, который заполнен, говорит обо всех: кого в нём нет, того нет и в школе. Пустой лист не говорит ничего.",
        "Перед записью страница покажет всё, что изменится. Без вашего согласия ничего не изменится.",
        "Столбцы со звёздочкой нужны всегда. Свои столбцы добавлять можно: они не читаются.",
        "Сотрудник и родитель с одинаковыми фамилией, именем и отчеством — один человек. Если это разные люди, дайте номера.",
    )
    page.append(["Как заполнять"])
    page["A1"].font = Font(bold=True, size=14)
    for line in lines:
        page.append([line])
    for sheet in SHEETS:
        page.append([])
        page.append([f"Лист «{sheet.name}», пример"])
        page.cell(row=page.max_row, column=1).font = Font(bold=True)
        page.append([_head(column) for column in sheet.columns])
        for cell in page[page.max_row]:
            cell.fill = HEAD_FILL
        for example in sheet.examples:
            page.append(list(example))
        for column in sheet.columns:
            page.append([column.name, column.hint])


def _sheet(book: Workbook, sheet: Sheet, *, filled: bool) -> None:
    page = book.create_sheet(sheet.name)
    for place, column in enumerate(sheet.columns, 1):
        cell = page.cell(row=1, column=place, value=_head(column))
        cell.font, cell.fill = Font(bold=True), HEAD_FILL
        cell.comment = Comment(f"{column.hint}\nПример: {sheet.examples[0][place - 1] or '—'}", "Звонок", width=260, height=120)
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = 24
        rows = f"{letter}2:{letter}{ROWS}"
        # As words: Excel would make a date of «10-11» and a number of «001».
        for (below,) in page.iter_rows(min_row=2, max_row=40, min_col=place, max_col=place):
            below.number_format = "@"
        source = _choices(column)
        if source:
            choice = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
            page.add_data_validation(choice)
            choice.add(rows)
    page.freeze_panes = "A2"
    if filled:
        for number, example in enumerate(sheet.examples, 2):
            for place, value in enumerate(example, 1):
                page.cell(row=number, column=place, value=value or None)


def _choices(column: Column) -> str:
    if column.choices:
        return '"' + ",".join(column.choices) + '"'
    if column.choices_of == "people":
        return f"{LISTS}!$A$2:$A${CHOSEN_FROM + 1}"
    if column.choices_of:
        return f"{CLASSES.name}!$A$2:$A$201"
    return ""


def _lists(book: Workbook) -> None:
    """A hidden sheet: the employees' names in one cell each, for the drop-downs."""
    page = book.create_sheet(LISTS)
    page["A1"] = "Сотрудники"
    for row in range(2, CHOSEN_FROM + 2):
        name = EMPLOYEES.name
        page[f"A{row}"] = f'=TRIM({name}!A{row}&" "&{name}!B{row}&" "&{name}!C{row})'
    page.sheet_state = "hidden"


def _head(column: Column) -> str:
    return f"{column.name}*" if column.needed else column.name
