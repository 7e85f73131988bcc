"""The examples of docs/guide/oneroster.md, run in their order against a real server, as a reader would run them.

Called by: pytest.
"""

import os
import re

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.test_docs import HOUSE
from tests.test_guide_api import cast, plain, run
from zvonok.exchange.giving import clients, oauth
from zvonok.exchange.giving.answers import BASE, DISCOVERY, TOKEN
from zvonok.exchange.giving.endpoints import ALL
from zvonok.ground import clock, limits
from zvonok.operations.cast import Cast

__all__ = ["cast"]

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = (HOUSE / "docs" / "guide" / "oneroster.md").read_text()
EXAMPLES = re.findall(r"```(sh|python)\n(.*?)```", PAGE, re.DOTALL)


def test_the_examples_work_in_their_order(cast: Cast, live_server: LiveServer) -> None:
    client, secret = clients.let_in(
        school=cast.school, name="Из руководства", gives_birth_dates=False, days=1, now=clock.now(), by=cast.head
    )
    environment = {
        "PATH": os.environ["PATH"],
        "ZVONOK": live_server.url,
        "CLIENT_ID": client.client_id,
        "CLIENT_SECRET": secret,
    }
    token, teachers, changed = (run(language, example, environment) for language, example in EXAMPLES)
    assert oauth.ROSTER in token and oauth.CORE not in token
    assert plain(teachers) if "\\u" in teachers else teachers == "Белова Марина\nОрлова Елена\nФомин Андрей\n"
    assert f"pupil-{cast.enrolment(cast.sibling).pk}" in changed


def test_the_page_tells_what_the_code_has() -> None:
    assert {one.rpartition("/")[2] for one in (oauth.ROSTER, oauth.CORE, oauth.DEMOGRAPHICS)} <= set(
        re.findall(r"`([\w.-]+)`", PAGE)
    )
    assert f"`{DISCOVERY}`" in PAGE and TOKEN in PAGE
    assert f"до {limits.oneroster_page_max}, без него {limits.oneroster_page}" in PAGE
    assert f"не больше {limits.oneroster_requests_a_minute_max} запросов" in PAGE
    paths = set(re.findall(rf"{BASE}(/[a-zA-Z]+)(?=[\"])", PAGE))
    assert paths and paths <= {one.path for one in ALL}
