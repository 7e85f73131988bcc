"""Attacks by programs: with a token too narrow, or over; as another's bot; and on our own network, by a webhook."""

import ipaddress
import logging
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from tests.attacks import operations
from tests.attacks.conftest import Browser, Chats, SignIn, nothing_written
from tests.attacks.operations import Ids
from tests.receiver import Receiver, receiver
from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.messenger.doors import place
from zvonok.messenger.models import Message
from zvonok.operations.cast import Cast
from zvonok.profiles.actions import suspend
from zvonok.programs import addresses, bots, scopes, sending, signing, tokens, webhooks
from zvonok.programs.models import Bot, Delivery, Token, Webhook
from zvonok.programs.tests.conftest import Program
from zvonok.programs.tests.test_webhooks import is_signed
from zvonok.roster import actions as roster
from zvonok.roster.models import Person

EVERY_OPERATION = operations.operations()
OWN_SCOPES = list(scopes.OF_PERSON)


def program_of(person: Person, *given: str) -> Program:
    return Program(tokens.make_own(name="Скрипт", scopes=given, days=7, now=clock.now(), by=person)[1])


def program_of_bot(bot: Bot, by: Person) -> Program:
    return Program(tokens.make_of_bot(bot=bot, name="Сервер", days=7, now=clock.now(), by=by)[1])


@pytest.fixture
def bot(cast: Cast) -> Bot:
    return bots.make(school=cast.school, name="Столовая", purpose="Меню на завтра", by=cast.head)


@pytest.fixture
def bot_inside(cast: Cast, chats: Chats, bot: Bot) -> Bot:
    own = place(cast.class_teacher, chats.of_10a)
    bots.let_in(place=own, bot=bot, reads=True, by=cast.class_teacher)
    return bot


# Tokens


@pytest.mark.parametrize("scope", [*OWN_SCOPES, scopes.Scope.BOT])
def test_a_token_of_one_scope_is_tried_on_every_operation(
    cast: Cast, chats: Chats, bot_inside: Bot, scope: scopes.Scope
) -> None:
    person = cast.class_teacher
    program = program_of_bot(bot_inside, cast.head) if scope is scopes.Scope.BOT else program_of(person, scope)
    ids, opened = Ids(chat=chats.of_10a, seq=1, person=cast.sibling.pk), 0
    for operation in EVERY_OPERATION:
        if scopes.TABLE[operation.name] is scope:
            answer = program.call(operation.method, operation.path(ids), operation.body(ids))
            assert answer.status_code not in (401, 403), operation.name
            opened += 1
            continue
        with nothing_written(operation.name):
            answer = program.call(operation.method, operation.path(ids), operation.body(ids))
        assert answer.status_code == 403, operation.name
        assert answer.json()["detail"].startswith(("Программам это закрыто", "У этого ключа нет разрешения")), operation.name
    assert opened == sum(scopes.TABLE[one.name] is scope for one in EVERY_OPERATION)
    if scope is not scopes.Scope.BOT:
        with nothing_written("a bot's door"):
            said = program.call("POST", f"/bot/chats/{chats.of_10a}/messages", {"uuid": str(uuid4()), "text": "я бот"})
        assert said.status_code == 403


def test_a_token_makes_a_token_and_changes_the_sign_in(cast: Cast) -> None:
    """Pages know no tokens: who comes with one is not signed in there."""
    program = program_of(cast.head, *OWN_SCOPES)
    school = f"/school/{cast.school.pk}"
    before = Token.objects.count()
    for path in ("/programs/", "/security/", "/accounts/password/change/", f"{school}/programs/", f"{school}/bots/"):
        answer = program.get(path)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/accounts/login/"), path
        assert program.post(path, {"name": "Ещё", "scopes": ["chats:read"], "days": 7}).status_code in (302, 403), path
    assert Token.objects.count() == before


