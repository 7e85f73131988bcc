"""The heart's promises: one fact, a school from nothing, a chat's first opening.

Comes in: a school that stands in the database. Goes out: lines of the report. Called by: `bench.__main__`.
"""

from collections.abc import Callable
from statistics import median, quantiles
from time import perf_counter

import psycopg
from django.conf import settings
from django.db import connection, transaction

from bench import bare, school
from bench.browser import Browser
from bench.clocks import Line, medians_in_turn, ms, seconds
from zvonok.chat_rules.keep import keep
from zvonok.ground import postgres
from zvonok.messenger.models import Place
from zvonok.roster import actions
from zvonok.roster.models import Employee, Enrolment, Person, SchoolClass

FACT_RATIO_MAX = 2
FILL_RATIO_MAX = 2
SCHOOLS_RATIO_MAX = 1.25
OPEN_MS_MAX = {30: 12, 100: 20}


def bare_connection() -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(postgres.address(settings.VAR), autocommit=True)


def fill(rounds: int) -> list[Line]:
    """Each fills the same school, which is emptied between."""
    chats = list(range(1, 642))

    def empty() -> None:
        Place.objects.filter(chat__in=chats).delete()

    def kept() -> None:
        with transaction.atomic():
            keep(schools=[1])
            # Nobody listens to a school that is being imported, and to tell them is not this measure.
            connection.run_on_commit.clear()

    times: dict[str, list[float]] = {"bare": [], "kept": []}
    with bare_connection() as by_hand:
        for _ in range(rounds):
            empty()
            times["bare"].append(seconds(lambda: bare.fill(by_hand, 1)))
            by_hand_places = places()
            empty()
            times["kept"].append(seconds(kept))
            assert places() == by_hand_places, "the bare SQL and the heart disagree"
    of_bare, of_kept = median(times["bare"]), median(times["kept"])
    again = median(seconds(kept) for _ in range(rounds))
    ratio = of_kept / of_bare
    return [
        Line(
            f"школа с нуля: {len(chats)} чатов, {len(by_hand_places)} мест",
            f"{ms(of_kept)} при {ms(of_bare)} чистым SQL; сверка потом — {ms(again)}",
            f"≤ {FILL_RATIO_MAX} × чистый SQL",
            ratio / FILL_RATIO_MAX,
        )
    ]


def places() -> dict[tuple[int, int], int]:
    found = Place.objects.filter(chat__rule__school=1).values_list("chat_id", "person_id", "role")
    return {(chat, person): role for chat, person, role in found}


def one_fact(schools: int, rounds: int) -> tuple[list[Line], dict[str, float]]:
    """By the house's action and by hand, in turn, on two people alike; and by how much."""
    head = Person.objects.get(pk=1)
    there, back = SchoolClass.objects.get(pk=2), SchoolClass.objects.get(pk=1)
    with bare_connection() as by_hand:

        def administrator(number: int) -> None:
            employee = Employee.objects.get(person=5, until=None)
            action = actions.remove_administrator if number % 2 else actions.appoint_administrator
            action(employee=employee, by=head)

        def administrator_by_hand(number: int) -> None:
            bare.set_administrator(by_hand, 6, not number % 2)

        def move(number: int) -> None:
            enrolment = Enrolment.objects.get(person=121, until=None)
            actions.move(enrolment=enrolment, school_class=back if number % 2 else there, by=head)

        def move_by_hand(number: int) -> None:
            bare.move(by_hand, 122, 1 if number % 2 else 2)

        pairs: dict[str, tuple[Callable[[int], None], Callable[[int], None]]] = {
            "назначен администратор: 1 чат": (administrator, administrator_by_hand),
            "ученик переведён, родители с ним: 36 чатов": (move, move_by_hand),
        }
        lines, taken = [], {}
        for name, (ours, by_hand_) in pairs.items():
            of_ours, of_bare = medians_in_turn([ours, by_hand_], rounds)
            taken[name] = of_ours
            lines.append(
                Line(
                    f"один факт, школ: {schools}; {name}",
                    f"{ms(of_ours)} при {ms(of_bare)} чистым SQL",
                    f"≤ {FACT_RATIO_MAX} × чистый SQL",
                    of_ours / of_bare / FACT_RATIO_MAX,
                )
            )
    return lines, taken


def grown(one: dict[str, float], hundred: dict[str, float]) -> list[Line]:
    """The scoped form must never look at more rows than the scope has."""
    return [
        Line(
            f"один факт, 100 школ против 1; {name}",
            f"{ms(hundred[name])} против {ms(one[name])}",
            f"столько же (≤ {SCHOOLS_RATIO_MAX} ×)",
            hundred[name] / one[name] / SCHOOLS_RATIO_MAX,
        )
        for name in one
    ]


def opening(schools: int, rounds: int) -> list[Line]:
    """From the request to the redirect, on the real web server, each press the first for its class."""
    lines = []
    teacher = Browser(Person.objects.get(pk=11))
    for size, limit in OPEN_MS_MAX.items():
        classes = school.make_classes_to_open(size, rounds + 3)
        teacher.get(f"/chats/open/class/{classes[0]}/")
        times = []
        for class_id in classes:
            started = perf_counter()
            answer = teacher.post(f"/chats/open/class/{class_id}/")
            times.append(perf_counter() - started)
            assert answer.status == 302 and "/messenger/c/" in answer.headers["Location"], answer.status
        last = int(answer.headers["Location"].rsplit("/", 1)[1])
        assert Place.objects.filter(chat=last).count() == size
        taken = median(times[3:])
        best = quantiles(times[3:], n=4)[0]
        lines.append(
            Line(
                f"первое открытие чата, {size} участников, школ: {schools}",
                f"{ms(taken)} (лучшая четверть — до {ms(best)})",
                f"медиана ≤ {limit} мс от запроса до перехода",
                taken * 1000 / limit,
            )
        )
    return lines
