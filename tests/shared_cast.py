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
def cast(cast_of_module: Cast) -> Iterator[Cast]:
    with transaction.atomic():
        yield copy.deepcopy(cast_of_module)
        transaction.set_rollback(True)