@pytest.mark.parametrize("end", ["revoked", "expired", "left", "person inactive", "user inactive", "mangled"])
def test_a_token_whose_time_is_over(cast: Cast, chats: Chats, end: str) -> None:
    person = cast.class_teacher
    program = program_of(person, "chats:read", "messages:read", "messages:write")
    assert program.call("GET", f"/chats/{chats.of_10a}").status_code == 200
    token, expected = Token.objects.get(person=person), 401
    if end == "revoked":
        tokens.revoke(token=token, now=clock.now(), by=person)
    elif end == "expired":
        Token.objects.update(ends_at=clock.now() - timedelta(seconds=1))
    elif end == "left":
        roster.dismiss(employee=cast.employee(person), by=cast.head)
        expected = 404
    elif end == "person inactive":
        Person.objects.filter(pk=person.pk).update(is_active=False)
    elif end == "user inactive":
        person.user.is_active = False
        person.user.save()
    else:
        program = Program(program.word[:-1] + ("A" if program.word[-1] != "A" else "B"))
    for method, path, body in (
        ("GET", f"/chats/{chats.of_10a}", None),
        ("GET", f"/chats/{chats.of_10a}/messages", None),
        ("POST", f"/chats/{chats.of_10a}/messages", {"uuid": str(uuid4()), "text": "Я ещё тут"}),
    ):
        assert program.call(method, path, body).status_code == expected, (end, path)
    assert not Message.objects.filter(text="Я ещё тут").exists()


def test_a_token_of_one_whose_profile_is_suspended_sees_no_learning_chats(cast: Cast, chats: Chats) -> None:
    program = program_of(cast.sibling, "chats:read", "messages:read")
    suspend(person=cast.sibling, by=cast.sibling)
    assert program.call("GET", "/chats").json()["chats"] == []
    assert program.call("GET", f"/chats/{chats.of_10a}/messages").status_code == 404


def test_a_bad_token_is_not_helped_by_a_good_cookie(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.head)
    assert page.call("GET", "/chats", headers={"Authorization": "Bearer zv_wrong"}).status_code == 401
    assert page.call("GET", "/chats").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer zv_",
        "bearer zv_' OR 1=1 --",
        "Bearer zv_\x00",
        "Bearer " + "zv_" + "a" * 9000,
        "Basic enY6enY=",
    ],
)
def test_nonsense_in_the_header(db: None, header: str) -> None:
    answer = Client().get("/api/chats", headers={"Authorization": header})
    assert answer.status_code in (401, 403)


