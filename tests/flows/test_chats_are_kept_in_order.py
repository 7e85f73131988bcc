"""Order in the list and in a chat: folders, mute, pin, hide; who may speak; title, administrators and links of a free chat."""

import re

from playwright.sync_api import expect

from tests.flows.conftest import PHONE, People, open_chat, say


def test_a_chat_is_pinned_muted_and_hidden_by_its_own_menu(people: People) -> None:
    page = people("other-class-teacher", path="/messenger/")
    staff_room = page.get_by_role("link").filter(has=page.get_by_text("Учительская", exact=True))
    staff_room.click(button="right")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Закрепить").click()
    dialog.get_by_role("button", name="Без звука").click()
    dialog.get_by_role("button", name="На час").click()
    expect(dialog.get_by_text("Без звука до")).to_be_visible()
    expect(staff_room).to_contain_text("закреплён")
    dialog.get_by_role("button", name="Скрыть").click()
    page.keyboard.press("Escape")
    expect(staff_room).to_have_count(0)
    page.get_by_role("button", name="Скрытые").click()
    staff_room.click(button="right")
    dialog.get_by_role("button", name="Вернуть в список").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Скрытые")).to_have_count(0)
    expect(page.locator(".list .row").first).to_contain_text("Учительская")


def test_folders_part_the_list_by_kind(people: People) -> None:
    page = people("class-teacher", path="/messenger/")
    folders = page.get_by_role("group", name="Папки")
    folders.get_by_role("button", name="Родители").click()
    expect(page.get_by_role("link").filter(has_text="Родители 10 А")).to_be_visible()
    expect(page.get_by_role("link").filter(has_text="Учительская")).to_have_count(0)
    folders.get_by_role("button", name=re.compile("^Все")).press("Enter")
    expect(page.get_by_role("link").filter(has_text="Учительская")).to_be_visible()


def test_a_class_teacher_lets_only_administrators_speak_and_a_pupil_sees_it_at_once(people: People) -> None:
    teacher, pupil = people("class-teacher", path="/messenger/"), people("sibling", path="/messenger/", viewport=PHONE)
    open_chat(pupil, "10 А")
    open_chat(teacher, "10 А")
    teacher.get_by_role("button", name="Участники чата").click()
    teacher.get_by_role("button", name="Настройки").click()
    teacher.get_by_label("Только администраторы").check()
    expect(pupil.locator(".speechless")).to_have_text("В чате пишут только администраторы")
    expect(pupil.get_by_role("textbox", name="Сообщение")).to_have_count(0)
    teacher.get_by_label("Все", exact=True).check()
    expect(pupil.get_by_role("textbox", name="Сообщение")).to_be_visible()
    teacher.get_by_label("Медленный режим").select_option("3600")
    expect(pupil.get_by_text("Медленный режим: одно сообщение в 60 минут").first).to_be_visible()
    say(pupil, "Первое")
    expect(pupil.get_by_text("Первое").last).to_be_visible()
    say(pupil, "Второе")
    expect(pupil.get_by_role("alert").get_by_text("Медленный режим: следующее сообщение")).to_be_visible()
    with teacher.expect_response(lambda answer: answer.request.method != "GET" and answer.ok):
        teacher.get_by_label("Медленный режим").select_option("0")
    # «Первое» too was refused, if he has spoken here within the hour.
    retries = pupil.get_by_role("button", name="Повторить")
    for unsent in range(retries.count(), 0, -1):
        retries.first.click()
        expect(retries).to_have_count(unsent - 1)
    expect(pupil.get_by_text("Не отправлено")).to_have_count(0)


def test_a_free_chat_is_renamed_joined_by_a_link_and_handed_over(people: People) -> None:
    one, other = people("class-teacher", path="/messenger/"), people("teacher-and-parent", path="/messenger/")
    one.get_by_role("button", name="Создать чат").click()
    one.get_by_label("Название").fill("Совет")
    one.get_by_label("Найти людей").fill("Соколова Вер")
    one.get_by_role("dialog").get_by_text("Вероника Соколова").click()
    one.get_by_role("dialog").get_by_role("button", name="Создать чат").click()
    one.wait_for_url("**/messenger/c/*")
    one.get_by_role("button", name="Участники чата").click()
    one.get_by_role("button", name="Настройки").click()
    one.get_by_label("Название").fill("Совет школы")
    one.get_by_role("button", name="Сохранить", exact=True).click()
    expect(one.locator("#chat-title")).to_have_text("Совет школы")
    one.get_by_role("button", name="Создать ссылку").click()
    link = one.get_by_label("Новая ссылка").input_value()
    other.goto(link)
    expect(other.get_by_role("dialog")).to_contain_text("Совет школы")
    other.get_by_role("button", name="Войти в чат").click()
    other.wait_for_url("**/messenger/c/*")
    expect(one.get_by_text("Марина Б. входит в чат по ссылке").first).to_be_attached()
    one.keyboard.press("Escape")
    one.get_by_label("Роль: Марина Б.").select_option("Передать чат")
    expect(one.get_by_role("button", name="Настройки")).to_have_count(0)
    other.get_by_role("button", name="Участники чата").click()
    expect(other.get_by_role("button", name="Настройки")).to_be_visible()
    stranger = people("stranger", path=link)
    expect(stranger.get_by_text("Эта ссылка не действует")).to_be_visible()


def test_an_administrator_of_the_school_switches_voice_off(people: People) -> None:
    page = people("administrator", path="/")
    page.get_by_role("link", name="Моя школа").first.click()
    page.get_by_role("link", name="Что можно в чатах").click()
    page.get_by_label("Опросы").uncheck()
    page.get_by_label("Чаты классов: с").fill("21:00")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Укажите и начало, и конец")).to_be_visible()
    page.get_by_label("Чаты классов: до").fill("07:00")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Сохранено.")).to_be_visible()
    expect(page.get_by_label("Опросы")).not_to_be_checked()
    expect(page.get_by_label("Чаты классов: до")).to_have_value("07:00")
    page.get_by_label("Опросы").check()
    page.get_by_role("button", name="Сохранить").click()
