"""Bells, terms and holidays as a person writes them: a line each. What cannot be read is told by its line.

Comes in: text of a form. Goes out: rows, or a Refused that names every bad line. Called by: `lessons.timetable`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from zvonok.ground import limits
from zvonok.ground.refusal import Refused

BELL = re.compile(r"(\d{1,2})[.):]?\s+(\d{1,2})[:.](\d{2})\s*[-–—\s]\s*(\d{1,2})[:.](\d{2})")
DAY = r"(\d{1,2})\.(\d{1,2})\.(\d{4})"
PERIOD = re.compile(rf"(.+?)[:,]?\s+{DAY}(?:\s*[-–—\s]\s*{DAY})?")


@dataclass(frozen=True)
class WrittenBell:
    number: int
    starts: time
    ends: time


@dataclass(frozen=True)
class Period:
    name: str
    starts_on: date
    ends_on: date


def bells(text: str, field: str) -> list[WrittenBell]:
    """«1 08:30–09:15»."""
    found: list[WrittenBell] = []
    bad: list[str] = []
    for place, line in _lines(text):
        match = BELL.fullmatch(line)
        try:
            number, *hours = (int(part) for part in match.groups()) if match else (0, 0, 0, 0, 0)
            bell = WrittenBell(number, time(hours[0], hours[1]), time(hours[2], hours[3])) if match else None
        except ValueError:
            bell = None
        if bell is None:
            bad.append(_("строка %(n)d: напишите номер урока и время, например «1 08:30–09:15»") % {"n": place})
        elif not 0 <= bell.number <= limits.lessons_a_day_max:
            bad.append(_("строка %(n)d: номер урока — от 0 до %(most)d") % {"n": place, "most": limits.lessons_a_day_max})
        elif bell.ends <= bell.starts:
            bad.append(_("строка %(n)d: урок кончается раньше, чем начинается") % {"n": place})
        elif any(one.number == bell.number for one in found):
            bad.append(_("строка %(n)d: урок с номером %(number)d уже есть") % {"n": place, "number": bell.number})
        elif any(one.starts < bell.ends and bell.starts < one.ends for one in found):
            bad.append(_("строка %(n)d: уроки накладываются друг на друга") % {"n": place})
        else:
            found.append(bell)
    _refuse_bad(bad, field)
    if not found:
        raise Refused(_("Напишите хотя бы один звонок: номер урока и время, например «1 08:30–09:15»."), field)
    return sorted(found, key=lambda bell: bell.number)


def periods(text: str, field: str, *, starts_on: date, ends_on: date, may_touch: bool) -> list[Period]:
    """«1 четверть 01.09.2026–25.10.2026»; one date is one day. `may_touch`: whether two may share days."""
    found: list[Period] = []
    bad: list[str] = []
    for place, line in _lines(text):
        match = PERIOD.fullmatch(line)
        try:
            period = _period(match) if match else None
        except ValueError:
            period = None
        if period is None:
            bad.append(_("строка %(n)d: напишите название и даты, например «1 четверть 01.09.2026–25.10.2026»") % {"n": place})
        elif len(period.name) > limits.name_length_max:
            bad.append(_("строка %(n)d: название слишком длинное") % {"n": place})
        elif period.ends_on < period.starts_on:
            bad.append(_("строка %(n)d: конец раньше начала") % {"n": place})
        elif not (starts_on <= period.starts_on and period.ends_on <= ends_on):
            bad.append(_("строка %(n)d: эти дни вне учебного года") % {"n": place})
        elif not may_touch and any(one.starts_on <= period.ends_on and period.starts_on <= one.ends_on for one in found):
            bad.append(_("строка %(n)d: эти дни уже заняты другой строкой") % {"n": place})
        else:
            found.append(period)
    _refuse_bad(bad, field)
    return sorted(found, key=lambda period: period.starts_on)


def _lines(text: str) -> list[tuple[int, str]]:
    lines = [(place, " ".join(line.split())) for place, line in enumerate(text.splitlines(), 1)]
    written = [(place, line) for place, line in lines if line]
    if len(written) > limits.lines_of_year_max:
        raise Refused(_("Слишком много строк: можно до %(most)d.") % {"most": limits.lines_of_year_max})
    return written


def _period(match: re.Match[str]) -> Period:
    name, *numbers = match.groups()
    first = _day(numbers[:3])
    return Period(name.strip(" -–—"), first, _day(numbers[3:]) if numbers[3] else first)


def _day(parts: Sequence[str]) -> date:
    return date(int(parts[2]), int(parts[1]), int(parts[0]))


def _refuse_bad(bad: Sequence[str], field: str) -> None:
    if bad:
        shown = "; ".join(bad[:10])
        raise Refused(_("Не записано ничего: %(bad)s.") % {"bad": shown}, field)
