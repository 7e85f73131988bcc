"""The promise of a line that comes back after an hour: all that was missed is known again, without reloading the page.

Comes in: the first school. Goes out: lines of the report. Called by: `bench.__main__`.

The requests are those that the client makes (`store.refresh`, `store.fillGap`): the list of each space, and for each chat that
was opened in this page what came after its last seq, or its newest page where more than one page was missed.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from statistics import median, quantiles
from time import perf_counter

from django.db.models import F

from bench.browser import Browser
from bench.clocks import Line, ms
from zvonok.messenger.models import Chat, Message, Place
from zvonok.roster.models import Person

MISSED = 5_000
CATCH_UP_MS_MAX = 300
# As many connections as a browser keeps to one server.
CONNECTIONS = 6
PAGE, NEWEST_PAGE = 100, 60


def missed(rounds: int) -> list[Line]:
    return [line for chats in (20, 1) for line in _missed(chats, rounds)]


def _missed(chats: int, rounds: int) -> list[Line]:
    each = MISSED // chats
    person, author = Person.objects.filter(profile__state="active").order_by("pk")[40:42]
    made = _chats(chats, person, author)
    browsers = [Browser(person) for _ in range(CONNECTIONS)]
    times = []
    with ThreadPoolExecutor(CONNECTIONS) as lines:
        for _ in range(rounds + 2):
            known = {chat.pk: chat.last_seq for chat in Chat.objects.filter(pk__in=made)}
            _say(made, each, author)
            started = perf_counter()
            _catch_up(browsers, lines, known)
            times.append(perf_counter() - started)
    Place.objects.filter(chat__in=made).delete()
    taken = times[2:]
    return [
        Line(
            f"линия вернулась: пропущено {MISSED} сообщений, открытых чатов — {chats}",
            f"{ms(median(taken))} (лучшая четверть — до {ms(quantiles(taken, n=4)[0])})",
            f"медиана ≤ {CATCH_UP_MS_MAX} мс",
            median(taken) * 1000 / CATCH_UP_MS_MAX,
        )
    ]


def _catch_up(browsers: list[Browser], lines: ThreadPoolExecutor, known: dict[int, int]) -> None:
    rows = [row for space in ("learning", "personal") for row in browsers[0].get(f"/api/chats?space={space}").json()["chats"]]
    behind = {row["id"]: row["last_seq"] for row in rows if row["last_seq"] > known.get(row["id"], row["last_seq"])}
    assert len(behind) == len(known)

    def fill(browser: Browser, chat: int) -> None:
        after = known[chat]
        gap = behind[chat] - after
        page = f"after={after}&limit={PAGE}" if gap <= PAGE else f"limit={NEWEST_PAGE}"
        answer = browser.get(f"/api/chats/{chat}/messages?{page}").json()
        assert answer["last_seq"] == behind[chat]
        assert len(answer["messages"]) == (gap if gap <= PAGE else NEWEST_PAGE)

    def work(number: int) -> None:
        for chat in list(behind)[number::CONNECTIONS]:
            fill(browsers[number], chat)

    list(lines.map(work, range(CONNECTIONS)))


def _chats(chats: int, person: Person, author: Person) -> list[int]:
    made = Chat.objects.bulk_create(
        Chat(space="learning", kind="free", ruled=False, title=f"Открытый {n}", newcomers_see_all=True) for n in range(chats)
    )
    Place.objects.bulk_create(Place(chat=chat, person=one, role=1) for chat in made for one in (person, author))
    return [chat.pk for chat in made]


def _say(chats: list[int], each: int, author: Person) -> None:
    words = cycle(["Добрый день!", "Завтра контрольная, не забудьте тетради.", "Кто дежурит?", "Спасибо."])
    for chat in Chat.objects.filter(pk__in=chats):
        said = Message.objects.bulk_create(
            Message(
                chat=chat,
                seq=chat.last_seq + number,
                number=chat.last_number + number,
                kind="text",
                author=author,
                text=next(words),
            )
            for number in range(1, each + 1)
        )
        Chat.objects.filter(pk=chat.pk).update(
            last_seq=F("last_seq") + each, last_number=F("last_number") + each, last_message=said[-1], last_at=said[-1].at
        )
