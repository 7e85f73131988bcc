"""What members are told and when: the chat's numbers have no gaps, and nobody hears what is not his.

Called by: pytest. Real NATS: a listener hears every person's subject, and a mark sent down the same line after the change tells
that all has been heard.
"""

import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from nats.aio.msg import Msg

from zvonok.chat_rules import actions as chats_of_facts
from zvonok.chat_rules.tests import ending
from zvonok.chat_rules.tests.two_at_once import PATIENCE_SECONDS, Doer, all_at_once, second_meets_first
from zvonok.chat_rules.tests.world import Chats, everyone, open_all
from zvonok.ground import clock, push
from zvonok.ground.nats_server import PROGRAM_USER
from zvonok.messenger import groups, pictures, queries, scheduled
from zvonok.messenger.actions import add_members, leave, make_free_chat, post, read, remove_member
from zvonok.messenger.dialogues import open_dialogue
from zvonok.messenger.doors import NotYours, place
from zvonok.messenger.models import Chat, Message, Place
from zvonok.messenger.own_place import hide, mute, pin
from zvonok.messenger.tests.test_pictures import drawn
from zvonok.operations.cast import Cast, make
from zvonok.profiles import actions as profiles
from zvonok.profiles.texts import CURRENT
from zvonok.roster import actions as roster
from zvonok.roster.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
Heard = dict[int, list[dict[str, Any]]]
MARK = 0


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make(clock.today())


@pytest.fixture
def chats(cast: Cast) -> Chats:
    return open_all(cast)


class Listener:
    """Hears what every person is told."""

    def __init__(self) -> None:
        self._heard: Heard = defaultdict(list)
        self._marked = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._client = self._run(push.connect(PROGRAM_USER))
        self._run(self._subscribe())

    def heard(self) -> Heard:
        """All that was said since the last asking."""
        self._marked.clear()
        push._line.publish([MARK], "chat", {"event": "mark"})
        assert self._marked.wait(PATIENCE_SECONDS)
        heard, self._heard = self._heard, defaultdict(list)
        return heard

    def close(self) -> None:
        self._run(self._client.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_SECONDS)
        self._loop.close()

    async def _subscribe(self) -> None:
        await self._client.subscribe("person.*.chat", cb=self._hear)
        await self._client.flush()

    async def _hear(self, message: Msg) -> None:
        person = int(message.subject.split(".")[1])
        if person == MARK:
            self._marked.set()
        else:
            self._heard[person].append(json.loads(message.data))

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE_SECONDS)


@pytest.fixture
def listener(cast: Cast, chats: Chats) -> Iterator[Listener]:
    """Begins to hear when the chats are open."""
    one = Listener()
    one.heard()
    yield one
    one.close()


def ids(people: set[Person]) -> set[int]:
    return {person.pk for person in people}


def told(heard: Heard, event: str, chat: Chat) -> set[int]:
    """Who was told this event about this chat."""
    return {
        person
        for person, events in heard.items()
        for one in events
        if one["event"] == event and (one.get("chat") or one.get("message", {}).get("chat")) == chat.pk
    }


def say(chat: Chat, by: Person, text: str = "Добрый день") -> Message:
    return post(chat=chat.pk, text=text, uuid=uuid4(), by=by)[0]


# Numbers


def test_posts_from_many_at_once_are_numbered_without_gap_or_repeat(cast: Cast, chats: Chats) -> None:
    chats.class_10a.refresh_from_db()
    before = chats.class_10a.last_seq

    def chatter(person: Person) -> Any:
        return lambda: [say(chats.class_10a, person).seq for _ in range(5)]

    # Each thread is one transaction of five posts: the chat's lock makes the rest wait for its commit.
    outcomes = all_at_once(*(chatter(person) for person in (*everyone(chats.class_10a), *everyone(chats.class_10a))))
    said = [seq for outcome in outcomes for seq in outcome.value()]
    assert sorted(said) == list(range(before + 1, before + 41))
    assert all(outcome.value() == list(range(outcome.value()[0], outcome.value()[0] + 5)) for outcome in outcomes)
    chats.class_10a.refresh_from_db()
    assert chats.class_10a.last_seq == before + 40
    assert chats.class_10a.last_number == 40


def test_posts_and_changes_of_places_at_once_share_one_numbering(cast: Cast, chats: Chats) -> None:
    works: list[Any] = [lambda: [say(chats.class_10a, cast.sibling) for _ in range(5)] for _ in range(3)]
    works.append(lambda: profiles.make_profile(text_version=CURRENT, by=cast.pupil_without_profile))
    works.append(lambda: profiles.suspend(person=cast.classmate, by=cast.classmate))
    assert [one.error for one in all_at_once(*works) if one.error] == []
    chats.class_10a.refresh_from_db()
    numbers = list(Message.objects.filter(chat=chats.class_10a).order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, chats.class_10a.last_seq + 1))


