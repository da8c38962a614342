"""The page for a trust's schools, as its tests use it."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.page_objects.checker_page import PATIENCE, WORDS

TRUST: dict[str, Any] = WORDS["trust"]
SAID: dict[str, str] = TRUST["said"]


class TrustPage:
    def __init__(self, page: Page, site_url: str) -> None:
        self.page, self.address = page, f"{site_url}trust/"
        self.root = page.locator("#lt-trust")
        self.box = page.get_by_role("combobox", name=TRUST["finder"]["label"])
        self.options = page.get_by_role("option")
        self.found = page.locator("#lt-finder-count")
        self.list = page.get_by_label(TRUST["paste"])
        self.submit = page.get_by_role("button", name=TRUST["submit"])
        self.status = page.locator("#lt-list-status")
        self.fault = page.locator("#lt-list-errors")
        self.listing = page.locator(".lt-listing")
        self.rows = page.locator(".lt-listing tbody tr")
        self.range = page.locator(".lt-listing__range")

    def open(self, fragment: str = "") -> None:
        self.page.goto(self.address + fragment)

    def find(self, text: str) -> None:
        """Choose the first trust that is listed."""
        self.box.fill(text)
        expect(self.options.first).to_be_visible()
        self.box.press("ArrowDown")
        self.box.press("Enter")

    def paste(self, text: str) -> None:
        self.list.fill(text)
        self.submit.click()

    def choose(self, data: bytes, name: str = "list.csv") -> None:
        self.page.locator("#lt-file").set_input_files({"name": name, "mimeType": "", "buffer": data})

    def expect_answers(self, named: str = "") -> None:
        title = SAID["title_of_file"].format(name=named) if named else SAID["title"]
        expect(self.listing.get_by_role("heading", level=2)).to_have_text(title, timeout=PATIENCE)

    def saved(self) -> bytes:
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=TRUST["save"]).click()
        return Path(download.value.path()).read_bytes()

    def column(self, name: str) -> list[str]:
        return self.page.locator(f".lt-listing tbody [data-part={name}]").all_inner_texts()

    def press(self, name: str) -> None:
        self.listing.get_by_role("button", name=name, exact=True).click(force=True)  # also one that does nothing now

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.className"))
