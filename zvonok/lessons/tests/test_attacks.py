"""Attacks on lessons: each is what one tries with an address, a form or a file that is not his.

Called by: pytest.
"""

import io
import time
import zipfile
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from zvonok.calls.models import Attendance
from zvonok.chat_rules.tests.world import administrators, everyone
from zvonok.ground import clock, workbooks
from zvonok.ground.refusal import Refused
from zvonok.lessons import actions, planning, remote, tables
from zvonok.lessons.models import Lesson
from zvonok.lessons.tests.test_pages import signed_in, words
from zvonok.lessons.tests.week import School
from zvonok.messenger.models import Message
from zvonok.roster import actions as roster
from zvonok.roster.models import Person


def addresses(school: School) -> list[tuple[str, str, dict[str, object]]]:
    """Every address of this room that takes something of a school, with a form that would be right."""
    cast, lesson = school.cast, school.geography[0]
    one, group, base = f"/lessons/{lesson.pk}/", f"/planning/{cast.geography_10a.pk}/", f"/school/{cast.school.pk}/timetable/"
    wish = {"starts_at": f"{lesson.day}T08:30", "minutes": 45, "reminder_minutes": 10}
    return [
        ("GET", one, {}),
        ("POST", one, {"topic": "взлом", "homework": "взлом"}),
        ("POST", f"{one}files/", {}),
        ("POST", f"{one}files/1/remove/", {}),
        ("GET", f"{one}remote/", {}),
        ("POST", f"{one}remote/", wish),
        ("POST", f"{one}remote/cancel/", {"reason": "взлом"}),
        ("GET", f"{one}attendance.xlsx", {}),
        ("POST", f"{one}move/", {**wish, "room": "", "reason": "взлом"}),
        ("POST", f"{one}cancel/", {"reason": "взлом"}),
        ("POST", f"{one}restore/", {}),
        ("POST", f"{one}substitute/", {"employee": 1, "reason": "взлом", "step": "do"}),
        ("POST", f"{one}end-substitution/", {}),
        ("GET", group, {}),
        ("POST", group, {"move": "1:2"}),
        ("POST", f"{group}topics/", {"topics": "взлом"}),
        ("POST", f"{group}remote/", {"span": "term", "reminder_minutes": 10, "step": "do"}),
        ("GET", base, {}),
        ("GET", f"{base}class/{cast.class_10a.pk}/", {}),
        ("POST", f"{base}bells/", {}),
        ("POST", f"{base}bells/new/", {"name": "взлом", "bells": "1 08:00–08:40"}),
        ("POST", f"{base}bells/{school.bells.pk}/", {"step": "delete"}),
        ("POST", f"{base}year/", {}),
        ("POST", f"{base}year/new/", {}),
        ("POST", f"{base}week/{cast.class_10a.pk}/", {"remove": 1}),
        ("POST", f"{base}make/", {"step": "do"}),
        ("GET", f"{base}substitutions/", {}),
    ]


def open_to(school: School, person: Person, *, but: tuple[str, ...] = ()) -> list[str]:
    """Which of them let him in: anything but 404."""
    client = signed_in(person)
    return [
        f"{method} {path}"
        for method, path, form in addresses(school)
        if not path.endswith(but) and getattr(client, method.lower())(path, form).status_code != 404
    ]


def unchanged(school: School) -> tuple[object, ...]:
    lesson = Lesson.objects.get(pk=school.geography[0].pk)
    return lesson.topic, lesson.homework, lesson.state, lesson.starts_at, Lesson.objects.count(), Message.objects.count()


def test_a_stranger_and_another_schools_head_find_no_door_open(school: School) -> None:
    before = unchanged(school)
    assert open_to(school, school.cast.stranger) == []
    assert unchanged(school) == before


@pytest.mark.parametrize("who", ["sibling", "parent_of_both"])
def test_a_pupil_and_a_parent_may_look_at_the_lesson_and_press_no_button(school: School, who: str) -> None:
    before = unchanged(school)
    assert open_to(school, getattr(school.cast, who)) == [f"GET /lessons/{school.geography[0].pk}/"]
    assert unchanged(school) == before


def test_a_pupil_of_another_class_does_not_see_the_lesson(school: School) -> None:
    assert open_to(school, school.cast.child_of_teacher) == []


def test_another_teacher_of_the_school_may_look_and_press_no_button(school: School) -> None:
    before, lesson, base = unchanged(school), school.geography[0].pk, f"/school/{school.cast.school.pk}/timetable/"
    assert open_to(school, school.cast.other_class_teacher) == [
        f"GET /lessons/{lesson}/",
        f"GET {base}",
        f"GET {base}class/{school.cast.class_10a.pk}/",
    ]
    assert unchanged(school) == before


