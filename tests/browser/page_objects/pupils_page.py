"""Use the page for a school's own figure as a visitor does."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.page_objects.checker_page import PATIENCE, WORDS
from tests.browser.page_objects.list_page import ListPage

PUPILS: dict[str, Any] = WORDS["pupils_page"]
SAID: dict[str, str] = PUPILS["said"]


class PupilsPage(ListPage):
    def __init__(self, page: Page, site_url: str) -> None:
        super().__init__(page, f"{site_url}pupils/", PUPILS, page.locator("textarea[name=postcodes]"))
        self.root = page.locator("#lt-pupils")
        self.result = page.locator(".lt-figure")
        self.column = page.get_by_label(PUPILS["column"])

    def expect_figure(self, **figures: str) -> None:
        """Wait for a result, and compare what it says as data."""
        expect(self.root).to_have_attribute("data-state", "answered", timeout=PATIENCE)
        for name, value in figures.items():
            expect(self.result).to_have_attribute(f"data-{name}", value)
