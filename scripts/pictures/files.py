"""Photos, files, voices; a chat that is saved."""

from playwright.sync_api import FilePayload, Page, expect

from scripts.pictures.drawings import landscape
from scripts.pictures.hands import DIALOG, press
from scripts.pictures.scene import CLASS, GEOGRAPHY, HILLS
from scripts.pictures.studio import Shot, Studio


def choose(page: Page, _studio: Studio) -> None:
    page.locator("input[type=file]").first.set_input_files(
        [
            FilePayload(name=f"Озеро {place}.jpg", mimeType="image/jpeg", buffer=landscape(*hills.split(), seed=place))
            for place, hills in enumerate(HILLS[:2], 1)
        ]
    )
    page.get_by_role("dialog", name="2 фото").get_by_role("textbox", name="Подпись").fill("К докладу про озёра")


def view(page: Page, _studio: Studio) -> None:
    page.get_by_role("button", name="Открыть фото 1 из 3").click()
    page.get_by_role("dialog", name="Фото").wait_for()


def record(page: Page, _studio: Studio) -> None:
    page.get_by_role("button", name="Записать голосовое сообщение").click()
    expect(page.get_by_role("region", name="Идёт запись").get_by_role("timer")).to_have_text("0:02")


SHOTS = [
    Shot("files-chat", "class-teacher", chat=GEOGRAPHY, of=".chat-pane"),
    Shot("files-attach", "sibling", chat=GEOGRAPHY, do=press("Прикрепить"), phone=True),
    Shot("files-chosen", "sibling", chat=GEOGRAPHY, do=choose, of=DIALOG),
    Shot("files-viewer", "sibling", chat=GEOGRAPHY, do=view, phone=True),
    Shot("files-voice", "sibling", chat=GEOGRAPHY, do=record, phone=True),
    Shot("files-shared", "sibling", chat=GEOGRAPHY, do=press("Фото и файлы"), of=DIALOG),
    Shot(
        "export",
        "class-teacher",
        chat=CLASS,
        do=press("Участники чата", "Настройки"),
        of="form:has-text('Сохранить переписку')",
    ),
]
