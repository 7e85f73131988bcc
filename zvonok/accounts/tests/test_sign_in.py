"""Signing in and out, and what a person sees and ends of his own sign-in."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zvonok.accounts import actions
from zvonok.accounts.adapter import SocialAccountAdapter
from zvonok.accounts.models import Session, User
from zvonok.ground.models import AuditEntry
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person

PASSWORD = "синий трактор 42"
SERVER = {"provider_id": "school", "name": "Город", "client_id": "x", "settings": {"server_url": "https://id.example.org"}}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def with_password(cast: Cast) -> User:
    cache.clear()
    user = User.objects.get(person=cast.class_teacher)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(login: str = "class-teacher", password: str = PASSWORD, **headers: str) -> Client:
    client = Client(headers=headers)
    client.post("/accounts/login/", {"login": login, "password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/security/").status_code == 200


def test_it_works(cast: Cast) -> None:
    client = Client()
    page = client.get("/accounts/login/").content.decode()
    assert "Имя для входа или почта" in page and "Забыли пароль?" in page
    answer = client.post("/accounts/login/", {"login": "Class-Teacher", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_by_email_too(cast: Cast, with_password: User) -> None:
    User.objects.filter(pk=with_password.pk).update(email="teacher@example.org")
    assert is_signed_in(sign_in("teacher@example.org"))


def test_a_wrong_password_and_an_unknown_name_sound_the_same(cast: Cast) -> None:
    said = [
        re.findall(r'role="alert">(.*?)</p>', answer.content.decode())
        for login in ("class-teacher", "nobody-at-all")
        for answer in [Client().post("/accounts/login/", {"login": login, "password": "x"})]
    ]
    assert said[0] and said[0] == said[1]


@pytest.mark.parametrize("page", ["account_login", "account_reset_password", "account_signup", "account_inactive"])
def test_pages_for_who_is_not_signed_in_are_ours_and_in_russian(client: Client, page: str) -> None:
    text = client.get(reverse(page)).content.decode()
    assert "ground/diary.css" in text
    assert "<script>" not in text and "style=" not in text


@pytest.mark.parametrize(
    "page",
    [
        "security",
        "browsers",
        "account_change_password",
        "account_email",
        "account_logout",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "account_reauthenticate",
    ],
)
def test_pages_of_sign_in_are_ours_and_in_russian(cast: Cast, page: str) -> None:
    client = sign_in()
    if page.startswith("mfa_a"):
        assert client.get(reverse(page))["Location"].startswith("/accounts/reauthenticate/")
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.get(reverse(page))
    assert answer.status_code == 200, answer["Location"]
    text = answer.content.decode()
    assert "ground/diary.css" in text
    shown = re.sub(r"<script.*?</script>|<code.*?</code>", "", text, flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>", " ", shown)))
    names = {"English", "class", "teacher", "Google", "Authenticator", "Aegis", "JavaScript"}
    assert words <= names
    assert "<script>" not in text and "style=" not in text


def test_the_old_page_of_two_factors_leads_to_ours(cast: Cast) -> None:
    assert sign_in().get("/accounts/2fa/")["Location"] == "/security/"


def test_nobody_signs_up_by_himself(client: Client) -> None:
    before = User.objects.count()
    fields = {"username": "mallory", "password1": PASSWORD, "password2": PASSWORD}
    assert "приглашению" in client.post("/accounts/signup/", fields).content.decode()
    assert User.objects.count() == before


def test_a_stranger_tries_many_passwords(cast: Cast) -> None:
    attacker = Client()
    for _ in range(5):
        attacker.post("/accounts/login/", {"login": "class-teacher", "password": "guess"})
    answer = attacker.post("/accounts/login/", {"login": "class-teacher", "password": PASSWORD})
    assert "Слишком много" in answer.content.decode()
    assert not is_signed_in(attacker)


def test_too_many_requests_get_429_and_a_sentence(client: Client, settings: LazySettings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    for _ in range(2):
        answer = client.post("/accounts/password/reset/", {"email": "a@example.org"})
    assert answer.status_code == 429
    assert "Подождите несколько минут" in answer.content.decode()


@pytest.mark.parametrize("who", ["user", "person"])
def test_who_is_deactivated_is_nobody_at_once_and_cannot_come_back(cast: Cast, who: str) -> None:
    client = sign_in()
    if who == "user":
        actions.deactivate(person=cast.class_teacher, by=cast.head)
    else:
        Person.objects.filter(pk=cast.class_teacher.pk).update(is_active=False)
    assert not is_signed_in(client)
    assert not is_signed_in(sign_in())
    assert client.get("/api/me").status_code == 403


def test_where_you_are_signed_in(cast: Cast) -> None:
    here, there = sign_in(user_agent="Mozilla/5.0 (Windows NT 10.0) Chrome/140.0"), sign_in(user_agent=FIREFOX)
    for client in (here, there):
        client.get("/security/")
    page = here.get("/security/browsers/").content.decode()
    assert "Firefox, Linux" in page and "Chrome, Windows" in page and "этот браузер" in page
    assert str(there.session.session_key) not in page
    mark = re.findall(r"/security/browsers/(\w+)/sign-out/", page)
    assert len(mark) == 1
    here.post(f"/security/browsers/{mark[0]}/sign-out/")
    assert is_signed_in(here) and not is_signed_in(there)


def test_sign_out_everywhere_leaves_this_browser(cast: Cast) -> None:
    here, others = sign_in(), [sign_in() for _ in range(2)]
    stranger = Client()
    stranger.force_login(User.objects.get(person=cast.stranger))
    said = here.post("/security/sign-out-everywhere/", follow=True).content.decode()
    assert "2 браузерах" in said
    assert is_signed_in(here) and is_signed_in(stranger)
    assert not any(is_signed_in(other) for other in others)
    assert AuditEntry.objects.filter(what="accounts:sessions:ended", person=cast.class_teacher.pk).exists()


def test_a_person_signs_anothers_browser_out(cast: Cast) -> None:
    victim, attacker = sign_in(), Client()
    attacker.force_login(User.objects.get(person=cast.other_class_teacher))
    victim.get("/security/")
    other = sign_in()
    page = other.get("/security/browsers/").content.decode()
    mark = re.findall(r"/security/browsers/(\w+)/sign-out/", page)[0]
    assert attacker.post(f"/security/browsers/{mark}/sign-out/").status_code == 404
    assert is_signed_in(victim)


def test_a_changed_password_ends_the_other_sessions(cast: Cast) -> None:
    here, thief = sign_in(), sign_in()
    fields = {"oldpassword": PASSWORD, "password1": "красный паровоз 7", "password2": "красный паровоз 7"}
    here.post("/accounts/password/change/", fields)
    assert is_signed_in(here) and not is_signed_in(thief)
    assert Session.objects.filter(user__person=cast.class_teacher).count() == 1
    assert not is_signed_in(sign_in())


def test_a_forgotten_password_is_changed_by_a_letter(cast: Cast, with_password: User) -> None:
    thief = sign_in()
    User.objects.filter(pk=with_password.pk).update(email="teacher@example.org")
    client = Client()
    client.post("/accounts/password/reset/", {"email": "teacher@example.org"})
    (letter,) = mail.outbox
    assert "class-teacher" in letter.body and "забытый пароль" in letter.body
    link = re.findall(r"http://testserver(\S+)", str(letter.body))[0]
    form = client.get(client.get(link)["Location"])
    assert "Задать пароль" in form.content.decode()
    client.post(form.request["PATH_INFO"], {"password1": "красный паровоз 7", "password2": "красный паровоз 7"})
    assert is_signed_in(sign_in(password="красный паровоз 7"))
    assert not is_signed_in(thief)


def test_a_letter_to_an_unknown_address_is_not_sent_and_sounds_the_same(cast: Cast, client: Client) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert "Если такая почта у нас есть" in answer.content.decode()
    assert not mail.outbox


def test_a_page_costs_one_query_for_who_asks(cast: Cast) -> None:
    client = sign_in()
    client.get("/security/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/security/")
    # What is prepared leaves no text behind.
    of_people = [one["sql"] for one in asked.captured_queries if "roster_person" in (one["sql"] or "roster_person")]
    assert len(of_people) == 1


def test_another_server_of_sign_in_is_offered_only_where_it_is_set(client: Client, settings: LazySettings) -> None:
    assert "Войти через" not in client.get("/accounts/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [SERVER]}}
    settings.OPENID_CONNECT_SERVER = "https://id.example.org/realm"
    answer = client.get("/accounts/login/")
    assert "Войти через Город" in answer.content.decode()
    assert "form-action 'self' https://id.example.org" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("verified", [True, False])
def test_a_server_of_sign_in_is_believed_only_about_an_address_that_we_have_verified_too(
    cast: Cast, with_password: User, settings: LazySettings, verified: bool
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [SERVER]}}
    User.objects.filter(pk=with_password.pk).update(email="teacher@example.org")
    EmailAddress.objects.create(user=with_password, email="teacher@example.org", primary=True, verified=verified)
    adapter = SocialAccountAdapter()
    login = SocialLogin(
        user=User(),
        account=SocialAccount(provider="school", uid="1"),
        email_addresses=[EmailAddress(email="teacher@example.org", verified=True)],
        provider=adapter.get_provider(RequestFactory().get("/"), "school"),
    )
    found = adapter.authenticate_by_email(login)
    assert (found is not None) == verified
