"""What a change of one's own profile does to chats, said to the person himself: «Вы войдёте в 4 чата».

Comes in: effects. Goes out: one sentence. Called by: `profiles.pages`, before and after.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zvonok.roster.touched import Effect
from zvonok.roster.wording import titles_shown_max


def will_enter(effects: Sequence[Effect]) -> str:
    n = len(effects)
    words = ngettext("Вы сразу войдёте в %(n)d чат", "Вы сразу войдёте в %(n)d чатов", n)
    nothing = _("Чатов для вас пока нет. Когда они появятся, вы сразу окажетесь в них.")
    return _counted(words, effects) if n else nothing


def entered(effects: Sequence[Effect]) -> str:
    n = len(effects)
    words = ngettext("Вы вошли в %(n)d чат", "Вы вошли в %(n)d чатов", n)
    nothing = _("Чатов для вас пока нет. Когда они появятся, вы сразу окажетесь в них.")
    return _counted(words, effects) if n else nothing


def will_leave(effects: Sequence[Effect]) -> str:
    n = len(effects)
    words = ngettext("Вы выйдете из %(n)d чата", "Вы выйдете из %(n)d чатов", n)
    return _counted(words, effects) if n else _("Сейчас вы не состоите ни в одном чате школы.")


def left(effects: Sequence[Effect]) -> str:
    n = len(effects)
    words = ngettext("Вы вышли из %(n)d чата", "Вы вышли из %(n)d чатов", n)
    return _counted(words, effects) if n else _("Вы не состояли ни в одном чате школы.")


def _counted(words: str, effects: Sequence[Effect]) -> str:
    titles = sorted({effect.chat_title for effect in effects})
    named = ", ".join(f"«{title}»" for title in titles[:titles_shown_max])
    dots = "…" if len(titles) > titles_shown_max else ""
    return f"{words % {'n': len(effects)}}: {named}{dots}."
