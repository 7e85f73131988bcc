"""A piece of a content, as players ask for it: Safari plays no sound without, and nobody could jump within one.

Comes in: a `Range` header and the whole length. Goes out: first and last byte, or None for the whole. Called by: `files.pages`.
"""

import re
from typing import IO, Final

ONE_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class NotWithin(Exception):
    """What is asked for lies behind the end."""


def asked(header: str, length: int) -> tuple[int, int] | None:
    """Several pieces at once may be answered by the whole, says the standard, and are."""
    found = ONE_RANGE.fullmatch(header)
    if not found or found[1] == found[2] == "":
        return None
    first, last = found[1], found[2]
    if first == "":
        start, end = max(0, length - int(last)), length - 1
    else:
        start, end = int(first), min(int(last), length - 1) if last else length - 1
    if start >= length or end < start:
        raise NotWithin
    return start, end


class Piece:
    """A content from one byte to another, to be read by pieces and closed."""

    def __init__(self, content: IO[bytes], start: int, end: int) -> None:
        content.seek(start)
        self.content, self.left = content, end - start + 1

    def read(self, most: int = -1) -> bytes:
        piece = self.content.read(self.left if most < 0 else min(most, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.content.close()
