"""The only way from an address to a child. Absent and another's get the same 404.

Called by: `profiles.pages`.
"""

from django.http import Http404

from zvonok.roster.models import Guardianship, Person


def child(parent: Person, person_id: int) -> Person:
    found = Guardianship.objects.select_related("child").filter(parent=parent, child=person_id, child__is_active=True).first()
    if found is None:
        raise Http404
    return found.child
