"""Starts a demo of its own, sets the scene and takes the pictures: all, or those whose names begin with a given word.

Comes in: beginnings of names; `--at ADDRESS` takes from a demo that runs, `--scene` sets the scene there first.
Goes out: docs/pictures/*.webp. Called by: `make pictures`.
"""

import argparse
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from scripts.pictures import scene
from scripts.pictures.shots import SHOTS
from scripts.pictures.studio import CHROMIUM, PICTURES, Shot, Studio, chromium
from tests.live import demo

# Letters are said to be possible, and none is sent.
MAIL = {"EMAIL_URL": "smtp://127.0.0.1:9", "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Снимает картинки docs/pictures с демо-школы.")
    parser.add_argument("names", nargs="*", help="начала имён; без них — все")
    parser.add_argument("--at", help="адрес демо, которое уже запущено")
    parser.add_argument("--scene", action="store_true", help="поставить в нём сцену")
    asked = parser.parse_args()
    wanted = [shot for shot in SHOTS if not asked.names or shot.name.startswith(tuple(asked.names))]
    with _address(asked.at) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
        studio = Studio(browser, address)
        if asked.scene or not asked.at:
            scene.put(studio)
        failed = [shot.name for shot in wanted if not _taken(studio, shot)]
        browser.close()
    if not asked.names:
        for old in PICTURES.iterdir():
            if old.stem not in {shot.name for shot in SHOTS}:
                old.unlink()
    if failed:
        sys.exit("Не сняты: " + ", ".join(failed))


def _taken(studio: Studio, shot: Shot) -> bool:
    """One that fails does not take the others with it."""
    try:
        where = studio.take(shot)
    except Exception:
        traceback.print_exc()
        return False
    print(f"{where.relative_to(PICTURES.parent.parent)} {where.stat().st_size // 1024} kB", flush=True)
    return True


@contextmanager
def _address(running: str | None) -> Iterator[str]:
    if running:
        yield running
        return
    with demo(scene.VAR, ready_seconds_max=300, **MAIL) as address:
        scene.prepare(scene.VAR)
        yield address


if __name__ == "__main__":
    main()
