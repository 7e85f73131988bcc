"""A whole talk without a mouse: the keyboard reaches everything, one sees where it is, and no dialog that closes loses it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.flows.conftest import WAIT_MS, People, open_chat, say
from tests.flows.test_polls_and_scheduled import poll
from tests.flows.test_talking import message

# Somewhere, on the screen, and ringed: by itself, or by the label that a field stands in.
SEEN = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return false;
    const ringed = (one) => {
        const style = one && getComputedStyle(one);
        return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    };
    const box = at.getBoundingClientRect();
    const shown = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return shown && getComputedStyle(at).opacity !== '0' && (ringed(at) || ringed(at.closest('label')));
}"""
STEPS_MAX = 80


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.field = page.get_by_role("textbox", name="Сообщение")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_function(SEEN)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.page.wait_for_function(SEEN)

    def walk(self, to: Locator, key: str = "Tab") -> None:
        to.wait_for(state="attached")
        for _ in range(STEPS_MAX):
            if to.evaluate("(one) => one === document.activeElement"):
                self.page.wait_for_function(SEEN)
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} never comes to {to}")

    def take(self, to: Locator, key: str = "Tab") -> None:
        self.walk(to, key)
        self.page.keyboard.press("Enter")

    def menu_of(self, words: str) -> Locator:
        """Back from the field to the message, and its menu open."""
        self.walk(self.field)
        self.take(message(self.page, words).get_by_role("button", name="Действия с сообщением"), "Shift+Tab")
        menu = self.page.get_by_role("dialog", name="Действия с сообщением")
        expect(menu).to_be_visible()
        self.page.wait_for_function(SEEN)
        return menu


