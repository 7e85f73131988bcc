"""What may be a name. Names are shown to children and printed: they carry no control signs, no marks that turn the text
around, no pictures.

Comes in: what a person typed. Goes out: the name with its spaces put right, or a Refused beside the field.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from zvonok.ground import limits
from zvonok.ground.refusal import Refused

PERSON = re.compile(r"[^\W\d_](?:[\w'’.\- ]*[\w.'’])?", re.UNICODE)
TITLE_CATEGORIES = ("L", "N", "P", "Zs", "Sm", "M")


def person_name(typed: str, field: str, *, may_be_empty: bool = False) -> str:
    """A last, first or middle name: letters, with hyphens, apostrophes, dots and spaces inside."""
    name = _spaced(typed)
    if not name and may_be_empty:
        return ""
    _check_length(name, field, limits.name_length_max)
    if not PERSON.fullmatch(name) or any(unicodedata.category(sign) in ("Nd", "Cf", "Cc", "So") for sign in name):
        raise Refused(_("В имени могут быть только буквы, дефис, апостроф, точка и пробел. Исправьте имя."), field)
    return name


def title(typed: str, field: str, *, length_max: int = limits.name_length_max) -> str:
    """A title of a class, a position, a chat: letters, digits and signs of writing."""
    name = _spaced(typed)
    _check_length(name, field, length_max)
    if any(sign != "№" and not unicodedata.category(sign).startswith(TITLE_CATEGORIES) for sign in name):
        raise Refused(_("В названии могут быть буквы, цифры и знаки препинания. Уберите остальное."), field)
    return name


def _spaced(typed: str) -> str:
    return " ".join(unicodedata.normalize("NFC", typed).replace("\x00", "\ufffd").split())


def _check_length(name: str, field: str, length_max: int) -> None:
    if not name:
        raise Refused(_("Заполните это поле."), field)
    if len(name) > length_max:
        raise Refused(
            _("Слишком длинно: знаков %(length)d, а можно %(most)d. Сократите.") % {"length": len(name), "most": length_max},
            field,
        )
