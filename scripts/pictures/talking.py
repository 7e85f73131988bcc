"""The list and a chat, and what is done with a message: answers, signs, pins, names, several at once."""

from playwright.sync_api import Page

from scripts.pictures.hands import DIALOG, act, away, field, message
from scripts.pictures.scene import CLASS, STAFF
from scripts.pictures.studio import Shot, Studio

TRIP, TEST = "Сбор у школы в 9:40", "население Европы"


def answer(page: Page, _studio: Studio) -> None:
    act(page, TRIP, "Ответить")
    field(page).fill("А родителям можно?")
    away(page)


def menu(page: Page, _studio: Studio) -> None:
    act(page, TRIP)
    away(page)


def edit(page: Page, _studio: Studio) -> None:
    act(page, TRIP, "Изменить")
    away(page)


def remove(page: Page, _studio: Studio) -> None:
    act(page, TRIP, "Удалить")


def who_read(page: Page, _studio: Studio) -> None:
    act(page, TEST, "Кто прочитал")
    page.get_by_role("list", name="Прочитали").wait_for()


def who_signed(page: Page, _studio: Studio) -> None:
    act(page, "цветные карандаши", "Кто поставил реакции")


def choose(page: Page, _studio: Studio) -> None:
    act(page, TRIP, "Выбрать")
    message(page, "цветные карандаши").get_by_role("checkbox").check()
    away(page)


def forward(page: Page, studio: Studio) -> None:
    choose(page, studio)
    page.get_by_role("toolbar", name="Выбранные сообщения").get_by_role("button", name="Переслать").click()


def emoji(page: Page, _studio: Studio) -> None:
    page.get_by_role("button", name="Эмодзи и стикеры").click()
    page.get_by_role("searchbox", name="Поиск эмодзи").wait_for()


def stickers(page: Page, _studio: Studio) -> None:
    page.get_by_role("button", name="Эмодзи и стикеры").click()
    page.get_by_role("button", name="Стикеры", exact=True).click()
    page.get_by_role("button", name="Стикер 2", exact=True).wait_for()


def mention(page: Page, _studio: Studio) -> None:
    field(page).press_sequentially("Карту рисует @Ив")
    page.get_by_role("option").first.wait_for()


SHOTS = [
    # Before they open the chat in another shot: then nothing is unread.
    Shot("talk-unread", "other-sibling", chat=CLASS),
    Shot("messenger-chat", "class-teacher", chat=CLASS),
    Shot("messenger-dark", "class-teacher", chat=STAFF, dark=True),
    Shot("messenger-english", "class-teacher", chat=CLASS, english=True),
    Shot("messenger-phone", "class-teacher", phone=True),
    Shot("messenger-phone-chat", "class-teacher", chat=CLASS, phone=True),
    Shot("messenger-phone-dark", "sibling", chat=CLASS, phone=True, dark=True),
    Shot("talk-answer", "sibling", chat=CLASS, do=answer, of=".chat-pane"),
    Shot("talk-menu", "class-teacher", chat=CLASS, do=menu, of=".chat-pane"),
    Shot("talk-edit", "class-teacher", chat=CLASS, do=edit, of=".chat-pane"),
    Shot("talk-remove", "class-teacher", chat=CLASS, do=remove, of=DIALOG),
    Shot("talk-who-read", "class-teacher", chat=CLASS, do=who_read, of=DIALOG),
    Shot("talk-who-signed", "sibling", chat=CLASS, do=who_signed, of=DIALOG),
    Shot("talk-chosen", "sibling", chat=CLASS, do=choose, of=".chat-pane"),
    Shot("talk-forward", "sibling", chat=CLASS, do=forward, of=DIALOG),
    Shot("talk-emoji", "sibling", chat=CLASS, do=emoji, of=".chat-pane"),
    Shot("talk-stickers", "sibling", chat=CLASS, do=stickers, phone=True),
    Shot("talk-mention", "sibling", chat=CLASS, do=mention, of=".chat-pane"),
]
