"""The real engines under every test: PostgreSQL and NATS of our own, started once and stopped with the run."""

from collections.abc import Iterator

import pytest

from zvonok.ground import clock, push


@pytest.fixture(scope="session")
def engines() -> Iterator[None]:
    from zvonok.ground.supervisor import Supervisor
    from zvonok.operations.engines import facts

    with Supervisor() as supervisor:
        for engine in facts():
            supervisor.start(engine)
        yield
        push.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(engines: None) -> None:
    """pytest-django asks for this before it makes the test database: by then PostgreSQL runs."""


@pytest.fixture
def cast(db: None):  # type: ignore[no-untyped-def]
    from zvonok.operations.cast import make

    return make(clock.today())
