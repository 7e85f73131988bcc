"""What the school already knows of a source, by the source's own words: whoever is told changes alone remembers the rest.

Comes in: a source. Goes out: its people, classes and study groups. Called by: `exchange.bringing`, when a reader asks for it.
"""

from collections import defaultdict
from typing import Any

from zvonok.exchange.models import KnownAs, Source
from zvonok.exchange.reading.learning import Known, KnownClass
from zvonok.exchange.rows import Kind
from zvonok.roster.models import Enrolment


def of(source: Source) -> Known:
    """Four queries, whatever its size."""
    by_class = {
        one["school_class"]: one
        for one in _known(source, Kind.CLASS).filter(school_class__until=None).values(
            "there", "school_class", "school_class__grade", "school_class__title"
        )
    }  # fmt: skip
    people = dict(_known(source, Kind.PERSON).values_list("person", "there"))
    enrolled = Enrolment.objects.filter(school=source.school_id, until=None, school_class__in=by_class)
    groups: dict[str, list[str]] = defaultdict(list)
    parts = set()
    for there, subgroup in _known(source, Kind.STUDY_GROUP).values_list("there", "study_group__subgroup"):
        # `learning` names a study group by its section and its class.
        groups[there.rpartition("@")[0] or there].append(there)
        if subgroup is not None:
            parts.add(there)
    return Known(
        classes={one["there"]: KnownClass(one["school_class__grade"], one["school_class__title"]) for one in by_class.values()},
        groups={section: tuple(found) for section, found in groups.items()},
        parts=frozenset(parts),
        class_of={
            people[person]: by_class[klass]["there"]
            for person, klass in enrolled.values_list("person", "school_class")
            if person in people
        },
        people=frozenset(people.values()),
    )


def _known(source: Source, kind: Kind) -> Any:
    return KnownAs.objects.filter(source=source, kind=kind).order_by("there")
