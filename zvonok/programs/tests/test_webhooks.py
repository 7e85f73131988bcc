"""What a webhook is told, and what becomes of it with a real server on loopback that fails, hangs, redirects or comes back."""

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from tests.receiver import Receiver, Taken, receiver
from zvonok.chat_rules import actions as chat_rules
from zvonok.ground import clock, limits
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.messenger import actions
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat
from zvonok.operations.cast import Cast
from zvonok.programs import bots, sending, signing, webhooks
from zvonok.programs.models import Bot, Delivery, Webhook
from zvonok.roster import actions as roster
from zvonok.roster.trying import tried

ALL = list(Webhook.Event.values)


@pytest.fixture
def server(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_INSIDE_HOSTS = ["127.0.0.1"]
    with receiver() as one:
        yield one


@pytest.fixture
def hook(cast: Cast, class_chat: Chat, bot: Bot, server: Receiver) -> Webhook:
    own = place(cast.class_teacher, class_chat.pk)
    bots.let_in(place=own, bot=bot, reads=True, by=cast.class_teacher)
    return webhooks.register(school=cast.school, url=server.url, events=ALL, by=cast.head)


def say(chat: Chat, cast: Cast, text: str = "Кто дежурный?") -> None:
    actions.post(chat=chat.pk, text=text, uuid=uuid4(), by=cast.sibling)


def deliver(after: timedelta = timedelta()) -> int:
    return sending.deliver_due(now=clock.now() + after)


def is_signed(taken: Taken, secret: str) -> bool:
    """As the specification tells a receiver to look."""
    signed = f"{taken.headers['webhook-id']}.{taken.headers['webhook-timestamp']}.{taken.body}".encode()
    wanted = b64encode(hmac.digest(b64decode(secret.removeprefix("whsec_")), signed, "sha256")).decode()
    return taken.headers["webhook-signature"] == f"v1,{wanted}"


def test_it_works(cast: Cast, class_chat: Chat, hook: Webhook, server: Receiver) -> None:
    say(class_chat, cast)
    assert deliver() == 1
    (taken,) = server.taken
    told = json.loads(taken.body)
    assert (told["type"], told["id"]) == ("message.said", taken.headers["webhook-id"])
    assert told["data"]["chat"]["title"] == class_chat.title
    assert (told["data"]["message"]["text"], told["data"]["message"]["author"]["person"]) == (
        "Кто дежурный?",
        cast.sibling.pk,
    )
    assert is_signed(taken, signing.secret(hook))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_status, delivery.body) == ("delivered", 200, "")
    assert deliver() == 0


def test_nothing_is_told_where_no_bot_reads(cast: Cast, class_chat: Chat, hook: Webhook, bot: Bot) -> None:
    own = place(cast.class_teacher, class_chat.pk)
    bots.take_out(place=own, bot=bot.pk, by=cast.class_teacher)
    bots.let_in(place=own, bot=bot, reads=False, by=cast.class_teacher)
    say(class_chat, cast)
    bots.take_out(place=own, bot=bot.pk, by=cast.class_teacher)
    bots.let_in(place=own, bot=bot, reads=True, by=cast.class_teacher)
    bots.switch(bot=bot, on=False, now=clock.now(), by=cast.head)
    say(class_chat, cast)
    assert not Delivery.objects.exists()


def test_a_bot_is_not_told_of_bots(cast: Cast, class_chat: Chat, hook: Webhook, bot: Bot) -> None:
    bots.post(place=bot.places.get(), text="Завтра борщ", uuid=uuid4(), now=clock.now())
    assert not Delivery.objects.exists()


def test_facts_of_the_roster_are_told_a_chat_at_a_time(cast: Cast, class_chat: Chat, hook: Webhook) -> None:
    chat_rules.open_parents_chat(school_class=cast.class_10a, by=cast.head)
    opened = {one.event: json.loads(one.body)["data"] for one in Delivery.objects.all()}
    assert opened.keys() == {"places.changed", "chat.opened"}
    assert opened["chat.opened"]["chat"]["kind"] == "parents"
    Delivery.objects.all().delete()
    roster.withdraw(enrolment=cast.enrolment(cast.sibling), by=cast.head)
    told = [json.loads(one.body)["data"] for one in Delivery.objects.filter(event="places.changed")]
    left = {one["chat"]["kind"]: [person["id"] for person in one["left"]] for one in told}
    assert left["class"] == [cast.sibling.pk]


def test_a_change_that_is_only_tried_is_told_to_nobody(cast: Cast, class_chat: Chat, hook: Webhook) -> None:
    tried(lambda: roster.withdraw(enrolment=cast.enrolment(cast.sibling), by=cast.head))
    assert not Delivery.objects.exists()


def test_the_worker_is_woken_in_the_transaction_of_the_change(cast: Cast, class_chat: Chat, hook: Webhook) -> None:
    say(class_chat, cast)
    assert ProcrastinateJob.objects.filter(task_name="programs-deliver", lock="webhooks").exists()


