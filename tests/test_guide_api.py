"""The examples of docs/guide/api.md, run in their order against a real server, as a reader would run them.

Called by: pytest.
"""

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.receiver import receiver
from tests.test_docs import HOUSE
from zvonok.chat_rules import actions as chat_rules
from zvonok.ground import clock, limits
from zvonok.messenger.doors import place
from zvonok.messenger.models import Message
from zvonok.operations.cast import Cast, make
from zvonok.programs import bots, sending, signing, tokens, webhooks
from zvonok.programs.models import Webhook
from zvonok.programs.scopes import OF_PERSON, TABLE, Scope

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = (HOUSE / "docs" / "guide" / "api.md").read_text()
EXAMPLES = re.findall(r"```(sh|python)\n(.*?)```", PAGE, re.DOTALL)
SECONDS_MAX = 30


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make(clock.today())


@pytest.fixture
def environment(cast: Cast, live_server: LiveServer) -> dict[str, str]:
    """What the page says that the reader has: an address, two tokens, a chat with a bot in it."""
    teacher, now = cast.class_teacher, clock.now()
    chat = chat_rules.open_class_chat(school_class=cast.class_10a, by=cast.head).chat_id
    bot = bots.make(school=cast.school, name="Столовая", purpose="Меню на завтра", by=cast.head)
    bots.let_in(place=place(teacher, chat), bot=bot, reads=True, by=teacher)
    scopes = [scope.value for scope in OF_PERSON]
    return {
        "PATH": os.environ["PATH"],
        "ZVONOK": live_server.url,
        "TOKEN": tokens.make_own(name="Из руководства", scopes=scopes, days=1, now=now, by=teacher)[1],
        "BOT_TOKEN": tokens.make_of_bot(bot=bot, name="Из руководства", days=1, now=now, by=cast.head)[1],
        "CHAT": str(chat),
    }


def run(language: str, example: str, environment: dict[str, str]) -> str:
    command = ["bash", "-euo", "pipefail", "-c", example] if language == "sh" else [sys.executable, "-c", example]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS_MAX)
    assert done.returncode == 0, f"{example}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def plain(answers: str) -> str:
    """As a reader of JSON sees it."""
    return answers.encode().decode("unicode_escape")


def test_the_examples_work_in_their_order(cast: Cast, environment: dict[str, str], settings: Settings) -> None:
    settings.WEBHOOK_INSIDE_HOSTS = ["127.0.0.1"]
    told = [run(language, example, environment) for language, example in EXAMPLES]
    assert len(told) == 6
    assert cast.class_teacher.last_name in plain(told[0])
    assert [line.split()[0] for line in told[1].splitlines()] == ["201", "200"]
    assert "Завтра приходите в спортивной форме" in told[2]
    assert "Столовая" in plain(told[3])
    said = list(Message.objects.filter(number__isnull=False).order_by("seq").values_list("text", flat=True))
    assert said == ["Завтра приходите в спортивной форме", "Завтра на обед борщ"]


def test_the_example_of_a_receiver_knows_what_is_ours(cast: Cast, environment: dict[str, str], settings: Settings) -> None:
    settings.WEBHOOK_INSIDE_HOSTS = ["127.0.0.1"]
    (example,) = (example for _language, example in EXAMPLES if "is_from_school" in example)
    names: dict[str, Any] = {}
    exec(example, names)
    with receiver() as one:
        hook = webhooks.register(school=cast.school, url=one.url, events=["message.said"], by=cast.head)
        language, words = EXAMPLES[1]
        run(language, words, environment)
        sending.deliver_due(now=clock.now())
    (taken,) = one.taken
    secret, body = signing.secret(hook), taken.body.encode()
    assert names["is_from_school"](taken.headers, body, secret)
    assert not names["is_from_school"](taken.headers, body + b" ", secret)
    assert not names["is_from_school"](taken.headers, body, signing.secret(Webhook(salt="another")))
    long_ago = int(taken.headers["webhook-timestamp"]) + 301
    assert not names["is_from_school"](taken.headers, body, secret, long_ago)


def test_the_page_tells_what_the_code_has() -> None:
    assert {scope.value for scope in OF_PERSON} <= set(re.findall(r"`([a-z]+:[a-z]+)`", PAGE))
    assert set(Webhook.Event.values) <= set(re.findall(r"`([a-z]+\.[a-z]+)`", PAGE))
    assert f"больше {limits.token_requests_a_minute_max} запросов" in PAGE
    assert limits.bot_messages_a_minute_max == 20 and "двадцати раз в минуту" in PAGE
    paths = re.findall(r"\$ZVONOK/api(/[^\"?]*)", PAGE)
    known = {name.partition(" ")[2].replace("{chat}", "$CHAT") for name, scope in TABLE.items() if scope}
    assert set(paths) <= known
    assert Scope.BOT not in OF_PERSON
