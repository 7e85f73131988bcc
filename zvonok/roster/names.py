"""What may be a name. Names are shown to children and printed: they carry no control signs, no marks that turn the text
around, no letters that are not seen, no towers of marks, no letters of another alphabet in disguise, no pictures.

Comes in: what a person typed. Goes out: the name with its spaces put right, or a Refused beside the field.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from zvonok.ground import limits
from zvonok.ground.refusal import Refused
from zvonok.ground.storable import storable

PERSON = re.compile(r"[^\W\d_](?:[\w'’.\- ]*[\w.'’])?", re.UNICODE)
TITLE_CATEGORIES = ("L", "N", "P", "Zs", "Sm", "M")
# Letters and marks by their category, yet nothing is seen of them: a name of these alone would be an empty place in a list.
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
WORD = re.compile(r"[^\W\d_](?:['’]?[^\W\d_])*")
# Latin and Cyrillic letters that no eye tells apart.
TWINS = dict(zip("AaBCcEeHKkMOoPpTXxYySsIiJj", "АаВСсЕеНКкМОоРрТХхУуЅѕІіЈј", strict=True))
LATIN_TWINS, CYRILLIC_TWINS = frozenset(TWINS), frozenset(TWINS.values())


def person_name(typed: str, field: str, *, may_be_empty: bool = False) -> str:
    """A last, first or middle name: letters, with hyphens, apostrophes, dots and spaces inside."""
    name = _spaced(typed)
    if not name and may_be_empty:
        return ""
    _check_length(name, field, limits.name_length_max)
    if not PERSON.fullmatch(name) or any(unicodedata.category(sign) in ("Nd", "Cf", "Cc", "So") for sign in name):
        raise Refused(_("В имени могут быть только буквы, дефис, апостроф, точка и пробел. Исправьте имя."), field)
    _refuse_disguise(name, field)
    return name


def title(typed: str, field: str, *, length_max: int = limits.name_length_max) -> str:
    """A title of a class, a position, a chat: letters, digits and signs of writing."""
    name = _spaced(typed)
    _check_length(name, field, length_max)
    if any(sign != "№" and not unicodedata.category(sign).startswith(TITLE_CATEGORIES) for sign in name):
        raise Refused(_("В названии могут быть буквы, цифры и знаки препинания. Уберите остальное."), field)
    _refuse_disguise(name, field)
    return name


def looks(name: str) -> str:
    """What the eye sees of a name: two that look the same are the same here."""
    return "".join(TWINS.get(sign, sign) for sign in unicodedata.normalize("NFKC", name)).casefold()


def _refuse_disguise(name: str, field: str) -> None:
    if UNSEEN.search(name):
        raise Refused(_("В названии есть знаки, которых не видно. Наберите его заново."), field)
    if _marks_in_a_row(name) > limits.marks_in_a_row_max:
        raise Refused(_("Над одной буквой слишком много знаков. Уберите лишние."), field)
    if any(_is_disguised(word) for word in WORD.findall(name)):
        raise Refused(_("В одном слове смешаны русские и латинские буквы, похожие на вид. Наберите его заново."), field)


def _marks_in_a_row(name: str) -> int:
    return max((len(run) for run in re.findall("m+", "".join("m" if _is_mark(sign) else "-" for sign in name))), default=0)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


def _is_disguised(word: str) -> bool:
    """Letters of two alphabets in one word, and those of one of them all look like the other's: «Учительcкая»."""
    latin = {sign for sign in word if "LATIN" in unicodedata.name(sign, "")}
    cyrillic = {sign for sign in word if "CYRILLIC" in unicodedata.name(sign, "")}
    return bool(latin and cyrillic) and (latin <= LATIN_TWINS or cyrillic <= CYRILLIC_TWINS)


def _spaced(typed: str) -> str:
    return " ".join(unicodedata.normalize("NFC", storable(typed)).split())


def _check_length(name: str, field: str, length_max: int) -> None:
    if not name:
        raise Refused(_("Заполните это поле."), field)
    if len(name) > length_max:
        raise Refused(
            _("Слишком длинно: знаков %(length)d, а можно %(most)d. Сократите.") % {"length": len(name), "most": length_max},
            field,
        )