@pytest.fixture
def teacher(browser: Browser, address: str) -> Iterator[Keyboard]:
    """Signed in, and in the messenger, by the keyboard too."""
    context = browser.new_context(locale="ru-RU", base_url=address, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto("/demo/sign-in-as/")
    keyboard = Keyboard(page)
    keyboard.take(page.locator("form:has(input[value='class-teacher']) button"))
    page.wait_for_url(lambda url: "sign-in-as" not in url)
    keyboard.take(page.get_by_role("link", name="Сообщения", exact=True))
    page.get_by_role("navigation", name="Сферум").wait_for()
    yield keyboard
    context.close()


def enter_10a(keyboard: Keyboard) -> None:
    page = keyboard.page
    row = page.get_by_role("link").filter(has=page.get_by_text("10 А", exact=True)).first
    row.wait_for()
    keyboard.walk(page.locator("[data-index='0']"))
    keyboard.take(row, "ArrowDown")
    expect(keyboard.field).to_be_focused()
    page.wait_for_function(SEEN)


def test_a_whole_talk(teacher: Keyboard, people: People) -> None:
    page, press, field = teacher.page, teacher.press, teacher.field
    pupil = people("sibling", path="/messenger/")
    open_chat(pupil, "10 А")
    # However much waited there, one's own word brings one to the end.
    say(pupil, "Я на месте")
    enter_10a(teacher)

    # A name, signs, a sticker.
    teacher.type("Дежурит @Алекс")
    named = page.get_by_role("option").filter(has_text="Александр Иванов").first
    expect(named).to_be_visible()
    for _ in range(page.get_by_role("option").count()):
        if named.get_attribute("aria-selected") == "true":
            break
        press("ArrowDown")
    press("Enter")
    teacher.type("завтра ")
    smile = page.get_by_role("button", name="Эмодзи и стикеры")
    teacher.take(smile)
    panel = page.get_by_role("dialog", name="Эмодзи и стикеры")
    teacher.walk(panel.get_by_role("searchbox"))
    teacher.type("ракета")
    teacher.take(panel.get_by_role("button", name="🚀", exact=True))
    expect(field).to_be_focused()
    press("Escape")
    expect(panel).to_have_count(0)
    press("Enter")
    expect(message(pupil, "Дежурит").locator(".mention-me")).to_be_visible()
    expect(message(pupil, "Дежурит")).to_contain_text("завтра 🚀")
    teacher.take(smile)
    teacher.take(panel.get_by_role("button", name="Стикеры", exact=True))
    stickers = pupil.get_by_role("img", name="Стикер")
    before = stickers.count()
    teacher.take(panel.get_by_role("button", name="Стикер 3", exact=True))
    expect(stickers).to_have_count(before + 1)
    expect(field).to_be_focused()
    teacher.take(smile)
    expect(panel).to_be_visible()
    press("Escape")
    expect(smile).to_be_focused()

    # An answer, a sign, other words, none at all.
    say(pupil, "А кто поливает цветы?")
    expect(message(page, "поливает цветы")).to_be_visible()
    teacher.take(teacher.menu_of("поливает цветы").get_by_role("button", name="Ответить"))
    expect(field).to_be_focused()
    teacher.type("Тот же, кто дежурит")
    press("Enter")
    expect(message(pupil, "Тот же, кто дежурит").locator(".quote")).to_contain_text("поливает цветы")
    press("ArrowUp")
    expect(page.get_by_text("Изменение сообщения")).to_be_visible()
    expect(field).to_have_value("Тот же, кто дежурит")
    teacher.type(", и ещё Даша")
    press("Enter")
    expect(message(pupil, "и ещё Даша")).to_contain_text("изменено")
    teacher.take(teacher.menu_of("поливает цветы").get_by_role("button", name="Реакция 👍"))
    expect(message(pupil, "поливает цветы").get_by_role("button", name="👍, поставили: 1")).to_be_visible()
    press("Tab")
    menu = teacher.menu_of("и ещё Даша")
    teacher.take(menu.get_by_role("button", name="Удалить"))
    teacher.take(menu.get_by_role("button", name="Удалить для всех"))
    expect(message(pupil, "и ещё Даша")).to_have_count(0)
    page.wait_for_function(SEEN)
    menu = teacher.menu_of("поливает цветы")
    teacher.take(menu.get_by_role("button", name="Удалить"))
    teacher.take(menu.get_by_role("button", name="Отмена"))
    expect(menu).to_have_count(0)
    page.wait_for_function(SEEN)

    # Passed on to another chat, and back by the row that was left.
    teacher.take(teacher.menu_of("Дежурит").get_by_role("button", name="Переслать"))
    teacher.take(page.get_by_role("dialog", name="Переслать в чат").get_by_role("button", name="Родители 10 А"))
    expect(page.locator("#chat-title")).to_have_text("Родители 10 А")
    expect(field).to_be_focused()
    expect(message(page, "Дежурит")).to_contain_text("Переслано")
    press("Escape")
    expect(page.get_by_role("link").filter(has=page.get_by_text("Родители 10 А", exact=True))).to_be_focused()
    enter_10a(teacher)


def test_a_poll_a_pin_a_search_and_the_rooms_of_settings(teacher: Keyboard, people: People) -> None:
    page, press, field = teacher.page, teacher.press, teacher.field
    pupil = people("sibling", path="/messenger/")
    open_chat(pupil, "10 А")
    # However much waited there, one's own word brings one to the end.
    say(pupil, "Я на месте")
    enter_10a(teacher)

    teacher.take(page.get_by_role("button", name="Прикрепить"), "Shift+Tab")
    expect(page.get_by_role("button", name="Фото или файл")).to_be_focused()
    press("ArrowDown", "Enter")
    dialog = page.get_by_role("dialog", name="Новый опрос")
    teacher.walk(dialog.get_by_role("textbox", name="Вопрос"))
    teacher.type("Сажаем деревья в среду?")
    teacher.walk(dialog.get_by_role("textbox", name="Ответ 1"))
    teacher.type("Сажаем")
    teacher.walk(dialog.get_by_role("textbox", name="Ответ 2"))
    teacher.type("В четверг")
    teacher.take(dialog.get_by_role("button", name="Создать опрос"))
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Прикрепить")).to_be_focused()
    asked, seen = poll(page, "Сажаем деревья в среду?"), poll(pupil, "Сажаем деревья в среду?")
    teacher.walk(asked.get_by_role("radio", name="В четверг"), "Shift+Tab")
    press("Space")
    teacher.take(asked.get_by_role("button", name="Проголосовать"))
    expect(seen).to_contain_text("Проголосовал 1 человек")
    page.wait_for_function(SEEN)

    teacher.walk(field)
    teacher.type("Сбор у бассейна в девять")
    press("Enter")
    expect(message(pupil, "Сбор у бассейна")).to_be_visible()
    teacher.take(teacher.menu_of("Сбор у бассейна").get_by_role("button", name="Закрепить"))
    expect(pupil.locator(".pinned-bar")).to_contain_text("Сбор у бассейна")
    press("Tab")
    teacher.take(page.locator(".pinned-bar"), "Shift+Tab")
    expect(page.locator(".aimed")).to_contain_text("Сбор у бассейна")

    sought = page.get_by_role("searchbox", name="Поиск по чатам")
    teacher.walk(sought, "Shift+Tab")
    teacher.type("бассейном")
    teacher.take(page.get_by_role("region", name="Сообщения").get_by_role("link").filter(has_text="бассейна").first)
    expect(page.locator(".aimed")).to_contain_text("Сбор у бассейна")
    teacher.walk(sought, "Shift+Tab")
    press("Escape")
    expect(sought).to_have_value("")

    # Each room of the menu gives the keyboard back to the menu's button.
    for name in ("Уведомления", "Тишина", "Моя фотография", "Запланированные"):
        teacher.walk(page.get_by_role("button", name="Меню"), "Shift+Tab")
        press("Enter")
        teacher.take(page.get_by_role("button", name=name, exact=True), "ArrowDown")
        opened = page.get_by_role("dialog")
        teacher.take(opened.get_by_role("button", name="Закрыть").first, "Shift+Tab")
        expect(opened).to_have_count(0)
        expect(page.get_by_role("button", name="Меню")).to_be_focused()

    members = page.get_by_role("button", name="Участники чата")
    teacher.take(members)
    room = page.get_by_role("dialog")
    teacher.take(room.get_by_role("button", name="Без звука"))
    expect(room.get_by_role("button", name="На час")).to_be_focused()
    press("Enter")
    expect(room.get_by_text("Без звука до")).to_be_visible()
    teacher.take(room.get_by_role("button", name="Включить звук"))
    expect(room.get_by_role("button", name="Без звука")).to_be_visible()
    press("Escape")
    expect(members).to_be_focused()
    press("Escape")
    expect(page.get_by_role("link").filter(has=page.get_by_text("10 А", exact=True)).first).to_be_focused()


def test_a_screen_reader_is_told_what_is_what(people: People) -> None:
    page = people("class-teacher", path="/messenger/")
    open_chat(page, "10 А")
    say(page, "Слышно ли меня?")
    expect(message(page, "Слышно ли меня?").get_by_role("img", name="Отправлено")).to_be_visible()
    expect(page.locator("main")).to_match_aria_snapshot("""
    - main:
      - heading /Звонок. Сферум/ [level=1]
      - navigation "Сферум":
        - button "Меню"
        - searchbox "Поиск по чатам, людям и сообщениям"
        - button "Создать чат"
        - group "Папки":
          - button /Все/ [pressed]
        - link /10 А/
      - region "10 А":
        - heading "10 А" [level=2]
        - button "Фото и файлы"
        - button "Участники чата"
        - region "Сообщения":
          - text: Слышно ли меня?
          - img "Отправлено"
          - button "Действия с сообщением"
        - button "Прикрепить"
        - textbox "Сообщение"
        - button "Эмодзи и стикеры"
    """)
    message(page, "Слышно ли меня?").get_by_role("button", name="Действия с сообщением").press("Enter")
    expect(page.get_by_role("dialog", name="Действия с сообщением")).to_match_aria_snapshot("""
    - dialog "Действия с сообщением":
      - button "Реакция 👍"
      - button "Другая реакция"
      - button "Ответить"
      - button "Переслать"
      - button "Выбрать"
      - button "Изменить"
      - button "Закрепить"
      - button "Скопировать текст"
      - button "Кто прочитал"
      - button "Удалить"
    """)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Участники чата").press("Enter")
    expect(page.get_by_role("dialog")).to_match_aria_snapshot("""
    - dialog:
      - heading [level=2]
      - button "Закрыть"
      - button "Без звука"
      - button "Настройки"
      - region "Почему я здесь":
        - heading "Почему я здесь" [level=3]
        - list
      - region "Участники":
        - searchbox "Найти участника"
        - list:
          - listitem
    """)
