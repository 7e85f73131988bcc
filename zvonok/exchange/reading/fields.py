"""What a cell may say, and the sentence for one that says something else.

Comes in: a record of a table. Goes out: words, days, choices, or a `Wrong` that `each` turns into a Problem of that row.
Called by: every reader of other systems' rosters.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from zvonok.exchange.reading.delimited import Record, Table
from zvonok.exchange.rows import Line, Problem
from zvonok.ground import limits

Made = TypeVar("Made")

ISO: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:T[0-9:.]*(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
PLAIN: Final = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII)
AMERICAN: Final = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})", re.ASCII)
RUSSIAN: Final = re.compile(r"(?P<day>\d{1,2})[.,/](?P<month>\d{1,2})[.,/](?P<year>\d{4})(?:\s*г\.?)?", re.ASCII)
GRADE: Final = re.compile(r"\s*(\d{1,2})(?!\d)", re.ASCII)
CLASS_TITLE: Final = re.compile(r"\s*(1[0-2]|[1-9])\s*[-–—«\"]?\s*([А-ЯЁа-яёA-Za-z])?[»\"]?(?:\s+класс)?\s*")
DAYS_REMEMBERED: Final = 50_000
WORDS_SHOWN: Final = 15
YEARS: Final = range(1900, 2200)


class Wrong(Exception):
    """What is wrong with a column of the row at hand."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, str(sentence)


def each(records: Iterable[Record | Problem], make: Callable[[Record], Iterable[Made]]) -> Iterator[Made | Problem]:
    """What is made of every row. A bad one becomes its Problem, and the rest goes on."""
    for record in records:
        if isinstance(record, Problem):
            yield record
            continue
        try:
            yield from make(record)
        except Wrong as wrong:
            yield Problem(record.line, wrong.column, wrong.sentence)


def missing_columns(table: Table, needed: Collection[str]) -> list[Problem]:
    return [
        Problem(
            Line(table.name, table.head_row),
            column,
            _("Нет столбца %(column)s. Без него файл не читается: выгрузите файл заново.") % {"column": column},
        )
        for column in needed
        if column.lower() not in table.columns
    ]


def needed(record: Record, column: str) -> str:
    if found := record[column]:
        return found
    raise Wrong(column, _("Ячейка пуста, а заполнить её нужно."))


def id_of(record: Record, column: str) -> str:
    return _id(needed(record, column), column)


def ids_of(record: Record, column: str) -> list[str]:
    """Several in one cell, with commas between."""
    return [_id(one, column) for one in several(record[column])]


def several(cell: str) -> list[str]:
    if not cell:
        return []
    return [one for one in (part.strip() for part in cell.split(",")) if one]


class Words(Mapping[str, Made]):
    """Words as a standard writes them, found in letters of any size."""

    def __init__(self, words: Mapping[str, Made]) -> None:
        self._words = words
        self._small = {word.lower(): made for word, made in words.items()}

    def __getitem__(self, word: str) -> Made:
        return self._small[word.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def one_of(record: Record, column: str, may_be: Words[Made], empty: Made | None = None) -> Made:
    said = record[column]
    if not said and empty is not None:
        return empty
    try:
        return may_be[needed(record, column)]
    except KeyError:
        shown = ", ".join(list(may_be)[:WORDS_SHOWN]) + ("…" if len(may_be) > WORDS_SHOWN else "")
        raise Wrong(
            column, _("«%(said)s» здесь не бывает. Бывает: %(may_be)s.") % {"said": _short(said), "may_be": shown}
        ) from None


def day(record: Record, column: str, *shapes: re.Pattern[str]) -> date | None:
    """By ISO, and in those other shapes that the format allows. An empty cell is no day."""
    return day_of(record[column], column, *shapes)


def day_of(said: str, column: str, *shapes: re.Pattern[str]) -> date | None:
    if not said:
        return None
    if (found := _day(said, (ISO, *shapes))) is not None:
        return found
    raise Wrong(column, _("«%(said)s» — не дата. Напишите её так: 2012-09-01.") % {"said": _short(said)})


def grade_of(said: str, column: str) -> int:
    """«05», «5», «5 А»."""
    found = GRADE.match(said)
    if found and 1 <= int(found[1]) <= 12:
        return int(found[1])
    raise Wrong(column, _("Из «%(said)s» не понять параллель: она бывает от 1 до 12.") % {"said": _short(said)})


def is_class_title(said: str) -> bool:
    """«5 А», «10-Б», «11 класс»: a class of pupils, and not a subject."""
    return bool(CLASS_TITLE.fullmatch(said))


def _id(said: str, column: str) -> str:
    if len(said) > limits.source_id_length_max:
        raise Wrong(column, _("Код длиннее %(most)d знаков. Так его не сохранить.") % {"most": limits.source_id_length_max})
    return said


@lru_cache(DAYS_REMEMBERED)
def _day(said: str, shapes: tuple[re.Pattern[str], ...]) -> date | None:
    """Cached, for the same days come again and again."""
    for shape in shapes:
        if found := shape.fullmatch(said):
            year, month, day_ = (int(found[part]) for part in ("year", "month", "day"))
            with suppress(ValueError):
                return date(year, month, day_) if year in YEARS else None
    return None


def _short(said: str) -> str:
    return said if len(said) <= 40 else said[:39] + "…"
