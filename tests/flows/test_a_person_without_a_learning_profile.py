"""Who has no learning profile is led to make one and then brought to the chat; a young pupil waits for a parent's word."""

from playwright.sync_api import expect

from tests.flows.conftest import People


def test_he_is_led_to_make_one_and_then_brought_to_the_chat(people: People) -> None:
    page = people("without-profile", path="/school/1/staff-room/")
    page.get_by_role("link", name="Открыть чат учительской в Сферуме").click()
    expect(page.get_by_role("heading", name="Создать учебный профиль")).to_be_visible()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Создать учебный профиль").click()
    page.wait_for_url("**/messenger/c/*")
    expect(page.get_by_role("main").get_by_text("Учительская", exact=True).first).to_be_visible()


def test_a_young_pupil_is_in_his_chats_from_the_moment_his_parent_confirms(people: People) -> None:
    pupil = people("young-pupil", path="/profile/")
    pupil.get_by_role("checkbox").check()
    pupil.get_by_role("button", name="Создать учебный профиль").click()
    expect(pupil.get_by_role("main")).to_contain_text("родител")
    pupil.goto("/messenger/")
    expect(pupil.get_by_role("navigation")).to_contain_text("ждёт согласия родителя")
    parent = people("parent-of-two", path="/profile/")
    parent.get_by_role("link", name="Подтвердить").click()
    parent.get_by_role("checkbox").check()
    parent.get_by_role("button", name="Подтвердить").click()
    expect(parent.get_by_role("main")).to_contain_text("Анна")
    pupil.goto("/messenger/")
    expect(pupil.get_by_role("link").filter(has_text="Демо 6 - География")).to_be_visible()
