"""What may be asked about learning profiles.

Called by: the messenger, the diary's pages, the rules.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from zvonok.profiles.age import is_young
from zvonok.profiles.models import LearningProfile
from zvonok.roster.models import Enrolment, Person


def profile_state(person: Person) -> str:
    """none, awaiting_parent, active or suspended."""
    state = LearningProfile.objects.filter(person=person).values_list("state", flat=True).first()
    return state or "none"


def is_active(person: Person) -> bool:
    return profile_state(person) == LearningProfile.State.ACTIVE


@dataclass(frozen=True)
class Child:
    """A parent's child with the state of his profile. `young`: a parent decides for him."""

    person: Person
    state: str
    young: bool


def children(parent: Person, today: date) -> list[Child]:
    """All of them at once: those in a class, in the order of their names."""
    learns = Exists(Enrolment.objects.filter(person=OuterRef("pk"), until=None))
    own = Person.objects.filter(learns, parents__parent=parent, is_active=True).select_related("profile")
    return [
        Child(
            person=child,
            state=child.profile.state if hasattr(child, "profile") else "none",
            young=is_young(child.birth_date, today),
        )
        for child in own.order_by("first_name", "pk")
    ]
