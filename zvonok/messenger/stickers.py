"""The sticker packs that come with the house: a folder a pack under `static/stickers`, a picture a sticker, the licence beside.

Called by: `messenger.actions`, `messenger.api`.
"""

from functools import cache
from pathlib import Path

PACKS = Path(__file__).parent / "static" / "stickers"


@cache
def names() -> frozenset[str]:
    """«pack/name» of every sticker."""
    return frozenset(f"{picture.parent.name}/{picture.stem}" for picture in PACKS.glob("*/*.webp"))
