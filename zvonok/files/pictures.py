"""Square pictures of people and chats, cut from an image that was brought as any other file, and written anew in three sizes.

Comes in: one's own unsent image, and which part of it. Goes out: a word under which the picture lies, which nobody can guess.
Called by: `messenger.pictures`, which says whose picture it is and who may see it.

A picture is changed by another under another word, so that a browser may keep what it has seen.
"""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from zvonok.files import actions, contents, doors, images
from zvonok.files.models import File
from zvonok.ground import limits
from zvonok.ground.refusal import Refused
from zvonok.roster.models import Person


@transaction.atomic
def make(*, file: int, at: float, by: Person) -> str:
    """1. Only what he has brought himself and not sent yet. 2. Cut and written in each size. 3. What was brought is deleted.

    `at` is where along its longer side the square stands: 0 at its beginning, 0.5 in the middle, 1 at its end.
    """
    (brought,) = doors.unsent(by, [file])
    if brought.kind != File.Kind.IMAGE:
        raise Refused(_("Это не изображение. Выберите фотографию или рисунок."), "file")
    if min(brought.width or 0, brought.height or 0) < limits.picture_side_pixels_min:
        raise Refused(_("Изображение слишком маленькое. Выберите другое."), "file")
    word = secrets.token_urlsafe(12)
    with contents.opened(brought.sha256) as content:
        made = images.squares(content, at=at, sides=limits.picture_sides_pixels)
    for side, picture in made.items():
        default_storage.save(_path(word, side), ContentFile(picture))
    actions.delete([brought.pk])
    return word


def delete_after_commit(word: str | None) -> None:
    """The row that told of it is written first: a picture that a row tells of is always there."""
    if word:
        transaction.on_commit(lambda: _delete(word), robust=True)


def answer(word: str, side: int) -> FileResponse:
    """For one whom a door has let in."""
    try:
        content = default_storage.open(_path(word, side))
    except FileNotFoundError:
        raise Http404(doors.NO_SUCH_FILE) from None
    answer = FileResponse(content, filename="picture.webp", content_type="image/webp")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = f"private, max-age={limits.picture_kept_seconds_max}, immutable"
    answer.headers["Vary"] = "Cookie"
    return answer


def _delete(word: str) -> None:
    for side in limits.picture_sides_pixels:
        default_storage.delete(_path(word, side))


def _path(word: str, side: int) -> str:
    return f"pictures/{word[:2]}/{word}.{side}"
