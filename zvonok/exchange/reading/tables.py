"""A source of several tables, where what is learnt from one is needed for the rows of another.

Comes in: the tables that there are. Goes out: their records; problems that were met while learning, to be told later.
Called by: `oneroster_csv`, `sds_csv`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zvonok.exchange.reading.delimited import Record, Table
from zvonok.exchange.rows import Problem
from zvonok.ground import limits
from zvonok.ground.refusal import Refused

# Each by its name: the table, or why it is none.
Tables = Mapping[str, Table | list[Problem]]


@dataclass(kw_only=True)
class Learnt:
    """What a reader of several tables keeps of them for one school, as of one day."""

    tables: Tables
    on: date
    school: str = ""
    problems: list[Problem] = field(default_factory=list)
    has_problems: bool = False

    def records(self, file: str) -> Iterable[Record | Problem]:
        found = self.tables.get(file)
        return found.records() if isinstance(found, Table) else found or ()

    def keep(self, found: Iterable[Any]) -> None:
        """Walks through a file that is only learnt from; the first of its problems are told later."""
        for one in found:
            if isinstance(one, Problem):
                self.has_problems = True
                if len(self.problems) < limits.roster_problems_max:
                    self.problems.append(one)

    def told(self) -> Iterator[Problem]:
        told, self.problems = self.problems, []
        return iter(told)


def no_such_school(code: str, schools: Mapping[str, str]) -> Refused:
    return Refused(
        _("В выгрузке нет школы с кодом «%(code)s». Есть: %(schools)s.") % {"code": code[:40], "schools": _listed(schools)},
        "organisation",
    )


def several_schools(schools: Mapping[str, str]) -> Refused:
    return Refused(
        _("В выгрузке несколько школ. Укажите код нужной на странице «Источники списков»: %(schools)s.")
        % {"schools": _listed(schools)},
        "organisation",
    )


def _listed(schools: Mapping[str, str]) -> str:
    shown = [f"{code} — {name}" for code, name in sorted(schools.items())[:10]]
    return "; ".join(shown) + ("…" if len(schools) > len(shown) else "") or "—"
