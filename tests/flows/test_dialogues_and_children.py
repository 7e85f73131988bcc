"""Who writes to whom: a dialogue begun from a person's card, seen live by the other; those who may not, and how one blocks."""

from playwright.sync_api import Page, expect

from tests.flows.conftest import People, open_chat, say


def card_of(page: Page, chat: str, name: str) -> None:
    """From a chat's members to a member's card."""
    open_chat(page, chat)
    page.get_by_role("button", name="Участники чата").click()
    page.get_by_label("Найти участника").fill(name.split()[1])
    page.get_by_role("dialog").get_by_text(name, exact=True).click()


def test_a_teacher_writes_to_her_pupil_and_he_answers(people: People) -> None:
    teacher, pupil = people("class-teacher", path="/messenger/"), people("other-sibling", path="/messenger/")
    expect(pupil.get_by_role("link").filter(has_text="10 А").first).to_be_visible()
    card_of(teacher, "10 А", "Дарья Иванова")
    expect(teacher.get_by_text("Ученик 10 А,")).to_be_visible()
    teacher.get_by_role("button", name="Написать").click()
    expect(teacher.locator("#chat-title")).to_have_text("Дарья Иванова")
    expect(pupil.get_by_role("link").filter(has_text="Елена Орлова")).to_have_count(0)
    say(teacher, "Даша, зайди после урока")
    expect(pupil.get_by_role("link").filter(has_text="Елена Орлова")).to_be_visible()
    open_chat(pupil, "Елена Орлова")
    say(pupil, "Хорошо!")
    expect(teacher.get_by_text("Хорошо!").last).to_be_visible()


def test_one_person_without_a_title_is_a_dialogue(people: People) -> None:
    page = people("administrator", path="/messenger/")
    page.get_by_role("button", name="Создать чат").click()
    page.get_by_label("Найти людей").fill("Фомин")
    page.get_by_role("dialog").get_by_text("Андрей Фомин").click()
    page.get_by_role("dialog").get_by_role("button", name="Написать").click()
    expect(page.locator("#chat-title")).to_have_text("Андрей Фомин")


def test_a_parent_is_offered_no_childs_of_others(people: People) -> None:
    page = people("parent-of-both", path="/messenger/")
    page.get_by_role("button", name="Создать чат").click()
    page.get_by_label("Найти людей").fill("Кузнецов")
    expect(page.get_by_role("dialog").get_by_text("Ирина Кузнецова")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text("Пётр Кузнецов")).to_have_count(0)


def test_a_pupil_blocks_another_and_lets_him_write_again(people: People) -> None:
    one, other = people("classmate", path="/messenger/"), people("other-sibling", path="/messenger/")
    card_of(other, "10 А", "Пётр Кузнецов")
    other.get_by_role("button", name="Написать").click()
    expect(other.locator("#chat-title")).to_have_text("Пётр Кузнецов")
    say(other, "Дай списать")
    open_chat(one, "Дарья Иванова")
    one.get_by_role("button", name="Карточка: Дарья Иванова").click()
    one.get_by_role("button", name="Заблокировать").click()
    one.get_by_role("alertdialog").get_by_role("button", name="Заблокировать").click()
    expect(one.get_by_role("button", name="Разблокировать")).to_be_visible()
    say(other, "Ну дай")
    expect(other.get_by_role("alert").get_by_text("Один из вас заблокировал другого")).to_be_visible()
    one.keyboard.press("Escape")
    one.get_by_role("button", name="Меню").click()
    one.get_by_role("button", name="Тишина").click()
    one.get_by_role("dialog").get_by_role("button", name="Разблокировать").click()
    expect(one.get_by_role("dialog").get_by_text("Никого.")).to_be_visible()
    other.get_by_role("button", name="Повторить").click()
    expect(one.get_by_text("Ну дай").last).to_be_visible()


def test_a_person_keeps_quiet_hours(people: People) -> None:
    page = people("classmate", path="/messenger/")
    page.get_by_role("button", name="Меню").click()
    page.get_by_role("button", name="Тишина").click()
    page.get_by_label("С", exact=True).fill("22:00")
    page.get_by_label("До", exact=True).fill("07:00")
    page.get_by_role("dialog").get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Тихие часы сохранены.").last).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Меню").click()
    page.get_by_role("button", name="Тишина").click()
    expect(page.get_by_label("С", exact=True)).to_have_value("22:00")
