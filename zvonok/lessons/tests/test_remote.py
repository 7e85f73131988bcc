"""Remote lessons: made, told of, reminded of, changed, cancelled; and every bad wish with its sentence.

Called by: pytest.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from zvonok.calls.models import Attendance, Call
from zvonok.chat_rules.tests.world import administrators, members
from zvonok.ground.refusal import Refused
from zvonok.lessons import actions, planning, remote
from zvonok.lessons.models import Lesson, RemoteLesson
from zvonok.lessons.tests.test_pages import signed_in, words
from zvonok.lessons.tests.week import School, at
from zvonok.messenger.models import Chat, Message
from zvonok.profiles import actions as profiles
from zvonok.roster import actions as roster
from zvonok.roster.models import Person

WISH = remote.Wish()


def make(school: School, lesson: Lesson | None = None, wish: remote.Wish = WISH, by: Person | None = None) -> RemoteLesson:
    return remote.make(lesson=lesson or school.geography[0], wish=wish, now=school.now, by=by or school.cast.class_teacher)


def said(chat: int) -> list[tuple[str, str]]:
    """What the chat was told, service messages by their `what`."""
    return [
        (message.kind, message.text or message.data.get("what", ""))
        for message in Message.objects.filter(chat=chat).order_by("seq")
    ]


def test_it_works(school: School) -> None:
    """The subject's chat is opened, and the school tells of the lesson in it."""
    cast = school.cast
    planning.write(lesson=school.geography[0], topic="Волга", homework="", by=cast.class_teacher)
    made = make(school, wish=replace(WISH, may_speak=False, waiting_room=True))
    chat = Chat.objects.get(pk=made.call.chat_id)
    assert chat.title == "10 А - География"
    assert administrators(chat) == {cast.class_teacher}
    assert members(chat) == {cast.sibling, cast.other_sibling, cast.classmate}
    call = made.call
    assert (call.title, call.starts_at, call.minutes) == ("География: Волга", school.geography[0].starts_at, 45)
    assert (call.may_speak, call.may_show, call.waiting_room) == (False, True, True)
    message = Message.objects.get(pk=call.message_id or 0)
    assert message.kind == Message.Kind.CALL and message.author is None and message.school_author == cast.school


def test_people_are_reminded_once_and_in_time(school: School) -> None:
    made = make(school, wish=replace(WISH, reminder_minutes=10))
    start = made.call.starts_at
    assert remote.remind_due(now=start - timedelta(minutes=11)) == 0
    assert remote.remind_due(now=start - timedelta(minutes=10)) == 1
    assert remote.remind_due(now=start - timedelta(minutes=9)) == 0
    assert said(made.call.chat_id)[-1] == ("text", "Через 10 минут урок: География.")


def test_nobody_is_reminded_of_what_is_cancelled_or_began_or_asked_for_no_reminder(school: School) -> None:
    first = make(school)
    make(school, school.geography[1], replace(WISH, reminder_minutes=0))
    remote.cancel(lesson=first.lesson, reason="карантин", by=school.cast.class_teacher)
    for lesson in school.geography[:2]:
        assert remote.remind_due(now=lesson.starts_at - timedelta(minutes=1)) == 0


def test_another_time_moves_the_lesson_and_is_told_once(school: School) -> None:
    lesson = school.geography[0]
    made = make(school)
    remote.remind_due(now=lesson.starts_at - timedelta(minutes=5))
    before = len(said(made.call.chat_id))
    later = at(school.monday + timedelta(days=1), 12, 30)
    wish = replace(WISH, starts_at=later, minutes=40, waiting_room=True)
    remote.change(lesson=lesson, wish=wish, now=school.now, by=school.cast.class_teacher)
    lesson.refresh_from_db()
    assert (lesson.starts_at, lesson.minutes) == (later, 40)
    assert [what for _kind, what in said(made.call.chat_id)[before:]] == ["lesson_moved"]
    assert remote.remind_due(now=later - timedelta(minutes=5)) == 1, "of the new time they are reminded again"
    assert len(said(made.call.chat_id)) == before + 2


def test_a_cancelled_remote_lesson_is_told_once_and_leaves_the_chat_and_the_lesson(school: School) -> None:
    made = make(school)
    chat, before = made.call.chat_id, len(said(made.call.chat_id))
    remote.cancel(lesson=made.lesson, reason="нет света", by=school.cast.class_teacher)
    assert [what for _kind, what in said(chat)[before:]] == ["lesson_cancelled"]
    assert Chat.objects.filter(pk=chat).exists()
    assert Lesson.objects.get(pk=made.lesson.pk).state == Lesson.State.PLANNED
    assert make(school).call.state == Call.State.PLANNED, "it can be made again"


def test_a_lesson_that_an_administrator_moves_or_cancels_takes_its_remote_lesson_along(school: School) -> None:
    first, second = make(school), make(school, school.geography[1])
    friday, by = at(school.monday + timedelta(days=4), 12, 30), school.cast.head
    actions.move(lesson=first.lesson, starts_at=friday, minutes=30, room="", reason="экскурсия", now=school.now, by=by)
    actions.cancel(lesson=second.lesson, reason="карантин", now=school.now, by=by)
    first.call.refresh_from_db()
    second.call.refresh_from_db()
    assert (first.call.starts_at, first.call.minutes, second.call.state) == (friday, 30, "cancelled")
    assert [what for _kind, what in said(first.call.chat_id)][-2:] == ["lesson_moved", "lesson_cancelled"]


