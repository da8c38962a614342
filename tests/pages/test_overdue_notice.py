"""The notice above an answer on the built page, by the browser's clock: right, early and late by years."""

import json
from datetime import date

import pytest
from eligibility import json_api
from playwright.sync_api import Page

from tests.browser.page_objects.checker_page import CheckerPage

AFTER = date.fromisoformat(
    max([json_api.RULE.criteria.review_by, *(a["review_by"] for a in json_api.RULE.assumptions)])
).year


@pytest.mark.parametrize("today", ["1999-12-31", json_api.RULE.criteria.review_by, f"{AFTER + 1}-01-01", "2199-01-01"])
def test_check_with_us(page: Page, site_url: str, today: str) -> None:
    page.clock.install(time=f"{today}T12:00:00Z")
    check = CheckerPage(page, site_url)
    check.open("#idaci=41")
    check.expect_answer("meets")
    review = json.loads(json_api.answer(json.dumps({"idaci": "41", "today": today})))["text"]["review"]
    told = check.read_answer()["text"]
    assert told.get("review") == review
    if review:
        top, title = (check.answer.locator(f"[data-part={part}]").bounding_box() for part in ("review", "title"))
        assert top
        assert title
        assert top["y"] < title["y"]
