"""The walls between rooms stand, and a breach is seen: each contract is broken on purpose in a copy of the sources.

Called by: pytest.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT = Path(sys.executable).parent / "lint-imports"
CORRIDOR = "ground roster accounts profiles files messenger chat_rules calls lessons reach exchange programs operations".split()


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    sources = shutil.ignore_patterns("static", "locale", "templates", "__pycache__", "tests")
    shutil.copytree(ROOT / "zvonok", tmp_path / "zvonok", ignore=sources)
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_contracts_are_kept() -> None:
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout


def test_every_room_stands_in_the_corridor() -> None:
    rooms = {path.parent.name for path in (ROOT / "zvonok").glob("*/apps.py")}
    assert rooms <= set(CORRIDOR)
    contract = (ROOT / ".importlinter").read_text()
    corridor = contract.partition("layers =\n")[2].partition("#")[0].split()
    assert [layer.strip("()").removeprefix("zvonok.") for layer in corridor] == CORRIDOR[::-1]


@pytest.mark.parametrize(
    ("room", "imports", "contract"),
    [
        ("ground", "zvonok.roster.models", "A room imports only from rooms to its left"),
        ("roster", "zvonok.profiles.models", "A room imports only from rooms to its left"),
        ("roster", "zvonok.chat_rules.keep", "A room imports only from rooms to its left"),
        ("messenger", "zvonok.chat_rules.models", "A room imports only from rooms to its left"),
        ("chat_rules", "zvonok.operations.cast", "Operations read all and are read by none"),
        ("roster", "zvonok.settings", "No room imports the wiring"),
    ],
)
def test_a_breach_is_seen(copy: Path, room: str, imports: str, contract: str) -> None:
    module = copy / "zvonok" / room / "models.py"
    module.write_text(f"{module.read_text()}\nimport {imports}\n")
    found = lint(copy)
    assert found.returncode == 1
    assert f"{contract} BROKEN" in found.stdout, found.stdout


def test_a_copy_without_a_breach_is_clean(copy: Path) -> None:
    found = lint(copy)
    assert found.returncode == 0, found.stdout + found.stderr