def test_a_substitute_makes_his_lesson_remote(school: School) -> None:
    cast, lesson = school.cast, school.geography[0]
    employee = cast.employee(cast.other_class_teacher)
    actions.substitute(lesson=lesson, employee=employee, reason="болезнь", now=school.now, by=cast.head)
    assert make(school, lesson, by=cast.other_class_teacher).call.started_by == cast.other_class_teacher


@pytest.mark.parametrize(("wish", "sentence"), [
    ({"days": 200}, "вне учебного года"),
    ({"days": 9}, "В этот день уроков нет: День города"),
    ({"days": -1}, "Это время уже прошло"),
    ({"days": 1, "hour": 9, "minute": 30}, "Учитель в это время ведёт другой урок: Демо 6 - География"),
    ({"days": 0, "hour": 8, "minute": 40}, r"У этих учеников в это время уже есть урок: 10 А \(группа 1\)"),
    ({"days": 4, "minutes": 1}, "Урок длится от"),
    ({"days": 4, "minutes": 1000}, "Урок длится от"),
    ({"reminder_minutes": 500}, "Напоминают не раньше"),
])  # fmt: skip
def test_a_bad_wish_is_refused_with_a_sentence_and_leaves_nothing(school: School, wish: dict[str, int], sentence: str) -> None:
    typed = replace(WISH, reminder_minutes=wish.get("reminder_minutes", 10), minutes=wish.get("minutes"))
    if "days" in wish:
        day = school.monday + timedelta(days=wish["days"])
        typed = replace(typed, starts_at=at(day, wish.get("hour", 13), wish.get("minute", 20)))
    with pytest.raises(Refused, match=sentence):
        make(school, wish=typed)
    assert not Call.objects.exists() and not Chat.objects.filter(kind="subject").exists()


def test_a_past_lesson_a_cancelled_one_and_one_that_is_remote_already_are_refused(school: School) -> None:
    past = Lesson.objects.filter(study_group=school.cast.geography_10a, starts_at__lt=school.now)[0]
    with pytest.raises(Refused, match="Это время уже прошло"):
        make(school, past)
    actions.cancel(lesson=school.geography[1], reason="карантин", now=school.now, by=school.cast.head)
    with pytest.raises(Refused, match="Этот урок отменён"):
        make(school, school.geography[1])
    make(school)
    with pytest.raises(Refused, match="уже дистанционный"):
        make(school)


def test_a_subgroup_without_pupils_is_refused_with_advice(school: School) -> None:
    cast = school.cast
    lesson = Lesson.objects.filter(study_group=cast.english_10a_second, starts_at__gt=school.now)[0]
    subgroup = cast.english_10a_second.subgroup
    assert subgroup
    enrolment = cast.enrolment(cast.other_sibling)
    roster.take_from_subgroup(enrolment=enrolment, subgroup=subgroup, by=cast.head)
    with pytest.raises(Refused, match=r"нет учеников.*зачислит"):
        make(school, lesson, by=cast.teacher_and_parent)


def test_a_teacher_without_an_active_profile_is_told_what_to_do(school: School) -> None:
    profiles.suspend(person=school.cast.class_teacher, by=school.cast.class_teacher)
    with pytest.raises(Refused, match="нужен учебный профиль"):
        make(school)


def test_a_series_is_all_or_nothing_and_names_the_lesson_in_the_way(school: School) -> None:
    actions.cancel(lesson=school.geography[2], reason="карантин", now=school.now, by=school.cast.head)
    with pytest.raises(Refused, match=r"08:30: Этот урок отменён"):
        remote.make_series(lessons=school.geography[:4], wish=WISH, now=school.now, by=school.cast.class_teacher)
    assert not RemoteLesson.objects.exists()
    made = remote.make_series(lessons=school.geography[:2], wish=WISH, now=school.now, by=school.cast.class_teacher)
    assert len(made) == 2 and len({one.call.chat_id for one in made}) == 1


def test_after_its_end_the_page_tells_how_long_how_many_and_who(school: School) -> None:
    made, cast = make(school), school.cast
    call, start = made.call, made.call.starts_at
    for person, since, until in ((cast.sibling, 0, 10), (cast.sibling, 15, 40), (cast.classmate, 5, 42)):
        Attendance.objects.create(
            call=call,
            person=person,
            sid=f"{person.pk}-{since}",
            joined_at=start + timedelta(minutes=since),
            left_at=start + timedelta(minutes=until),
        )
    Call.objects.filter(pk=call.pk).update(state="over", started_at=start, ended_at=start + timedelta(minutes=42))
    page = words(signed_in(cast.class_teacher).get(f"/lessons/{made.lesson.pk}/"))
    assert "Шёл 42 минут" in page and "2 человек" in page
    assert page.count('class="bar"') == 3 and "<td>35</td>" in page and "<td>37</td>" in page
    assert "Иванова Д." in page.partition("Не был")[2], "who was not there is named"
    of_pupil = words(signed_in(cast.sibling).get(f"/lessons/{made.lesson.pk}/"))
    assert "Шёл 42 минут" in of_pupil and 'class="bar"' not in of_pupil, "who came and when is for teachers"
