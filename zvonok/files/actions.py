"""The only writers of files.

Comes in: a content and its name, from whoever brings it. Goes out: a `File` that only he sees until it is sent.
Called by: `files.api`; rooms that send files, `files.jobs`.
"""

import hashlib
import io
import math
import re
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any, Final

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from zvonok.files import antivirus, contents, filenames, images, kinds
from zvonok.files.models import File
from zvonok.ground import clock, limits
from zvonok.ground.refusal import Refused
from zvonok.roster.models import Person

PIECE_BYTES: Final = 64 * 1024
IN_MEMORY_BYTES_MAX: Final = 1_000_000
MEGABYTE: Final = 1_000_000
WAVEFORM: Final = re.compile(rf"[0-9a-v]{{0,{limits.waveform_length_max}}}")


@dataclass(frozen=True)
class Voice:
    """How long a recording is and how loud along its length: told by the browser that made it, shown and nothing else."""

    seconds: float
    waveform: str = ""


def upload(*, content: IO[bytes], name: str, voice: Voice | None = None, by: Person) -> File:
    """Checks in this order: size, the day's allowance, programs, antivirus; then what it is, from its content."""
    with closing(_read(content)) as taken:
        head = taken.read(kinds.HEAD_BYTES)
        name = filenames.clean(name)
        _refuse_over_allowance(by, _size(taken))
        kinds.refuse_programs(head, name)
        antivirus.refuse_infected(taken)
        if voice:
            return _kept(by, File.Kind.VOICE, taken, _recording(voice, taken, head))
        kinds.refuse_unreadable_photos(head)
        picture = images.reencoded(taken)
        if picture is None:
            return _kept(by, File.Kind.FILE, taken, {"name": name, "mime": kinds.mime(head)})
        facts = {
            "name": filenames.with_ending(name, picture.ending),
            "mime": picture.mime,
            "width": picture.width,
            "height": picture.height,
        }
        return _kept(by, File.Kind.IMAGE, io.BytesIO(picture.content), facts, picture.previews)


def sent(files: Sequence[File]) -> None:
    """From now on they are seen where they were sent."""
    File.objects.filter(pk__in=[file.pk for file in files], sent=False).update(sent=True)


@transaction.atomic
def delete(files: Iterable[int]) -> int:
    """Their rows, and each content that no row speaks of any more, after the commit."""
    gone = list(File.objects.select_for_update().filter(pk__in=list(files)).values_list("pk", "sha256"))
    for sha256 in sorted({sha256 for _pk, sha256 in gone}):
        contents.lock(sha256)
    File.objects.filter(pk__in=[pk for pk, _sha in gone]).delete()
    for sha256 in sorted({sha256 for _pk, sha256 in gone}):
        if not File.objects.filter(sha256=sha256).exists():
            # Under the lock and before the commit: a file whose row came back by a rollback would be an empty promise,
            # so the row goes for good first.
            transaction.on_commit(lambda sha256=sha256: _delete_content(sha256))  # type: ignore[misc]
    return len(gone)


def delete_unsent(*, now: datetime) -> int:
    """What was brought and never sent."""
    old = File.objects.filter(sent=False, uploaded_at__lt=now - timedelta(hours=limits.unsent_file_age_hours_max))
    return delete(old.order_by("pk").values_list("pk", flat=True)[: limits.files_deleted_at_once_max])


@transaction.atomic
def _delete_content(sha256: str) -> None:
    """Once more under the lock: the same content may have been brought again meanwhile."""
    contents.lock(sha256)
    if not File.objects.filter(sha256=sha256).exists():
        contents.delete(sha256)


def _read(content: IO[bytes]) -> Any:
    """All of it, and never a byte more than may be."""
    taken = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES_MAX)  # noqa: SIM115
    size = 0
    while piece := content.read(PIECE_BYTES):
        size += len(piece)
        if size > limits.file_size_bytes_max:
            taken.close()
            raise Refused(too_large(), "file")
        taken.write(piece)
    if size == 0:
        taken.close()
        raise Refused(_("Файл пуст."), "file")
    taken.seek(0)
    return taken


def too_large() -> str:
    return _("Файл больше %(most)d МБ.") % {"most": limits.file_size_bytes_max // MEGABYTE}


def _refuse_over_allowance(by: Person, size: int) -> None:
    since = clock.now() - timedelta(days=1)
    brought = File.objects.filter(owner=by, uploaded_at__gt=since).aggregate(size=Sum("size"), count=Count("pk"))
    if (brought["size"] or 0) + size > limits.files_a_day_bytes_max or brought["count"] >= limits.files_a_day_max:
        raise Refused(_("За сутки отправлено слишком много файлов. Попробуйте завтра."), "file")


def _recording(voice: Voice, taken: Any, head: bytes) -> dict[str, Any]:
    mime = kinds.voice_mime(head)
    if not math.isfinite(voice.seconds) or not 0 < voice.seconds <= limits.voice_seconds_max + 1:
        raise Refused(_("Запись длиннее %(most)d минут.") % {"most": limits.voice_seconds_max // 60}, "file")
    if _size(taken) > limits.voice_size_bytes_max or not WAVEFORM.fullmatch(voice.waveform):
        raise Refused(_("Это не похоже на запись голоса. Запишите ещё раз."), "file")
    name = f"voice.{mime.partition('/')[2]}"
    return {"name": name, "mime": mime, "seconds": round(voice.seconds, 1), "waveform": voice.waveform}


@transaction.atomic
def _kept(by: Person, kind: File.Kind, content: Any, facts: dict[str, Any], previews: dict[str, bytes] | None = None) -> File:
    content.seek(0)
    sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    contents.lock(sha256)
    contents.store(sha256, content, previews or {})
    return File.objects.create(owner=by, kind=kind, sha256=sha256, size=_size(content), **facts)


def _size(content: Any) -> int:
    return int(content.seek(0, io.SEEK_END))
