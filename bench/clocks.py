"""How a time is taken, and how it stands beside its limit.

Comes in: work. Goes out: seconds, and a line of the report. Called by: every measure of the bench.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Line:
    """One promise. `ratio` is measured to limit: within budget up to 1."""

    work: str
    measured: str
    limit: str
    ratio: float

    @property
    def is_kept(self) -> bool:
        return self.ratio <= 1


def seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def medians_in_turn(works: Sequence[Callable[[int], object]], rounds: int, warm_up: int = 6) -> list[float]:
    """Median seconds of each work; they take turns, so that what else the machine does befalls them alike."""
    times: list[list[float]] = [[] for _ in works]
    gc.collect()
    gc.disable()
    try:
        for number in range(rounds + warm_up):
            for taken, work in zip(times, works, strict=True):
                taken.append(seconds(lambda work=work, number=number: work(number)))  # type: ignore[misc]
    finally:
        gc.enable()
    return [median(taken[warm_up:]) for taken in times]


def ms(value: float) -> str:
    return f"{value * 1000:.1f} мс" if value < 10 else f"{value:.0f} с"
