"""Names to sign in by: what may be one, and which one to suggest.

Comes in: a person's name or what he typed. Goes out: a name, or a Refused beside the field.
Called by: `accounts.invitations`, `accounts.pages`.
"""

import re
from typing import Final

from django.utils.translation import gettext as _

from zvonok.accounts.models import User
from zvonok.ground.refusal import Refused
from zvonok.roster.models import Person

length_max: Final = 60
suggestion_length_max: Final = 40
NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
LETTERS: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".replace("-", "").split(" "),
        strict=True,
    )
)


def checked(typed: str) -> str:
    name = typed.strip().lower()
    if not 3 <= len(name) <= length_max or not NAME.fullmatch(name):
        raise Refused(_("Имя для входа: от 3 знаков, латинские буквы, цифры, точка, дефис. Например: anna.petrova"), "username")
    if User.objects.filter(username=name).exists():
        raise Refused(_("Такое имя для входа уже занято. Придумайте другое."), "username")
    return name


def suggested(person: Person) -> str:
    """«anna.petrova», and with a number if others have it."""
    plain = ".".join(part for part in (_latin(person.first_name), _latin(person.last_name)) if part)
    if len(plain) < 3:
        plain = f"user.{plain}".rstrip(".")
    plain = plain[:suggestion_length_max].rstrip("._-")
    taken = set(User.objects.filter(username__startswith=plain).values_list("username", flat=True))
    return next(name for name in (plain, *(f"{plain}{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _latin(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", "".join(LETTERS.get(letter, letter) for letter in name.lower()))
