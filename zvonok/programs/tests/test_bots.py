"""A school's bot is let into a chat, speaks there marked as a bot, and reads only where members were told so."""

from uuid import uuid4

import pytest
from django.test import Client

from zvonok.chat_rules.keep import keep
from zvonok.ground import clock, limits
from zvonok.messenger import actions, forwarding, groups, queries
from zvonok.messenger.doors import messages as seen
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat, Message
from zvonok.operations.cast import Cast
from zvonok.programs import bots
from zvonok.programs.models import Bot, BotPlace
from zvonok.programs.tests.conftest import Program


def let_in(bot: Bot, chat: Chat, cast: Cast, *, reads: bool = False) -> None:
    bots.let_in(place=place(cast.class_teacher, chat.pk), bot=bot, reads=reads, by=cast.class_teacher)


def test_it_works(cast: Cast, class_chat: Chat, bot: Bot, bot_program: Program) -> None:
    let_in(bot, class_chat, cast)
    assert bot_program.call("GET", "/bot").json()["name"] == "Столовая"
    assert [one["title"] for one in bot_program.call("GET", "/bot/chats").json()] == [class_chat.title]
    uuid = str(uuid4())
    said = bot_program.call("POST", f"/bot/chats/{class_chat.pk}/messages", {"uuid": uuid, "text": "Завтра борщ"})
    again = bot_program.call("POST", f"/bot/chats/{class_chat.pk}/messages", {"uuid": uuid, "text": "Завтра борщ"})
    assert (said.status_code, again.status_code) == (201, 200)
    assert again.json() == said.json()
    assert Message.objects.filter(text="Завтра борщ").count() == 1


def test_a_pupil_sees_everywhere_that_it_is_a_bot(cast: Cast, class_chat: Chat, bot: Bot, bot_program: Program) -> None:
    let_in(bot, class_chat, cast)
    seq = bot_program.call(
        "POST", f"/bot/chats/{class_chat.pk}/messages", {"uuid": str(uuid4()), "text": "Завтра борщ"}
    ).json()["seq"]
    pupil = place(cast.sibling, class_chat.pk)
    page = queries.messages(pupil, before=None, after=None, limit=10)["messages"]
    said_by = page[-1]["author"]
    assert (said_by["short_name"], said_by["is_bot"], said_by["person"]) == ("Столовая", True, None)
    row = queries.chat(cast.sibling, class_chat.pk)
    assert row and row["preview"] and (row["preview"]["author"], row["preview"]["is_bot"]) == ("Столовая", True)
    assert row["unread"] == 1
    found = Client()
    found.force_login(cast.sibling.user)
    (one,) = found.get("/api/search", {"words": "борщ"}).json()["found"]
    assert (one["author"]["short_name"], one["author"]["is_bot"]) == ("Столовая", True)
    (copy,) = forwarding.forward(messages=seen(pupil, [seq]), chat=class_chat.pk, uuid=uuid4(), by=cast.sibling)
    assert copy.data == {"forwarded": {"name": "Столовая", "is_bot": True, "at": copy.data["forwarded"]["at"]}}


def test_members_are_told_which_bot_came_and_whether_it_reads(cast: Cast, class_chat: Chat, bot: Bot) -> None:
    let_in(bot, class_chat, cast, reads=True)
    bots.take_out(place=place(cast.class_teacher, class_chat.pk), bot=bot.pk, by=cast.class_teacher)
    said = [one.data for one in Message.objects.filter(chat=class_chat, kind="service").order_by("seq")][-2:]
    assert [one["what"] for one in said] == ["bot_added", "bot_removed"]
    assert said[0]["reads"] is True
    assert said[0]["bot"] == {"id": bot.pk, "name": "Столовая"}


def test_it_reads_from_its_coming_on_and_only_if_it_may(cast: Cast, class_chat: Chat, bot: Bot, bot_program: Program) -> None:
    before, _new = actions.post(chat=class_chat.pk, text="До бота", uuid=uuid4(), by=cast.sibling)
    let_in(bot, class_chat, cast)
    assert bot_program.call("GET", f"/bot/chats/{class_chat.pk}/messages").status_code == 403
    bots.take_out(place=place(cast.class_teacher, class_chat.pk), bot=bot.pk, by=cast.class_teacher)
    let_in(bot, class_chat, cast, reads=True)
    actions.post(chat=class_chat.pk, text="При боте", uuid=uuid4(), reply_to=before, by=cast.sibling)
    told = str(bot_program.call("GET", f"/bot/chats/{class_chat.pk}/messages?after=0").json())
    assert "При боте" in told
    assert "До бота" not in told


def test_keep_does_not_touch_it(cast: Cast, class_chat: Chat, bot: Bot) -> None:
    let_in(bot, class_chat, cast)
    assert keep(chats=[class_chat.pk]).effects == []
    assert BotPlace.objects.filter(chat=class_chat).count() == 1


def test_it_speaks_where_only_administrators_do(cast: Cast, class_chat: Chat, bot: Bot, bot_program: Program) -> None:
    let_in(bot, class_chat, cast)
    own = place(cast.class_teacher, class_chat.pk)
    groups.settle(place=own, announcements_only=True, reactions_only=False, slow_mode_seconds=0, by=cast.class_teacher)
    body = {"uuid": str(uuid4()), "text": "Завтра борщ"}
    assert bot_program.call("POST", f"/bot/chats/{class_chat.pk}/messages", body).status_code == 201


def test_it_does_not_flood_a_class(cast: Cast, class_chat: Chat, bot: Bot) -> None:
    let_in(bot, class_chat, cast)
    own, now = BotPlace.objects.get(bot=bot), clock.now()
    for number in range(limits.bot_messages_a_minute_max):
        bots.post(place=own, text=f"Раз {number}", uuid=uuid4(), now=now)
    with pytest.raises(bots.TooFast):
        bots.post(place=own, text="И ещё", uuid=uuid4(), now=now)
    assert not Message.objects.filter(text="И ещё").exists()


def test_the_members_list_shows_bots_apart(cast: Cast, class_chat: Chat, bot: Bot) -> None:
    let_in(bot, class_chat, cast, reads=True)
    pupil, teacher = Client(), Client()
    pupil.force_login(cast.sibling.user)
    teacher.force_login(cast.class_teacher.user)
    shown = pupil.get(f"/api/chats/{class_chat.pk}/bots").json()
    assert [(one["name"], one["reads"]) for one in shown["bots"]] == [("Столовая", True)]
    assert shown["may_be_let_in"] == []
    other = bots.make(school=cast.school, name="Звонки", purpose="Расписание звонков", by=cast.head)
    assert [one["id"] for one in teacher.get(f"/api/chats/{class_chat.pk}/bots").json()["may_be_let_in"]] == [other.pk]
    members = pupil.get(f"/api/chats/{class_chat.pk}/members").json()
    assert "Столовая" not in str(members)


def test_a_bot_that_is_switched_off_is_nobody(cast: Cast, class_chat: Chat, bot: Bot, bot_program: Program) -> None:
    let_in(bot, class_chat, cast)
    bots.switch(bot=bot, on=False, now=clock.now(), by=cast.head)
    assert bot_program.call("GET", "/bot").status_code == 401
    bots.switch(bot=bot, on=True, now=clock.now(), by=cast.head)
    assert bot_program.call("GET", "/bot").status_code == 200
