"""The main job on the demo school, told with figures: chats opened by presses, then changes of the roster and what followed.

Comes in: the demo's crowd and a running server. Goes out: what happened, as a story or as one JSON object.
Called by: `zvonok demo`.
"""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from zvonok.chat_rules.actions import open_subject_chat
from zvonok.chat_rules.sweep import sweep
from zvonok.messenger.actions import Past, bring_past
from zvonok.messenger.models import Chat, Message, Place
from zvonok.operations import story_lesson, story_live
from zvonok.operations.demo_school import Crowd
from zvonok.operations.pressing import press, since
from zvonok.profiles.actions import make_profile
from zvonok.profiles.texts import CURRENT
from zvonok.roster import actions
from zvonok.roster.models import Employee, Enrolment, Guardianship, Person
from zvonok.roster.queries import class_teacher
from zvonok.roster.touched import Changed, Effect

REVISED_ROLES = {1: "member", 2: "administrator"}


@dataclass(frozen=True)
class OpenedChat:
    kind: str
    title: str
    members: int
    administrators: int
    ms: float


@dataclass(frozen=True)
class Change:
    what: str
    entered: list[tuple[str, str]]
    left: list[tuple[str, str]]
    revised: list[tuple[str, str, str]]
    ms: float


@dataclass(frozen=True)
class Story:
    chats: list[OpenedChat]
    changes: list[Change]
    remote_lesson: story_lesson.RemoteLessonTold | None
    live: story_live.LiveTold | None
    sweep: dict[str, int]

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    def as_lines(self) -> Iterable[str]:
        for chat in self.chats:
            members = ngettext("%d участник", "%d участников", chat.members) % chat.members
            heads = ngettext("%d администратор", "%d администраторов", chat.administrators) % chat.administrators
            yield f"  Нажатие открыло «{chat.title}»: {members}, {heads} — {_ms(chat.ms)}"
        for change in self.changes:
            yield f"  {change.what} — {_ms(change.ms)}"
            yield from _told("теперь в", change.entered)
            yield from _told("больше не в", change.left)
            for person, title, role in change.revised:
                yield f"      {person}: в «{title}» теперь " + ("администратор" if role == "administrator" else "участник")
        if self.remote_lesson:
            yield from self.remote_lesson.as_lines()
        if self.live:
            yield from self.live.as_lines()
        found = self.sweep
        yield (
            f"  Сверка всех чатов с правилами: дать {found['granted']}, изменить {found['revised']}, "
            f"отнять {found['revoked']} — расхождений " + ("нет" if not any(found.values()) else "ЕСТЬ")
        )


def tell(crowd: Crowd, now: datetime, *, live: bool) -> Story:
    """`live`: also what goes on inside a lesson, which takes two browsers and some seconds."""
    cast = crowd.cast
    chats = [
        _press(cast.class_teacher, "open-staff-room", cast.school.pk),
        _press(cast.sibling, "open-class-chat", cast.class_10a.pk),
        _press(cast.parent_of_both, "open-parents-chat", cast.class_10a.pk),
        _press(cast.head, "open-class-chat", crowd.class_7b.pk),
        _press(cast.head, "open-parents-chat", crowd.class_7b.pk),
    ]
    for study_group in (cast.geography_10a, cast.geography_demo6, cast.english_10a_first, cast.english_10a_second):
        open_subject_chat(study_group=study_group, by=cast.class_teacher)
    _bring_past(crowd, now)
    changes = [_change(what, act) for what, act in _changes(crowd)]
    story_lesson.bring_past(crowd, now)
    remote_lesson = story_lesson.tell(crowd, now)
    inside = story_live.tell(crowd, now) if live else None
    found = sweep()
    return Story(
        chats, changes, remote_lesson, inside, {"granted": found.granted, "revised": found.revised, "revoked": found.revoked}
    )


def _changes(crowd: Crowd) -> Iterable[tuple[str, Callable[[], Changed[Any]]]]:
    """Each is yielded when the one before it is done: the later ones build on the earlier."""
    cast, school, head = crowd.cast, crowd.cast.school, crowd.cast.head
    applicant = _parent_with_profile(crowd)
    yield (
        f"Сотрудник принят: {applicant.full_name}",
        lambda: actions.hire(school=school, person=applicant, position="Учитель физкультуры", by=head),
    )
    hired = Employee.objects.get(school=school, person=applicant, until=None)
    yield (
        f"Администратор назначен: {applicant.full_name}",
        lambda: actions.appoint_administrator(employee=hired, by=head),
    )
    before = class_teacher(crowd.class_7b)
    yield (
        f"Классный руководитель 7 Б сменён: {before.person.full_name if before else 'никто'} → {applicant.full_name}",
        lambda: actions.change_class_teacher(school_class=crowd.class_7b, employee=hired, instead_of=before, by=head),
    )
    yield (
        f"Ученик зачислен в 10 А: {crowd.newcomer.full_name}",
        lambda: actions.enrol(person=crowd.newcomer, school_class=cast.class_10a, by=head),
    )
    yield (
        f"Родитель добавлен: {crowd.newcomers_parent.full_name}",
        lambda: actions.add_parent(
            parent=crowd.newcomers_parent,
            child=crowd.newcomer,
            relation=Guardianship.Relation.MOTHER,
            school=school,
            by=head,
        ),
    )
    without = _pupil_without_profile(crowd)
    yield (
        f"Учебный профиль создан: {without.full_name}",
        lambda: make_profile(text_version=CURRENT, by=without),
    )
    mover = Enrolment.objects.get(person=crowd.newcomer, school=school, until=None)
    yield (
        f"Ученик переведён из 10 А в 10 Б: {crowd.newcomer.full_name}",
        lambda: actions.move(enrolment=mover, school_class=school.classes.get(title="10 Б"), by=head),
    )
    yield f"Сотрудник уволен: {applicant.full_name}", lambda: actions.dismiss(employee=hired, by=head)


