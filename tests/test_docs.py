"""Docs that cannot rot: what the code has, the docs name, and what the docs name is there.

Called by: pytest.
"""

import re
import subprocess
from pathlib import Path

import pytest

from scripts.pictures.shots import SHOTS

HOUSE = Path(__file__).resolve().parent.parent
README = (HOUSE / "README.md").read_text()
SETTINGS_PAGE = (HOUSE / "docs" / "operate" / "settings.md").read_text()
PICTURES_BYTES_MAX = 3_000_000
PAGES = sorted(path for path in [*HOUSE.glob("*.md"), *HOUSE.glob("docs/**/*.md")] if "node_modules" not in path.parts)


def environment_names() -> set[str]:
    """Every variable of the environment that the package reads."""
    sources = [path.read_text() for path in (HOUSE / "zvonok").rglob("*.py") if "tests" not in path.parts]
    read = re.compile(r"""(?:environ\.get\(|environ\[|_list\()\s*f?["']([A-Z][A-Z_]+)["']""")
    return {name for source in sources for name in read.findall(source)} - {"PATH"}


def test_every_setting_is_told() -> None:
    names = environment_names()
    assert "DATABASE_URL" in names
    assert not {name for name in names if f"`{name}`" not in SETTINGS_PAGE}


def test_no_setting_is_told_that_is_not_read() -> None:
    told = set(re.findall(r"`([A-Z][A-Z_]{3,})`", SETTINGS_PAGE))
    assert told <= environment_names()


def test_every_command_for_people_in_the_makefile_is_in_the_readme() -> None:
    told = re.findall(r"^([a-z-]+):.*## ", (HOUSE / "Makefile").read_text(), re.MULTILINE)
    assert {"demo", "test", "check"} <= set(told)
    assert not {name for name in told if name != "wheel" and f"make {name}" not in README}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)|src=\"([^\"]+)\"", page.read_text())
    inner = [link or source for link, source in links if not (link or source).startswith(("http", "mailto:"))]
    missing = [link for link in inner if not (page.parent / link).exists()]
    assert not missing


def test_every_picture_is_taken_by_the_command_and_shown_on_a_page() -> None:
    taken = {f"{shot.name}.webp" for shot in SHOTS}
    there = {path.name for path in (HOUSE / "docs" / "pictures").iterdir()}
    shown = {name for page in PAGES for name in re.findall(r"pictures/([\w-]+\.(?:webp|png))", page.read_text())}
    assert taken == there == shown
    assert len(taken) == len(SHOTS)


def test_every_picture_says_in_words_what_is_on_it() -> None:
    told = [words for page in PAGES for words in re.findall(r"!\[([^]]*)\]\(", page.read_text())]
    told += [tag for page in PAGES for tag in re.findall(r"<img [^>]+>", page.read_text())]
    assert len(told) > len(SHOTS) - 1
    assert not [words for words in told if not words or (words.startswith("<img") and not re.search(r'alt="[^"]+"', words))]


def test_the_pictures_are_light() -> None:
    sizes = [path.stat().st_size for path in (HOUSE / "docs" / "pictures").iterdir()]
    assert sum(sizes) <= PICTURES_BYTES_MAX


def test_no_registry_no_path_of_a_machine_is_committed() -> None:
    hostile = r'"resolved": *"http|index-url *=|registry *= *"?http|/root/|/home/[a-z]+/'
    found = subprocess.run(
        ["git", "grep", "-nIE", hostile, "--", ".", ":!tests/test_docs.py"], cwd=HOUSE, capture_output=True, text=True
    )
    assert found.stdout == ""
