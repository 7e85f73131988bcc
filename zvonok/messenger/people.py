"""How people, schools and chats look in the messenger: name, initials, one of six colours.

Called by: `messenger.queries` and the API's schemas.
"""

from typing import Any

from zvonok.roster.models import Person, School

COLOURS = 6


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
    words = [word for word in title.replace("«", " ").replace('"', " ").split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper()
