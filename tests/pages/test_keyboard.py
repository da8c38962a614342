"""The site by keyboard alone: what has the focus is always seen, and everything can be done."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_objects.checker_page import PATIENCE, SAID, CheckerPage
from tests.support.keyboard import SETTLED, focused, tab_to


@pytest.fixture(scope="module")
def visited(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce", locale="en-GB")
    yield context.new_page()
    context.close()


def stops(page: Page) -> list[dict[str, str]]:
    """Every element that Tab stops at, from the top of the page to its end."""
    found: list[dict[str, str]] = []
    while len(found) < 300:
        page.keyboard.press("Tab")
        seen = page.evaluate(SETTLED)
        if seen is None:
            return found
        found.append(seen)
    raise AssertionError("Tab does not come to an end")


@pytest.mark.parametrize("size", [(1280, 800), (320, 256)], ids=["wide", "1280 px at 400 %"])
@pytest.mark.parametrize("address", ["", "faq/", "evidence/", "check/", "nothing-here"])
def test_the_focus_is_always_seen(visited: Page, site_url: str, address: str, size: tuple[int, int]) -> None:
    visited.set_viewport_size({"width": size[0], "height": size[1]})
    visited.goto(site_url + address)
    found = stops(visited)
    assert len(found) > 12
    assert [stop for stop in found if "wrong" in stop] == []


def test_skip_to_the_content(visited: Page, site_url: str) -> None:
    visited.set_viewport_size({"width": 1280, "height": 800})
    visited.goto(f"{site_url}check/")
    visited.keyboard.press("Tab")
    assert focused(visited) == "Skip to content"
    visited.keyboard.press("Enter")
    visited.keyboard.press("Tab")
    assert visited.evaluate("document.activeElement.closest('article') !== null")


@pytest.mark.parametrize("width", [1280, 320])
def test_search(visited: Page, site_url: str, width: int) -> None:
    visited.set_viewport_size({"width": width, "height": 800})
    visited.goto(f"{site_url}apply/")
    tab_to(visited, "Search this site")
    visited.keyboard.type("cost")
    visited.locator(".md-search-result__link").first.wait_for()
    visited.keyboard.press("ArrowDown")
    expect(visited.locator(".md-search-result__link").first).to_be_focused()
    visited.keyboard.press("Enter")
    visited.wait_for_url("**/faq/cost/**")


@pytest.mark.parametrize("width", [1280, 320])
def test_search_is_left_by_escape(visited: Page, site_url: str, width: int) -> None:
    visited.set_viewport_size({"width": width, "height": 800})
    visited.goto(f"{site_url}apply/")
    tab_to(visited, "Search this site")
    expect(visited.locator("#__search")).to_be_checked()
    visited.keyboard.press("Escape")
    expect(visited.locator("#__search")).not_to_be_checked()
    visited.keyboard.press("Tab")
    assert visited.evaluate("document.activeElement.closest('.md-search') === null")


@pytest.mark.parametrize("key", ["s", "f", "/", "n", ".", "p", ","])
def test_no_single_letter_is_a_command(visited: Page, site_url: str, key: str) -> None:
    """WCAG 2.1.4. In a field it is a letter; with Ctrl it is the browser's."""
    visited.goto(f"{site_url}modules/")
    address = visited.url
    visited.locator("h1").click()
    visited.keyboard.press(key)
    visited.keyboard.press(key)
    assert visited.evaluate("document.activeElement === document.body")
    assert visited.url == address
    tab_to(visited, "Search this site")
    visited.keyboard.type(key)
    expect(visited.get_by_role("textbox", name="Search this site")).to_have_value(key)


def test_colours(visited: Page, site_url: str) -> None:
    visited.set_viewport_size({"width": 1280, "height": 800})
    visited.goto(site_url)
    body = visited.locator("body")
    for _ in range(2):
        tab_to(visited, visited.locator(".md-option:has(+ :not([hidden]))").get_attribute("aria-label") or "")
        visited.keyboard.press("Enter")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    visited.evaluate("localStorage.clear()")


def test_a_school_is_checked(visited: Page, site_url: str) -> None:
    """The form with something wrong, its summary, the field, the answer, and Change."""
    visited.set_viewport_size({"width": 320, "height": 640})
    check = CheckerPage(visited, site_url)
    visited.goto("about:blank")
    check.open()
    check.expect_state("ready")
    for _ in range(20):
        visited.keyboard.press("Tab")
        if check.focused() == "lt-idaci-input":
            break
    visited.keyboard.type("forty")
    visited.keyboard.press("Tab")
    visited.keyboard.type("5")
    visited.keyboard.press("Tab")  # the second measure, left empty
    visited.keyboard.press("Tab")
    visited.keyboard.press("Space")  # in England: yes
    visited.keyboard.press("Tab")
    visited.keyboard.press("ArrowDown")  # the second kind of school
    visited.keyboard.press("Enter")
    expect(check.errors).to_be_focused(timeout=PATIENCE)
    visited.keyboard.press("Tab")
    visited.keyboard.press("Enter")
    expect(check.input("idaci")).to_be_focused()
    visited.keyboard.press("ControlOrMeta+a")
    visited.keyboard.type("37.5")
    visited.keyboard.press("Enter")
    expect(check.answer).to_be_focused(timeout=PATIENCE)
    expect(check.answer).to_have_attribute("data-outcome", "meets")
    tab_to(visited, SAID["copy_link"])
    visited.keyboard.press("Enter")
    expect(visited.locator(".lt-actions__said")).not_to_be_empty()
    tab_to(visited, SAID["details"])
    visited.keyboard.press("Enter")
    tab_to(visited, f"{SAID['change']} AEA category")
    visited.keyboard.press("Enter")
    expect(check.input("aea")).to_be_focused()
    assert (check.input("aea").input_value(), check.fragment()) == (
        "5",
        "#idaci=37.5&aea=5&england=yes&phase=secondary",
    )
