"""A roster comes in: what is planned is what is done, what is undone is as before, and what is wrong is said by its line.

Called by: pytest.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.shared_cast import cast, cast_of_module, db
from zvonok.chat_rules import actions as chat_rules
from zvonok.chat_rules.sweep import sweep
from zvonok.exchange import actions, bringing, jobs, queries, template, wording
from zvonok.exchange.models import KnownAs, Run, StagedPerson, Written
from zvonok.exchange.tests.books import Book, applied, book_of, planned, read, save
from zvonok.ground import clock
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.ground.trouble import Trouble
from zvonok.messenger.models import Place
from zvonok.operations.cast import Cast
from zvonok.operations.rosters import bring_in
from zvonok.profiles.actions import make_profile
from zvonok.profiles.texts import CURRENT
from zvonok.roster import actions as roster
from zvonok.roster.models import (
    ClassTeacher,
    Employee,
    Enrolment,
    Person,
    SchoolClass,
    StudyGroup,
    StudyGroupTeacher,
    SubgroupPupil,
    Subject,
)

# The cast of a module, in the place of one a test.
__all__ = ["cast", "cast_of_module", "db"]

FACTS = (
    *("roster_person", "roster_employee", "roster_schoolclass", "roster_classteacher", "roster_enrolment", "roster_subgroup"),
    *("roster_subgrouppupil", "roster_guardianship", "roster_subject", "roster_studygroup", "roster_studygroupteacher"),
    *("roster_schoolyear", "roster_substitution", "exchange_knownas"),
)


def facts() -> dict[str, Any]:
    """Every row of the roster, and who is in which chat."""
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in FACTS:
            cursor.execute(f"SELECT to_jsonb(one)::text FROM {table} one ORDER BY id")
            found[table] = [row[0] for row in cursor.fetchall()]
    found["places"] = sorted(Place.objects.values_list("chat", "person", "role"))
    return found


def open_chats(cast: Cast) -> None:
    chat_rules.open_staff_room(school=cast.school, by=cast.head)
    for school_class in (cast.class_10a, cast.class_demo6):
        chat_rules.open_class_chat(school_class=school_class, by=cast.head)
        chat_rules.open_parents_chat(school_class=school_class, by=cast.head)
    for study_group in (cast.geography_10a, cast.english_10a_first, cast.english_10a_second):
        chat_rules.open_subject_chat(study_group=study_group, by=cast.head)


def row_of(book: Book, sheet: str, person: Person) -> list[Any]:
    return next(row for row in book[sheet] if row[-1] == str(person.pk))


def without(book: Book, sheet: str, person: Person) -> None:
    book[sheet].remove(row_of(book, sheet, person))


def sentences(run: Run) -> list[str]:
    return list(queries.problems(run).values_list("sentence", flat=True))


def test_a_school_comes_in_from_nothing(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "school.xlsx"
    path.write_bytes(template.template(filled=True))
    before = facts()
    run = planned(cast.other_school, path)
    assert facts() == before
    assert run.summary["changes"]["roster:person:added"] == 5
    actions.apply(run, confirmed=cast.other_school.name, by=cast.stranger)
    teacher = Employee.objects.get(school=cast.other_school, person__last_name="Орлова", until=None)
    assert ClassTeacher.objects.get(employee=teacher, until=None).school_class.title == "10 А"
    assert Enrolment.objects.filter(school=cast.other_school, school_class__title="10 А", until=None).count() == 2
    parent = Person.objects.get(
        last_name="Иванова",
        first_name="Наталья",
        children__child__enrolments__school=cast.other_school,
        children__child__first_name="Дарья",
    )
    assert parent.children.count() == 2
    english = StudyGroup.objects.get(school=cast.other_school, subject__name="Английский язык")
    assert english.subgroup is not None and english.subgroup.pupils.count() == 1
    assert StudyGroupTeacher.objects.filter(study_group=english, employee=teacher).exists()
    assert run.source.known.filter(kind="person").count() == 5


def test_the_school_as_it_is_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    """The numbers are remembered, and the next time nothing at all is written."""
    open_chats(cast)
    path = save(book_of(cast.school), tmp_path)
    run = planned(cast.school, path)
    assert run.summary["changes"] == {} and run.state == Run.State.PLANNED
    before = facts()
    applied(cast.school, path)
    after = facts()
    assert {name: rows for name, rows in after.items() if name != "exchange_knownas"} == {
        name: rows for name, rows in before.items() if name != "exchange_knownas"
    }
    again = applied(cast.school, path)
    assert not Written.objects.filter(run=again).exists()
    assert facts() == after


def test_what_is_planned_is_done_and_undone(cast: Cast, tmp_path: Path) -> None:
    """One leaves, one comes, one moves, one changes his name, a teacher and a class teacher change."""
    open_chats(cast)
    book = book_of(cast.school)
    applied(cast.school, save(book, tmp_path))
    without(book, "Ученики", cast.classmate)
    for row in [row for row in book["Родители"] if row[4] == str(cast.classmate.pk)]:
        book["Родители"].remove(row)
    book["Ученики"].append(["Новиков", "Иван", "", clock.today().replace(year=2011), "Демо 6", "", "н-1"])
    row_of(book, "Ученики", cast.sibling)[4:6] = ["Демо 6", ""]
    row_of(book, "Ученики", cast.other_sibling)[5] = "группа 1; группа 2"
    row_of(book, "Сотрудники", cast.without_profile)[0] = "Новиков-Старший"
    next(row for row in book["Классы"] if row[0] == "10 А")[2] = str(cast.other_class_teacher.pk)
    before = facts()
    run = planned(cast.school, save(book, tmp_path), by=cast.head)
    assert facts() == before
    planned_changes = sorted(run.planned.values_list("what", "name"))
    effects = sorted(run.planned_effects.values_list("what", "chat", "person", "role"))
    places_before = set(Place.objects.values_list("chat", "person"))
    actions.apply(run, confirmed=cast.school.name, by=cast.head)
    written = Written.objects.filter(run=run).exclude(what="")
    assert sorted((one.what, one.said["name"]) for one in written) == planned_changes
    places = set(Place.objects.values_list("chat", "person"))
    assert {(chat, person) for what, chat, person, _role in effects if what == "left"} == places_before - places
    assert {(chat, person) for what, chat, person, _role in effects if what == "entered"} == places - places_before
    assert not swept()
    assert not Enrolment.objects.filter(person=cast.classmate, until=None).exists()
    assert Enrolment.objects.get(person=cast.sibling, until=None).school_class == cast.class_demo6
    assert not SubgroupPupil.objects.filter(enrolment__person=cast.sibling).exists()
    assert Person.objects.get(pk=cast.without_profile.pk).last_name == "Новиков-Старший"
    assert AuditEntry.objects.filter(what="roster:pupil:moved", person=cast.sibling.pk, by_person=cast.head.pk).exists()
    actions.undo(Run.objects.get(pk=run.pk), by=cast.head)
    assert facts() == before
    assert not swept()


def swept() -> bool:
    found = sweep()
    return bool(found.granted or found.revised or found.revoked)


def test_a_sheet_that_is_empty_says_nothing_of_its_people(cast: Cast, tmp_path: Path) -> None:
    book = book_of(cast.school)
    book["Родители"], book["Группы по предметам"] = [], []
    del book["Классы"]
    assert planned(cast.school, save(book, tmp_path)).summary["changes"] == {}


def test_who_has_left_ends_what_he_did(cast: Cast, tmp_path: Path) -> None:
    open_chats(cast)
    book = book_of(cast.school)
    without(book, "Сотрудники", cast.class_teacher)
    book["Классы"][0][2] = ""
    for row in book["Группы по предметам"]:
        row[3] = "" if str(cast.class_teacher.pk) in row[3] else row[3]
    run = planned(cast.school, save(book, tmp_path), by=cast.head)
    # His chats would be left without an administrator.
    assert run.state == Run.State.WAITING
    assert set(run.brake["without_administrator"]["titles"]) == {"10 А", "Родители 10 А", "10 А - География"}
    with pytest.raises(Refused, match="Введите название школы"):
        actions.apply(run, by=cast.head)
    with pytest.raises(Refused, match="Введите название школы"):
        actions.apply(run, confirmed="Другая школа", by=cast.head)
    assert Employee.objects.filter(person=cast.class_teacher, until=None).exists()
    actions.apply(run, confirmed="маоу «гимназия № 0»", by=cast.head)
    assert not Employee.objects.filter(person=cast.class_teacher, until=None).exists()
    assert not ClassTeacher.objects.filter(school_class=cast.class_10a, until=None).exists()
    assert not StudyGroupTeacher.objects.filter(study_group=cast.geography_10a).exists()
    assert not Place.objects.filter(person=cast.class_teacher, chat__ruled=True).exists()


def test_a_plan_that_empties_a_chat_or_takes_many_places_meets_the_brake(cast: Cast, tmp_path: Path, settings: Any) -> None:
    open_chats(cast)
    book = book_of(cast.school)
    for row in list(book["Ученики"]):
        if row[4] == "Демо 6":
            book["Ученики"].remove(row)
            book["Родители"] = [parent for parent in book["Родители"] if parent[4] != row[-1]]
    book["Классы"] = [row for row in book["Классы"] if row[0] != "Демо 6"]
    book["Группы по предметам"] = [row for row in book["Группы по предметам"] if row[0] != "Демо 6"]
    settings.ROSTER_REVOKES_MAX = 2
    run = planned(cast.school, save(book, tmp_path))
    assert set(run.brake["emptied"]["titles"]) == {"Демо 6", "Родители Демо 6"}
    assert run.brake["revoked"] > 2
    told = " ".join(wording.grave(run))
    assert "Опустеют чаты (2)" in told and "мест в чатах" in told
    actions.apply(run, confirmed=cast.school.name, by=None)
    assert SchoolClass.objects.get(pk=cast.class_demo6.pk).until is not None
    assert not swept()


def test_the_last_administrator_cannot_be_taken_away(cast: Cast, tmp_path: Path) -> None:
    book = book_of(cast.school)
    for row in book["Сотрудники"]:
        row[5] = "нет"
    run = actions.plan(read(cast.school, save(book, tmp_path)))
    assert run.state == Run.State.PROBLEMS
    assert "не осталось бы администратора" in sentences(run)[0]


def test_an_administrator_is_who_he_was_where_the_sheet_says_nothing(cast: Cast, tmp_path: Path) -> None:
    book = book_of(cast.school)
    for row in book["Сотрудники"]:
        row[5] = ""
    assert planned(cast.school, save(book, tmp_path)).summary["changes"] == {}


def test_a_school_that_has_changed_since_the_plan_is_planned_anew(cast: Cast, tmp_path: Path) -> None:
    open_chats(cast)
    book = book_of(cast.school)
    without(book, "Ученики", cast.young_pupil)
    book["Родители"] = [row for row in book["Родители"] if row[4] != str(cast.young_pupil.pk)]
    run = planned(cast.school, save(book, tmp_path))
    roster.withdraw(enrolment=cast.enrolment(cast.young_pupil), by=cast.head)
    with pytest.raises(Refused, match="План посчитан заново"):
        actions.apply(run, confirmed=cast.school.name, by=cast.head)
    run.refresh_from_db()
    assert run.state == Run.State.PLANNED and run.summary["changes"] == {}


TOUCHING: dict[str, Callable[[Cast], object]] = {
    "учеников": lambda cast: roster.withdraw(enrolment=Enrolment.objects.get(person__last_name="Пришлый"), by=cast.head),
    "учебные профили новых людей": lambda cast: make_profile(by=Person.objects.get(last_name="Пришлый"), text_version=CURRENT),
    "чаты новых классов и групп": lambda cast: chat_rules.open_class_chat(
        school_class=SchoolClass.objects.get(title="9 Я"), by=cast.head
    ),
}


@pytest.mark.parametrize("what", TOUCHING)
def test_what_others_have_touched_is_not_undone(cast: Cast, tmp_path: Path, what: str) -> None:
    book = book_of(cast.school)
    book["Классы"].append(["9 Я", 9, ""])
    book["Ученики"].append(["Пришлый", "Иван", "", clock.today().replace(year=2010), "9 Я", "", "н-1"])
    run = applied(cast.school, save(book, tmp_path))
    TOUCHING[what](cast)
    before = facts()
    with pytest.raises(Refused, match=what):
        actions.undo(run, by=cast.head)
    assert facts() == before
    assert Run.objects.get(pk=run.pk).state == Run.State.APPLIED


def test_who_is_named_the_same_is_asked_about_once(cast: Cast, tmp_path: Path) -> None:
    """Without numbers: pupils are known by name and birth date; of a namesake a person decides, and is not asked again."""
    book: Book = {"Ученики": [["Иванов", "Александр", "", None, "10 А", "", ""], ["Кузнецов", "Пётр", "", None, "7 Щ", "", ""]]}
    book["Ученики"] += [
        [*row[:6], ""]
        for row in book_of(cast.school)["Ученики"]
        if row[6] not in (str(cast.sibling.pk), str(cast.classmate.pk))
    ]
    path = save(book, tmp_path)
    run = read(cast.school, path)
    assert run.state == Run.State.DOUBTFUL
    how = queries.found_how(run)
    assert how == {"birth_date": 4, "class": 1, "doubtful": 1}
    [doubted] = queries.doubted(run, 10)
    assert [(doubt.person, doubt.rule) for doubt, _role in doubted.maybe] == [(cast.classmate, "name")]
    assert doubted.school_class == "7 Щ" and "10 А" in doubted.maybe[0][1]
    assert actions.decide(run, {doubted.maybe[0][0].pk: False}, by=cast.head).state == Run.State.PLANNING
    run = actions.plan(run)
    assert run.summary["changes"]["roster:person:added"] == 1
    # Before anything is applied, and in another file, the answer stands.
    assert read(cast.school, path).state == Run.State.PLANNING
    run = applied(cast.school, path)
    assert Person.objects.filter(last_name="Кузнецов", first_name="Пётр").count() == 2
    assert not Written.objects.filter(run=applied(cast.school, path)).exists()


def test_two_sources_know_the_same_person(cast: Cast, tmp_path: Path) -> None:
    """And another surname with the same first name and birth date is asked about."""
    applied(cast.school, save(book_of(cast.school), tmp_path))
    other = actions.source_of(cast.school, "spreadsheet")
    other.pk, other.name = None, "Другая система"
    other.save()
    book: Book = {"Ученики": [[*row[:6], ""] for row in book_of(cast.school)["Ученики"]]}
    book["Ученики"][0][0] = "Перемениева"
    path = save(book, tmp_path, "другая.xlsx")
    run = actions.begin(source=other, files=[path.name], by=None)
    run = actions.read_into(run, bringing.read_path(run, path))
    assert run.state == Run.State.DOUBTFUL
    [doubted] = queries.doubted(run, 10)
    [(doubt, _role)] = doubted.maybe
    assert doubt.rule == "last_name"
    run = actions.plan(actions.decide(run, {doubt.pk: True}, by=cast.head))
    assert run.summary["changes"] == {"roster:person:changed": 1}
    actions.apply(run, confirmed=cast.school.name, by=cast.head)
    assert KnownAs.objects.filter(person=doubt.person).count() == 2


def test_a_teacher_who_is_a_parent_is_one_person(cast: Cast, tmp_path: Path) -> None:
    born = clock.today().replace(year=2012)
    book: Book = {
        "Сотрудники": [["Белая", "Марина", "Игоревна", None, "Учитель", "да", ""]],
        "Ученики": [["Белый", "Тимур", "", born, "5 А", "", ""], ["Белая", "Юля", "", born, "5 А", "", ""]],
        "Родители": [["Белая", "Марина", "Игоревна", "мать", "Белый Тимур; Белая Юля", "", ""]],
    }
    applied(cast.other_school, save(book, tmp_path))
    mother = Person.objects.get(last_name="Белая", first_name="Марина")
    assert mother.employments.filter(school=cast.other_school, until=None).exists()
    assert mother.children.count() == 2


WRONG: list[tuple[str, list[Any], str, str]] = [
    ("Сотрудники", ["", "Иван", "", None, "Учитель", "", ""], "Фамилия", "Ячейка пуста"),
    ("Сотрудники", ["Иванов😀", "Иван", "", None, "Учитель", "", ""], "Фамилия", "В имени могут быть только буквы"),
    ("Сотрудники", ["Петров", "Иван", "", "31.02.2000", "Учитель", "", ""], "Дата рождения", "не дата"),
    ("Сотрудники", ["Петров", "Иван", "", "01.01.2999", "Учитель", "", ""], "Дата рождения", "в будущем"),
    ("Сотрудники", ["Петров", "Иван", "", None, "Учитель", "конечно", ""], "Администратор", "«да» или «нет»"),
    ("Классы", ["Подготовительный", "", ""], "Класс", "Параллель — число"),
    ("Классы", ["10 A", 10, ""], "Класс", "уже есть выше"),
    ("Классы", ["8 Ж", 8, "Никакой Никто"], "Классный руководитель", "нет такого человека"),
    ("Ученики", ["Петров", "Иван", "", None, "12 Ю", "", ""], "Класс", "нет класса «12 Ю»"),
    ("Родители", ["Петрова", "Ия", "", "тётя", "Иванов Александр", "", ""], "Кем приходится", "мать"),
    ("Родители", ["Петрова", "Ия", "", "мать", "Никакой Никто", "", ""], "Ученик", "нет такого ученика"),
    ("Группы по предметам", ["10 А", "Труд", "девочки", ""], "Подгруппа", "ни у кого не указана"),
    ("Группы по предметам", ["10 А", "Труд", "", "Никакой Никто"], "Учитель", "нет такого человека"),
]


@pytest.mark.parametrize(("sheet", "row", "column", "words"), WRONG)
def test_what_is_wrong_is_said_by_its_line_and_column(
    cast: Cast, tmp_path: Path, sheet: str, row: list[Any], column: str, words: str
) -> None:
    book = book_of(cast.school)
    book[sheet].append(row)
    run = read(cast.school, save(book, tmp_path))
    assert run.state == Run.State.PROBLEMS
    [problem] = queries.problems(run)
    assert (problem.line, problem.column) == (len(book[sheet]) + 1, column)
    assert f"лист «{sheet}»" in problem.file and words in problem.sentence
    assert queries.good_people(run).count() >= 14


def test_the_same_sheets_in_csv_as_excel_in_russia_writes_them(cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    employees = "Фамилия;Имя;Отчество;Дата рождения;Должность\r\nЛьвов;Пётр;Ильич;02.03.1980;Учитель\r\n"
    pupils = "Фамилия;Имя;Дата рождения;Класс\r\nЗайцев;Ян;15.01.2012;5 А\r\n"
    (folder / "сотрудники.csv").write_bytes(employees.encode("cp1251"))
    (folder / "ученики.csv").write_bytes(pupils.encode("utf-8-sig"))
    run = read(cast.other_school, folder)
    assert run.state == Run.State.PLANNING, sentences(run)
    assert StagedPerson.objects.filter(run=run).count() == 2
    assert Subject.objects.filter(school=cast.other_school).count() == 0


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old", "Просто текст".encode(), b"\x00" * 5000]
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.zip", "a.exe"])
def test_a_file_that_is_no_roster_is_refused_in_words(cast: Cast, client: Client, content: bytes, name: str) -> None:
    client.force_login(cast.head.user)
    file = SimpleUploadedFile(name, content or b" ")
    answer = client.post(f"/school/{cast.school.pk}/rosters/", {"files": [file]})
    if answer.status_code == 302:
        run = Run.objects.get()
        assert bringing.folder_of(run).exists()
        jobs.read_files(run.pk)
        run.refresh_from_db()
        assert run.state == Run.State.PROBLEMS, run.state
        assert sentences(run)
        assert not bringing.folder_of(run).exists()
    else:
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()


def test_the_page_of_each_state_opens_in_few_queries(
    cast: Cast, client: Client, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    open_chats(cast)
    client.force_login(cast.head.user)
    book = book_of(cast.school)
    without(book, "Сотрудники", cast.class_teacher)
    book["Классы"][0][2] = ""
    book["Группы по предметам"] = []
    run = planned(cast.school, save(book, tmp_path), by=cast.head)
    address = f"/school/{cast.school.pk}/rosters/{run.pk}/"
    with django_assert_max_num_queries(30):
        told = client.get(address).content.decode()
    assert "Без администратора" in told and "Орлова Елена Викторовна" in told
    assert "Родители 10 А" in client.get(f"{address}?search=Орлова&class=10%20А").content.decode()
    assert client.get(f"{address}plan.xlsx").content.startswith(b"PK")
    assert client.post(f"{address}apply/", {"confirmed": "нет"}).status_code == 422
    assert client.post(f"{address}apply/", {"confirmed": cast.school.name}).status_code == 302
    assert client.get(f"{address}progress/").json()["state"] == "applying"
    jobs.carry_out(run.pk)
    assert "Что изменилось" in client.get(address).content.decode()
    assert client.post(f"{address}undo/").status_code == 302
    assert "отменена" in client.get(address).content.decode()


def test_a_teacher_whom_the_source_also_numbers_as_a_parent_is_asked_about(cast: Cast, tmp_path: Path) -> None:
    """He has no father's name there; he is found as the teacher and doubted as the parent, and is one if a person says so."""
    born = clock.today().replace(year=2012)
    book: Book = {
        "Сотрудники": [["Чужой", "Степан", "Олегович", None, "Директор", "да", ""]],
        "Ученики": [["Чужая", name, "", born, "5 А", "", ""] for name in ("Ия", "Юля", "Яна")],
        "Родители": [["Чужой", "Степан", "", "отец", "Чужая Ия; Чужая Юля; Чужая Яна", "", ""]],
    }
    path = save(book, tmp_path)
    run = read(cast.other_school, path)
    assert run.state == Run.State.DOUBTFUL
    [doubted] = queries.doubted(run, 10)
    assert doubted.staged.middle_name == "" and [doubt.person for doubt, _role in doubted.maybe] == [cast.stranger]
    run = actions.plan(actions.decide(run, {doubted.maybe[0][0].pk: True}, by=cast.stranger))
    actions.apply(run, by=cast.stranger)
    assert cast.stranger.children.count() == 3
    assert Person.objects.filter(last_name="Чужой").count() == 1
    assert not Written.objects.filter(run=applied(cast.other_school, path)).exists()


