"""/check/ while Python loads: nobody waits to type, or is told to wait where nobody waits, and nothing typed leaves."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_objects.checker_page import SAID, CheckerPage, Held, requests_of

PROGRESS = re.compile(r"[\d.]+".join(re.escape(part) for part in re.split(r"{\w+}", SAID["progress"])))
IMAGE = "**/image.wasm"
# Twice, so that what the page itself does when idle has had its turn.
UNTIL_IDLE = "new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))"
METERED = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


@pytest.fixture
def check(page: Page, site_url: str) -> CheckerPage:
    return CheckerPage(page, site_url)


def test_a_question_asked_early_is_answered_when_python_is_there(check: CheckerPage) -> None:
    held = Held(check.page, IMAGE)
    check.ask({"idaci": "44", "phase": "primary"})
    check.expect_state("starting")
    expect(check.status).to_have_text(SAID["waiting"])
    expect(check.page.locator("#lt-progress")).to_have_text(PROGRESS)
    assert check.answer.count() == 0
    expect(check.input("idaci")).to_have_value("44")
    held.let_go()
    check.expect_answer("meets")
    expect(check.answer).to_be_focused()
    expect(check.page.locator("#lt-progress")).to_be_hidden()
    assert check.fragment() == "#idaci=44&phase=primary"


def test_who_went_on_meanwhile_is_not_interrupted(check: CheckerPage) -> None:
    """The answer is to what the form says now; the focus stays where it is, and the answer is announced."""
    held = Held(check.page, IMAGE)
    check.ask({"idaci": "37.5"})
    expect(check.status).to_have_text(SAID["waiting"])
    check.input("aea").fill("5")
    check.choose("england", "yes")
    held.let_go()
    check.expect_answer("meets")
    assert check.focused() == "england"
    assert check.fragment() == "#idaci=37.5&aea=5&england=yes"


def test_errors_in_a_question_asked_early(check: CheckerPage) -> None:
    held = Held(check.page, IMAGE)
    check.ask({"idaci": "0.4"})
    expect(check.status).to_have_text(SAID["waiting"])
    assert check.errors.is_hidden()
    held.let_go()
    check.expect_errors()
    expect(check.errors).to_be_focused()


def test_no_word_of_waiting_where_nobody_waits(check: CheckerPage) -> None:
    check.open()
    check.expect_state("ready")
    check.page.evaluate("""() => {
      const status = document.getElementById("lt-status");
      window.said = [];
      new MutationObserver(() => status.textContent && window.said.push(status.textContent))
        .observe(status, { childList: true, characterData: true, subtree: true });
    }""")
    check.input("idaci").fill("44")
    check.submit.click()
    check.expect_answer("meets")
    said = check.page.evaluate("window.said")
    assert said
    assert SAID["waiting"] not in said


def test_the_form_is_there_before_any_script(check: CheckerPage) -> None:
    """Typing works at once; a form without its script sends nothing, and its button says so."""
    held = Held(check.page, "**/check-page.js")
    check.page.goto(check.address, wait_until="commit")
    check.enter({"idaci": "44", "phase": "primary"})
    expect(check.submit).to_be_disabled()
    check.input("idaci").press("Enter")
    assert check.page.url == check.address
    held.let_go()
    expect(check.submit).to_be_enabled()
    expect(check.input("idaci")).to_have_value("44")
    check.submit.click()
    check.expect_answer("meets")


def test_python_loads_by_itself(check: CheckerPage) -> None:
    check.open()
    check.expect_state("ready")
    assert check.status.inner_text() == ""


def test_where_bytes_are_paid_for_python_loads_on_focus(check: CheckerPage) -> None:
    check.page.add_init_script(METERED)
    images = requests_of(check.page, "image.wasm")
    check.open()
    check.page.evaluate(UNTIL_IDLE)
    assert images == []
    check.expect_state("idle")
    check.input("idaci").focus()
    check.expect_state("ready")
    assert len(images) == 1


def test_a_link_with_answers_loads_at_once(check: CheckerPage) -> None:
    check.page.add_init_script(METERED)
    check.open("#idaci=44")
    check.expect_answer("meets")


def test_who_opens_a_link_sees_that_it_loads(check: CheckerPage) -> None:
    check.page.set_viewport_size({"width": 320, "height": 640})
    held = Held(check.page, IMAGE)
    check.page.goto(f"{check.address}#idaci=44", wait_until="commit")
    expect(check.status).to_have_text(SAID["waiting"])
    expect(check.status).to_be_in_viewport(ratio=1)
    held.let_go()
    check.expect_answer("meets")
    expect(check.answer).to_be_focused()


def test_other_pages_load_none_of_it(check: CheckerPage, site_url: str) -> None:
    images = requests_of(check.page, "image.wasm")
    for page in ("", "faq/"):
        check.page.goto(site_url + page)
        check.page.evaluate(UNTIL_IDLE)
    assert images == []


def test_nothing_typed_leaves_the_browser_or_stays_in_it(check: CheckerPage) -> None:
    sent: list[str] = []
    check.page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    check.ask({"idaci": "37.125", "aea": "4,5"})
    check.expect_answer("meets")
    check.page.reload()
    check.expect_answer("meets")
    assert sent
    # A request's address as Playwright tells it has the fragment, which does not go out.
    assert not [line for line in sent if "37.125" in line.split("#")[0]]
    kept = "[document.cookie, ...Object.values(localStorage), ...Object.values(sessionStorage)].join()"
    assert "37.125" not in check.page.evaluate(kept)
