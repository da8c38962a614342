"""A found school's answer shows where it stands among the schools of its phase, and says so in a sentence."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_objects.checker_page import WORDS, CheckerPage

pytestmark = pytest.mark.with_schools

SAID = WORDS["standing"]
# Half of the made-up primary schools have 26.1%, the other half 36%; of the secondary schools 3.1% and 41.2%.
STANDINGS = [
    # what is entered, the ends of the mark, the sentence and its numbers
    ("urn=990002", (26.1, 33.4), "at_most", {"high": 50, "schools": "primary schools"}),
    ("urn=990002&idaci=31.5", (31.5, 31.5), "exact", {"count": 50, "schools": "primary schools"}),
    ("urn=990001", (41.2, 47.9), "at_least", {"low": 50, "schools": "secondary schools"}),
]
NOT_SHOWN = ["idaci=31.5&phase=primary", "urn=990006", "urn=990002&completed=yes", "urn=990002&phase=secondary"]


@pytest.fixture
def check(page: Page, site_url: str) -> CheckerPage:
    return CheckerPage(page, site_url)


@pytest.mark.parametrize(("fragment", "ends", "sentence", "names"), STANDINGS)
def test_a_school_is_shown_among_those_of_its_phase(
    check: CheckerPage, fragment: str, ends: tuple[float, float], sentence: str, names: dict[str, Any]
) -> None:
    check.open(f"#{fragment}")
    told, svg = SAID[sentence].format(**names), check.answer.locator(".lt-standing svg")
    expect(check.answer.locator("[data-part=standing]")).to_have_text(told)
    label = svg.get_attribute("aria-label") or ""
    assert label.startswith(f"{told} {WORDS['page']['standing_dots']}")
    assert label.count("AEA category") == len(svg.locator(".lt-standing__figure").all()) / 2
    expect(svg.locator(".lt-standing__dot")).to_have_count(100)
    mark = svg.locator(".lt-school-mark")
    x, width, height = (float(mark.get_attribute(name) or "") for name in ("x", "width", "height"))
    low, high, left, right = (
        float(svg.get_attribute(f"data-{name}") or "") for name in ("idaci-min", "idaci-max", "left", "right")
    )
    middles = (x + height / 2, x + width - height / 2)
    assert [low + (end - left) / (right - left) * (high - low) for end in middles] == pytest.approx(ends, abs=0.1)


@pytest.mark.parametrize("fragment", NOT_SHOWN)
def test_where_there_is_nothing_to_compare_nothing_is_shown(check: CheckerPage, fragment: str) -> None:
    check.open(f"#{fragment}")
    check.answer.wait_for()
    expect(check.answer.locator(".lt-standing")).to_have_count(0)


def test_all_of_it_is_inside_its_drawing_on_the_smallest_screen(check: CheckerPage) -> None:
    check.page.set_viewport_size({"width": 320, "height": 640})
    check.open("#urn=990002")
    check.answer.locator(".lt-standing svg").wait_for()
    outside = check.page.evaluate("""() => {
      const [svg] = document.querySelectorAll(".lt-standing svg");
      const around = svg.getBoundingClientRect();
      return [...svg.children].filter((each) => {
        const { left, top, right, bottom } = each.getBoundingClientRect();
        return left < around.left - 1 || top < around.top - 1 || right > around.right + 1 || bottom > around.bottom + 1;
      }).length;
    }""")
    assert outside == 0
    assert check.page.evaluate("document.documentElement.scrollWidth") == 320
