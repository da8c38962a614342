"""The page for a school's own figure, as its tests use it."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.page_objects.checker_page import PATIENCE, WORDS

PUPILS: dict[str, Any] = WORDS["pupils_page"]
SAID: dict[str, str] = PUPILS["said"]


class PupilsPage:
    def __init__(self, page: Page, site_url: str) -> None:
        self.page, self.address = page, f"{site_url}pupils/"
        self.root = page.locator("#lt-pupils")
        self.list = page.locator("textarea[name=postcodes]")
        self.submit = page.get_by_role("button", name=PUPILS["submit"])
        self.status = page.locator("#lt-list-status")
        self.fault = page.locator("#lt-list-errors")
        self.result = page.locator(".lt-figure")
        self.column = page.get_by_label(PUPILS["column"])

    def open(self) -> None:
        self.page.goto(self.address)

    def paste(self, text: str) -> None:
        self.list.fill(text)
        self.submit.click()

    def choose(self, data: bytes, name: str = "list.csv") -> None:
        self.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": data})

    def expect_figure(self, **figures: str) -> None:
        """Wait for a result, and compare what it says as data."""
        expect(self.root).to_have_attribute("data-state", "answered", timeout=PATIENCE)
        for name, value in figures.items():
            expect(self.result).to_have_attribute(f"data-{name}", value)

    def saved(self) -> bytes:
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=PUPILS["save"]).click()
        return Path(download.value.path()).read_bytes()
