"""Pupil: «Образование» → «Мой класс» → the button; parent of two: a tab a child."""

from playwright.sync_api import expect

from tests.flows.conftest import People, open_chat, say


def test_a_pupil_opens_his_class_chat_and_talks_with_his_teacher_live(people: People) -> None:
    pupil, teacher = people("sibling"), people("class-teacher", path="/messenger/")
    pupil.get_by_role("link", name="Образование").click()
    pupil.get_by_role("link", name="Мой класс").click()
    expect(pupil.get_by_role("link", name="Открыть чат родителей в Сферуме")).to_have_count(0)
    pupil.get_by_role("link", name="Открыть чат класса в Сферуме").click()
    pupil.wait_for_url("**/messenger/c/*")
    open_chat(teacher, "10 А")
    say(pupil, "Здравствуйте! <b>Можно</b> вопрос?")
    expect(teacher.get_by_text("Здравствуйте! <b>Можно</b> вопрос?").last).to_be_visible()
    say(teacher, "Конечно, Саша.")
    expect(pupil.get_by_text("Конечно, Саша.").last).to_be_visible()


def test_a_parent_of_two_has_a_tab_a_child_and_the_parents_chat_of_each(people: People) -> None:
    parent = people("parent-of-two")
    parent.get_by_role("link", name="Образование").click()
    for child, title in (("Анна · Демо 6", "Родители Демо 6"), ("Пётр · 10 А", "Родители 10 А")):
        parent.get_by_role("link", name=child).click()
        expect(parent.get_by_role("link", name="Открыть чат класса в Сферуме")).to_have_count(0)
        parent.get_by_role("link", name="Открыть чат родителей в Сферуме").click()
        if "/chats/open/" in parent.url:
            parent.get_by_role("button", name="Создать и открыть").click()
        parent.wait_for_url("**/messenger/c/*")
        expect(parent.get_by_role("main").get_by_text(title, exact=True).first).to_be_visible()
        parent.goto("/my-class/")
