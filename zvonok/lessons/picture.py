"""Who was at a remote lesson and when, as bars along its time. A picture of a table that stands beside it.

Comes in: a call and who attended it. Goes out: numbers for an SVG. Called by: `lessons.pages`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zvonok.calls.models import Call
from zvonok.calls.queries import Attended

ROW, LEFT, WIDTH = 26, 180, 760
NAME_LENGTH = 24


@dataclass(frozen=True)
class Bar:
    x: float
    width: float


@dataclass(frozen=True)
class Row:
    name: str
    y: int
    bars: list[Bar]

    @property
    def text_y(self) -> int:
        return self.y + 17

    @property
    def bar_y(self) -> int:
        return self.y + 5


@dataclass(frozen=True)
class Mark:
    x: float
    at: datetime


@dataclass(frozen=True)
class Picture:
    rows: list[Row]
    marks: list[Mark]
    height: int
    left: int = LEFT
    width: int = LEFT + WIDTH + 30


def bars(call: Call, attended: Sequence[Attended], now: datetime) -> Picture | None:
    """From the first who came to the end; a mark at each round five, ten or thirty minutes."""
    if not attended:
        return None
    start = min([one.came_at for one in attended] + ([call.started_at] if call.started_at else []))
    end = max([until for one in attended for _since, until in one.spans] + [call.ended_at or now])
    length = max((end - start).total_seconds(), 60.0)

    def x(moment: datetime) -> float:
        return round(LEFT + WIDTH * (moment - start).total_seconds() / length, 1)

    rows = [
        Row(
            _name(one),
            24 + place * ROW,
            [Bar(x(since), max(round(WIDTH * (until - since).total_seconds() / length, 1), 2.0)) for since, until in one.spans],
        )
        for place, one in enumerate(attended)
    ]
    step = next(minutes for minutes in (5, 10, 30, 60) if length / 60 / minutes <= 10 or minutes == 60)
    first = start.replace(second=0, microsecond=0) + timedelta(minutes=-start.minute % step)
    moments = [first + timedelta(minutes=n * step) for n in range(int(length / 60 / step) + 1)]
    marks = [Mark(x(moment), moment) for moment in moments if start <= moment <= end]
    return Picture(rows, marks, 24 + len(rows) * ROW + 8)


def _name(one: Attended) -> str:
    name = one.person.list_name
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
