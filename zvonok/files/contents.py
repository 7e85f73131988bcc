"""Contents by their hash, in Django's default storage: the folder `var/media`, or S3 by django-storages.

Comes in: a stream or bytes and their SHA-256. Goes out: the stored content. Called by: `files.actions`, `files.pages`, exports.

Who stores and who deletes take the hash's lock first, so a content is never deleted from under one who has just found it there.
"""

from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import connection

PREVIEWS = ("small", "middle")


def lock(sha256: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sha256])


def store(sha256: str, content: IO[bytes], previews: dict[str, bytes]) -> None:
    if not default_storage.exists(path(sha256)):
        content.seek(0)
        default_storage.save(path(sha256), File(content))
    for size, preview in previews.items():
        if not default_storage.exists(path(sha256, size)):
            default_storage.save(path(sha256, size), ContentFile(preview))


def opened(sha256: str, size: str = "") -> Any:
    return default_storage.open(path(sha256, size))


def delete(sha256: str) -> None:
    for size in ("", *PREVIEWS):
        default_storage.delete(path(sha256, size))


def path(sha256: str, size: str = "") -> str:
    """Nothing that a person typed stands in a path."""
    return f"files/{sha256[:2]}/{sha256}{'.' if size else ''}{size}"