def test_the_subjects_teacher_is_no_administrator(school: School) -> None:
    client, lesson = signed_in(school.cast.class_teacher), school.geography[0].pk
    for path in (f"/lessons/{lesson}/cancel/", f"/lessons/{lesson}/move/", f"/lessons/{lesson}/substitute/"):
        assert client.post(path, {"reason": "взлом", "step": "do"}).status_code == 404


def test_a_former_teacher_sends_the_form_of_an_old_page(school: School) -> None:
    cast, lesson = school.cast, school.geography[0]
    client = signed_in(cast.class_teacher)
    assert client.get(f"/lessons/{lesson.pk}/remote/").status_code == 200
    roster.take_study_group(employee=cast.employee(cast.class_teacher), study_group=cast.geography_10a, by=cast.head)
    before = unchanged(school)
    form = {"starts_at": f"{lesson.day}T08:30", "minutes": 45, "reminder_minutes": 10}
    assert client.post(f"/lessons/{lesson.pk}/remote/", form).status_code == 404
    assert client.post(f"/lessons/{lesson.pk}/", {"topic": "моё", "homework": ""}).status_code == 404
    assert client.post(f"/planning/{cast.geography_10a.pk}/topics/", {"topics": "моё"}).status_code == 404
    assert unchanged(school) == before


def test_a_substitute_comes_back_after_his_time(school: School) -> None:
    cast, lesson = school.cast, school.geography[0]
    employee = cast.employee(cast.other_class_teacher)
    actions.substitute(lesson=lesson, employee=employee, reason="болезнь", now=school.now, by=cast.head)
    client = signed_in(cast.other_class_teacher)
    assert client.post(f"/lessons/{lesson.pk}/", {"topic": "Волга", "homework": ""}).status_code == 302
    roster.follow_substitutions(now=lesson.ends_at + timedelta(days=2))
    assert client.post(f"/lessons/{lesson.pk}/", {"topic": "моё", "homework": ""}).status_code == 404
    assert client.post(f"/lessons/{school.geography[1].pk}/", {"topic": "моё", "homework": ""}).status_code == 404


def test_a_substitute_is_in_the_chat_on_the_day_of_his_lesson_alone(school: School) -> None:
    cast, lesson = school.cast, school.geography[0]
    made = remote.make(lesson=lesson, wish=remote.Wish(), now=school.now, by=cast.class_teacher)
    employee = cast.employee(cast.other_class_teacher)
    actions.substitute(lesson=lesson, employee=employee, reason="болезнь", now=school.now, by=cast.head)
    chat = made.call.chat_id
    assert cast.other_class_teacher not in everyone(chat)
    roster.follow_substitutions(now=lesson.starts_at)
    assert cast.other_class_teacher in administrators(chat)
    roster.follow_substitutions(now=lesson.starts_at + timedelta(days=1))
    assert cast.other_class_teacher not in everyone(chat)


def test_an_administrator_names_another_schools_records_in_his_own_form(school: School) -> None:
    cast = school.cast
    client, base = signed_in(cast.stranger), f"/school/{cast.other_school.pk}/timetable/"
    assert client.get(f"{base}week/{cast.class_10a.pk}/").status_code == 404
    assert client.post(f"{base}bells/{school.bells.pk}/", {"step": "delete"}).status_code == 404
    assert client.get(f"{base}class/{cast.class_10a.pk}/").status_code == 404
    day = {"day": clock.today().isoformat(), "schedule": school.bells.pk}
    assert client.post(f"{base}bells/", day).status_code == 422
    assert "Орлова" not in words(client.get(f"{base}substitutions/?employee={cast.employee(cast.class_teacher).pk}"))


def test_a_teacher_moves_a_topic_onto_anothers_lesson(school: School) -> None:
    cast, other = school.cast, school.lessons(school.cast.english_10a_first)[-1]
    with pytest.raises(Refused):
        planning.move_topic(
            study_group=cast.geography_10a, lesson=school.geography[0].pk, to=other.pk, now=school.now, by=cast.class_teacher
        )


