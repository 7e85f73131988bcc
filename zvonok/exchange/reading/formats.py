"""What a format of rosters is: its name, how it is told from others, and its reader.

Comes in: nothing. Goes out: the type. Called by: each reader says its own `FORMAT`; `reading.choosing` lists them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zvonok.exchange.rows import Reader


@dataclass(frozen=True)
class Format:
    """`guess` looks at a file or a folder and says how sure it is, from 0 (no) to 100; it raises nothing."""

    name: str
    # As a person reads it: text that is translated when it is shown.
    title: Any
    guess: Callable[[Path], int]
    reader: Reader
    # Brought as a file; else its address is asked.
    is_file: bool = True
    # Its reader takes `known`: what the school knows of the source, to be asked for where changes alone are told.
    remembers: bool = False
    # How this format calls what `exchange.checking` finds wrong across rows: "enrolment.person" → «Ученик».
    columns: Mapping[str, Any] = field(default_factory=dict)
