"""The audit as a page: every kind has its sentence, who did what to whom is found, and nobody else's school is told of."""

import ast
import io
import re
import string
from collections.abc import Iterator

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.test_docs import HOUSE
from zvonok.ground import audit, limits
from zvonok.ground.models import AuditEntry
from zvonok.operations.audit_words import ROOMS, SENTENCES, sentence
from zvonok.operations.cast import Cast
from zvonok.roster import actions

pytestmark = pytest.mark.django_db
KIND = re.compile(rf"""["']((?:{"|".join(ROOMS)}):[a-z_]+:[a-z_-]+)["']""")


@pytest.fixture
def head(cast: Cast) -> Client:
    page = Client()
    page.force_login(cast.head.user)
    return page


def said() -> Iterator[tuple[str, str]]:
    """Every kind that stands in the code or in SQL, and the beginning of each that is put together; with its file."""
    for file in sorted(one for one in (HOUSE / "zvonok").rglob("*.*") if one.suffix in (".py", ".sql")):
        if "tests" in file.parts or file.name == "audit_words.py":
            continue
        text = file.read_text()
        for kind in KIND.findall(text):
            yield kind, file.name
        if file.suffix == ".py" and "audit.record" in text:
            for one in ast.walk(ast.parse(text)):
                if (
                    isinstance(one, ast.Call)
                    and ast.unparse(one.func) == "audit.record"
                    and isinstance(one.args[0], ast.JoinedStr)
                ):
                    yield str(ast.literal_eval(one.args[0].values[0])), file.name


def test_every_kind_has_its_sentence() -> None:
    found = dict(said())
    assert len(found) > 90
    for kind, file in found.items():
        has = any(one.startswith(kind) for one in SENTENCES) if kind.endswith(":") else kind in SENTENCES
        assert has, f"{file} records {kind}: give it a sentence in operations/audit_words.py."


def test_a_sentence_names_facts_in_braces_alone() -> None:
    for kind, words in SENTENCES.items():
        for _text, name, form, conversion in string.Formatter().parse(str(words)):
            assert name is None or (re.fullmatch(r"[a-z_]+", name) and not form and not conversion), kind


def test_what_an_import_did_is_told_in_the_same_words() -> None:
    told = {"run": 1, "name": "Иванов Пётр", "class": "6 А", "was": "5 А"}
    assert sentence("roster:pupil:moved", None, told, {}) == "перевод из класса «5 А» в класс «6 А»"
    assert sentence("roster:pupil:withdrawn", None, told | {"was": None}, {}) == "выбытие из класса «6 А»"
    taught = {"run": 1, "name": "Орлова Елена", "class": "6 А", "subject": "География"}
    assert sentence("roster:study_group:given", None, taught, {}) == "дана группа «6 А - География»"
    undone = told | {"what": "roster:pupil:moved"}
    assert sentence("exchange:change:undone", None, undone, {}) == "отменено: перевод из класса «5 А» в класс «6 А»"
    assert sentence("exchange:change:undone", None, {"what": "exchange:change:undone"}, {}) == "отменено: —"


def test_who_did_what_to_whom_is_read(cast: Cast, head: Client) -> None:
    actions.move(enrolment=cast.enrolment(cast.classmate), school_class=cast.class_demo6, by=cast.administrator)
    told = head.get(f"/school/{cast.school.pk}/audit/").content.decode()
    assert "перевод из класса «10 А» в класс «Демо 6»</span> — Кузнецов Пётр" in told
    assert "Соколова Вероника Андреевна" in told


def test_it_is_found_by_person_kind_and_day(cast: Cast, head: Client) -> None:
    audit.record("programs:webhook:paused", by=None, school=cast.school.pk)
    address = f"/school/{cast.school.pk}/audit/"

    def found(**asked: str) -> int:
        return head.get(address, asked).content.decode().count("<time")

    assert found(who="кузнецов п") == 2
    assert found(room="programs") == 1
    assert found(room="programs", who="Кузнецов") == 0
    assert found(since="2030-01-01") == 0
    assert found(until="2020-01-01") == 0
    assert head.get(address, {"since": "yesterday"}).status_code == 422
    assert head.get(address, {"until": "9999-12-31"}).status_code == 422


def test_it_goes_on_page_by_page(cast: Cast, head: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(limits.audit_page_max * 2):
        audit.record("roster:class:made", by=cast.head.pk, school=cast.school.pk, after={"class": 0, "title": f"{number} Я"})
    address, seen = f"/school/{cast.school.pk}/audit/?room=roster", list[str]()
    for _page in range(2):
        with django_assert_max_num_queries(20):
            told = head.get(address).content.decode()
        seen += re.findall(r"создан класс «(\d+) Я»", told)
        address = f"/school/{cast.school.pk}/audit/?" + re.findall(r'href="\?([^"]+)">Дальше', told)[0].replace("&amp;", "&")
    assert seen == [str(number) for number in reversed(range(limits.audit_page_max * 2))]


def test_it_is_saved_as_a_table(cast: Cast, head: Client) -> None:
    audit.record("roster:class:made", by=cast.head.pk, school=cast.school.pk, after={"class": 0, "title": "=1+1"})
    answer = head.get(f"/school/{cast.school.pk}/audit/", {"form": "xlsx", "room": "roster"})
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Когда", "Кто", "Что", "С кем")
    assert rows[1][1:3] == ("Громова Ольга Павловна", "создан класс «=1+1»")
    assert len(rows) == 1 + AuditEntry.objects.filter(school=cast.school.pk, what__startswith="roster:").count()


def test_another_school_is_not_told_of(cast: Cast, head: Client) -> None:
    audit.record("roster:class:made", by=cast.stranger.pk, school=cast.other_school.pk, after={"title": "тайный"})
    assert "тайный" not in head.get(f"/school/{cast.school.pk}/audit/").content.decode()
    assert head.get(f"/school/{cast.other_school.pk}/audit/").status_code == 404
