"""«Почему я здесь» and «Кого здесь нет и почему», from the same views that put people there.

Called by: pytest.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from zvonok.chat_rules.queries import missing, reasons
from zvonok.chat_rules.tests import plain_rules
from zvonok.chat_rules.tests.world import Chats, everyone
from zvonok.ground import clock
from zvonok.messenger.models import Chat
from zvonok.operations.cast import Cast
from zvonok.profiles import actions as profiles
from zvonok.roster import actions as roster
from zvonok.roster.models import Person


def why(chat: Chat, person: Person) -> list[str]:
    return reasons(chat.pk, person.pk).get(person.pk, [])


def why_missing(chat: Chat) -> dict[Person, str]:
    return {one.person: one.why for one in missing([chat.pk])}


def test_everyone_in_every_chat_has_a_reason(cast: Cast, chats: Chats) -> None:
    for chat in vars(chats).values():
        told = reasons(chat.pk)
        assert all(told[person.pk] for person in everyone(chat))


@pytest.mark.parametrize(("chat", "person", "because"), [
    ("staff_room", "class_teacher", ["сотрудник школы"]),
    ("staff_room", "administrator", ["администратор школы"]),
    ("class_10a", "sibling", ["ученик 10 А"]),
    ("class_10a", "class_teacher", ["классный руководитель 10 А"]),
    ("parents_10a", "class_teacher", ["классный руководитель 10 А"]),
    ("parents_10a", "parent_of_two", ["родитель: Пётр К."]),
    ("parents_10a", "parent_of_both", ["родитель: Александр И.", "родитель: Дарья И."]),
    ("geography_10a", "sibling", ["учится в 10 А"]),
    ("geography_10a", "class_teacher", ["учитель предмета в 10 А"]),
    ("english_first", "classmate", ["учится в 10 А"]),
    ("class_10a", "stranger", []),
    ("class_10a", "parent_of_both", []),
])  # fmt: skip
def test_each_reason_in_the_schools_words(cast: Cast, chats: Chats, chat: str, person: str, because: list[str]) -> None:
    assert why(getattr(chats, chat), getattr(cast, person)) == because


def test_a_class_teacher_with_a_child_in_the_class_is_told_both_reasons_the_stronger_first(cast: Cast, chats: Chats) -> None:
    roster.change_class_teacher(
        school_class=cast.class_demo6,
        employee=cast.employee(cast.teacher_and_parent),
        instead_of=cast.employee(cast.other_class_teacher),
        by=cast.head,
    )
    assert why(chats.parents_demo6, cast.teacher_and_parent) == [
        "классный руководитель Демо 6",
        "родитель: Тимур Б.",
    ]


def test_a_substitute_is_told_why_until_when_and_by_whom(cast: Cast, chats: Chats) -> None:
    now = clock.now()
    for hours in (1, 2):
        roster.substitute(
            employee=cast.employee(cast.other_class_teacher),
            study_group=cast.geography_10a,
            starts_at=now,
            ends_at=now + timedelta(hours=hours),
            reason="болезнь учителя",
            now=now,
            by=cast.head,
        )
    until = (timezone.localtime(now) + timedelta(hours=2)).strftime("%d.%m.%Y")
    assert why(chats.geography_10a, cast.other_class_teacher) == [f"замена до {until}: болезнь учителя (Ольга Г.)"]


def test_those_who_are_not_there_and_why(cast: Cast, chats: Chats) -> None:
    assert why_missing(chats.staff_room) == {cast.without_profile: "нет учебного профиля"}
    assert why_missing(chats.class_10a) == {cast.pupil_without_profile: "нет учебного профиля"}
    profiles.make_profile(text_version="1", by=cast.young_pupil)
    profiles.suspend(person=cast.child_of_teacher, by=cast.child_of_teacher)
    Person.objects.filter(pk=cast.other_class_teacher.pk).update(is_active=False)
    assert why_missing(chats.class_demo6) == {
        cast.young_pupil: "учебный профиль ждёт согласия родителя",
        cast.child_of_teacher: "учебный профиль приостановлен",
        cast.other_class_teacher: "учётная запись отключена",
    }
    from zvonok.roster.touched import touched

    touched(people=[cast.other_class_teacher.pk])


def test_one_who_is_there_is_not_missing_and_one_who_does_not_belong_is_not_either(cast: Cast, chats: Chats) -> None:
    every = vars(chats).values()
    for chat in every:
        absent = set(why_missing(chat))
        assert not absent & everyone(chat)
        assert cast.stranger not in absent


def test_those_who_are_there_and_those_who_are_missing_are_together_those_who_are_entitled(cast: Cast, chats: Chats) -> None:
    for chat in vars(chats).values():
        entitled = set(reasons(chat.pk))
        there = {person.pk for person in everyone(chat)}
        assert there | {person.pk for person in why_missing(chat)} == entitled
        assert there == {person for of, person in plain_rules.desired(plain_rules.facts()) if of == chat.pk}


def test_the_missing_of_many_chats_are_asked_at_once(cast: Cast, chats: Chats) -> None:
    together = missing([chats.staff_room.pk, chats.class_10a.pk])
    assert {(one.chat_id, one.person) for one in together} == {
        (chats.staff_room.pk, cast.without_profile),
        (chats.class_10a.pk, cast.pupil_without_profile),
    }
