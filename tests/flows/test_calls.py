"""Calls by sound and picture: two real browsers with a microphone that beeps and a camera that draws, and a real LiveKit."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import FLOWS_VAR, PHONE, People, assert_accessible, open_chat
from tests.flows.test_dialogues_and_children import card_of

CAME_BACK_MS = 30_000
# What the browser has decoded, of all that came to it: sound and picture apart.
WATCHED = """
window.lines = [];
const Line = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Line { constructor(...all) { super(...all); window.lines.push(this); } };
"""
CAME = """async (kind) => {
  let came = 0;
  for (const line of window.lines) {
    if (line.connectionState !== 'connected') continue;
    for (const one of (await line.getStats()).values()) {
      if (one.type !== 'inbound-rtp' || one.kind !== kind) continue;
      came += kind === 'video' ? one.framesDecoded || 0 : one.packetsReceived || 0;
    }
  }
  return came;
}"""


@pytest.fixture
def caller(people: People) -> Iterator[Callable[..., Page]]:
    """Somebody with a camera, in the class chat."""
    pages: list[Page] = []

    def sign_in(part: str, **options: object) -> Page:
        page = people(part, **options)
        page.add_init_script(WATCHED)
        page.goto("/messenger/")
        pages.append(page)
        return page

    yield sign_in
    for page in pages:
        if not page.is_closed() and page.get_by_role("button", name="Закончить для всех").count():
            page.get_by_role("button", name="Закончить для всех").click()


def enter(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Войти", exact=True).click()
    expect(room(page).get_by_role("button", name="Выйти")).to_be_visible()


def room(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".call-room")


def two_in_a_call(caller: Callable[..., Page]) -> tuple[Page, Page]:
    teacher, pupil = caller("class-teacher"), caller("sibling")
    open_chat(teacher, "10 А")
    teacher.get_by_role("button", name="Позвонить").click()
    enter(teacher)
    pupil.get_by_role("alertdialog").get_by_role("button", name="Принять").click()
    enter(pupil)
    return teacher, pupil


def hear_and_see_each_other(*pages: Page) -> None:
    for page in pages:
        for kind in ("video", "audio"):
            before = page.evaluate(CAME, kind)
            until = time.monotonic() + CAME_BACK_MS / 1000
            while page.evaluate(CAME, kind) <= before + 5:
                assert time.monotonic() < until, f"{kind} does not come"
                page.wait_for_timeout(100)


def test_a_teacher_calls_her_class(caller: Callable[..., Page]) -> None:
    teacher, pupil = two_in_a_call(caller)
    hear_and_see_each_other(teacher, pupil)
    expect(room(teacher).get_by_text("Запись не ведётся.")).to_be_visible()
    expect(room(teacher).get_by_text("2 человека")).to_be_visible()

    # The word.
    teacher.get_by_role("button", name=re.compile("^Люди")).click()
    people = teacher.get_by_role("complementary", name="Люди")
    people.get_by_role("button", name="Выключить все микрофоны").click()
    microphone = room(pupil).get_by_role("button", name="Микрофон", exact=True)
    expect(microphone).to_be_disabled()
    expect(room(pupil).get_by_role("button", name="Камера", exact=True)).to_have_attribute("aria-pressed", "true")
    room(pupil).get_by_role("button", name="Рука", exact=True).click()
    expect(people.get_by_text("Подняли руку")).to_be_visible()
    people.get_by_role("button", name=re.compile("^Дать слово: ")).click()
    expect(microphone).to_be_enabled()
    expect(people.get_by_text("Подняли руку")).to_have_count(0)
    microphone.click()
    expect(microphone).to_have_attribute("aria-pressed", "true")
    people.get_by_role("button", name=re.compile("^Выключить микрофон: ")).click()
    expect(microphone).to_have_attribute("aria-pressed", "false")
    people.get_by_role("button", name=re.compile("^Забрать слово: ")).click()
    expect(microphone).to_be_disabled()
    people.get_by_role("button", name="Дать слово всем").click()
    expect(microphone).to_be_enabled()

    # The screen.
    room(pupil).get_by_role("button", name="Экран").click()
    expect(room(teacher).get_by_text(re.compile("^Экран: "))).to_be_visible(timeout=CAME_BACK_MS)
    people.get_by_role("button", name=re.compile("^Остановить показ: ")).click()
    expect(room(teacher).get_by_text(re.compile("^Экран: "))).to_have_count(0)
    expect(room(pupil).get_by_role("button", name="Экран")).to_have_attribute("aria-pressed", "false")

    # Views, only sound, the chat beside.
    room(pupil).get_by_role("button", name="Вид").click()
    expect(pupil.locator(".tile-main video")).to_be_visible()
    room(pupil).get_by_role("button", name="Только звук").click()
    expect(pupil.locator(".tile-main video")).to_have_count(0)
    pupil.get_by_role("button", name="Вернуть видео").click()
    expect(pupil.locator(".tile-main video")).to_be_visible()
    expect(pupil.get_by_role("textbox", name="Сообщение")).to_be_visible()
    room(pupil).get_by_role("button", name="Чат", exact=True).click()
    expect(pupil.get_by_role("textbox", name="Сообщение")).to_be_hidden()

    # The door.
    people.get_by_role("button", name="Закрыть вход").click()
    expect(people.get_by_role("button", name="Открыть вход")).to_be_visible()
    classmate = caller("classmate")
    classmate.get_by_role("alertdialog").get_by_role("button", name="Принять").click()
    classmate.get_by_role("dialog").get_by_role("button", name="Войти", exact=True).click()
    expect(classmate.get_by_text("Вход закрыт")).to_be_visible()
    people.get_by_role("button", name=re.compile("^Удалить: ")).click()
    expect(pupil.get_by_text("Вас удалили отсюда")).to_be_visible()
    expect(room(teacher).get_by_text("1 человек")).to_be_visible()

    room(teacher).get_by_role("button", name="Закончить для всех").click()
    expect(room(teacher).get_by_text("Звонок закончился.")).to_be_visible()
    teacher.get_by_role("button", name="К чату").click()
    expect(teacher.locator(".call-card").last).to_contain_text("1 минута, 2 человека")


def test_the_media_server_is_killed_and_all_come_back(caller: Callable[..., Page]) -> None:
    teacher, pupil = two_in_a_call(caller)
    hear_and_see_each_other(teacher, pupil)
    livekit().kill()
    expect(pupil.get_by_text("Связь потеряна. Возвращаемся…")).to_be_visible(timeout=CAME_BACK_MS)
    expect(pupil.get_by_text("Связь потеряна. Возвращаемся…")).to_be_hidden(timeout=CAME_BACK_MS)
    expect(room(teacher).get_by_text("2 человека")).to_be_visible(timeout=CAME_BACK_MS)
    hear_and_see_each_other(teacher, pupil)


def test_whoever_closes_the_page_has_left(caller: Callable[..., Page]) -> None:
    teacher, pupil = two_in_a_call(caller)
    expect(room(teacher).get_by_text("2 человека")).to_be_visible()
    pupil.close(run_before_unload=True)
    expect(room(teacher).get_by_text("1 человек")).to_be_visible()


def test_a_call_in_a_dialogue_rings_and_is_declined(caller: Callable[..., Page]) -> None:
    teacher, pupil = caller("class-teacher"), caller("sibling")
    card_of(teacher, "10 А", "Александр Иванов")
    teacher.get_by_role("button", name="Написать").click()
    expect(teacher.locator("#chat-title")).to_have_text("Александр Иванов")
    teacher.get_by_role("button", name="Позвонить").click()
    enter(teacher)
    ringing = pupil.get_by_role("alertdialog", name="Звонит Елена Орлова")
    ringing.get_by_role("button", name="Отклонить").click()
    expect(ringing).to_have_count(0)
    expect(room(teacher).get_by_text("Звонок закончился.")).to_be_visible()
    teacher.get_by_role("button", name="К чату").click()
    expect(teacher.locator(".call-card").last).to_contain_text("Без ответа")
    open_chat(pupil, "Елена Орлова")
    expect(pupil.locator(".call-card").last).to_contain_text("Пропущенный звонок")


def test_a_pupil_moved_to_another_class_is_put_out_of_the_running_call(caller: Callable[..., Page], people: People) -> None:
    teacher, pupil, administrator = caller("class-teacher"), caller("other-sibling"), people("administrator")
    open_chat(teacher, "10 А")
    teacher.get_by_role("button", name="Позвонить").click()
    enter(teacher)
    pupil.get_by_role("alertdialog").get_by_role("button", name="Принять").click()
    enter(pupil)
    hear_and_see_each_other(teacher, pupil)
    move(administrator, "Иванова Дарья", "10 А", "Демо 6")
    try:
        pressed = time.monotonic()
        expect(pupil.get_by_text("Вы больше не участник этого чата.")).to_be_visible()
        assert time.monotonic() - pressed < 1
        expect(room(teacher).get_by_text("1 человек")).to_be_visible()
    finally:
        move(administrator, "Иванова Дарья", "Демо 6", "10 А")


def test_on_a_phone_and_to_a_screen_reader(caller: Callable[..., Page]) -> None:
    teacher, pupil = caller("class-teacher"), caller("sibling", viewport=PHONE)
    open_chat(teacher, "10 А")
    teacher.get_by_role("button", name="Позвонить").click()
    expect(teacher.get_by_role("dialog")).to_contain_text("Запись не ведётся.")
    assert_accessible(teacher)
    enter(teacher)
    assert_accessible(pupil)
    pupil.get_by_role("alertdialog").get_by_role("button", name="Принять").click()
    enter(pupil)
    hear_and_see_each_other(teacher, pupil)
    teacher.get_by_role("button", name=re.compile("^Люди")).click()
    expect(teacher.get_by_role("complementary", name="Люди")).to_be_visible()
    for page in (teacher, pupil):
        assert_accessible(page)
    assert pupil.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def move(administrator: Page, name: str, come_from: str, to: str) -> None:
    administrator.goto("/school/1/classes/")
    administrator.get_by_role("link", name=come_from).click()
    administrator.get_by_role("link", name=name).click()
    administrator.get_by_role("link", name="Перевести в другой класс").click()
    administrator.get_by_label("В класс").select_option(label=to)
    administrator.get_by_role("button", name="Показать, что изменится").click()
    administrator.get_by_role("button", name="Перевести").click()
    expect(administrator.get_by_role("status").first).to_be_visible()


def livekit() -> psutil.Process:
    """The one of this demo, and no other."""
    configuration = str((FLOWS_VAR / "livekit.json").absolute())
    for one in psutil.process_iter():
        with suppress(psutil.Error):
            if configuration in one.cmdline():
                return one
    raise AssertionError("There is no LiveKit in this demo.")
