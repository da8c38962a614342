"""Use the page for a trust's schools as a visitor does."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.page_objects.checker_page import PATIENCE, WORDS
from tests.browser.page_objects.list_page import ListPage

TRUST: dict[str, Any] = WORDS["trust"]
SAID: dict[str, str] = TRUST["said"]


class TrustPage(ListPage):
    def __init__(self, page: Page, site_url: str) -> None:
        super().__init__(page, f"{site_url}trust/", TRUST, page.get_by_label(TRUST["paste"]))
        self.root = page.locator("#lt-trust")
        self.box = page.get_by_role("combobox", name=TRUST["finder"]["label"])
        self.options = page.get_by_role("option")
        self.found = page.locator("#lt-finder-count")
        self.listing = page.locator(".lt-listing")
        self.rows = page.locator(".lt-listing tbody tr")
        self.range = page.locator(".lt-listing__range")

    def find(self, text: str) -> None:
        """Choose the first trust that is listed."""
        self.box.fill(text)
        expect(self.options.first).to_be_visible()
        self.box.press("ArrowDown")
        self.box.press("Enter")

    def expect_answers(self, named: str = "") -> None:
        title = SAID["title_of_file"].format(name=named) if named else SAID["title"]
        expect(self.listing.get_by_role("heading", level=2)).to_have_text(title, timeout=PATIENCE)

    def column(self, name: str) -> list[str]:
        return self.page.locator(f".lt-listing tbody [data-part={name}]").all_inner_texts()

    def press(self, name: str) -> None:
        self.listing.get_by_role("button", name=name, exact=True).click(force=True)  # also one that does nothing now

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.className"))