def bomb() -> io.BytesIO:
    """A table of a few kilobytes that unpacks to a hundred megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" + b"0" * 100_000_000)
    out.seek(0)
    return out


def with_entities() -> io.BytesIO:
    """A real table whose sheet begins with entities that swell."""
    out, lol = io.BytesIO(), '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with (
        zipfile.ZipFile(io.BytesIO(workbooks.written("x", ["Тема"], [["Волга"]]))) as real,
        zipfile.ZipFile(out, "w") as archive,
    ):
        for part in real.namelist():
            content = real.read(part)
            archive.writestr(part, lol.encode() + content if part.endswith(".xml") else content)
    out.seek(0)
    return out


def with_part(name: str, content: str) -> io.BytesIO:
    """A real table, one part of which is another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbooks.written("x", ["Тема"], [["Волга"]]))) as real:
        parts = {part: real.read(part) for part in real.namelist()} | {name: content.encode()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, kept in parts.items():
            archive.writestr(part, kept)
    out.seek(0)
    return out


def sheet(rows: str) -> io.BytesIO:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_part("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>')


def marked(place: int, mark: int) -> io.BytesIO:
    """Each part is said to be encrypted, or packed in a way that nobody knows."""
    content = bytearray(sheet("").getvalue())
    for begins, shift in ((b"PK\x01\x02", place + 2), (b"PK\x03\x04", place)):
        for at in range(len(content)):
            if content[at : at + 4] == begins:
                content[at + shift] = mark
    return io.BytesIO(bytes(content))


SWOLLEN = {
    "a million styles": lambda: with_part("xl/styles.xml", f"<styleSheet>{'<xf/>' * 1_000_000}</styleSheet>"),
    "a row of a million cells": lambda: sheet(f'<row r="1">{"<c/>" * 1_000_000}</row>'),
    "nested without end": lambda: with_part("xl/workbook.xml", "<a>" * 200_000 + "</a>" * 200_000),
    "nested as far as may be": lambda: with_part("xl/workbook.xml", "<a>" * 40_000 + "</a>" * 40_000),
    "a row behind all rows": lambda: sheet('<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>'),
    "a column behind all columns": lambda: sheet('<row r="1"><c r="XFDXXXX1"><v>1</v></c></row>'),
    "a number of many digits": lambda: sheet(f'<row r="1"><c r="A1"><v>{"9" * 100_000}</v></c></row>'),
    "a word that is nowhere": lambda: sheet('<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>'),
    "encrypted": lambda: marked(6, 1),
    "packed in an unknown way": lambda: marked(8, 99),
}


@pytest.mark.parametrize("what", SWOLLEN)
def test_a_small_table_unfolds_or_is_nonsense(what: str) -> None:
    """Fifty kilobytes held a thread for a minute and took 900 MB; an encrypted table broke the page."""
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        tables.topics(SWOLLEN[what]())
    assert refused.value.field == "file"
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "file",
    [bomb, with_entities, lambda: io.BytesIO(b"PK\x03\x04 no"), lambda: io.BytesIO(b""), lambda: io.BytesIO(b"\0" * 2_000_000)],
    ids=["bomb", "entities", "broken", "empty", "huge"],
)
def test_a_table_that_is_none_is_refused_with_a_sentence(file: object) -> None:
    with pytest.raises(Refused) as refused:
        tables.topics(file())  # type: ignore[operator]
    assert refused.value.sentence.endswith(".") and refused.value.field == "file"


def test_a_name_that_is_a_formula_is_a_name_in_the_table_of_attendance(school: School) -> None:
    cast, lesson = school.cast, school.geography[0]
    Person.objects.filter(pk=cast.sibling.pk).update(last_name='=HYPERLINK("http://x")')
    made = remote.make(lesson=lesson, wish=remote.Wish(), now=school.now, by=cast.class_teacher)
    Attendance.objects.create(
        call=made.call,
        person=cast.sibling,
        sid="s1",
        joined_at=lesson.starts_at,
        left_at=lesson.starts_at + timedelta(minutes=30),
    )
    answer = signed_in(cast.class_teacher).get(f"/lessons/{lesson.pk}/attendance.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cell = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=HYPERLINK"))
    assert cell.data_type == "s"
    assert next(row[3].value for row in sheet.iter_rows(min_row=2)) == 30


def test_what_is_written_on_a_lesson_is_escaped(school: School) -> None:
    lesson, evil = school.geography[0], '"><script>alert(1)</script>'
    planning.write(lesson=lesson, topic=evil, homework=evil, by=school.cast.class_teacher)
    for person, path in (
        (school.cast.sibling, f"/timetable/?week={school.monday}"),
        (school.cast.sibling, f"/lessons/{lesson.pk}/"),
        (school.cast.class_teacher, f"/planning/{school.cast.geography_10a.pk}/"),
    ):
        assert "<script>alert" not in words(signed_in(person).get(path))
