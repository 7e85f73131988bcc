"""How many times the database is asked, and that it does not grow with the school.

Called by: pytest.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zvonok.accounts.models import User
from zvonok.chat_rules import actions as chats_of_facts
from zvonok.chat_rules.keep import keep
from zvonok.chat_rules.queries import missing, reasons
from zvonok.chat_rules.tests.world import Chats
from zvonok.ground import clock
from zvonok.messenger import queries
from zvonok.messenger.models import Chat, Place
from zvonok.operations.cast import Cast
from zvonok.profiles.models import LearningProfile
from zvonok.roster import actions as roster
from zvonok.roster.models import Enrolment, Person, SchoolClass, StudyGroup, Subject

SIZES = [10, 30, 100]


def count(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def pupils(cast: Cast, school_class: SchoolClass, number: int) -> list[Person]:
    people = Person.objects.bulk_create(Person(last_name="Ученик", first_name=f"Ян {n}") for n in range(number))
    Enrolment.objects.bulk_create(
        Enrolment(school=cast.school, school_class=school_class, person=person, since=clock.today()) for person in people
    )
    LearningProfile.objects.bulk_create(LearningProfile(person=person, state="active") for person in people)
    return people


@pytest.fixture
def big_class(cast: Cast, size: int) -> SchoolClass:
    school_class = roster.make_class(school=cast.school, grade=1, title="1 А", by=cast.head)
    roster.change_class_teacher(
        school_class=school_class, employee=cast.employee(cast.class_teacher), instead_of=None, by=cast.head
    )
    pupils(cast, school_class, size - 1)
    return school_class


@pytest.mark.parametrize("size", SIZES)
def test_the_first_press_asks_at_most_twelve_times_whatever_the_size(cast: Cast, big_class: SchoolClass, size: int) -> None:
    """The whole request: session, user, door, the chat, its places, the service message, the redirect."""
    browser = Client()
    browser.force_login(User.objects.get(person=cast.class_teacher))
    address = reverse("open-class-chat", args=[big_class.pk])
    browser.get(address)  # as a person does before he presses; a session's first request also writes down the browser
    with CaptureQueriesContext(connection) as captured:
        answer = browser.post(address)
    chat = chats_of_facts.find(Chat.Kind.CLASS, school=cast.school.pk, school_class=big_class.pk)
    assert answer.status_code == 302 and answer["Location"] == f"/messenger/c/{chat}"
    assert Place.objects.filter(chat=chat).count() == size
    asked = [str(query["sql"]) for query in captured if "SAVEPOINT" not in str(query["sql"])]
    assert len(asked) <= 12, "\n".join(" ".join(sql.split())[:150] + " … " + " ".join(sql.split())[-120:] for sql in asked)


@pytest.mark.parametrize("size", SIZES)
def test_one_persons_places_are_kept_in_the_same_number_of_questions(cast: Cast, big_class: SchoolClass, size: int) -> None:
    chats_of_facts.open_class_chat(school_class=big_class, by=cast.head)
    person = Enrolment.objects.filter(school_class=big_class).latest("pk").person
    assert count(lambda: keep(people=[person.pk])) == 1
    Place.objects.filter(person=person).delete()
    assert count(lambda: keep(people=[person.pk])) == 3


@pytest.mark.parametrize("chats", [1, 40])
def test_one_persons_places_in_many_chats_are_kept_in_the_same_number_of_questions(cast: Cast, chats: int) -> None:
    for number in range(chats):
        subject = Subject.objects.create(school=cast.school, name=f"Предмет {number}")
        group = StudyGroup.objects.create(school=cast.school, year=cast.year, school_class=cast.class_10a, subject=subject)
        chats_of_facts.open_subject_chat(study_group=group, by=cast.head)
    Place.objects.filter(person=cast.sibling).delete()
    assert count(lambda: keep(people=[cast.sibling.pk])) == 3
    assert Place.objects.filter(person=cast.sibling).count() == chats


def test_an_action_of_the_roster_asks_twice_more_where_chats_are_open(cast: Cast) -> None:
    def hire_somebody(name: str) -> int:
        person = roster.add_person(last_name="Новый", first_name=name, by=cast.head)
        LearningProfile.objects.create(person=person, state="active")
        return count(lambda: roster.hire(school=cast.school, person=person, position="Учитель", by=cast.head))

    before = hire_somebody("Ян")
    chats_of_facts.open_staff_room(school=cast.school, by=cast.head)
    # The members of the chat that has changed, and the programs that want to hear of it.
    assert hire_somebody("Ян") <= before + 2


@pytest.mark.parametrize("chats", [5, 50])
def test_the_list_of_chats_asks_at_most_five_times(cast: Cast, chats: int) -> None:
    for number in range(chats):
        chat = Chat.objects.create(space="learning", kind="free", ruled=False, title=f"Чат {number}", newcomers_see_all=True)
        Place.objects.create(chat=chat, person=cast.sibling, role=1)
    listed: dict[str, Any] = {}
    assert count(lambda: listed.update(queries.chats(cast.sibling, "learning"))) <= 5
    assert len(listed["chats"]) == chats


@pytest.mark.parametrize("size", SIZES)
def test_reasons_and_the_missing_are_asked_in_a_fixed_number(cast: Cast, big_class: SchoolClass, size: int) -> None:
    chat = chats_of_facts.open_class_chat(school_class=big_class, by=cast.head).chat_id
    LearningProfile.objects.filter(person__enrolments__school_class=big_class).update(state="suspended")
    assert count(lambda: reasons(chat)) == 1
    assert count(lambda: missing([chat])) == 2
    assert len(missing([chat])) == size - 1


def test_the_counter_counts(cast: Cast, chats: Chats) -> None:
    assert count(lambda: [Chat.objects.count() for _ in range(7)]) == 7
