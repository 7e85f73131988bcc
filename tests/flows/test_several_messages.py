"""Several messages are chosen by the mouse, by the keyboard and by a finger, and passed on, copied or deleted at once."""

import re

from playwright.sync_api import Page, expect

from tests.flows.conftest import PHONE, People, open_chat, say, two_in_10a
from tests.flows.test_talking import act, message

BAR = "Выбранные сообщения"


def say_all(page: Page, *words: str) -> None:
    for each in words:
        say(page, each)
        expect(message(page, each)).to_be_visible()


def test_passed_on_in_their_order_and_deleted_for_all(people: People) -> None:
    teacher, pupil = two_in_10a(people)
    say_all(teacher, "Раз: собрать рюкзак", "Два: взять воду", "Три: не опоздать")
    expect(message(pupil, "Три: не опоздать")).to_be_visible()

    act(pupil, "Три: не опоздать", "Выбрать")
    bar = pupil.get_by_role("toolbar", name=BAR)
    expect(bar).to_contain_text("Выбрано 1 сообщение")
    message(pupil, "Раз: собрать рюкзак").locator(".choosable").click()
    expect(bar).to_contain_text("Выбрано 2 сообщения")
    bar.get_by_role("button", name="Переслать").click()
    pupil.get_by_role("dialog", name="Переслать в чат").get_by_role("button", name="10 А - География").click()
    expect(pupil.get_by_role("heading", level=2, name="10 А - География")).to_be_visible()
    expect(message(pupil, "Три: не опоздать")).to_contain_text("Переслано")
    shown = pupil.get_by_role("region", name="Сообщения").inner_text()
    assert shown.rindex("Раз: собрать рюкзак") < shown.rindex("Три: не опоздать") and "Два: взять воду" not in shown
    expect(bar).to_have_count(0)

    act(teacher, "Раз: собрать рюкзак", "Выбрать")
    message(teacher, "Два: взять воду").get_by_role("checkbox").check()
    teacher.get_by_role("toolbar", name=BAR).get_by_role("button", name="Удалить").click()
    teacher.get_by_role("dialog", name="Удалить сообщения?").get_by_role("button", name="Удалить для всех").click()
    open_chat(pupil, "10 А")
    for words in ("Раз: собрать рюкзак", "Два: взять воду"):
        expect(message(pupil, words)).to_have_count(0)
    expect(message(pupil, "Три: не опоздать")).to_be_visible()


def test_by_the_keyboard_alone_and_escape_takes_the_choice_back(people: People) -> None:
    pupil = people("sibling", path="/messenger/")
    pupil.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_chat(pupil, "10 А")
    say_all(pupil, "Первая строка списка", "Вторая строка списка")
    message(pupil, "Вторая строка списка").get_by_role("button", name="Действия с сообщением").focus()
    pupil.keyboard.press("Enter")
    pupil.get_by_role("button", name="Выбрать", exact=True).focus()
    pupil.keyboard.press("Enter")
    bar = pupil.get_by_role("toolbar", name=BAR)
    expect(bar).to_be_focused()
    first = pupil.get_by_role("checkbox", name=re.compile("Первая строка списка")).last
    first.focus()
    pupil.keyboard.press("Space")
    expect(bar).to_contain_text("Выбрано 2 сообщения")
    bar.get_by_role("button", name="Скопировать").focus()
    pupil.keyboard.press("Enter")
    expect(bar).to_have_count(0)
    copied = pupil.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"(.+: Первая строка списка)\n(.+: Вторая строка списка)", copied)

    act(pupil, "Первая строка списка", "Выбрать")
    pupil.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    # The same key did not close the chat.
    expect(pupil.get_by_role("textbox", name="Сообщение")).to_be_visible()


def test_anothers_words_are_taken_away_from_oneself_alone_on_a_phone(people: People) -> None:
    teacher = people("class-teacher", path="/messenger/")
    pupil = people("sibling", path="/messenger/", viewport=PHONE, has_touch=True, is_mobile=True)
    for page in (teacher, pupil):
        open_chat(page, "10 А")
    say_all(teacher, "Лишнее слово для одного", "Нужное слово для всех")
    row = message(pupil, "Лишнее слово для одного")
    expect(row).to_be_visible()
    row.locator(".bubble").dispatch_event("contextmenu")
    pupil.get_by_role("button", name="Выбрать", exact=True).tap()
    bar = pupil.get_by_role("toolbar", name=BAR)
    expect(bar).to_be_visible()
    assert pupil.evaluate("document.documentElement.scrollWidth <= innerWidth")
    bar.get_by_role("button", name="Удалить").tap()
    dialog = pupil.get_by_role("dialog", name="Удалить сообщения?")
    expect(dialog.get_by_role("button", name="Удалить для всех")).to_have_count(0)
    dialog.get_by_role("button", name="Удалить у себя").tap()
    expect(message(pupil, "Лишнее слово для одного")).to_have_count(0)
    expect(message(teacher, "Лишнее слово для одного")).to_be_visible()
