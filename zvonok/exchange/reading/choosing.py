"""Which format a file is, and what formats there are. A new reader is one line here.

Comes in: a file or a folder. Goes out: its format, or a Refused that says which there are.
Called by: `exchange.actions`, pages, the command line.
"""

from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from zvonok.exchange.reading import archive, class_list, oneroster_csv, oneroster_rest, sds_csv, spreadsheet
from zvonok.exchange.reading.formats import Format
from zvonok.ground.refusal import Refused

FORMATS: Final[tuple[Format, ...]] = (
    spreadsheet.FORMAT,
    oneroster_csv.FORMAT,
    sds_csv.VERSION_1,
    sds_csv.VERSION_2,
    class_list.FORMAT,
    oneroster_rest.FORMAT,
)


def format_named(name: str) -> Format:
    return next(one for one in FORMATS if one.name == name)


def guessed(path: Path) -> Format:
    """The format that is surest of itself. What cannot be opened at all says why by itself."""
    archive.files(path)
    sure = {one.name: one.guess(path) for one in FORMATS}
    name = max(sure, key=lambda name: sure[name])
    if not sure[name]:
        known = ", ".join(f"«{one.title}»" for one in FORMATS if one.is_file)
        raise Refused(_("Не получилось понять, что это за файл. Умеем читать: %(known)s.") % {"known": known}, "files")
    return format_named(name)
