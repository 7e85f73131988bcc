"""What a change does to chats, in sentences: «Иванов И. уйдёт из 4 чатов, войдёт в 3».

Comes in: effects. Goes out: one sentence a person. Called by: pages, before and after a change.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zvonok.roster.models import Person
from zvonok.roster.touched import Effect

titles_shown_max = 5
people_shown_max = 30


def before(effects: Sequence[Effect]) -> list[str]:
    return _sentences(effects, will=True)


def after(effects: Sequence[Effect]) -> list[str]:
    return _sentences(effects, will=False)


def _sentences(effects: Sequence[Effect], *, will: bool) -> list[str]:
    people = Person.objects.in_bulk({effect.person_id for effect in effects})
    ordered = sorted(people.values(), key=lambda person: (person.last_name, person.first_name, person.pk))
    said = []
    for person in ordered[:people_shown_max]:
        own = [effect for effect in effects if effect.person_id == person.pk]
        said.append(f"{person.list_name} " + ", ".join(_clauses(own, will)) + ".")
    if len(ordered) > people_shown_max:
        more = len(ordered) - people_shown_max
        said.append(ngettext("И ещё %(n)d человек.", "И ещё %(n)d человек.", more) % {"n": more})
    return said or [_("В чатах ничего не изменится.") if will else _("В чатах ничего не изменилось.")]


def _clauses(effects: Sequence[Effect], will: bool) -> list[str]:
    left = [effect.chat_title for effect in effects if effect.what == "left"]
    entered = [effect.chat_title for effect in effects if effect.what == "entered"]
    promoted = [effect.chat_title for effect in effects if effect.what == "revised" and effect.role == 2]
    demoted = [effect.chat_title for effect in effects if effect.what == "revised" and effect.role == 1]
    clauses = []
    if left:
        words = (
            ngettext("уйдёт из %(n)d чата", "уйдёт из %(n)d чатов", len(left))
            if will
            else ngettext("больше не состоит в %(n)d чате", "больше не состоит в %(n)d чатах", len(left))
        )
        clauses.append(_counted(words, left))
    if entered:
        words = (
            ngettext("войдёт в %(n)d чат", "войдёт в %(n)d чатов", len(entered))
            if will
            else ngettext("теперь состоит в %(n)d новом чате", "теперь состоит в %(n)d новых чатах", len(entered))
        )
        clauses.append(_counted(words, entered))
    if promoted:
        words = _("станет администратором") if will else _("теперь администратор")
        clauses.append(_counted(words, promoted))
    if demoted:
        words = _("перестанет быть администратором") if will else _("больше не администратор")
        clauses.append(_counted(words, demoted))
    return clauses


def _counted(words: str, titles: Sequence[str]) -> str:
    named = ", ".join(f"«{title}»" for title in titles[:titles_shown_max])
    dots = "…" if len(titles) > titles_shown_max else ""
    return f"{words % {'n': len(titles)}} ({named}{dots})"
