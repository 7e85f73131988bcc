"""The messenger's promises: how soon the last of thirty has a message, how many a second, and the list of chats.

Comes in: the first school. Goes out: lines of the report. Called by: `bench.__main__`.

The receivers are connections to the real NATS, each let in by the gate with a ticket that the web server gave to its session.
They are read as plain bytes, and the flow is written as plain bytes, so that it is not a client library in Python that is
measured: the bench takes its time from the same cores.
"""

import json
import selectors
import socket
import threading
from statistics import median, quantiles
from time import perf_counter
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.browser import Browser
from bench.clocks import Line, ms
from zvonok.messenger import queries
from zvonok.messenger.models import Chat, Place
from zvonok.roster.models import Person

RECEIVERS = 30
SENDERS = 6
LAST_MS_MAX = 15
MESSAGES_A_SECOND_MIN = 600
CHATS = 50
LIST_QUERIES_MAX, LIST_MS_MAX = 5, 15
PATIENCE_SECONDS = 20


class Receivers:
    """Connections that count the messages they hear, in a thread of their own."""

    def __init__(self, browsers: list[Browser]) -> None:
        self.heard = 0
        self.last_heard_at = 0.0
        self._wanted = 0
        self._all_heard = threading.Event()
        self._selector = selectors.DefaultSelector()
        for browser in browsers:
            self._selector.register(self._admitted(browser), selectors.EVENT_READ)
        threading.Thread(target=self._listen, daemon=True).start()

    def expect(self, number: int) -> None:
        """So many more; asked before they are sent."""
        self._all_heard.clear()
        self._wanted = self.heard + number

    def expect_in_all(self, number: int) -> None:
        """So many since the beginning; some or all may have been heard already."""
        self._wanted = number
        if self.heard >= number:
            self._all_heard.set()

    def wait(self) -> float:
        """When the last of the expected was heard."""
        assert self._all_heard.wait(PATIENCE_SECONDS), f"{self._wanted - self.heard} deliveries did not come"
        return self.last_heard_at

    def _admitted(self, browser: Browser) -> socket.socket:
        given = browser.post("/api/push/ticket").json()
        line = socket.create_connection(("127.0.0.1", settings.PUSH_PORT))
        line.recv(4096)
        shown = json.dumps({"verbose": False, "auth_token": given["ticket"], "lang": "bench", "version": "1"})
        line.sendall(f"CONNECT {shown}\r\nSUB {given['subject']} 1\r\nPING\r\n".encode())
        answer = line.recv(4096)
        assert answer.startswith(b"PONG"), answer
        return line

    def _listen(self) -> None:
        while True:
            for key, _events in self._selector.select():
                line = key.fileobj
                assert isinstance(line, socket.socket)
                heard = line.recv(1 << 20)
                if heard.startswith(b"PING"):
                    line.sendall(b"PONG\r\n")
                # A subject may be cut in two by a read; it then counts where its second half begins with it, not twice.
                self.heard += heard.count(b"MSG person.")
            self.last_heard_at = perf_counter()
            if self.heard >= self._wanted:
                self._all_heard.set()


