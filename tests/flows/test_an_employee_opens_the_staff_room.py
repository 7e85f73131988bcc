"""Any employee: «Образование» → «Моя школа» → «Учительская» → the button in the block on the right."""

from playwright.sync_api import expect

from tests.flows.conftest import People


def test_the_first_press_says_that_the_chat_will_be_created_and_later_presses_lead_there_at_once(people: People) -> None:
    page = people("stranger")  # the director of the other school, where nobody has pressed yet
    page.get_by_role("link", name="Образование").click()
    expect(page.get_by_role("link", name="Моя школа")).to_be_visible()
    page.get_by_role("link", name="Учительская").click()
    page.get_by_role("complementary").get_by_role("link", name="Открыть чат учительской в Сферуме").click()
    expect(page.get_by_role("heading", name="Чат «Учительская» будет создан автоматически")).to_be_visible()
    page.get_by_role("button", name="Создать и открыть").click()
    page.wait_for_url("**/messenger/c/*")
    expect(page.get_by_role("textbox", name="Сообщение")).to_be_visible()
    chat = page.url
    page.goto("/")
    page.get_by_role("link", name="Учительская").click()
    page.get_by_role("link", name="Открыть чат учительской в Сферуме").click()
    page.wait_for_url(chat)


def test_the_class_teachers_list_shows_what_the_school_shows(people: People) -> None:
    page = people("class-teacher", path="/messenger/")
    rows = page.get_by_role("navigation").get_by_role("link")
    geography = rows.filter(has_text="Демо 6 - География")
    expect(geography).to_contain_text('МАОУ "Гимназия № 0": Звонок · 2 д')
    expect(rows.filter(has_text="Учительская")).to_contain_text("Вероника С.: Стикер · 2 д")
