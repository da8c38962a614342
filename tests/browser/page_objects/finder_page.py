"""Use /check/ with the finder and made-up schools as a visitor does."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.page_objects.checker_page import WORDS, CheckerPage

FINDER: dict[str, str] = WORDS["finder"]
ALDER, BIRCH, CEDAR = "990001", "990002", "990003"


class FinderPage(CheckerPage):
    def __init__(self, page: Page, site_url: str) -> None:
        super().__init__(page, site_url)
        self.box = page.get_by_role("combobox", name=FINDER["label"])
        self.options = page.get_by_role("option")
        self.count = page.locator("#lt-finder-count")
        self.said = page.locator("#lt-finder-status")
        self.card = page.locator(".lt-card")

    def type(self, text: str) -> None:
        self.box.fill(text)
        expect(self.count).not_to_be_empty()
        expect(self.count).not_to_have_text(FINDER["loading"])

    def find(self, text: str) -> None:
        """Choose the first school that is listed, and wait for its card."""
        self.type(text)
        self.box.press("ArrowDown")
        self.box.press("Enter")
        expect(self.card).to_be_visible()

    def active(self) -> Locator:
        return self.page.locator(f"#{self.box.get_attribute('aria-activedescendant')}")

    def names(self) -> list[str]:
        return self.page.locator(".lt-option__name").all_inner_texts()