def test_the_numbers_of_a_rolled_back_post_are_taken_by_the_next(cast: Cast, chats: Chats) -> None:
    first = say(chats.class_10a, cast.sibling)

    class ChangedMind(Exception):
        pass

    def say_and_fail() -> None:
        say(chats.class_10a, cast.sibling)
        raise ChangedMind

    assert isinstance(Doer(say_and_fail).join().error, ChangedMind)
    assert say(chats.class_10a, cast.classmate).seq == first.seq + 1


# Doors


def test_one_who_loses_his_place_while_his_post_waits_has_posted_nothing(cast: Cast, chats: Chats) -> None:
    """His page is open and his message is on its way; the chat's lock is with the change that takes him out."""
    enrolment = cast.enrolment(cast.classmate)
    change, post_ = second_meets_first(
        lambda: roster.withdraw(enrolment=enrolment, by=cast.head),
        lambda: say(chats.class_10a, cast.classmate, "Я ещё здесь?"),
    )
    assert change.value() and post_.waited
    assert isinstance(post_.error, NotYours)
    assert not Message.objects.filter(text="Я ещё здесь?").exists()


def test_one_whose_post_came_first_has_posted_and_then_leaves(cast: Cast, chats: Chats) -> None:
    enrolment = cast.enrolment(cast.classmate)
    post_, change = second_meets_first(
        lambda: say(chats.class_10a, cast.classmate, "Всем пока"),
        lambda: roster.withdraw(enrolment=enrolment, by=cast.head),
    )
    assert change.waited and change.value()
    last = Message.objects.filter(chat=chats.class_10a).order_by("-seq").first()
    assert last and last.seq == post_.value().seq + 1 and last.data["revoked_count"] == 1


def test_one_who_gains_his_place_while_his_post_waits_may_post(cast: Cast, chats: Chats) -> None:
    made, post_ = second_meets_first(
        lambda: profiles.make_profile(text_version=CURRENT, by=cast.pupil_without_profile),
        lambda: say(chats.class_10a, cast.pupil_without_profile),
    )
    assert made.value() and post_.waited and post_.value()


@pytest.mark.parametrize("who", ["stranger", "parent_of_both", "without_profile"])
def test_one_without_a_place_posts_nothing(cast: Cast, chats: Chats, who: str) -> None:
    with pytest.raises(NotYours):
        say(chats.class_10a, getattr(cast, who))


def test_a_person_who_was_switched_off_posts_nothing_though_his_place_is_there(cast: Cast, chats: Chats) -> None:
    Person.objects.filter(pk=cast.sibling.pk).update(is_active=False)
    with pytest.raises(NotYours):
        say(chats.class_10a, cast.sibling)


# Sending is idempotent


def test_the_same_message_sent_twice_is_stored_once_and_answered_alike(cast: Cast, chats: Chats) -> None:
    uuid = uuid4()
    first, is_new = post(chat=chats.class_10a.pk, text="Раз", uuid=uuid, by=cast.sibling)
    again, is_new_again = post(chat=chats.class_10a.pk, text="Раз", uuid=uuid, by=cast.sibling)
    assert (is_new, is_new_again) == (True, False)
    assert queries.message(first) == queries.message(again)
    chats.class_10a.refresh_from_db()
    assert chats.class_10a.last_seq == first.seq


def test_the_same_message_sent_by_two_connections_at_once_is_stored_once(cast: Cast, chats: Chats) -> None:
    uuid = uuid4()

    def send() -> Any:
        return post(chat=chats.class_10a.pk, text="Раз", uuid=uuid, by=cast.sibling)

    first, second = second_meets_first(send, send)
    assert second.waited
    assert first.value()[0].pk == second.value()[0].pk
    assert (first.value()[1], second.value()[1]) == (True, False)


def test_another_persons_uuid_takes_nothing_from_him(cast: Cast, chats: Chats) -> None:
    uuid = uuid4()
    first, _ = post(chat=chats.class_10a.pk, text="Раз", uuid=uuid, by=cast.sibling)
    other, is_new = post(chat=chats.class_10a.pk, text="Два", uuid=uuid, by=cast.classmate)
    assert is_new and other.pk != first.pk and other.text == "Два"


# Who is told


