"""Keys, bots and webhooks."""

from uuid import uuid4

from playwright.sync_api import Page

from scripts.pictures.hands import DIALOG, press
from scripts.pictures.scene import CLASS
from scripts.pictures.studio import Shot, Studio


def make(page: Page, studio: Studio) -> None:
    """A bot with a key, a webhook; the bot is let into the class's chat and speaks there."""
    page.get_by_text("Новый вебхук").click()
    page.get_by_label("Адрес").fill("https://canteen.example.org/zvonok")
    page.get_by_label("открыт новый чат").check()
    page.get_by_role("button", name="Создать вебхук").click()
    page.goto("/school/1/programs/")
    page.get_by_text("Новый бот").click()
    page.get_by_label("Имя бота").fill("Столовая")
    page.get_by_label("Зачем он").fill("Меню на завтра")
    page.get_by_role("button", name="Создать бота").click()
    page.get_by_label("Название").fill("Сервер столовой")
    page.get_by_role("button", name="Создать ключ").click()
    key = page.locator(".code").inner_text()
    teacher = studio.hands("class-teacher")
    chat = teacher.chat(CLASS)
    bot = next(one for one in teacher.get(f"chats/{chat}/bots")["may_be_let_in"] if one["name"] == "Столовая")
    teacher.do("PUT", f"chats/{chat}/bots/{bot['id']}", reads=False)
    answer = page.context.request.post(
        f"/api/bot/chats/{chat}/messages",
        data={"uuid": str(uuid4()), "text": "Завтра на обед борщ, котлета с пюре и компот."},
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.ok, answer.text()
    page.goto("/school/1/programs/")


def show_bot(page: Page, _studio: Studio) -> None:
    page.get_by_role("link", name="Столовая").click()


def show_bots(page: Page, studio: Studio) -> None:
    press("Участники чата")(page, studio)
    page.get_by_role("button", name="Убрать бота: Столовая").scroll_into_view_if_needed()


def new_token(page: Page, _studio: Studio) -> None:
    page.get_by_label("Название").fill("Дневник на холодильник")
    page.get_by_label("видеть ваше имя").check()


SHOTS = [
    Shot("programs", "administrator", "/school/1/programs/", do=make, whole=True),
    Shot("programs-bot", "administrator", "/school/1/programs/", do=show_bot, whole=True),
    Shot("programs-bot-in-chat", "sibling", chat=CLASS, phone=True),
    Shot("programs-let-in", "class-teacher", chat=CLASS, do=show_bots, of=DIALOG),
    Shot("programs-token", "sibling", "/programs/", do=new_token, whole=True),
]
