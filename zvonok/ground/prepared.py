"""Statements that are worded and planned once, for those whose wording and planning cost more than their work.

Comes in: nothing. Goes out: a cursor like Django's; the columns of models in a row, and the objects out of it.
Called by: what every request asks (who is signed in, a place, a page of a history, a row of a list) and `chat_rules.keep`.

Django writes the arguments into the text, so PostgreSQL plans each query anew: for keep.sql, which is all the rules twice, that
takes three milliseconds where the work takes one. This cursor sends arguments apart from the text, and `settings` tells the
server to plan such statements for any arguments. So it is for small scopes alone: a whole school deserves a plan of its own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, cast

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import JSONField, Model


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # As Django wraps its own: errors become Django's, and queries are logged and counted.
    with cast(Any, connection)._prepare_cursor(psycopg.Cursor(connection.connection)) as cursor:
        yield cursor


class Joined:
    """Models that stand side by side in a row, each under its alias of the statement: what `select_related` does."""

    def __init__(self, **models: type[Model]) -> None:
        self._models = models

    @cached_property
    def columns(self) -> str:
        fields = ((alias, field) for alias, model in self._models.items() for field in model._meta.concrete_fields)
        return ", ".join(f"{alias}.{field.column}" for alias, field in fields)

    def objects(self, row: Sequence[Any]) -> list[Any]:
        """One a model, in the order they were named; None where a LEFT JOIN has found nothing."""
        found: list[Model | None] = []
        start = 0
        for model, key, names, of_json in self._shapes:
            values = list(row[start : start + len(names)])
            start += len(names)
            if values[key] is None:
                found.append(None)
                continue
            for place, field in of_json:
                values[place] = field.from_db_value(values[place], cast(Any, None), connection)
            found.append(model.from_db("default", names, values))
        return found

    @cached_property
    def _shapes(self) -> list[tuple[type[Model], int, list[str], list[tuple[int, JSONField]]]]:
        shapes = []
        for model in self._models.values():
            fields = list(model._meta.concrete_fields)
            of_json = [(place, field) for place, field in enumerate(fields) if isinstance(field, JSONField)]
            key = fields.index(model._meta.pk_fields[0])
            shapes.append((model, key, [field.attname for field in fields], of_json))
        return shapes
