"""The only way to a lesson or a study group for a person who asks. Absent and forbidden get the same 404.

Called by: pages of this room, the files' door.
"""

from django.http import Http404

from zvonok.lessons import queries
from zvonok.lessons.models import HomeworkFile, Lesson
from zvonok.roster import doors as roster
from zvonok.roster.models import Employee, Person, StudyGroup, StudyGroupTeacher


def lesson(person: Person, lesson_id: int) -> Lesson:
    """For the school's employees, the pupils of the study group and their parents."""
    found = queries.told(Lesson.objects.filter(pk=lesson_id)).first()
    if found is None or not _sees(person, found.study_group):
        raise Http404
    return found


def taught_lesson(person: Person, lesson_id: int) -> Lesson:
    """For whoever teaches it now: the study group's teachers, and its substitute until his time is over."""
    found = lesson(person, lesson_id)
    if not teaches_lesson(person, found):
        raise Http404
    return found


def school_lesson(administrator: Employee, lesson_id: int) -> Lesson:
    found = queries.told(Lesson.objects.filter(pk=lesson_id, school=administrator.school_id)).first()
    if found is None:
        raise Http404
    return found


def planned_group(person: Person, study_group_id: int) -> StudyGroup:
    """To look at the plan: its teachers and the school's administrators."""
    found = _group(study_group_id)
    if found and person.is_active and (teaches(person, found) or roster.is_administrator(person, found.school_id)):
        return found
    raise Http404


def taught_group(person: Person, study_group_id: int) -> StudyGroup:
    found = _group(study_group_id)
    if found and person.is_active and teaches(person, found):
        return found
    raise Http404


def teaches(person: Person, study_group: StudyGroup) -> bool:
    return StudyGroupTeacher.objects.filter(study_group=study_group, employee__person=person, employee__until=None).exists()


def teaches_lesson(person: Person, found: Lesson) -> bool:
    one = found.substitution
    if one and one.ended_at is None and one.employee.person_id == person.pk and one.employee.until is None:
        return True
    return teaches(person, found.study_group)


def sees_file(person: Person, file_id: int) -> bool:
    """The files of homework, for all who see its lesson."""
    found = HomeworkFile.objects.select_related("lesson__study_group").filter(file=file_id).first()
    return found is not None and _sees(person, found.lesson.study_group)


def _sees(person: Person, study_group: StudyGroup) -> bool:
    if not person.is_active:
        return False
    if roster.is_employee(person, study_group.school_id):
        return True
    return queries.pupils(study_group).filter(person=person).exists() or queries.children_of(person, study_group)


def _group(study_group_id: int) -> StudyGroup | None:
    related = ("school_class", "subgroup", "subject", "school", "year")
    return StudyGroup.objects.select_related(*related).filter(pk=study_group_id).first()
