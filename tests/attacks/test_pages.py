"""Attacks on the diary's pages: each is what one tries with an address or a form that is not his."""

import pytest

from tests.attacks.conftest import Chats, SignIn
from zvonok.operations.cast import Cast
from zvonok.roster import changes
from zvonok.roster.models import Employee, Enrolment


@pytest.mark.parametrize("change", sorted(changes.ALL))
def test_an_administrator_of_another_school_opens_a_change(cast: Cast, sign_in: SignIn, change: str) -> None:
    page = sign_in(cast.stranger)
    path = f"/school/{cast.school.pk}/change/{change}/"
    assert page.get(path).status_code == 404
    assert page.post(path, {"step": "do"}).status_code == 404


@pytest.mark.parametrize("change", sorted(changes.ALL))
def test_an_employee_who_is_no_administrator_opens_a_change(cast: Cast, sign_in: SignIn, change: str) -> None:
    assert sign_in(cast.class_teacher).get(f"/school/{cast.school.pk}/change/{change}/").status_code == 404


def test_an_administrator_names_records_of_another_school_in_his_own_form(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.stranger)
    forms: dict[str, dict[str, object]] = {
        "dismiss": {"employee": cast.employee(cast.class_teacher).pk},
        "withdraw": {"enrolment": cast.enrolment(cast.sibling).pk},
        "rename-class": {"school_class": cast.class_10a.pk, "new_title": "взломан"},
        "remove-parent": {"guardianship": cast.parent_of_both.children.get(child=cast.sibling).pk},
    }
    for change, fields in forms.items():
        answer = page.post(f"/school/{cast.other_school.pk}/change/{change}/", {**fields, "step": "do"})
        assert answer.status_code == 422, change
    assert Employee.objects.get(person=cast.class_teacher).until is None
    assert Enrolment.objects.get(person=cast.sibling).until is None
    cast.class_10a.refresh_from_db()
    assert cast.class_10a.title == "10 А"
    assert cast.parent_of_both.children.count() == 2


def test_the_wrong_people_press_the_buttons_by_their_addresses(cast: Cast, sign_in: SignIn) -> None:
    of_class, of_parents = f"/chats/open/class/{cast.class_10a.pk}/", f"/chats/open/parents/{cast.class_10a.pk}/"
    staff_room = f"/chats/open/staff-room/{cast.school.pk}/"
    tried = [
        (cast.sibling, of_parents),
        (cast.sibling, staff_room),
        (cast.parent_of_both, of_class),
        (cast.parent_of_both, staff_room),
        (cast.child_of_teacher, of_class),
        (cast.other_class_teacher, of_class),
        (cast.teacher_and_parent, of_parents),
        (cast.stranger, of_class),
        (cast.stranger, staff_room),
    ]
    for person, path in tried:
        page = sign_in(person)
        assert page.get(path).status_code == 404, (person, path)
        assert page.post(path).status_code == 404, (person, path)


def test_an_exception_is_made_and_ended_by_those_who_may_not(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    path = f"/school/{cast.school.pk}/people/{cast.head.pk}/exception/"
    for person in (cast.class_teacher, cast.stranger, cast.sibling):
        assert sign_in(person).get(path).status_code == 404
        assert sign_in(person).post("/exceptions/1/end/").status_code == 404


def test_a_child_of_others_is_looked_at_through_my_class(cast: Cast, sign_in: SignIn) -> None:
    enrolment = cast.enrolment(cast.sibling).pk
    assert sign_in(cast.parent_of_two).get(f"/my-class/{enrolment}/").status_code == 404
    assert sign_in(cast.parent_of_both).get(f"/my-class/{enrolment}/").status_code == 200


@pytest.mark.parametrize("path", ["/school/0/", "/school/99999999999999999999/", "/my-class/99999999999999999999999/"])
def test_a_number_that_no_table_holds_is_404(cast: Cast, sign_in: SignIn, path: str) -> None:
    assert sign_in(cast.head).get(path).status_code == 404
