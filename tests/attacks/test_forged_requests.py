"""Attacks by requests that are forged: more fields than the page sends, one sent again, one that leads or speaks elsewhere."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.attacks.conftest import Chats, SignIn, signed_in
from tests.attacks.operations import operations
from tests.attacks.secrets import Secrets, secrets
from zvonok.messenger.models import Message
from zvonok.operations.cast import Cast
from zvonok.profiles.models import LearningProfile

__all__ = ["secrets"]

PASSWORD = "синий трактор 42"
# What rows have and no page sends. What an operation does take is not among those sent to it.
NOT_ASKED_FOR: dict[str, Any] = {
    "id": 1, "pk": 1, "role": 2, "author": 1, "author_id": 1, "by": 1, "owner": 1, "person_id": 1, "chat": 1, "chat_id": 1,
    "ruled": True, "kind": "class", "school_id": 1, "number": 999, "seq": 999, "last_seq": 999, "changed_seq": 0,
    "sees_after_seq": 0, "read_number": 999, "deleted_at": None, "edited_at": None, "at": "2001-01-01", "since": "2001-01-01",
    "is_staff": True, "is_superuser": True, "is_active": False, "is_administrator": True, "made_by": 1, "data": {"a": []},
    "uses": 0, "word_hash": "", "sent": True, "sha256": "", "state": "active", "newcomers_see_all": True, "client_uuid": None,
}  # fmt: skip
# Numbers that a sequence gives, hours of now and secrets of chance differ from one call to the next.
DIFFER = ("timestamp with time zone", "uuid", "jsonb")


def test_more_fields_than_a_page_sends_change_nothing_that_is_kept(cast: Cast, secrets: Secrets) -> None:
    page, uuid = signed_in(cast.sibling), uuid4()
    for operation in operations():
        if not operation.takes_json:
            continue
        ids = replace(secrets.free, uuid=uuid)
        plain = operation.body(ids) or {}
        kept = []
        more = {name: value for name, value in NOT_ASKED_FOR.items() if name not in operation.fields}
        for body in plain, {**more, **plain}:
            with transaction.atomic():
                answer = page.call(operation.method, operation.path(ids), body)
                kept.append((answer.status_code, _rows()))
                transaction.set_rollback(True)
        assert kept[0][0] == kept[1][0], operation.name
        assert kept[0][1] == kept[1][1], operation.name


def _rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every table's content, but for what differs from call to call."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, string_agg(quote_ident(column_name), ',' ORDER BY ordinal_position)"
            " FROM information_schema.columns WHERE table_schema = 'public' AND data_type <> ALL(%s)"
            " AND column_name NOT LIKE '%%id' AND column_name NOT LIKE '%%hash' AND column_name <> 'draft'"
            " AND table_name ~ '^(messenger|roster|accounts|profiles|files|chat_rules|reach|programs|calls|lessons)_'"
            " AND table_name <> 'accounts_session' AND table_name IN"
            " (SELECT relname FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0)"
            " GROUP BY table_name",
            [list(DIFFER)],
        )
        found = {}
        for table, columns in cursor.fetchall():
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}")
            found[table] = cursor.fetchall()
    return found


def test_a_profile_is_made_for_another_and_made_active_by_the_form(cast: Cast, sign_in: SignIn) -> None:
    forged = {
        "agreed": "on",
        "version": "2026-11",
        "person": cast.pupil_without_profile.pk,
        "state": "active",
        "step": "confirm",
    }
    sign_in(cast.young_pupil).post("/profile/", forged)
    assert not LearningProfile.objects.filter(person=cast.pupil_without_profile).exists()
    assert not LearningProfile.objects.filter(person=cast.young_pupil, state="active").exists()


def test_another_says_the_same_uuid(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    uuid = str(uuid4())
    one = sign_in(cast.sibling).say(chats.of_10a, "Моё", uuid).json()
    other = sign_in(cast.classmate).say(chats.of_10a, "Чужое", uuid)
    assert (other.status_code, other.json()["text"]) == (201, "Чужое")
    assert other.json()["seq"] != one["seq"]
    assert Message.objects.filter(client_uuid=UUID(uuid)).count() == 2


def test_a_sent_file_is_sent_again_by_another_and_by_its_owner(cast: Cast, secrets: Secrets) -> None:
    for person in (cast.classmate, cast.sibling):
        body = {"uuid": str(uuid4()), "text": "", "files": [secrets.free.file]}
        answer = signed_in(person).call("POST", f"/chats/{secrets.free.chat}/messages", body)
        assert answer.status_code in (404, 409)


def test_a_code_of_the_second_factor_is_overheard_and_used_again(cast: Cast) -> None:
    user = cast.sibling.user
    user.set_password(PASSWORD)
    user.save()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    for opened in (True, False):
        page = Client()
        page.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
        page.post(reverse("mfa_authenticate"), {"code": code})
        assert (page.get("/security/").status_code == 200) is opened


AWAY = [
    "https://attacker.example/",
    "//attacker.example/",
    "///attacker.example",
    "/\\attacker.example",
    "\\\\attacker.example",
    "http:///attacker.example",
    "https:attacker.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://testserver@attacker.example/",
    "https://testserver.attacker.example/",
    "/\t/attacker.example",
    "\x00//attacker.example",
    "attacker.example",
    "/messenger/\r\nSet-Cookie: stolen=1",
    "home",
]


@pytest.mark.parametrize("goal", AWAY)
def test_a_link_leads_through_us_to_another_site(cast: Cast, sign_in: SignIn, goal: str) -> None:
    cast.sibling.user.set_password(PASSWORD)
    cast.sibling.user.save()
    page, typed = sign_in(cast.sibling), {"login": cast.sibling.user.username, "password": PASSWORD}
    answers = [
        page.post("/language/", {"next": goal, "language": "ru"}),
        page.get("/profile/", {"next": goal}),
        page.post("/profile/suspend/", {"next": goal}),
        page.post("/profile/resume/", {"next": goal}),
        page.get("/accounts/login/", {"next": goal}),
        page.post("/accounts/logout/", {"next": goal}),
        Client().post("/accounts/login/", {**typed, "next": goal}),
        Client().post(f"/accounts/login/?{'next'}={'x'}", {**typed, "next": goal}),
        Client().get("/security/", {"next": goal}),
    ]
    for number, answer in enumerate(answers):
        assert answer.status_code < 500, number
        led = answer.headers.get("Location", "/")
        assert led.startswith("/") and not led.startswith(("//", "/\\")), (number, led)
        assert "stolen" not in answer.cookies


@pytest.mark.parametrize("header", ["host", "x-forwarded-host", "x-forwarded-proto", "x-original-url", "forwarded"])
def test_a_host_of_the_attacker_is_written_into_a_letter_or_a_link(cast: Cast, sign_in: SignIn, header: str) -> None:
    away = "attacker.example"
    page = Client(headers={header: away})
    answers = [
        page.get("/accounts/login/"),
        page.post("/accounts/password/reset/", {"email": "school@example.org"}),
        page.get("/messenger/"),
        page.get("/nowhere/"),
        page.post("/language/", {"next": f"https://{away}/"}),
    ]
    for answer in answers:
        assert answer.status_code in (200, 302, 400, 404)
        assert away not in answer.headers.get("Location", "").partition("?")[0]
        assert away.encode() not in answer.content
        assert (header != "host") or answer.status_code == 400


def test_a_header_is_spoken_by_a_name_and_by_an_address(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.sibling)
    names = ("a\r\nSet-Cookie: stolen=1.txt", 'a"; filename="b.html', "а\u2028б.txt", "a%0d%0aSet-Cookie: stolen=1.txt")
    for name in names:
        file = page.bring(b"words", name).json()["id"]
        served = page.get(f"/files/{file}/{'%0d%0aSet-Cookie:%20stolen=1'}")
        assert "stolen" not in served.cookies
        assert "\n" not in served["Content-Disposition"] and served["Content-Disposition"].startswith("attachment; filename")
    for address in (
        "/profile/%0d%0aSet-Cookie:%20stolen=1",
        "/messenger/%0d%0aSet-Cookie:%20stolen=1",
        "//attacker.example/%2f..",
    ):
        answer = page.get(address)
        assert "stolen" not in answer.cookies
        assert not answer.headers.get("Location", "/").startswith("//")


def test_a_session_is_laid_under_the_victim_before_he_signs_in(cast: Cast) -> None:
    """The key that stood in the browser before is not the key after."""
    cast.sibling.user.set_password(PASSWORD)
    cast.sibling.user.save()
    page = signed_in(cast.classmate)
    laid = page.cookies["sessionid"].value
    victim = Client()
    victim.cookies["sessionid"] = laid
    victim.post("/accounts/logout/")
    victim.cookies["sessionid"] = "abcdefghijklmnopqrstuvwxyz012345"
    victim.post("/accounts/login/", {"login": cast.sibling.user.username, "password": PASSWORD})
    assert victim.cookies["sessionid"].value not in (laid, "abcdefghijklmnopqrstuvwxyz012345")
    assert victim.cookies["sessionid"]["httponly"] and victim.cookies["sessionid"]["samesite"] == "Lax"
    assert page.get("/security/").status_code == 302
