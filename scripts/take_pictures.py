"""Takes the pictures of docs/pictures from the demo school: pages of the diary and the messenger, light, dark and on a phone.

Called by: `make pictures`. Starts a demo of its own in a folder and on ports of its own, and stops it.
"""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HOUSE = Path(__file__).resolve().parent.parent
PICTURES = HOUSE / "docs" / "pictures"
PORT = 8631
ADDRESS = f"http://127.0.0.1:{PORT}"
READY_SECONDS_MAX = 90
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking", "--disable-sync")
DESKTOP, PHONE = (1280, 800), (390, 844)


@dataclass(frozen=True)
class Picture:
    name: str
    part: str
    path: str
    dark: bool = False
    size: tuple[int, int] = DESKTOP
    before: Callable[[Page], None] | None = None
    whole: bool = False


def open_chat(title: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.get_by_text(title, exact=True).first.click()
        page.wait_for_timeout(800)

    return act


def open_members(page: Page) -> None:
    open_chat("10 А")(page)
    page.get_by_role("button", name="участник").first.click()
    page.wait_for_timeout(800)


def fill_dismissal(page: Page) -> None:
    page.get_by_role("button", name="Показать, что изменится").click()


def open_first_of_the_plan(page: Page) -> None:
    page.locator("li[data-lesson]").nth(1).get_by_role("link", name="Создать дистанционный урок").click()


def open_the_remote_lesson(page: Page) -> None:
    page.get_by_role("link", name="Дистанционный", exact=True).first.click()


PICTURE_LIST = [
    Picture("sign-in-as", "", "/demo/sign-in-as/"),
    Picture("staff-room", "class-teacher", "/school/1/staff-room/"),
    Picture("class", "class-teacher", "/school/1/classes/1/"),
    Picture("my-class", "sibling", "/my-class/"),
    Picture("my-class-parent", "parent-of-two", "/my-class/", size=PHONE),
    Picture("employees", "administrator", "/school/1/employees/"),
    Picture("change", "administrator", "/school/1/change/dismiss/?employee=4", before=fill_dismissal),
    Picture("open", "other-class-teacher", "/chats/open/class/2/"),
    Picture("profile", "without-profile", "/profile/"),
    Picture("timetable", "sibling", "/timetable/"),
    Picture("planning", "class-teacher", "/planning/1/"),
    Picture("remote-form", "class-teacher", "/planning/1/", before=open_first_of_the_plan),
    Picture("lesson", "class-teacher", "/planning/1/", before=open_the_remote_lesson),
    Picture("messenger", "class-teacher", "/messenger/"),
    Picture("messenger-chat", "class-teacher", "/messenger/", before=open_chat("10 А")),
    Picture("messenger-dark", "class-teacher", "/messenger/", dark=True, before=open_chat("Учительская")),
    Picture("messenger-members", "class-teacher", "/messenger/", before=open_members),
    Picture("messenger-phone", "class-teacher", "/messenger/", size=PHONE),
    Picture("messenger-phone-chat", "class-teacher", "/messenger/", size=PHONE, before=open_chat("10 А")),
    Picture("messenger-phone-dark", "sibling", "/messenger/", size=PHONE, dark=True, before=open_chat("10 А")),
]


def main(wanted: list[str]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(CHROMIUM))
        for picture in PICTURE_LIST:
            if not wanted or picture.name in wanted:
                take(browser, picture)
                print(f"docs/pictures/{picture.name}.png", flush=True)
        browser.close()


def take(browser: Browser, picture: Picture) -> None:
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        locale="ru-RU",
        timezone_id="Europe/Moscow",
        device_scale_factor=1,
    )
    page = context.new_page()
    if picture.part:
        sign_in(page, picture.part)
    page.goto(ADDRESS + picture.path)
    page.wait_for_timeout(700)
    if picture.before:
        picture.before(page)
    page.screenshot(path=PICTURES / f"{picture.name}.png", full_page=picture.whole)
    context.close()


def sign_in(page: Page, part: str) -> None:
    page.goto(f"{ADDRESS}/demo/sign-in-as/")
    page.locator(f"form:has(input[value='{part}']) button").click()
    page.wait_for_load_state()


@contextmanager
def demo() -> Iterator[None]:
    environment = {
        **os.environ,
        "ZVONOK_VAR": str(HOUSE / "var" / "pictures"),
        "ZVONOK_PORT": str(PORT),
        "PUSH_PORT": str(PORT + 1),
        "PUSH_BROWSER_PORT": str(PORT + 2),
    }
    process = subprocess.Popen([sys.executable, "-m", "zvonok", "demo"], env=environment, cwd=HOUSE)
    try:
        _wait(process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{ADDRESS}/demo/sign-in-as/", timeout=2).close()
        except OSError:
            time.sleep(0.5)
        else:
            time.sleep(3)  # the story is still being told
            return
    raise SystemExit("Демо не запустилось. Выполните make demo и посмотрите, что оно скажет.")


def _chromium() -> str:
    names = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
    return next(name for name in names if Path(name).exists())


if __name__ == "__main__":
    main(sys.argv[1:])
