"""«Создать чат» beside the search field: members are added by hand; one may leave; a ruled chat cannot be left."""

from playwright.sync_api import expect

from tests.flows.conftest import People, open_chat, say


def test_it_is_made_talked_in_muted_and_left(people: People) -> None:
    teacher, colleague = people("class-teacher", path="/messenger/"), people("administrator", path="/messenger/")
    teacher.get_by_role("button", name="Создать чат").click()
    teacher.get_by_label("Название").fill("Поход в музей")
    teacher.get_by_label("Найти людей").fill("Соколова Вер")
    teacher.get_by_text("Вероника Соколова").click()
    teacher.get_by_role("dialog").get_by_role("button", name="Создать чат").click()
    teacher.wait_for_url("**/messenger/c/*")
    open_chat(colleague, "Поход в музей")
    say(teacher, "Едем в субботу?")
    expect(colleague.get_by_text("Едем в субботу?").last).to_be_visible()
    colleague.get_by_role("button", name="Участники чата").click()
    dialog = colleague.get_by_role("dialog")
    dialog.get_by_role("button", name="Без звука").click()
    dialog.get_by_role("button", name="Навсегда").click()
    expect(dialog.get_by_role("button", name="Включить звук")).to_be_visible()
    dialog.get_by_role("button", name="Выйти из чата").click()
    colleague.get_by_role("button", name="Выйти из чата").last.click()
    expect(colleague.get_by_role("link").filter(has_text="Поход в музей")).to_have_count(0)
    expect(teacher.get_by_text("Вероника С. выходит из чата").first).to_be_visible()


def test_a_ruled_chat_says_why_one_is_there_and_cannot_be_left(people: People) -> None:
    teacher = people("class-teacher", path="/messenger/")
    open_chat(teacher, "10 А")
    teacher.get_by_role("button", name="Участники чата").click()
    dialog = teacher.get_by_role("dialog")
    expect(dialog).to_contain_text("классный руководитель 10 А")
    expect(dialog.get_by_role("button", name="Выйти из чата")).to_have_count(0)
    dialog.get_by_text("Кого здесь нет и почему").click()
    expect(dialog).to_contain_text("Глеб Сидоров")
    expect(dialog).to_contain_text("нет учебного профиля")


def test_the_menu_switches_between_personal_and_learning_chats(people: People) -> None:
    page = people("class-teacher", path="/messenger/")
    page.get_by_role("button", name="Меню").click()
    page.get_by_role("link", name="Личные чаты").click()
    expect(page.get_by_role("link").filter(has_text="Учительская")).to_have_count(0)
    page.get_by_role("button", name="Меню").click()
    page.get_by_role("link", name="Сферум").click()
    expect(page.get_by_role("link").filter(has_text="Учительская")).to_be_visible()
