"""For programs: a bot is let into a class chat and speaks there; a webhook arrives signed; a letter that died is sent again."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.flows.conftest import PHONE, People, assert_accessible, open_chat, say
from tests.receiver import Receiver, receiver
from zvonok.programs.tests.test_webhooks import is_signed

ARRIVES_SECONDS_MAX = 20
SECONDS_MAX = 10


@pytest.fixture
def server() -> Iterator[Receiver]:
    with receiver() as one:
        yield one


def programs_page(page: Page) -> None:
    page.get_by_role("link", name="Образование").click()
    if page.get_by_role("link", name="Моя школа").count():
        page.get_by_role("link", name="Моя школа").first.click()
    page.get_by_role("link", name="Программы", exact=True).click()


def new_key(page: Page) -> str:
    """What the page shows once."""
    page.get_by_label("Название").fill("Сервер столовой")
    page.get_by_role("button", name="Создать ключ").click()
    return page.locator(".code").inner_text()


def test_a_bot_a_webhook_and_a_key_live(people: People, address: str, server: Receiver) -> None:
    head, teacher = people("administrator"), people("class-teacher", path="/messenger/")
    pupil = people("sibling", path="/messenger/")
    name = f"Столовая {uuid4().hex[:6]}"

    # The school's administrator makes a bot, and gives its program a key.
    programs_page(head)
    assert_accessible(head)
    head.get_by_text("Новый бот").click()
    head.get_by_label("Имя бота").fill(name)
    head.get_by_label("Зачем он").fill("Меню на завтра")
    head.get_by_role("button", name="Создать бота").click()
    key = new_key(head)
    assert re.fullmatch(r"zv_[\w-]{40,}", key)
    assert_accessible(head)
    bot_page = head.url
    head.goto(bot_page)
    expect(head.get_by_text(key)).to_have_count(0)

    # The class teacher lets it in; the pupil sees who, and that it reads.
    open_chat(teacher, "10 А")
    open_chat(pupil, "10 А")
    teacher.get_by_role("button", name="Участники чата").click()
    members = teacher.get_by_role("dialog")
    members.get_by_label("Добавить бота").select_option(label=name)
    members.get_by_label("Читает сообщения").check()
    members.get_by_role("button", name="Добавить", exact=True).click()
    expect(members.get_by_role("button", name=f"Убрать бота: {name}")).to_be_visible()
    assert_accessible(teacher)
    teacher.keyboard.press("Escape")
    expect(pupil.get_by_text(re.compile(f"добавляет бота .*{name}.*: он читает сообщения")).last).to_be_visible()

    # Its program speaks, and the pupil sees it live, marked as a bot; a pupil finds no way to let bots in or out.
    headers = {"Authorization": f"Bearer {key}"}
    (chat,) = requests.get(f"{address}/api/bot/chats", headers=headers, timeout=SECONDS_MAX).json()
    words = {"uuid": str(uuid4()), "text": f"Завтра борщ, говорит {name}"}
    said = requests.post(f"{address}/api/bot/chats/{chat['id']}/messages", json=words, headers=headers, timeout=SECONDS_MAX)
    assert said.status_code == 201
    expect(pupil.get_by_text(f"Завтра борщ, говорит {name}").last).to_be_visible()
    expect(pupil.get_by_text(f"{name} (бот)").last).to_be_visible()
    pupil.get_by_role("button", name="Участники чата").click()
    expect(pupil.get_by_role("dialog").get_by_text(name, exact=True)).to_be_visible()
    expect(pupil.get_by_role("dialog").get_by_text("Меню на завтра. Читает сообщения").first).to_be_visible()
    expect(pupil.get_by_role("dialog").get_by_role("button", name="Убрать бота")).to_have_count(0)
    pupil.keyboard.press("Escape")

    # A webhook: what the pupil says arrives, signed.
    programs_page(head)
    head.get_by_text("Новый вебхук").click()
    head.get_by_label("Адрес").fill(server.url)
    head.get_by_label("сообщение в чате").check()
    head.get_by_role("button", name="Создать вебхук").click()
    secret = head.locator(".code").inner_text()
    assert_accessible(head)
    head.get_by_role("link", name="Дальше").click()
    webhook_page = head.url
    expect(head.get_by_text(secret)).to_have_count(0)
    say(pupil, "А котлеты будут?")
    (taken,) = server.wait_for(1, ARRIVES_SECONDS_MAX)
    assert "А котлеты будут?" in taken.body
    assert is_signed(taken, secret)

    # One that says «no more» is paused; its dead letter is shown, and sent again.
    server.answers = [410, 200]
    say(pupil, "А компот?")
    server.wait_for(2, ARRIVES_SECONDS_MAX)
    expect_after_reload(head, "Включить")
    expect(head.get_by_text("ответ 410")).to_be_visible()
    assert_accessible(head)
    head.get_by_role("button", name="Включить").click()
    head.get_by_role("button", name="Отправить снова").click()
    expect(head.get_by_text("Отправляем снова.")).to_be_visible()
    again = server.wait_for(3, ARRIVES_SECONDS_MAX)
    assert again[1].headers["webhook-id"] == again[2].headers["webhook-id"]
    expect_after_reload(head, "2 попытки", absent="Отправить снова")
    head.goto(webhook_page)
    head.get_by_role("button", name="Удалить").click()

    # A key that is revoked lets nobody in.
    head.goto(bot_page)
    head.get_by_role("button", name="Отозвать ключ Сервер столовой").click()
    assert requests.get(f"{address}/api/bot", headers=headers, timeout=SECONDS_MAX).status_code == 401


def expect_after_reload(page: Page, words: str, absent: str = "") -> None:
    """What the worker writes is on the page when it is asked for again."""
    for _time in range(SECONDS_MAX):
        page.reload()
        gone = not absent or not page.get_by_text(absent).count()
        if gone and (absent or page.get_by_text(words).count()):
            return
        page.wait_for_timeout(300)
    raise AssertionError(words)


def test_a_persons_own_key_by_keyboard_and_on_a_phone(people: People, address: str) -> None:
    page = people("parent-of-both", path="/security/", viewport=PHONE)
    page.get_by_role("link", name="Ключи программ").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Название").focus()
    page.keyboard.type("Дневник на холодильник")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Создать ключ").focus()
    page.keyboard.press("Enter")
    key = page.locator(".code").inner_text()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    headers = {"Authorization": f"Bearer {key}"}
    assert requests.get(f"{address}/api/chats", headers=headers, timeout=SECONDS_MAX).status_code == 200
    assert requests.post(f"{address}/api/chats", json={}, headers=headers, timeout=SECONDS_MAX).status_code == 403
    page.get_by_role("link", name="Что умеют программы").click()
    expect(page.get_by_text("GET /api/chats", exact=True)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/programs/")
    page.get_by_role("button", name="Отозвать ключ Дневник на холодильник").click()
    expect(page.get_by_text("Ключ отозван")).to_be_visible()
    assert requests.get(f"{address}/api/chats", headers=headers, timeout=SECONDS_MAX).status_code == 401
