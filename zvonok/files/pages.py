"""Files as they are served: behind a door each, and never as a page.

Called by: urls.py.
"""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from zvonok.files import contents, doors, ranges
from zvonok.files.models import File
from zvonok.roster.asker import asker

# Only what we wrote ourselves, and sound, is shown in place; everything else is a download of unknown type.
SHOWN: Final = {"image/jpeg", "image/png", "image/webp", "audio/webm", "audio/ogg", "audio/mp4"}


@login_required
@require_safe
def file(request: HttpRequest, file_id: int, name: str) -> HttpResponseBase:
    """The name in the address is for the eye: which file it is, its number says, and the name we kept is the one told."""
    found = doors.file(asker(request), file_id)
    size = request.GET.get("size", "")
    if size and (found.kind != File.Kind.IMAGE or size not in contents.PREVIEWS):
        raise Http404(doors.NO_SUCH_FILE)
    try:
        content = contents.opened(found.sha256, size)
    except FileNotFoundError:
        raise Http404(doors.NO_SUCH_FILE) from None
    shown = found.kind != File.Kind.FILE and found.mime in SHOWN
    download = not shown or "download" in request.GET
    mime = ("image/webp" if size else found.mime) if shown else "application/octet-stream"
    try:
        piece = ranges.asked(request.headers.get("Range", ""), content.size) if not size else None
    except ranges.NotWithin:
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{content.size}"})
    body = content if piece is None else ranges.Piece(content, *piece)
    response = FileResponse(body, as_attachment=download, filename=found.name, content_type=mime)
    response.headers["Accept-Ranges"] = "bytes"
    if piece:
        first, last = piece
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{last}/{content.size}"
        response.headers["Content-Length"] = str(last - first + 1)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # A number's content never changes. Another person at the same machine has another cookie and asks anew.
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Vary"] = "Cookie"
    return response