def test_a_message_is_told_to_the_members_and_to_nobody_else(cast: Cast, chats: Chats, listener: Listener) -> None:
    message = say(chats.class_10a, cast.sibling)
    heard = listener.heard()
    assert set(heard) == ids(everyone(chats.class_10a))
    for events in heard.values():
        assert events == [{"event": "message", "message": queries.message(message)}]


def test_who_enters_is_told_of_the_chat_and_those_who_are_there_are_told_of_him(
    cast: Cast, chats: Chats, listener: Listener
) -> None:
    there = everyone(chats.class_10a)
    profiles.make_profile(text_version=CURRENT, by=cast.pupil_without_profile)
    heard = listener.heard()
    assert told(heard, "chat", chats.class_10a) == {cast.pupil_without_profile.pk}
    assert told(heard, "message", chats.class_10a) == ids(there)
    assert told(heard, "gone", chats.class_10a) == set()
    assert set(heard) == ids(there | everyone(chats.geography_10a))


def test_who_leaves_is_told_that_he_is_gone_and_not_what_is_said_of_it(cast: Cast, chats: Chats, listener: Listener) -> None:
    roster.withdraw(enrolment=cast.enrolment(cast.classmate), by=cast.head)
    heard = listener.heard()
    assert told(heard, "gone", chats.class_10a) == {cast.classmate.pk}
    assert told(heard, "gone", chats.parents_10a) == {cast.parent_of_two.pk}
    assert told(heard, "message", chats.class_10a) == ids(everyone(chats.class_10a))
    say(chats.class_10a, cast.sibling)
    assert set(listener.heard()) == ids(everyone(chats.class_10a))


def test_whose_role_is_revised_is_told_to_look_at_the_chat_again(cast: Cast, chats: Chats, listener: Listener) -> None:
    roster.appoint_administrator(employee=cast.employee(cast.class_teacher), by=cast.head)
    heard = listener.heard()
    assert told(heard, "chat", chats.staff_room) == {cast.class_teacher.pk}
    assert told(heard, "message", chats.staff_room) == ids(everyone(chats.staff_room)) == set(heard)


def test_a_chat_that_is_opened_appears_to_its_members_and_to_nobody_else(cast: Cast, chats: Chats) -> None:
    fresh = roster.make_class(school=cast.school, grade=1, title="1 А", by=cast.head)
    roster.enrol(person=cast.head, school_class=fresh, by=cast.head)
    listener = Listener()
    listener.heard()
    opened = chats_of_facts.open_class_chat(school_class=fresh, by=cast.head)
    heard = listener.heard()
    listener.close()
    assert heard == {cast.head.pk: [{"event": "chat", "chat": opened.chat_id}]}


def test_a_change_that_is_rolled_back_is_told_to_nobody(cast: Cast, chats: Chats, listener: Listener) -> None:
    class ChangedMind(Exception):
        pass

    def withdraw_and_fail() -> None:
        roster.withdraw(enrolment=cast.enrolment(cast.classmate), by=cast.head)
        say(chats.class_10a, cast.sibling)
        raise ChangedMind

    assert isinstance(Doer(withdraw_and_fail).join().error, ChangedMind)
    assert listener.heard() == {}


def test_nothing_is_told_before_the_commit(cast: Cast, chats: Chats, listener: Listener) -> None:
    enrolment = cast.enrolment(cast.classmate)
    doer = Doer(lambda: roster.withdraw(enrolment=enrolment, by=cast.head), pause_before_commit=True)
    assert doer.done.wait(PATIENCE_SECONDS)
    assert listener.heard() == {}
    doer.may_commit.set()
    assert doer.join().value()
    assert told(listener.heard(), "gone", chats.class_10a) == {cast.classmate.pk}


def test_one_who_enters_while_another_change_of_the_chat_waits_is_told_of_that_too(
    cast: Cast, chats: Chats, listener: Listener
) -> None:
    """Who was there is read under the chat's lock, not as it stood when the waiting began."""
    first, second = second_meets_first(
        lambda: profiles.make_profile(text_version=CURRENT, by=cast.pupil_without_profile),
        lambda: profiles.suspend(person=cast.classmate, by=cast.classmate),
    )
    assert first.value() and second.waited and second.value()
    heard = listener.heard()
    events = [one["event"] for one in heard[cast.pupil_without_profile.pk] if _chat_of(one) == chats.class_10a.pk]
    assert sorted(events) == ["chat", "message"]


