"""What may be asked about learning profiles.

Called by: the messenger, the diary's pages, the rules.
"""

from zvonok.profiles.models import LearningProfile
from zvonok.roster.models import Person


def profile_state(person: Person) -> str:
    """none, awaiting_parent, active or suspended."""
    state = LearningProfile.objects.filter(person=person).values_list("state", flat=True).first()
    return state or "none"


def is_active(person: Person) -> bool:
    return profile_state(person) == LearningProfile.State.ACTIVE
