"""Saving a chat, and all that is one's own. Thin: a door, an export, a download.

Called by: the client in `web/`, whose types are generated from this.
"""

from typing import Annotated, Any, Final, Literal

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zvonok.files import filenames
from zvonok.ground import limits
from zvonok.messenger import doors, export
from zvonok.messenger.api import ChatId
from zvonok.roster.asker import asker

router = Router(tags=["messenger"])

DOWNLOAD: Final = {
    "responses": {
        200: {
            "description": "OK",
            "content": {f"application/{form}": {"schema": {"type": "string", "format": "binary"}} for form in ("zip", "pdf")},
        }
    }
}


class ExportIn(Schema):
    form: Literal["zip", "pdf"]
    reason: Annotated[str, Field(max_length=limits.reason_length_max * 2)]


@router.post("/chats/{chat_id}/export", openapi_extra=DOWNLOAD)
def export_chat(request: HttpRequest, chat_id: ChatId, wanted: ExportIn) -> Any:
    place = doors.administrators_place(asker(request), chat_id)
    make = export.archive if wanted.form == "zip" else export.document
    made = make(place=place, reason=wanted.reason, by=asker(request))
    return _download(made, f"{place.chat.title or 'chat'}.{wanted.form}", f"application/{wanted.form}")


@router.get("/me/archive", openapi_extra=DOWNLOAD)
def download_own(request: HttpRequest) -> Any:
    return _download(export.own(by=asker(request)), "zvonok.zip", "application/zip")


def _download(made: Any, name: str, mime: str) -> FileResponse:
    response = FileResponse(made, as_attachment=True, filename=filenames.clean(name), content_type=mime)
    response.headers["Cache-Control"] = "no-store"
    return response
