"""What a content is, told by the content itself. A name proves nothing; but a name that a machine would run is refused too.

Comes in: the first bytes, and a name. Goes out: a MIME type, or a refusal. Called by: `files.actions`.
"""

from typing import Final

import puremagic
from django.utils.translation import gettext as _

from zvonok.files import filenames
from zvonok.ground import limits
from zvonok.ground.refusal import Refused

HEAD_BYTES: Final = 4096
UNKNOWN: Final = "application/octet-stream"

# What Windows, macOS or Android runs when it is opened.
PROGRAM_BEGINNINGS: Final = (
    b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"dex\n",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)  # fmt: skip
HEIF_BRANDS: Final = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


def refuse_programs(head: bytes, name: str) -> None:
    if head.startswith(PROGRAM_BEGINNINGS) or filenames.ending(name) in limits.file_endings_refused:
        raise Refused(_("Программы здесь не передают: их нельзя проверить. Отправьте другой файл."), "file")


def refuse_unreadable_photos(head: bytes) -> None:
    """A HEIC keeps the place where it was taken, and we could not take that out."""
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        raise Refused(_("Снимок в формате HEIC. Сохраните его как JPEG и отправьте снова."), "file")


def mime(head: bytes) -> str:
    """For the eye only: every file of this kind is served as a download of unknown type."""
    try:
        found = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return found[:100] or UNKNOWN


def voice_mime(head: bytes) -> str:
    """What browsers record: WebM, Ogg or MP4."""
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "audio/webm"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    raise Refused(_("Это не похоже на запись голоса. Запишите ещё раз."), "file")
