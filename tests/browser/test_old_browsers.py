"""Browsers without what came after Chrome 80 and Safari 13: they answer, or a sentence says what to do."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_objects.checker_page import CONTACT, SAID, CheckerPage
from tests.browser.page_objects.trust_page import TRUST, TrustPage

pytestmark = pytest.mark.with_schools

# Taken away before any script of a page runs; a worker keeps it all.
NEWER = """
delete Element.prototype.replaceChildren;
delete Document.prototype.replaceChildren;
delete DocumentFragment.prototype.replaceChildren;
delete String.prototype.replaceAll;
delete String.prototype.at;
delete Array.prototype.at;
delete Array.prototype.findLast;
delete Array.prototype.toSorted;
delete Blob.prototype.arrayBuffer;
delete Blob.prototype.text;
delete Blob.prototype.stream;
delete Promise.any;
delete window.requestIdleCallback;
delete navigator.__proto__.clipboard;
delete crypto.randomUUID;
delete Crypto.prototype.randomUUID;
delete Object.hasOwn;
delete window.structuredClone;
const { toLocaleDateString } = Date.prototype;
Date.prototype.toLocaleDateString = function (locale, options) {
  if (options?.dateStyle) throw new TypeError("dateStyle");
  return toLocaleDateString.call(this, locale, options);
};
"""


def test_without_newer_functions_the_pages_answer(page: Page, site_url: str) -> None:
    page.add_init_script(NEWER)
    check = CheckerPage(page, site_url)
    check.open("#urn=990001&completed=no&utm_source=x")
    check.expect_answer("meets")
    check.page.get_by_role("button", name=SAID["copy_link"]).click()
    trust = TrustPage(page, site_url)
    trust.open()
    trust.paste("idaci,aea\n44,5\n0.4,1")
    trust.expect_answers()
    trust.choose(b"idaci,aea\n44,5\n", "list.csv")
    trust.expect_answers("list.csv")
    trust.press(TRUST["copy"])
    expect(trust.listing).to_contain_text(TRUST["said"]["not_copied"])


@pytest.mark.console_error("nothing may run")
@pytest.mark.parametrize(("address", "late"), [("check/", "late"), ("trust/", "late_list")])
def test_where_no_script_can_run_a_sentence_says_so_within_two_seconds(
    page: Page, site_url: str, address: str, late: str
) -> None:
    page.route(
        "**/*-page.js", lambda route: route.fulfill(body="throw 'nothing may run'", content_type="text/javascript")
    )
    page.goto(site_url + address)
    expect(page.locator("#lt-late")).to_have_text(SAID[late].format(contact=CONTACT))
    shown_after = page.locator("#lt-late").evaluate(
        "(late) => Math.max(...late.getAnimations().map((each) => each.effect.getTiming().delay))"
    )
    assert shown_after <= 2000
