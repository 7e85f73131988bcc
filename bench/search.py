"""The promise of search: a million messages, and a person of fifty chats finds his in 50 ms.

Comes in: the first school. Goes out: lines of the report. Called by: `bench.__main__`.

Messages are made by SQL from the Russian words of our own docs and pages, common ones much more often than
rare ones, as people speak.
"""

import re
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from django.db import connection

from bench.clocks import Line, ms
from zvonok.messenger import search
from zvonok.messenger.models import Chat, Place
from zvonok.roster.models import Person

MESSAGES = 1_000_000
CHATS, CHATS_OF_ONE = 1_000, 50
SEARCH_MS_MAX = 50
# A common word, a rare one, two together, and one that nobody said.
RANKS: list[tuple[int, ...]] = [(3,), (900,), (10, 200), (40,), (500,)]

MAKE = """
INSERT INTO messenger_message (chat_id, seq, number, kind, author_id, text, data, at)
SELECT %(first)s + n %% %(chats)s, n / %(chats)s + 1, n / %(chats)s + 1, 'text', %(author)s,
    (SELECT string_agg((%(words)s::text[])[1 + floor(power(random(), 3) * %(known)s)::int], ' ')
     FROM generate_series(1, 8) WHERE n > -1),
    '{}', now()
FROM generate_series(0, %(messages)s - 1) n
"""


def messages(rounds: int) -> list[Line]:
    words = _words()
    person = Person.objects.get(pk=131)
    _make(person, words)
    asked = [" ".join(words[rank] for rank in ranks) for ranks in RANKS] + ["абракадабра"]
    times = []
    for _number, one in zip(range(rounds + len(asked)), cycle(asked), strict=False):
        started = perf_counter()
        search.messages(person, one, before=None)
        times.append(perf_counter() - started)
    taken = sorted(times[len(asked) :])
    return [
        Line(
            f"поиск среди {MESSAGES // 1_000_000} 000 000 сообщений, у человека {CHATS_OF_ONE} чатов",
            f"{ms(median(taken))} (95 % — до {ms(quantiles(taken, n=20)[-1])})",
            f"медиана ≤ {SEARCH_MS_MAX} мс",
            median(taken) * 1000 / SEARCH_MS_MAX,
        )
    ]


def _words() -> list[str]:
    house = Path(__file__).parent.parent
    texts = [*sorted((house / "docs").rglob("*.md")), *sorted((house / "zvonok").rglob("*.[hp][ty]*"))]
    said = re.findall(r"[а-яё]{4,}", "\n".join(path.read_text(errors="ignore") for path in texts).lower())
    return list(dict.fromkeys(said))[:3_000]


def _make(person: Person, words: list[str]) -> None:
    made = Chat.objects.bulk_create(
        Chat(space="learning", kind="free", ruled=False, title=f"Архив {n}", newcomers_see_all=True) for n in range(CHATS)
    )
    Place.objects.bulk_create(Place(chat=chat, person=person, role=1) for chat in made[:: CHATS // CHATS_OF_ONE])
    with connection.cursor() as cursor:
        # It is filled faster without its index, which then stands as the migration made it.
        cursor.execute("SELECT pg_get_indexdef('message_words'::regclass)")
        [index] = cursor.fetchone()
        cursor.execute("DROP INDEX message_words")
        cursor.execute(
            MAKE,
            {
                "first": made[0].pk,
                "chats": CHATS,
                "author": person.pk,
                "words": words,
                "known": len(words),
                "messages": MESSAGES,
            },
        )
        cursor.execute(index)
        cursor.execute("ANALYZE messenger_message")
