"""The only way to a file for a person who asks. Absent and forbidden get the same 404.

Comes in: the person and a number. Goes out: the file, if it is his and not yet sent, or if a room where it was sent lets him
see it there. Called by: `files.pages`; rooms that send files.
"""

from collections.abc import Callable, Sequence

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from zvonok.files.models import File
from zvonok.ground.refusal import Refused
from zvonok.roster.models import Person

NO_SUCH_FILE = _("Такого файла нет.")
Sees = Callable[[Person, int], bool]

_rooms: list[Sees] = []


def open_through(sees: Sees) -> None:
    """A room that sends files says, when the program starts, who sees one there."""
    _rooms.append(sees)


def file(person: Person, file_id: int) -> File:
    found = File.objects.filter(pk=file_id).first() if person.is_active else None
    if found and ((not found.sent and found.owner_id == person.pk) or any(sees(person, found.pk) for sees in _rooms)):
        return found
    raise Http404(NO_SUCH_FILE)


def unsent(person: Person, ids: Sequence[int]) -> list[File]:
    """One's own files that were not sent yet, in the order asked."""
    found = File.objects.select_for_update().filter(owner=person, sent=False).in_bulk(list(ids))
    if len(found) != len(ids):
        raise Refused(str(NO_SUCH_FILE), "files")
    return [found[one] for one in ids]
