"""A call: the check before it, the ring, the room. The cameras draw and the microphones beep, for there are none."""

from contextlib import suppress

from playwright.sync_api import Page, TimeoutError

from scripts.pictures.hands import DIALOG, press
from scripts.pictures.scene import TRIP
from scripts.pictures.studio import Shot, Studio

CALL = "Позвонить"
IS_SEEN = "count => [...document.querySelectorAll('.call-room video')].filter((one) => one.videoWidth > 0).length >= count"


def enter(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Войти", exact=True).click()
    page.locator(".call-room").get_by_role("button", name="Выйти").wait_for()


def check(page: Page, studio: Studio) -> None:
    press(CALL)(page, studio)
    page.wait_for_function("() => document.querySelector('.lobby video')?.videoWidth > 0")


def ring(page: Page, studio: Studio) -> None:
    """The teacher calls, and this pupil's window rings."""
    teacher = studio.page("class-teacher", "Александр Иванов")
    press(CALL)(teacher, studio)
    enter(teacher)
    page.get_by_role("alertdialog").wait_for()


def talk(page: Page, _studio: Studio) -> None:
    """The teacher still waits there."""
    ringing = page.get_by_role("alertdialog").get_by_role("button", name="Принять")
    with suppress(TimeoutError):
        ringing.wait_for(timeout=5000)
    (ringing if ringing.count() else page.get_by_role("button", name="Присоединиться")).click()
    enter(page)
    page.wait_for_function(IS_SEEN, arg=2)
    # The speaker's frame and the names take their places.
    page.wait_for_timeout(1000)


SHOTS = [
    Shot("call-check", "class-teacher", chat=TRIP, do=check, of=DIALOG),
    Shot("call-ring", "sibling", do=ring, phone=True),
    Shot("call", "sibling", chat="Елена Орлова", do=talk),
]
