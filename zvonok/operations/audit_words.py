"""What each kind of the audit says, in the school's words. A kind without its sentence is a red test.

Comes in: a row of the audit and the names of what it speaks of. Goes out: a sentence. Called by: `operations.audit_pages`.
Who did it and to whom stand beside it. In a sentence stand facts of the row: those of after, `was_…` those of before.
"""

import string
from collections.abc import Mapping
from typing import Any, Final

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

# Rooms of the house, as the page lets one choose among them.
ROOMS: Final[dict[str, Promise]] = {
    "roster": _("люди, классы и предметы"),
    "chat_rules": _("чаты школы и исключения"),
    "messenger": _("мессенджер"),
    "calls": _("звонки"),
    "lessons": _("расписание и уроки"),
    "exchange": _("обмен списками"),
    "programs": _("программы"),
    "accounts": _("вход и приглашения"),
    "profiles": _("учебные профили"),
    "reach": _("письма"),
}

SENTENCES: Final[dict[str, Promise]] = {
    "accounts:invitation:accepted": _("вход по приглашению"),
    "accounts:person:invited": _("приглашение, действует до {ends_at}"),
    "accounts:person:reminded": _("напоминание о приглашении"),
    "accounts:presence:hidden": _("настройка: видно ли, что человек в сети"),
    "accounts:session:ended": _("выход в одном из браузеров"),
    "accounts:sessions:ended": _("выход во всех браузерах"),
    "accounts:user:activated": _("вход снова разрешён"),
    "accounts:user:deactivated": _("вход закрыт"),
    "calls:all:may-speak": _("в звонке всем разрешено говорить"),
    "calls:all:muted": _("в звонке у всех выключен звук"),
    "calls:call:began": _("начало звонка в чате «{chat}»"),
    "calls:call:ended": _("конец звонка"),
    "calls:call:locked": _("звонок закрыт для новых участников"),
    "calls:call:unlocked": _("звонок снова открыт"),
    "calls:lesson:began": _("начало дистанционного урока"),
    "calls:lesson:cancelled": _("отмена звонка урока: {reason}"),
    "calls:lesson:changed": _("перенос звонка урока"),
    "calls:lesson:planned": _("назначен звонок урока"),
    "calls:person:admitted": _("впустить в звонок"),
    "calls:person:refused": _("не впустить в звонок"),
    "calls:person:may-speak": _("право говорить и показывать в звонке"),
    "calls:person:removed": _("удаление из звонка"),
    "calls:screen:stopped": _("показ экрана прекращён"),
    "chat_rules:chat:opened": _("создан чат «{chat}»"),
    "chat_rules:exception:ended": _("конец исключения в чате «{was_chat}»"),
    "chat_rules:exception:made": _("исключение в чате «{chat}» до {ends_at}: {reason}"),
    "exchange:change:undone": _("отменено: {undone}"),
    "exchange:client:let-in": _("подключение системы «{name}» к спискам школы"),
    "exchange:client:turned-away": _("отключение системы «{was_name}» от списков школы"),
    "exchange:doubts:decided": _("решено, кто есть кто, в загрузке № {run}"),
    "exchange:run:applied": _("загрузка списков из «{source}» применена"),
    "exchange:run:begun": _("загрузка списков из «{source}»"),
    "exchange:run:dropped": _("загрузка № {run} отменена"),
    "exchange:run:undone": _("загрузка списков из «{source}» отменена: всё как было"),
    "exchange:school:exported": _("выгрузка списков школы ({form})"),
    "exchange:source:saved": _("откуда загружаются списки: {name}"),
    "exchange:year:turned": _("перевод на новый учебный год"),
    "exchange:year:undone": _("перевод на новый учебный год отменён"),
    "lessons:bells:deleted": _("удалено расписание звонков"),
    "lessons:bells:set": _("расписание звонков"),
    "lessons:calendar:renewed": _("новый адрес календаря"),
    "lessons:calendar:stopped": _("адрес календаря закрыт"),
    "lessons:day_bells:set": _("звонки на {day}"),
    "lessons:entry:put": _("урок в расписании недели"),
    "lessons:entry:removed": _("урок убран из расписания недели"),
    "lessons:file:added": _("файл к домашнему заданию"),
    "lessons:file:removed": _("файл убран из домашнего задания"),
    "lessons:lesson:cancelled": _("урок отменён"),
    "lessons:lesson:moved": _("урок перенесён"),
    "lessons:lesson:restored": _("урок восстановлен"),
    "lessons:lesson:substituted": _("замена на уроке: {reason}"),
    "lessons:lesson:written": _("тема или задание урока"),
    "lessons:lessons:made": _("уроки созданы по расписанию"),
    "lessons:plan:written": _("поурочное планирование: {study_group}"),
    "lessons:remote:cancelled": _("урок больше не дистанционный: {was_reason}"),
    "lessons:remote:changed": _("дистанционный урок изменён"),
    "lessons:remote:made": _("урок стал дистанционным"),
    "lessons:substitution:ended": _("конец замены на уроке"),
    "lessons:topic:moved": _("тема перенесена: {was_study_group}"),
    "lessons:topics:put": _("темы уроков: {study_group}"),
    "lessons:year:set": _("учебный год, четверти и каникулы"),
    "messenger:administrator:appointed": _("назначение администратором чата «{chat}»"),
    "messenger:administrator:discharged": _("снятие с администраторов чата «{was_chat}»"),
    "messenger:chat:exported": _("переписка чата «{chat}» сохранена: {reason}"),
    "messenger:chat:handed-over": _("чат «{chat}» передан"),
    "messenger:chat:made": _("создан чат «{chat}»"),
    "messenger:chat:pictured": _("картинка чата «{chat}»"),
    "messenger:chat:renamed": _("чат «{was_title}» назван «{title}»"),
    "messenger:chat:settled": _("настройки чата «{chat}»"),
    "messenger:dialogue:opened": _("начат диалог"),
    "messenger:files:settled": _("какие файлы можно отправлять"),
    "messenger:invitation:made": _("ссылка-приглашение в чат «{chat}»"),
    "messenger:invitation:revoked": _("ссылка-приглашение в чат «{was_chat}» отозвана"),
    "messenger:member:joined": _("вход в чат «{chat}» по ссылке"),
    "messenger:member:left": _("выход из чата «{was_chat}»"),
    "messenger:member:removed": _("удаление из чата «{was_chat}»"),
    "messenger:members:added": _("новые участники чата «{chat}»"),
    "messenger:message:deleted": _("сообщение удалено у всех в чате «{was_chat}»"),
    "messenger:message:reported": _("жалоба на сообщение в чате «{chat}»"),
    "messenger:messages:expired": _("старые сообщения удалены по сроку хранения"),
    "messenger:own:downloaded": _("скачан архив своих данных"),
    "messenger:person:blocked": _("человек заблокирован"),
    "messenger:person:pictured": _("фотография человека"),
    "messenger:person:unblocked": _("человек разблокирован"),
    "messenger:poll:closed": _("опрос завершён в чате «{chat}»"),
    "messenger:quiet:own": _("свои тихие часы"),
    "messenger:quiet:settled": _("тихие часы чатов школы"),
    "messenger:report:closed": _("жалоба рассмотрена"),
    "messenger:switches:settled": _("что можно в чатах школы"),
    "profiles:profile:confirmed": _("учебный профиль подтверждён родителем"),
    "profiles:profile:made": _("создан учебный профиль"),
    "profiles:profile:resumed": _("учебный профиль снова действует"),
    "profiles:profile:suspended": _("учебный профиль приостановлен"),
    "programs:bot:let-in": _("бот добавлен в чат «{chat}»"),
    "programs:bot:made": _("создан бот «{name}»"),
    "programs:bot:switched-off": _("бот выключен"),
    "programs:bot:switched-on": _("бот включён"),
    "programs:bot:taken-out": _("бот убран из чата «{was_chat}»"),
    "programs:token:made": _("создан ключ программы"),
    "programs:token:revoked": _("ключ программы отозван"),
    "programs:webhook:deleted": _("вебхук удалён"),
    "programs:webhook:paused": _("вебхук приостановлен"),
    "programs:webhook:registered": _("создан вебхук"),
    "programs:webhook:resumed": _("вебхук включён"),
    "programs:webhook:sent-again": _("событие вебхука отправлено снова"),
    "reach:digest:left": _("отказ от писем о непрочитанном"),
    "reach:digest:settled": _("письма о непрочитанном"),
    "roster:administrator:appointed": _("назначение администратором школы"),
    "roster:administrator:removed": _("снятие с администраторов школы"),
    "roster:class:closed": _("закрыт класс «{title}»"),
    "roster:class:made": _("создан класс «{title}»"),
    "roster:class:renamed": _("класс «{was_title}» назван «{title}»"),
    "roster:class_teacher:appointed": _("назначение классным руководителем: {class}"),
    "roster:class_teacher:changed": _("классное руководство: {class}"),
    "roster:class_teacher:ended": _("больше не классный руководитель: {class}"),
    "roster:employee:changed": _("новая должность: {position}"),
    "roster:employee:dismissed": _("увольнение ({was_position})"),
    "roster:employee:hired": _("приём на работу: {position}"),
    "roster:parent:added": _("родитель ученика: {child}"),
    "roster:parent:changed": _("кем приходится ученику: {child}"),
    "roster:parent:removed": _("больше не родитель ученика: {was_child}"),
    "roster:person:added": _("новый человек: {name}"),
    "roster:person:changed": _("имя или дата рождения: {name}"),
    "roster:pupil:enrolled": _("зачисление в класс «{title}»"),
    "roster:pupil:moved": _("перевод из класса «{was_title}» в класс «{title}»"),
    "roster:pupil:subgroups_changed": _("подгруппа: {name}"),
    "roster:pupil:withdrawn": _("выбытие из класса «{was_title}»"),
    "roster:study_group:ended": _("закрыта группа «{title}»"),
    "roster:study_group:given": _("дана группа «{title}»"),
    "roster:study_group:made": _("создана группа «{title}»"),
    "roster:study_group:reopened": _("группа «{title}» снова есть"),
    "roster:study_group:taken": _("группа «{was_title}» больше не его"),
    "roster:subgroup:made": _("создана подгруппа «{name}»"),
    "roster:subject:made": _("создан предмет «{name}»"),
    "roster:substitution:begun": _("начало замены: {study_group}"),
    "roster:substitution:ended": _("конец замены: {was_study_group}"),
    "roster:substitution:made": _("замена {study_group}: {reason}"),
    "roster:year:set": _("учебный год с {starts_on} по {ends_on}"),
}

