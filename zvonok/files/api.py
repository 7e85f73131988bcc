"""Bringing a file. Its content is the body of the request as it is, so it is read piece by piece and never held whole.

Called by: the client in `web/`, programs.
"""

import threading
from typing import Annotated, Any, Final, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel, Field

from zvonok.files import actions, queries
from zvonok.ground import limits
from zvonok.ground.refusal import Refused
from zvonok.roster.asker import asker

router = Router(tags=["files"])

# A slow upload holds a thread: half of them are left for everything else.
AT_ONCE: Final = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))
BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class FileOut(BaseModel):
    id: int
    kind: Literal["image", "file", "voice"]
    name: str
    mime: str
    size: int
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    waveform: str | None = None


@router.post("/files", response={201: FileOut}, openapi_extra=BODY, exclude_none=True)
def upload(
    request: HttpRequest,
    name: Annotated[str, Field(max_length=1000)],
    voice_seconds: Annotated[float | None, Field(gt=0, le=limits.voice_seconds_max + 1)] = None,
    waveform: Annotated[str, Field(pattern=rf"^[0-9a-v]{{0,{limits.waveform_length_max}}}$")] = "",
) -> Any:
    """A recording of a voice says how long it is; an image is known by its content."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > limits.file_size_bytes_max:
        raise Refused(actions.too_large(), "file")
    if not AT_ONCE.acquire(timeout=limits.upload_wait_seconds_max):
        raise Refused(_("Сейчас отправляют слишком много файлов. Повторите через минуту."), "file")
    try:
        voice = actions.Voice(voice_seconds, waveform) if voice_seconds else None
        made = actions.upload(content=request, name=name, voice=voice, by=asker(request))  # type: ignore[arg-type]
    finally:
        AT_ONCE.release()
    return 201, queries.row(made)
