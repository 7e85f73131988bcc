"""One search field: chats, people to write to, messages in any form of the word; a message is shown in its place."""

from playwright.sync_api import expect

from tests.flows.conftest import PHONE, People, open_chat, say


def test_it_works(people: People) -> None:
    pupil = people("sibling", path="/messenger/")
    open_chat(pupil, "10 А")
    say(pupil, "Принесите завтра жёлтый ватман")
    expect(pupil.get_by_text("Принесите завтра жёлтый ватман").last).to_be_visible()
    for number in range(25):
        say(pupil, f"Ещё сообщение, чтобы то ушло за край: {number}")
    expect(pupil.get_by_text("ушло за край: 24").last).to_be_visible()

    field = pupil.get_by_role("searchbox", name="Поиск по чатам")
    field.fill("желтого ватмана")
    found = pupil.get_by_role("region", name="Сообщения").get_by_role("link")
    expect(found.first).to_contain_text("10 А")
    expect(found.first.locator("mark").first).to_have_text("жёлтый")
    found.first.click()
    expect(pupil.locator(".aimed")).to_contain_text("жёлтый ватман")
    expect(pupil.locator(".aimed")).to_be_in_viewport()

    field.fill("абракадабра")
    expect(pupil.get_by_text("Ничего не найдено")).to_be_visible()


def test_a_found_person_is_written_to(people: People) -> None:
    pupil = people("sibling", path="/messenger/", viewport=PHONE)
    pupil.get_by_role("searchbox", name="Поиск по чатам").fill("Кузнецов")
    person = pupil.get_by_role("region", name="Люди").get_by_role("button").first
    name = person.inner_text().strip().splitlines()[-1]
    person.click()
    expect(pupil.get_by_role("heading", level=2, name=name.split()[-1])).to_be_visible()


def test_another_class_finds_nothing_of_it(people: People) -> None:
    stranger = people("stranger", path="/messenger/")
    stranger.get_by_role("searchbox", name="Поиск по чатам").fill("ватман")
    expect(stranger.get_by_text("Ничего не найдено")).to_be_visible()
