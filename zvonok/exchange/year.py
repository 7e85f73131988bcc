"""A school passes to the next year, and back: one transaction, the same whether it is only tried or done.

Comes in: the school, what was wished and who wishes it. Goes out: what becomes of each class and of each chat.
Called by: `exchange.year_pages`.

1. The school is held alone.  2. The chats of what ends are archived, with those who are in them.  3. The facts are written by
set (`roster.rollover`).  4. Titles and places are made right, as after every change of facts.  5. It is written down, whole.

Of the kinds of chats: the chat of a class and its parents' go on with their history under the new title; those of a class that
leaves, and of every study group of the old year, are archived; the staff room is not touched.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zvonok.chat_rules import archive
from zvonok.chat_rules.models import RuledChat
from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.lessons.models import Entry, Holiday, Lesson, Term
from zvonok.roster import rollover
from zvonok.roster.models import Enrolment, Person, Rollover, School, StudyGroup
from zvonok.roster.rollover import Wish, Written
from zvonok.roster.touched import Effect, hold_school_alone, touched


@dataclass(frozen=True)
class ClassPlan:
    """What becomes of one class. `title` is None where it leaves, `was` where it is new; chats are told by their titles."""

    was: str | None
    title: str | None
    pupils: int = 0
    go_on: tuple[str, ...] = ()
    archived: tuple[str, ...] = ()
    groups_ended: int = 0
    groups_made: int = 0


@dataclass(frozen=True)
class Turned:
    rollover: Rollover
    classes: Sequence[ClassPlan]
    effects: Sequence[Effect]

    @property
    def moved(self) -> int:
        return sum(one.was is not None and one.title is not None for one in self.classes)

    @property
    def leaving(self) -> int:
        return sum(one.title is None for one in self.classes)

    @property
    def new(self) -> int:
        return sum(one.was is None for one in self.classes)

    @property
    def pupils_leaving(self) -> int:
        return sum(one.pupils for one in self.classes if one.title is None)

    @property
    def go_on(self) -> int:
        return sum(len(one.go_on) for one in self.classes)

    @property
    def archived(self) -> int:
        return sum(len(one.archived) for one in self.classes)

    @property
    def groups_made(self) -> int:
        return sum(one.groups_made for one in self.classes)


@transaction.atomic
def turn(*, school: School, wish: Wish, now: datetime, by: Person) -> Turned:
    hold_school_alone(school.pk)
    ended = rollover.ending(school, rollover.year_of(school, wish))
    planned = rollover.steps(school, wish.last_grade)
    closing = [step.school_class for step in planned if step.title is None]
    plans = _plans(planned, ended, wish)
    chats = archive.archive(archive.chats_of(classes=closing, study_groups=ended), now=now)
    written = rollover.write(school=school, wish=wish, chats=chats, now=now, day=clock.today(), by=by)
    made = _groups_of(written.groups_made)
    effects = touched(people=rollover.people_of(school), classes=[number for number, *_before in written.moved])
    kept = Rollover.objects.create(school=school, year_id=written.year, made_by=by, written=written.kept())
    audit.record(
        "exchange:year:turned",
        by=by.pk,
        school=school.pk,
        after={"rollover": kept.pk, "year": written.year, "classes": len(written.moved), "closed": written.closed},
    )
    classes = [replace(plan, groups_made=made[step.school_class]) for step, plan in zip(planned, plans, strict=True)]
    return Turned(kept, [*classes, *(ClassPlan(None, title) for title in wish.first_classes)], effects)


def refuse_while_lessons_are_ahead(school: School, wish: Wish, now: datetime) -> None:
    """Asked before it is done, and not when it is only looked at: the plan may be made while the year goes on."""
    ended = rollover.ending(school, rollover.year_of(school, wish))
    ahead = Lesson.objects.filter(study_group__in=ended, starts_at__gt=now).exclude(state=Lesson.State.CANCELLED)
    last = ahead.order_by("-starts_at").first()
    if last is None:
        return
    count = ahead.count()
    raise Refused(
        ngettext(
            "В этом году впереди ещё %(n)d урок, %(at)s. Переведите школу после него.",
            "В этом году впереди ещё %(n)d уроков, последний %(at)s. Переведите школу после них.",
            count,
        )
        % {"n": count, "at": clock.said(last.starts_at)}
    )


@transaction.atomic
def undo(*, rollover_id: int, school: School, now: datetime, by: Person) -> list[Effect]:
    hold_school_alone(school.pk)
    kept = Rollover.objects.select_for_update(of=("self",)).get(pk=rollover_id, school=school)
    written = Written.of(kept.written)
    if kept.undone_at:
        raise Refused(_("Этот перевод уже отменили."))
    why_not = touched_since(kept)
    if why_not:
        raise Refused(_("Отменить перевод уже нельзя: %(why)s.") % {"why": "; ".join(why_not[:5])})
    archive.bring_back(written.chats)
    rollover.take_back(school=school, written=written)
    effects = touched(people=rollover.people_of(school), classes=[number for number, *_before in written.moved])
    Rollover.objects.filter(pk=kept.pk).update(undone_at=now, undone_by=by)
    audit.record("exchange:year:undone", by=by.pk, school=school.pk, before={"rollover": kept.pk})
    return effects


def touched_since(kept: Rollover) -> list[str]:
    """Why it may not be undone any more; nothing: it may."""
    written = Written.of(kept.written)
    if Rollover.objects.filter(school=kept.school_id, pk__gt=kept.pk, undone_at=None).exists():
        return [_("после него школу перевели ещё раз")]
    said = rollover.touched_since(kept.school, written)
    if Entry.objects.filter(study_group__in=written.groups_made).exists():
        said.append(_("составляют расписание нового года"))
    if Lesson.objects.filter(study_group__in=written.groups_made).exists():
        said.append(_("в новом году есть уроки"))
    opened = RuledChat.objects.filter(Q(study_group__in=written.groups_made) | Q(school_class__in=written.made))
    said += [
        _("открыли чат «%(title)s»") % {"title": one.chat.title}
        for one in opened.select_related("chat")[: limits.members_page_max]
    ]
    if written.year_is_new:
        of_year = {"year": written.year}
        if Term.objects.filter(**of_year).exists() or Holiday.objects.filter(**of_year).exists():
            said.append(_("внесли четверти или каникулы нового года"))
        if StudyGroup.objects.filter(**of_year).exclude(pk__in=written.groups_made).exists():
            said.append(_("в новом году создали группы по предметам"))
    return said


def _plans(planned: Sequence[rollover.Step], ended: Iterable[int], wish: Wish) -> list[ClassPlan]:
    """Read before anything is written: each class with its pupils, its chats and its study groups of the old year."""
    numbers = [step.school_class for step in planned]
    pupils = dict(
        Enrolment.objects.filter(school_class__in=numbers, until=None)
        .order_by()
        .values_list("school_class")
        .annotate(n=Count("pk"))
    )
    groups = _groups_of(ended)
    of_class: dict[int, list[str]] = defaultdict(list)
    of_groups: dict[int, list[str]] = defaultdict(list)
    chats = RuledChat.objects.filter(chat__archived_at=None).order_by("chat__title", "chat_id")
    for school_class, title in chats.filter(school_class__in=numbers).values_list("school_class", "chat__title"):
        of_class[school_class].append(title)
    for school_class, title in chats.filter(study_group__in=list(ended)).values_list(
        "study_group__school_class", "chat__title"
    ):
        of_groups[school_class].append(title)
    plans = []
    for step in planned:
        number = step.school_class
        leaves = step.title is None
        plans.append(
            ClassPlan(
                was=step.was,
                title=step.title,
                pupils=pupils.get(number, 0),
                go_on=() if leaves else tuple(of_class[number]),
                archived=(*(of_class[number] if leaves else ()), *of_groups[number]),
                groups_ended=groups[number],
            )
        )
    return plans


def _groups_of(groups: Iterable[int]) -> dict[int, int]:
    """How many of these study groups each class has."""
    found: dict[int, int] = defaultdict(int)
    counted = StudyGroup.objects.filter(pk__in=list(groups)).order_by().values_list("school_class").annotate(n=Count("pk"))
    found.update(dict(counted))
    return found
