"""One has the messenger in English while the other has it in Russian: no word of ours is left in the other language."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.flows.conftest import People, open_chat, say
from tests.flows.test_a_long_chat import say_many
from tests.flows.test_drafts_typing_presence import row

# What the page says by itself, to the eye and to a screen reader; not what people have written, nor what things are called.
OWN_WORDS = """() => {
    const theirs =
        '.text, .quote-lines, .row-line, .row-title bdi, #chat-title bdi, .poll bdi, .poll legend, textarea, [lang=ru], ' +
        '.history-frame > [aria-live], .choosable > input, .quote';
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const within = walker.currentNode.parentElement;
        if (!within.closest(`${theirs}, script, style, .avatar, noscript`)) found.push(walker.currentNode.data);
    }
    for (const one of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
        if (!one.closest(theirs))
            for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(one.getAttribute(name) ?? '');
    return found;
}"""
# People, classes, subjects and the school are called what they are called in any language.
NAMES = re.compile(
    r"[А-ЯЁ][а-яё]+(-[А-ЯЁ][а-яё]+)? [А-ЯЁ]\.|[А-ЯЁ][а-яё]+(-[А-ЯЁ][а-яё]+)?( [А-ЯЁ][а-яё]+){1,2}"
    r"|(Демо )?\d+ ?[А-ЯЁ]?\b( - [А-ЯЁ][а-яё ]+)?( \(группа \d\))?|МАОУ .Гимназия № 0."
    r"|Учительская|Родители|Сферум|Звонок|Русский"
)


def assert_english(page: Page) -> None:
    titles = set(page.locator(".row-title bdi").all_inner_texts())
    said = [words for words in page.evaluate(OWN_WORDS) if words.strip() not in titles]
    ours = [words for words in said if re.search("[А-Яа-яЁё]", NAMES.sub("", words))]
    assert not ours, ours


def english(people: People, part: str) -> Page:
    page = people(part, path="/messenger/")
    page.get_by_role("button", name="Меню").click()
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Menu").wait_for()
    return page


def open_in_english(page: Page, title: str) -> None:
    page.get_by_role("link").filter(has=page.get_by_text(title, exact=True)).first.click()
    page.get_by_role("textbox", name="Message").wait_for()


def more(page: Page, words: str) -> Locator:
    found = page.locator(".history-row").filter(has=page.locator(".text", has_text=words)).last
    found.hover()
    return found.get_by_role("button", name="What to do with the message")


def test_every_room_of_the_messenger_speaks_it(people: People) -> None:
    page, pupil = english(people, "class-teacher"), people("sibling", path="/messenger/")
    assert_english(page)
    open_in_english(page, "10 А")
    open_chat(pupil, "10 А")
    say(pupil, "Говорим на двух языках")
    page.locator(".text", has_text="Говорим на двух языках").last.wait_for()
    assert_english(page)

    more(page, "на двух языках").click()
    menu = page.get_by_role("dialog")
    assert_english(page)
    menu.get_by_role("button", name="Another reaction").click()
    menu.locator(".emoji-grid button").first.wait_for()
    assert_english(page)
    page.keyboard.press("Escape")
    more(page, "на двух языках").click()
    menu.get_by_role("button", name="Forward").click()
    assert_english(page)
    page.keyboard.press("Escape")
    more(page, "на двух языках").click()
    menu.get_by_role("button", name="Select").click()
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("1 message selected")
    bar.get_by_role("button", name="Delete").click()
    assert_english(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Attach").click()
    assert_english(page)
    page.get_by_role("dialog").get_by_role("button", name="Poll").click()
    poll = page.get_by_role("dialog")
    assert_english(page)
    poll.get_by_role("textbox").nth(0).fill("Who is for it?")
    poll.get_by_role("textbox").nth(1).fill("Me")
    poll.get_by_role("textbox").nth(2).fill("Me too")
    poll.get_by_role("button", name="Create").click()
    asked = pupil.locator("form.poll").filter(has_text="Who is for it?").last
    expect(asked).to_contain_text("Пока никто не проголосовал")
    asked.get_by_role("radio", name="Me", exact=True).check()
    asked.get_by_role("button", name="Проголосовать").click()
    expect(page.locator("form.poll").last).to_contain_text("1 person has voted")
    assert_english(page)

    field = page.get_by_role("textbox", name="Message")
    field.fill("Later")
    page.get_by_role("button", name="Attach").click()
    page.get_by_role("dialog").get_by_role("button", name="Send later").click()
    assert_english(page)
    page.get_by_role("dialog").get_by_role("button", name="Tomorrow").first.click()
    page.get_by_role("button", name="Scheduled").last.click()
    page.get_by_role("dialog").get_by_role("listitem").first.wait_for()
    assert_english(page)
    page.get_by_role("dialog").get_by_role("button", name="Delete").first.click()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Emoji and stickers").click()
    page.get_by_role("dialog").get_by_role("button", name="Stickers", exact=True).click()
    assert_english(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Photos and files").click()
    page.get_by_role("dialog").wait_for()
    assert_english(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Members of the chat").click()
    page.get_by_role("dialog").get_by_text("Александр Иванов").wait_for()
    assert_english(page)
    page.get_by_role("dialog").get_by_role("button", name="Mute").click()
    assert_english(page)
    page.get_by_role("alertdialog").get_by_role("button", name="Cancel").click()
    page.get_by_role("dialog").get_by_role("button", name="Settings").click()
    page.get_by_role("dialog").nth(1).wait_for()
    assert_english(page)


@pytest.mark.parametrize("name", ["Notifications", "Quiet", "My photo", "Scheduled"])
def test_every_room_of_the_menu_speaks_it(people: People, name: str) -> None:
    page = english(people, "class-teacher")
    page.get_by_role("button", name="Menu").click()
    assert_english(page)
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("dialog").wait_for()
    assert_english(page)


def test_counts_are_right_in_both_languages(people: People) -> None:
    one, other = people("sibling", path="/messenger/"), english(people, "classmate")
    teacher = people("class-teacher", path="/messenger/")
    open_chat(teacher, "10 А")
    # However much waited there: the row's own menu says that it is read.
    for page, words in ((one, "Прочитано"), (other, "Read")):
        if row(page, "10 А").locator(".badge").count():
            row(page, "10 А").click(button="right")
            page.get_by_role("dialog").get_by_role("button", name=words, exact=True).click()
            page.keyboard.press("Escape")
        expect(row(page, "10 А").locator(".badge")).to_have_count(0)
    waiting = 0
    for count, russian, in_english in (
        (1, "1 непрочитанное сообщение", "1 unread message"),
        (2, "2 непрочитанных сообщения", "2 unread messages"),
        (5, "5 непрочитанных сообщений", "5 unread messages"),
        (21, "21 непрочитанное сообщение", "21 unread messages"),
    ):
        say_many(teacher, count - waiting)
        waiting = count
        for page, words in ((one, russian), (other, in_english)):
            expect(row(page, "10 А").locator(".badge .unseen")).to_have_text(words)
