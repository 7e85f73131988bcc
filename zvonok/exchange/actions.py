"""An import from its beginning to its undoing.

Comes in: files of a source, or a reading of it, and who acts (None: the clock). Goes out: the run in its next state.
Called by: pages, jobs, the command line. The order: `begin`, `read_into`, `decide` where it is doubtful, `plan`, `apply`, `undo`.
"""

from collections.abc import Mapping

from zvonok.exchange.models import Run, Source
from zvonok.exchange.rows import Reading
from zvonok.roster.models import Person


def begin(*, source: Source, files: list[str], by: Person | None) -> Run:
    """A new run in the state `reading`; earlier ones of this source that are not applied are dropped."""
    raise NotImplementedError


def read_into(run: Run, reading: Reading) -> Run:
    """Stages all rows, checks them, finds out who is who. Goes to `problems`, `doubtful` or `planning`; commits as it goes."""
    raise NotImplementedError


def decide(run: Run, verdicts: Mapping[int, bool], *, by: Person) -> Run:
    """What a person says of the doubts, by their numbers. Goes to `planning` once none is left."""
    raise NotImplementedError


def plan(run: Run) -> Run:
    """Tries the run. Goes to `planned`, or to `waiting` if it has met the brake."""
    raise NotImplementedError


def apply(run: Run, *, confirmed: str = "", by: Person | None) -> Run:
    """For good: exactly what the plan says, else Refused. A run that waits wants the school's name in `confirmed`."""
    raise NotImplementedError


def undo(run: Run, *, by: Person | None) -> Run:
    """Everything as it was before, as long as nothing else has touched what the run wrote, else Refused."""
    raise NotImplementedError


def drop(run: Run, *, by: Person | None) -> Run:
    raise NotImplementedError
