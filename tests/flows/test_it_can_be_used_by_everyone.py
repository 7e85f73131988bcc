"""axe finds no violation, in light and dark; the phone has a list and a chat with a way back; English is English."""

import pytest
from playwright.sync_api import expect

from tests.flows.conftest import PHONE, People, assert_accessible, open_chat, say

PAGES = [
    ("head", "/school/1/"),
    ("class-teacher", "/school/1/staff-room/"),
    ("head", "/school/1/classes/"),
    ("head", "/school/1/classes/1/"),
    ("head", "/school/1/employees/"),
    ("head", "/school/1/people/3/"),
    ("head", "/school/1/change/hire/"),
    ("head", "/school/1/change/change-class-teacher/?school_class=1"),
    ("head", "/school/1/invitations/"),
    ("head", "/school/1/switches/"),
    ("head", "/school/1/reports/"),
    ("parent-of-two", "/my-class/"),
    ("teacher-and-parent", "/education/"),
    ("pupil-without-profile", "/profile/"),
    ("class-teacher", "/profile/"),
    ("class-teacher", "/digest/"),
    ("class-teacher", "/picture/"),
    ("administrator", "/school/1/programs/"),
    ("administrator", "/school/1/systems/"),
    ("administrator", "/school/1/audit/"),
    ("administrator", "/programs/"),
    ("other-class-teacher", "/security/"),
    ("pupil-without-profile", "/messenger/"),
    ("class-teacher", "/messenger/"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_pass_axe(people: People, scheme: str) -> None:
    for part in dict.fromkeys(part for part, _path in PAGES):
        page = people(part, color_scheme=scheme)
        for path in (path for one, path in PAGES if one == part):
            page.goto(path)
            page.wait_for_load_state("networkidle")
            assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_chat_its_members_and_a_new_chat_pass_axe(people: People, scheme: str) -> None:
    page = people("class-teacher", path="/messenger/", color_scheme=scheme)
    open_chat(page, "Учительская")
    page.get_by_alt_text("Стикер").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Участники чата").click()
    page.get_by_role("dialog").get_by_text("Елена Орлова").wait_for()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Создать чат").click()
    page.get_by_role("dialog").wait_for()
    assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_rooms_of_a_chat_and_of_the_menu_pass_axe(people: People, scheme: str) -> None:
    page = people("class-teacher", path="/messenger/", color_scheme=scheme)
    for name in ("Уведомления", "Тишина", "Моя фотография", "Запланированные"):
        page.get_by_role("button", name="Меню").click()
        page.get_by_role("button", name=name, exact=True).click()
        page.get_by_role("dialog", name=name).wait_for()
        page.wait_for_load_state("networkidle")
        assert_accessible(page)
        page.keyboard.press("Escape")
    open_chat(page, "10 А")
    say(page, "Для всех глаз")
    row = page.locator(".history-row").filter(has=page.get_by_role("img", name="Отправлено")).last
    row.hover()
    row.get_by_role("button", name="Действия с сообщением").click()
    menu = page.get_by_role("dialog", name="Действия с сообщением")
    assert_accessible(page)
    menu.get_by_role("button", name="Другая реакция").click()
    menu.locator(".emoji-grid button").first.wait_for()
    assert_accessible(page)
    page.keyboard.press("Escape")
    row.hover()
    row.get_by_role("button", name="Действия с сообщением").click()
    menu.get_by_role("button", name="Выбрать", exact=True).click()
    page.get_by_role("toolbar", name="Выбранные сообщения").wait_for()
    assert_accessible(page)
    page.get_by_role("toolbar").get_by_role("button", name="Удалить").click()
    page.get_by_role("dialog", name="Удалить сообщения?").wait_for()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Участники чата").click()
    members = page.get_by_role("dialog")
    members.get_by_role("button", name="Без звука").click()
    assert_accessible(page)
    members.get_by_role("button", name="Отмена").click()
    members.get_by_role("button", name="Настройки").click()
    page.get_by_role("form", name="Сохранить переписку").wait_for()
    page.wait_for_load_state("networkidle")
    assert_accessible(page)


def test_signed_out_pages_pass_axe(people: People) -> None:
    page = people("sibling")
    page.context.clear_cookies()
    for path in ("/accounts/login/", "/invitation/", "/demo/sign-in-as/"):
        page.goto(path)
        assert_accessible(page)


def test_on_a_phone_the_chat_takes_the_screen_and_leads_back(people: People) -> None:
    page = people("sibling", path="/messenger/", viewport=PHONE)
    open_chat(page, "10 А")
    expect(page.get_by_role("button", name="Меню")).not_to_be_visible()
    page.get_by_label("К списку чатов").click()
    expect(page.get_by_role("button", name="Меню")).to_be_visible()


def test_everything_speaks_english_when_asked(people: People) -> None:
    page = people("class-teacher", path="/school/1/staff-room/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Staff room", exact=True)).to_be_visible()
    page.goto("/messenger/")
    expect(page.get_by_role("button", name="New chat").or_(page.get_by_role("button", name="Create a chat"))).to_be_visible()
