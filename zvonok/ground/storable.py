"""What a text in the database cannot hold: a NUL, and half of a surrogate pair. «Unreadable» stands instead.

Comes in: whatever was read from a request. Goes out: the same, to be kept. Called by: the API's parser, searches by words.
"""

import json
import re
from typing import Any, Final

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
# How JSON may write them; a text that only speaks of such signs is read once more for nothing.
WRITTEN: Final = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def storable(words: str) -> str:
    return UNSTORABLE.sub("\ufffd", words)


class StorableParser(Parser):
    """Ninja's own, for words that can be kept."""

    def parse_body(self, request: HttpRequest) -> Any:
        found = json.loads(request.body)
        return _within(found) if WRITTEN.search(request.body) else found

    def parse_querydict(self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest) -> Any:
        return _within(super().parse_querydict(data, list_fields, request))


def _within(found: Any) -> Any:
    if isinstance(found, str):
        return storable(found)
    if isinstance(found, list):
        return [_within(one) for one in found]
    if isinstance(found, dict):
        return {storable(name): _within(one) for name, one in found.items()}
    return found
