"""What lessons are about: topics and homework over a study group's dates.

Comes in: a study group or a lesson that a door gave, and who writes. Goes out: lessons as they are now.
Called by: `lessons.planning_pages`, `lessons.pages`, the demo school. What is written moves as a whole: topic, homework, files.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zvonok.files import actions as files
from zvonok.files import doors as files_doors
from zvonok.ground import audit, limits
from zvonok.ground.refusal import Refused
from zvonok.ground.storable import storable
from zvonok.lessons.models import HomeworkFile, Lesson
from zvonok.roster.models import Person, StudyGroup


@dataclass(frozen=True)
class Topic:
    words: str
    homework: str = ""


@transaction.atomic
def write(*, lesson: Lesson, topic: str, homework: str, by: Person) -> Lesson:
    """What the lesson is about and what is to be done at home; a teacher also writes it when the lesson is past."""
    lesson = Lesson.objects.select_for_update().get(pk=lesson.pk)
    before = {"topic": lesson.topic, "homework": lesson.homework}
    lesson.topic, lesson.homework = _topic(topic), _homework(homework)
    after = {"topic": lesson.topic, "homework": lesson.homework}
    if after == before:
        return lesson
    lesson.save(update_fields=["topic", "homework"])
    audit.record(
        "lessons:lesson:written", by=by.pk, school=lesson.school_id, before={"lesson": lesson.pk, **before}, after=after
    )
    return lesson


@dataclass(frozen=True)
class Row:
    """One lesson as a page sends it back: the mark of what stood there, and what stands there now."""

    was: str
    topic: str
    homework: str


@transaction.atomic
def write_rows(*, study_group: StudyGroup, rows: Mapping[int, Row], mark: Callable[[Lesson], str], by: Person) -> int:
    """Those rows that were changed on the page. What another has changed meanwhile is not wiped out: all is refused."""
    held = Lesson.objects.select_for_update().filter(study_group=study_group, pk__in=list(rows)).order_by("starts_at", "pk")
    changed: list[Lesson] = []
    for lesson in held:
        row, now = rows[lesson.pk], mark(lesson)
        lesson.topic, lesson.homework = _topic(row.topic), _homework(row.homework)
        if mark(lesson) in (row.was, now):
            continue
        if now != row.was:
            raise Refused(_("Пока страница была открыта, план изменили. Скопируйте своё, обновите страницу и впишите снова."))
        changed.append(lesson)
    Lesson.objects.bulk_update(changed, ["topic", "homework"])
    if changed:
        audit.record(
            "lessons:plan:written",
            by=by.pk,
            school=study_group.school_id,
            after={"study_group": study_group.pk, "lessons": [one.pk for one in changed]},
        )
    return len(changed)


@transaction.atomic
def add_file(*, lesson: Lesson, file: int, by: Person) -> HomeworkFile:
    """A file that he has just brought becomes one of the homework's."""
    Lesson.objects.select_for_update().get(pk=lesson.pk)
    if HomeworkFile.objects.filter(lesson=lesson).count() >= limits.homework_files_max:
        raise Refused(_("К заданию прикладывают до %(most)d файлов.") % {"most": limits.homework_files_max}, "file")
    (brought,) = files_doors.unsent(by, [file])
    added = HomeworkFile.objects.create(lesson=lesson, file=brought)
    files.sent([brought])
    audit.record("lessons:file:added", by=by.pk, school=lesson.school_id, after={"lesson": lesson.pk, "file": brought.pk})
    return added


@transaction.atomic
def remove_file(*, lesson: Lesson, file: int, by: Person) -> None:
    found = HomeworkFile.objects.filter(lesson=lesson, file=file).first()
    if found is None:
        raise Refused(_("Этого файла уже нет. Обновите страницу."), "file")
    found.delete()
    files.delete([file])
    audit.record("lessons:file:removed", by=by.pk, school=lesson.school_id, before={"lesson": lesson.pk, "file": file})


