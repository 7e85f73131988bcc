"""A file's name as people may keep it: the last part of what was given, without what steers the eye or the machine.

Comes in: any name. Goes out: a name that is one line, is no path, reads from left to right and keeps its ending.
Called by: `files.actions`.
"""

import re
import unicodedata
from typing import Final

from zvonok.ground import limits

# Control signs, and those that turn the direction of reading: «gnp.exe» must not be shown as «exe.png».
UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
NOT_IN_NAMES: Final = re.compile(r'[/\\:*?"<>|]')


def clean(given: str) -> str:
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in UNSEEN)
    name = NOT_IN_NAMES.sub("_", seen).strip().lstrip(".").rstrip(". ")
    stem, dot, tail = name.rpartition(".")
    if not dot or len(tail) > 16:
        stem, dot, tail = name, "", ""
    room = limits.file_name_length_max - len(dot + tail)
    return (stem[:room].rstrip() + dot + tail) or "file"


def ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def with_ending(name: str, tail: str) -> str:
    """«IMG_1.HEIC» that became a JPEG is «IMG_1.jpg»."""
    stem = name.rpartition(".")[0] if "." in name else name
    return clean(f"{stem or 'image'}.{tail}")
