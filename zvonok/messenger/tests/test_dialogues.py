"""Dialogues: one a pair and a space, begun only by those whom the table lets."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zvonok.chat_rules.tests.world import Chats
from zvonok.ground.refusal import Refused
from zvonok.messenger import queries
from zvonok.messenger.actions import add_members, leave, make_free_chat, post
from zvonok.messenger.dialogues import block, open_dialogue, unblock
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat
from zvonok.operations.cast import Cast
from zvonok.profiles.actions import suspend
from zvonok.roster.models import Person


def listed(person: Person, space: str = "learning") -> dict[str, dict[str, object]]:
    return {row["title"]: row for row in queries.chats(person, space)["chats"] if row["kind"] == "dialogue"}


def test_it_works(cast: Cast, chats: Chats) -> None:
    chat, is_new = open_dialogue(person=cast.class_teacher, space="learning", by=cast.sibling)
    assert is_new
    assert set(listed(cast.sibling)) == {"Елена Орлова"}
    assert listed(cast.class_teacher) == {}, "nothing is seen of it before the first message"
    post(chat=chat.pk, text="Можно вопрос?", uuid=uuid4(), by=cast.sibling)
    seen = listed(cast.class_teacher)["Александр Иванов"]
    assert seen["unread"] == 1
    assert seen["other"] == {**seen["other"], "id": cast.sibling.pk}  # type: ignore[dict-item]


def test_the_other_who_begins_gets_the_same_dialogue(cast: Cast, chats: Chats) -> None:
    chat, _ = open_dialogue(person=cast.class_teacher, space="learning", by=cast.sibling)
    again = open_dialogue(person=cast.sibling, space="learning", by=cast.class_teacher)
    assert again == (chat, False)


def test_each_space_has_a_dialogue_of_its_own(cast: Cast, chats: Chats) -> None:
    learning, _ = open_dialogue(person=cast.head, space="learning", by=cast.class_teacher)
    personal, _ = open_dialogue(person=cast.head, space="personal", by=cast.class_teacher)
    assert learning != personal


def test_one_whom_the_table_forbids_is_told_why(cast: Cast, chats: Chats) -> None:
    with pytest.raises(Refused, match="чужим детям"):
        open_dialogue(person=cast.classmate, space="personal", by=cast.parent_of_both)
    assert not Chat.objects.filter(kind="dialogue").exists()


def test_in_the_learning_space_both_need_a_profile(cast: Cast, chats: Chats) -> None:
    with pytest.raises(Refused, match="нет учебного профиля"):
        open_dialogue(person=cast.without_profile, space="learning", by=cast.head)
    with pytest.raises(Refused, match="Нужен учебный профиль"):
        open_dialogue(person=cast.head, space="learning", by=cast.without_profile)
    assert open_dialogue(person=cast.without_profile, space="personal", by=cast.head)[1]


def test_a_blocked_one_writes_no_more_and_is_written_to_no_more(cast: Cast, chats: Chats) -> None:
    chat, _ = open_dialogue(person=cast.classmate, space="learning", by=cast.sibling)
    first = uuid4()
    post(chat=chat.pk, text="Привет", uuid=first, by=cast.sibling)
    block(person=cast.sibling, by=cast.classmate)
    for person in (cast.sibling, cast.classmate):
        with pytest.raises(Refused):
            post(chat=chat.pk, text="Ещё", uuid=uuid4(), by=person)
    assert post(chat=chat.pk, text="Привет", uuid=first, by=cast.sibling)[1] is False, "what was sent before is answered"
    post(chat=chats.class_10a.pk, text="В классе", uuid=uuid4(), by=cast.sibling)
    unblock(person=cast.sibling, by=cast.classmate)
    post(chat=chat.pk, text="Снова", uuid=uuid4(), by=cast.sibling)


def test_whose_profile_is_suspended_is_not_written_to(cast: Cast, chats: Chats) -> None:
    chat, _ = open_dialogue(person=cast.classmate, space="learning", by=cast.sibling)
    suspend(person=cast.classmate, by=cast.classmate)
    with pytest.raises(Refused, match="не прочтёт"):
        post(chat=chat.pk, text="Ты тут?", uuid=uuid4(), by=cast.sibling)


def test_a_dialogue_is_always_of_two(cast: Cast, chats: Chats) -> None:
    chat, _ = open_dialogue(person=cast.classmate, space="learning", by=cast.sibling)
    own = place(cast.sibling, chat.pk)
    with pytest.raises(Refused, match="всегда двое"):
        leave(place=own, by=cast.sibling)
    with pytest.raises(Refused, match="всегда двое"):
        add_members(place=own, members=[cast.other_sibling.pk], by=cast.sibling)


def test_a_free_chat_takes_only_those_whom_one_may_write_to(cast: Cast, chats: Chats) -> None:
    with pytest.raises(Refused):
        make_free_chat(title="Все", members=[cast.classmate.pk], space="personal", uuid=uuid4(), by=cast.parent_of_both)
    made, _ = make_free_chat(
        title="Родители", members=[cast.parent_of_two.pk], space="personal", uuid=uuid4(), by=cast.parent_of_both
    )
    assert made.places.count() == 2


@pytest.mark.parametrize("number", [1, 8])
def test_a_list_of_dialogues_asks_as_often_as_any(cast: Cast, chats: Chats, number: int) -> None:
    for person in list(cast.people().values())[:number]:
        if person != cast.head and person.employments.exists():
            chat, _ = open_dialogue(person=person, space="personal", by=cast.head)
            post(chat=chat.pk, text="Здравствуйте", uuid=uuid4(), by=cast.head)
    with CaptureQueriesContext(connection) as captured:
        queries.chats(cast.head, "personal")
    assert len(captured) <= 5
