"""An answer is a letter of one A4 page, whatever it has to say, and holds all that the screen holds."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_objects.checker_page import CheckerPage

pytestmark = pytest.mark.with_schools

LATE = "2035-01-01"  # everything is overdue for review then
OLD_LINK = "&edition=2020-01-01&unknown=1"  # made under another rule, with a part that cannot be used
# The longest answers there are: every part of one that can be there together.
LONGEST = {
    "an estimate, the other reading, several categories": "urn=990002&aea=4,5&deciles=45&ofsted=report-card",
    "her own figure, with its distances": "urn=990002&idaci=30&aea=4,5&deciles=45&ofsted=report-card"
    "&pupils=398+of+400,+November+2025,+2019",
    "nothing but the school": "urn=990002",
}


def pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True, format="A4")))


@pytest.mark.parametrize("name", LONGEST)
def test_the_answer_of_a_found_school_prints_on_one_page(page: Page, site_url: str, name: str) -> None:
    page.clock.set_fixed_time(LATE)
    check = CheckerPage(page, site_url)
    check.open(f"#{LONGEST[name]}{OLD_LINK}")
    check.expect_answer("depends")
    assert pages(page) == 1
    page.emulate_media(media="print")
    for part in (".lt-part--review", ".lt-stairs", ".lt-standing"):
        expect(check.answer.locator(part)).to_be_visible()
    for remark in check.answer.locator("[data-when]").all():  # they are about a link, and paper has none to follow
        expect(remark).to_be_hidden()
    assert check.answer.locator("[data-part]").count() == len(check.answer.locator("[data-part]:visible").all())
