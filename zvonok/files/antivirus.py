"""The antivirus, where a school has one: ClamAV by its own protocol (INSTREAM), at `CLAMAV_URL`.

Comes in: a content. Goes out: nothing, or a refusal; when the antivirus does not answer, nothing is let in.
Called by: `files.actions`, before anything else looks into the content.
"""

import logging
import socket
import struct
from typing import IO, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from zvonok.ground import limits
from zvonok.ground.refusal import Refused

log = logging.getLogger(__name__)
PIECE_BYTES: Final = 64 * 1024
DEFAULT_PORT: Final = 3310


def refuse_infected(content: IO[bytes]) -> None:
    if not settings.CLAMAV_URL:
        return
    try:
        verdict = _verdict(content)
    except OSError as error:
        log.error("The antivirus at %s does not answer: %s", settings.CLAMAV_URL, error)
        raise Refused(
            _("Антивирус школы сейчас не отвечает, а без него файлы не принимают. Попробуйте позже."), "file"
        ) from None
    if verdict.endswith("FOUND"):
        log.warning("The antivirus found: %s", verdict)
        raise Refused(_("Антивирус нашёл в файле угрозу. Файл не принят."), "file")
    if not verdict.endswith("OK"):
        log.error("The antivirus said: %s", verdict)
        raise Refused(_("Антивирус не смог проверить файл. Файл не принят."), "file")


def _verdict(content: IO[bytes]) -> str:
    content.seek(0)
    with _connected() as line:
        line.sendall(b"zINSTREAM\0")
        while piece := content.read(PIECE_BYTES):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        said = b""
        while not said.endswith(b"\0") and len(said) < 4096 and (more := line.recv(1024)):
            said += more
    return said.rstrip(b"\0\n").decode(errors="replace").strip()


def _connected() -> socket.socket:
    """`tcp://host:3310`, or `unix:///run/clamav/clamd.ctl`."""
    address = urlsplit(settings.CLAMAV_URL)
    if address.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(limits.antivirus_seconds_max)
        line.connect(address.path)
        return line
    return socket.create_connection((address.hostname or "", address.port or DEFAULT_PORT), limits.antivirus_seconds_max)
