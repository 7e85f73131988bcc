"""Whatever is changed in a school's book: what the plan says is what is done, again it is nothing, and undone all is as before.

Called by: pytest. One transaction an example: the database is rolled back, never flushed.
"""

import copy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shared_cast import cast, cast_of_module, db
from zvonok.chat_rules.tests.world import assert_right
from zvonok.exchange import actions, applying
from zvonok.exchange.models import Run, Written
from zvonok.exchange.tests.books import Book, applied, book_of, planned, read, save_as_text
from zvonok.exchange.tests.test_import import facts, open_chats, swept
from zvonok.ground.refusal import Refused
from zvonok.messenger.models import Place
from zvonok.operations.cast import Cast

__all__ = ["cast", "cast_of_module", "db"]

EXAMPLES = 15
SHEETS = ("Сотрудники", "Классы", "Ученики", "Родители", "Группы по предметам")
CLASSES = ("10 А", "Демо 6", "9 Я")
DEEDS = (
    "drop",
    "move",
    "rename",
    "subgroups",
    "leads",
    "administrator",
    "position",
    "teaches",
    "pupil",
    "parent",
    "class",
    "group",
    "empty",
)
any_deed = st.tuples(st.sampled_from(DEEDS), st.integers(0, 20), st.integers(0, 20))


def do(book: Book, deed: str, one: int, other: int) -> None:
    """What a secretary may do to a sheet. Some of it is wrong, and is refused whole."""

    def row(sheet: str, number: int = one) -> list[Any]:
        rows = book[sheet]
        return rows[number % len(rows)] if rows else [""] * 7

    employee = row("Сотрудники", other)[-1]
    if deed == "drop":
        sheet = SHEETS[other % len(SHEETS)]
        gone = row(sheet)
        book[sheet] = [kept for kept in book[sheet] if kept is not gone]
        # What speaks of who is gone goes with him, else it is a problem; half of the time.
        if other % 2:
            book["Родители"] = [kept for kept in book["Родители"] if kept[4] != gone[-1]]
            for school_class in book["Классы"]:
                school_class[2] = "" if school_class[2] == gone[-1] else school_class[2]
            for group in book["Группы по предметам"]:
                group[3] = "; ".join(name for name in group[3].split("; ") if name != gone[-1])
    elif deed == "move":
        row("Ученики")[4:6] = [CLASSES[other % len(CLASSES)], ""]
    elif deed == "rename":
        row(("Сотрудники", "Ученики", "Родители")[other % 3])[0] = f"Иной{'абвгд'[one % 5]}"
    elif deed == "subgroups":
        row("Ученики")[5] = ("", "группа 1", "группа 2", "группа 1; группа 2")[other % 4]
    elif deed == "leads":
        row("Классы")[2] = employee
    elif deed == "administrator":
        row("Сотрудники")[5] = ("да", "нет", "")[other % 3]
    elif deed == "position":
        row("Сотрудники")[4] = ("Директор", "Учитель")[other % 2]
    elif deed == "teaches":
        row("Группы по предметам")[3] = employee
    elif deed == "pupil":
        book["Ученики"].append(["Новый", f"Ян{'абвгд'[one % 5]}", "", None, CLASSES[other % len(CLASSES)], "", f"н{one}"])
    elif deed == "parent":
        child = row("Ученики", other)[-1]
        book["Родители"].append(["Новая", f"Яна{'абвгд'[one % 5]}", "Яновна", ("мать", "опекун")[one % 2], child, "", ""])
    elif deed == "class":
        book["Классы"].append(["9 Я", 9, employee])
    elif deed == "group":
        book["Группы по предметам"].append([CLASSES[one % len(CLASSES)], "Труд", ("", "группа 1")[other % 2], employee])
    elif deed == "empty":
        book[SHEETS[one % len(SHEETS)]] = []


def test_plan_and_deed_never_differ(cast: Cast, tmp_path: Path) -> None:
    open_chats(cast)
    book = book_of(cast.school)
    # The numbers are known from an import before.
    applied(cast.school, save_as_text(book, tmp_path))
    reached: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(deeds=st.lists(any_deed, min_size=1, max_size=5))
    def differs_never(deeds: list[tuple[str, int, int]]) -> None:
        with transaction.atomic():
            reached[_one(cast, copy.deepcopy(book), tmp_path, deeds)] += 1
            transaction.set_rollback(True)

    differs_never()
    assert reached["done"] >= EXAMPLES // 4, reached


def test_the_check_sees_a_place_that_was_forgotten(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_chats(cast)
    book = book_of(cast.school)
    applied(cast.school, save_as_text(book, tmp_path))
    monkeypatch.setattr(applying, "TOUCHED", "SELECT 1 WHERE false")
    with pytest.raises(AssertionError, match="the sweep found"):
        _one(cast, book, tmp_path, [("move", 0, 1)])


def _one(cast: Cast, book: Book, tmp_path: Path, deeds: list[tuple[str, int, int]]) -> str:
    for deed in deeds:
        do(book, *deed)
    before = facts()
    run = read(cast.school, save_as_text(book, tmp_path))
    if run.state == Run.State.PLANNING:
        run = actions.plan(run)
    assert facts() == before
    if run.state not in (Run.State.PLANNED, Run.State.WAITING):
        assert run.state in (Run.State.PROBLEMS, Run.State.DOUBTFUL)
        return "refused"
    told = sorted(run.planned.values_list("what", "name", "school_class"))
    effects = {(one.chat, one.person): one.role * (one.what != "left") for one in run.planned_effects.all()}
    try:
        actions.apply(run, confirmed=cast.school.name, by=cast.head)
    except Refused as refused:
        raise AssertionError(refused.sentence) from refused
    written = Written.objects.filter(run=run).exclude(what="")
    assert sorted((one.what, one.said["name"], one.said.get("class", "")) for one in written) == told
    places = {(chat, person): role for chat, person, role in before["places"]}
    for pair, role in effects.items():
        if role:
            places[pair] = role
        else:
            del places[pair]
    assert places == {(chat, person): role for chat, person, role in Place.objects.values_list("chat", "person", "role")}
    assert_right()
    assert not swept()
    after = facts()
    again = planned(cast.school, tmp_path / "csv")
    assert not again.summary["changes"] and facts() == after
    actions.undo(Run.objects.get(pk=run.pk), by=cast.head)
    assert facts() == before
    return "done"
