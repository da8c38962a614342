"""Every page and every state of the checker before axe: WCAG 2.2 to level AA and best practice, no finding.

Text is held to more than that level asks: 7:1 against its ground.
Each is looked at four times: light and dark, on a wide screen and at 320 px, which is also 1280 px at 400 % zoom.
axe cannot see everything: test_keyboard.py and test_print_and_zoom.py have what it does not.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from build_scripts.paths import SITE
from tests.browser.page_objects.checker_page import CheckerPage
from tests.support.axe import findings

PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
MET = "idaci=44&england=yes&phase=primary&completed=no&partner=no&ofsted=3"
ANSWERED = {
    "meets": MET,
    "depends": "idaci=33-38&aea=4,5&england=yes",
    "does-not-meet": "idaci=12.5&aea=2",
    "ask-us": "idaci=12&partner=yes",
    "not-open": "idaci=44&completed=yes",
}


@pytest.fixture(scope="module")
def visited(browser: Browser) -> Iterator[Page]:
    """One page for all: a new profile for each would take most of the time. Transitions would be looked at half way."""
    context = browser.new_context(reduced_motion="reduce", locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", PAGES)
def test_a_page(visited: Page, site_url: str, address: str) -> None:
    visited.goto(site_url + address.removesuffix("index.html"))
    assert findings(visited) == []


@pytest.mark.parametrize("outcome", ANSWERED)
def test_an_answer(visited: Page, site_url: str, outcome: str) -> None:
    check = CheckerPage(visited, site_url)
    visited.goto("about:blank")
    check.open(f"#{ANSWERED[outcome]}")
    check.expect_answer(outcome)
    assert findings(visited) == []


def test_what_is_wrong(visited: Page, site_url: str) -> None:
    check = CheckerPage(visited, site_url)
    visited.goto("about:blank")
    check.ask({"idaci": "lots", "aea": "9"})
    check.expect_errors()
    assert findings(visited) == []


def test_a_link_to_copy_by_hand(visited: Page, site_url: str) -> None:
    check = CheckerPage(visited, site_url)
    visited.goto("about:blank")
    visited.add_init_script("delete Clipboard.prototype.writeText")
    check.open(f"#{MET}")
    check.expect_answer("meets")
    visited.get_by_role("button", name="Copy a link").click()
    expect(visited.locator(".lt-actions__said input")).to_be_visible()
    assert findings(visited) == []


@pytest.fixture
def apart(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(reduced_motion="reduce", locale="en-GB")
    yield context
    context.close()


def test_waiting_for_python(apart: BrowserContext, site_url: str) -> None:
    check = CheckerPage(apart.new_page(), site_url)
    check.page.route("**/*.wasm", lambda route: None)  # it never comes
    check.ask({"idaci": "44"})
    expect(check.status).not_to_be_empty()
    check.expect_state("starting")
    assert findings(check.page) == []


def test_without_web_assembly(apart: BrowserContext, site_url: str) -> None:
    check = CheckerPage(apart.new_page(), site_url)
    check.page.add_init_script("delete globalThis.WebAssembly")
    check.ask({"idaci": "44"})
    check.expect_state("failed")
    assert findings(check.page) == []


def test_search_with_results(visited: Page, site_url: str) -> None:
    visited.set_viewport_size({"width": 1280, "height": 900})
    visited.goto(site_url)
    box = visited.get_by_role("textbox", name="Search this site")
    box.fill("cos")
    box.press("t")
    visited.locator(".md-search-result__link").first.wait_for()
    assert findings(visited) == []


def test_the_open_menu(visited: Page, site_url: str) -> None:
    visited.set_viewport_size({"width": 320, "height": 900})
    visited.goto(site_url)
    visited.locator(".lt-menu__button").click()
    assert findings(visited) == []
