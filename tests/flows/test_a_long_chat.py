"""A chat of hundreds: it opens where one has stopped, jumps bring a window and not what lies between, both ways fill."""

import re

from playwright.sync_api import Page, Request, expect

from tests.flows.conftest import PHONE, People, open_chat, say
from tests.flows.test_talking import act, message

SAID = 220

POST = """async ([address, bodies]) => {
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  for (const one of bodies) {
    const body = JSON.stringify({ uuid: crypto.randomUUID(), ...one });
    const headers = { 'X-CSRFToken': token, 'Content-Type': 'application/json' };
    const answer = await fetch(address, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(await answer.text());
  }
}"""


def begin(teacher: Page, pupil: Page, title: str) -> None:
    """A chat of their own: what hundreds say in the class's is in the way of every journey after this one."""
    person = pupil.evaluate("async () => (await (await fetch('/api/me')).json()).person.id")
    teacher.evaluate(POST, ["/api/chats", [{"title": title, "people": [person], "space": "learning"}]])
    open_chat(teacher, title)


def say_many(page: Page, count: int = SAID) -> None:
    chat = int(page.url.rsplit("/", 1)[1])
    page.evaluate(POST, [f"/api/chats/{chat}/messages", [{"text": f"Слово {n} из многих"} for n in range(1, count + 1)]])


def asked(page: Page) -> list[str]:
    """What is asked of histories from now on."""
    calls: list[str] = []

    def hear(request: Request) -> None:
        if "/messages?" in request.url:
            calls.append(request.url.split("?")[1])

    page.on("request", hear)
    return calls


def shown(page: Page) -> list[int]:
    """The numbers of the words on the screen."""
    return [int(found) for found in re.findall(r"Слово (\d+) из", page.get_by_role("region", name="Сообщения").inner_text())]


def test_it_works(people: People) -> None:
    teacher, pupil = people("class-teacher", path="/messenger/"), people("sibling", path="/messenger/")
    begin(teacher, pupil, "Поход")
    say(teacher, "Поход в субботу, сбор у школы")
    expect(message(teacher, "сбор у школы").get_by_role("img", name=re.compile("Отправлено|Прочитано"))).to_be_visible()
    act(teacher, "сбор у школы", "Закрепить")
    open_chat(pupil, "Поход")
    expect(message(pupil, "сбор у школы")).to_be_visible()
    pupil.goto("/messenger/")
    say_many(teacher)

    calls = asked(pupil)
    open_chat(pupil, "Поход")
    # Where he has stopped: the first that is new, under its line, and nothing of what lies between.
    expect(pupil.get_by_text("Новые сообщения", exact=True)).to_be_in_viewport()
    expect(message(pupil, "Слово 1 из многих")).to_be_in_viewport()
    assert [call.split("=")[0] for call in calls][:1] == ["around_number"] and not any("before" in call for call in calls)
    to_end = pupil.get_by_role("button", name="К последним сообщениям")
    expect(to_end).to_contain_text(f"{SAID}")
    to_end.click()
    expect(message(pupil, f"Слово {SAID} из многих")).to_be_in_viewport()

    calls.clear()
    pupil.get_by_role("button", name=re.compile("Закреплённое")).click()
    expect(pupil.locator(".aimed")).to_contain_text("сбор у школы")
    expect(pupil.locator(".aimed")).to_be_in_viewport()
    assert sum(call.startswith("around=") for call in calls) == 1
    assert not any(call.startswith("before=") for call in calls)

    say(teacher, "Новое, пока читают старое")
    expect(to_end).to_contain_text("1")
    expect(message(pupil, "Новое, пока читают старое")).to_have_count(0)
    # Down by the wheel until the end is there: pages come, and none is left out.
    pupil.get_by_role("region", name="Сообщения").hover()
    for _ in range(60):
        if message(pupil, "Новое, пока читают старое").count():
            break
        words = shown(pupil)
        assert words == list(range(words[0], words[0] + len(words)))
        pupil.mouse.wheel(0, 1500)
        pupil.wait_for_timeout(60)
    expect(message(pupil, "Новое, пока читают старое")).to_be_visible()
    expect(to_end).to_have_count(0)


def test_a_name_far_back_is_one_press_away_on_a_phone(people: People) -> None:
    teacher, pupil = people("class-teacher", path="/messenger/"), people("sibling", path="/messenger/", viewport=PHONE)
    begin(teacher, pupil, "Дежурство")
    field = teacher.get_by_role("textbox", name="Сообщение")
    say_many(teacher, 70)
    field.press_sequentially("Дежурит @Алекс")
    teacher.get_by_role("option").filter(has_text="Александр Иванов").first.click()
    field.press("Enter")
    say_many(teacher, 100)
    open_chat(pupil, "Дежурство")
    pupil.get_by_role("button", name="К упоминанию вас").click()
    expect(pupil.locator(".aimed")).to_contain_text("Дежурит")
    expect(pupil.locator(".aimed")).to_be_in_viewport()
    # One's own word from far back is said at the end, and seen there.
    say(pupil, "Понял, дежурю")
    expect(message(pupil, "Понял, дежурю")).to_be_in_viewport()
