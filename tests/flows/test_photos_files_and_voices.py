"""Two pupils of a class: one sends photos, a file and his voice; the other sees and hears them without reloading."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.flows.conftest import PHONE, People, assert_accessible, open_chat

FILES_FIELD = "input[type=file]"


def photo(colour: str, size: tuple[int, int] = (800, 600)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return written.getvalue()


def in_the_class_chat(people: People, part: str, **options: object) -> Page:
    page = people(part, path="/messenger/", **options)
    open_chat(page, "10 А")
    return page


def test_photos_are_chosen_sent_seen_and_leafed_through(people: People) -> None:
    sender = in_the_class_chat(people, "sibling")
    reader = in_the_class_chat(people, "classmate", viewport=PHONE)
    sender.get_by_role("textbox", name="Сообщение").fill("С похода")
    sender.locator(FILES_FIELD).set_input_files(
        [
            FilePayload(name=f"{colour}.jpg", mimeType="image/jpeg", buffer=photo(colour))
            for colour in ("red", "green", "blue", "teal")
        ]
    )
    chosen = sender.get_by_role("dialog", name="4 фото")
    chosen.get_by_role("button", name="Убрать teal.jpg").click()
    expect(sender.get_by_role("dialog", name="3 фото").get_by_role("textbox", name="Подпись")).to_have_value("С похода")
    sender.get_by_role("dialog").get_by_role("button", name="Отправить").click()
    expect(sender.get_by_role("textbox", name="Сообщение")).to_have_value("")

    album = (
        reader.locator(".history-row")
        .filter(has_text="С похода")
        .last.get_by_role("button", name=re.compile("Открыть фото . из 3"))
    )
    expect(album).to_have_count(3)
    expect(reader.get_by_text("С похода").last).to_be_visible()
    first = album.first.locator("img")
    assert first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    album.first.click()
    viewer = reader.get_by_role("dialog", name="Фото")
    # The chat may have had photos before.
    counted = viewer.get_by_text(re.compile(r"^\d+ из \d+$")).inner_text()
    place, most = (int(number) for number in counted.split(" из "))
    assert place == most - 2
    reader.keyboard.press("ArrowRight")
    expect(viewer.get_by_text(f"{most - 1} из {most}")).to_be_visible()
    reader.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(reader.get_by_role("textbox", name="Сообщение")).to_be_visible()


def test_a_file_is_dropped_downloaded_and_found_among_the_shared(people: People, tmp_path: Path) -> None:
    sender = in_the_class_chat(people, "sibling")
    reader = in_the_class_chat(people, "classmate")
    sender.evaluate(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(['<script>alert(1)</script>'], 'Опыт.html', { type: 'text/html' }));
            document.dispatchEvent(new DragEvent('dragover', { dataTransfer: carried, cancelable: true }));
            document.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, cancelable: true }));
        }"""
    )
    sender.get_by_role("dialog", name="Отправить файлы").get_by_role("button", name="Отправить").click()
    link = reader.get_by_role("link", name="Опыт.html").last
    with reader.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "got")
    assert (tmp_path / "got").read_text() == "<script>alert(1)</script>"
    assert download.value.suggested_filename == "Опыт.html"

    reader.get_by_role("button", name="Фото и файлы", exact=True).click()
    shared = reader.get_by_role("dialog", name="Фото и файлы")
    shared.get_by_text("Файлы", exact=True).click()
    expect(shared.get_by_role("link", name="Опыт.html").first).to_be_visible()


def test_a_program_is_refused_in_words_and_can_be_taken_back(people: People) -> None:
    sender = in_the_class_chat(people, "sibling")
    sender.locator(FILES_FIELD).set_input_files([FilePayload(name="игра.exe", mimeType="", buffer=b"MZ" + b"\0" * 99)])
    sender.get_by_role("dialog").get_by_role("button", name="Отправить").click()
    tray = sender.get_by_role("list", name="Отправляется")
    expect(tray.get_by_role("alert")).to_contain_text("Программы здесь не передают")
    tray.get_by_role("button", name="Не отправлять").click()
    expect(tray).to_have_count(0)


def test_a_voice_is_recorded_sent_and_heard(people: People) -> None:
    sender = in_the_class_chat(people, "sibling", permissions=["microphone"])
    reader = in_the_class_chat(people, "classmate")
    heard_before = reader.get_by_role("button", name="Слушать голосовое сообщение").count()
    sender.get_by_role("button", name="Записать голосовое сообщение").click()
    recording = sender.get_by_role("region", name="Идёт запись")
    expect(recording.get_by_role("timer")).to_have_text("0:01")
    recording.get_by_role("button", name="Отправить").click()
    expect(recording).to_have_count(0)
    play = reader.get_by_role("button", name="Слушать голосовое сообщение")
    expect(play).to_have_count(heard_before + 1)
    play.last.click()
    expect(reader.get_by_role("button", name="Приостановить")).to_be_visible()
    expect(reader.get_by_role("slider", name="Перемотка").last).not_to_have_value("0")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everyone_can_use_it(people: People, theme: str) -> None:
    """axe over the history with photos, what is chosen, the viewer, the shared media and the recorder."""
    page = in_the_class_chat(people, "sibling", permissions=["microphone"], color_scheme=theme)
    page.locator(FILES_FIELD).set_input_files(
        [
            FilePayload(name="дом.png", mimeType="image/jpeg", buffer=photo("green")),
            FilePayload(name="план.txt", mimeType="text/plain", buffer=b"plan"),
        ]
    )
    chosen = page.get_by_role("dialog", name="Отправить файлы")
    expect(chosen).to_be_visible()
    assert_accessible(page)
    chosen.get_by_role("button", name="Отправить").click()
    expect(page.get_by_role("link", name="план.txt").last).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Открыть фото", exact=True).last.click()
    expect(page.get_by_role("dialog", name="Фото")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Фото и файлы", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("button", name=re.compile("Открыть фото: ")).first).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Записать голосовое сообщение").click()
    expect(page.get_by_role("region", name="Идёт запись").get_by_role("timer")).to_have_text("0:01")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Идёт запись")).to_have_count(0)