class Sender:
    """Says one thing after another into a chat, over one connection."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._head = browser.head("POST", address)
        self._line = socket.create_connection((settings.HOST, settings.PORT))
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def send(self) -> None:
        body = json.dumps(_words()).encode()
        self._line.sendall(b"%bContent-Length: %d\r\n\r\n%b" % (self._head, len(body), body))
        answer = self._line.recv(1 << 16)
        while b"\r\n\r\n" not in answer:
            answer += self._line.recv(1 << 16)
        head, _, said = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 201"), answer
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
        while len(said) < length:
            said += self._line.recv(1 << 16)


def messages(single: int, together_seconds: float) -> list[Line]:
    people = list(Person.objects.filter(pk__gt=200, profile__state="active").order_by("pk")[:RECEIVERS])
    browsers = [Browser(person) for person in people]
    addresses = [f"/api/chats/{_chat_of(people)}/messages" for _ in range(SENDERS)]
    receivers = Receivers(browsers)
    times = []
    for number in range(single + 5):
        receivers.expect(RECEIVERS)
        started = perf_counter()
        answer = browsers[number % RECEIVERS].post(addresses[0], _words())
        assert answer.status == 201, answer.body
        times.append(receivers.wait() - started)
    taken = sorted(times[5:])
    best, worst = quantiles(taken, n=4)[0], quantiles(taken, n=20)[-1]
    before, started = receivers.heard, perf_counter()
    receivers.expect(10**9)
    sent = _send_together(browsers[:SENDERS], addresses, started + together_seconds)
    receivers.expect_in_all(before + sent * RECEIVERS)
    ended = receivers.wait()
    rate = sent / (ended - started)
    return [
        Line(
            f"сообщение послано → последний из {RECEIVERS} его получил",
            f"{ms(median(taken))} (лучшая четверть — до {ms(best)}, 95 % — до {ms(worst)})",
            f"медиана ≤ {LAST_MS_MAX} мс",
            median(taken) * 1000 / LAST_MS_MAX,
        ),
        Line(
            f"поток сообщений: {SENDERS} чатов по {RECEIVERS}, в каждый пишут без остановки",
            f"{rate:.0f} сообщений/с = {rate * RECEIVERS:.0f} доставок/с",
            f"≥ {MESSAGES_A_SECOND_MIN} сообщений/с = {MESSAGES_A_SECOND_MIN * RECEIVERS} доставок/с",
            MESSAGES_A_SECOND_MIN / rate,
        ),
    ]


def fifty_chats(person: Person) -> Browser:
    """All that he has: chats with a last message each."""
    made = Chat.objects.bulk_create(
        Chat(space="learning", kind="free", ruled=False, title=f"Чат {n}", newcomers_see_all=True) for n in range(CHATS)
    )
    Place.objects.filter(person=person).delete()
    Place.objects.bulk_create(Place(chat=chat, person=person, role=1) for chat in made)
    browser = Browser(person)
    for chat in made:
        assert browser.post(f"/api/chats/{chat.pk}/messages", _words()).status == 201
    return browser


def list_of_chats(rounds: int) -> list[Line]:
    person = Person.objects.get(pk=121)
    browser = fifty_chats(person)
    times = []
    for _ in range(rounds):
        started = perf_counter()
        answer = browser.get("/api/chats")
        times.append(perf_counter() - started)
    assert len(answer.json()["chats"]) == CHATS
    with CaptureQueriesContext(connection) as captured:
        queries.chats(person, "learning")
    taken, asked = median(times), len(captured) + 2  # the session and its user
    return [
        Line(
            f"список из {CHATS} чатов",
            f"{ms(taken)} (лучшая четверть — до {ms(quantiles(times, n=4)[0])})",
            f"медиана ≤ {LIST_MS_MAX} мс",
            taken * 1000 / LIST_MS_MAX,
        ),
        Line(f"список из {CHATS} чатов, запросов к базе", f"{asked}", f"≤ {LIST_QUERIES_MAX}", asked / LIST_QUERIES_MAX),
    ]


def _chat_of(people: list[Person]) -> int:
    chat = Chat.objects.create(space="learning", kind="free", ruled=False, title="Поток", newcomers_see_all=True)
    Place.objects.bulk_create(Place(chat=chat, person=person, role=1) for person in people)
    return chat.pk


def _send_together(browsers: list[Browser], addresses: list[str], until: float) -> int:
    sent = [0] * len(browsers)

    def send(number: int) -> None:
        with Sender(browsers[number], addresses[number]) as sender:
            while perf_counter() < until:
                sender.send()
                sent[number] += 1

    threads = [threading.Thread(target=send, args=[number]) for number in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(sent)


def _words() -> dict[str, str]:
    return {"uuid": str(uuid4()), "text": "Добрый день! Завтра контрольная, не забудьте тетради."}
