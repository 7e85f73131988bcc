"""Two tabs of one person: what is read, written or begun in one is so in the other; once, and with one bell."""

from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.flows.conftest import WAIT_MS, People, open_chat, say
from tests.flows.test_drafts_typing_presence import field, row
from tests.flows.test_talking import message
from tests.flows.test_the_messenger_without_a_line import OUTBOX, ready_for_offline

# What all tabs ring together.
COUNT_TONES = """() => {
    localStorage.rang = 0;
    const Tone = OscillatorNode;
    window.OscillatorNode = class extends Tone {
        start(at) {
            localStorage.rang = Number(localStorage.rang) + 1;
            super.start(at);
        }
    };
}"""


def another_tab(page: Page, path: str = "/messenger/") -> Page:
    tab = page.context.new_page()
    tab.goto(path)
    expect(row(tab, "10 А")).to_be_visible()
    return tab


def test_what_is_read_in_one_is_read_in_the_other(people: People) -> None:
    one, friend = people("sibling", path="/messenger/"), people("classmate", path="/messenger/")
    other = another_tab(one)
    open_chat(friend, "10 А")
    say(friend, "Видно в обеих вкладках")
    for tab in (one, other):
        expect(row(tab, "10 А")).to_contain_text("Видно в обеих вкладках")
        expect(row(tab, "10 А").locator(".row-badges")).to_contain_text("непрочитанн")
    open_chat(one, "10 А")
    expect(message(one, "в обеих вкладках")).to_be_visible()
    expect(row(other, "10 А").locator(".row-badges")).to_be_empty()
    assert one.title().removesuffix("10 А · Звонок") == other.title().removesuffix("Звонок")


def test_what_is_begun_and_written_in_one_stands_once_in_both(people: People) -> None:
    one = people("sibling", path="/messenger/")
    open_chat(one, "10 А")
    field(one).fill("")
    other = another_tab(one, one.url)
    with one.expect_response(lambda answer: answer.url.endswith("/draft") and answer.status == 204):
        field(one).fill("Начато в одной вкладке")
    expect(field(other)).to_have_value("Начато в одной вкладке")
    ended = f" и кончено в другой {uuid4().hex[:6]}"
    field(other).press("End")
    field(other).press_sequentially(ended)
    expect(field(one)).to_have_value(f"Начато в одной вкладке{ended}")
    field(other).press("Enter")
    for tab in (one, other):
        expect(tab.locator(".history-row").filter(has_text=ended)).to_have_count(1)
        expect(field(tab)).to_have_value("")


def test_what_was_written_without_a_line_goes_once_though_two_tabs_carry_it(people: People) -> None:
    one, friend = people("sibling", path="/messenger/"), people("classmate", path="/messenger/")
    open_chat(friend, "10 А")
    open_chat(one, "10 А")
    say(one, "Ещё на связи, вкладка первая")
    expect(message(friend, "вкладка первая")).to_be_visible()
    ready_for_offline(one, "вкладка первая")
    # The worker takes the page with its next load, and only then serves it without a line.
    one.reload()
    expect(message(one, "вкладка первая")).to_be_visible()
    one.context.set_offline(True)
    words = [f"Без связи {count} из двух вкладок {uuid4().hex[:6]}" for count in (1, 2)]
    for each in words:
        say(one, each)
    one.evaluate(OUTBOX, [2, WAIT_MS])
    other = one.context.new_page()
    other.goto(one.url)
    expect(other.get_by_role("img", name="Отправляется")).to_have_count(2, timeout=3 * WAIT_MS)
    one.context.set_offline(False)
    expect(message(friend, words[1])).to_be_visible(timeout=3 * WAIT_MS)
    one.evaluate(OUTBOX, [0, 3 * WAIT_MS])
    told = friend.request.get(f"/api/chats/{friend.url.rpartition('/')[2]}/messages").json()["messages"]
    assert [one["text"] for one in told if one["text"] in words] == words
    for tab in (one, other):
        expect(tab.locator(".history-row").filter(has_text=words[0])).to_have_count(1)
        expect(tab.get_by_role("img", name="Отправляется")).to_have_count(0)


def test_one_bell_rings_for_two_tabs(people: People) -> None:
    one, friend = people("sibling", path="/messenger/"), people("classmate", path="/messenger/")
    open_chat(friend, "10 А")
    other = another_tab(one)
    for tab in (one, other):
        tab.evaluate(COUNT_TONES)
    say(friend, "Звонок один")
    for tab in (one, other):
        expect(row(tab, "10 А").locator(".row-badges")).to_contain_text("непрочитанн")
    one.wait_for_function("() => Number(localStorage.rang) >= 2")
    # Whoever has taken the bell holds it until all have heard of the message.
    one.wait_for_function("async () => (await navigator.locks.query()).held.every(({ name }) => name !== 'bell')")
    assert one.evaluate("() => localStorage.rang") == "2", "one bell is two tones"


def test_who_signs_out_in_one_is_out_of_the_other(people: People) -> None:
    one = people("sibling", path="/messenger/")
    open_chat(one, "10 А")
    other = another_tab(one, one.url)
    say(other, "Перед выходом из обеих")
    expect(message(one, "Перед выходом из обеих")).to_be_visible()
    one.get_by_role("button", name="Меню").click()
    one.get_by_role("button", name="Выйти").click()
    one.wait_for_url(lambda url: "/messenger" not in url)
    expect(other.get_by_role("alert").filter(has_text="Вы вышли.")).to_be_visible(timeout=2 * WAIT_MS)
    left = one.evaluate("async () => [await caches.keys(), (await indexedDB.databases()).map((one) => one.name)]")
    assert left == [[], []]
