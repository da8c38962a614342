"""In an answer the staircase marks where the school stands, and says so."""

from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page

NEUTRAL = "england=yes&completed=no&phase=primary"


def answered(page: Page, site_url: str, fragment: str) -> Locator:
    page.goto("about:blank")  # a change of fragment alone would leave the earlier answer for a moment
    page.goto(f"{site_url}check/#{fragment}&{NEUTRAL}")
    answer = page.locator(".lt-answer[data-outcome]")
    answer.wait_for()
    return answer


def marked(answer: Locator) -> dict[str, tuple[float, float]]:
    """For each category with a mark, the IDACI at the middles of its round ends."""
    svg = answer.locator(".lt-stairs svg")
    low, high, left, right, row = (
        float(svg.get_attribute(f"data-{name}") or "") for name in ("idaci-min", "idaci-max", "left", "right", "row")
    )
    tops = {
        str(label.get_attribute("data-aea")): float(label.get_attribute("data-top") or "")
        for label in svg.locator("[data-aea]").all()
    }
    found = {}
    for mark in svg.locator(".lt-school-mark").all():
        x, y, width, height = (float(mark.get_attribute(name) or "") for name in ("x", "y", "width", "height"))
        [category] = [name for name, top in tops.items() if top < y and y + height <= top + row]
        ends = x + height / 2, x + width - height / 2
        found[category] = tuple(round(low + (end - left) / (right - left) * (high - low), 1) for end in ends)
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("fragment", "categories", "ends", "said"),
    [
        ("idaci=37.5&aea=5", "5", (37.5, 37.5), "IDACI: 37.5%. AEA category: 5."),
        ("idaci=33-38&aea=4,5", "45", (33, 38), "IDACI: 33% to 38%. AEA category: 4 or 5."),
        ("idaci=28.4", "123456", (28.4, 28.4), "IDACI: 28.4%. AEA category: not known."),
    ],
)
def test_a_school_is_marked_where_it_stands(
    page: Page, site_url: str, fragment: str, categories: str, ends: tuple[float, float], said: str
) -> None:
    answer = answered(page, site_url, fragment)
    assert marked(answer) == {category: pytest.approx(ends, abs=0.1) for category in categories}
    assert said in answer.locator(".lt-stairs figcaption").inner_text()
    assert said in (answer.locator(".lt-stairs svg").get_attribute("aria-label") or "")


def test_what_is_beyond_the_scale_or_not_known_reaches_its_end(page: Page, site_url: str) -> None:
    far = marked(answered(page, site_url, "idaci=99&aea=2"))
    svg = page.locator(".lt-answer .lt-stairs svg")
    low, high = (Decimal(svg.get_attribute(f"data-idaci-{end}") or "") for end in ("min", "max"))
    [(start, end)] = far.values()
    assert (start, round(end)) == (end, round(high - 1))
    unknown = marked(answered(page, site_url, "aea=2"))
    assert [round(x) for x in unknown["2"]] == [round(low + 1), round(high - 1)]


def test_where_no_figure_counts_none_is_drawn(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}check/#idaci=37.5&aea=5&england=no")
    page.locator(".lt-answer[data-outcome=not-open]").wait_for()
    assert page.locator(".lt-answer .lt-stairs").count() == 0