def test_at_the_terminal_the_plan_is_shown_and_nothing_written_without_apply(cast: Cast, tmp_path: Path) -> None:
    book = book_of(cast.school)
    book["Классы"].append(["9 Я", 9, ""])
    path = save(book, tmp_path)
    said: list[str] = []
    before = facts()
    assert bring_in(said.append, path=path, school=cast.school.pk, apply=False, confirmed="")
    assert facts() == before and any("ничего не записано" in line for line in said)
    assert bring_in(said.append, path=path, school=cast.school.pk, apply=True, confirmed="")
    assert SchoolClass.objects.filter(title="9 Я").exists()
    book["Классы"].append(["9 Я", 9, ""])
    assert not bring_in(said.append, path=save(book, tmp_path), school=cast.school.pk, apply=True, confirmed="")
    assert any("строка 5, столбец «Класс»" in line for line in said)
    with pytest.raises(Trouble, match="Школ несколько"):
        bring_in(said.append, path=path, school=None, apply=False, confirmed="")


def test_what_a_stopped_server_left_of_brought_files_is_thrown_away(cast: Cast, tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    bringing.bring(school=cast.school, files=[SimpleUploadedFile("a.xlsx", b"PK")], later=lambda run: None, by=cast.head)
    assert bringing.throw_away_old(now=clock.now() + timedelta(hours=47)) == 0
    assert bringing.throw_away_old(now=clock.now() + timedelta(hours=49)) == 1
    assert not list((tmp_path / "rosters").iterdir())
