"""One study group ends, or begins again, as the rollover of a school's year does it with all of them.

Comes in: a study group. Goes out: nothing. Called by: the tests of the heart.
"""

from django.db import transaction

from zvonok.chat_rules import archive
from zvonok.ground import clock
from zvonok.roster.models import Enrolment, Person, StudyGroup
from zvonok.roster.touched import hold_school_alone, touched


@transaction.atomic
def end(group: StudyGroup) -> None:
    hold_school_alone(group.school_id)
    archive.archive(archive.chats_of(classes=[], study_groups=[group.pk]), now=clock.now())
    StudyGroup.objects.filter(pk=group.pk).update(until=clock.today())
    touched(people=_people(group))


@transaction.atomic
def begin_again(group: StudyGroup) -> None:
    hold_school_alone(group.school_id)
    archive.bring_back(archive.chats_of(classes=[], study_groups=[group.pk]))
    StudyGroup.objects.filter(pk=group.pk).update(until=None)
    touched(people=_people(group))


def _people(group: StudyGroup) -> list[int]:
    """All of the school, and whoever is in the chat for another reason."""
    learn = Enrolment.objects.filter(school=group.school_id).values_list("person", flat=True)
    work = Person.objects.filter(employments__school=group.school_id).values_list("pk", flat=True)
    placed = Person.objects.filter(places__chat__rule__study_group=group).values_list("pk", flat=True)
    return sorted({*learn, *work, *placed})
