"""Use a page that takes a list as a visitor does: what the pages for a trust and for a school's pupils share."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page


class ListPage:
    """A page with a list to paste or to choose as a file, and with a table to save."""

    def __init__(self, page: Page, address: str, words: dict[str, Any], box: Locator) -> None:
        self.page, self.address, self.list = page, address, box
        self.submit = page.get_by_role("button", name=words["submit"])
        self.save = page.get_by_role("button", name=words["save"])
        self.status = page.locator("#lt-list-status")
        self.fault = page.locator("#lt-list-errors")

    def open(self, fragment: str = "") -> None:
        self.page.goto(self.address + fragment)

    def paste(self, text: str) -> None:
        self.list.fill(text)
        self.submit.click()

    def choose(self, data: bytes, name: str = "list.csv") -> None:
        self.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": data})

    def saved(self) -> bytes:
        with self.page.expect_download() as download:
            self.save.click()
        return Path(download.value.path()).read_bytes()
