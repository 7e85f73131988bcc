"""A person's card: what another may know of him, and whether he may write to him.

Comes in: a person that a door gave, and who looks. Goes out: name, and in the words of a school what he is at a common school.
Called by: `messenger.people_api`.
"""

from typing import Any

from django.utils.translation import gettext as _

from zvonok.messenger import dialogues, people, pictures, presence
from zvonok.messenger.acquaintance import able, verdicts
from zvonok.messenger.models import Block
from zvonok.messenger.queries import schools_of
from zvonok.roster.models import Employee, Enrolment, Person


def card(person: Person, *, space: str, by: Person) -> dict[str, Any]:
    return {
        "person": people.person(person),
        "words": _words(person, by),
        "presence": presence.seen(by.pk, [person.pk]).get(person.pk),
        "may_write": _may_write(person, space, by),
        "dialogue": dialogues.find(person, by, space),
        "may_take_picture_away": pictures.may_take_away(person, by),
        "blocked": Block.objects.filter(person=by, blocked=person).exists(),
    }


def _words(person: Person, by: Person) -> list[str]:
    """A pupil's class and an employee's position are for people of that school alone."""
    schools = schools_of(by)
    employed = Employee.objects.filter(person=person, school__in=schools, until=None).select_related("school")
    learns = Enrolment.objects.filter(person=person, school__in=schools, until=None).select_related("school", "school_class")
    return [
        *(f"{one.position}, {one.school.name}" for one in employed.order_by("pk")),
        *(_("Ученик %(title)s") % {"title": one.school_class.title} + f", {one.school.name}" for one in learns.order_by("pk")),
    ]


def _may_write(person: Person, space: str, by: Person) -> dict[str, Any]:
    if person.pk == by.pk:
        return {"may": False, "why": _("Это вы.")}
    row = verdicts(by, [person.pk])[person.pk]
    if row.may and not able(Person.objects.filter(pk=person.pk), space).exists():
        return {"may": False, "why": _("У этого человека нет учебного профиля, писать ему здесь нельзя.")}
    return {"may": row.may, "why": str(row.why)}
