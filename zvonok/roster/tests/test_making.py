"""A school is made from nothing by its administrator's pages: a class, a subject, a subgroup, a study group, its teacher.

Called by: pytest.
"""

import pytest
from django.test import Client

from zvonok.ground.refusal import Refused
from zvonok.operations.cast import Cast
from zvonok.roster import actions
from zvonok.roster.models import Person, School, SchoolClass, StudyGroup, Subgroup, Subject


def press(school: School, person: Person, change: str, **form: object) -> tuple[int, str]:
    client = Client()
    client.force_login(person.user, backend="zvonok.accounts.backend.Backend")
    path = f"/school/{school.pk}/change/{change}/"
    shown = client.post(path, {**form, "step": "look"})
    assert not form or shown.status_code in (200, 422)
    done = client.post(path, {**form, "step": "do"})
    return done.status_code, done.content.decode()


def test_it_works(cast: Cast) -> None:
    school, by = cast.school, cast.head
    assert press(school, by, "make-class", grade=9, class_title="9 Г")[0] == 302
    assert press(school, by, "make-subject", subject_name="Астрономия")[0] == 302
    school_class, subject = SchoolClass.objects.get(title="9 Г"), Subject.objects.get(name="Астрономия")
    assert press(school, by, "make-subgroup", school_class=school_class.pk, subgroup_name="девочки")[0] == 302
    subgroup = Subgroup.objects.get(name="девочки")
    of_all = {"school_class": school_class.pk, "subject": subject.pk}
    assert press(school, by, "make-study-group", **of_all)[0] == 302
    assert press(school, by, "make-study-group", **of_all, subgroup=subgroup.pk)[0] == 302
    titles = [group.title for group in StudyGroup.objects.filter(school_class=school_class).order_by("pk")]
    assert titles == ["9 Г - Астрономия", "9 Г (девочки) - Астрономия"]
    group = StudyGroup.objects.filter(school_class=school_class)[0]
    teacher = cast.employee(cast.class_teacher)
    assert press(school, by, "give-study-group", employee=teacher.pk, study_group=group.pk)[0] == 302


def test_what_is_there_already_is_refused_beside_its_field(cast: Cast) -> None:
    school, by = cast.school, cast.head
    for change, form, sentence in (
        ("make-class", {"grade": 10, "class_title": "10 А"}, "в школе уже есть"),
        ("make-subject", {"subject_name": "география"}, "в школе уже есть"),
        ("make-subgroup", {"school_class": cast.class_10a.pk, "subgroup_name": "Группа 1"}, "в этом классе уже есть"),
        (
            "make-study-group",
            {"school_class": cast.class_10a.pk, "subject": cast.geography_10a.subject_id},
            "Такая группа по предмету уже есть",
        ),
    ):
        status, page = press(school, by, change, **form)
        assert status == 422 and sentence in page, change


def test_records_of_another_school_and_of_another_class_do_not_meet(cast: Cast) -> None:
    foreign = Subject.objects.create(school=cast.other_school, name="Труд")
    group = cast.english_10a_first
    with pytest.raises(Refused, match="предмет другой школы"):
        actions.make_study_group(school_class=cast.class_10a, subgroup=None, subject=foreign, year=cast.year, by=cast.head)
    with pytest.raises(Refused, match="подгруппа другого класса"):
        actions.make_study_group(
            school_class=cast.class_demo6, subgroup=group.subgroup, subject=group.subject, year=cast.year, by=cast.head
        )
