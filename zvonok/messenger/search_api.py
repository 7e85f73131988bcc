"""The one search field's answers from the server: messages, and people to write to.

Called by: the client in `web/`.
"""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zvonok.ground import limits
from zvonok.messenger import search
from zvonok.messenger.api import AuthorOut
from zvonok.roster.asker import asker

router = Router(tags=["search"])

Words = Annotated[str, Field(min_length=2, max_length=limits.name_length_max)]


class PartOut(Schema):
    text: str
    is_found: bool


class FoundOut(Schema):
    chat: int
    chat_title: str
    seq: int
    author: AuthorOut | None
    parts: list[PartOut]
    at: datetime


class FoundPageOut(Schema):
    found: list[FoundOut]
    next: int | None


@router.get("/search", response=FoundPageOut)
def get_search(request: HttpRequest, words: Words, before: Annotated[int | None, Field(ge=1, lt=2**63)] = None) -> Any:
    return search.messages(asker(request), words.replace("\x00", ""), before=before)
