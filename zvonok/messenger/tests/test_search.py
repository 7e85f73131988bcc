"""Search finds what a person may read, in any form of the word, and nothing else."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from zvonok.chat_rules.actions import open_class_chat, open_parents_chat
from zvonok.ground import limits
from zvonok.messenger import actions
from zvonok.messenger.models import Hidden, Message
from zvonok.messenger.search import CLOSE, FOUND, OPEN, messages
from zvonok.operations.cast import Cast
from zvonok.roster import actions as roster
from zvonok.roster.models import Person

Say = Callable[[Person, str], Any]


@pytest.fixture
def chat(cast: Cast) -> int:
    return open_class_chat(school_class=cast.class_10a, by=cast.head).chat_id


@pytest.fixture
def say(chat: int) -> Say:
    return lambda person, text: actions.post(chat=chat, text=text, uuid=uuid4(), by=person)


def texts(person: Person, words: str) -> list[str]:
    return ["".join(part["text"] for part in one["parts"]) for one in messages(person, words, before=None)["found"]]


def test_it_works(cast: Cast, chat: int, say: Say) -> None:
    say(cast.sibling, "Завтра контрольная по географии")
    [found] = messages(cast.classmate, "контрольной география", before=None)["found"]
    assert found["chat"] == chat
    assert found["chat_title"] == "10 А"
    assert found["author"]["short_name"] == "Александр И."
    assert [part["text"] for part in found["parts"] if part["is_found"]] == ["контрольная", "географии"]


@pytest.mark.parametrize(("said", "asked"), [("Ёлка стоит", "елку"), ("Елки-палки", "ёлки"), ("МЁД", "мед")])
def test_e_and_yo_are_one_letter(cast: Cast, say: Say, said: str, asked: str) -> None:
    say(cast.sibling, said)
    assert texts(cast.classmate, asked) == [said]


def test_what_one_may_not_read_is_not_found(cast: Cast, say: Say) -> None:
    say(cast.sibling, "Секрет десятого класса")
    assert texts(cast.classmate, "секрет")
    for other in (cast.stranger, cast.parent_of_both, cast.other_class_teacher):
        assert not texts(other, "секрет")
    roster.withdraw(enrolment=cast.enrolment(cast.classmate), by=cast.head)
    assert not texts(cast.classmate, "секрет")


def test_what_was_said_before_one_came_to_the_parents_chat_is_not_found(cast: Cast) -> None:
    parents = open_parents_chat(school_class=cast.class_10a, by=cast.head).chat_id
    actions.post(chat=parents, text="Собрание в среду", uuid=uuid4(), by=cast.class_teacher)
    roster.add_parent(parent=cast.teacher_and_parent, child=cast.sibling, school=cast.school, by=cast.head)
    actions.post(chat=parents, text="Собрание переносится", uuid=uuid4(), by=cast.class_teacher)
    assert texts(cast.teacher_and_parent, "собрание") == ["Собрание переносится"]


def test_what_was_deleted_is_not_found(cast: Cast, chat: int, say: Say) -> None:
    gone, hidden = say(cast.sibling, "Тайна удалена")[0], say(cast.sibling, "Тайна спрятана")[0]
    Message.objects.filter(pk=gone.pk).update(deleted_at=gone.at)
    Hidden.objects.create(message=hidden, person=cast.classmate)
    assert texts(cast.classmate, "тайна") == []
    assert texts(cast.sibling, "тайна") == ["Тайна спрятана"]


@pytest.mark.parametrize("words", ["'", '"', "!!", "a & | !", "\\", "%", "слово:*", "(" * 50, OPEN + CLOSE])
def test_signs_of_a_query_language_are_only_words(cast: Cast, say: Say, words: str) -> None:
    say(cast.sibling, "Просто слово")
    messages(cast.classmate, words, before=None)


def test_marks_in_a_text_mark_nothing(cast: Cast, say: Say) -> None:
    say(cast.sibling, f"до {OPEN}подделка{CLOSE} после находка")
    [found] = messages(cast.classmate, "находка", before=None)["found"]
    assert [part["text"] for part in found["parts"] if part["is_found"]] == ["находка"]


def test_the_index_answers(cast: Cast, chat: int) -> None:
    asked: dict[str, Any] = {
        "words": "контрольная",
        "person": cast.classmate.pk,
        "chats": [chat],
        "before": None,
        "limit": 30,
        "marks": OPEN + CLOSE,
    }
    with connection.cursor() as cursor:
        # Few messages are read through faster: there must be some thousands.
        cursor.execute(
            "INSERT INTO messenger_message (chat_id, seq, kind, text, data) "
            "SELECT %s, 1000 + n, 'text', 'слово' || n, '{}' FROM generate_series(1, 5000) n",
            [chat],
        )
        cursor.execute("ANALYZE messenger_message")
        cursor.execute(f"EXPLAIN {FOUND}", asked)
        plan = "\n".join(line for [line] in cursor.fetchall())
    assert "message_words" in plan, plan


def test_pages_go_on_where_they_end(cast: Cast, say: Say) -> None:
    for number in range(limits.messages_found_max + 5):
        say(cast.sibling, f"Задача {number}")
    first = messages(cast.classmate, "задача", before=None)
    second = messages(cast.classmate, "задача", before=first["next"])
    seqs = [one["seq"] for page in (first, second) for one in page["found"]]
    assert seqs == sorted(seqs, reverse=True)
    assert len(seqs) == limits.messages_found_max + 5
    assert second["next"] is None
