"""A class teacher saves the class's chat with a reason; a pupil sees that at once, and takes away what is his own."""

import zipfile
from pathlib import Path

from playwright.sync_api import expect

from tests.flows.conftest import People, open_chat, say


def test_the_members_see_who_saved_the_chat_and_why(people: People, tmp_path: Path) -> None:
    pupil = people("sibling", path="/messenger/")
    open_chat(pupil, "10 А")
    say(pupil, "Слова для архива")
    teacher = people("class-teacher", path="/messenger/")
    open_chat(teacher, "10 А")
    teacher.get_by_role("button", name="Участники чата").click()
    teacher.get_by_role("button", name="Настройки").click()
    form = teacher.get_by_role("form", name="Сохранить переписку")
    save = form.get_by_role("button", name="Сохранить переписку")
    expect(save).to_be_disabled()
    form.get_by_label("Зачем").fill("Обращение родителей")
    with teacher.expect_download() as download:
        save.click()
    download.value.save_as(tmp_path / "chat.zip")
    assert download.value.suggested_filename == "10 А.zip"
    page = zipfile.ZipFile(tmp_path / "chat.zip").read("index.html").decode()
    assert "Слова для архива" in page and "Обращение родителей" in page
    expect(pupil.get_by_text("сохраняет переписку этого чата. Причина: Обращение родителей").last).to_be_visible()

    form.get_by_text("Документ PDF").click()
    form.get_by_label("Зачем").fill("Обращение родителей")
    with teacher.expect_download() as printed:
        save.click()
    printed.value.save_as(tmp_path / "chat.pdf")
    assert (tmp_path / "chat.pdf").read_bytes().startswith(b"%PDF-")


def test_a_pupil_takes_away_all_that_is_his_own(people: People, tmp_path: Path) -> None:
    pupil = people("sibling", path="/messenger/")
    open_chat(pupil, "10 А")
    say(pupil, "Это сказал я")
    pupil.get_by_role("button", name="Меню").click()
    with pupil.expect_download() as download:
        pupil.get_by_role("link", name="Скачать всё моё").click()
    download.value.save_as(tmp_path / "own.zip")
    assert "Это сказал я" in zipfile.ZipFile(tmp_path / "own.zip").read("index.html").decode()
