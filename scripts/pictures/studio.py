"""A browser in the demo: people signed in, their hands on the API, and a picture of what one of them sees.

Comes in: a shot. Goes out: a WebP file. Called by: the lists of shots beside it.
"""

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image
from playwright.sync_api import APIResponse, Browser, BrowserContext, FloatRect, Page, ViewportSize

PICTURES = Path(__file__).resolve().parent.parent.parent / "docs" / "pictures"
# What was on the screen when a shot failed.
FAILED = Path("var/pictures-failed")
DESKTOP, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
WAIT_MS = 15_000
# What a press asks for comes within it; what takes longer is waited for by name.
SETTLE_MS = 250
# A microphone that beeps, for there is none.
SOUND = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--lang=ru",
    *SOUND,
]
QUALITY = 80
# Around a small thing that is shown alone.
MARGIN = 12
IS_STILL = """async () => {
    await document.fonts.ready;
    const seen = [...document.images].filter((one) => one.getBoundingClientRect().top < innerHeight);
    await Promise.all(seen.map((one) => one.decode().catch(() => null)));
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    return document.querySelector('main[aria-busy=true], .chat-pane[aria-busy=true], .history[aria-busy=true]') === null;
}"""


@dataclass(frozen=True)
class Shot:
    """`part` is whose eyes; `at` an address, or `chat` a chat's title; `do` what is pressed; `of` what alone is shown.

    `whole` is a page with all that is below the window's foot.
    """

    name: str
    part: str
    at: str = "/messenger/"
    chat: str = ""
    do: Callable[[Page, "Studio"], None] | None = None
    of: str = ""
    whole: bool = False
    phone: bool = False
    dark: bool = False
    english: bool = False


class Hands:
    """What a person does by the API: quicker than by pressing, for what is not in the picture."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address

    def get(self, path: str) -> Any:
        return self._answer("GET", path)

    def do(self, method: str, path: str, **words: Any) -> Any:
        return self._answer(method, path, data=words)

    def bring(self, path: str, content: bytes) -> int:
        """A file's number."""
        return int(self._answer("POST", path, data=content)["id"])

    def say(self, chat: int, text: str = "", **more: Any) -> int:
        """The message's number in the chat."""
        return int(self.do("POST", f"chats/{chat}/messages", uuid=str(uuid4()), text=text, **more)["seq"])

    def chat(self, title: str) -> int:
        spaces = ("learning", "personal")
        found = [
            one for space in spaces for one in self.get(f"chats?space={space}&limit=100")["chats"] if one["title"] == title
        ]
        return int(found[0]["id"])

    def _answer(self, method: str, path: str, data: Any = None) -> Any:
        token = next(one["value"] for one in self.context.cookies(self.address) if one["name"] == "csrftoken")
        kind = "application/octet-stream" if isinstance(data, bytes) else "application/json"
        answer: APIResponse = self.context.request.fetch(
            f"{self.address}/api/{path}",
            method=method,
            data=data,
            headers={"X-CSRFToken": token, **({"Content-Type": kind} if data is not None else {})},
        )
        if not answer.ok:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.text()[:300]}")
        return answer.json() if answer.body() else None


class Studio:
    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self._contexts: dict[tuple[object, ...], BrowserContext] = {}
        self._chats: dict[tuple[str, str], int] = {}

    def hands(self, part: str) -> Hands:
        return Hands(self.context(part), self.address)

    def chat(self, part: str, title: str) -> int:
        if (part, title) not in self._chats:
            self._chats[part, title] = self.hands(part).chat(title)
        return self._chats[part, title]

    def context(self, part: str, *, phone: bool = False, dark: bool = False, english: bool = False) -> BrowserContext:
        """A browser of this person, signed in: one of each kind."""
        kind = (part, phone, dark, english)
        if kind not in self._contexts:
            made = self.browser.new_context(
                base_url=self.address,
                viewport=PHONE if phone else DESKTOP,
                has_touch=phone,
                color_scheme="dark" if dark else "light",
                locale="en-GB" if english else "ru-RU",
                timezone_id="Europe/Moscow",
                permissions=["microphone", "camera", "notifications"],
                reduced_motion="reduce",
            )
            made.set_default_timeout(WAIT_MS)
            if english:
                made.add_cookies([{"name": "language", "value": "en", "url": self.address}])
            if part:
                self._sign_in(made, part)
            self._contexts[kind] = made
        return self._contexts[kind]

    def page(self, part: str, title: str = "", **kind: bool) -> Page:
        """A new window of this person: the list, or a chat."""
        page = self.context(part, **kind).new_page()
        page.goto(f"/messenger/c/{self.chat(part, title)}" if title else "/messenger/")
        self._wait(page)
        return page

    def take(self, shot: Shot) -> Path:
        page = self.context(shot.part, phone=shot.phone, dark=shot.dark, english=shot.english).new_page()
        try:
            page.goto(f"/messenger/c/{self.chat(shot.part, shot.chat)}" if shot.chat else shot.at)
            self._wait(page)
            if shot.do:
                shot.do(page, self)
                self._wait(page)
            clip = _around(page, shot.of) if shot.of else None
            seen = page.screenshot(animations="disabled", clip=clip, full_page=shot.whole)
        except Exception:
            page.screenshot(path=FAILED / f"{shot.name}.png")
            raise
        finally:
            page.close()
            if shot.chat and shot.do:
                # What was begun for this picture is not a draft in the next.
                self.hands(shot.part).do("PUT", f"chats/{self.chat(shot.part, shot.chat)}/draft", text="")
        PICTURES.mkdir(parents=True, exist_ok=True)
        where = PICTURES / f"{shot.name}.webp"
        Image.open(io.BytesIO(seen)).convert("RGB").save(where, "WEBP", quality=QUALITY, method=6)
        return where

    def _sign_in(self, context: BrowserContext, part: str) -> None:
        page = context.new_page()
        page.goto("/demo/sign-in-as/")
        page.locator(f"form:has(input[value='{part}']) button").click()
        page.wait_for_url(lambda url: "sign-in-as" not in url)
        page.close()

    def _wait(self, page: Page) -> None:
        """Until what was asked for has come and been drawn."""
        if "/messenger/" in page.url:
            page.locator(".list-pane .row, .chat-pane, .call-room").first.wait_for()
            if "/c/" in page.url and not page.locator(".call-room").count():
                page.locator(".history:not([aria-busy=true])").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLE_MS)
        page.wait_for_function(IS_STILL)


def _around(page: Page, selector: str) -> FloatRect:
    thing = page.locator(selector).last
    if not selector.startswith("dialog"):
        thing.scroll_into_view_if_needed()
    box = thing.bounding_box()
    window = page.viewport_size
    assert box and window, selector
    margin = 0 if "-pane" in selector else MARGIN
    left, top = max(0, box["x"] - margin), max(0, box["y"] - margin)
    right = min(window["width"], box["x"] + box["width"] + margin)
    foot = min(window["height"], box["y"] + box["height"] + margin)
    return FloatRect(x=left, y=top, width=right - left, height=foot - top)


def chromium() -> str | None:
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
