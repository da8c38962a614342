"""Put made-up fragments of the checker's address through permalink.js in its own page: see permalink_fuzz.js."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from build_scripts.paths import SITE

SCRIPT = Path(__file__).with_name("permalink_fuzz.js")


def put_through(page: Page, site_url: str, runs: int, seed: int = 1) -> dict[str, Any]:
    """How many texts and how many of them were links, the slowest, and what went wrong."""
    page.goto(f"{site_url}check/")
    [made] = (SITE / "assets" / "checker").iterdir()
    asked = [f"{site_url}assets/checker/{made.name}/", runs, seed]
    told: dict[str, Any] = page.evaluate(f"async ([folder, runs, seed]) => {{\n{SCRIPT.read_text('utf-8')}}}", asked)
    return told