def _change(what: str, act: Callable[[], Changed[Any]]) -> Change:
    start = time.perf_counter()
    effects = act().effects
    ms = since(start)
    people = Person.objects.in_bulk({effect.person_id for effect in effects})

    def named(kind: str) -> list[Effect]:
        return [effect for effect in effects if effect.what == kind]

    def pairs(kind: str) -> list[tuple[str, str]]:
        return [(people[effect.person_id].full_name, effect.chat_title) for effect in named(kind)]

    revised = [
        (people[effect.person_id].full_name, effect.chat_title, REVISED_ROLES[effect.role]) for effect in named("revised")
    ]
    return Change(what, pairs("entered"), pairs("left"), revised, ms)


def _press(person: Person, url_name: str, fact: int) -> OpenedChat:
    """The button as a browser presses it: the notice is fetched, its form is sent, the redirect leads to the chat."""
    where, ms = press(person, reverse(url_name, args=[fact]))
    chat = _opened_chat(where, url_name, fact)
    places = list(Place.objects.filter(chat=chat).values_list("role", flat=True))
    return OpenedChat(chat.kind, chat.title, len(places), places.count(Place.Role.ADMINISTRATOR), ms)


def _opened_chat(where: str, url_name: str, fact: int) -> Chat:
    """The chat the press led to; who opens it for others is led back, and the chat is asked for by its fact."""
    if where.startswith("/messenger/c/"):
        return Chat.objects.get(pk=int(where.rpartition("/")[2]))
    kind = Chat.Kind.CLASS if url_name == "open-class-chat" else Chat.Kind.PARENTS
    return Chat.objects.get(rule__school_class=fact, rule__kind=kind)


def _bring_past(crowd: Crowd, now: datetime) -> None:
    """What was said in these chats before: among it the sticker and the call of two days ago that the list shows."""
    cast, two_days = crowd.cast, timedelta(days=2, hours=1)
    text, sticker, call = Message.Kind.TEXT, Message.Kind.STICKER, Message.Kind.CALL

    def said(author: Person, ago: timedelta, words: str) -> Past:
        return Past(author, text, now - ago, words)

    hour = timedelta(hours=1)
    staff_room = Chat.objects.get(rule__school=cast.school, rule__kind=Chat.Kind.STAFF_ROOM)
    bring_past(
        chat=staff_room.pk,
        past=[
            said(cast.head, two_days + 5 * hour, "Коллеги, педсовет в четверг в 15:00, актовый зал."),
            said(cast.class_teacher, two_days + 4 * hour, "Принято. Отчёт по олимпиаде принесу с собой."),
            said(cast.other_class_teacher, two_days + 2 * hour, "А можно начать в 15:15? У меня шестой урок."),
            said(cast.head, two_days + hour, "Хорошо, начинаем в 15:15."),
            Past(cast.administrator, sticker, now - two_days, data={"sticker": "fluent/thumbs-up"}),
        ],
    )
    geography = Chat.objects.get(rule__study_group=cast.geography_demo6)
    bring_past(
        chat=geography.pk,
        past=[
            said(cast.class_teacher, two_days + 20 * hour, "Завтра урок дистанционный: река Волга, параграф 14."),
            said(cast.child_of_teacher, two_days + 18 * hour, "Контурные карты нужны?"),
            said(cast.class_teacher, two_days + 17 * hour, "Да, и цветные карандаши."),
            Past(None, call, now - two_days),
        ],
    )
    class_chat = Chat.objects.get(rule__school_class=cast.class_10a, rule__kind=Chat.Kind.CLASS)
    bring_past(
        chat=class_chat.pk,
        past=[
            said(cast.class_teacher, 9 * hour, "Доброе утро! Сегодня дежурит второй ряд."),
            said(cast.sibling, 8 * hour, "А физика будет в 305 или в 307?"),
            said(cast.classmate, 8 * hour, "В 307, в 305 ремонт: https://example.org/schedule"),
            said(cast.other_sibling, 3 * hour, "Кто идёт на волейбол после уроков?"),
            said(cast.classmate, 2 * hour, "Я!"),
        ],
    )
    parents = Chat.objects.get(rule__school_class=cast.class_10a, rule__kind=Chat.Kind.PARENTS)
    bring_past(
        chat=parents.pk,
        past=[
            said(cast.class_teacher, 27 * hour, "Уважаемые родители, собрание в среду в 18:30, кабинет 214."),
            said(cast.parent_of_both, 26 * hour, "Будем. Нужно ли что-то подготовить?"),
            said(cast.class_teacher, 25 * hour, "Только хорошее настроение."),
        ],
    )


def _parent_with_profile(crowd: Crowd) -> Person:
    cast = {person.pk for person in crowd.cast.people().values()}
    return (
        Person.objects.filter(children__child__enrolments__school_class__title="3 А", profile__state="active", employments=None)
        .exclude(pk__in=cast)
        .order_by("pk")[0]
    )


def _pupil_without_profile(crowd: Crowd) -> Person:
    return (
        Person.objects.filter(enrolments__school_class=crowd.cast.class_10a, enrolments__until=None, profile=None)
        .exclude(pk=crowd.cast.pupil_without_profile.pk)
        .order_by("birth_date", "pk")[0]
    )


def _told(words: str, pairs: list[tuple[str, str]]) -> Iterable[str]:
    for person in dict.fromkeys(person for person, _title in pairs):
        titles = ", ".join(f"«{title}»" for one, title in pairs if one == person)
        yield f"      {person} {words} {titles}"


def _ms(ms: float) -> str:
    return f"{ms:.1f} мс".replace(".", ",")
