"""The policy in the browser: no page and no state of the checker breaks it, asks elsewhere, or tells what was typed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from build_scripts.paths import SITE
from tests.browser.page_objects.checker_page import CheckerPage
from tests.browser.page_objects.trust_page import TrustPage
from tests.support.static_host import REPORTS, read_headers, serve_site

PAGES = sorted(path.relative_to(SITE).as_posix().removesuffix("index.html") for path in SITE.rglob("*.html"))
TYPED = {"idaci": "37.1234", "aea": "4,5", "phase": "all-through", "ofsted": "report-card", "partner": "yes"}
TOLD_BY = ("37.1234", "4,5", "4%2C5", "all-through", "report-card", "partner=", "phase=", "idaci=")


class Watch:
    """A visit to the site with its headers, and all that the server, the browser and the page tell of it."""

    def __init__(self, page: Page, start: str, log: list[str]) -> None:
        self.page, self.start, self.log = page, start, log
        self.elsewhere: list[str] = []
        own = (start, "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(own) else self.elsewhere.append(r.url))
        self.errors: list[str] = []
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def broken(self) -> list[str]:
        """Return what browsers reported of a broken policy, from pages and workers."""
        return [entry for entry in self.log if entry.startswith(f"POST {REPORTS}")]

    def kept(self) -> dict[str, object]:
        """Everything that a page can keep in the browser."""
        script = """async () => ({
          cookie: document.cookie, local: Object.entries(localStorage), session: Object.entries(sessionStorage),
          databases: (await indexedDB.databases()).length, caches: isSecureContext ? (await caches.keys()).length : 0,
        })"""
        return dict(self.page.evaluate(script))


NOTHING_KEPT = {"cookie": "", "local": [], "session": [], "databases": 0, "caches": 0}


@pytest.fixture
def watch(browser: Browser, finder_site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Serve the site with a policy that has breaches reported: workers have no other way to say so."""
    rules = read_headers(finder_site)
    rules["/*"]["Content-Security-Policy"] += f"; report-uri {REPORTS}"
    monkeypatch.setattr("tests.support.static_host.read_headers", lambda site: rules)
    log: list[str] = []
    context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    with serve_site(finder_site, log=log) as start:
        yield Watch(context.new_page(), start, log)
        context.close()


def test_a_broken_policy_is_noticed(watch: Watch) -> None:
    """Else the tests below could not fail."""
    watch.page.goto(watch.start)
    with watch.page.expect_request(f"**{REPORTS}"):
        watch.page.evaluate("document.body.setAttribute('style', 'color: red')")
    assert watch.errors
    worker = "new Worker(URL.createObjectURL(new Blob(['1'])))"
    with watch.page.expect_request(f"**{REPORTS}"):
        watch.page.evaluate(f"() => {{ try {{ {worker} }} catch {{}} }}")


def test_no_page_breaks_the_policy_or_asks_elsewhere_or_keeps_anything(watch: Watch) -> None:
    for address in PAGES:
        response = watch.page.goto(watch.start + address, wait_until="networkidle")
        assert response
        assert response.headers["content-security-policy"].startswith("default-src 'none'")
        assert watch.page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Atkinson'), address
    assert (watch.broken(), watch.elsewhere, watch.errors) == ([], [], [])
    assert watch.kept() == NOTHING_KEPT
    assert watch.page.context.cookies() == []


def test_search_and_colours_work_under_the_policy(watch: Watch) -> None:
    watch.page.goto(watch.start)
    watch.page.get_by_role("textbox", name="Search this site").press_sequentially("deprivation")
    expect(watch.page.locator(".md-search-result__link").first).to_be_visible(timeout=30_000)
    watch.page.keyboard.press("Escape")
    assert watch.kept() == NOTHING_KEPT
    assert not any("deprivation" in entry for entry in watch.log)
    watch.page.locator("label[for^=__palette]:visible").first.click()
    local = watch.kept()["local"]
    assert isinstance(local, list)
    assert [name for name, _ in local] == ["/.__palette"], "the colours that a visitor chose, as the privacy page says"
    watch.page.reload(wait_until="networkidle")
    assert (watch.broken(), watch.elsewhere, watch.errors) == ([], [], [])


