"""What hands do on the messenger's page, named as one says it. Called by: the lists of shots beside it."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

from scripts.pictures.studio import Studio

Deed = Callable[[Page, Studio], None]
# What is shown of an open dialog, and of the list.
DIALOG, SIDE = "dialog[open] > div:first-child", "nav.list-pane"


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Сообщение")


def message(page: Page, words: str) -> Locator:
    return page.locator(".history-row").filter(has=page.locator(".text", has_text=words)).last


def act(page: Page, words: str, deed: str = "") -> None:
    """Opens the menu of a message; presses what it is told to."""
    row = message(page, words)
    row.hover()
    row.get_by_role("button", name="Действия с сообщением").click()
    menu = page.get_by_role("dialog", name="Действия с сообщением")
    menu.wait_for()
    if deed:
        menu.get_by_role("button", name=deed, exact=True).click()


def attach(page: Page, what: str) -> None:
    page.get_by_role("button", name="Прикрепить").click()
    page.get_by_role("dialog", name="Прикрепить").get_by_role("button", name=what).click()


def press(*names: str) -> Deed:
    """Buttons, one after another."""

    def deed(page: Page, _studio: Studio) -> None:
        for name in names:
            page.get_by_role("button", name=name).first.click()

    return deed


def away(page: Page) -> None:
    """The mouse, so that nothing looks pressed."""
    page.mouse.move(0, 0)
