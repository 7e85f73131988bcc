"""What is told of a file, in the words of JSON.

Called by: `files.api`, rooms that send files.
"""

from typing import Any

from zvonok.files.models import File


def row(file: File) -> dict[str, Any]:
    told: dict[str, Any] = {"id": file.pk, "kind": file.kind, "name": file.name, "mime": file.mime, "size": file.size}
    if file.kind == File.Kind.IMAGE:
        told |= {"width": file.width, "height": file.height}
    if file.kind == File.Kind.VOICE:
        told |= {"seconds": file.seconds, "waveform": file.waveform}
    return told
