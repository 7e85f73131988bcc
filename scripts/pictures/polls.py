"""Polls, and messages that wait for their time."""

from playwright.sync_api import Page

from scripts.pictures.hands import DIALOG, attach, field, press
from scripts.pictures.scene import CLASS, PARENTS
from scripts.pictures.studio import Shot, Studio


def ask(page: Page, _studio: Studio) -> None:
    attach(page, "Опрос")
    dialog = page.get_by_role("dialog", name="Новый опрос")
    dialog.get_by_role("textbox", name="Вопрос").fill("Когда удобнее собрание?")
    for number, answer in enumerate(("Среда, 18:30", "Четверг, 18:30"), 1):
        dialog.get_by_role("textbox", name=f"Ответ {number}").fill(answer)
    dialog.get_by_role("checkbox", name="Можно выбрать несколько ответов").check()


def later(page: Page, _studio: Studio) -> None:
    field(page).fill("Завтра дежурит третий ряд")
    attach(page, "Отправить позже")


def voters(page: Page, studio: Studio) -> None:
    press("Кто голосовал")(page, studio)
    page.get_by_role("dialog", name="Кто голосовал").get_by_role("listitem").first.wait_for()


def waiting(page: Page, _studio: Studio) -> None:
    page.get_by_role("button", name="Запланированные: 2").click()


SHOTS = [
    Shot("poll-asked", "class-teacher", chat=PARENTS, do=ask, of=DIALOG),
    Shot("poll-to-vote", "class-teacher", chat=PARENTS, of=".bubble:has(form.poll)"),
    Shot("poll-voted", "parent-of-both", chat=PARENTS, of=".bubble:has(form.poll)"),
    Shot("poll-voters", "class-teacher", chat=PARENTS, do=voters, of=DIALOG),
    Shot("scheduled-list", "class-teacher", chat=CLASS, do=waiting, of=DIALOG),
    Shot("scheduled-new", "class-teacher", chat=CLASS, do=later, of=DIALOG),
]
