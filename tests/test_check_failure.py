"""/check/ where Python cannot start, and where there is no JavaScript: a plain sentence, the rule, and whom to ask."""

from urllib.parse import unquote

import pytest
from checker_page import CONTACT, SAID, WORDS, CheckerPage, requests_of
from playwright.sync_api import Browser, Page, expect

FAILED = SAID["failed"].format(contact=CONTACT)
WASM = "**/*.wasm"


@pytest.fixture
def check(page: Page, site_url: str) -> CheckerPage:
    return CheckerPage(page, site_url)


@pytest.mark.console_error("Failed to load resource")
def test_when_python_cannot_start(check: CheckerPage) -> None:
    """One plain sentence, the answers kept, a mail with them; when it can start again, the next try works."""
    check.page.route(WASM, lambda route: route.abort())
    check.ask({"idaci": "44", "phase": "primary"})
    check.expect_state("failed")
    expect(check.status).to_have_text(FAILED)
    expect(check.input("idaci")).to_have_value("44")
    mail = check.status.get_by_role("link", name=CONTACT).get_attribute("href") or ""
    phase = WORDS["questions"]["phase"]
    assert unquote(mail).endswith(f"body=IDACI: 44\r\n{phase['name']}: {phase['options']['primary']}")
    expect(check.page.locator(".lt-rule")).to_be_visible()
    assert check.answer.count() == 0
    check.page.unroute(WASM)
    check.submit.click()
    check.expect_answer("meets")


@pytest.mark.console_error("Failed to load resource")
def test_a_failure_is_told_before_anyone_asks(check: CheckerPage) -> None:
    check.page.route(WASM, lambda route: route.abort())
    check.open()
    check.expect_state("failed")
    expect(check.status).to_have_text(FAILED)


@pytest.mark.console_error("Failed to load resource")
def test_a_failure_keeps_the_link_and_its_answers(check: CheckerPage) -> None:
    check.page.route(WASM, lambda route: route.abort())
    check.page.set_viewport_size({"width": 320, "height": 640})
    check.open("#idaci=44&england=yes")
    check.expect_state("failed")
    expect(check.status).to_be_in_viewport(ratio=1)
    expect(check.input("idaci")).to_have_value("44")
    assert check.fragment() == "#idaci=44&england=yes"


def test_without_webassembly(check: CheckerPage) -> None:
    check.page.add_init_script("delete globalThis.WebAssembly")
    images = requests_of(check.page, "image.wasm")
    check.open("#idaci=44")
    check.expect_state("failed")
    expect(check.status).to_have_text(FAILED)
    check.submit.click()
    expect(check.status).to_have_text(FAILED)
    expect(check.input("idaci")).to_have_value("44")
    expect(check.page.locator(".lt-rule")).to_be_visible()
    assert images == []


def test_without_javascript(browser: Browser, site_url: str) -> None:
    """The rule, how to apply and whom to ask, and no form that would not work."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}check/")
    expect(page.locator("noscript p")).to_have_text(SAID["no_script"])
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator(".lt-rule")).to_be_visible()
    expect(page.locator("#lt-form")).to_be_hidden()
    expect(page.locator("#lt-place")).to_be_hidden()
    expect(page.get_by_role("main").locator("a[href*='apply']").first).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name=CONTACT)).to_be_visible()
    context.close()
