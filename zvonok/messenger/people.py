"""How people, schools and chats look in the messenger: name, initials, one of six colours.

Called by: `messenger.queries` and the API's schemas.
"""

import re
from typing import Any

from zvonok.roster.models import Person, School

COLOURS = 6
initials_length_max = 3


def person(one: Person) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "short_name": one.short_name,
        "initials": one.first_name[:1] + one.last_name[:1],
        "colour": one.pk % COLOURS,
    }


def author(one: Person | None, school: School | None) -> dict[str, Any] | None:
    """A message's author: a person, a school, or nobody for a service message."""
    if one:
        seen = person(one)
        return {"person": seen.pop("id"), **seen}
    if school:
        return {
            "person": None,
            "name": school.name,
            "short_name": school.name,
            "initials": initials(school.name),
            "colour": school.pk % COLOURS,
        }
    return None


def named(one: Person) -> dict[str, Any]:
    """As service messages name people."""
    return {"id": one.pk, "name": one.short_name}


def initials(title: str) -> str:
    """«У», «10А», «ДГ»: a class by its whole name, the rest by the first signs of two words."""
    words = [word for word in re.split(r"[^\w]+", title) if word]
    return "".join(word if word.isdigit() else word[0] for word in words[:2])[:initials_length_max].upper()
