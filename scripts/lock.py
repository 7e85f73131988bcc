"""Locks the dependencies with hashes, for every platform, naming no registry. Called by: `make lock`. Needs `uv`."""

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
COMPILE = [
    str(Path(sys.executable).parent / "uv"),
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--generate-hashes",
    "--no-header",
    "--upgrade",
]


def lock(target: str, *source: str) -> None:
    subprocess.run([*COMPILE, *source, "-o", f"requirements/{target}"], cwd=HOUSE, check=True)


lock("dev.txt", "--extra", "dev", "--extra", "build", "pyproject.toml")
lock("node.txt", "requirements/node.in")
lock("go.txt", "requirements/go.in")
