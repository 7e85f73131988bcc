"""The design's first two tables and its sentence on what membership follows, each line as one test.

Called by: pytest. What a person sees on the pages stands in tests/flows; here is what happens to the chats.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from zvonok.chat_rules import actions as chats_of_facts
from zvonok.chat_rules.tests.world import (
    Chats,
    administrators,
    assert_right,
    entered,
    everyone,
    left,
    members,
    revised,
)
from zvonok.ground import clock
from zvonok.messenger.actions import make_free_chat
from zvonok.messenger.models import Chat
from zvonok.operations.cast import Cast
from zvonok.profiles import actions as profiles
from zvonok.profiles.texts import CURRENT
from zvonok.roster import actions as roster
from zvonok.roster.models import Guardianship, Person, Substitution
from zvonok.roster.touched import Changed


@pytest.fixture(autouse=True)
def all_is_right_afterwards(cast: Cast) -> Iterator[None]:
    yield
    assert_right()


def title(chat: int | Chat) -> str:
    return Chat.objects.get(pk=chat if isinstance(chat, int) else chat.pk).title


# Who does what.


def test_any_employee_presses_in_the_staff_room_and_its_chat_is_there(cast: Cast) -> None:
    opened = chats_of_facts.open_staff_room(school=cast.school, by=cast.other_class_teacher)
    assert opened.is_new
    assert cast.other_class_teacher in everyone(opened.chat_id)


@pytest.mark.parametrize("who", ["class_teacher", "administrator"])
def test_a_class_teacher_or_an_administrator_opens_the_class_chat_and_the_parents_chat(cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    of_class = chats_of_facts.open_class_chat(school_class=cast.class_10a, by=person)
    of_parents = chats_of_facts.open_parents_chat(school_class=cast.class_10a, by=person)
    assert of_class.is_new and of_parents.is_new
    assert of_class.chat_id != of_parents.chat_id
    assert administrators(of_class.chat_id) == administrators(of_parents.chat_id) == {cast.class_teacher}


def test_an_administrator_who_opens_a_class_chat_is_not_in_it_for_that(cast: Cast) -> None:
    opened = chats_of_facts.open_class_chat(school_class=cast.class_10a, by=cast.administrator)
    assert cast.administrator not in everyone(opened.chat_id)


def test_a_pupil_opens_the_class_chat(cast: Cast) -> None:
    opened = chats_of_facts.open_class_chat(school_class=cast.class_10a, by=cast.sibling)
    assert opened.is_new
    assert cast.sibling in members(opened.chat_id)


def test_a_parent_opens_the_parents_chat(cast: Cast) -> None:
    opened = chats_of_facts.open_parents_chat(school_class=cast.class_10a, by=cast.parent_of_both)
    assert opened.is_new
    assert cast.parent_of_both in members(opened.chat_id)


def test_a_subject_teacher_opens_the_subject_chat_and_it_appears_in_everyones_list(cast: Cast) -> None:
    opened = chats_of_facts.open_subject_chat(study_group=cast.geography_10a, by=cast.class_teacher)
    assert opened.is_new
    assert everyone(opened.chat_id) == {cast.class_teacher, cast.sibling, cast.other_sibling, cast.classmate}


def test_from_the_moment_of_his_learning_profile_anybody_is_in_every_chat_that_is_his(cast: Cast, chats: Chats) -> None:
    made = profiles.make_profile(text_version=CURRENT, by=cast.pupil_without_profile)
    person = cast.pupil_without_profile
    assert entered(made.effects) == {(person.pk, chats.class_10a.pk), (person.pk, chats.geography_10a.pk)}


def test_anybody_with_a_profile_makes_a_free_chat_whose_members_never_come_or_go_by_themselves(cast: Cast) -> None:
    # A pupil may bring together those with whom he shares a chat of the school.
    chats_of_facts.open_class_chat(school_class=cast.class_10a, by=cast.class_teacher)
    chat, _is_new = make_free_chat(
        title="Поход", members=[cast.class_teacher.pk], space="learning", uuid=uuid4(), by=cast.sibling
    )
    assert everyone(chat) == {cast.sibling, cast.class_teacher}
    roster.dismiss(employee=cast.employee(cast.class_teacher), by=cast.head)
    roster.withdraw(enrolment=cast.enrolment(cast.sibling), by=cast.head)
    assert everyone(chat) == {cast.sibling, cast.class_teacher}
    assert administrators(chat) == {cast.sibling}


def test_a_second_press_leads_to_the_same_chat(cast: Cast) -> None:
    first = chats_of_facts.open_parents_chat(school_class=cast.class_10a, by=cast.class_teacher)
    second = chats_of_facts.open_parents_chat(school_class=cast.class_10a, by=cast.parent_of_both)
    assert second.chat_id == first.chat_id and not second.is_new


# Chat, members, administrators, title.


def test_the_staff_room_holds_every_employee_with_a_profile_and_is_led_by_the_schools_administrators(
    cast: Cast, chats: Chats
) -> None:
    assert title(chats.staff_room) == "Учительская"
    assert members(chats.staff_room) == {cast.class_teacher, cast.other_class_teacher, cast.teacher_and_parent}
    assert administrators(chats.staff_room) == {cast.head, cast.administrator}


def test_the_class_chat_holds_the_pupils_and_is_led_by_the_class_teacher(cast: Cast, chats: Chats) -> None:
    assert title(chats.class_10a) == "10 А"
    assert members(chats.class_10a) == {cast.sibling, cast.other_sibling, cast.classmate}
    assert administrators(chats.class_10a) == {cast.class_teacher}


def test_the_parents_chat_holds_the_pupils_parents_and_is_led_by_the_class_teacher(cast: Cast, chats: Chats) -> None:
    assert title(chats.parents_10a) == "Родители 10 А"
    assert members(chats.parents_10a) == {cast.parent_of_both, cast.parent_of_two}
    assert administrators(chats.parents_10a) == {cast.class_teacher}


def test_the_subject_chat_holds_the_study_groups_pupils_and_is_led_by_its_teachers(cast: Cast, chats: Chats) -> None:
    assert title(chats.geography_10a) == "10 А - География"
    assert members(chats.geography_10a) == {cast.sibling, cast.other_sibling, cast.classmate}
    assert administrators(chats.geography_10a) == {cast.class_teacher}


def test_the_chat_of_a_subgroup_holds_the_subgroup_alone(cast: Cast, chats: Chats) -> None:
    assert title(chats.english_first) == "10 А (группа 1) - Английский язык"
    assert members(chats.english_first) == {cast.sibling, cast.classmate}
    assert members(chats.english_second) == {cast.other_sibling}
    assert administrators(chats.english_first) == administrators(chats.english_second) == {cast.teacher_and_parent}


def test_a_teacher_who_is_a_parent_too_is_in_the_chats_of_both(cast: Cast, chats: Chats) -> None:
    assert cast.teacher_and_parent in members(chats.staff_room)
    assert cast.teacher_and_parent in members(chats.parents_demo6)


def test_the_class_teacher_who_is_a_parent_of_the_class_has_one_place_in_the_stronger_role(cast: Cast, chats: Chats) -> None:
    changed = roster.change_class_teacher(
        school_class=cast.class_demo6,
        employee=cast.employee(cast.teacher_and_parent),
        instead_of=cast.employee(cast.other_class_teacher),
        by=cast.head,
    )
    assert cast.teacher_and_parent in administrators(chats.parents_demo6)
    assert (cast.teacher_and_parent.pk, chats.parents_demo6.pk, 2) in revised(changed.effects)


def test_titles_follow_a_class_that_is_renamed(cast: Cast, chats: Chats) -> None:
    roster.rename_class(school_class=cast.class_10a, title="11 А", by=cast.head)
    of_class = (chats.class_10a, chats.parents_10a, chats.geography_10a, chats.english_first)
    assert [title(chat) for chat in of_class] == [
        "11 А",
        "Родители 11 А",
        "11 А - География",
        "11 А (группа 1) - Английский язык",
    ]
    assert title(chats.class_demo6) == "Демо 6"


def test_a_stranger_and_one_without_a_profile_are_in_no_chat(cast: Cast, chats: Chats) -> None:
    for chat in vars(chats).values():
        assert not everyone(chat) & {cast.stranger, cast.without_profile, cast.pupil_without_profile, cast.young_pupil}


# Membership follows the roster by itself when:


def test_the_class_teacher_changes(cast: Cast, chats: Chats) -> None:
    old, new = cast.class_teacher, cast.other_class_teacher
    changed = roster.change_class_teacher(
        school_class=cast.class_10a, employee=cast.employee(new), instead_of=cast.employee(old), by=cast.head
    )
    of_class = (chats.class_10a.pk, chats.parents_10a.pk)
    assert entered(changed.effects) == {(new.pk, chat) for chat in of_class}
    assert left(changed.effects) == {(old.pk, chat) for chat in of_class}
    assert administrators(chats.class_10a) == administrators(chats.parents_10a) == {new}
    assert old in administrators(chats.geography_10a), "he teaches the class as before"


def test_the_class_teacher_goes_and_nobody_comes_yet(cast: Cast, chats: Chats) -> None:
    roster.change_class_teacher(
        school_class=cast.class_10a, employee=None, instead_of=cast.employee(cast.class_teacher), by=cast.head
    )
    assert administrators(chats.class_10a) == administrators(chats.parents_10a) == set()


def test_an_employee_is_taken_on(cast: Cast, chats: Chats) -> None:
    hired = roster.hire(school=cast.school, person=cast.parent_of_both, position="Психолог", by=cast.head)
    assert entered(hired.effects) == {(cast.parent_of_both.pk, chats.staff_room.pk)}
    assert members(chats.staff_room) >= {cast.parent_of_both}


def test_an_employee_leaves(cast: Cast, chats: Chats) -> None:
    gone = roster.dismiss(employee=cast.employee(cast.class_teacher), by=cast.head)
    was_in = {chats.staff_room, chats.class_10a, chats.parents_10a, chats.geography_10a, chats.geography_demo6}
    assert left(gone.effects) == {(cast.class_teacher.pk, chat.pk) for chat in was_in}
    assert not entered(gone.effects)


def test_an_employee_leaves_and_stays_a_parent(cast: Cast, chats: Chats) -> None:
    roster.dismiss(employee=cast.employee(cast.teacher_and_parent), by=cast.head)
    assert cast.teacher_and_parent not in everyone(chats.staff_room)
    assert cast.teacher_and_parent in members(chats.parents_demo6)


def test_an_administrator_is_appointed_and_removed(cast: Cast, chats: Chats) -> None:
    employee = cast.employee(cast.class_teacher)
    appointed = roster.appoint_administrator(employee=employee, by=cast.head)
    assert revised(appointed.effects) == {(cast.class_teacher.pk, chats.staff_room.pk, 2)}
    removed = roster.remove_administrator(employee=employee, by=cast.head)
    assert revised(removed.effects) == {(cast.class_teacher.pk, chats.staff_room.pk, 1)}


def test_a_pupil_joins_and_his_parents_with_him(cast: Cast, chats: Chats) -> None:
    newcomer = roster.add_person(last_name="Новый", first_name="Ян", by=cast.head)
    roster.add_parent(parent=cast.head, child=newcomer, relation=Guardianship.Relation.FATHER, by=cast.head)
    profiles.make_profile(text_version=CURRENT, by=newcomer)
    joined = roster.enrol(person=newcomer, school_class=cast.class_10a, by=cast.head)
    assert entered(joined.effects) == {
        (newcomer.pk, chats.class_10a.pk),
        (newcomer.pk, chats.geography_10a.pk),
        (cast.head.pk, chats.parents_10a.pk),
    }


def test_a_pupil_leaves_and_his_parents_with_him(cast: Cast, chats: Chats) -> None:
    gone = roster.withdraw(enrolment=cast.enrolment(cast.classmate), by=cast.head)
    assert left(gone.effects) == {
        (cast.classmate.pk, chats.class_10a.pk),
        (cast.classmate.pk, chats.geography_10a.pk),
        (cast.classmate.pk, chats.english_first.pk),
        (cast.parent_of_two.pk, chats.parents_10a.pk),
    }
    assert cast.parent_of_two in members(chats.parents_demo6), "her other child still learns there"


def test_a_parent_of_two_in_one_class_stays_when_one_of_them_leaves(cast: Cast, chats: Chats) -> None:
    roster.withdraw(enrolment=cast.enrolment(cast.sibling), by=cast.head)
    assert cast.parent_of_both in members(chats.parents_10a)
    roster.withdraw(enrolment=cast.enrolment(cast.other_sibling), by=cast.head)
    assert cast.parent_of_both not in everyone(chats.parents_10a)


def test_a_pupil_changes_class_and_his_parents_with_him(cast: Cast, chats: Chats) -> None:
    moved = roster.move(enrolment=cast.enrolment(cast.classmate), school_class=cast.class_demo6, by=cast.head)
    assert left(moved.effects) == {
        (cast.classmate.pk, chats.class_10a.pk),
        (cast.classmate.pk, chats.geography_10a.pk),
        (cast.classmate.pk, chats.english_first.pk),
        (cast.parent_of_two.pk, chats.parents_10a.pk),
    }
    assert entered(moved.effects) == {
        (cast.classmate.pk, chats.class_demo6.pk),
        (cast.classmate.pk, chats.geography_demo6.pk),
    }


def test_a_pupil_changes_subgroup(cast: Cast, chats: Chats) -> None:
    first, second = cast.english_10a_first.subgroup, cast.english_10a_second.subgroup
    assert first and second
    enrolment = cast.enrolment(cast.sibling)
    moved = roster.move_to_subgroup(enrolment=enrolment, subgroup=second, instead_of=first, by=cast.head)
    assert left(moved.effects) == {(cast.sibling.pk, chats.english_first.pk)}
    assert entered(moved.effects) == {(cast.sibling.pk, chats.english_second.pk)}


def test_a_parent_is_added(cast: Cast, chats: Chats) -> None:
    father = roster.add_person(last_name="Иванов", first_name="Олег", by=cast.head)
    profiles.make_profile(text_version=CURRENT, by=father)
    added = roster.add_parent(parent=father, child=cast.sibling, school=cast.school, by=cast.head)
    assert entered(added.effects) == {(father.pk, chats.parents_10a.pk)}


def test_a_parent_is_removed(cast: Cast, chats: Chats) -> None:
    guardianship = Guardianship.objects.get(parent=cast.parent_of_two, child=cast.classmate)
    removed = roster.remove_parent(guardianship=guardianship, by=cast.head)
    assert left(removed.effects) == {(cast.parent_of_two.pk, chats.parents_10a.pk)}


def test_a_teacher_is_given_a_study_group(cast: Cast, chats: Chats) -> None:
    employee = cast.employee(cast.other_class_teacher)
    given = roster.give_study_group(employee=employee, study_group=cast.geography_10a, by=cast.head)
    assert entered(given.effects) == {(cast.other_class_teacher.pk, chats.geography_10a.pk)}
    assert administrators(chats.geography_10a) == {cast.class_teacher, cast.other_class_teacher}


def test_a_teacher_loses_a_study_group(cast: Cast, chats: Chats) -> None:
    employee = cast.employee(cast.class_teacher)
    taken = roster.take_study_group(employee=employee, study_group=cast.geography_10a, by=cast.head)
    assert left(taken.effects) == {(cast.class_teacher.pk, chats.geography_10a.pk)}
    assert cast.class_teacher in administrators(chats.class_10a), "he is its class teacher as before"


def test_a_substitute_comes_for_his_time_and_leaves_by_the_clock(cast: Cast, chats: Chats) -> None:
    now, hour = clock.now(), timedelta(hours=1)
    employee = cast.employee(cast.other_class_teacher)

    def substitute(starts_at: datetime) -> Changed[Substitution]:
        return roster.substitute(
            employee=employee,
            study_group=cast.geography_10a,
            starts_at=starts_at,
            ends_at=starts_at + hour,
            reason="болезнь",
            now=now,
            by=cast.head,
        )

    later = substitute(now + 5 * hour)
    assert not later.effects and cast.other_class_teacher not in everyone(chats.geography_10a)
    made = substitute(now)
    assert entered(made.effects) == {(cast.other_class_teacher.pk, chats.geography_10a.pk)}
    assert administrators(chats.geography_10a) == {cast.class_teacher, cast.other_class_teacher}
    roster.follow_substitutions(now=now + 2 * hour)
    assert cast.other_class_teacher not in everyone(chats.geography_10a), "the first is over, the second has not begun"
    roster.follow_substitutions(now=now + 5 * hour)
    assert cast.other_class_teacher in administrators(chats.geography_10a)
    ended = roster.end_substitution(substitution=later.record, now=now, by=cast.head)
    assert left(ended.effects) == {(cast.other_class_teacher.pk, chats.geography_10a.pk)}


def test_a_substitute_who_is_dismissed_substitutes_nobody(cast: Cast, chats: Chats) -> None:
    now = clock.now()
    employee = cast.employee(cast.other_class_teacher)
    roster.substitute(
        employee=employee,
        study_group=cast.geography_10a,
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        reason="болезнь",
        now=now,
        by=cast.head,
    )
    roster.dismiss(employee=employee, by=cast.head)
    assert cast.other_class_teacher not in everyone(chats.geography_10a)
    assert not Substitution.objects.filter(ended_at=None).exists()


def test_a_learning_profile_is_created(cast: Cast, chats: Chats) -> None:
    made = profiles.make_profile(text_version=CURRENT, by=cast.without_profile)
    assert entered(made.effects) == {(cast.without_profile.pk, chats.staff_room.pk)}


def test_a_young_pupils_profile_is_created_when_a_parent_confirms(cast: Cast, chats: Chats) -> None:
    asked = profiles.make_profile(text_version=CURRENT, by=cast.young_pupil)
    assert not asked.effects and cast.young_pupil not in everyone(chats.class_demo6)
    confirmed = profiles.confirm(child=cast.young_pupil, text_version=CURRENT, by=cast.parent_of_two)
    his = {(cast.young_pupil.pk, chats.class_demo6.pk), (cast.young_pupil.pk, chats.geography_demo6.pk)}
    assert entered(confirmed.effects) == his


def test_a_learning_profile_is_suspended_and_resumed(cast: Cast, chats: Chats) -> None:
    def where(person: Person) -> set[Chat]:
        return {chat for chat in vars(chats).values() if person in everyone(chat)}

    before = where(cast.teacher_and_parent)
    assert len(before) == 4
    suspended = profiles.suspend(person=cast.teacher_and_parent, by=cast.teacher_and_parent)
    assert left(suspended.effects) == {(cast.teacher_and_parent.pk, chat.pk) for chat in before}
    assert where(cast.teacher_and_parent) == set()
    resumed = profiles.resume(person=cast.teacher_and_parent, by=cast.teacher_and_parent)
    assert entered(resumed.effects) == left(suspended.effects)
    assert where(cast.teacher_and_parent) == before
