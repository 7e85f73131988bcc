"""Builds the wheel, installs it into an empty environment and lets it examine itself there.

Called by: `make wheel`. Fails if the wheel lacks the built client, a migration, a template or a translation.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="zvonok-wheel-") as folder:
        place = Path(folder)
        built = place / "dist"
        _run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(built)], HOUSE)
        wheel = next(built.glob("zvonok-*.whl"))
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} МБ")
        venv.create(place / "venv", with_pip=True)
        python = place / "venv" / "bin"
        _run([str(python / "pip"), "install", "--quiet", "--disable-pip-version-check", str(wheel)], place)
        _run([str(python / "zvonok"), "doctor"], place)
        _run([str(python / "zvonok"), "demo", "--once"], place)


def _run(command: list[str], where: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ZVONOK", "PYTHON"))}
    subprocess.run(command, cwd=where, env=clean, check=True, timeout=900)


if __name__ == "__main__":
    main()
