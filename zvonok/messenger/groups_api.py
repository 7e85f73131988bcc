"""Free chats: title, picture, administrators, links into them; and who may speak in a chat. Thin: a door, an action, an answer.

Called by: the client in `web/`.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import BaseModel, Field

from zvonok.ground import clock, limits
from zvonok.messenger import doors, groups, queries
from zvonok.messenger.api import ChatId, ChatOut, Space
from zvonok.messenger.models import ChatInvitation, Place
from zvonok.roster.asker import asker

router = Router(tags=["chats"])

Word = Annotated[str, Field(pattern=r"^[\w-]{1,64}$")]


class TitleIn(Schema):
    title: Annotated[str, Field(max_length=limits.title_length_max * 2)]


class PictureIn(Schema):
    """One's own unsent image, and where along its longer side the square stands: 0.5 is the middle."""

    file: ChatId
    at: Annotated[float, Field(ge=0, le=1)] = 0.5


class SettingsIn(Schema):
    announcements_only: bool
    reactions_only: bool
    slow_mode_seconds: Literal[0, 10, 30, 60, 300, 900, 3600]


class HandOverIn(Schema):
    person: ChatId


class InvitationIn(Schema):
    hours: Annotated[int, Field(ge=1, le=limits.chat_invitation_age_hours_max)] = 168
    uses_max: Annotated[int, Field(ge=1, le=limits.free_chat_members_max)] = 30
    school: ChatId | None = None


class InvitationOut(BaseModel):
    id: int
    made_at: datetime
    ends_at: datetime
    uses: int
    uses_max: int
    school: str | None


class NewInvitationOut(BaseModel):
    invitation: InvitationOut
    path: str


class InvitationsOut(BaseModel):
    invitations: list[InvitationOut]


class InvitedOut(BaseModel):
    """What one is invited to. `chat` is given only to those who are in it already."""

    title: str
    space: Space
    members: int
    chat: int | None


@router.put("/chats/{chat_id}/title", response=ChatOut)
def rename(request: HttpRequest, chat_id: ChatId, wanted: TitleIn) -> Any:
    by = asker(request)
    groups.rename(place=doors.administrators_place(by, chat_id), title=wanted.title, by=by)
    return queries.chat(by, chat_id)


@router.put("/chats/{chat_id}/picture", response=ChatOut)
def put_picture(request: HttpRequest, chat_id: ChatId, wanted: PictureIn) -> Any:
    by = asker(request)
    groups.put_picture(place=doors.administrators_place(by, chat_id), **wanted.dict(), by=by)
    return queries.chat(by, chat_id)


@router.delete("/chats/{chat_id}/picture", response=ChatOut)
def take_picture_away(request: HttpRequest, chat_id: ChatId) -> Any:
    by = asker(request)
    groups.take_picture_away(place=doors.administrators_place(by, chat_id), by=by)
    return queries.chat(by, chat_id)


@router.put("/chats/{chat_id}/settings", response=ChatOut)
def settle(request: HttpRequest, chat_id: ChatId, wanted: SettingsIn) -> Any:
    by = asker(request)
    groups.settle(place=doors.administrators_place(by, chat_id), **wanted.dict(), by=by)
    return queries.chat(by, chat_id)


@router.put("/chats/{chat_id}/administrators/{person_id}", response={204: None})
def appoint(request: HttpRequest, chat_id: ChatId, person_id: ChatId) -> Any:
    by = asker(request)
    groups.appoint(place=doors.administrators_place(by, chat_id), person=_member(chat_id, person_id), by=by)
    return Status(204, None)


@router.delete("/chats/{chat_id}/administrators/{person_id}", response={204: None})
def discharge(request: HttpRequest, chat_id: ChatId, person_id: ChatId) -> Any:
    by = asker(request)
    groups.discharge(place=doors.administrators_place(by, chat_id), person=_member(chat_id, person_id), by=by)
    return Status(204, None)


@router.post("/chats/{chat_id}/hand-over", response={204: None})
def hand_over(request: HttpRequest, chat_id: ChatId, wanted: HandOverIn) -> Any:
    by = asker(request)
    groups.hand_over(place=doors.administrators_place(by, chat_id), person=_member(chat_id, wanted.person), by=by)
    return Status(204, None)


@router.get("/chats/{chat_id}/invitations", response=InvitationsOut)
def get_invitations(request: HttpRequest, chat_id: ChatId) -> Any:
    place = doors.administrators_place(asker(request), chat_id)
    found = groups.standing(place.chat, clock.now()).select_related("school")[: limits.chat_invitations_max]
    return {"invitations": [_invitation(one) for one in found]}


@router.post("/chats/{chat_id}/invitations", response={201: NewInvitationOut})
def invite(request: HttpRequest, chat_id: ChatId, wanted: InvitationIn) -> Any:
    by = asker(request)
    place = doors.administrators_place(by, chat_id)
    made, word = groups.invite(place=place, **wanted.dict(), now=clock.now(), by=by)
    made.refresh_from_db()
    return Status(201, {"invitation": _invitation(made), "path": f"/messenger/join/{word}"})


@router.delete("/chats/{chat_id}/invitations/{invitation_id}", response={204: None})
def revoke(request: HttpRequest, chat_id: ChatId, invitation_id: ChatId) -> Any:
    by = asker(request)
    groups.revoke(place=doors.administrators_place(by, chat_id), invitation=invitation_id, now=clock.now(), by=by)
    return Status(204, None)


@router.get("/invitations/{word}", response=InvitedOut)
def get_invitation(request: HttpRequest, word: Word) -> Any:
    by = asker(request)
    found = groups.invitation(word, now=clock.now(), by=by)
    members = Place.objects.filter(chat=found.chat_id)
    return {
        "title": found.chat.title,
        "space": found.chat.space,
        "members": members.count(),
        "chat": found.chat_id if members.filter(person=by).exists() else None,
    }


@router.post("/invitations/{word}", response=ChatOut)
def join(request: HttpRequest, word: Word) -> Any:
    by = asker(request)
    return queries.chat(by, groups.join(word=word, now=clock.now(), by=by).pk)


def _member(chat_id: int, person_id: int) -> int:
    if not Place.objects.filter(chat=chat_id, person=person_id).exists():
        raise Http404
    return person_id


def _invitation(one: ChatInvitation) -> dict[str, Any]:
    return {
        "id": one.pk,
        "made_at": one.made_at,
        "ends_at": one.ends_at,
        "uses": one.uses,
        "uses_max": one.uses_max,
        "school": one.school.name if one.school else None,
    }