def test_no_state_of_the_checker_breaks_the_policy_or_tells_what_was_typed(watch: Watch) -> None:
    checker = CheckerPage(watch.page, watch.start)
    checker.open()
    checker.expect_state("ready")
    checker.submit.click()  # nothing entered
    checker.expect_answer("depends")
    checker.enter({"idaci": "0.4"})
    checker.submit.click()
    checker.expect_errors()
    checker.enter(TYPED)
    checker.submit.click()
    checker.expect_answer("meets")
    watch.page.evaluate("window.print = () => {}")
    for action in ("copy", "print"):
        watch.page.locator(f"[data-action={action}]").click()
    mail = watch.page.locator("[data-action=email]").get_attribute("href") or ""
    assert mail.startswith("mailto:")
    address = watch.page.url
    assert all(value.replace(",", "%2C") in address or value in address for value in TYPED.values())
    watch.page.goto(watch.start)
    watch.page.goto(address)  # a link, as it is passed on
    checker.expect_answer("meets")
    watch.page.reload()
    checker.expect_answer("meets")
    for outcome, entered in {
        "does-not-meet": {"idaci": "2.1234"},
        "ask-us": {"phase": "special"},
        "not-open": {"completed": "yes"},
    }.items():
        watch.page.goto(checker.address + "#" + "&".join(f"{name}={value}" for name, value in entered.items()))
        watch.page.reload()
        checker.expect_answer(outcome)
    assert (watch.broken(), watch.elsewhere, watch.errors) == ([], [], [])
    assert watch.kept() == NOTHING_KEPT
    assert watch.page.context.cookies() == []
    told = [(word, entry) for entry in watch.log for word in (*TOLD_BY, "0.4\n", "2.1234") if word in entry]
    assert told == []
    assert json.dumps(watch.log).count("GET /check/ ") >= 3


def test_finding_a_school_keeps_to_the_policy_and_tells_only_its_shard(watch: Watch) -> None:
    """The list open, none found, one chosen, its answer, and the link to it; a table of schools by their numbers."""
    checker = CheckerPage(watch.page, watch.start)
    checker.open()
    box = watch.page.get_by_role("combobox")
    for typed, found in (("zzzzzzz", 0), ("birch", 2), ("990002", 1)):
        box.fill(typed)
        expect(watch.page.get_by_role("option")).to_have_count(found)
    box.press("Enter")
    expect(watch.page.locator(".lt-card")).to_be_visible()
    checker.submit.click()
    checker.expect_answer("depends")
    watch.page.reload()
    checker.expect_answer("depends")
    trust = TrustPage(watch.page, watch.start)
    trust.open()
    trust.paste("URN\n990002\n" + "990001\n" * 49)
    trust.expect_answers()
    assert (watch.broken(), watch.elsewhere, watch.errors) == ([], [], [])
    assert watch.kept() == NOTHING_KEPT
    told = [entry for entry in watch.log if "9900" in entry or "birch" in entry or "zzzzzzz" in entry]
    assert told == []
    assert any("/02.json " in entry for entry in watch.log)


def test_a_list_of_schools_keeps_to_the_policy_and_is_told_to_nobody(watch: Watch) -> None:
    trust = TrustPage(watch.page, watch.start)
    trust.open()
    trust.paste("school\tidaci\nMadeup Secret School\t37.1234\n")
    trust.expect_answers()
    trust.choose(b"school,idaci\nMadeup Secret School,37.1234\n", "secret.csv")
    trust.expect_answers("secret.csv")
    assert b"Madeup Secret School" in trust.saved()
    assert (watch.broken(), watch.elsewhere, watch.errors) == ([], [], [])
    assert watch.kept() == NOTHING_KEPT
    assert watch.page.url == trust.address, "the address keeps nothing of a list"
    assert not any(word in entry for entry in watch.log for word in ("Secret", "secret", "37.1234"))


def test_a_checker_that_cannot_start_keeps_to_the_policy(watch: Watch) -> None:
    watch.page.route(re.compile(r"\.(wasm|zip|whl)$"), lambda route: route.abort())
    checker = CheckerPage(watch.page, watch.start)
    checker.open("#idaci=37.1234")
    checker.expect_state("failed")
    expect(checker.status).to_contain_text("@")
    assert (watch.broken(), watch.elsewhere) == ([], [])
    assert watch.kept() == NOTHING_KEPT
    assert not any("37.1234" in entry for entry in watch.log)


def test_the_site_is_shown_inside_no_other(watch: Watch, browser: Browser, tmp_path: Path) -> None:
    """Framing is the one thing that a page cannot forbid itself."""
    (tmp_path / "index.html").write_text(f'<!doctype html><title>x</title><iframe src="{watch.start}"></iframe>')
    with serve_site(tmp_path) as outside:
        watch.page.goto(outside)
        [frame] = watch.page.frames[1:]
        assert frame.url.startswith("chrome-error:") or frame.locator("h1").count() == 0
