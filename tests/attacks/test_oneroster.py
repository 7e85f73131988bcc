"""Whatever OneRoster's service is asked, it answers: never 500, and what it answers is what its description says, ill or well.

schemathesis makes requests from the description that the service itself tells, right ones and spoilt ones; half of them carry
the ids of real rows. To look longer: `ZVONOK_FUZZ_EXAMPLES=500`.
"""

import os
from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.attacks.test_any_request import bounded, broken, one_connection
from zvonok.exchange.giving import clients
from zvonok.exchange.giving.answers import BASE
from zvonok.exchange.giving.description import described
from zvonok.exchange.giving.models import Client
from zvonok.exchange.giving.oauth import SEAL, scopes_of
from zvonok.ground import clock
from zvonok.operations.cast import Cast

__all__ = ["broken"]

EXAMPLES: Final = int(os.environ.get("ZVONOK_FUZZ_EXAMPLES", "3"))
SCHEMA: Final = schemathesis.openapi.from_dict(described(f"http://localhost{BASE}", "http://localhost/token"))
SCHEMA.app = get_wsgi_application()
OPERATIONS: Final[dict[str, Any]] = {one.label: one for found in SCHEMA.get_all_operations() if (one := found.ok())}  # type: ignore[union-attr]
FILTERS: Final = (
    "status='active'",
    "dateLastModified>='2026-01-01' AND status!='tobedeleted'",
    "sourcedId~'1' OR sourcedId<'person-5'",
    "title~'а'",
    "roles.role='student'",
    "'",
    "",
)


@pytest.fixture(scope="module")
def reader(cast_of_module: Cast, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Client, dict[str, str], dict[str, str]]]:
    """A client that may have everything, its token, and ids of real rows."""
    cast = cast_of_module
    ids = {
        "schoolSourcedId": f"school-{cast.school.pk}",
        "classSourcedId": f"class-{cast.class_10a.pk}",
        "courseSourcedId": f"subject-{cast.geography_10a.subject_id}",
        "studentSourcedId": f"person-{cast.sibling.pk}",
        "teacherSourcedId": f"person-{cast.class_teacher.pk}",
        "userSourcedId": f"person-{cast.head.pk}",
        "sourcedId": f"person-{cast.sibling.pk}",
    }
    with django_db_blocker.unblock():
        client, _secret = clients.let_in(
            school=cast.school, name="Читатель", gives_birth_dates=True, days=1, now=clock.now(), by=cast.head
        )
        token = SEAL.sign_object({"client": client.pk, "scopes": scopes_of(client)})
        yield client, {"Authorization": f"Bearer {token}"}, ids


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "spoilt"])
@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_whatever_is_asked_is_answered_as_described(
    db: None,
    reader: tuple[Client, dict[str, str], dict[str, str]],
    broken: list[BaseException],
    label: str,
    mode: GenerationMode,
) -> None:
    operation = OPERATIONS[label]
    _client, header, ids = reader

    @bounded(EXAMPLES)
    @given(st.data())
    def send(data: Any) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if data.draw(st.booleans()):
            case.path_parameters |= {name: ids.get(name, "term-1") for name in case.path_parameters}
        if "filter" in case.query:
            case.query["filter"] = data.draw(st.sampled_from([*FILTERS, case.query["filter"]]))
        chosen = [name for name in str(case.query.get("fields", "")).split(",") if name]
        # A savepoint of the test's transaction: what one request counts, the next does not see.
        with transaction.atomic(), one_connection():
            response = case.call(headers=header)
            transaction.set_rollback(True)
        if broken:
            raise AssertionError(case.as_curl_command()) from broken.pop()
        checks: list[Any] = [
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_headers_conformance,
        ]
        if response.status_code != 405 and not (chosen and response.status_code == 200):
            checks.append(response_schema_conformance)
        case.validate_response(response, checks=checks)
        if chosen and response.status_code == 200:
            (told,) = response.json().values()
            # Of a part of the properties the standard's description, which needs them all, cannot speak.
            assert all(one.keys() <= set(chosen) for one in (told if isinstance(told, list) else [told]))

    send()


def test_the_guard_sees_an_answer_that_is_not_as_described(
    db: None, reader: tuple[Client, dict[str, str], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from zvonok.exchange.giving import collections

    honest = collections.written
    monkeypatch.setattr(collections, "written", lambda *given, **more: {**honest(*given, **more), "password": "x"})
    case = OPERATIONS["GET /orgs"].Case()
    with transaction.atomic(), one_connection():
        response = case.call(headers=reader[1])
        transaction.set_rollback(True)
    with pytest.raises(BaseExceptionGroup) as caught:
        case.validate_response(response, checks=[response_schema_conformance])
    assert any("'password' was unexpected" in str(one) for one in caught.value.exceptions)
