"""The calendar: what it tells, when it changes, and who cannot have it.

Called by: pytest.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar, Event

from zvonok.ground import clock
from zvonok.lessons import actions, feed, planning
from zvonok.lessons.models import CalendarFeed, Lesson
from zvonok.lessons.tests.test_pages import signed_in
from zvonok.lessons.tests.week import School, at
from zvonok.roster import actions as roster
from zvonok.roster.models import Person

QUERIES_MAX = 12


def address(person: Person) -> str:
    return f"/calendar/{feed.renew(now=clock.now(), by=person)}.ics"


def events(content: bytes) -> dict[str, Event]:
    return {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}  # type: ignore[misc]


def test_it_works(school: School) -> None:
    lesson = school.geography[0]
    planning.write(lesson=lesson, topic="Волга; Кама, Ока", homework="§ 14", by=school.cast.class_teacher)
    answer = Client().get(address(school.cast.sibling))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"] and answer["ETag"]
    found = next(event for uid, event in events(answer.content).items() if uid.startswith(f"lesson-{lesson.pk}@"))
    assert found.start == lesson.starts_at and str(found["dtstart"].to_ical()).strip("b'").endswith("Z")
    assert str(found["summary"]) == "География" and str(found["location"]) == "кабинет 214"
    assert "Волга; Кама, Ока" in str(found["description"]) and found["status"] == "CONFIRMED" and found["sequence"] == 0


def test_moved_and_cancelled_lessons_keep_their_uid_and_take_the_next_sequence(school: School) -> None:
    moved, cancelled = school.geography[:2]
    path, by = address(school.cast.sibling), school.cast.head
    before = events(Client().get(path).content)
    later = at(school.monday + timedelta(days=4), 12, 30)
    actions.move(lesson=moved, starts_at=later, minutes=45, room="", reason="экскурсия", now=school.now, by=by)
    actions.cancel(lesson=cancelled, reason="карантин", now=school.now, by=by)
    after = events(Client().get(path).content)
    assert before.keys() == after.keys()
    changed = {uid: event for uid, event in after.items() if event["sequence"]}
    assert len(changed) == 2
    by_status = {str(event["status"]): event for event in changed.values()}
    assert by_status["CONFIRMED"].start == later
    assert str(by_status["CANCELLED"]["description"]) == "карантин"


def test_a_program_that_has_it_already_is_told_so(school: School) -> None:
    path = address(school.cast.sibling)
    etag = Client().get(path)["ETag"]
    assert Client().get(path, headers={"if-none-match": etag}).status_code == 304
    planning.write(lesson=school.geography[0], topic="Волга", homework="", by=school.cast.class_teacher)
    assert Client().get(path, headers={"if-none-match": etag}).status_code == 200


def test_a_teachers_and_a_parents_calendar(school: School) -> None:
    of_teacher = {str(event["summary"]) for event in events(Client().get(address(school.cast.class_teacher)).content).values()}
    assert of_teacher == {"10 А - География", "Демо 6 - География"}
    of_parent = {str(event["summary"]) for event in events(Client().get(address(school.cast.parent_of_two)).content).values()}
    assert of_parent == {"Анна: География", "Пётр: География", "Пётр: Английский язык"}


def test_the_address_is_told_once_and_only_its_hash_is_kept(school: School) -> None:
    client = signed_in(school.cast.sibling)
    page = client.post("/calendar/", {"step": "renew"})
    secret = page.content.decode().partition("/calendar/")[2]
    assert page["Cache-Control"] == "no-store"
    assert ".ics" not in client.get("/calendar/").content.decode()
    assert CalendarFeed.objects.get().secret_hash not in secret


def test_the_address_of_before_leads_nowhere_once_it_is_made_anew(school: School) -> None:
    old = address(school.cast.sibling)
    new = address(school.cast.sibling)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    signed_in(school.cast.sibling).post("/calendar/", {"step": "stop"})
    assert Client().get(new).status_code == 404


def test_a_guessed_address_and_anothers_hash_lead_nowhere(school: School) -> None:
    address(school.cast.sibling)
    kept = CalendarFeed.objects.get().secret_hash
    for guess in ("", "1", str(school.cast.sibling.pk), kept, "a" * 43, "..%2f..%2fetc", "%00"):
        assert Client().get(f"/calendar/{guess}.ics").status_code == 404, guess


def test_one_who_has_left_or_is_shut_out_keeps_nothing(school: School) -> None:
    path = address(school.cast.classmate)
    assert events(Client().get(path).content)
    roster.withdraw(enrolment=school.cast.enrolment(school.cast.classmate), by=school.cast.head)
    assert not events(Client().get(path).content)
    Person.objects.filter(pk=school.cast.classmate.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_a_hostile_topic_stays_within_its_line(school: School) -> None:
    hostile = "Волга\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:взлом"
    Lesson.objects.filter(pk=school.geography[0].pk).update(topic=hostile, homework=hostile)
    found = events(Client().get(address(school.cast.sibling)).content)
    assert "взлом" not in {str(event["summary"]) for event in found.values()}


@pytest.mark.parametrize("who", ["sibling", "parent_of_two", "class_teacher"])
def test_its_cost_does_not_grow(school: School, who: str) -> None:
    path = address(getattr(school.cast, who))
    with CaptureQueriesContext(connection) as asked:
        Client().get(path)
    assert len(asked) <= QUERIES_MAX, [query["sql"][:80] for query in asked]
