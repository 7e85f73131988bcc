"""How people, schools and chats look in the messenger: name, initials, one of six colours.

Called by: `messenger.queries` and the API's schemas.
"""

import re
from typing import Any

from django.utils.translation import gettext as _

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
        "picture": one.picture,
    }


def author_name(one: Person | None, school: School | None, bot: str | None = None) -> str:
    """As a row and a quotation name an author: nothing is read of him but his name. `is_bot` stands beside it everywhere."""
    return one.short_name if one else bot or (school.name if school else "")


def worded(name: str, *, is_bot: bool) -> str:
    """In the language of whoever reads: a bot is told from people by a word. The client words what the API gives it."""
    return _("%(name)s (бот)") % {"name": name} if is_bot else name


def author(one: Person | None, school: School | None, bot: str | None = None) -> dict[str, Any] | None:
    """A message's author: a person, a school or its bot, or nobody for a service message."""
    if one:
        seen = person(one)
        return {"person": seen.pop("id"), **seen, "is_bot": False}
    if school:
        return {
            "person": None,
            "name": author_name(None, school, bot),
            "short_name": author_name(None, school, bot),
            "initials": initials(bot or school.name),
            "colour": school.pk % COLOURS,
            "picture": None,
            "is_bot": bot is not None,
        }
    return None


def named(one: Person) -> dict[str, Any]:
    """As service messages name people."""
    return {"id": one.pk, "name": one.short_name}


def initials(title: str) -> str:
    """«У», «10А», «ДГ»: a class by its whole name, the rest by the first signs of two words."""
    words = [word for word in re.split(r"[^\w]+", title) if word]
    return "".join(word if word.isdigit() else word[0] for word in words[:2])[:initials_length_max].upper()
