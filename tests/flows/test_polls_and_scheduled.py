"""A poll is asked by one and voted on by the other, live; a message waits for its time, seen on all its author's devices."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.flows.conftest import PHONE, People, assert_accessible, open_chat, two_in_10a


def attach(page: Page, what: str) -> None:
    page.get_by_role("button", name="Прикрепить").click()
    page.get_by_role("dialog", name="Прикрепить").get_by_role("button", name=what).click()


def ask(page: Page, question: str, answers: list[str], *, several: bool = False, anonymous: bool = True) -> None:
    attach(page, "Опрос")
    dialog = page.get_by_role("dialog", name="Новый опрос")
    dialog.get_by_role("textbox", name="Вопрос").fill(question)
    for number, answer in enumerate(answers, start=1):
        if number > 2:
            dialog.get_by_role("button", name="Добавить ответ").click()
        dialog.get_by_role("textbox", name=f"Ответ {number}").fill(answer)
    if several:
        dialog.get_by_role("checkbox", name="Можно выбрать несколько ответов").check()
    if not anonymous:
        dialog.get_by_role("checkbox", name="Анонимный").uncheck()
    dialog.get_by_role("button", name="Создать опрос").click()
    expect(dialog).to_have_count(0)


def poll(page: Page, question: str) -> Locator:
    return page.locator("form.poll").filter(has=page.get_by_role("group", name=question)).last


def test_a_vote_is_given_changed_taken_back_and_the_poll_is_closed(people: People) -> None:
    teacher, pupil = two_in_10a(people)
    ask(teacher, "Куда едем в субботу?", ["В музей", "В лес", "В театр"])
    asked, seen = poll(teacher, "Куда едем в субботу?"), poll(pupil, "Куда едем в субботу?")
    expect(seen).to_contain_text("Пока никто не проголосовал")
    expect(seen.locator(".poll-bar")).to_have_count(0)
    seen.get_by_role("radio", name="В лес").check()
    seen.get_by_role("button", name="Проголосовать").click()
    expect(asked).to_contain_text("Проголосовал 1 человек")
    expect(asked.locator(".poll-bar").nth(1)).to_contain_text("100 %")
    expect(asked.get_by_role("radio", name="В лес")).not_to_be_checked()
    expect(asked.get_by_role("button", name="Кто голосовал")).to_have_count(0)

    asked.get_by_role("radio", name="В театр").check()
    asked.get_by_role("button", name="Проголосовать").click()
    expect(seen).to_contain_text("Проголосовали 2 человека")
    expect(seen.get_by_role("radio", name="В лес")).to_be_checked()

    seen.get_by_role("radio", name="В театр").check()
    seen.get_by_role("button", name="Изменить голос").click()
    expect(asked.locator(".poll-bar").nth(2)).to_contain_text("100 %")
    seen.get_by_role("button", name="Отозвать голос").click()
    expect(asked).to_contain_text("Проголосовал 1 человек")
    expect(seen.get_by_role("button", name="Завершить опрос")).to_have_count(0)

    asked.get_by_role("button", name="Завершить опрос").click()
    expect(seen).to_contain_text("завершён")
    expect(seen.get_by_role("radio")).to_have_count(0)
    expect(asked).to_contain_text("ваш голос")
    row = pupil.get_by_role("link").filter(has=pupil.get_by_text("10 А", exact=True)).first
    expect(row).to_contain_text("Опрос: Куда едем в субботу?")


def test_with_names_one_sees_who_chose_what_and_passes_on_the_words(people: People) -> None:
    teacher, pupil = two_in_10a(people)
    ask(teacher, "Что принести на чаепитие?", ["Чай", "Пирог"], several=True, anonymous=False)
    seen = poll(pupil, "Что принести на чаепитие?")
    seen.get_by_role("checkbox", name="Чай").check()
    seen.get_by_role("checkbox", name="Пирог").check()
    seen.get_by_role("button", name="Проголосовать").click()
    asked = poll(teacher, "Что принести на чаепитие?")
    asked.get_by_role("button", name="Кто голосовал").click()
    voters = teacher.get_by_role("dialog", name="Кто голосовал")
    expect(voters.get_by_role("region", name="Пирог")).to_contain_text("Александр Иванов")
    voters.get_by_role("button", name="Закрыть").click()
    row = teacher.locator(".history-row").filter(has=asked).last
    row.hover()
    row.get_by_role("button", name="Действия с сообщением").click()
    teacher.get_by_role("dialog", name="Действия с сообщением").get_by_role("button", name="Переслать").click()
    teacher.get_by_role("dialog").get_by_role("button", name="Родители 10 А").click()
    passed_on = teacher.locator(".bubble").filter(has_text="Переслано").last
    expect(passed_on).to_contain_text("Опрос: Что принести на чаепитие?")
    expect(passed_on.locator("form.poll")).to_have_count(0)


def test_a_poll_from_the_keyboard_alone(people: People) -> None:
    page = people("sibling", path="/messenger/")
    open_chat(page, "10 А")
    page.get_by_role("button", name="Прикрепить").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Прикрепить").get_by_role("button", name="Фото или файл")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Новый опрос").get_by_role("textbox", name="Вопрос").fill("Кто за?")
    page.keyboard.press("Tab")
    page.keyboard.type("Я")
    page.keyboard.press("Tab")
    page.keyboard.type("И я")
    page.keyboard.press("Enter")
    asked = poll(page, "Кто за?")
    asked.get_by_role("radio", name="Я", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(asked).to_contain_text("Проголосовал 1 человек")


def test_what_waits_is_changed_sent_and_dropped_and_seen_on_another_device(people: People) -> None:
    teacher, pupil = two_in_10a(people)
    phone = people("class-teacher", path="/messenger/", viewport=PHONE, has_touch=True)
    open_chat(phone, "10 А")
    field = teacher.get_by_role("textbox", name="Сообщение")
    field.fill("Не забудьте сменную обувь")
    attach(teacher, "Отправить позже")
    later = teacher.get_by_role("dialog", name="Отправить позже")
    later.get_by_role("button", name="Завтра в 8:00").click()
    expect(later).to_have_count(0)
    expect(field).to_have_value("")
    expect(phone.get_by_role("button", name="Запланированные: 1")).to_be_visible()

    field.fill("И дневники")
    teacher.get_by_role("button", name="Отправить", exact=True).click(button="right")
    at = datetime.now() + timedelta(days=2)
    later.get_by_label("Другое время").fill(at.strftime("%Y-%m-%dT%H:%M"))
    later.get_by_role("button", name="Запланировать").click()
    phone.get_by_role("button", name="Запланированные: 2").click()
    waiting = phone.get_by_role("dialog", name="Запланированные сообщения")
    first = waiting.get_by_role("listitem").filter(has_text="сменную обувь")
    expect(first).to_contain_text("завтра в 08:00")
    first.get_by_role("button", name="Изменить").click()
    waiting.get_by_role("textbox", name="Сообщение").fill("Не забудьте форму")
    waiting.get_by_role("button", name="Сохранить").click()
    waiting.get_by_role("listitem").filter(has_text="И дневники").get_by_role("button", name="Удалить").click()
    expect(waiting.get_by_role("listitem")).to_have_count(1)
    expect(teacher.get_by_role("button", name="Запланированные: 1")).to_be_visible()
    expect(pupil.get_by_text("Запланированные")).to_have_count(0)

    waiting.get_by_role("button", name="Отправить сейчас").click()
    expect(waiting).to_contain_text("Здесь пусто")
    expect(pupil.locator(".text", has_text="Не забудьте форму").last).to_be_visible()
    expect(pupil.locator(".text", has_text="сменную обувь")).to_have_count(0)
    expect(teacher.get_by_role("button", name="Запланированные")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_polls_and_what_waits_pass_axe_on_a_phone_too(people: People, scheme: str) -> None:
    page = people("class-teacher", path="/messenger/", color_scheme=scheme, viewport=PHONE)
    open_chat(page, "Учительская")
    page.get_by_role("button", name="Прикрепить").click()
    page.get_by_role("dialog", name="Прикрепить").wait_for()
    assert_accessible(page)
    page.get_by_role("dialog", name="Прикрепить").get_by_role("button", name="Опрос").click()
    page.get_by_role("dialog", name="Новый опрос").wait_for()
    assert_accessible(page)
    page.get_by_role("dialog", name="Новый опрос").get_by_role("button", name="Закрыть").click()
    question = f"Собрание в среду? {scheme}"
    ask(page, question, ["Да", "Нет"], anonymous=False)
    asked = poll(page, question)
    asked.get_by_role("radio", name="Да").check()
    asked.get_by_role("button", name="Проголосовать").click()
    asked.get_by_role("button", name="Отозвать голос").wait_for()
    assert_accessible(page)
    asked.get_by_role("button", name="Кто голосовал").click()
    page.get_by_role("dialog", name="Кто голосовал").get_by_role("listitem").wait_for()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Сообщение").fill("До встречи")
    attach(page, "Отправить позже")
    later = page.get_by_role("dialog", name="Отправить позже")
    later.wait_for()
    assert_accessible(page)
    later.get_by_role("button", name="Завтра в 18:00").click()
    page.get_by_role("button", name="Запланированные").last.click()
    page.get_by_role("dialog", name="Запланированные сообщения").get_by_role("listitem").first.wait_for()
    assert_accessible(page)