def test_a_free_chat_tells_its_members_alone(cast: Cast, chats: Chats, listener: Listener) -> None:
    chat, _new = make_free_chat(title="Поход", members=[cast.classmate.pk], space="learning", uuid=uuid4(), by=cast.sibling)
    assert set(listener.heard()) == {cast.sibling.pk, cast.classmate.pk}
    mine = place(cast.sibling, chat.pk)
    add_members(place=mine, members=[cast.class_teacher.pk], by=cast.sibling)
    assert cast.class_teacher.pk in told(listener.heard(), "chat", chat)
    remove_member(place=mine, person=cast.classmate, by=cast.sibling)
    assert told(listener.heard(), "gone", chat) == {cast.classmate.pk}
    leave(place=place(cast.class_teacher, chat.pk), by=cast.class_teacher)
    heard = listener.heard()
    assert told(heard, "gone", chat) == {cast.class_teacher.pk}
    assert told(heard, "message", chat) == {cast.sibling.pk}


# State + events == fresh state


# What the row of a chat repeats of its messages; the client's store follows it by the messages themselves.
REPEATED = dict.fromkeys(
    (
        "last_seq",
        "last_number",
        "read_number",
        "unread",
        "preview",
        "at",
        "members",
        "title",
        "initials",
        "mentions",
        "read_by_others",
    )
)