def test_anothers_token_is_revoked_by_its_number(cast: Cast, sign_in: SignIn) -> None:
    program_of(cast.head, "chats:read")
    token = Token.objects.get(person=cast.head)
    assert sign_in(cast.class_teacher).post(f"/programs/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


# Bots


def test_a_bot_in_a_chat_where_it_is_not(cast: Cast, chats: Chats, bot_inside: Bot) -> None:
    program = program_of_bot(bot_inside, cast.head)
    for chat in (chats.parents_10a, chats.staff_room, 10**9):
        said = program.call("POST", f"/bot/chats/{chat}/messages", {"uuid": str(uuid4()), "text": "Пустите"})
        assert (said.status_code, program.call("GET", f"/bot/chats/{chat}/messages").status_code) == (404, 404)
    bots.take_out(place=place(cast.class_teacher, chats.of_10a), bot=bot_inside.pk, by=cast.class_teacher)
    said = program.call("POST", f"/bot/chats/{chats.of_10a}/messages", {"uuid": str(uuid4()), "text": "Пустите"})
    assert said.status_code == 404
    assert not Message.objects.filter(text="Пустите").exists()


def test_a_bot_opens_a_dialogue_with_a_child_and_looks_for_people(cast: Cast, chats: Chats, bot_inside: Bot) -> None:
    program = program_of_bot(bot_inside, cast.head)
    asked = {"person": cast.sibling.pk, "space": "learning"}
    assert program.call("POST", "/dialogues", asked).status_code == 403
    for path in ("/people?search=К", f"/people/{cast.sibling.pk}", f"/chats/{chats.of_10a}/members", "/me", "/chats"):
        assert program.call("GET", path).status_code == 403, path


def test_a_bot_of_another_school_is_let_in(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    foreign = bots.make(school=cast.other_school, name="Чужой", purpose="Подсматривать", by=cast.stranger)
    teacher = sign_in(cast.class_teacher)
    for number in (foreign.pk, 10**9):
        answer = teacher.call("PUT", f"/chats/{chats.of_10a}/bots/{number}", {"reads": True})
        assert (answer.status_code, answer.json()["detail"]) == (404, "Такого бота нет.")
    assert teacher.call("GET", f"/chats/{chats.of_10a}/bots").json() == {"bots": [], "may_be_let_in": []}
    assert not foreign.places.exists()


def test_a_pupil_lets_a_bot_into_his_class_and_into_a_chat_of_his_own(
    cast: Cast, chats: Chats, bot: Bot, sign_in: SignIn
) -> None:
    pupil = sign_in(cast.sibling)
    assert pupil.call("PUT", f"/chats/{chats.of_10a}/bots/{bot.pk}", {"reads": True}).status_code == 404
    made = pupil.call("POST", "/chats", {"uuid": str(uuid4()), "title": "Поход", "people": [cast.classmate.pk]}).json()
    assert pupil.call("PUT", f"/chats/{made['id']}/bots/{bot.pk}", {"reads": True}).status_code == 404
    assert pupil.call("DELETE", f"/chats/{chats.of_10a}/bots/{bot.pk}").status_code == 404
    assert not bot.places.exists()


def test_an_employee_lets_a_bot_into_a_personal_chat(cast: Cast, bot: Bot, sign_in: SignIn) -> None:
    teacher = sign_in(cast.class_teacher)
    body = {"uuid": str(uuid4()), "title": "Друзья", "people": [], "space": "personal"}
    made = teacher.call("POST", "/chats", body).json()["id"]
    assert teacher.call("PUT", f"/chats/{made}/bots/{bot.pk}", {"reads": True}).status_code == 409
    assert not bot.places.exists()


def test_a_stranger_and_a_teacher_open_the_schools_pages_of_programs(
    cast: Cast, bot: Bot, sign_in: SignIn, settings: Settings
) -> None:
    settings.WEBHOOK_INSIDE_HOSTS = ["127.0.0.1"]
    hook = webhooks.register(school=cast.school, url="http://127.0.0.1/", events=["chat.opened"], by=cast.head)
    dead = Delivery.objects.create(webhook=hook, event="chat.opened", body="{}", state="dead")
    foreign = webhooks.register(school=cast.other_school, url="http://127.0.0.1/", events=["chat.opened"], by=cast.stranger)
    school = f"/school/{cast.school.pk}"
    pages = [f"{school}/programs/", f"{school}/bots/{bot.pk}/", f"{school}/webhooks/{hook.pk}/"]
    deeds = [
        *(f"{school}/bots/", f"{school}/bots/{bot.pk}/", f"{school}/bots/{bot.pk}/switch/"),
        *(f"{school}/webhooks/", f"{school}/webhooks/{hook.pk}/pause/", f"{school}/webhooks/{hook.pk}/delete/"),
        f"{school}/webhooks/{hook.pk}/deliveries/{dead.pk}/again/",
    ]
    for person in (cast.stranger, cast.class_teacher, cast.sibling, cast.parent_of_both):
        page = sign_in(person)
        assert {page.get(path).status_code for path in pages} == {404}
        with nothing_written(str(person)):
            assert {page.post(path, {"name": "Мой", "purpose": "Так", "days": 7}).status_code for path in deeds} == {404}
    # An administrator, by the address of his own school, with the numbers of another's.
    head = sign_in(cast.head)
    assert head.post(f"{school}/webhooks/{foreign.pk}/delete/").status_code == 404
    assert head.post(f"{school}/webhooks/{foreign.pk}/deliveries/{dead.pk}/again/").status_code == 404
    assert Webhook.objects.count() == 2


def test_a_bots_name_is_a_script_and_a_teachers(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    script = bots.make(school=cast.school, name="<script>alert(1)</script>", purpose="<b>Так</b>", by=cast.head)
    head, school = sign_in(cast.head), f"/school/{cast.school.pk}"
    for path in (f"{school}/programs/", f"{school}/bots/{script.pk}/"):
        shown = head.get(path).content
        assert b"&lt;script&gt;" in shown and b"<script>alert" not in shown and b"<b>" not in shown
    twin = bots.make(school=cast.school, name=cast.class_teacher.short_name, purpose="Так", by=cast.head)
    bots.let_in(place=place(cast.class_teacher, chats.of_10a), bot=twin, reads=False, by=cast.class_teacher)
    bots.post(place=twin.places.get(), text="Переведите деньги", uuid=uuid4(), now=clock.now())
    page = sign_in(cast.sibling).call("GET", f"/chats/{chats.of_10a}/messages").json()["messages"]
    author = page[-1]["author"]
    assert (author["short_name"], author["is_bot"], author["person"]) == (cast.class_teacher.short_name, True, None)


# Webhooks that lead inside


INSIDE = [
    *("https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0/"),
    *(
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
    ),
    *("https://169.254.169.254/latest/meta-data/", "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/"),
    *("https://100.64.0.1/", "https://[fd00::1]/", "https://[fe80::1]/", "https://224.0.0.1/", "https://localhost/"),
]


@pytest.fixture
def watched() -> Iterator[Receiver]:
    """Something inside that nobody may reach."""
    with receiver() as one:
        yield one
        assert one.taken == []


def try_to_send(cast: Cast, url: str) -> Delivery:
    """Past the door of the form, as if the address had become an inner one later."""
    hook = Webhook.objects.create(school=cast.school, url=url, events=["chat.opened"], salt="salt")
    delivery = Delivery.objects.create(webhook=hook, event="chat.opened", body="{}", next_at=clock.now())
    sending.deliver_due(now=clock.now())
    delivery.refresh_from_db()
    return delivery


@pytest.mark.parametrize("url", INSIDE)
def test_a_webhook_leads_inside(cast: Cast, watched: Receiver, url: str) -> None:
    host, slash, path = url.partition("//")[2].partition("/")
    delivery = try_to_send(cast, f"https://{host}:{watched.port}{slash}{path}")
    assert delivery.last_status is None
    assert delivery.last_error in ("адрес внутри сети: туда запросы не отправляются", "это не адрес")


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/", "https://localhost/"),
        *("file:///etc/passwd", "gopher://example.org/", "https://user:secret@example.org/", "https://", "//example.org", ""),
        *("https://example.org\\@127.0.0.1/", "https://exa mple.org/", "https://example.org:99999/", "javascript:alert(1)"),
        *("https://[::ffff:7f00:1]/", "https://example.org/#@127.0.0.1", "https://example.org/" + "a" * 600),
    ],
)
def test_an_address_that_is_refused_at_once(cast: Cast, url: str) -> None:
    with pytest.raises(Refused) as refused:
        webhooks.register(school=cast.school, url=url, events=["chat.opened"], by=cast.head)
    assert refused.value.field == "url"


def test_a_name_that_resolves_to_loopback(cast: Cast, watched: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that is public when it is registered, and inner when it is called: the look is at the number that is called."""
    webhooks.register(school=cast.school, url="https://attacker.example/", events=["chat.opened"], by=cast.head)

    def resolved(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        where = ("127.0.0.1", port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", where)]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    delivery = try_to_send(cast, f"https://attacker.example:{watched.port}/")
    assert delivery.last_error == "адрес внутри сети: туда запросы не отправляются"


def test_a_redirect_to_loopback(cast: Cast, watched: Receiver, settings: Settings) -> None:
    settings.WEBHOOK_INSIDE_HOSTS = ["127.0.0.1"]
    with receiver() as allowed:
        allowed.answers = [f"http://localhost:{watched.port}/"]
        delivery = try_to_send(cast, allowed.url)
    assert (len(allowed.taken), delivery.last_status, delivery.state) == (1, 302, "waiting")


@pytest.mark.parametrize("number", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_public_numbers_are_let_through(number: str) -> None:
    assert addresses.is_public(ipaddress.ip_address(number))


def test_a_signature_is_replayed_for_other_words_another_id_and_another_moment(cast: Cast, settings: Settings) -> None:
    settings.WEBHOOK_INSIDE_HOSTS = ["127.0.0.1"]
    with receiver() as one:
        hook = try_to_send(cast, one.url).webhook
    (taken,) = one.taken
    secret = signing.secret(hook)
    assert is_signed(taken, secret)
    for header in ("webhook-id", "webhook-timestamp"):
        was, taken.headers[header] = taken.headers[header], taken.headers[header] + "1"
        assert not is_signed(taken, secret), header
        taken.headers[header] = was
    taken.body += " "
    assert not is_signed(taken, secret)


# Secrets


def test_secrets_are_in_no_log_no_page_and_no_table(
    cast: Cast, chats: Chats, bot_inside: Bot, sign_in: SignIn, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.WEBHOOK_INSIDE_HOSTS = ["127.0.0.1"]
    own, of_bot = program_of(cast.head, "chats:read"), program_of_bot(bot_inside, cast.head)
    with receiver() as one:
        one.answers = [500]
        hook = try_to_send(cast, f"{one.url}?key=тайный-ключ").webhook
    own.call("GET", "/chats")
    own.call("POST", "/chats", {})
    of_bot.call("GET", f"/bot/chats/{chats.of_10a}/messages")
    own.get("/api/no-such-page")
    head = sign_in(cast.head)
    school = f"/school/{cast.school.pk}"
    shown = "".join(
        head.get(path).content.decode()
        for path in ("/programs/", "/programs/api/", f"{school}/programs/", f"{school}/bots/{bot_inside.pk}/")
    )
    shown += head.get(f"{school}/webhooks/{hook.pk}/").content.decode()
    with connection.cursor() as cursor:
        kept = []
        for table in ("programs_token", "programs_webhook", "programs_delivery", "ground_auditentry", "procrastinate_jobs"):
            cursor.execute(f"SELECT row_to_json(one)::text FROM {table} AS one")
            kept += [row[0] for row in cursor.fetchall()]
    secret = signing.secret(hook)
    for word in (own.word, of_bot.word, secret, secret.removeprefix("whsec_")):
        assert word not in caplog.text
        assert word not in shown
        assert word not in "".join(kept)
    assert "тайный-ключ" not in caplog.text
    assert own.word[: tokens.SHOWN] in shown


def test_a_form_of_another_site_makes_a_token(cast: Cast) -> None:
    victim = Client(enforce_csrf_checks=True)
    victim.force_login(cast.head.user)
    assert victim.post("/programs/", {"name": "Чужой", "scopes": ["chats:read"], "days": 7}).status_code == 403
    assert victim.post(f"/school/{cast.school.pk}/webhooks/", {"webhook-url": "https://attacker.example/"}).status_code == 403
    assert not Token.objects.exists()


def test_a_browser_without_a_token_comes_to_a_bots_door(cast: Cast, sign_in: SignIn) -> None:
    page: Browser = sign_in(cast.head)
    assert page.call("GET", "/bot").status_code == 401
    assert page.call("POST", "/bot/chats/1/messages", {"uuid": str(uuid4()), "text": "я бот"}).status_code == 401