UNDONE: Final = "exchange:change:undone"

# Which facts are numbers of rows that have a name, and of which kind.
NAMED: Final = {"chat": "chat", "study_group": "study_group", "class": "class", "child": "person", "person": "person"}


class _Facts(dict[str, str]):
    """A fact that this row has not is a dash: rows of long ago may lack it."""

    def __missing__(self, name: str) -> str:
        return "—"


def sentence(
    what: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, names: Mapping[tuple[str, int], str]
) -> str:
    said = SENTENCES.get(what)
    if said is None:
        return what
    facts = _Facts()
    for prefix, told in (("", before), ("was_", before), ("", after)):
        for name, value in (told or {}).items():
            if value is not None:
                facts[prefix + name] = _in_words(name, value, names)
    _same_words(what, facts)
    if what == UNDONE and facts.get("what") != UNDONE:
        facts["undone"] = sentence(str((after or {}).get("what", "")), before, after, names)
    return string.Formatter().vformat(str(said), (), facts)


def _same_words(what: str, facts: dict[str, str]) -> None:
    """An import tells of the same changes with its own facts: what stands there stands in the words of those made by hand."""
    if "run" not in facts:
        return
    if part := facts.get("entered") or facts.get("left"):
        facts["name"] = part
    if "subject" in facts:
        facts.setdefault("title", f"{facts['class']} - {facts['subject']}")
    told = facts.get("name") if what.startswith("roster:study_group:") else facts.get("class")
    for name, value in (
        ("title", told),
        ("was_title", facts.get("was") or facts.get("title") or told),
        ("was_position", facts.get("position")),
        ("was_child", facts.get("child")),
    ):
        if value:
            facts.setdefault(name, value)


def numbers(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> set[tuple[str, int]]:
    """Whose names a row's sentence may need."""
    told = [*(before or {}).items(), *(after or {}).items()]
    return {(NAMED[name], value) for name, value in told if name in NAMED and isinstance(value, int)}


def _in_words(name: str, value: Any, names: Mapping[tuple[str, int], str]) -> str:
    if name in NAMED and isinstance(value, int):
        return names.get((NAMED[name], value), _now("№ %(number)d") % {"number": value})
    if isinstance(value, str):
        return _moment(value) or value
    return str(value)


def _moment(word: str) -> str:
    """«24 ноября 2026 г.» of what JSON keeps as a date or a moment; else nothing."""
    try:
        if len(word) == len("2026-11-24"):
            day = parse_date(word)
            return date_format(day, "j E Y") if day else ""
        at = parse_datetime(word)
    except ValueError:
        return ""
    return date_format(localtime(at), "j E Y, H:i") if at and at.tzinfo else ""
