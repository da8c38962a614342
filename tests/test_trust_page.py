"""The page for a trust's schools: a list in, an answer for each row out; the same answers as at the command line."""

from pathlib import Path
from typing import Any

import pytest
from checker_page import PATIENCE, WORDS
from eligibility import cli
from playwright.sync_api import Page, expect

TRUST: dict[str, Any] = WORDS["trust"]
SAID: dict[str, str] = TRUST["said"]


class TrustPage:
    def __init__(self, page: Page, site_url: str) -> None:
        self.page, self.address = page, f"{site_url}trust/"
        self.root = page.locator("#lt-trust")
        self.list = page.get_by_label(TRUST["paste"])
        self.submit = page.get_by_role("button", name=TRUST["submit"])
        self.status = page.locator("#lt-trust-status")
        self.fault = page.locator("#lt-trust-errors")
        self.listing = page.locator(".lt-listing")
        self.rows = page.locator(".lt-listing tbody tr")
        self.range = page.locator(".lt-listing__range")

    def open(self) -> None:
        self.page.goto(self.address)

    def paste(self, text: str) -> None:
        self.list.fill(text)
        self.submit.click()

    def expect_rows(self, count: int) -> None:
        expect(self.listing).to_be_visible(timeout=PATIENCE)
        expect(self.rows).to_have_count(count)

    def saved(self) -> bytes:
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=TRUST["save"]).click()
        return Path(download.value.path()).read_bytes()

    def column(self, name: str) -> list[str]:
        return self.page.locator(f".lt-listing tbody [data-part={name}]").all_inner_texts()


@pytest.fixture
def trust(page: Page, site_url: str) -> TrustPage:
    made = TrustPage(page, site_url)
    made.open()
    return made


def at_the_terminal(folder: Path, table: bytes) -> bytes:
    """What `eligibility batch` makes of the same table."""
    (folder / "in.csv").write_bytes(table)
    assert cli.main(["batch", str(folder / "in.csv"), "-o", str(folder / "out.csv")]) == 0
    return (folder / "out.csv").read_bytes()


def test_pasted_cells_are_answered_row_by_row(trust: TrustPage, tmp_path: Path) -> None:
    text = "School\tIDACI\tAEA\nMadeup Alder\t44\t\nMadeup Birch\t33-38\t4,5\nMadeup Cedar\t0.4\t5\n"
    trust.paste(text)
    trust.expect_rows(3)
    assert trust.column("school") == ["Madeup Alder", "Madeup Birch", "Madeup Cedar"]
    outcomes = TRUST["outcomes"]
    assert trust.column("outcome") == [outcomes["meets"], outcomes["depends"], outcomes["problem"]]
    assert trust.saved() == b"\xef\xbb\xbf" + at_the_terminal(tmp_path, text.encode())