class Client:
    """What a browser knows: its list of chats and the messages it has. It follows events and asks only where told."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.upto: dict[int, int] = {}
        self.rows = {row["id"]: row for row in queries.chats(person, "learning")["chats"]}
        self.messages = {chat: self._after(chat, 0) for chat in self.rows}
        self.scheduled = scheduled.of(person)

    def follow(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            if event["event"] == "picture":
                self._redraw(event["person"], event["picture"])
                continue
            if event["event"] == "scheduled":
                self.scheduled = scheduled.of(self.person)
                continue
            chat = _chat_of(event)
            if event["event"] == "gone":
                self.rows.pop(chat, None)
                self.messages.pop(chat, None)
            elif event["event"] == "chat" or chat not in self.rows:
                row = queries.chat(self.person, chat)
                if row:
                    self.rows[chat] = row
                    self.messages[chat] = self._after(chat, 0)
            elif event["event"] == "draft":
                self.rows[chat]["draft"] = event["draft"]
            elif event["event"] == "message":
                ahead = _position(event["message"]) - self.upto[chat]
                assert ahead <= 1, "a gap"
                if ahead == 1:
                    self._take(event["message"])

    def _take(self, message: dict[str, Any]) -> None:
        """In its place by seq; and where others answer it, they repeat it."""
        chat = message["chat"]
        self.upto[chat] = _position(message)
        if message["data"].get("what") in ("archived", "brought_back"):
            self.rows[chat]["archived"] = message["data"]["what"] == "archived"
        if message["data"].get("what") in ("settled", "pictured"):
            self.rows[chat] |= {name: value for name, value in message["data"].items() if name in self.rows[chat]}
        others = [one for one in self.messages[chat] if one["seq"] != message["seq"]]
        self.messages[chat] = sorted([*others, message], key=lambda one: int(one["seq"]))
        for one in self.messages[chat]:
            if one["reply"] and one["reply"]["seq"] == message["seq"]:
                one["reply"] |= {"text": message["text"], "deleted": message["deleted"]}

    def _redraw(self, person: int, picture: str | None) -> None:
        """Another picture of a person, wherever he stands."""
        for row in self.rows.values():
            if row["other"] and row["other"]["id"] == person:
                row["other"]["picture"] = row["picture"] = picture
        for message in (one for messages in self.messages.values() for one in messages):
            if message["author"] and message["author"]["person"] == person:
                message["author"]["picture"] = picture

    def _after(self, chat: int, seq: int) -> list[dict[str, Any]]:
        seen = queries.messages(place(self.person, chat), before=None, after=seq, limit=100)
        self.upto[chat] = seen["last_seq"]
        return sorted(seen["messages"], key=lambda one: int(one["seq"]))


def test_state_and_events_give_the_fresh_state_after_every_action_that_speaks(
    cast: Cast, chats: Chats, listener: Listener
) -> None:
    clients = [Client(person) for person in cast.people().values()]
    first, second = cast.english_10a_first.subgroup, cast.english_10a_second.subgroup
    assert first and second
    free: list[Chat] = []
    dialogues: list[Chat] = []

    def make_free() -> None:
        free.append(
            make_free_chat(title="Поход", members=[cast.other_sibling.pk], space="learning", uuid=uuid4(), by=cast.sibling)[0]
        )

    def join_free() -> None:
        own = place(cast.sibling, free[0].pk)
        word = groups.invite(place=own, hours=1, uses_max=1, school=None, now=clock.now(), by=cast.sibling)[1]
        groups.join(word=word, now=clock.now(), by=cast.head)

    def begin_dialogue() -> None:
        dialogues.append(open_dialogue(person=cast.sibling, space="learning", by=cast.other_sibling)[0])

    teacher = cast.employee(cast.class_teacher)
    actions: list[Any] = [
        lambda: say(chats.class_10a, cast.sibling),
        lambda: read(place=place(cast.classmate, chats.class_10a.pk), number=1),
        lambda: mute(place=place(cast.classmate, chats.class_10a.pk), muted_for="always", now=clock.now()),
        lambda: profiles.make_profile(text_version=CURRENT, by=cast.pupil_without_profile),
        lambda: roster.rename_class(school_class=cast.class_10a, title="11 А", by=cast.head),
        lambda: roster.move_to_subgroup(
            enrolment=cast.enrolment(cast.sibling), subgroup=second, instead_of=first, by=cast.head
        ),
        lambda: roster.move(enrolment=cast.enrolment(cast.classmate), school_class=cast.class_demo6, by=cast.head),
        lambda: roster.change_class_teacher(
            school_class=cast.class_10a,
            employee=cast.employee(cast.other_class_teacher),
            instead_of=teacher,
            by=cast.head,
        ),
        lambda: say(chats.parents_10a, cast.other_class_teacher),
        lambda: roster.appoint_administrator(employee=teacher, by=cast.head),
        lambda: roster.add_parent(parent=cast.head, child=cast.sibling, by=cast.head),
        lambda: profiles.suspend(person=cast.sibling, by=cast.sibling),
        lambda: profiles.resume(person=cast.sibling, by=cast.sibling),
        make_free,
        lambda: say(free[0], cast.other_sibling),
        lambda: groups.rename(place=place(cast.sibling, free[0].pk), title="Поход в горы", by=cast.sibling),
        lambda: groups.put_picture(place=place(cast.sibling, free[0].pk), file=drawn(cast.sibling), at=0.5, by=cast.sibling),
        lambda: groups.take_picture_away(place=place(cast.sibling, free[0].pk), by=cast.sibling),
        lambda: pictures.put(file=drawn(cast.other_sibling), at=0, by=cast.other_sibling),
        lambda: groups.settle(
            place=place(cast.sibling, free[0].pk),
            announcements_only=True,
            reactions_only=False,
            slow_mode_seconds=60,
            by=cast.sibling,
        ),
        lambda: groups.appoint(place=place(cast.sibling, free[0].pk), person=cast.other_sibling.pk, by=cast.sibling),
        lambda: groups.discharge(place=place(cast.sibling, free[0].pk), person=cast.other_sibling.pk, by=cast.sibling),
        join_free,
        lambda: groups.hand_over(place=place(cast.sibling, free[0].pk), person=cast.other_sibling.pk, by=cast.sibling),
        lambda: pin(place=place(cast.sibling, free[0].pk), pinned=True, now=clock.now()),
        lambda: hide(place=place(cast.sibling, free[0].pk), hidden=True),
        begin_dialogue,
        lambda: say(dialogues[0], cast.other_sibling),
        lambda: pictures.put(file=drawn(cast.other_sibling), at=1, by=cast.other_sibling),
        lambda: pictures.take_away(person=cast.other_sibling, by=cast.head),
        lambda: leave(place=place(cast.head, free[0].pk), by=cast.head),
        lambda: leave(place=place(cast.sibling, free[0].pk), by=cast.sibling),
        lambda: ending.end(cast.geography_10a),
        lambda: ending.begin_again(cast.geography_10a),
        lambda: ending.end(cast.english_10a_first),
        lambda: roster.dismiss(employee=teacher, by=cast.head),
        lambda: roster.withdraw(enrolment=cast.enrolment(cast.other_sibling), by=cast.head),
    ]
    for action in actions:
        action()
        heard = listener.heard()
        for client in clients:
            client.follow(heard.get(client.person.pk, []))
            fresh = Client(client.person)
            assert client.rows.keys() == fresh.rows.keys(), client.person
            assert client.messages == fresh.messages, client.person
            for chat, row in fresh.rows.items():
                assert {**client.rows[chat], **REPEATED} == {**row, **REPEATED}, client.person
    assert Place.objects.filter(chat=free[0]).count() == 1


def _position(message: dict[str, Any]) -> int:
    return max(int(message["seq"]), int(message["changed_seq"] or 0))


def _chat_of(event: dict[str, Any]) -> int:
    return int(event["chat"] if "chat" in event else event["message"]["chat"])
