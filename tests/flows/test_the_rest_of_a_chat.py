"""What no other journey walks through: links and lines, reactions only, what is switched off, reports, links that end."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.flows.conftest import People, open_chat, say, two_in_10a
from tests.flows.test_drafts_typing_presence import row
from tests.flows.test_talking import act, message


def new_group(page: Page, title: str, *people: str) -> None:
    page.get_by_role("button", name="Создать чат").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Название").fill(title)
    for name in people:
        dialog.get_by_label("Найти людей").fill(name.split()[1])
        dialog.get_by_text(name, exact=True).click()
    dialog.get_by_role("button", name="Создать чат").click()
    page.wait_for_url("**/messenger/c/*")
    expect(page.locator("#chat-title")).to_have_text(title)


def test_links_and_lines_are_shown_and_a_sticker_is_named_in_the_list(people: People) -> None:
    teacher, pupil = two_in_10a(people)
    field = teacher.get_by_role("textbox", name="Сообщение")
    field.press_sequentially("Карты: https://example.org/maps")
    field.press("Shift+Enter")
    field.press_sequentially("Взять с собой компас")
    field.press("Enter")
    seen = message(pupil, "Взять с собой компас").locator(".text")
    expect(seen).to_have_text(re.compile(r"maps\nВзять"), use_inner_text=True)
    link = seen.get_by_role("link", name="https://example.org/maps")
    assert link.get_attribute("href") == "https://example.org/maps" and "noopener" in (link.get_attribute("rel") or "")
    pupil.keyboard.press("Escape")
    teacher.get_by_role("button", name="Эмодзи и стикеры").click()
    teacher.get_by_role("button", name="Стикеры", exact=True).click()
    teacher.get_by_role("button", name="Стикер 1", exact=True).click()
    expect(row(pupil, "10 А").locator(".row-line")).to_contain_text("Елена О.: Стикер")


def test_reactions_only_leaves_signs_and_an_administrator_deletes_anothers_words(people: People) -> None:
    teacher, pupil = two_in_10a(people)
    words = f"Лишнее {uuid4().hex[:6]}"
    say(pupil, words)
    act(teacher, words, "Удалить")
    teacher.get_by_role("button", name="Удалить для всех").click()
    expect(message(pupil, words)).to_have_count(0)
    say(teacher, "Кто идёт, поставьте знак")
    expect(message(pupil, "поставьте знак")).to_be_visible()
    teacher.get_by_role("button", name="Участники чата").click()
    teacher.get_by_role("button", name="Настройки").click()
    teacher.get_by_label("Только реакции").check()
    expect(pupil.locator(".speechless")).to_be_visible()
    expect(pupil.get_by_role("textbox", name="Сообщение")).to_have_count(0)
    act(pupil, "поставьте знак", "Реакция 👍")
    expect(message(teacher, "поставьте знак").get_by_role("button", name="👍, поставили: 1")).to_be_attached()
    teacher.get_by_label("Все", exact=True).check()
    expect(pupil.get_by_role("textbox", name="Сообщение")).to_be_visible()


def test_what_the_school_has_switched_off_is_not_offered(people: People) -> None:
    head, pupil = people("administrator", path="/school/1/switches/"), people("sibling", path="/messenger/")

    def settle(*, on: bool) -> None:
        for name in ("Опросы", "Голосовые сообщения"):
            head.get_by_label(name).set_checked(on)
        head.get_by_role("button", name="Сохранить").click()
        expect(head.get_by_text("Сохранено.")).to_be_visible()

    settle(on=False)
    open_chat(pupil, "10 А")
    pupil.get_by_role("textbox", name="Сообщение").fill("")
    expect(pupil.get_by_role("button", name="Записать голосовое сообщение")).to_have_count(0)
    pupil.get_by_role("button", name="Прикрепить").click()
    offered = pupil.get_by_role("dialog", name="Прикрепить").get_by_role("button")
    expect(offered.filter(has_text="Фото или файл")).to_be_visible()
    expect(offered.filter(has_text="Опрос")).to_have_count(0)
    settle(on=True)
    pupil.reload()
    expect(pupil.get_by_role("button", name="Записать голосовое сообщение")).to_be_visible()
    pupil.get_by_role("button", name="Прикрепить").click()
    expect(offered.filter(has_text="Опрос")).to_be_visible()


def test_a_report_comes_to_the_schools_administrators_with_what_stood_near(people: People) -> None:
    pupil, classmate = people("sibling", path="/messenger/"), people("classmate", path="/messenger/")
    words = f"Обидное {uuid4().hex[:6]}"
    for page in (pupil, classmate):
        open_chat(page, "10 А")
    say(classmate, words)
    expect(message(pupil, words)).to_be_visible()
    act(pupil, words, "Пожаловаться")
    dialog = pupil.get_by_role("dialog", name="Пожаловаться")
    dialog.get_by_label("Травля или угрозы").check()
    dialog.get_by_label("Своими словами").fill("Так каждый день")
    dialog.get_by_role("button", name="Отправить жалобу").click()
    expect(pupil.get_by_text("Жалоба передана администраторам школы.").last).to_be_visible()
    head = people("administrator", path="/school/1/reports/")
    card = head.get_by_role("region").filter(has_text=words)
    expect(card).to_contain_text("Так каждый день")
    card.get_by_label("Что сделано").fill("Поговорили с родителями")
    card.get_by_role("button", name="Закрыть жалобу").click()
    expect(card).to_contain_text("Поговорили с родителями")
    # Who is complained of hears nothing of it.
    expect(classmate.get_by_text("Жалоб")).to_have_count(0)


def test_a_link_lets_in_as_many_as_it_says_and_none_when_it_is_revoked(people: People) -> None:
    one, other, third = (people(part, path="/messenger/") for part in ("class-teacher", "teacher-and-parent", "administrator"))
    new_group(one, f"Кружок {uuid4().hex[:4]}", "Андрей Фомин")
    one.get_by_role("button", name="Участники чата").click()
    one.get_by_role("button", name="Настройки").click()
    settings = one.get_by_role("region", name="Ссылки в чат")
    settings.get_by_label("Срок").select_option(index=0)
    settings.get_by_label("Сколько человек").select_option("1")
    settings.get_by_role("button", name="Создать ссылку").click()
    limited = one.get_by_label("Новая ссылка").input_value()
    other.goto(limited)
    other.get_by_role("button", name="Войти в чат").click()
    other.wait_for_url("**/messenger/c/*")
    third.goto(limited)
    expect(third.get_by_text("Эта ссылка не действует")).to_be_visible()

    settings.get_by_label("Сколько человек").select_option("30")
    settings.get_by_role("button", name="Создать ссылку").click()
    expect(one.get_by_label("Новая ссылка")).not_to_have_value(limited)
    revoked = one.get_by_label("Новая ссылка").input_value()
    settings.get_by_role("listitem").filter(has_text="из 30").get_by_role("button", name="Отменить").click()
    expect(settings.get_by_role("listitem").filter(has_text="из 30")).to_have_count(0)
    third.goto(revoked)
    expect(third.get_by_text("Эта ссылка не действует")).to_be_visible()


def test_members_are_added_appointed_and_removed_by_hand(people: People) -> None:
    one, other = people("class-teacher", path="/messenger/"), people("administrator", path="/messenger/")
    title = f"Выпускной {uuid4().hex[:4]}"
    expect(row(other, "Учительская")).to_be_visible()
    new_group(one, title, "Андрей Фомин")
    one.get_by_role("button", name="Участники чата").click()
    one.get_by_role("button", name="Добавить людей").click()
    one.get_by_label("Найти людей").fill("Соколова")
    one.get_by_role("dialog").get_by_text("Вероника Соколова").click()
    one.get_by_role("dialog").get_by_role("button", name="Добавить", exact=True).click()
    expect(row(other, title)).to_be_visible()
    open_chat(other, title)
    one.get_by_label("Роль: Вероника С.").select_option("Назначить администратором")
    other.get_by_role("button", name="Участники чата").click()
    expect(other.get_by_role("button", name="Настройки")).to_be_visible()
    other.get_by_role("button", name="Исключить из чата: Андрей Ф.").click()
    expect(one.get_by_text("Андрей Ф.").last).to_be_attached()
    expect(one.get_by_role("button", name="Исключить из чата: Андрей Ф.")).to_have_count(0)
    one.get_by_label("Роль: Вероника С.").select_option("Снять администратора")
    expect(other.get_by_role("button", name="Настройки")).to_have_count(0)
    one.get_by_role("button", name="Исключить из чата: Вероника С.").click()
    expect(row(other, title)).to_have_count(0)
    expect(other.get_by_text("Такого чата нет").or_(other.get_by_text("Выберите чат")).first).to_be_attached()
    # The last administrator hands the chat over before he goes; while he is alone in it, it goes with him.
    one.get_by_role("button", name="Выйти из чата").click()
    one.get_by_role("alertdialog").get_by_role("button", name="Выйти из чата").click()
    expect(row(one, title)).to_have_count(0)


def test_quiet_until_the_morning_and_for_ever(people: People) -> None:
    page = people("other-sibling", path="/messenger/")
    found = row(page, "10 А")
    for length, told in (("До утра", "Без звука до"), ("Навсегда", None)):
        found.click(button="right")
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Без звука").click()
        dialog.get_by_role("button", name=length).click()
        expect(dialog.get_by_role("button", name="Включить звук")).to_be_visible()
        expect(dialog.get_by_text("Без звука до")).to_have_count(1 if told else 0)
        expect(found).to_contain_text("без звука")
        dialog.get_by_role("button", name="Включить звук").click()
        expect(found).not_to_contain_text("без звука")
        page.keyboard.press("Escape")
