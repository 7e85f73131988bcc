"""A person of another school gets the same 404 everywhere, whether a thing is there or not."""

import pytest
from playwright.sync_api import expect

from tests.flows.conftest import People

ADDRESSES = [
    "/school/1/",
    "/school/1/staff-room/",
    "/school/1/classes/",
    "/school/1/classes/1/",
    "/school/1/employees/",
    "/school/1/people/1/",
    "/school/1/change/hire/",
    "/school/1/invitations/",
    "/school/1/systems/",
    "/school/1/audit/",
    "/school/1/lists/people/",
    "/chats/open/staff-room/1/",
    "/chats/open/class/1/",
    "/chats/open/parents/1/",
    "/my-class/1/",
    "/api/chats/1",
    "/api/chats/1/messages",
    "/api/chats/1/members",
    "/api/chats/1/reasons",
    "/api/chats/1/why",
    "/api/chats/1/missing",
    "/school/999999/",
    "/api/chats/999999",
]


def test_every_address_of_the_other_school_is_404(people: People) -> None:
    page = people("stranger")
    statuses = {path: page.request.get(path).status for path in ADDRESSES}
    assert set(statuses.values()) == {404}, statuses


@pytest.mark.parametrize("part", ["sibling", "parent-of-two"])
def test_a_pupil_and_a_parent_reach_no_page_of_the_staff(people: People, part: str) -> None:
    page = people(part)
    paths = [path for path in ADDRESSES[1:9] if path != "/school/1/classes/1/"]
    statuses = {path: page.request.get(path).status for path in [*paths, "/school/1/classes/1/"]}
    assert set(statuses.values()) == {404}, statuses


def test_a_guessed_chat_is_said_not_to_be_there(people: People) -> None:
    page = people("stranger", path="/messenger/c/1")
    expect(page.get_by_role("main")).to_contain_text("Такого чата нет")


def test_who_is_not_signed_in_is_led_to_sign_in(people: People) -> None:
    page = people("sibling")
    page.context.clear_cookies()
    page.goto("/messenger/c/1")
    expect(page.get_by_role("heading", name="Вход")).to_be_visible()
