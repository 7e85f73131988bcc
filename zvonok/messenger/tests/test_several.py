"""Several messages chosen at once: passed on in their order, deleted all or none, twice the same as once. Called by: pytest."""

from uuid import UUID, uuid4

import pytest
from django.http import Http404

from zvonok.chat_rules.tests.world import Chats
from zvonok.ground.refusal import Refused
from zvonok.messenger import actions, doors, forwarding, several
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat, Hidden, Message, Place
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person


def say(chat: Chat, by: Person, text: str) -> Message:
    return actions.post(chat=chat.pk, text=text, uuid=uuid4(), by=by)[0]


def texts(chat: Chat) -> list[str]:
    said = Message.objects.filter(chat=chat, number__isnull=False, deleted_at=None).order_by("seq")
    return list(said.values_list("text", flat=True))


def pass_on(chats: Chats, seqs: list[int], by: Person, uuid: UUID) -> list[Message]:
    messages = doors.messages(place(by, chats.class_10a.pk), seqs)
    return forwarding.forward(messages=messages, chat=chats.geography_10a.pk, uuid=uuid, by=by)


def test_it_works(cast: Cast, chats: Chats) -> None:
    said = [say(chats.class_10a, cast.sibling, f"{n}") for n in range(5)]
    sticker = actions.post_sticker(chat=chats.class_10a.pk, sticker="fluent/applause", uuid=uuid4(), by=cast.classmate)[0]
    uuid, seqs = uuid4(), [sticker.seq, said[3].seq, said[1].seq]
    copies = pass_on(chats, seqs, cast.sibling, uuid)
    assert [(one.kind, one.text) for one in copies] == [("text", "1"), ("text", "3"), ("sticker", "")]
    assert [one.seq for one in copies] == sorted(one.seq for one in copies)
    # The answer was lost and it is asked for again.
    assert [one.pk for one in pass_on(chats, seqs, cast.sibling, uuid)] == [one.pk for one in copies]


def test_one_that_is_not_to_be_seen_passes_none_on(cast: Cast, chats: Chats) -> None:
    said = say(chats.class_10a, cast.sibling, "Первое")
    before = texts(chats.geography_10a)
    with pytest.raises(Http404):
        pass_on(chats, [said.seq, said.seq + 100], cast.sibling, uuid4())
    assert texts(chats.geography_10a) == before


def test_deleted_for_all_together_and_twice_as_once(cast: Cast, chats: Chats) -> None:
    chat = chats.class_10a
    before = texts(chat)
    said = [say(chat, cast.sibling, f"{n}") for n in range(3)]
    seqs = [one.seq for one in said]
    for _ in range(2):
        several.delete_several(messages=doors.chosen(place(cast.sibling, chat.pk), seqs), by=cast.sibling)
    assert texts(chat) == before
    chat.refresh_from_db()
    assert chat.last_seq == seqs[-1] + 3


def test_anothers_words_among_ones_own_leave_all_as_they_were(cast: Cast, chats: Chats) -> None:
    chat = chats.class_10a
    said = [say(chat, cast.sibling, "Моё"), say(chat, cast.classmate, "Чужое")]
    before = texts(chat)
    with pytest.raises(Refused):
        several.delete_several(messages=doors.chosen(place(cast.sibling, chat.pk), [one.seq for one in said]), by=cast.sibling)
    assert texts(chat) == before


def test_hidden_from_oneself_together_and_twice_as_once(cast: Cast, chats: Chats) -> None:
    chat = chats.class_10a
    seqs = [say(chat, cast.classmate, f"{n}").seq for n in range(3)]
    for _ in range(2):
        own = place(cast.sibling, chat.pk)
        several.hide_several(place=own, messages=doors.chosen(own, seqs))
    assert Place.objects.get(chat=chat, person=cast.sibling).hidden_count == 3
    assert Hidden.objects.filter(person=cast.sibling).count() == 3
    assert not doors.visible(place(cast.sibling, chat.pk)).filter(seq__in=seqs).exists()


def test_the_past_of_a_newcomer_is_not_his_to_choose(cast: Cast, chats: Chats) -> None:
    said = say(chats.class_10a, cast.classmate, "Прежде него")
    Place.objects.filter(chat=chats.class_10a, person=cast.sibling).update(sees_after_seq=said.seq)
    with pytest.raises(Http404):
        doors.chosen(place(cast.sibling, chats.class_10a.pk), [said.seq])
