"""/check/ while Python loads, when it cannot, and without JavaScript: nobody waits in vain, and nothing typed is lost."""

import re
from urllib.parse import unquote

import pytest
from checker_page import CONTACT, SAID, WORDS, CheckerPage
from playwright.sync_api import Browser, Page, Route, expect

FAILED = SAID["failed"].format(contact=CONTACT)
PROGRESS = re.compile(r"[\d.]+".join(re.escape(part) for part in re.split(r"{\w+}", SAID["progress"])))
WASM = "**/*.wasm"
# The last piece: what comes before it is counted as progress.
SCRIPT = "**/pyodide.asm.js"
# Twice, so that what the page itself does when idle has had its turn.
UNTIL_IDLE = "new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))"
METERED = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


@pytest.fixture
def check(page: Page, site_url: str) -> CheckerPage:
    return CheckerPage(page, site_url)


class Held:
    """Keeps requests back until they are let go."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.kept: list[Route] = []
        self.is_open = False
        page.route(pattern, self.hold)

    def hold(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.kept.append(route)

    def let_go(self) -> None:
        self.is_open = True
        for route in self.kept:
            route.continue_()


def requests_of(page: Page, name: str) -> list[str]:
    """Grows with every request for a file of that name."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if request.url.endswith(name) else None)
    return found


def test_a_question_asked_early_is_answered_when_python_is_there(check: CheckerPage) -> None:
    held = Held(check.page, SCRIPT)
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
    held = Held(check.page, SCRIPT)
    check.ask({"idaci": "37.5"})
    expect(check.status).to_have_text(SAID["waiting"])
    check.input("aea").fill("5")
    check.choose("england", "yes")
    held.let_go()
    check.expect_answer("meets")
    assert check.focused() == "england"
    assert check.fragment() == "#idaci=37.5&aea=5&england=yes"


def test_errors_in_a_question_asked_early(check: CheckerPage) -> None:
    held = Held(check.page, SCRIPT)
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
    held = Held(check.page, "**/form.js")
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
    workers = requests_of(check.page, "worker.js")
    check.open()
    check.page.evaluate(UNTIL_IDLE)
    assert workers == []
    check.expect_state("idle")
    check.input("idaci").focus()
    check.expect_state("ready")
    assert len(workers) == 1


def test_a_link_with_answers_loads_at_once(check: CheckerPage) -> None:
    check.page.add_init_script(METERED)
    check.open("#idaci=44")
    check.expect_answer("meets")


def test_other_pages_load_none_of_it(check: CheckerPage, site_url: str) -> None:
    workers = requests_of(check.page, "worker.js")
    for page in ("", "faq/"):
        check.page.goto(site_url + page)
        check.page.evaluate(UNTIL_IDLE)
    assert workers == []


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
    check.open("#idaci=44&england=yes")
    check.expect_state("failed")
    expect(check.input("idaci")).to_have_value("44")
    assert check.fragment() == "#idaci=44&england=yes"


def test_without_webassembly(check: CheckerPage) -> None:
    check.page.add_init_script("delete globalThis.WebAssembly")
    workers = requests_of(check.page, "worker.js")
    check.open("#idaci=44")
    check.expect_state("failed")
    expect(check.status).to_have_text(FAILED)
    check.submit.click()
    expect(check.status).to_have_text(FAILED)
    expect(check.input("idaci")).to_have_value("44")
    expect(check.page.locator(".lt-rule")).to_be_visible()
    assert workers == []


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
