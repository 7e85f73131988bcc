"""Order in the list; what a chat's administrator settles; people of a chat and the way into it."""

from playwright.sync_api import Page

from scripts.pictures.drawings import landscape
from scripts.pictures.hands import DIALOG, SIDE, press
from scripts.pictures.scene import CLASS, GEOGRAPHY, HILLS, STAFF, TRIP
from scripts.pictures.studio import Shot, Studio


def in_order(page: Page, studio: Studio) -> None:
    """One pinned, one without sound, one hidden."""
    hands = studio.hands("class-teacher")
    for title, settled in ((CLASS, {"pinned": True}), (STAFF, {"muted_for": "always"}), (TRIP, {"pinned": True})):
        hands.do("PATCH", f"chats/{hands.chat(title)}/place", **settled)
    hands.do("PATCH", f"chats/{hands.chat('Демо 6 - География')}/place", hidden=True)
    page.reload()


def row_menu(page: Page, _studio: Studio) -> None:
    page.get_by_role("link").filter(has=page.get_by_text(GEOGRAPHY, exact=True)).first.click(button="right")
    page.get_by_role("dialog").wait_for()


def mute(page: Page, studio: Studio) -> None:
    row_menu(page, studio)
    page.get_by_role("dialog").get_by_role("button", name="Без звука").click()


def only_administrators(page: Page, studio: Studio) -> None:
    hands = studio.hands("class-teacher")
    hands.do(
        "PUT",
        f"chats/{hands.chat(GEOGRAPHY)}/settings",
        announcements_only=True,
        reactions_only=False,
        slow_mode_seconds=0,
    )
    page.locator(".speechless").wait_for()


def invite(page: Page, studio: Studio) -> None:
    press("Участники чата", "Настройки", "Создать ссылку")(page, studio)
    page.get_by_label("Новая ссылка").wait_for()
    page.get_by_label("Новая ссылка").scroll_into_view_if_needed()


def come_by_link(page: Page, studio: Studio) -> None:
    hands = studio.hands("class-teacher")
    made = hands.do("POST", f"chats/{hands.chat(TRIP)}/invitations", hours=168, uses_max=30)
    page.goto(made["path"])
    page.get_by_role("button", name="Войти в чат").wait_for()


def cut_picture(page: Page, studio: Studio) -> None:
    press("Участники чата", "Настройки")(page, studio)
    picture = landscape(*HILLS[2].split(), seed=3)
    page.get_by_role("group", name="Картинка чата").locator("input[type=file]").set_input_files(
        {"name": "picture.jpg", "mimeType": "image/jpeg", "buffer": picture}
    )
    page.get_by_role("img", name="Так будет выглядеть картинка").wait_for()


def own_photo(page: Page, studio: Studio) -> None:
    press("Меню", "Моя фотография")(page, studio)
    page.get_by_role("dialog", name="Моя фотография").wait_for()


def new_chat(page: Page, _studio: Studio) -> None:
    page.get_by_role("button", name="Создать чат").click()
    page.get_by_label("Название").fill("Школьная газета")
    page.get_by_label("Найти людей").fill("Кузнецов")
    page.get_by_role("dialog").get_by_text("Пётр Кузнецов").first.click()
    page.get_by_label("Найти людей").fill("Иванова")
    page.get_by_role("dialog").get_by_text("Дарья Иванова").first.wait_for()


SHOTS = [
    Shot("messenger-members", "class-teacher", chat=CLASS, do=press("Участники чата")),
    Shot("chats-in-order", "class-teacher", do=in_order, of=SIDE),
    Shot("chats-row-menu", "class-teacher", do=row_menu, of=DIALOG),
    Shot("chats-mute", "class-teacher", do=mute, phone=True),
    Shot("chats-settings", "class-teacher", chat=CLASS, do=press("Участники чата", "Настройки"), of=DIALOG),
    Shot("chats-free-settings", "class-teacher", chat=TRIP, do=invite),
    Shot("chats-by-link", "head", do=come_by_link, phone=True),
    Shot("chats-picture", "class-teacher", chat=TRIP, do=cut_picture, of=DIALOG),
    Shot("own-photo", "sibling", do=own_photo, of=DIALOG),
    Shot("chats-new", "sibling", do=new_chat, of=DIALOG),
    Shot("chats-announcements", "sibling", chat=GEOGRAPHY, do=only_administrators, phone=True),
]
