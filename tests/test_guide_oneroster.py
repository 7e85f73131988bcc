"""The examples of docs/guide/oneroster.md, run in their order against a real server, as a reader would run them.

Called by: pytest.
"""

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.test_docs import HOUSE
from tests.test_guide_api import cast, plain, run
from zvonok.exchange import remote
from zvonok.exchange.giving import clients, files, oauth
from zvonok.exchange.giving.answers import BASE, DISCOVERY, TOKEN
from zvonok.exchange.giving.endpoints import ALL
from zvonok.exchange.reading import oneroster_csv
from zvonok.exchange.rows import Line, PersonRow, Problem
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


@pytest.mark.parametrize("gives_birth_dates", [True, False])
def test_what_our_service_gives_our_own_reader_takes(
    cast: Cast, live_server: LiveServer, tmp_path: Path, settings: Settings, gives_birth_dates: bool
) -> None:
    """By the service as by the files: the same rows."""
    settings.ROSTER_INSIDE_HOSTS = ["localhost"]
    client, secret = clients.let_in(
        school=cast.school, name="Читатель", gives_birth_dates=gives_birth_dates, days=1, now=clock.now(), by=cast.head
    )
    with (tmp_path / "school.zip").open("wb") as file:
        files.export(school=cast.school, to=file, by=None)
    (tmp_path / "brought").mkdir()
    of = remote.Reached(f"{live_server.url}{BASE}", f"{live_server.url}{TOKEN}", client.client_id, secret)
    remote.bring(of, tmp_path / "brought")

    def plain_row(row: Any) -> Any:
        """Wherever it stood; birth dates alone may be kept from a reader."""
        row = replace(row, line=Line("", 0))
        return replace(row, birth_date=None) if isinstance(row, PersonRow) and not gives_birth_dates else row

    def rows(path: Path) -> set[Any]:
        found = list(oneroster_csv.read(path).rows)
        assert found and not [one for one in found if isinstance(one, Problem)]
        return {plain_row(one) for one in found}

    assert rows(tmp_path / "brought") == rows(tmp_path / "school.zip")


def test_the_page_tells_what_the_code_has() -> None:
    assert {one.rpartition("/")[2] for one in (oauth.ROSTER, oauth.CORE, oauth.DEMOGRAPHICS)} <= set(
        re.findall(r"`([\w.-]+)`", PAGE)
    )
    assert f"`{DISCOVERY}`" in PAGE and TOKEN in PAGE
    assert f"до {limits.oneroster_page_max}, без него {limits.oneroster_page}" in PAGE
    assert f"не больше {limits.oneroster_requests_a_minute_max} запросов" in PAGE
    paths = set(re.findall(rf"{BASE}(/[a-zA-Z]+)(?=[\"])", PAGE))
    assert paths and paths <= {one.path for one in ALL}
