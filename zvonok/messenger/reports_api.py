"""Reports of messages, and one's own quiet hours. Thin: a door, an action, an answer.

Called by: the client in `web/`.
"""

from datetime import time
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AfterValidator, BaseModel, Field

from zvonok.ground import limits
from zvonok.messenger import doors, quiet, reports
from zvonok.messenger.api import ChatId, Seq
from zvonok.roster.asker import asker

router = Router(tags=["chats"])


class ReportIn(Schema):
    reason: Literal["bullying", "indecent", "fraud", "danger", "other"]
    words: Annotated[str, Field(max_length=limits.reason_length_max)] = ""


def _of_the_wall(hour: time) -> time:
    """An hour as a clock on the wall shows it: the time zone is the school's, not told beside it."""
    if hour.tzinfo is not None:
        raise ValueError("naive")
    return hour


Hour = Annotated[time, AfterValidator(_of_the_wall)]


class QuietIn(Schema):
    """Both, or neither: then there are no quiet hours."""

    starts: Hour | None = None
    ends: Hour | None = None


class QuietOut(BaseModel):
    starts: time | None
    ends: time | None


@router.post("/chats/{chat_id}/messages/{seq}/report", response={204: None})
def report(request: HttpRequest, chat_id: ChatId, seq: Seq, wanted: ReportIn) -> Any:
    by = asker(request)
    reports.report(place=doors.place(by, chat_id), seq=seq, reason=wanted.reason, words=wanted.words, by=by)
    return Status(204, None)


@router.get("/quiet-hours", response=QuietOut)
def get_quiet(request: HttpRequest) -> Any:
    starts, ends = quiet.own(asker(request)) or (None, None)
    return {"starts": starts, "ends": ends}


@router.put("/quiet-hours", response=QuietOut)
def settle_quiet(request: HttpRequest, wanted: QuietIn) -> Any:
    given = wanted.starts and wanted.ends
    quiet.settle_own(hours=(wanted.starts, wanted.ends) if given else None, by=asker(request))  # type: ignore[arg-type]
    return get_quiet(request)
