"""Real Chromium on the real demo. `people("sibling")` is that person's own browser, signed in and on the diary's first page.

Called by: the journeys beside it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.live import demo, free_port

FLOWS_VAR = Path(os.environ.get("ZVONOK_FLOWS_VAR", "var/test-flows"))
People = Callable[..., Page]
WAIT_MS = 10_000
expect.set_options(timeout=WAIT_MS)
# A microphone that beeps, for there is none.
SOUND = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync", *SOUND]
PHONE = {"width": 390, "height": 844}


class Mail:
    """A mail server on loopback, and the letters that have come to it."""

    def __init__(self) -> None:
        self.letters: Queue[EmailMessage] = Queue()
        self.port = free_port()
        self.address = f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's word
        self.letters.put(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def next(self) -> EmailMessage:
        return self.letters.get(timeout=WAIT_MS / 1000)


@pytest.fixture(scope="session")
def mail() -> Iterator[Mail]:
    kept = Mail()
    server = Controller(kept, hostname="127.0.0.1", port=kept.port)
    server.start()
    yield kept
    server.stop()


@pytest.fixture(scope="session")
def address(mail: Mail) -> Iterator[str]:
    with demo(FLOWS_VAR, EMAIL_URL=mail.address, WEBHOOK_INSIDE_HOSTS="127.0.0.1", ROSTER_INSIDE_HOSTS="127.0.0.1") as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=CHROMIUM)
        yield launched
        launched.close()


@pytest.fixture
def people(address: str, browser: Browser) -> Iterator[People]:
    contexts: list[BrowserContext] = []

    def sign_in(part: str, *, path: str = "/", **options: Any) -> Page:
        defaults: dict[str, Any] = {"locale": "ru-RU", "base_url": address, "viewport": {"width": 1280, "height": 800}}
        context = browser.new_context(**{**defaults, **options})
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        page.goto("/demo/sign-in-as/")
        page.locator(f"form:has(input[value='{part}']) button").click()
        page.wait_for_url("**/*")
        if path != "/":
            page.goto(path)
        return page

    yield sign_in
    for context in contexts:
        context.close()


def open_chat(page: Page, title: str) -> None:
    """From the messenger's list, as a person does."""
    page.get_by_role("link").filter(has=page.get_by_text(title, exact=True)).first.click()
    page.get_by_role("textbox", name="Сообщение").wait_for()


def two_in_10a(people: People) -> tuple[Page, Page]:
    teacher, pupil = people("class-teacher", path="/messenger/"), people("sibling", path="/messenger/")
    for page in (teacher, pupil):
        open_chat(page, "10 А")
    return teacher, pupil


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def say(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Сообщение").fill(words)
    page.keyboard.press("Enter")
