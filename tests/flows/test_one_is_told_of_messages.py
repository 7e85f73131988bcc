"""The tab counts what waits; the messenger rings; the room of notifications says what this browser does."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.flows.conftest import PHONE, People, open_chat, say

COUNT_TONES = """() => {
    window.rang = 0;
    const Tone = OscillatorNode;
    window.OscillatorNode = class extends Tone {
        start(at) {
            window.rang += 1;
            super.start(at);
        }
    };
}"""


def waiting(page: Page) -> int:
    """What waits in other chats, as the tab counts it."""
    counted = re.match(r"\((\d+)\)", page.title())
    return int(counted[1]) if counted else 0


def test_it_works(people: People) -> None:
    pupil, friend = people("sibling", path="/messenger/"), people("classmate", path="/messenger/")
    open_chat(pupil, "10 А")
    expect(pupil).to_have_title(re.compile("10 А · Звонок$"))
    pupil.keyboard.press("Escape")
    expect(pupil).to_have_title(re.compile(r"^(\(\d+\) )?Звонок$"))
    before = waiting(pupil)
    open_chat(friend, "10 А")
    pupil.evaluate(COUNT_TONES)
    say(friend, "Раз")
    expect(pupil).to_have_title(f"({before + 1}) Звонок")
    pupil.wait_for_function("() => window.rang === 2")


def test_the_room_of_notifications(people: People) -> None:
    pupil = people("sibling", path="/messenger/", viewport=PHONE)
    pupil.get_by_role("button", name="Меню").click()
    pupil.get_by_role("button", name="Уведомления").click()
    room = pupil.get_by_role("dialog", name="Уведомления")
    sound = room.get_by_role("checkbox", name="Звук нового сообщения")
    expect(sound).to_be_checked()
    sound.press("Space")
    expect(sound).not_to_be_checked()
    expect(room.get_by_role("checkbox", name="Показывать в них имя и слова сообщения")).to_be_disabled()
    assert Axe().run(pupil).violations_count == 0
    pupil.keyboard.press("Escape")
    pupil.reload()
    pupil.get_by_role("button", name="Меню").click()
    pupil.get_by_role("button", name="Уведомления").click()
    expect(room.get_by_role("checkbox", name="Звук нового сообщения")).not_to_be_checked()
