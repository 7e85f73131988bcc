"""A chat gets a picture and a person his photo, before the eyes of another; a letter tells of what went unread."""

import io
import os
import re
import subprocess
import sys
from email.message import EmailMessage

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, ViewportSize, expect

from tests.flows.conftest import FLOWS_VAR, PHONE, Mail, People, assert_accessible, open_chat, say

TITLE = "Кружок рисования"


def drawing(colour: str) -> FilePayload:
    """Wide: its middle third is of the colour."""
    written = io.BytesIO()
    image = Image.new("RGB", (900, 300), "black")
    image.paste(colour, (300, 0, 600, 300))
    image.save(written, "PNG")
    return FilePayload(name="picture.png", mimeType="image/png", buffer=written.getvalue())


def make_chat(page: Page) -> None:
    page.get_by_role("button", name="Создать чат").click()
    dialog = page.get_by_role("dialog")
    page.get_by_label("Название").fill(TITLE)
    page.get_by_label("Найти людей").fill("Соколова Вер")
    page.get_by_text("Вероника Соколова").click()
    dialog.locator("input[type=file]").set_input_files([drawing("teal")])
    expect(dialog.get_by_role("img", name="Так будет выглядеть картинка")).to_be_visible()
    expect(dialog.get_by_role("slider", name="Какую часть взять")).to_be_visible()
    dialog.get_by_role("button", name="Создать чат").click()
    page.wait_for_url("**/messenger/c/*")


def row(page: Page) -> Locator:
    return page.get_by_role("link").filter(has=page.get_by_text(TITLE, exact=True)).first


def colour_of(picture: Locator) -> list[int]:
    """The point in its middle, as the browser has drawn it."""
    expect(picture).to_be_visible()
    found: list[int] = picture.evaluate(
        """async (image) => {
            await image.decode();
            const canvas = new OffscreenCanvas(1, 1).getContext('2d');
            canvas.drawImage(image, image.naturalWidth / 2, image.naturalHeight / 2, 1, 1, 0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
        }"""
    )
    return found


def test_a_chats_picture_is_put_changed_and_taken_away_before_anothers_eyes(people: People) -> None:
    teacher = people("class-teacher", path="/messenger/")
    colleague = people("administrator", path="/messenger/", viewport=PHONE)
    make_chat(teacher)
    teal = colour_of(row(colleague).locator(".avatar img"))
    assert teal[1] > 100 and teal[0] < 60
    open_chat(colleague, TITLE)

    teacher.get_by_role("button", name="Участники чата").click()
    teacher.get_by_role("dialog").get_by_role("button", name="Настройки").click()
    settings = teacher.get_by_role("dialog", name="Настройки чата")
    picture = settings.get_by_role("group", name="Картинка чата")
    picture.locator("input[type=file]").set_input_files([drawing("crimson")])
    assert_accessible(teacher)
    head = colleague.locator("header .avatar img")
    before = str(head.get_attribute("src"))
    picture.get_by_role("button", name="Поставить").click()
    expect(head).not_to_have_attribute("src", before)
    expect(colleague.get_by_text("меняет картинку чата").last).to_be_visible()
    assert colour_of(head)[0] > 150

    picture.get_by_role("button", name="Убрать картинку").click()
    expect(colleague.get_by_text("убирает картинку чата").last).to_be_visible()
    expect(head).to_have_count(0)


def test_ones_own_photo_is_seen_at_once_by_whom_one_talks_with_and_an_administrator_takes_it_away(people: People) -> None:
    pupil, classmate = people("sibling", path="/messenger/", viewport=PHONE), people("classmate", path="/messenger/")
    open_chat(pupil, "10 А")
    say(pupil, "Это я")
    open_chat(classmate, "10 А")
    expect(classmate.get_by_text("Это я").last).to_be_visible()
    pupil.goto("/messenger/")
    pupil.get_by_role("button", name="Меню").click()
    pupil.get_by_role("button", name="Моя фотография").click()
    dialog = pupil.get_by_role("dialog", name="Моя фотография")
    dialog.locator("input[type=file]").set_input_files([drawing("teal")])
    assert_accessible(pupil)
    dialog.get_by_role("button", name="Поставить").click()
    expect(dialog.locator(".avatar img")).to_be_visible()
    photo = classmate.locator(".message-avatar img").last
    expect(photo).to_be_visible()
    assert colour_of(photo)[1] > 100

    head = people("head", path="/school/1/classes/1/")
    head.get_by_role("link", name="Иванов Александр").click()
    assert_accessible(head)
    head.get_by_role("button", name="Убрать фотографию").click()
    expect(head.get_by_text("Фотографии больше нет.")).to_be_visible()
    expect(classmate.locator(".message-avatar img")).to_have_count(0)


def test_a_letter_tells_of_what_went_unread_and_one_press_ends_them(
    people: People, mail: Mail, browser: Browser, address: str
) -> None:
    teacher, pupil = people("class-teacher", path="/digest/"), people("sibling", path="/messenger/")
    teacher.get_by_role("link", name="Указать почту").click()
    teacher.get_by_label("Адрес электронной почты").fill("teacher@example.org")
    teacher.get_by_role("button", name="Указать").click()
    confirm = links(mail.next())[0]
    teacher.goto(confirm)
    teacher.get_by_role("button").filter(has_text="Подтвердить").click()
    teacher.goto("/digest/")
    expect(teacher.get_by_text("teacher@example.org")).to_be_visible()
    teacher.get_by_label("Раз в день, около 18:00").check()
    assert_accessible(teacher)
    teacher.get_by_role("button", name="Сохранить").click()
    expect(teacher.get_by_text("Сохранено.")).to_be_visible()

    open_chat(pupil, "10 А")
    say(pupil, "Вы завтра будете?")
    expect(pupil.get_by_text("Вы завтра будете?").last).to_be_visible()
    send_letters_of_tomorrow(EMAIL_URL=mail.address, SITE_URL=address)
    letter = mail.next()
    assert letter["To"] == "teacher@example.org"
    text = letter.get_body(("plain",))
    assert text and "10 А — " in text.get_content() and "Вы завтра будете" not in text.get_content()

    # From the letter, in a browser where nobody is signed in.
    stranger = browser.new_context(locale="ru-RU", viewport=ViewportSize(width=390, height=844)).new_page()
    stranger.goto(links(letter)[-1])
    assert_accessible(stranger)
    stranger.get_by_role("button", name="Больше не присылать").click()
    expect(stranger.get_by_text("Писем о непрочитанном больше не будет.")).to_be_visible()
    stranger.context.close()
    teacher.goto("/digest/")
    expect(teacher.get_by_label("Не присылать")).to_be_checked()


def links(letter: EmailMessage) -> list[str]:
    text = letter.get_body(("plain",))
    assert text
    return re.findall(r"http://\S+", text.get_content())


def send_letters_of_tomorrow(**settings: str) -> None:
    """The worker's own job, with its clock a day ahead."""
    program = (
        "from datetime import timedelta; from zvonok.ground import clock; from zvonok.reach.digest_sending import send_due;"
        "send_due(now=clock.now() + timedelta(days=1))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "-m", "zvonok", "manage", "shell", "-c", program],
        env={**environment, "ZVONOK_VAR": str(FLOWS_VAR), **settings},
        check=True,
        timeout=60,
    )
