"""The table of visits that go wrong, tests/browser/faults/visits.txt: each has a function here that makes it so."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from build_scripts.dev.find_browser import whole_browser
from tests.browser.faults.faulty_visit import END_CHECKS, ENTERED, LINK, SCHOOL, SLOW, FaultyVisit
from tests.browser.page_objects.checker_page import SAID
from tests.support.chromium import FLAGS
from tests.support.static_host import serve_site

TABLE = Path(__file__).parent / "visits.txt"
METERED = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}
"""
# More than the memory of an image has room for.
LARGE = """async () => {
  const script = document.querySelector("script[src$='check-page.js']").src;
  const { createChecker } = await import(script.replace("check-page/check-page.js", "python/checker-client.js"));
  const { errors } = await createChecker({}).ask({ unknown: "a".repeat(16e6) });
  return errors[0].code;
}"""


@dataclass
class Around:
    """What a visit may need besides a page."""

    browser: Browser
    site: Path
    folder: Path
    stack: ExitStack

    def new_visit(self, visit: FaultyVisit, address: str = "", **options: bool) -> FaultyVisit:
        context = self.browser.new_context(**options)  # type: ignore[arg-type]
        self.stack.callback(context.close)
        return FaultyVisit(context.new_page(), address or visit.address.removesuffix("check/"), visit.host)


