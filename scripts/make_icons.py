"""Draws the icons of the installed messenger from ground's bell: PNG, for phones take no SVG.

Called by hand, when the bell changes.
"""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

HOUSE = Path(__file__).resolve().parent.parent
BELL = (HOUSE / "zvonok/ground/static/ground/bell.svg").read_text()
FOLDER = HOUSE / "zvonok/reach/static/reach"
# A maskable icon is cut to the system's own shape: its colour fills the square and the bell keeps to the middle.
FULL = (
    BELL.replace('rx="9" ', "")
    .replace('viewBox="0 0 32 32"', 'viewBox="-3 -3 38 38"')
    .replace('width="32" height="32"', 'x="-3" y="-3" width="38" height="38"')
)
# What stands in a phone's upper line is only a shape.
WHITE = BELL.replace('<rect width="32" height="32" rx="9" fill="#2d6fb8"/>', "").replace("0 0 32 32", "4 4 24 24")
ICONS = {
    "bell-192.png": (BELL, 192),
    "bell-512.png": (BELL, 512),
    "bell-maskable-512.png": (FULL, 512),
    "bell-apple-180.png": (FULL, 180),
    "bell-badge-96.png": (WHITE, 96),
}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for name, (drawing, side) in ICONS.items():
            page = browser.new_page(viewport={"width": side, "height": side})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{side}px;height:{side}px}}</style>{drawing}")
            page.screenshot(path=FOLDER / name, omit_background=True)
            page.close()
        browser.close()


main()
