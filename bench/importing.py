"""Rosters that come in: from nothing, and again with no change, as every night.

Comes in: an empty school. Goes out: lines of the report. Called by: `bench.__main__`.
"""

import resource
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.clocks import Line
from zvonok.exchange import actions, bringing
from zvonok.exchange.models import Run
from zvonok.exchange.tests.books import Book, save, save_as_text
from zvonok.roster.models import School

SECONDS_MAX = {2_600: 10, 50_000: 150}
AGAIN_SHARE_MAX = 1 / 10
# More than the small school needs; the names of all are held, the rows are not.
MEMORY_MB_MAX = 400
SUBJECTS = 16
EXCEL_MAX = 10_000


def rosters(sizes: tuple[int, ...] = (2_600, 50_000)) -> list[Line]:
    lines = []
    for size in sizes:
        school = School.objects.create(name=f"Школа на {size}")
        with TemporaryDirectory() as folder:
            # A school's secretary brings Excel; fifty thousand are the export of a program.
            made = book(size)
            path = save(made, Path(folder)) if size <= EXCEL_MAX else save_as_text(made, Path(folder))
            memory = _megabytes()
            first = _taken(school, path)
            grown = _megabytes() - memory
            again = _taken(school, path)
        limit = SECONDS_MAX[size]
        lines += [
            Line(f"списки: {size} человек, с нуля", f"{first:.1f} с: чтение, план, запись", f"≤ {limit} с", first / limit),
            Line(
                f"списки: {size} человек, те же ещё раз",
                f"{again:.2f} с",
                "≤ 1/10 предела с нуля",
                again / (limit * AGAIN_SHARE_MAX),
            ),
            Line(f"списки: {size} человек, память", f"+{grown:.0f} МБ", f"≤ {MEMORY_MB_MAX} МБ", grown / MEMORY_MB_MAX),
        ]
    return lines


def book(size: int) -> Book:
    """One in twenty is an employee, a third are pupils in classes of thirty, the rest their parents."""
    employees, pupils = size // 20, size * 7 // 20
    parents, classes = size - employees - pupils, max(1, pupils // 30)
    titles = [f"{number % 11 + 1} {'АБВГДЕЖЗИК'[number // 11 % 10]}{number // 110 or ''}" for number in range(classes)]

    def names(kind: str, number: int) -> list[str]:
        return [f"{kind}{_word(number)}", f"Имя{_word(number % 40)}", f"Отчество{_word(number % 30)}"]

    return {
        "Сотрудники": [[*names("Сотрудник", n), None, "Учитель", "да" if n < 2 else "", f"с{n}"] for n in range(employees)],
        "Классы": [[title, "", f"с{n % employees}"] for n, title in enumerate(titles)],
        "Ученики": [
            [
                *names("Ученик", n),
                date(2010, 1 + n % 12, 1 + n % 28),
                titles[n % classes],
                f"группа {n // classes % 2 + 1}",
                f"у{n}",
            ]
            for n in range(pupils)
        ],
        "Родители": [[*names("Родитель", n), "мать", f"у{n % pupils}", "", f"р{n}"] for n in range(parents)],
        "Группы по предметам": [
            [
                title,
                f"Предмет {_word(subject)}",
                f"группа {subject % 2 + 1}" if subject < 2 else "",
                f"с{(n + subject) % employees}",
            ]
            for n, title in enumerate(titles)
            for subject in range(SUBJECTS)
        ],
    }


def _taken(school: School, path: Path) -> float:
    started = perf_counter()
    run = actions.begin(source=actions.source_of(school, "spreadsheet"), files=[path.name], by=None)
    run = actions.plan(actions.read_into(run, bringing.read_path(run, path)))
    assert run.state in (Run.State.PLANNED, Run.State.WAITING), (run.state, run.counts)
    if run.summary["changes"]:
        actions.apply(run, confirmed=school.name, by=None)
    return perf_counter() - started


def _word(number: int) -> str:
    """A number in letters, for a name has no digits."""
    word = ""
    while number or not word:
        number, letter = divmod(number, 32)
        word = chr(ord("а") + letter) + word
    return word


def _megabytes() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
