"""The cast made once for a module of tests, for it takes half a second: each test changes it in a savepoint of its own.

Called by: the conftest of rooms whose tests need no commit. A module that commits makes its own with `transactional_db`.
"""

import copy
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from zvonok.ground import clock
from zvonok.operations.cast import Cast, make


@pytest.fixture(scope="module")
def cast_of_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make(clock.today())
        transaction.set_rollback(True)


@pytest.fixture
def db(cast_of_module: Cast) -> Iterator[None]:
    """In the place of pytest-django's, and by that name, for by it pytest-django knows that there must be a database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def cast(db: None, cast_of_module: Cast) -> Cast:
    return copy.deepcopy(cast_of_module)
