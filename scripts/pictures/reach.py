"""What finds a person and what he finds: search, drafts, typing, notifications, letters, without a line."""

from playwright.sync_api import Page, expect

from scripts.pictures.hands import SIDE, field, press
from scripts.pictures.scene import CLASS
from scripts.pictures.studio import Shot, Studio


def draft_and_typing(page: Page, studio: Studio) -> None:
    hands = studio.hands("class-teacher")
    hands.do("POST", f"chats/{hands.chat(CLASS)}/typing")
    page.locator(".row-line").filter(has_text="печатает").wait_for()


def find(page: Page, _studio: Studio) -> None:
    page.get_by_role("searchbox", name="Поиск по чатам").fill("экскурсию")
    page.locator("mark").first.wait_for()


def offline(page: Page, _studio: Studio) -> None:
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    page.context.set_offline(True)
    field(page).fill("Буду к девяти")
    page.keyboard.press("Enter")
    page.get_by_text("Нет связи.").wait_for()
    expect(page.get_by_role("img", name="Отправляется")).to_have_count(1)


SHOTS = [
    Shot("list-draft", "sibling", do=draft_and_typing, of=SIDE),
    Shot("search", "sibling", chat=CLASS, do=find),
    Shot("menu", "sibling", do=press("Меню"), phone=True),
    Shot("notifications", "sibling", do=press("Меню", "Уведомления"), phone=True),
    Shot("digest", "parent-of-both", "/digest/", phone=True),
    Shot("offline", "classmate", chat=CLASS, do=offline, phone=True),
]
