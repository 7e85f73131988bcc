"""What a plan tells, in sentences: what changes in the roster, what in chats, and why the brake holds it.

Comes in: rows of a plan. Goes out: words. Called by: `exchange.pages`, the command line.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zvonok.exchange.models import Planned, Run

# Of each change, by what the audit calls it. What stands in %(…)s is told by the change itself.
CHANGES: Final[dict[str, Any]] = {
    "roster:person:added": gettext_lazy("новый человек"),
    "roster:person:changed": gettext_lazy("другие данные: был(а) %(was)s"),
    "roster:employee:hired": gettext_lazy("новый сотрудник: %(position)s"),
    "roster:employee:changed": gettext_lazy("другая должность: %(position)s, была %(was)s"),
    "roster:employee:dismissed": gettext_lazy("больше не сотрудник: %(position)s"),
    "roster:administrator:appointed": gettext_lazy("станет администратором школы"),
    "roster:administrator:removed": gettext_lazy("перестанет быть администратором школы"),
    "roster:class:made": gettext_lazy("новый класс"),
    "roster:class:renamed": gettext_lazy("класс изменится: был %(was)s"),
    "roster:class:closed": gettext_lazy("класса больше не будет"),
    "roster:class_teacher:appointed": gettext_lazy("классный руководитель %(class)s"),
    "roster:class_teacher:ended": gettext_lazy("больше не классный руководитель %(class)s"),
    "roster:pupil:enrolled": gettext_lazy("новый ученик %(class)s"),
    "roster:pupil:moved": gettext_lazy("перейдёт в %(class)s из %(was)s"),
    "roster:pupil:withdrawn": gettext_lazy("уйдёт из %(class)s"),
    "roster:pupil:subgroups_changed": gettext_lazy("подгруппа «%(subgroup)s»"),
    "roster:parent:added": gettext_lazy("родитель: %(child)s"),
    "roster:parent:changed": gettext_lazy("кем приходится: %(child)s"),
    "roster:parent:removed": gettext_lazy("больше не родитель: %(child)s"),
    "roster:subject:made": gettext_lazy("новый предмет"),
    "roster:subgroup:made": gettext_lazy("новая подгруппа %(class)s"),
    "roster:study_group:made": gettext_lazy("новая группа по предмету"),
    "roster:study_group:reopened": gettext_lazy("группа по предмету снова есть"),
    "roster:study_group:ended": gettext_lazy("группы по предмету больше не будет"),
    "roster:study_group:given": gettext_lazy("будет вести: %(subject)s, %(class)s"),
    "roster:study_group:taken": gettext_lazy("больше не ведёт: %(subject)s, %(class)s"),
    "roster:year:set": gettext_lazy("новый учебный год"),
}


def change(planned: Planned) -> str:
    """What of `name`, without the name."""
    said = planned.said
    if planned.what == "roster:pupil:subgroups_changed":
        if "left" in said:
            return _("уйдёт из подгруппы «%(subgroup)s»") % {"subgroup": said["left"]}
        return _("войдёт в подгруппу «%(subgroup)s»") % {"subgroup": said["entered"]}
    if planned.what == "roster:person:changed" and said["was"] == said["name"]:
        was = parse_date(said["birth_date_was"] or "")
        words = date_format(was, "d.m.Y") if was else _("не указана")
        return _("другая дата рождения: была %(was)s") % {"was": words}
    words = str(CHANGES.get(planned.what, planned.what))
    return words % {"was": "", "class": "", "child": "", "position": "", "subject": "", **said}


def effects(chat: Mapping[str, Any], *, will: bool, most: int) -> Iterator[tuple[str, int, str]]:
    """Of one chat: what happens, to how many, and the first names."""
    words = (
        ("entered", _("войдут") if will else _("вошли")),
        ("entered_as_administrators", _("войдут администраторами") if will else _("вошли администраторами")),
        ("left", _("уйдут") if will else _("ушли")),
        ("promoted", _("станут администраторами") if will else _("стали администраторами")),
        ("demoted", _("перестанут быть администраторами") if will else _("перестали быть администраторами")),
    )
    for key, told in words:
        names = chat[key]
        if names:
            yield told, len(names), ", ".join(names[:most]) + ("…" if len(names) > most else "")


def grave(run: Run) -> list[str]:
    """Why the brake holds it."""
    found = run.brake
    said = []
    for key, one, many in (
        ("emptied", _("Опустеет %(n)d чат: %(titles)s."), _("Опустеют чаты (%(n)d): %(titles)s.")),
        (
            "without_administrator",
            _("Без администратора останется %(n)d чат: %(titles)s."),
            _("Без администратора останутся чаты (%(n)d): %(titles)s."),
        ),
    ):
        if key in found:
            count, titles = found[key]["count"], found[key]["titles"][:10]
            named = ", ".join(f"«{title}»" for title in titles) + ("…" if count > len(titles) else "")
            said.append((one if count == 1 else many) % {"n": count, "titles": named})
    if "revoked" in found:
        n = found["revoked"]
        said.append(ngettext("Будет отнято %(n)d место в чатах.", "Будет отнято %(n)d мест в чатах.", n) % {"n": n})
    if "leaving" in found:
        n = found["leaving"]
        said.append(ngettext("Из школы уйдёт %(n)d человек.", "Из школы уйдёт %(n)d человек.", n) % {"n": n})
    return said


def summary(run: Run) -> list[str]:
    """A plan in a few sentences."""
    changed = run.summary.get("changes", {})
    parts = (
        ("roster:person:added", gettext_lazy("Новых людей: %(n)d.")),
        ("roster:person:changed", gettext_lazy("Изменятся данные людей: %(n)d.")),
        ("roster:employee:hired", gettext_lazy("Новых сотрудников: %(n)d.")),
        ("roster:employee:dismissed", gettext_lazy("Сотрудников уйдёт: %(n)d.")),
        ("roster:class:made", gettext_lazy("Новых классов: %(n)d.")),
        ("roster:class:closed", gettext_lazy("Классов не станет: %(n)d.")),
        ("roster:pupil:enrolled", gettext_lazy("Новых учеников: %(n)d.")),
        ("roster:pupil:moved", gettext_lazy("Перейдёт в другой класс: %(n)d.")),
        ("roster:pupil:withdrawn", gettext_lazy("Учеников уйдёт: %(n)d.")),
        ("roster:parent:added", gettext_lazy("Новых родителей: %(n)d.")),
        ("roster:parent:removed", gettext_lazy("Родителей уйдёт: %(n)d.")),
    )
    said = [str(words) % {"n": changed[what]} for what, words in parts if changed.get(what)]
    others = sum(changed.values()) - sum(changed.get(what, 0) for what, _words in parts)
    if others:
        said.append(_("Других изменений: %(n)d.") % {"n": others})
    if not said:
        return [_("Всё уже так: менять нечего.")]
    chats = run.summary.get("chats", 0)
    if chats:
        numbers = {"n": chats, "entered": run.summary.get("entered", 0), "left": run.summary.get("left", 0)}
        said.append(_("Затронуто чатов: %(n)d; мест в них прибавится %(entered)d, убавится %(left)d.") % numbers)
    else:
        said.append(_("Чаты не затронуты."))
    return said
