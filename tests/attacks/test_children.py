"""Attacks on children and on those who guard them: each is what one tries to reach a child who is not his to reach."""

from typing import Any
from uuid import uuid4

from tests.attacks.conftest import Browser, Chats, SignIn
from zvonok.messenger.models import Chat, Dialogue, Message, Place, Report
from zvonok.operations.cast import Cast
from zvonok.roster import actions as roster
from zvonok.roster.models import Person


def begin(page: Browser, person: Person, space: str = "learning") -> Any:
    return page.call("POST", "/dialogues", {"person": person.pk, "space": space})


def test_a_parent_opens_a_dialogue_with_anothers_child(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.parent_of_both)
    for space in ("learning", "personal"):
        answer = begin(page, cast.classmate, space)
        assert answer.status_code == 409
        assert "чужим детям" in answer.json()["detail"]
    assert not Dialogue.objects.exists()


def test_a_stranger_opens_a_dialogue_with_a_child_by_its_number(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.stranger)
    for call in ("POST", "/dialogues", {"person": cast.sibling.pk}), ("GET", f"/people/{cast.sibling.pk}", None):
        assert page.call(*call).status_code == 404
        nobody = 10**9
        blank = page.call(call[0], call[1].replace(str(cast.sibling.pk), str(nobody)), {"person": nobody})
        assert page.call(*call).content == blank.content, "a child of another school is as absent as nobody"
    assert page.call("POST", f"/people/{cast.sibling.pk}/block").status_code == 404


def test_a_parent_takes_anothers_child_into_a_free_chat(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.parent_of_both)
    body = {"uuid": str(uuid4()), "title": "Поговорим", "people": [cast.sibling.pk, cast.classmate.pk], "space": "personal"}
    assert page.call("POST", "/chats", body).status_code == 409
    own = page.call("POST", "/chats", {**body, "people": [cast.sibling.pk]}).json()["id"]
    assert page.call("POST", f"/chats/{own}/members", {"people": [cast.classmate.pk]}).status_code == 409
    assert not Place.objects.filter(chat=own, person=cast.classmate).exists()


def test_a_parent_who_has_been_put_into_a_childrens_chat_writes_to_them_apart(
    cast: Cast, chats: Chats, sign_in: SignIn
) -> None:
    Place.objects.create(chat_id=chats.of_10a, person=cast.parent_of_two, role=1)
    assert begin(sign_in(cast.parent_of_two), cast.sibling).status_code == 409


def test_a_teacher_of_another_class_looks_for_a_child_by_name(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.other_class_teacher)
    for space in ("learning", "personal"):
        assert page.call("GET", f"/people?search=Иванов&space={space}").json()["people"] == []
    assert begin(page, cast.sibling).status_code == 409


def test_a_former_teacher_begins_with_the_card_still_open(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.class_teacher)
    assert page.call("GET", f"/people/{cast.sibling.pk}").json()["may_write"]["may"] is True
    roster.dismiss(employee=cast.employee(cast.class_teacher), by=cast.head)
    assert begin(page, cast.sibling).status_code == 404
    assert begin(page, cast.sibling, "personal").status_code == 404


