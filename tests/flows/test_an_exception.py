"""An administrator adds a person to a ruled chat by an exception, with a reason and an end, and ends it."""

from playwright.sync_api import expect

from tests.flows.conftest import People


def test_it_is_made_with_its_effects_shown_and_ended_by_hand(people: People) -> None:
    page = people("head", path="/school/1/people/3/")
    page.get_by_role("link", name="Сделать исключение").click()
    page.get_by_label("Чат", exact=True).select_option(label="10 А")
    page.get_by_label("Причина").fill("Помогает с экзаменом")
    page.get_by_role("button", name="Показать, что изменится").click()
    expect(page.get_by_role("main")).to_contain_text("войдёт в 1 чат («10 А»)")
    page.get_by_role("button", name="Сделать исключение").click()
    expect(page.get_by_role("main")).to_contain_text("Помогает с экзаменом")
    page.get_by_role("button", name="закончить").click()
    expect(page.get_by_role("main")).not_to_contain_text("Помогает с экзаменом")
