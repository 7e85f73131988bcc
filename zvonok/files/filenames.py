"""A file's name as people may keep it: the last part of what was given, without what steers the eye or the machine.

Comes in: any name. Goes out: a name that is one line, is no path, reads from left to right and keeps its ending.
Called by: `files.actions`, rooms that write archives.
"""

import re
import unicodedata
from typing import Final

from zvonok.ground import limits

ENDING_LENGTH_MAX: Final = 16
# Control signs, and those that turn the direction of reading: «gnp.exe» must not be shown as «exe.png».
UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Windows takes these for machines, whatever their ending.
RESERVED: Final = re.compile(r"^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?=\s*(\.|$))", re.IGNORECASE)
NOT_IN_NAMES: Final = re.compile(r'[/\\:*?"<>|]')


def clean(given: str) -> str:
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in UNSEEN)
    name = RESERVED.sub(r"\1_", NOT_IN_NAMES.sub("_", seen).strip().lstrip(". ").rstrip(". "))
    stem, dot, tail = name.rpartition(".")
    if not dot or len(tail) > ENDING_LENGTH_MAX:
        stem, dot, tail = name, "", ""
    room = limits.file_name_length_max - len(dot + tail)
    return (stem[:room].rstrip() + dot + tail) or "file"


def on_disk(name: str) -> str:
    """Of a kept name: as it may lie in somebody's folder, where no policy of ours is around it: no page, and not too long."""
    stem, dot, tail = name.rpartition(".")
    if not dot or len(tail) > ENDING_LENGTH_MAX or tail.lower() in limits.file_endings_active:
        stem, tail = name, "txt"
    room = limits.file_name_on_disk_bytes_max - len(f".{tail}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore').rstrip('. ')}.{tail}"


def ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def with_ending(name: str, tail: str) -> str:
    """«IMG_1.HEIC» that became a JPEG is «IMG_1.jpg»."""
    stem = name.rpartition(".")[0] if "." in name else name
    return clean(f"{stem or 'image'}.{tail}")