def test_a_failure_is_tried_again_later_and_later_and_then_it_is_a_dead_letter(
    cast: Cast, class_chat: Chat, hook: Webhook, server: Receiver
) -> None:
    server.answers = [503]
    say(class_chat, cast)
    after, gaps = timedelta(), []
    while Delivery.objects.get().state == "waiting":
        assert deliver(after) == 1
        assert deliver(after) == 0
        waits = Delivery.objects.get().next_at - (clock.now() + after)
        gaps.append(waits)
        after += waits + timedelta(seconds=1)
    dead = Delivery.objects.get()
    assert (dead.state, dead.tries, dead.last_status, dead.last_error) == ("dead", 8, 503, "получатель не принял")
    assert timedelta(hours=22) < after < timedelta(hours=26)
    assert len({one.headers["webhook-id"] for one in server.taken}) == 1
    assert len({one.headers["webhook-timestamp"] for one in server.taken}) == 8
    # And again, by an administrator's hand, when the receiver is well.
    server.answers = [204]
    webhooks.send_again(delivery=dead, now=clock.now(), by=cast.head)
    assert deliver() == 1
    assert Delivery.objects.get().state == "delivered"
    assert len({one.headers["webhook-id"] for one in server.taken}) == 1
    with pytest.raises(Refused):
        webhooks.send_again(delivery=dead, now=clock.now(), by=cast.head)


def test_a_redirect_is_not_followed(cast: Cast, class_chat: Chat, hook: Webhook, server: Receiver) -> None:
    with receiver() as elsewhere:
        server.answers = [elsewhere.url]
        say(class_chat, cast)
        deliver()
        assert elsewhere.taken == []
    assert Delivery.objects.get().last_status == 302


def test_one_that_hangs_is_left_and_holds_up_no_other(
    cast: Cast, class_chat: Chat, hook: Webhook, server: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "webhook_seconds_max", 0.3)
    server.answers = [None]
    with receiver() as other:
        webhooks.register(school=cast.school, url=other.url, events=ALL, by=cast.head)
        for _time in range(limits.deliveries_of_webhook_at_once_max + 2):
            say(class_chat, cast)
        deliver()
        assert len(other.taken) == len(server.taken) == limits.deliveries_of_webhook_at_once_max
    hung = Delivery.objects.filter(webhook=hook, tries=1)
    assert {one.last_status for one in hung} == {None}
    assert all("нет ответа" in one.last_error for one in hung)


def test_nobody_at_the_address(cast: Cast, class_chat: Chat, hook: Webhook) -> None:
    Webhook.objects.update(url="http://127.0.0.1:9/hook")
    say(class_chat, cast)
    deliver()
    assert Delivery.objects.get().last_error == "не удалось соединиться"


@pytest.mark.parametrize("killed", ["before sending", "after sending"])
def test_who_is_killed_in_between_has_lost_nothing(
    cast: Cast, class_chat: Chat, hook: Webhook, server: Receiver, killed: str
) -> None:
    say(class_chat, cast)
    taken = webhooks.take_due(now=clock.now())
    if killed == "after sending":
        sending.send_all(taken, now=clock.now())
    # Another worker finds it taken, until the lease ends.
    assert deliver() == 0
    assert deliver(timedelta(seconds=limits.delivery_lease_seconds + 1)) == 1
    assert Delivery.objects.get().state == "delivered"
    assert {one.headers["webhook-id"] for one in server.taken} == {str(taken[0].pk)}
    assert len(server.taken) == (2 if killed == "after sending" else 1)


def test_one_that_fails_for_days_is_paused_and_its_administrators_see_it(
    cast: Cast, class_chat: Chat, hook: Webhook, server: Receiver
) -> None:
    server.answers = [500, 500, 200]
    say(class_chat, cast)
    deliver()
    assert deliver(timedelta(days=limits.webhook_failing_days_max, minutes=1)) == 1
    hook.refresh_from_db()
    assert hook.paused_at
    assert deliver(timedelta(days=9)) == 0
    say(class_chat, cast, "Об этом уже не узнает")
    assert Delivery.objects.count() == 1
    head, teacher = Client(), Client()
    head.force_login(cast.head.user)
    teacher.force_login(cast.class_teacher.user)
    page = f"/school/{cast.school.pk}/staff-room/"
    assert hook.url in head.get(page).content.decode()
    assert hook.url not in teacher.get(page).content.decode()
    assert AuditEntry.objects.filter(what="programs:webhook:paused", by_person=None).exists()
    head.post(f"/school/{cast.school.pk}/webhooks/{hook.pk}/pause/", {"on": "1"})
    assert deliver() == 1
    assert Delivery.objects.get().state == "delivered"


def test_one_that_answers_410_is_sent_nothing_more(cast: Cast, class_chat: Chat, hook: Webhook, server: Receiver) -> None:
    server.answers = [410]
    say(class_chat, cast)
    deliver()
    hook.refresh_from_db()
    assert (Delivery.objects.get().state, bool(hook.paused_at)) == ("dead", True)
    head = Client()
    head.force_login(cast.head.user)
    page = head.get(f"/school/{cast.school.pk}/webhooks/{hook.pk}/").content.decode()
    assert "Отправить снова" in page
    assert "410" in page
    with pytest.raises(Refused):
        webhooks.send_again(delivery=Delivery.objects.select_related("webhook").get(), now=clock.now(), by=cast.head)


def test_what_came_through_is_forgotten_in_a_week_and_a_dead_letter_in_a_month(
    cast: Cast, class_chat: Chat, hook: Webhook, server: Receiver
) -> None:
    server.answers = [200, 410]
    for _time in range(2):
        say(class_chat, cast)
        deliver()
    webhooks.forget_old(now=clock.now() + timedelta(days=limits.delivered_age_days_max, hours=1))
    assert [one.state for one in Delivery.objects.all()] == ["dead"]
    webhooks.forget_old(now=clock.now() + timedelta(days=limits.dead_age_days_max, hours=1))
    assert not Delivery.objects.exists()


def test_the_secret_is_in_no_table(cast: Cast, hook: Webhook) -> None:
    assert signing.secret(hook) not in str(vars(hook))
    other: Any = Webhook(salt="another")
    assert signing.secret(hook) != signing.secret(other)
