"""A printed code becomes a first sign-in; what does not, is named as the attack."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zvonok.accounts import codes, invitations, queries, sheets, usernames
from zvonok.accounts.models import Invitation, User
from zvonok.ground import clock, limits
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.operations.cast import Cast
from zvonok.roster import actions as roster
from zvonok.roster.models import Person

PASSWORD = "синий трактор 42"


@pytest.fixture(autouse=True)
def no_attempts_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def newcomer(cast: Cast) -> Person:
    person = roster.add_person(last_name="Щукина", first_name="Юлия", by=cast.head)
    roster.enrol(person=person, school_class=cast.class_10a, by=cast.head)
    return person


def code_for(person: Person, cast: Cast) -> str:
    (slip,) = invitations.invite(people=[person], school=cast.school, by=cast.head)
    return slip.code


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.get(person=person))
    return client


def pdf_of(client: Client, cast: Cast, audience: str, **ticks: str) -> bytes:
    answer = client.post(reverse("invitations", args=[cast.school.pk]), {"audience": audience, **ticks})
    return b"".join(answer) if answer.get("Content-Type") == "application/pdf" else b""


def test_it_works(cast: Cast, newcomer: Person) -> None:
    code = code_for(newcomer, cast)
    client = Client()
    led = client.get(f"/invitation/?code={code}")
    assert (led["Location"], led["Referrer-Policy"]) == ("/invitation/", "same-origin")
    page = client.get("/invitation/").content.decode()
    assert "Юлия Щ." in page and "Щукина" not in page
    assert 'value="yuliya.shchukina"' in page
    done = client.post("/invitation/", {"username": "yuliya", "password": PASSWORD})
    assert (done.status_code, done["Location"]) == (302, "/")
    assert client.get("/security/").status_code == 200
    again = Client()
    again.post("/accounts/login/", {"login": "yuliya", "password": PASSWORD})
    assert again.get("/security/").status_code == 200
    assert AuditEntry.objects.filter(what="accounts:invitation:accepted", person=newcomer.pk).exists()


@pytest.mark.parametrize("typed", ["{code}", " {code} ", "{lower}", "{joined}", "{cyrillic}"])
def test_a_code_is_read_as_people_type_it(cast: Cast, newcomer: Person, typed: str) -> None:
    code = code_for(newcomer, cast)
    cyrillic = code.translate(str.maketrans("ABCEHKMPTXY", "АВСЕНКМРТХУ"))
    shown = typed.format(code=code, lower=code.lower(), joined=code.replace("-", ""), cyrillic=cyrillic)
    assert Client().post("/invitation/", {"code": shown})["Location"] == "/invitation/"


def test_only_a_fingerprint_is_kept(cast: Cast, newcomer: Person) -> None:
    code = code_for(newcomer, cast)
    kept = Invitation.objects.get(person=newcomer)
    assert code not in kept.code_hash and code.replace("-", "") not in kept.code_hash
    assert codes.BITS >= 55


def refused_everywhere(code: str) -> bool:
    client = Client()
    said = client.post("/invitation/", {"code": code}).content.decode()
    return "Этот код не подходит" in said and "Приглашение:" not in client.get("/invitation/").content.decode()


def test_a_code_is_guessed(cast: Cast, newcomer: Person) -> None:
    code_for(newcomer, cast)
    attacker = Client()
    for _ in range(30):
        assert "Этот код не подходит" in attacker.post("/invitation/", {"code": codes.make()}).content.decode()
    answer = attacker.post("/invitation/", {"code": codes.make()})
    assert answer.status_code == 429
    assert "Слишком много попыток" in answer.content.decode()


def test_a_used_code(cast: Cast, newcomer: Person) -> None:
    code = code_for(newcomer, cast)
    first = Client()
    first.get(f"/invitation/?code={code}")
    thief = Client()
    thief.get(f"/invitation/?code={code}")
    first.post("/invitation/", {"username": "yuliya", "password": PASSWORD})
    answer = thief.post("/invitation/", {"username": "thief", "password": PASSWORD}, follow=True)
    assert "Этот код не подходит" in answer.content.decode()
    assert refused_everywhere(code)
    assert User.objects.filter(person=newcomer).count() == 1


def test_an_old_slip_after_a_new_one_was_printed(cast: Cast, newcomer: Person) -> None:
    old, new = code_for(newcomer, cast), code_for(newcomer, cast)
    assert refused_everywhere(old)
    assert not refused_everywhere(new)
    assert Invitation.objects.filter(person=newcomer).count() == 1


def test_a_code_past_its_day(cast: Cast, newcomer: Person) -> None:
    code = code_for(newcomer, cast)
    Invitation.objects.update(ends_at=clock.now() - timedelta(seconds=1))
    assert refused_everywhere(code)


def test_a_code_of_one_who_is_deactivated(cast: Cast, newcomer: Person) -> None:
    code = code_for(newcomer, cast)
    Person.objects.filter(pk=newcomer.pk).update(is_active=False)
    assert refused_everywhere(code)


@pytest.mark.parametrize("junk", ["", " ", "x" * 5000, "\x00", "😀😀😀", "'; DROP TABLE--", "‮‮"])
def test_junk_instead_of_a_code(cast: Cast, junk: str) -> None:
    assert Client().post("/invitation/", {"code": junk}).status_code == 200


@pytest.mark.parametrize(
    ("username", "password", "said"),
    [
        ("ab", PASSWORD, "от 3 знаков"),
        ("с пробелом", PASSWORD, "латинские буквы"),
        ("a@example.org", PASSWORD, "латинские буквы"),
        ("x" * 61, PASSWORD, ""),
        ("head", PASSWORD, "уже занято"),
        ("HEAD", PASSWORD, "уже занято"),
        ("yuliya", "12345678", "цифр"),
        ("yuliya", "короткий"[:5], "коротк"),
    ],
)
def test_a_bad_name_or_password_is_told_beside_its_field_and_the_code_is_still_good(
    cast: Cast, newcomer: Person, username: str, password: str, said: str
) -> None:
    client = Client()
    client.get(f"/invitation/?code={code_for(newcomer, cast)}")
    page = client.post("/invitation/", {"username": username, "password": password}).content.decode()
    assert said in page and 'class="error"' in page
    assert not User.objects.filter(person=newcomer).exists()
    assert client.post("/invitation/", {"username": "yuliya", "password": PASSWORD}).status_code == 302


def test_who_forgot_his_password_keeps_his_name_and_leaves_other_browsers(cast: Cast) -> None:
    before = signed_in(cast.sibling)
    client = Client()
    client.get(f"/invitation/?code={code_for(cast.sibling, cast)}")
    assert "Ваше имя для входа — sibling" in client.get("/invitation/").content.decode()
    client.post("/invitation/", {"password": PASSWORD})
    assert client.get("/security/").status_code == 200
    assert before.get("/security/").status_code == 302
    assert User.objects.get(person=cast.sibling).username == "sibling"


def test_who_has_a_second_factor_is_asked_for_it_after_the_code(cast: Cast) -> None:
    TOTP.activate(User.objects.get(person=cast.sibling), generate_totp_secret())
    client = Client()
    client.get(f"/invitation/?code={code_for(cast.sibling, cast)}")
    assert client.post("/invitation/", {"password": PASSWORD})["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/security/").status_code == 302


def test_an_invitation_for_another_school(cast: Cast, newcomer: Person) -> None:
    with pytest.raises(Refused):
        invitations.invite(people=[newcomer], school=cast.other_school, by=cast.stranger)
    with pytest.raises(Refused):
        invitations.invite(people=[newcomer], school=cast.school, by=cast.stranger)
    page = reverse("invitations", args=[cast.school.pk])
    for attacker in (cast.stranger, cast.sibling, cast.parent_of_both, cast.teacher_and_parent):
        assert signed_in(attacker).get(page).status_code == 404
        assert signed_in(attacker).post(page, {"audience": "staff"}).status_code == 404
    others = reverse("invitations", args=[cast.other_school.pk])
    assert signed_in(cast.stranger).post(others, {"audience": f"class-{cast.class_10a.pk}"}).status_code == 404
    assert not Invitation.objects.exists()


def test_one_school_takes_over_an_account_that_is_another_schools_too(cast: Cast) -> None:
    roster.hire(school=cast.other_school, person=cast.head, position="Методист", by=cast.stranger)
    with pytest.raises(Refused):
        invitations.invite(people=[cast.head], school=cast.other_school, by=cast.stranger)
    assert cast.head.pk not in queries.may_be_invited(cast.school, [cast.head.pk], cast.administrator)


def test_a_class_teacher_takes_over_the_account_of_a_parent(cast: Cast) -> None:
    with pytest.raises(Refused):
        invitations.invite(people=[cast.parent_of_both], school=cast.school, by=cast.class_teacher)
    client = signed_in(cast.class_teacher)
    assert not pdf_of(client, cast, f"parents-{cast.class_10a.pk}", known="on")
    assert not Invitation.objects.exists()


def test_a_class_teacher_prints_for_his_own_class_alone(cast: Cast, newcomer: Person) -> None:
    client = signed_in(cast.class_teacher)
    page = client.get(reverse("invitations", args=[cast.school.pk])).content.decode()
    assert "10 А" in page and "Демо 6" not in page and "Сотрудники" not in page
    assert pdf_of(client, cast, f"class-{cast.class_10a.pk}").startswith(b"%PDF")
    assert client.post(reverse("invitations", args=[cast.school.pk]), {"audience": "staff"}).status_code == 404


def test_an_administrator_prints_and_is_told_how_many_before(cast: Cast, newcomer: Person) -> None:
    client = signed_in(cast.head)
    page = client.get(reverse("invitations", args=[cast.school.pk])).content.decode()
    assert "Ученикам: 1 + 4" in re.sub(r"\s+", " ", page)
    assert pdf_of(client, cast, f"class-{cast.class_10a.pk}").startswith(b"%PDF")
    assert set(Invitation.objects.values_list("person", flat=True)) == {newcomer.pk}
    assert pdf_of(client, cast, f"class-{cast.class_10a.pk}", known="on").startswith(b"%PDF")
    assert Invitation.objects.count() == 5
    assert AuditEntry.objects.filter(what="accounts:person:invited", by_person=cast.head.pk).count() == 6


def test_the_page_costs_the_same_whatever_the_school(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as few:
        queries.audiences(cast.school, cast.head)
    for number in range(5):
        roster.make_class(school=cast.school, grade=3, title=f"3-{number}", by=cast.head)
    with CaptureQueriesContext(connection) as many:
        queries.audiences(cast.school, cast.head)
    assert len(many) == len(few) <= 7


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("Юлия", "Щукина", "yuliya.shchukina"),
        ("Анна Мария", "О’Нил-Цой", "annamariya.oniltsoy"),
        ("Ы", "Ь", "user.y"),
        ("李", "王", "user"),
        ("Я" * 100, "Б", "ya" * 20),
    ],
)
def test_a_suggested_name_is_one_that_will_be_accepted(cast: Cast, first: str, last: str, expected: str) -> None:
    person = Person(first_name=first, last_name=last)
    assert usernames.suggested(person) == expected
    assert usernames.checked(usernames.suggested(person)) == expected
    User.objects.filter(person=cast.head).update(username=expected)
    assert usernames.suggested(person) == f"{expected}2"


def test_a_code_lives_as_long_as_its_slip_says(cast: Cast, newcomer: Person) -> None:
    (slip,) = invitations.invite(people=[newcomer], school=cast.school, by=cast.head)
    assert slip.ends_at == Invitation.objects.get().ends_at
    assert slip.ends_at - clock.now() <= timedelta(days=limits.invitation_age_days_max)


def test_sheets_hold_ten_slips_a_page_and_no_name_runs_over_the_cut(cast: Cast) -> None:
    long = Person(last_name="Константинопольская" * 5, first_name="Ы" * 100, middle_name="Q" * 100)
    slips = [(invitations.Slip(long, codes.make(), clock.now()), "учитель " * 30)] * 11
    made = sheets.sheets(slips, school="Школа " * 40, address="https://zvonok.shkola-imeni-geroya.example.org/invitation/")
    assert made.startswith(b"%PDF")
    assert made.count(b"/Type /Page\n") == 2
