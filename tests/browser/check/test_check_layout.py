"""How /check/ looks where it must not fail: narrow, printed, in forced colours, for fingers and for the keyboard."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.page_objects.checker_page import CheckerPage

# Every outcome, and what cannot be read.
FRAGMENTS = {
    "empty": "",
    "meets": "#idaci=44&ofsted=3&england=yes&phase=primary&completed=no&partner=no&at-risk=no",
    "depends": "#idaci=28-41",
    "does-not-meet": "#idaci=28.4&aea=5&ofsted=report-card",
    "ask-us": "#idaci=37.5&aea=4,5&phase=alternative",
    "not-open": "#england=no&completed=yes",
    "errors": "#idaci=0.4&aea=9",
}
OUTCOMES = [name for name in FRAGMENTS if name not in ("empty", "errors")]
TARGETS = "#lt-checker :is(a, button, label:has(input), input[type=text])"
SMALL = """(targets) => targets.filter((target) => target.checkVisibility()).map((target) => {
  const { width, height } = target.getBoundingClientRect();
  return [target.textContent || target.id, width, height];
}).filter(([, width, height]) => Math.min(width, height) < 24)"""


@pytest.fixture
def check(page: Page, site_url: str) -> CheckerPage:
    return CheckerPage(page, site_url)


def show(check: CheckerPage, name: str) -> None:
    check.open(FRAGMENTS[name])
    if name == "errors":
        check.expect_errors()
    elif name == "empty":
        check.expect_state("ready")
    else:
        check.expect_answer(name)


@pytest.mark.parametrize("name", FRAGMENTS)
def test_narrow_screens_need_no_sideways_scrolling(check: CheckerPage, name: str) -> None:
    check.page.set_viewport_size({"width": 320, "height": 640})
    show(check, name)
    assert check.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert check.page.locator(TARGETS).evaluate_all(SMALL) == []


@pytest.mark.parametrize("name", OUTCOMES)
def test_an_answer_prints_on_one_page(check: CheckerPage, name: str) -> None:
    show(check, name)
    printed = check.page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    check.page.emulate_media(media="print")
    for hidden in (".lt-questions", ".lt-rule", ".lt-actions", "header nav", ".lt-given a"):
        assert not [each for each in check.page.locator(hidden).all() if each.is_visible()], hidden
    expect(check.answer.locator("[data-part=address]")).to_be_visible()
    expect(check.answer.locator("[data-part=checkedOn]")).to_be_visible()
    assert check.answer.locator("[data-part]").count() == len(check.answer.locator("[data-part]:visible").all())


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (320, 640)])
def test_the_focus_is_never_hidden(check: CheckerPage, width: int, height: int) -> None:
    """Through the whole form by keyboard, beside an answer and its bar: what has the focus is seen whole."""
    check.page.set_viewport_size({"width": width, "height": height})
    show(check, "meets")
    check.page.evaluate("document.querySelector('.lt-answer details').open = true")
    check.answer.get_by_role("link").nth(1).click()
    expect(check.input("idaci")).to_be_focused()
    seen = []
    while True:
        seen.append(check.focused())
        covered = check.page.evaluate("""() => {
          const active = document.activeElement;
          const { left, top, width, height } = (active.closest("label") ?? active).getBoundingClientRect();
          return [[left + 3, top + 3], [left + width - 3, top + height - 3]].filter(([x, y]) => {
            const over = document.elementFromPoint(x, y);
            return !over || !(active.closest("label") ?? active).contains(over);
          });
        }""")
        assert covered == [], seen[-1]
        if check.submit.evaluate("(button) => button === document.activeElement"):
            break
        check.page.keyboard.press("Tab")
    assert {
        "lt-idaci-input",
        "lt-aea-input",
        "lt-deciles-input",
        "england",
        "phase",
        "completed",
        "partner",
        "ofsted",
        "at-risk",
    } <= set(seen)


def test_on_a_narrow_screen_a_bar_leads_to_the_answer(check: CheckerPage) -> None:
    check.page.set_viewport_size({"width": 320, "height": 640})
    show(check, "meets")
    check.answer.locator("summary").click()
    check.answer.locator("[data-change=england]").click()
    check.choose("england", "no")
    check.expect_answer("not-open")
    assert check.focused() == "england"
    expect(check.status).to_be_in_viewport(ratio=1)
    check.page.locator("#lt-see-answer").click()
    expect(check.answer).to_be_focused()
    expect(check.answer.get_by_role("heading").first).to_be_in_viewport(ratio=1)
    assert "england=no" in check.fragment()


def test_forced_colours_keep_choices_and_errors_apart(check: CheckerPage) -> None:
    check.page.emulate_media(forced_colors="active")
    show(check, "errors")
    for wrong in (".lt-errors", ".lt-field--wrong"):
        assert (
            check.page.locator(wrong).first.evaluate("(element) => getComputedStyle(element).borderLeftWidth") == "4px"
        )
    assert (
        check.page.locator(".lt-choice input").first.evaluate("(input) => getComputedStyle(input).appearance") != "none"
    )


def test_the_form_stands_still_when_its_script_arrives(check: CheckerPage) -> None:
    """What is on the page at first paint keeps its place, so that nobody presses what has just moved."""
    kept: list[Route] = []
    check.page.route("**/check-page.js", lambda route: kept.append(route))
    check.page.goto(check.address, wait_until="commit")
    expect(check.submit).to_be_visible()
    check.page.wait_for_load_state("domcontentloaded")
    check.page.evaluate("Promise.allSettled([...document.fonts].map((font) => font.load()))")
    elements = (
        "document.querySelectorAll('#lt-checker *:not(#lt-late, #lt-late *)')"  # that one says the script is late
    )
    places = f"[...{elements}].map((each) => each.getBoundingClientRect().top)"
    before = check.page.evaluate(places)
    for route in kept:
        route.continue_()
    check.expect_state("ready")
    expect(check.submit).to_be_enabled()
    assert check.page.evaluate(places) == before
