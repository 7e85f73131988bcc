"""Our own spreadsheet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from zvonok.exchange.reading.formats import Format
from zvonok.exchange.rows import Reading


def read(path: Path, *, organisation: str = "", settings: Mapping[str, Any] | None = None) -> Reading:
    raise NotImplementedError


def guess(path: Path) -> int:
    return 0


FORMAT = Format(name="spreadsheet", title=_("таблица Звонка"), guess=guess, reader=read)
