"""The pages of lessons answer to those whom they are for, with a fixed number of queries whatever the size of the week.

Called by: pytest.
"""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from zvonok.ground import clock
from zvonok.lessons import actions, planning, remote
from zvonok.lessons.models import BellSchedule, Entry, Lesson
from zvonok.lessons.tests.week import School, at, day
from zvonok.roster.models import Person, StudyGroup, Subject

QUERIES_OF_A_WEEK_MAX = 22


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user, backend="zvonok.accounts.backend.Backend")
    return client


def words(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def week(school: School) -> str:
    return f"/timetable/?week={school.monday}"


def test_a_pupil_sees_his_own_week(school: School) -> None:
    page = words(signed_in(school.cast.sibling).get(week(school)))
    assert "География" in page and "Английский язык" in page
    assert page.count("Английский язык") == 1, "the other subgroup's lesson is not his"


def test_a_parent_has_a_tab_a_child(school: School) -> None:
    client = signed_in(school.cast.parent_of_two)
    page = words(client.get(week(school)))
    tabs = re.findall(r"\?tab=(\d+)&amp;week=[\d-]+\" [^>]*>([^<←→]+)<", page)
    assert [title for _key, title in tabs] == ["Анна · Демо 6", "Пётр · 10 А"]
    of_second = words(client.get(f"{week(school)}&tab={tabs[1][0]}"))
    assert "Английский язык" in of_second and "Английский язык" not in page


def test_a_teacher_sees_what_he_teaches_and_what_he_substitutes(school: School) -> None:
    cast = school.cast
    page = words(signed_in(cast.class_teacher).get(week(school)))
    assert page.count('class="name" href="/lessons/') == 3
    employee = cast.employee(cast.other_class_teacher)
    actions.substitute(lesson=school.geography[0], employee=employee, reason="болезнь", now=school.now, by=cast.head)
    assert words(signed_in(cast.class_teacher).get(week(school))).count('class="name" href="/lessons/') == 2
    of_substitute = words(signed_in(cast.other_class_teacher).get(week(school)))
    assert of_substitute.count('class="name" href="/lessons/') == 1 and "замена" in of_substitute


def test_a_holiday_is_named_and_an_empty_week_says_so(school: School) -> None:
    client = signed_in(school.cast.sibling)
    assert "День города" in words(client.get(f"/timetable/?week={school.monday + timedelta(days=7)}"))
    assert "На этой неделе уроков нет" in words(client.get(f"/timetable/?week={school.monday + timedelta(days=49)}"))


@pytest.mark.parametrize("asked", ["", "abc", "2026-99-99", "0001-01-01", "9999-12-31", "1" * 5000])
def test_any_week_that_is_asked_for_is_answered(school: School, asked: str) -> None:
    assert signed_in(school.cast.sibling).get("/timetable/", {"week": asked, "tab": asked}).status_code == 200


@pytest.mark.parametrize("who", ["sibling", "parent_of_two", "class_teacher"])
def test_a_week_costs_the_same_however_much_is_on_it(school: School, who: str) -> None:
    client = signed_in(getattr(school.cast, who))
    client.get(week(school))
    with CaptureQueriesContext(connection) as few:
        client.get(week(school))
    for n in range(20):
        subject = Subject.objects.create(school=school.cast.school, name=f"Предмет {n}")
        for learns in (school.cast.class_10a, school.cast.class_demo6):
            group = StudyGroup.objects.create(school=school.cast.school, year=school.year, school_class=learns, subject=subject)
            group.teachers.create(employee=school.cast.employee(school.cast.class_teacher), school=school.cast.school)
            Lesson.objects.create(
                school=school.cast.school,
                study_group=group,
                day=school.monday,
                starts_at=at(school.monday, 9),
                ends_at=at(school.monday, 10),
            )
    with CaptureQueriesContext(connection) as many:
        client.get(week(school))
    assert len(many) == len(few) <= QUERIES_OF_A_WEEK_MAX, [query["sql"][:90] for query in many]


def test_a_plan_costs_the_same_however_long_it_is(school: School) -> None:
    client, path = signed_in(school.cast.class_teacher), f"/planning/{school.cast.geography_10a.pk}/"

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    cost()
    long = cost()
    remote.make_series(lessons=school.geography[2:6], wish=remote.Wish(), now=school.now, by=school.cast.class_teacher)
    assert cost() == long
    Lesson.objects.filter(study_group=school.cast.geography_10a, remote=None).exclude(pk=school.geography[0].pk).delete()
    assert cost() == long <= QUERIES_OF_A_WEEK_MAX


def test_the_page_of_a_lesson_for_a_pupil_and_for_its_teacher(school: School) -> None:
    lesson = school.geography[0]
    planning.write(lesson=lesson, topic="Волга", homework="§ 14", by=school.cast.class_teacher)
    of_pupil = words(signed_in(school.cast.sibling).get(f"/lessons/{lesson.pk}/"))
    assert "Волга" in of_pupil and "§ 14" in of_pupil and "Создать дистанционный урок" not in of_pupil
    assert "нет учебного профиля" not in of_pupil, "who has which profile is not for pupils"
    of_teacher = words(signed_in(school.cast.class_teacher).get(f"/lessons/{lesson.pk}/"))
    assert "Создать дистанционный урок" in of_teacher and "нет учебного профиля" in of_teacher


def test_a_lesson_is_made_remote_from_its_page_changed_and_cancelled(school: School) -> None:
    client, lesson = signed_in(school.cast.class_teacher), school.geography[0]
    path = f"/lessons/{lesson.pk}/remote/"
    form = {"starts_at": f"{school.monday + timedelta(days=1)}T08:30", "minutes": 45, "reminder_minutes": 10, "may_speak": "on"}
    assert "по звонку" in words(client.get(path)).lower()
    assert client.post(path, form).status_code == 302
    call = Lesson.objects.get(pk=lesson.pk).remote.call
    assert (call.may_speak, call.may_show, call.waiting_room, call.minutes) == (True, False, False, 45)
    page = words(client.get(f"/lessons/{lesson.pk}/"))
    assert f"/messenger/c/{call.chat_id}" in page and "Изменить" in page and "Отменить" in page
    assert client.post(path, {**form, "minutes": 40, "waiting_room": "on"}).status_code == 302
    call.refresh_from_db()
    assert call.waiting_room and call.minutes == 40
    assert client.post(f"{path}cancel/", {"reason": "карантин"}).status_code == 302
    call.refresh_from_db()
    assert call.state == "cancelled"
    assert "Создать дистанционный урок" in words(client.get(f"/lessons/{lesson.pk}/"))


def test_a_teacher_without_a_profile_is_led_to_it(school: School) -> None:
    cast = school.cast
    group = cast.geography_demo6
    group.teachers.create(employee=cast.employee(cast.without_profile), school=cast.school)
    lesson = Lesson.objects.filter(study_group=group, starts_at__gt=school.now)[0]
    client = signed_in(cast.without_profile)
    page = words(client.get(f"/lessons/{lesson.pk}/remote/"))
    assert 'href="/profile/"' in page and "нужен учебный профиль" in page


def test_series_are_shown_before_they_are_made(school: School) -> None:
    client = signed_in(school.cast.class_teacher)
    path = f"/planning/{school.cast.geography_10a.pk}/remote/"
    form = {"span": "term", "reminder_minutes": 10, "may_speak": "on", "may_show": "on"}
    page = words(client.post(path, {**form, "step": "look"}))
    assert "Будут созданы" in page and not Lesson.objects.exclude(remote=None).exists()
    assert client.post(path, {**form, "step": "do"}).status_code == 302
    assert Lesson.objects.exclude(remote=None).count() >= 4


def test_the_plan_is_written_moved_and_never_wiped_out_by_an_old_page(school: School) -> None:
    from zvonok.lessons.planning_pages import mark

    client = signed_in(school.cast.class_teacher)
    path = f"/planning/{school.cast.geography_10a.pk}/"
    first, second = Lesson.objects.filter(study_group=school.cast.geography_10a, ends_at__gt=clock.now()).order_by("starts_at")[
        :2
    ]
    form = {f"was-{first.pk}": mark(first), f"topic-{first.pk}": "Волга", f"homework-{first.pk}": "§ 14"}
    assert client.post(path, form).status_code == 302
    again = client.post(path, {**form, f"topic-{first.pk}": "Кама"})
    assert again.status_code == 422 and "план изменили" in words(again) and "Кама" in words(again)
    first.refresh_from_db()
    moved = {f"was-{first.pk}": mark(first), f"topic-{first.pk}": "Волга", f"homework-{first.pk}": "§ 14"}
    assert client.post(path, {**moved, "move": f"{first.pk}:{second.pk}"}).status_code == 302
    second.refresh_from_db()
    assert second.topic == "Волга" and second.homework == "§ 14"
    assert Lesson.objects.get(pk=first.pk).topic == ""


def table(*rows: tuple[object, ...]) -> BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    out = BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "темы.xlsx"
    return out


def test_topics_are_pasted_and_read_from_a_table(school: School) -> None:
    client, group = signed_in(school.cast.class_teacher), school.cast.geography_10a
    path = f"/planning/{group.pk}/topics/"
    begin = Lesson.objects.filter(study_group=group, ends_at__gt=clock.now()).order_by("starts_at")[0].pk
    assert client.post(path, {"topics": "Волга\n\n  Кама \nОка", "begin": begin}).status_code == 302
    assert list(
        Lesson.objects.filter(study_group=group).exclude(topic="").order_by("starts_at").values_list("topic", flat=True)
    ) == [
        "Волга",
        "Кама",
        "Ока",
    ]
    book = table(("Тема", "Задание"), ("Дон", "§ 1"), ("Днепр", None))
    assert client.post(path, {"file": book, "begin": begin, "replace": "on"}).status_code == 302
    assert [one.topic for one in Lesson.objects.filter(study_group=group).exclude(topic="").order_by("starts_at")] == [
        "Дон",
        "Днепр",
        "Ока",
    ]


@pytest.mark.parametrize(("rows", "sentence"), [
    ([("=1+1", "")], "строка 1: в ячейке формула"),
    ([("Волга", ""), ("", "§ 1")], "строка 2: задание есть, а темы нет"),
    ([("ы" * 301, "")], "строка 1: тема длиннее"),
    ([("", "")], "В таблице нет тем"),
    ([(f"тема {n}", "") for n in range(60)], "тем 60, а свободных уроков"),
])  # fmt: skip
def test_a_bad_table_is_told_by_its_rows_and_writes_nothing(school: School, rows: list[tuple[str, str]], sentence: str) -> None:
    client, group = signed_in(school.cast.class_teacher), school.cast.geography_10a
    begin = Lesson.objects.filter(study_group=group, ends_at__gt=clock.now()).order_by("starts_at")[0].pk
    answer = client.post(f"/planning/{group.pk}/topics/", {"file": table(*rows), "begin": begin})
    assert answer.status_code == 422 and sentence in words(answer)
    assert not Lesson.objects.exclude(topic="").exists()


def test_every_page_of_an_administrator_answers(school: School) -> None:
    cast = school.cast
    client, number = signed_in(cast.head), cast.school.pk
    base = f"/school/{number}/timetable/"
    employee = cast.employee(cast.class_teacher).pk
    for path in (
        base,
        f"{base}class/{cast.class_10a.pk}/",
        f"{base}bells/",
        f"{base}bells/new/",
        f"{base}bells/{school.bells.pk}/",
        f"{base}year/",
        f"{base}year/new/",
        f"{base}week/{cast.class_10a.pk}/",
        f"{base}make/",
        f"{base}substitutions/?employee={employee}&day={school.monday + timedelta(days=1)}",
        f"/lessons/{school.geography[0].pk}/",
        f"/lessons/{school.geography[0].pk}/move/",
        f"/lessons/{school.geography[0].pk}/cancel/",
        f"/lessons/{school.geography[0].pk}/substitute/",
        f"/planning/{cast.geography_10a.pk}/",
    ):
        assert client.get(path).status_code == 200, path


def test_an_administrator_sets_the_whole_time_of_the_school_by_pages(school: School) -> None:
    cast, client = school.cast, signed_in(school.cast.head)
    base = f"/school/{cast.school.pk}/timetable/"
    made = client.post(f"{base}bells/new/", {"name": "Суббота", "weekdays": ["6"], "bells": "1 09:00–09:40"})
    assert made.status_code == 302 and BellSchedule.objects.filter(name="Суббота").exists()
    bad = client.post(f"{base}bells/new/", {"name": "Ещё", "weekdays": ["7"], "bells": "с утра"})
    assert bad.status_code == 422 and "строка 1" in words(bad)
    year = {
        "starts_on": school.year.starts_on,
        "ends_on": school.year.ends_on,
        "terms": f"Год {day(school.year.starts_on)}–{day(school.year.ends_on)}",
        "holidays": "",
    }
    assert client.post(f"{base}year/", year).status_code == 302
    put = {"study_group": cast.geography_10a.pk, "weekday": 6, "number": 1, "room": "214"}
    assert client.post(f"{base}week/{cast.class_10a.pk}/", put).status_code == 302
    shown = words(client.post(f"{base}make/", {"step": "look"}))
    assert "Новых уроков" in shown
    assert client.post(f"{base}make/", {"step": "do"}).status_code == 302
    saturdays = Lesson.objects.filter(study_group=cast.geography_10a, day__iso_week_day=6)
    assert saturdays.exists()
    entry = Entry.objects.get(weekday=6)
    assert client.post(f"{base}week/{cast.class_10a.pk}/", {"remove": entry.pk}).status_code == 302
    assert not Entry.objects.filter(weekday=6).exists()


def test_a_substitution_is_made_by_its_page_and_ended(school: School) -> None:
    cast, client, lesson = school.cast, signed_in(school.cast.head), school.geography[0]
    form = {"employee": cast.employee(cast.other_class_teacher).pk, "reason": "болезнь учителя"}
    assert "в день урока" in words(client.post(f"/lessons/{lesson.pk}/substitute/", {**form, "step": "look"}))
    assert client.post(f"/lessons/{lesson.pk}/substitute/", {**form, "step": "do"}).status_code == 302
    assert Lesson.objects.get(pk=lesson.pk).substitution
    busy = cast.employee(cast.class_teacher).pk
    refused = client.post(f"/lessons/{lesson.pk}/substitute/", {"employee": busy, "reason": "болезнь", "step": "do"})
    assert refused.status_code == 422
    assert client.post(f"/lessons/{lesson.pk}/end-substitution/").status_code == 302
    assert Lesson.objects.get(pk=lesson.pk).substitution is None


def test_a_file_of_homework_is_seen_by_the_class_and_by_no_stranger(school: School) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    lesson, teacher = school.geography[0], signed_in(school.cast.class_teacher)
    assert teacher.post(f"/lessons/{lesson.pk}/files/", {"file": SimpleUploadedFile("карта.txt", b"map")}).status_code == 302
    file = lesson.files.get().file
    assert signed_in(school.cast.sibling).get(f"/files/{file.pk}/x").status_code == 200
    assert signed_in(school.cast.parent_of_two).get(f"/files/{file.pk}/x").status_code == 200
    for person in (school.cast.stranger, school.cast.young_pupil):
        assert signed_in(person).get(f"/files/{file.pk}/x").status_code == 404
    assert teacher.post(f"/lessons/{lesson.pk}/files/{file.pk}/remove/").status_code == 302
    assert signed_in(school.cast.sibling).get(f"/files/{file.pk}/x").status_code == 404


def test_remote_lessons_of_now_are_told_in_the_week(school: School) -> None:
    remote.make(lesson=school.geography[0], wish=remote.Wish(), now=school.now, by=school.cast.class_teacher)
    assert "дистанционно" in words(signed_in(school.cast.sibling).get(week(school)))
