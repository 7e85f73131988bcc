"""What may be asked of runs. Each list is one query, whatever its length.

Called by: `exchange.pages`, the command line.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zvonok.exchange.models import Doubt, FoundProblem, Planned, PlannedEffect, Run, StagedClass, StagedEnrolment, StagedPerson
from zvonok.ground.storable import storable
from zvonok.roster.models import Employee, Enrolment, Guardianship

# What each change is to people: they come, they go, or something about them is another.
NEW: Final = (
    "roster:person:added",
    "roster:employee:hired",
    "roster:pupil:enrolled",
    "roster:parent:added",
    "roster:class:made",
    "roster:subject:made",
    "roster:subgroup:made",
    "roster:study_group:made",
    "roster:study_group:reopened",
    "roster:year:set",
)
LEAVING: Final = (
    "roster:employee:dismissed",
    "roster:pupil:withdrawn",
    "roster:parent:removed",
    "roster:class:closed",
    "roster:study_group:ended",
)

OF_CLASSES: Final = """
SELECT school_class, sum(new)::int, sum(changed)::int, sum(leaving)::int, sum(entered)::int, sum("left")::int
FROM (
    SELECT school_class, count(*) FILTER (WHERE what = ANY(%(new)s)) AS new,
           count(*) FILTER (WHERE what <> ALL(%(new)s) AND what <> ALL(%(leaving)s)) AS changed,
           count(*) FILTER (WHERE what = ANY(%(leaving)s)) AS leaving, 0 AS entered, 0 AS "left"
    FROM exchange_planned WHERE run_id = %(run)s GROUP BY school_class
    UNION ALL
    SELECT school_class, 0, 0, 0, count(*) FILTER (WHERE what = 'entered'), count(*) FILTER (WHERE what = 'left')
    FROM exchange_plannedeffect WHERE run_id = %(run)s GROUP BY school_class
) AS counted
GROUP BY school_class
"""


@dataclass(frozen=True)
class OfClass:
    """What the plan does in one class; `title` is empty for what is of the whole school."""

    title: str
    new: int
    changed: int
    leaving: int
    entered: int
    left: int


@dataclass
class Doubted:
    """Somebody of the source, and those whom he may be, each with what he is at this school."""

    staged: StagedPerson
    school_class: str = ""
    maybe: list[tuple[Doubt, str]] = field(default_factory=list)


def runs(school_id: int) -> QuerySet[Run]:
    return Run.objects.filter(school=school_id).select_related("source", "by", "applied_by").order_by("-pk")


def problems(run: Run) -> QuerySet[FoundProblem]:
    return FoundProblem.objects.filter(run=run).order_by("file", "line", "pk")


def good_people(run: Run) -> QuerySet[StagedPerson]:
    """Whose lines have nothing wrong with them."""
    wrong = FoundProblem.objects.filter(run=run, file=OuterRef("file"), line=OuterRef("line"))
    return StagedPerson.objects.filter(~Exists(wrong), run=run).order_by("file", "line", "pk")


def doubted(run: Run, most: int) -> list[Doubted]:
    """Who waits for a person's word, `most` of them."""
    staged = list(StagedPerson.objects.filter(run=run, found=StagedPerson.Found.DOUBTFUL).order_by("last_name", "there", "pk"))
    found = {one.there: Doubted(one) for one in reversed(staged)}
    chosen = dict(list(reversed(found.items()))[:most])
    doubts = list(Doubt.objects.filter(run=run, there__in=chosen, is_same=None).select_related("person").order_by("pk"))
    roles = _roles(run, {one.person_id for one in doubts})
    for doubt in doubts:
        chosen[doubt.there].maybe.append((doubt, "; ".join(roles[doubt.person_id])))
    for there, title in _classes_there(run, list(chosen)):
        chosen[there].school_class = title
    return list(chosen.values())


def found_how(run: Run) -> dict[str, int]:
    """How many people were found by each rule; «new» for those who were not."""
    counted = StagedPerson.objects.filter(run=run).values("found", "rule").annotate(n=Count("there", distinct=True))
    found: dict[str, int] = defaultdict(int)
    for one in counted:
        found[one["rule"] if one["found"] in ("rule", "chosen") else one["found"]] += one["n"]
    return dict(found)


def of_classes(run: Run) -> list[OfClass]:
    with connection.cursor() as cursor:
        cursor.execute(OF_CLASSES, {"run": run.pk, "new": list(NEW), "leaving": list(LEAVING)})
        found = [OfClass(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda one: (one.title == "", in_order(one.title)))


def in_order(title: str) -> tuple[int, str]:
    """«5 А» stands before «10 А»."""
    number = re.search(r"\d+", title)
    return int(number[0]) if number else 0, title


def changes(run: Run, *, search: str = "", school_class: str | None = None) -> QuerySet[Planned]:
    found = Planned.objects.filter(run=run)
    if school_class is not None:
        found = found.filter(school_class=school_class)
    for word in storable(search).split()[:4]:
        found = found.filter(Q(name__icontains=word) | Q(school_class__icontains=word))
    return found.order_by("school_class", "name", "pk")


def chats(run: Run, *, search: str = "", school_class: str | None = None) -> Any:
    """One row a chat: who enters, who leaves, who becomes administrator and who ceases to be one."""
    found = PlannedEffect.objects.filter(run=run)
    if school_class is not None:
        found = found.filter(school_class=school_class)
    for word in storable(search).split()[:4]:
        found = found.filter(Q(name__icontains=word) | Q(chat_title__icontains=word))

    def names(condition: Q) -> Any:
        return ArrayAgg("name", filter=condition, order_by="name", default=[])

    return (
        found.values("chat", "chat_title")
        .annotate(
            entered=names(Q(what="entered", role=1)),
            entered_as_administrators=names(Q(what="entered", role=2)),
            left=names(Q(what="left")),
            promoted=names(Q(what="revised", role=2)),
            demoted=names(Q(what="revised", role=1)),
        )
        .order_by("chat_title", "chat")
    )


def _roles(run: Run, people: set[int]) -> dict[int, list[str]]:
    """What each is at the run's school."""
    told: dict[int, list[str]] = defaultdict(list)
    at = {"school": run.school_id, "until": None}
    for employee in Employee.objects.filter(person__in=people, **at):
        told[employee.person_id].append(employee.position)
    for enrolment in Enrolment.objects.filter(person__in=people, **at).select_related("school_class"):
        told[enrolment.person_id].append(enrolment.school_class.title)
    children = Guardianship.objects.filter(parent__in=people, child__enrolments__school=run.school_id).select_related("child")
    for guardianship in children.distinct():
        told[guardianship.parent_id].append(f"{guardianship.get_relation_display()}: {guardianship.child.name}")
    return told


def _classes_there(run: Run, people: list[str]) -> list[tuple[str, str]]:
    titles = StagedClass.objects.filter(run=run, there=OuterRef("school_class")).values("title")[:1]
    found = StagedEnrolment.objects.filter(run=run, person__in=people).annotate(title=titles)
    return [(person, title or there) for person, title, there in found.values_list("person", "title", "school_class")]
