"""Draw the picture that other services show with a link to this site: our mark, in the middle of a card.

    python -m build_scripts.dev.social_card

Writes docs/assets/social.png, and social_card.sha256 beside this file: the digests of the mark and of the picture drawn
from it. The picture is kept, since another release of the browser would draw it with other bytes; a test compares the
digests, so that a changed mark is drawn anew.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from build_scripts.dev.find_browser import find
from build_scripts.hashing import sha256
from build_scripts.paths import ROOT

MARK, PICTURE = ROOT / "docs/assets/mark.svg", ROOT / "docs/assets/social.png"
DIGESTS = Path(__file__).with_suffix(".sha256")
WIDTH, HEIGHT, MARK_SIZE = 1200, 630, 448  # pixels; the shape that most services show
PAPER = "#fbf7ef"  # of docs/styles/colours.css


def draw(browser_path: str) -> bytes:
    """Return the card as PNG; the path is that of Chromium's program, or "" for Playwright's own."""
    html = f"""<style>
      body {{ margin: 0; height: {HEIGHT}px; display: grid; place-items: center; background: {PAPER} }}
      svg {{ width: {MARK_SIZE}px }}
    </style>{MARK.read_text("utf-8")}"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path or None)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.set_content(html)
        picture = page.screenshot()
        browser.close()
    return picture


def digests() -> str:
    """Return the digests of the mark and of the picture, as `sha256sum --check` reads them."""
    files = (MARK, PICTURE)
    return "".join(f"{sha256(file.read_bytes())}  {file.relative_to(ROOT).as_posix()}\n" for file in files)


if __name__ == "__main__":
    PICTURE.write_bytes(draw(find()))
    DIGESTS.write_text(digests(), "utf-8")
