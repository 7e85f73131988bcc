"""Whatever is sent to the API, it answers: never 500, and what succeeds is what the description says.

schemathesis makes requests from the description, right ones and spoilt ones; half of them carry the numbers of real rows, and
a pupil, a teacher or an administrator sends them. To look longer: `ZVONOK_FUZZ_EXAMPLES=500`.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
import schemathesis
from django.core.signals import got_request_exception, request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.attacks.conftest import signed_in
from tests.attacks.operations import PATH, Ids
from tests.attacks.secrets import Secrets, secrets
from zvonok.operations.cast import Cast
from zvonok.operations.openapi import described

__all__ = ["secrets"]

EXAMPLES: Final = int(os.environ.get("ZVONOK_FUZZ_EXAMPLES", "5"))
SCHEMA: Final = schemathesis.openapi.from_dict(json.loads(described()))
SCHEMA.app = get_wsgi_application()
OPERATIONS: Final[dict[str, Any]] = {one.label: one for found in SCHEMA.get_all_operations() if (one := found.ok())}  # type: ignore[union-attr]
# What a number in a body or a query is the number of.
NUMBERS: Final[dict[str, Callable[[Ids], Any]]] = {
    "person": lambda ids: ids.person,
    "people": lambda ids: [ids.person],
    "mentions": lambda ids: [ids.person],
    "file": lambda ids: ids.file,
    "files": lambda ids: [ids.file],
    "from_chat": lambda ids: ids.chat,
    "messages": lambda ids: [ids.seq],
    "reply_to": lambda ids: ids.seq,
    "school": lambda ids: ids.school,
}
PARTS: Final = ("sibling", "class_teacher", "head")


@pytest.fixture(scope="module")
def senders(cast_of_module: Cast, secrets: Secrets, django_db_blocker: DjangoDbBlocker) -> Iterator[list[dict[str, str]]]:
    """The cookies of three signed-in browsers."""
    with django_db_blocker.unblock():
        yield [_cookies(getattr(cast_of_module, part)) for part in PARTS]


@pytest.fixture
def broken() -> Iterator[list[BaseException]]:
    """What broke on the way to a 500."""
    found: list[BaseException] = []

    def remember(**_about: object) -> None:
        if error := sys.exc_info()[1]:
            found.append(error)

    got_request_exception.connect(remember)
    yield found
    got_request_exception.disconnect(remember)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "spoilt"])
@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_whatever_is_sent_is_answered(
    db: None,
    secrets: Secrets,
    senders: list[dict[str, str]],
    broken: list[BaseException],
    label: str,
    mode: GenerationMode,
) -> None:
    operation = OPERATIONS[label]

    @bounded(EXAMPLES)
    @given(st.data())
    def send(data: Any) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        cookies = data.draw(st.sampled_from(senders))
        ids = data.draw(st.sampled_from([None, *secrets.both()]))
        if ids:
            _make_real(case, ids)
        with transaction.atomic(), one_connection():
            response = case.call(headers={"X-CSRFToken": cookies["csrftoken"]}, cookies=cookies)
            transaction.set_rollback(True)
        if broken:
            raise AssertionError(case.as_curl_command()) from broken.pop()
        checks: list[Any] = [not_a_server_error]
        if response.status_code < 300:
            checks += [content_type_conformance, response_schema_conformance]
        case.validate_response(response, checks=checks)

    send()


def _make_real(case: Any, ids: Ids) -> None:
    """The numbers of rows that are there, so that the request goes on behind the door."""
    for name in case.path_parameters:
        if name in PATH:
            case.path_parameters[name] = PATH[name](ids)
    if isinstance(case.body, dict):
        for name in case.body.keys() & NUMBERS.keys():
            case.body[name] = NUMBERS[name](ids)


def _cookies(person: Any) -> dict[str, str]:
    browser = signed_in(person)
    browser.get("/messenger/")
    return {name: browser.cookies[name].value for name in ("csrftoken", "sessionid")}


def bounded(examples: int) -> settings:
    """The same so many requests in every run."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@contextmanager
def one_connection() -> Iterator[None]:
    """The request leaves the test's transaction open, as Django's own test client has it."""
    for signal in request_started, request_finished:
        signal.disconnect(close_old_connections)
    yield
    for signal in request_started, request_finished:
        signal.connect(close_old_connections)
