"""Installed and offline: the last chats and messages open, what is written goes out once and in order when the line is back."""

from playwright.sync_api import Page, expect

from tests.flows.conftest import WAIT_MS, People, open_chat, say

READY = """async ([words, mostMs]) => {
    await navigator.serviceWorker.ready;
    const until = Date.now() + mostMs;
    while (Date.now() < until) {
        const base = await new Promise((resolve) => {
            const request = indexedDB.open('zvonok');
            request.onsuccess = () => resolve(request.result);
        });
        const kept = await new Promise((resolve) => {
            const request = base.transaction('kept').objectStore('kept').get('state');
            request.onsuccess = () => resolve(request.result);
        });
        base.close();
        const shell = await caches.match('/messenger/', { ignoreVary: true });
        if (shell && JSON.stringify(kept?.histories ?? '').includes(words)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never kept: ${words}`);
}"""


OUTBOX = """async ([count, mostMs]) => {
    const until = Date.now() + mostMs;
    while (Date.now() < until) {
        const base = await new Promise((resolve) => {
            const request = indexedDB.open('zvonok');
            request.onsuccess = () => resolve(request.result);
        });
        const waiting = await new Promise((resolve) => {
            const request = base.transaction('outbox').objectStore('outbox').count();
            request.onsuccess = () => resolve(request.result);
        });
        base.close();
        if (waiting === count) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the outbox never held ${count}`);
}"""


def ready_for_offline(page: Page, words: str) -> None:
    """The worker stands; the page and the chat with these words in it have been kept."""
    page.evaluate(READY, [words, WAIT_MS])


def test_it_works(people: People) -> None:
    pupil, friend = people("sibling", path="/messenger/"), people("classmate", path="/messenger/")
    open_chat(pupil, "10 А")
    open_chat(friend, "10 А")
    say(pupil, "Пока на связи")
    expect(friend.get_by_text("Пока на связи").last).to_be_visible()
    ready_for_offline(pupil, "Пока на связи")
    pupil.reload()
    expect(pupil.get_by_text("Пока на связи").last).to_be_visible()

    context = pupil.context
    context.set_offline(True)
    pupil.reload()
    expect(pupil.get_by_text("Пока на связи").last).to_be_visible()
    expect(pupil.get_by_text("Нет связи.")).to_be_visible()
    for words in ("Без связи: раз", "Без связи: два", "Без связи: три"):
        say(pupil, words)
    expect(pupil.get_by_role("img", name="Отправляется")).to_have_count(3)
    pupil.evaluate(OUTBOX, [3, WAIT_MS])
    pupil.close()

    again = context.new_page()
    again.goto("/messenger/")
    expect(again.get_by_text("10 А", exact=True).first).to_be_visible()
    context.set_offline(False)
    # Live in the other's list; and in the chat itself, once each and in order, wherever its history is scrolled to.
    row = friend.get_by_role("navigation").get_by_role("link").filter(has_text="Без связи: три")
    expect(row).to_be_visible(timeout=WAIT_MS)
    chat = friend.url.rpartition("/")[2]
    told = friend.request.get(f"/api/chats/{chat}/messages").json()["messages"]
    written = [one["text"] for one in told if one["text"].startswith("Без связи")]
    assert written == ["Без связи: раз", "Без связи: два", "Без связи: три"]


def test_nothing_is_kept_after_signing_out(people: People) -> None:
    pupil = people("sibling", path="/messenger/")
    open_chat(pupil, "10 А")
    say(pupil, "Перед выходом")
    ready_for_offline(pupil, "Перед выходом")
    pupil.get_by_role("button", name="Меню").click()
    pupil.get_by_role("button", name="Выйти").click()
    pupil.wait_for_url(lambda url: "/messenger" not in url)
    left = pupil.evaluate("async () => [await caches.keys(), (await indexedDB.databases()).map((one) => one.name)]")
    assert left == [[], []]