@transaction.atomic
def move_topic(*, study_group: StudyGroup, lesson: int, to: int, now: datetime, by: Person) -> None:
    """What is written on one lesson goes to another's place; those between move by one. Past lessons keep theirs."""
    coming = list(
        Lesson.objects.select_for_update().filter(study_group=study_group, ends_at__gt=now).order_by("starts_at", "pk")
    )
    places = {one.pk: place for place, one in enumerate(coming)}
    if lesson not in places or to not in places:
        raise Refused(_("Прошедшие уроки не двигают. Обновите страницу и повторите."))
    source, target = places[lesson], places[to]
    if source == target:
        return
    first, last = min(source, target), max(source, target)
    between = coming[first : last + 1]
    order = list(range(len(between)))
    order.insert(target - first, order.pop(source - first))
    contents = [(one.topic, one.homework) for one in between]
    files_of = {one.pk: list(one.files.all()) for one in Lesson.objects.filter(pk__in=places).prefetch_related("files")}
    moved_files = []
    for one, came_from in zip(between, order, strict=True):
        one.topic, one.homework = contents[came_from]
        for file in files_of[between[came_from].pk]:
            file.lesson = one
            moved_files.append(file)
    Lesson.objects.bulk_update(between, ["topic", "homework"])
    HomeworkFile.objects.bulk_update(moved_files, ["lesson"])
    audit.record(
        "lessons:topic:moved",
        by=by.pk,
        school=study_group.school_id,
        before={"study_group": study_group.pk, "lesson": lesson},
        after={"lesson": to},
    )


@transaction.atomic
def put_topics(
    *,
    study_group: StudyGroup,
    topics: Sequence[Topic],
    begin: int | None = None,
    replace: bool = False,
    now: datetime,
    by: Person,
) -> int:
    """One topic a lesson, from `begin` on (the next lesson, if none is named): on lessons without one, or on all anew."""
    if not topics:
        raise Refused(_("Напишите хотя бы одну тему."), "topics")
    coming = list(
        Lesson.objects.select_for_update()
        .filter(study_group=study_group, ends_at__gt=now, state=Lesson.State.PLANNED)
        .order_by("starts_at", "pk")
    )
    if begin is not None:
        places = [place for place, one in enumerate(coming) if one.pk == begin]
        if not places:
            raise Refused(_("Выберите урок, который ещё впереди."), "begin")
        coming = coming[places[0] :]
    free = coming if replace else [one for one in coming if not one.topic]
    if len(topics) > len(free):
        raise Refused(
            _("Не записано ничего: тем %(topics)d, а свободных уроков %(lessons)d. Уберите лишние темы или замените прежние.")
            % {"topics": len(topics), "lessons": len(free)},
            "topics",
        )
    written = free[: len(topics)]
    for one, topic in zip(written, topics, strict=True):
        one.topic = _topic(topic.words)
        if topic.homework or replace:
            one.homework = _homework(topic.homework)
    Lesson.objects.bulk_update(written, ["topic", "homework"])
    audit.record(
        "lessons:topics:put",
        by=by.pk,
        school=study_group.school_id,
        after={"study_group": study_group.pk, "topics": len(topics), "replace": replace},
    )
    return len(written)


def topics_of_lines(text: str) -> list[Topic]:
    """One a line; what cannot be a topic is told by its line."""
    lines = [(place, " ".join(line.split())) for place, line in enumerate(text.splitlines(), 1)]
    named = [(place, line) for place, line in lines if line]
    bad = [place for place, line in named if len(line) > limits.topic_length_max]
    if bad:
        numbers = ", ".join(str(place) for place in bad[:10])
        raise Refused(
            _("Не записано ничего: тема длиннее %(most)d знаков в строках: %(lines)s.")
            % {"most": limits.topic_length_max, "lines": numbers},
            "topics",
        )
    if len(named) > limits.topics_at_once_max:
        raise Refused(_("За один раз — до %(most)d тем.") % {"most": limits.topics_at_once_max}, "topics")
    return [Topic(line) for _place, line in named]


def _topic(typed: str) -> str:
    topic = " ".join(storable(typed).split())
    if len(topic) > limits.topic_length_max:
        raise Refused(_("Тема длиннее %(most)d знаков. Сократите.") % {"most": limits.topic_length_max}, "topic")
    return topic


def _homework(typed: str) -> str:
    homework = storable(typed).replace("\r\n", "\n").strip()
    if len(homework) > limits.homework_length_max:
        raise Refused(_("Задание длиннее %(most)d знаков. Сократите.") % {"most": limits.homework_length_max}, "homework")
    return homework
