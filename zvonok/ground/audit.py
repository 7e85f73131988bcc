"""The audit trail: one row for every change, written in the change's own transaction.

Comes in: who, what, about whom, before and after. Called by: the last line of every action.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from psycopg.types.json import Jsonb

Facts = Mapping[str, Any]

INSERT = """
INSERT INTO ground_auditentry (by_person, what, school, person, before, after) VALUES (%s, %s, %s, %s, %s, %s)
"""


def record(
    what: str,
    *,
    by: int | None,
    school: int | None = None,
    person: int | None = None,
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [by, what, school, person, _json(before), _json(after)])


def record_found(select: str, asked: Facts) -> None:
    """Many at once, for whoever writes by set: `select` yields the columns of a row in the order of INSERT."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT.partition("VALUES")[0] + select, asked)


def _json(facts: Facts | None) -> Any:
    return None if facts is None else Jsonb(facts, dumps=lambda value: json.dumps(value, cls=DjangoJSONEncoder))
