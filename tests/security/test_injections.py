"""What is written stays written: texts that would run, or pass for something else, reach a page as text only.

Each text goes in by the wording, a row of open data and a link. What an editor writes in Markdown is refused instead:
tests/content/broken/text/injections.txt, html.txt. What a spreadsheet would run: test_cli.py, test_trust_page.py.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from eligibility import json_api
from playwright.sync_api import Page, expect

from build_scripts.pages.site import make_site
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError
from tests.browser.page_objects.checker_page import CheckerPage
from tests.support.made_up_site import built, school, write
from tests.support.static_host import serve_site

TEXTS = {
    "HTML": "<img src=x onerror=taken()>",
    "a script": "</script><script>taken()</script>",
    "the end of an attribute": "\"><svg onload='taken()'> x",
    "Markdown": "[a](javascript:taken()) **b** `c` ![d](e)",
    "Jinja2": "{{ 7 * 7 }}{% raw %}",
    "a formula": '=HYPERLINK("https://away.example","x")',
    "an address": "javascript:taken()",
    "marks of direction": "\u202eyranib\u202c\u2066x\u2069",
    "a name of JavaScript": "__proto__",
    "an entity": "&lt;b&gt;&amp;",
}
# Sentences of every kind: a label, a hint, a button, one read by the script, a title and a note of answers.
WORDING = (
    *("What is your school's IDACI, as a percentage?", "Infant and junior schools", "Check your school"),
    *("Link copied.", "It depends on something we do not know yet", "Ask when the next intake starts"),
)
REFUSED_THERE = ("HTML", "a script", "the end of an attribute", "Jinja2", "marks of direction")
NAMES = {f"99{number:04}": f"Madeup {text}" for number, text in enumerate(TEXTS.values(), 1)}


class Shape(HTMLParser):
    """The elements of a page and the names of their attributes: the same, whatever the words in them are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _ in attrs]))


def check_page(root: Path) -> str:
    [page] = [page for page in make_site(root, date(2026, 11, 21)).pages if page.address == "check.md"]
    return page.markdown


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("root")
    for folder in ("content", "docs", "checker/browser"):
        shutil.copytree(ROOT / folder, made / folder)
    (made / "build/checker/empty").mkdir(parents=True)
    (made / "build/checker/current.json").write_text('{"folder": "empty"}', "utf-8")
    return made


@pytest.mark.parametrize("kind", TEXTS)
def test_the_wording_is_text_in_the_page_or_refused(root: Path, kind: str) -> None:
    path = root / "content/wording.toml"
    good, plain = path.read_text("utf-8"), Shape(check_page(root)).found
    bad = good
    for sentence in WORDING:
        assert sentence in bad
        bad = bad.replace(sentence, f"{sentence} {json.dumps(TEXTS[kind])[1:-1]}")
    path.write_text(bad, "utf-8")
    try:
        if kind in REFUSED_THERE:
            with pytest.raises(ContentError):
                check_page(root)
        else:
            assert Shape(check_page(root)).found == plain
    finally:
        path.write_text(good, "utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the site with open data in which every word of a school is such a text."""
    rows = [
        school(
            urn,
            name,
            town=name,
            district=name,
            low="41.2",
            high="47.9",
            other_names=[name],
            successors=[[urn[::-1], name]],
        )
        for urn, name in NAMES.items()
    ]
    with serve_site(built(write(tmp_path_factory.mktemp("data"), rows), tmp_path_factory.mktemp("site"))) as address:
        yield address


@pytest.fixture
def visited(page: Page, hostile: str) -> CheckerPage:
    """None of the texts may run; the page of a test fails when its policy is broken, too."""
    page.add_init_script("window.taken = () => { window.wasTaken = true; };")
    return CheckerPage(page, hostile)


@pytest.fixture
def site_url(hostile: str) -> str:
    return hostile


def is_untouched(page: Page) -> bool:
    strange = "main img, main svg[onload], main b, main a[href^='javascript']"
    return page.evaluate("window.wasTaken") is None and page.locator(strange).count() == 0


def test_a_row_of_open_data_is_text_in_the_page(visited: CheckerPage) -> None:
    """In the list, on the card, in the answer, in its mail."""
    visited.open()
    for urn, name in NAMES.items():
        visited.page.get_by_role("combobox").fill(urn)
        expect(visited.page.locator(".lt-option__name")).to_have_text([name.strip()])
        visited.page.get_by_role("combobox").press("Enter")
        expect(visited.page.locator("#lt-card-title")).to_have_text(name)
        visited.submit.click()
        visited.expect_answer("meets")
        expect(visited.answer.locator("[data-part=answers]")).to_contain_text(name)
        assert is_untouched(visited.page), name


def test_what_a_link_says_is_text_in_the_page(visited: CheckerPage) -> None:
    visited.open()
    for kind, text in TEXTS.items():
        if kind == "an entity":
            continue  # it parts answers, so that a link's answer never holds it
        fragment = "&".join(f"{quote(name)}={quote(text, safe='')}" for name in ("idaci", "aea", "phase", "urn", text))
        visited.page.evaluate("(fragment) => { location.hash = fragment; }", fragment)
        expect(visited.input("idaci")).to_have_value(text)
        errors = json.loads(json_api.answer(json.dumps({"idaci": text, "aea": text})))["errors"]
        expect(visited.errors.get_by_role("link")).to_have_text([error["message"] for error in errors])
        assert is_untouched(visited.page), text