def nobody_has_asked(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.host.broken = {"*.wasm": "missing"}
    visit.open()
    visit.enter(ENTERED)
    return visit


def opened_by_a_link(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.host.broken = {"*.wasm": "missing"}
    visit.page.set_viewport_size({"width": 320, "height": 640})
    visit.open(LINK)
    visit.is_asked = True
    return visit


def slow_network(visit: FaultyVisit, _: Around) -> FaultyVisit:
    """Wait: the page says so in words, with how much has come; later, what else there is to do."""
    visit.page.clock.install()
    visit.host.broken = {"image.wasm": "dripped"}
    visit.go("image")
    visit.submit.click()
    visit.is_to_press = False
    visit.page.wait_for_function("window.workers.length")
    visit.let_drop()
    visit.pass_time(1)
    expect(visit.status).to_have_text(SAID["waiting"])
    expect(visit.page.locator("#lt-progress")).to_contain_text("MB")
    for _drop in range(2):  # far from the 20 seconds of silence that end the first way: the true clock adds to them
        visit.let_drop()
        visit.pass_time(10)
    expect(visit.status).to_have_text(SLOW)
    return visit


def offline_while_loading(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.host.broken = {"image.wasm": "dripped"}
    visit.go("image")
    visit.submit.click()
    visit.is_to_press, visit.is_asked = False, True
    visit.page.wait_for_function("window.workers.length")
    visit.let_drop()
    visit.host.broken = {"*": "gone"}
    visit.host.over.set()
    visit.page.context.set_offline(True)
    visit.expect_state("failed")
    END_CHECKS["told"](visit)
    visit.host.reset()
    visit.page.context.set_offline(False)
    return visit


def offline_once_loaded(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.open()
    visit.expect_state("ready")
    visit.host.broken = {"*": "gone"}
    visit.page.context.set_offline(True)
    visit.type()
    return visit


def killed_while_starting(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.page.clock.install()
    visit.host.broken = {"image.wasm": "silent"}
    visit.go("image")
    visit.submit.click()
    visit.is_to_press = False
    visit.page.wait_for_function("window.workers.length")
    visit.page.evaluate("window.workers[0].terminate()")
    visit.pass_time(20)
    return visit


def killed_when_ready(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.page.clock.install()
    visit.open()
    visit.expect_state("ready")
    visit.page.evaluate("window.workers[0].terminate()")
    visit.enter(ENTERED)
    visit.submit.click()
    visit.pass_time(10)
    return visit


def silent_worker(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.page.clock.install()
    visit.host.broken = {"worker.js": "empty"}
    visit.go("worker")
    visit.submit.click()
    visit.is_to_press, visit.is_asked = False, True
    for number, patience in enumerate((20, 45, 60), 1):
        visit.page.wait_for_function("(number) => window.workers.length === number", arg=number)
        visit.pass_time(patience)
    return visit


def no_memory_to_start(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.host.broken = {"worker.js": "no-memory"}
    visit.go("worker")
    return visit


def no_memory_for_an_answer(visit: FaultyVisit, _: Around) -> FaultyVisit:
    """No question of the form is so large; that of a table might be."""
    visit.page.add_init_script(METERED)
    visit.host.broken = {"worker.js": "no-growth"}
    visit.open()
    assert visit.page.evaluate(LARGE) == "unknown-field"
    assert visit.ways() == ["image", "library"]
    visit.type()
    return visit


def storage_denied(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.page.add_init_script(NO_STORAGE)
    visit.go("image")
    return visit


def two_tabs(visit: FaultyVisit, around: Around) -> FaultyVisit:
    other = FaultyVisit(visit.page.context.new_page(), visit.address.removesuffix("check/"), visit.host)
    visit.go("image")
    other.open("#idaci=22")
    other.expect_right_answer({"idaci": "22"})
    visit.wait("image", 60)
    other.enter({"idaci": "44"})
    other.submit.click()
    other.expect_right_answer({"idaci": "44"})
    return visit


def with_a_cache(visit: FaultyVisit, around: Around) -> FaultyVisit:
    """In a browser that keeps the page one leaves, and shows it as it was to who comes back: a test's does not."""
    launched = around.browser.browser_type.launch(
        executable_path=whole_browser(around.browser.browser_type.executable_path),
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    around.stack.callback(launched.close)
    kept = Around(launched, around.site, around.folder, around.stack).new_visit(visit)
    kept.page.add_init_script(
        "addEventListener('pageshow', (event) => { document.documentElement.dataset.wasKept = event.persisted; })"
    )
    return kept


def go_back(visit: FaultyVisit) -> None:
    """Press Back, as Playwright's own way waits for a load that does not come where the page was kept."""
    visit.page.evaluate("setTimeout(() => history.back())")
    expect(visit.page).to_have_url(re.compile("/check/"))


def left_and_back(visit: FaultyVisit, around: Around) -> FaultyVisit:
    """Come back: the answer is made anew, since the day, or the rule, may be another by now."""
    visit = with_a_cache(visit, around)
    visit.open(LINK)
    visit.expect_answer("meets")
    visit.answer.evaluate("(answer) => answer.dataset.outcome = 'stale'")
    visit.page.goto(visit.address.replace("check/", "faq/"))
    go_back(visit)
    expect(visit.page.locator("html")).to_have_attribute("data-was-kept", "true")
    expect(visit.answer).to_have_attribute("data-outcome", "meets")
    return visit


def left_while_loading(visit: FaultyVisit, around: Around) -> FaultyVisit:
    visit.host.broken = {"image.wasm": "dripped"}
    visit = with_a_cache(visit, around)
    visit.go("image")
    visit.submit.click()
    visit.is_to_press = False
    visit.page.wait_for_function("window.workers.length")
    visit.page.goto(visit.address.replace("check/", "faq/"))
    visit.host.broken = {}
    visit.host.over.set()
    go_back(visit)
    visit.type()
    return visit


def a_clock_of(year: int) -> Callable[[FaultyVisit, Around], FaultyVisit]:
    def visited(visit: FaultyVisit, _: Around) -> FaultyVisit:
        visit.page.clock.set_fixed_time(f"{year}-02-03T12:00:00Z")
        visit.go("image")
        return visit

    return visited


def renew(site: Path) -> None:
    """Put a new edition in the place of the old: the checker's folder has another name, and the old one is gone."""
    [folder] = (site / "assets/checker").iterdir()
    page = site / "check/index.html"
    text = page.read_text("utf-8").replace(folder.name, "fedcba9876543210")
    page.unlink()  # a link to the file of the site that all tests share
    page.write_text(text, "utf-8")
    folder.rename(folder.with_name("fedcba9876543210"))


def on_an_own_host(visit: FaultyVisit, around: Around) -> FaultyVisit:
    site = around.folder / "site"
    shutil.copytree(around.site, site, copy_function=os.link)
    address = around.stack.enter_context(serve_site(site, intercept=visit.host))
    return around.new_visit(visit, address)


def edition_before(visit: FaultyVisit, around: Around) -> FaultyVisit:
    """Publish an edition before the question: the open page cannot answer; loaded again, it does."""
    visit = on_an_own_host(visit, around)
    visit.page.add_init_script(METERED)
    visit.open()
    renew(around.folder / "site")
    visit.type()
    visit.wait("told", 60)
    END_CHECKS["told"](visit)
    visit.page.reload()
    visit.expect_right_answer(ENTERED)
    return visit


def edition_after(visit: FaultyVisit, around: Around) -> FaultyVisit:
    visit = on_an_own_host(visit, around)
    visit.open()
    visit.expect_state("ready")
    renew(around.folder / "site")
    visit.type()
    return visit


def pressed_twice(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.open()
    before = visit.page.evaluate("history.length")
    visit.enter(ENTERED)
    visit.submit.dblclick()
    visit.wait("image", 60)
    assert visit.page.evaluate("history.length") == before + 1
    assert visit.answer.count() == 1
    return visit


def insecure(visit: FaultyVisit, _: Around) -> FaultyVisit:
    """There the browser itself compares the bytes."""
    visit.host.broken = {"checked-fetch.js": "insecure", "worker.js": "insecure"}
    visit.go("worker")
    return visit


def insecure_and_altered(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.host.broken = {"checked-fetch.js": "insecure", "worker.js": "insecure", "image.wasm": "altered"}
    visit.go("worker")
    return visit


def webassembly_off(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.page.add_init_script("delete globalThis.WebAssembly")
    visit.go("worker")
    return visit


def webassembly_refused(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.host.broken = {"worker.js": "forbidden"}
    visit.go("worker")
    return visit


def javascript_off(visit: FaultyVisit, around: Around) -> FaultyVisit:
    visit = around.new_visit(visit, java_script_enabled=False)
    visit.open()
    return visit


def under_a_path(visit: FaultyVisit, around: Around) -> FaultyVisit:
    address = around.stack.enter_context(serve_site(around.site, under="/sites/guide/"))
    visit = around.new_visit(visit, address)
    visit.open(f"#urn={SCHOOL}")
    return visit


def without_final_slash(visit: FaultyVisit, _: Around) -> FaultyVisit:
    visit.page.goto(visit.address.removesuffix("/") + LINK)
    return visit


VISITS: dict[str, Callable[[FaultyVisit, Around], FaultyVisit]] = {
    "nobody has asked yet": nobody_has_asked,
    "opened by a link, on a phone": opened_by_a_link,
    "a slow network": slow_network,
    "offline in the middle of loading": offline_while_loading,
    "offline once it has loaded": offline_once_loaded,
    "worker killed while starting": killed_while_starting,
    "worker killed when ready": killed_when_ready,
    "a worker that says nothing": silent_worker,
    "no memory to start": no_memory_to_start,
    "no memory for an answer": no_memory_for_an_answer,
    "storage denied": storage_denied,
    "two tabs": two_tabs,
    "left, and back again": left_and_back,
    "left while loading, and back again": left_while_loading,
    "a clock of 1970": a_clock_of(1970),
    "a clock of 2101": a_clock_of(2101),
    "a new edition before it is asked": edition_before,
    "a new edition once it has loaded": edition_after,
    "pressed twice": pressed_twice,
    "no secure context": insecure,
    "the same, and the image altered": insecure_and_altered,
    "WebAssembly is off": webassembly_off,
    "WebAssembly is refused by a policy": webassembly_refused,
    "JavaScript is off": javascript_off,
    "under a path": under_a_path,
    "address without its final slash": without_final_slash,
}


def rows() -> list[list[str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines if "|" in line and line[0] != "#"]


@pytest.fixture
def around(browser: Browser, finder_site: Path, tmp_path: Path) -> Iterator[Around]:
    with ExitStack() as stack:
        yield Around(browser, finder_site, tmp_path, stack)


@pytest.mark.parametrize(("what", "ending", "seconds"), rows(), ids=[row[0] for row in rows()])
def test_a_visit_that_goes_wrong(
    visit: FaultyVisit,
    around: Around,
    what: str,
    ending: str,
    seconds: str,
) -> None:
    visited = VISITS[what](visit, around)
    visited.wait(ending, int(seconds))
    assert visited.seconds() < int(seconds)
    print(f"{visited.seconds():.1f} s")  # python3 dev.py test --faults shows it
    END_CHECKS[ending](visited)
