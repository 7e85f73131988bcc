"""Engines that only some tests need, on top of PostgreSQL and NATS: the gate, a real process on the test database.

Called by: tests that talk live. A test that uses `gate` is a transactional one, for another process must see its facts.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from zvonok.accounts.gate import READY


def database_url() -> str:
    """The address of the database in which this test run writes, for a process of its own."""
    database = connection.settings_dict
    return f"postgresql:///{database['NAME']}?host={database['HOST']}&user={database['USER']}"


def environment() -> dict[str, str]:
    """What a process of the house needs in order to see what the test sees."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "ZVONOK_VAR": str(settings.VAR),
    }


@pytest.fixture
def gate(transactional_db: None) -> Iterator[subprocess.Popen[str]]:
    """`zvonok gate`, running and ready."""
    with subprocess.Popen(
        [sys.executable, "-m", "zvonok", "gate"], env=environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        said = []
        for line in process.stderr:
            said.append(line)
            if READY in line:
                break
        else:
            pytest.fail("The gate did not start: " + "".join(said))
        yield process
        process.terminate()
        rest = process.stderr.read()
        assert process.wait(10) == 0, rest
