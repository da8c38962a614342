"""The fact-check pack: all of it is there, it needs nothing from elsewhere, and it fits on paper."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from shutil import rmtree

import pytest
from eligibility import json_api
from eligibility.rule.decision import OUTCOMES, PRIORITIES, REASONS
from playwright.sync_api import sync_playwright

from build_scripts.content.collection import read_content
from build_scripts.pages.worked_examples import answer, made_up_schools
from build_scripts.reports.fact_check import fact_check_page
from tests.support import made_up_site
from tests.support.content_copy import REVIEWED, copy_content
from tests.support.edits import publish

LOADS = {"src", "href", "action", "poster", "data", "srcset"}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_content(tmp_path_factory.mktemp("tree"))
    publish(root)
    return root


@pytest.fixture(scope="module")
def html(tree: Path) -> str:
    return fact_check_page(tree, REVIEWED, "HEAD")


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.loads = "", list[str]()
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [value or "" for name, value in attrs if name in LOADS]
        assert tag not in ("script", "link", "img")

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "


def test_every_outcome_reason_and_priority_has_an_example() -> None:
    answers = [answer(json_api.RULE, entered) for entered in made_up_schools(json_api.RULE.criteria).values()]
    assert {each["outcome"] for each in answers} == set(OUTCOMES)
    assert {reason for each in answers for reason in each["reasons"]} == set(REASONS)
    assert {each["priority"] for each in answers} == set(PRIORITIES)


def test_everything_is_there(html: str, tree: Path) -> None:
    text = Page(html).text
    content, problems = read_content(tree)
    assert problems == []
    for entry in content.assumptions:
        record = entry.record
        assert f"{record.id}: {record.title}" in text
        assert f"Owner: {record.owner}." in text
    for source in content.programme["sources"].values():
        assert source["title"] in text
        assert source["url"] in text
    for figure in content.programme["survey"]["figures"]:
        assert figure["label"] in text
    for question in content.questions:
        assert question.record.title in text
    for number in ("2379", "437831", "Nothing changes for visitors, compared with HEAD."):
        assert number in text
    assert "no file" not in text


def test_both_readings_are_shown_by_an_example_and_counted_where_there_is_data(tree: Path, html: str) -> None:
    part = "The bands can be read in two ways, and the answers differ."
    assert part in Page(html).text
    assert "schools get another answer by the other reading" not in html
    made_up_site.write(tree / "data")
    try:
        counted = Page(fact_check_page(tree, REVIEWED, "HEAD")).text
    finally:
        rmtree(tree / "data")
    assert "1 of 2 schools get another answer by the other reading" in counted


def test_it_needs_nothing_from_elsewhere(html: str) -> None:
    assert all(address.startswith("#") for address in Page(html).loads)
    assert not re.search(r"url\(|@import", html)


def test_it_fits_on_paper(html: str, tmp_path: Path) -> None:
    """No line is wider than the sheet, on paper or on a phone."""
    (tmp_path / "pack.html").write_text(html, "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=["--no-sandbox"])
        for media, width in (("print", 672), ("screen", 320)):  # A4 less its margins, at 96 points to the inch
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.emulate_media(media=media)  # type: ignore[arg-type]
            page.goto((tmp_path / "pack.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, media
        assert len(page.pdf(prefer_css_page_size=True)) > 50_000
        browser.close()