def test_a_blocked_one_tries_every_way_round(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    bully, victim = sign_in(cast.sibling), sign_in(cast.classmate)
    chat = begin(bully, cast.classmate).json()["id"]
    assert bully.say(chat, "Эй").status_code == 201
    assert victim.call("POST", f"/people/{cast.sibling.pk}/block").status_code == 204
    assert bully.say(chat, "Ответь").status_code == 409
    assert begin(bully, cast.classmate, "personal").status_code == 409
    body = {"uuid": str(uuid4()), "title": "Иди сюда", "people": [cast.classmate.pk]}
    assert bully.call("POST", "/chats", body).status_code == 409
    assert bully.call("DELETE", f"/people/{cast.classmate.pk}/block").status_code == 204, "it is not his to lift"
    assert bully.say(chat, "Ответь").status_code == 409
    assert Message.objects.filter(chat=chat).count() == 1


def test_a_third_one_reads_a_dialogue(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    chat = begin(sign_in(cast.sibling), cast.class_teacher).json()["id"]
    for person in (cast.head, cast.classmate, cast.parent_of_both):
        page = sign_in(person)
        assert page.call("GET", f"/chats/{chat}").status_code == 404
        assert page.call("GET", f"/chats/{chat}/messages").status_code == 404
        assert page.say(chat, "Я тоже тут").status_code == 404


def test_a_third_one_is_pulled_into_a_dialogue(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.sibling)
    chat = begin(page, cast.classmate).json()["id"]
    for method, path in ("POST", f"/chats/{chat}/leave"), ("POST", f"/chats/{chat}/members"):
        assert page.call(method, path, {"people": [cast.other_sibling.pk]}).status_code in (404, 409)
    assert Chat.objects.get(pk=chat).places.count() == 2


def test_a_class_is_read_from_a_childs_card_at_another_school(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    free = Chat.objects.create(space="personal", kind="free", ruled=False, title="Общий", newcomers_see_all=True)
    for person in (cast.stranger, cast.sibling):
        Place.objects.create(chat=free, person=person, role=1)
    assert sign_in(cast.stranger).call("GET", f"/people/{cast.sibling.pk}").json()["words"] == []
    assert sign_in(cast.class_teacher).call("GET", f"/people/{cast.sibling.pk}").json()["words"] == [
        f"Ученик 10 А, {cast.school.name}"
    ]


def reported(cast: Cast, chats: Chats, sign_in: SignIn) -> Report:
    """A classmate's message in the class chat, reported by a pupil."""
    seq = sign_in(cast.classmate).say(chats.of_10a, "Только попробуй").json()["seq"]
    answer = sign_in(cast.sibling).call("POST", f"/chats/{chats.of_10a}/messages/{seq}/report", {"reason": "bullying"})
    assert answer.status_code == 204
    return Report.objects.get()


def test_a_report_is_read_by_those_whom_it_does_not_concern(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    report = reported(cast, chats, sign_in)
    path = f"/school/{cast.school.pk}/reports/"
    for person in (cast.class_teacher, cast.classmate, cast.sibling, cast.parent_of_both, cast.stranger):
        page = sign_in(person)
        assert page.get(path).status_code == 404, person
        assert page.post(f"{path}{report.pk}/close/", {"outcome": "ничего не было"}).status_code == 404, person
        assert page.get(f"/school/{cast.school.pk}/switches/").status_code == 404, person
    away = f"/school/{cast.other_school.pk}/reports/{report.pk}/close/"
    assert sign_in(cast.stranger).post(away, {"outcome": "не наш"}).status_code == 404
    assert "Только попробуй" in sign_in(cast.head).get(path).content.decode()
    report.refresh_from_db()
    assert report.closed_at is None


def test_an_administrator_closes_a_report_about_himself(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    report = reported(cast, chats, sign_in)
    Report.objects.update(about=cast.head)
    page, path = sign_in(cast.head), f"/school/{cast.school.pk}/reports/"
    assert "Только попробуй" not in page.get(path).content.decode()
    assert page.post(f"{path}{report.pk}/close/", {"outcome": "ничего не было"}).status_code == 404
    assert "Только попробуй" in sign_in(cast.administrator).get(path).content.decode()


def test_the_reported_one_looks_whether_he_was_reported(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    before = Message.objects.filter(chat=chats.of_10a).count()
    reported(cast, chats, sign_in)
    assert Message.objects.filter(chat=chats.of_10a).count() == before + 1, "nothing is said of it in the chat"
    seen = sign_in(cast.classmate).call("GET", f"/chats/{chats.of_10a}/messages").content.decode()
    assert "report" not in seen
    assert "bullying" not in seen


def test_a_reports_words_are_a_page(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    seq = sign_in(cast.classmate).say(chats.of_10a, "<script>alert(1)</script>").json()["seq"]
    sign_in(cast.sibling).call("POST", f"/chats/{chats.of_10a}/messages/{seq}/report", {"reason": "other", "words": "x < y"})
    shown = sign_in(cast.head).get(f"/school/{cast.school.pk}/reports/").content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_a_blocked_dialogue_is_told_apart_from_none_by_a_third_one(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    victim = sign_in(cast.sibling)
    chat = begin(victim, cast.classmate).json()["id"]
    victim.call("POST", f"/people/{cast.classmate.pk}/block")
    third = sign_in(cast.other_sibling)
    assert third.say(chat, "Эй").content == third.say(10**9, "Эй").content
