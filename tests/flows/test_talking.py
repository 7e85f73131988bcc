"""What is done to messages by one is seen by the other without reload: answers, edits, signs, pins, names, stickers, marks."""

from playwright.sync_api import Locator, Page, expect

from tests.flows.conftest import PHONE, People, open_chat, say, two_in_10a


def message(page: Page, words: str) -> Locator:
    return page.locator(".history-row").filter(has=page.locator(".text", has_text=words)).last


def act(page: Page, words: str, deed: str) -> None:
    """From the menu of a message, as a mouse does it."""
    row = message(page, words)
    row.hover()
    row.get_by_role("button", name="Действия с сообщением").click()
    page.get_by_role("dialog", name="Действия с сообщением").get_by_role("button", name=deed, exact=True).click()


def test_an_answer_an_edit_a_sign_and_a_deletion(people: People) -> None:
    teacher, pupil = two_in_10a(people)
    say(teacher, "Завтра контрольная по главе 3")
    expect(message(pupil, "главе 3")).to_be_visible()
    act(pupil, "главе 3", "Ответить")
    say(pupil, "А формулы нужны?")
    expect(message(teacher, "А формулы нужны?").locator(".quote")).to_contain_text("Завтра контрольная по главе 3")
    expect(message(teacher, "главе 3").get_by_role("img", name="Прочитано")).to_be_visible()

    act(teacher, "главе 3", "Изменить")
    expect(teacher.get_by_role("textbox", name="Сообщение")).to_have_value("Завтра контрольная по главе 3")
    say(teacher, "Завтра контрольная по главе 4")
    expect(message(pupil, "главе 4")).to_contain_text("изменено")
    expect(message(pupil, "А формулы нужны?").locator(".quote")).to_contain_text("главе 4")

    act(teacher, "А формулы нужны?", "Реакция 👍")
    expect(message(pupil, "А формулы нужны?").get_by_role("button", name="👍, поставили: 1")).to_be_visible()
    message(pupil, "А формулы нужны?").get_by_role("button", name="👍, поставили: 1").click()
    expect(message(teacher, "А формулы нужны?").get_by_role("button", name="👍, поставили: 2")).to_be_visible()

    act(pupil, "А формулы нужны?", "Удалить")
    pupil.get_by_role("button", name="Удалить для всех").click()
    expect(message(teacher, "А формулы нужны?")).to_have_count(0)
    expect(message(teacher, "Сообщение удалено")).to_be_visible()

    act(pupil, "главе 4", "Удалить")
    expect(pupil.get_by_role("button", name="Удалить для всех")).to_have_count(0)
    pupil.get_by_role("button", name="Удалить у себя").click()
    expect(message(pupil, "главе 4")).to_have_count(0)
    pupil.reload()
    expect(pupil.get_by_text("Сообщение удалено").last).to_be_visible()
    expect(message(pupil, "главе 4")).to_have_count(0)
    expect(message(teacher, "главе 4")).to_be_visible()


def test_a_name_after_at_is_counted_apart_and_leads_back(people: People) -> None:
    teacher, pupil = two_in_10a(people)
    pupil.goto("/messenger/")
    field = teacher.get_by_role("textbox", name="Сообщение")
    field.press_sequentially("Доклад готовит @Алекс")
    teacher.get_by_role("option").filter(has_text="Александр Иванов").first.click()
    field.press_sequentially("— на пятницу")
    field.press("Enter")
    row = pupil.get_by_role("link").filter(has=pupil.get_by_text("10 А", exact=True)).first
    expect(row.get_by_text("вас упомянули")).to_have_count(1)
    open_chat(pupil, "10 А")
    expect(pupil.locator(".mention-me").last).to_be_visible()
    expect(row.get_by_text("вас упомянули")).to_have_count(0)


def test_a_pin_stickers_emoji_who_read_and_forwarding(people: People) -> None:
    teacher, pupil = two_in_10a(people)
    say(teacher, "Расписание экзаменов: 1, 4 и 8 июня")
    act(teacher, "Расписание экзаменов", "Закрепить")
    expect(pupil.locator(".pinned-bar")).to_contain_text("Расписание экзаменов")
    pupil.get_by_role("button", name="Эмодзи и стикеры").click()
    pupil.get_by_role("searchbox", name="Поиск эмодзи").fill("ракета")
    pupil.get_by_role("button", name="🚀", exact=True).click()
    expect(pupil.get_by_role("textbox", name="Сообщение")).to_have_value("🚀")
    pupil.get_by_role("button", name="Стикеры", exact=True).click()
    pupil.get_by_role("button", name="Стикер 2", exact=True).click()
    expect(teacher.get_by_role("img", name="Стикер").last).to_be_visible()
    act(teacher, "Расписание экзаменов", "Кто прочитал")
    expect(teacher.get_by_role("list", name="Прочитали")).to_contain_text("Александр Иванов")
    teacher.get_by_role("button", name="Закрыть").click()
    act(teacher, "Расписание экзаменов", "Переслать")
    teacher.get_by_role("dialog").get_by_role("button", name="Родители 10 А").click()
    expect(teacher.get_by_role("heading", name="Родители 10 А")).to_be_visible()
    expect(message(teacher, "Расписание экзаменов")).to_contain_text("Переслано")


def test_a_phone_opens_the_menu_by_a_long_press(people: People) -> None:
    page = people("sibling", path="/messenger/", viewport=PHONE, has_touch=True)
    open_chat(page, "10 А")
    say(page, "С телефона")
    expect(message(page, "С телефона").get_by_role("img", name="Отправлено")).to_be_visible()
    message(page, "С телефона").locator(".bubble").dispatch_event("contextmenu")
    menu = page.get_by_role("dialog", name="Действия с сообщением")
    expect(menu.get_by_role("button", name="Ответить")).to_be_visible()
    box = menu.bounding_box()
    assert box and round(box["y"] + box["height"]) == PHONE["height"]


def test_a_chat_is_marked_unread_until_it_is_opened(people: People) -> None:
    page = people("sibling", path="/messenger/")
    row = page.get_by_role("link").filter(has=page.get_by_text("10 А", exact=True)).first
    open_chat(page, "10 А")
    page.goto("/messenger/")
    row.click(button="right")
    page.get_by_role("dialog").get_by_role("button", name="Не прочитано").click()
    page.keyboard.press("Escape")
    expect(row.get_by_text("помечен непрочитанным")).to_have_count(1)
    open_chat(page, "10 А")
    expect(row.get_by_text("помечен непрочитанным")).to_have_count(0)
