"""Who writes to whom, and what one does against a bad word: cards, blocks, reports, quiet."""

from playwright.sync_api import Page

from scripts.pictures.hands import DIALOG, act, press
from scripts.pictures.scene import CLASS
from scripts.pictures.studio import Shot, Studio

BAD_WORDS = "Не дашь списать — пожалеешь"


def card(page: Page, studio: Studio) -> None:
    press("Участники чата")(page, studio)
    page.get_by_label("Найти участника").fill("Иванов Александр")
    page.get_by_role("dialog").get_by_text("Александр Иванов", exact=True).click()
    page.get_by_role("button", name="Написать").wait_for()


def block(page: Page, studio: Studio) -> None:
    card(page, studio)
    page.get_by_role("button", name="Заблокировать").click()
    page.get_by_role("alertdialog").wait_for()


def report(page: Page, studio: Studio) -> None:
    hands = studio.hands("classmate")
    hands.say(hands.chat(CLASS), BAD_WORDS)
    act(page, BAD_WORDS, "Пожаловаться")
    page.get_by_role("dialog").get_by_text("Травля или угрозы").click()


def reported(page: Page, studio: Studio) -> None:
    hands = studio.hands("sibling")
    chat = hands.chat(CLASS)
    said = next(one for one in hands.get(f"chats/{chat}/messages")["messages"] if one["text"] == BAD_WORDS)
    hands.do("POST", f"chats/{chat}/messages/{said['seq']}/report", reason="bullying", words="Он всем так пишет")
    page.reload()


def quiet(page: Page, studio: Studio) -> None:
    press("Меню", "Тишина")(page, studio)
    page.get_by_label("С", exact=True).fill("22:00")
    page.get_by_label("До", exact=True).fill("07:00")


SHOTS = [
    Shot("children-dialogue", "class-teacher", chat="Александр Иванов"),
    Shot("children-card", "class-teacher", chat=CLASS, do=card, of=DIALOG),
    Shot("children-block", "classmate", chat=CLASS, do=block, of=DIALOG),
    Shot("children-quiet", "sibling", do=quiet, of=DIALOG),
    Shot("children-report", "sibling", chat=CLASS, do=report, of=DIALOG),
    Shot("children-reports", "administrator", "/school/1/reports/", do=reported, whole=True),
]
