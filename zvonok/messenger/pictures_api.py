"""A person's own picture, and an administrator who takes one away. Thin: a door, an action, an answer.

Called by: the client in `web/`.
"""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Status

from zvonok.messenger import doors, people, pictures
from zvonok.messenger.api import ChatId, PersonOut
from zvonok.messenger.groups_api import PictureIn
from zvonok.roster.asker import asker

router = Router(tags=["people"])


@router.put("/me/picture", response=PersonOut)
def put_own(request: HttpRequest, wanted: PictureIn) -> Any:
    return people.person(pictures.put(**wanted.dict(), by=asker(request)))


@router.delete("/me/picture", response=PersonOut)
def take_own_away(request: HttpRequest) -> Any:
    by = asker(request)
    return people.person(pictures.take_away(person=by, by=by))


@router.delete("/people/{person_id}/picture", response={204: None})
def take_away(request: HttpRequest, person_id: ChatId) -> Any:
    """For an administrator of his school; for all others there is no such thing."""
    by = asker(request)
    person = doors.person(by, person_id)
    if not pictures.may_take_away(person, by):
        raise Http404(doors.NO_SUCH_PERSON)
    pictures.take_away(person=person, by=by)
    return Status(204, None)
