"""Attacks on every page of the URL conf, API aside: who may open what stands in one table, and all others get a 404.

A new page with a number in its address fails the suite until it is in the table.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.attacks.conftest import SignIn, nothing_written, signed_in
from tests.attacks.secrets import Secrets, secrets
from zvonok.chat_rules import actions as chat_rules
from zvonok.exchange import actions as bringing
from zvonok.ground import clock
from zvonok.lessons import remote
from zvonok.lessons.tests import week
from zvonok.messenger.models import Chat, Report
from zvonok.operations.cast import Cast
from zvonok.roster.models import Rollover
from zvonok.roster.rollover import Written

__all__ = ["secrets"]


def pages() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The name of each address, and what stands in its braces."""

    def walk(patterns: list[Any], before: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for one in patterns:
            names = before + tuple(one.pattern.converters)
            if isinstance(one, URLResolver):
                if str(one.pattern) not in ("api/", "accounts/"):
                    yield from walk(one.url_patterns, names)
            elif isinstance(one, URLPattern) and one.name:
                yield one.name, names

    yield from walk(get_resolver().url_patterns, ())


PARTS = ("head", "class_teacher", "other_class_teacher", "sibling", "parent_of_both", "young_pupil", "stranger")
NOBODY: set[str] = set()
ADMINISTRATORS = {"head"}
EMPLOYEES = {"head", "class_teacher", "other_class_teacher"}
OF_THE_SCHOOL = {*EMPLOYEES, "sibling", "parent_of_both", "young_pupil"}

# Whoever is named here may open the page; all others are told that there is none. The numbers are of «10 А», its pupil
# `sibling`, and a file in its chat.
MAY_OPEN: dict[str, set[str]] = {
    "school-about": OF_THE_SCHOOL,
    "school-staff-room": EMPLOYEES,
    "school-classes": EMPLOYEES,
    "school-class": EMPLOYEES,
    "school-employees": EMPLOYEES,
    "person-card": ADMINISTRATORS,
    "take-picture-away": ADMINISTRATORS,
    "change": ADMINISTRATORS,
    "invitations": EMPLOYEES,
    "my-class-of": {"sibling", "parent_of_both"},
    "profile-confirm": {"parent_of_both"},
    "file": {"sibling", "class_teacher"},
    "open-staff-room": EMPLOYEES,
    "open-class-chat": {"head", "class_teacher", "sibling"},
    "open-parents-chat": {"head", "class_teacher", "parent_of_both"},
    "make-exception": ADMINISTRATORS,
    "end-exception": ADMINISTRATORS,
    "school-chats": ADMINISTRATORS,
    "school-missing": ADMINISTRATORS,
    "invite-missing": ADMINISTRATORS,
    "school-coverage": ADMINISTRATORS,
    "school-joined": ADMINISTRATORS,
    "school-talked": ADMINISTRATORS,
    "school-exceptions": ADMINISTRATORS,
    # Whoever administers a school of it, and he sees there that school alone.
    "region": {*ADMINISTRATORS, "stranger"},
    "rollover": ADMINISTRATORS,
    "undo-rollover": ADMINISTRATORS,
    "school-switches": ADMINISTRATORS,
    "school-reports": ADMINISTRATORS,
    "close-report": ADMINISTRATORS,
    "school-programs": ADMINISTRATORS,
    "new-bot": ADMINISTRATORS,
    "bot": ADMINISTRATORS,
    "switch-bot": ADMINISTRATORS,
    "revoke-bot-token": ADMINISTRATORS,
    "new-webhook": ADMINISTRATORS,
    "webhook": ADMINISTRATORS,
    "pause-webhook": ADMINISTRATORS,
    "delete-webhook": ADMINISTRATORS,
    "send-again": ADMINISTRATORS,
    "school-audit": ADMINISTRATORS,
    # Of the list that the address below names.
    "school-list": ADMINISTRATORS,
    "class-list": EMPLOYEES,
    "school-systems": ADMINISTRATORS,
    "turn-system-away": ADMINISTRATORS,
    "export-school": ADMINISTRATORS,
    "lesson": {*EMPLOYEES, "sibling", "parent_of_both"},
    "lesson-add-file": {"class_teacher"},
    "lesson-remove-file": {"class_teacher"},
    "lesson-remote": {"class_teacher"},
    "lesson-remote-cancel": {"class_teacher"},
    "lesson-attendance": {"head", "class_teacher"},
    "lesson-move": ADMINISTRATORS,
    "lesson-cancel": ADMINISTRATORS,
    "lesson-restore": ADMINISTRATORS,
    "lesson-substitute": ADMINISTRATORS,
    "lesson-end-substitution": ADMINISTRATORS,
    "plan": {"head", "class_teacher"},
    "plan-topics": {"class_teacher"},
    "plan-remote": {"class_teacher"},
    "school-timetable": EMPLOYEES,
    "class-timetable": EMPLOYEES,
    "bells": ADMINISTRATORS,
    "bells-new": ADMINISTRATORS,
    "bells-edit": ADMINISTRATORS,
    "school-year": ADMINISTRATORS,
    "school-year-new": ADMINISTRATORS,
    "school-week": ADMINISTRATORS,
    "make-lessons": ADMINISTRATORS,
    "substitutions": ADMINISTRATORS,
    "rosters": ADMINISTRATORS,
    "roster-template": ADMINISTRATORS,
    "roster-run": ADMINISTRATORS,
    "roster-progress": ADMINISTRATORS,
    "roster-go-on": ADMINISTRATORS,
    "roster-doubts": ADMINISTRATORS,
    "roster-apply": ADMINISTRATORS,
    "roster-undo": ADMINISTRATORS,
    "roster-drop": ADMINISTRATORS,
    "roster-plan-table": ADMINISTRATORS,
    "roster-problems-table": ADMINISTRATORS,
    "roster-sources": ADMINISTRATORS,
    "roster-source-new": ADMINISTRATORS,
    "roster-source": ADMINISTRATORS,
    "roster-source-check": ADMINISTRATORS,
    "roster-source-read": ADMINISTRATORS,
    "roster-source-bring": ADMINISTRATORS,
    "roster-source-columns": ADMINISTRATORS,
    # One's own alone, or behind a word that nobody can guess.
    "calendar-feed": NOBODY,
    "sign-out-browser": NOBODY,
    "revoke-token": NOBODY,
    "person-picture": NOBODY,
    "chat-picture": NOBODY,
}
# What a policy without «unsafe» would not run, so it would be a page that does not work.
INLINE = re.compile(r"<script(?![^>]*(src=|application/json))|\son\w+=|javascript:|\sstyle=")
# Its sealed word is the whole permission, for who reads a letter is not signed in.
OPEN_BY_A_WORD = {"digest-leave"}


Addresses = dict[str, str]


@pytest.fixture
def addresses(cast: Cast, secrets: Secrets) -> Addresses:
    """Every page with a number, with the numbers of real rows where there may be any."""
    chat, now = Chat.objects.get(pk=secrets.ruled.chat), clock.now()
    exception = chat_rules.make_exception(
        chat=chat,
        person=cast.without_profile,
        effect="add",
        reason="ведёт олимпиаду",
        ends_at=now + timedelta(days=9),
        now=now,
        by=cast.head,
    )
    reported = f"/chats/{chat.pk}/messages/{secrets.ruled.seq}/report"
    assert signed_in(cast.classmate).call("POST", reported, {"reason": "other"}).status_code == 204
    timetable = week.make(cast)
    lesson = timetable.geography[0]
    remote.make(lesson=lesson, wish=remote.Wish(), now=timetable.now, by=cast.class_teacher)
    values: dict[str, object] = {
        "lesson_id": lesson.pk,
        "study_group_id": cast.geography_10a.pk,
        "schedule_id": timetable.bells.pk,
        "secret": "nobody-has-this",
        "school_id": cast.school.pk,
        "class_id": cast.class_10a.pk,
        "person_id": cast.sibling.pk,
        "enrolment_id": cast.enrolment(cast.sibling).pk,
        "exception_id": exception.record.pk,
        "region_id": cast.school.region_id,
        "rollover_id": Rollover.objects.create(
            school=cast.school,
            year=cast.year,
            made_by=cast.head,
            written=Written(day="2026-08-31", year=1, year_is_new=False).kept(),
        ).pk,
        "report_id": Report.objects.get().pk,
        "file_id": secrets.ruled.file,
        "chat_id": chat.pk,
        "name": "enrol",
        "what": "parents",
        "mark": "0123456789abcdef",
        "word": "0123456789abcdef",
        "token": "nobody-has-this",
        "side": 96,
        "which": "empty",
        "kind": "oneroster_rest",
        "source_id": bringing.source_of(cast.school, "class_list").pk,
        "run_id": bringing.begin(source=bringing.source_of(cast.school, "spreadsheet"), files=[], by=cast.head).pk,
    }
    no_such_row: dict[str, object] = {"delivery_id": "00000000-0000-4000-8000-000000000000"}
    return {
        name: reverse(name, args=[{**no_such_row, **values}.get(one, 1) for one in numbers])
        for name, numbers in pages()
        if numbers
    }


def test_every_page_with_a_number_says_who_may_open_it() -> None:
    known = MAY_OPEN.keys() | OPEN_BY_A_WORD
    assert {name for name, numbers in pages() if numbers} - known == set(), f"Say in MAY_OPEN of {__file__} who may open it."


@pytest.mark.parametrize("part", PARTS)
def test_a_page_is_asked_for_and_pressed_by_one_to_whom_it_does_not_belong(
    cast: Cast, addresses: Addresses, sign_in: SignIn, part: str
) -> None:
    page = sign_in(getattr(cast, part))
    for name, address in addresses.items():
        if name in OPEN_BY_A_WORD or part in MAY_OPEN.get(name, ()):
            continue
        with nothing_written(name):
            asked, pressed = page.get(address), page.post(address, {"step": "do", "agreed": "on"})
        # That a page is only for pressing tells nothing of what it is about.
        assert asked.status_code in (404, 405), (name, part)
        assert pressed.status_code in (404, 405), (name, part)


@pytest.mark.parametrize("part", PARTS)
def test_the_guard_sees_a_page_that_opens(cast: Cast, addresses: Addresses, sign_in: SignIn, part: str) -> None:
    page = sign_in(getattr(cast, part))
    for name, may in MAY_OPEN.items():
        if part in may and name in addresses and not {"bot_id", "webhook_id"} & set(dict(pages())[name]):
            assert page.get(addresses[name]).status_code in (200, 302, 405), (name, part)


def test_one_who_is_not_signed_in_asks_and_presses(addresses: Addresses) -> None:
    page = Client()
    for name, address in addresses.items():
        with nothing_written(name):
            answers = [page.get(address), page.post(address)]
        if name in OPEN_BY_A_WORD:
            continue
        for answer in answers:
            assert answer.status_code in (302, 404, 405), name
            if answer.status_code == 302:
                assert answer["Location"].startswith("/accounts/login/?next=/"), name


def test_pages_without_a_number_tell_another_school_nothing(cast: Cast, secrets: Secrets, sign_in: SignIn) -> None:
    page = sign_in(cast.stranger)
    for name, numbers in pages():
        if not numbers:
            answer = page.get(reverse(name), follow=True)
            told = b"".join(answer) if answer.streaming else answer.content
            assert answer.status_code in (200, 404, 405), name
            for word in ("Тайн", "тайн", "Гимназия", "Кузнецов", "Орлова"):
                assert word.encode() not in told, (name, word)


def test_a_form_of_another_site_is_sent_to_every_page(cast: Cast, addresses: Addresses) -> None:
    everything = addresses | {name: reverse(name) for name, numbers in pages() if not numbers}
    for person in (cast.head, cast.sibling):
        victim = Client(enforce_csrf_checks=True)
        victim.force_login(person.user)
        for name, address in everything.items():
            if name in OPEN_BY_A_WORD:
                continue
            with nothing_written(name):
                plain = victim.post(address, {"step": "do"})
                foreign = victim.post(address, {"step": "do"}, headers={"origin": "https://attacker.example"})
            assert {plain.status_code, foreign.status_code} == {403}, name


def test_every_page_says_what_it_may_run(cast: Cast, addresses: Addresses, sign_in: SignIn) -> None:
    """Those of the head, of a pupil, and of one who is not signed in; errors too."""
    everything = addresses | {name: reverse(name) for name, numbers in pages() if not numbers} | {"nowhere": "/nowhere/"}
    for page in (sign_in(cast.head), sign_in(cast.sibling), Client()):
        for name, address in everything.items():
            answer = page.get(address)
            policy = answer["Content-Security-Policy"]
            assert "unsafe" not in policy, name
            assert "default-src 'self'" in policy or policy == "sandbox; default-src 'none'", name
            assert answer["X-Content-Type-Options"] == "nosniff", name
            assert answer["X-Frame-Options"] == "DENY", name
            assert answer["Referrer-Policy"] == "same-origin", name
            if answer["Content-Type"].startswith("text/html"):
                assert not re.search(
                    r"<script(?![^>]*(src=|application/json))|\son\w+=|javascript:|style=", answer.content.decode()
                ), name
