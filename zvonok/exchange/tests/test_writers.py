"""Who writes the roster's tables: its own actions, its rollover, and the import. A writer elsewhere is found.

Called by: pytest.
"""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2]
TABLES = (
    "person|employee|schoolclass|classteacher|enrolment|subgroup|subgrouppupil|guardianship|subject|studygroup|studygroupteacher"
    "|schoolyear"
)
WRITES = re.compile(rf"(INSERT INTO|DELETE FROM|UPDATE)\s+roster_({TABLES})\b", re.IGNORECASE)
MAY_WRITE = {"roster/actions.py", "roster/rollover.py", "exchange/applying.sql"}


def writers(text: str) -> bool:
    return bool(WRITES.search(text))


def test_only_these_write_the_roster_by_sql() -> None:
    sources = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.sql")]
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in sources
        if not {"tests", "migrations"} & set(path.parts) and writers(path.read_text())
    }
    assert found <= MAY_WRITE


@pytest.mark.parametrize("line", ["UPDATE roster_person SET last_name = ''", "insert into roster_enrolment values (1)"])
def test_a_writer_elsewhere_is_found(line: str) -> None:
    assert writers(line)
