"""State and events give the fresh state after all that is done to a message; who does not see it hears none of its words.

Called by: pytest. It stands here, and not in the messenger's room, for a chat whose newcomers see no past is a ruled one.
"""

import inspect
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from zvonok.chat_rules.tests.test_events import REPEATED, Client, Listener, say
from zvonok.chat_rules.tests.world import Chats, open_all
from zvonok.ground import clock
from zvonok.messenger import actions, drafts, forwarding, groups, in_place, own_place, polls, presence, scheduled, several
from zvonok.messenger.doors import message as seen
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat, Message, Poll, PollOption, Scheduled
from zvonok.operations.cast import Cast, make
from zvonok.programs import bots
from zvonok.roster import actions as roster
from zvonok.roster.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make(clock.today())


@pytest.fixture
def chats(cast: Cast) -> Chats:
    return open_all(cast)


@pytest.fixture
def listener(cast: Cast, chats: Chats) -> Iterator[Listener]:
    one = Listener()
    one.heard()
    yield one
    one.close()


def post_answer(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    actions.post(chat=chat.pk, text="Вот так", uuid=uuid4(), reply_to=message, by=by)


def post_name(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    words = f"@{message.author.short_name}, вы тут?" if message.author else ""
    actions.post(chat=chat.pk, text=words, uuid=uuid4(), chosen=[message.author_id or 0], by=by)


def post_sticker(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    actions.post_sticker(chat=chat.pk, sticker="fluent/heart", uuid=uuid4(), reply_to=message, by=by)


def read_all(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    actions.read(place=place(by, chat.pk), number=message.number or 0)


def edit(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    assert message.author
    in_place.edit(message=message, text="Иначе", chosen=[], by=message.author)


def delete_for_all(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    assert message.author
    in_place.delete_for_all(message=message, by=message.author)


def react(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    in_place.react(message=message, emoji="👍", by=by)
    in_place.react(message=message, emoji="❤️", by=by)


def pin(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    in_place.pin(message=message, pinned=True, by=cast.class_teacher)


def hide_message(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    own_place.hide_message(place=place(by, chat.pk), message=message)


def delete_several(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    words = [say(chat, cast.class_teacher, f"Лишнее {n}") for n in range(2)]
    several.delete_several(messages=[message, *words], by=cast.class_teacher)


def hide_several(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    words = [say(chat, cast.class_teacher, f"Лишнее {n}") for n in range(2)]
    several.hide_several(place=place(by, chat.pk), messages=[message, *words])


def mark_unread(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    own_place.mark_unread(place=place(by, chat.pk))


def begin_a_draft(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    drafts.save(place=place(by, chat.pk), text="Ещё не сказано", reply_to=message.seq)


def empty_a_draft(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    begin_a_draft(cast, chat, message, by)
    drafts.save(place=place(by, chat.pk), text="", reply_to=None)


def type_something(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    presence.typing(place=place(by, chat.pk), by=by)


def forward(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    forwarding.forward(messages=[message], chat=chat.pk, uuid=uuid4(), by=by)


def ask(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    ask_poll(chat, by, "Новый вопрос?")


def vote(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    """Two vote, one of them for two answers; who asked looks on."""
    first, second = PollOption.objects.filter(poll=asked().pk).order_by("number").values_list("pk", flat=True)
    polls.vote(message=asked(), options=[first], by=cast.parent_of_two)
    polls.vote(message=asked(), options=[first, second], by=by)


def react_to_a_poll_with_votes(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    vote(cast, chat, message, by)
    in_place.react(message=asked(), emoji="👍", by=cast.class_teacher)


def close(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    vote(cast, chat, message, by)
    polls.close(message=asked(), by=cast.class_teacher)


def close_ended(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    vote(cast, chat, message, by)
    Poll.objects.update(ends_at=clock.now())
    polls.close_ended(now=clock.now())


def schedule(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    waiting(chat, by)


def revise(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    later = clock.now() + timedelta(hours=2)
    scheduled.revise(scheduled=waiting(chat, by).pk, text="Иначе", chosen=None, send_at=later, by=by)


def drop(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    scheduled.drop(scheduled=waiting(chat, by).pk, by=by)


def send_now(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    scheduled.send_now(scheduled=waiting(chat, by, "Сейчас").pk, by=by)


def send_due(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    """One goes out; one is refused, for in the meantime only administrators speak."""
    waiting(chat, by)
    Scheduled.objects.update(send_at=clock.now())
    scheduled.send_due(now=clock.now())
    waiting(chat, by)
    own = place(cast.class_teacher, chat.pk)
    groups.settle(place=own, announcements_only=True, reactions_only=False, slow_mode_seconds=0, by=cast.class_teacher)
    Scheduled.objects.update(send_at=clock.now())
    scheduled.send_due(now=clock.now())
    assert Scheduled.objects.exclude(refused="").count() == 1


def ask_poll(chat: Chat, by: Person, question: str) -> None:
    polls.ask(
        chat=chat.pk,
        question=question,
        options=["Да", "Нет"],
        several=True,
        anonymous=True,
        ends_at=None,
        uuid=uuid4(),
        by=by,
    )


def asked() -> Message:
    return Message.objects.get(kind=Message.Kind.POLL)


def waiting(chat: Chat, by: Person, text: str = "Потом") -> Scheduled:
    later = clock.now() + timedelta(hours=1)
    return scheduled.schedule(place=place(by, chat.pk), text=text, sticker=None, send_at=later, uuid=uuid4(), by=by)[0]


def a_bot_comes_speaks_and_goes(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    bot = bots.make(school=cast.school, name="Столовая", purpose="Меню", by=cast.head)
    own = place(cast.class_teacher, chat.pk)
    bots.let_in(place=own, bot=bot, reads=True, by=cast.class_teacher)
    bots.post(place=bot.places.get(), text="Завтра борщ", uuid=uuid4(), now=clock.now())
    bots.take_out(place=own, bot=bot.pk, by=cast.class_teacher)


def the_school_reminds_of_a_lesson(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    words = "Через 10 минут урок: География."
    actions.post_by_school(chat=chat.pk, kind=Message.Kind.TEXT, text=words, data={}, by=cast.head)


def a_substitute_comes_and_goes_by_the_clock(cast: Cast, chat: Chat, message: Message, by: Person) -> None:
    now, hour = clock.now(), timedelta(hours=1)
    roster.substitute(
        employee=cast.employee(cast.other_class_teacher),
        study_group=cast.geography_10a,
        starts_at=now + hour,
        ends_at=now + 2 * hour,
        reason="болезнь",
        now=now,
        by=cast.head,
    )
    roster.follow_substitutions(now=now + hour)
    roster.follow_substitutions(now=now + 2 * hour)


DEEDS: list[Callable[[Cast, Chat, Message, Person], None]] = [
    *(post_answer, post_name, post_sticker, read_all, forward),
    *(edit, delete_for_all, react, pin, hide_message, mark_unread),
    *(delete_several, hide_several),
    *(begin_a_draft, empty_a_draft, type_something),
    *(ask, vote, react_to_a_poll_with_votes, close, close_ended),
    *(schedule, revise, drop, send_now, send_due),
    a_bot_comes_speaks_and_goes,
    the_school_reminds_of_a_lesson,
    a_substitute_comes_and_goes_by_the_clock,
]


def test_every_change_in_place_is_among_the_deeds() -> None:
    public = inspect.getmembers(in_place, inspect.isfunction)
    changes = {name for name, work in public if "by" in inspect.signature(work).parameters} - {"changing"}
    own = {name for name, work in public if work.__module__ == in_place.__name__}
    assert changes & own == {"edit", "delete_for_all", "react", "pin"} <= {deed.__name__ for deed in DEEDS}


def test_every_action_of_polls_and_of_what_waits_is_among_the_deeds() -> None:
    """The house's actions take words alone: by that they are known."""
    works = {**vars(polls), **vars(scheduled)}
    actions_of_both = {
        name
        for name, work in works.items()
        if inspect.isfunction(work) and not name.startswith("_") and inspect.getfullargspec(inspect.unwrap(work)).kwonlyargs
    }
    assert actions_of_both - {"own"} <= {deed.__name__ for deed in DEEDS}
    assert {"vote", "send_due"} <= actions_of_both


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_state_and_events_give_the_fresh_state(
    cast: Cast, chats: Chats, listener: Listener, deed: Callable[[Cast, Chat, Message, Person], None]
) -> None:
    """In the parents' chat, of which one who joins after sees no past; the message has been answered already."""
    chat, by = chats.parents_10a, cast.parent_of_both
    first = say(chat, cast.class_teacher, "Тайное прежнее слово")
    actions.post(chat=chat.pk, text="Ответ", uuid=uuid4(), reply_to=first, by=by)
    ask_poll(chat, by, "Тайное дело?")
    roster.add_parent(parent=cast.head, child=cast.sibling, by=cast.head)
    listener.heard()
    clients = [Client(person) for person in cast.people().values()]
    deed(cast, chat, seen(place(by, chat.pk), first.seq), by)
    heard = listener.heard()
    for client in clients:
        client.follow(heard.get(client.person.pk, []))
        fresh = Client(client.person)
        assert client.messages == fresh.messages, client.person
        assert client.scheduled == fresh.scheduled, client.person
        assert client.rows.keys() == fresh.rows.keys()
        for row, fresh_row in fresh.rows.items():
            assert {**client.rows[row], **REPEATED} == {**fresh_row, **REPEATED}, client.person
    told_newcomer = str(heard.get(cast.head.pk, []))
    if deed is not forward:
        assert "Тайное" not in told_newcomer and "Иначе" not in told_newcomer
