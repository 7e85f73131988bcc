"""Class teacher: «Образование» → «Моя школа» → «Классы» → the class → both buttons."""

from playwright.sync_api import expect

from tests.flows.conftest import People


def test_both_buttons_lead_to_their_chats(people: People) -> None:
    page = people("other-class-teacher")
    page.get_by_role("link", name="Классы").click()
    page.get_by_role("link", name="Демо 6", exact=True).click()
    for button, title in (
        ("Открыть чат класса в Сферуме", "Демо 6"),
        ("Открыть чат родителей в Сферуме", "Родители Демо 6"),
    ):
        page.get_by_role("complementary").get_by_role("link", name=button).click()
        if "/chats/open/" in page.url:
            expect(page.get_by_role("heading")).to_contain_text("будет создан автоматически")
            page.get_by_role("button", name="Создать и открыть").click()
        page.wait_for_url("**/messenger/c/*")
        expect(page.get_by_role("main").get_by_text(title, exact=True).first).to_be_visible()
        page.goto("/school/1/classes/2/")
    missing = page.locator("#missing")
    expect(missing.get_by_role("heading", name="Кого здесь нет и почему")).to_be_visible()
    expect(missing).to_contain_text("нет учебного профиля")


def test_an_administrator_who_opens_a_chat_for_others_is_told_that_he_is_not_in_it(people: People) -> None:
    page = people("administrator", path="/school/1/classes/")
    page.get_by_role("link", name="1 А", exact=True).click()
    page.get_by_role("link", name="Открыть чат класса в Сферуме").click()
    page.get_by_role("button", name="Создать и открыть").click()
    expect(page.get_by_role("status")).to_contain_text("Вас в нём нет")
    expect(page.get_by_role("heading", name="1 А")).to_be_visible()


def test_an_employee_who_leads_no_class_sees_no_buttons(people: People) -> None:
    page = people("teacher-and-parent", path="/school/1/classes/1/")
    expect(page.get_by_role("heading", name="10 А")).to_be_visible()
    expect(page.get_by_role("link", name="Открыть чат")).to_have_count(0)
