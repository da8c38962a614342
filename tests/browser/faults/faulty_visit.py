"""Visit /check/ while something goes wrong, and tell how it ends: for the tables of tests/browser/faults."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.faults.faulty_host import FaultyHost
from tests.browser.page_objects.checker_page import CONTACT, SAID, WORDS, CheckerPage, answer_from_module

ENTERED = {"idaci": "37.5", "aea": "5", "completed": "no"}
LINK = "#idaci=37.5&aea=5&completed=no"
OWN = {"idaci": "22"}
SCHOOL = "990001"  # its range alone meets the measures
LONGEST = 180
STEP = 5  # seconds that pass at once where nothing else could happen meanwhile
DROP = 10  # seconds between two drops
REST = 120  # milliseconds, somewhat more than the checker keeps between two reports
# Which ways of starting were tried, how often the page showed progress, how many bytes it has counted (by then it has
# restarted its clock of patience); and the workers, so that they can be killed.
WATCH = """
window.ways = [];
window.workers = [];
window.heard = 0;
window.counted = 0;
window.TransformStream = class extends TransformStream {
  constructor(transformer, ...more) {
    const count = (piece, out) => {
      transformer.transform(piece, out);
      window.counted += piece.length;
    };
    super({ ...transformer, transform: count, flush: () => transformer.flush() }, ...more);
  }
};
window.Worker = class extends Worker {
  constructor(address, options) {
    super(address, options);
    if (options?.name !== "checker") return; // the theme has one, too
    window.workers.push(this);
  }
  postMessage(message) {
    if (message.type === "start") window.ways.push(message.way);
    super.postMessage(...arguments);
  }
};
addEventListener("DOMContentLoaded", () => {
  const progress = document.getElementById("lt-progress");
  if (progress) new MutationObserver(() => (window.heard += 1)).observe(progress, { childList: true });
});
"""


class FaultyVisit(CheckerPage):
    """A visitor to /check/ where a file is broken, and the visitor's clock."""

    def __init__(self, page: Page, site_url: str, host: FaultyHost) -> None:
        super().__init__(page, site_url)
        self.host, self.passed, self.began = host, 0.0, time.monotonic()
        self.file, self.is_to_press, self.is_asked = "", False, False
        self.elsewhere: list[str] = []
        page.on("request", lambda r: None if r.url.startswith(site_url) else self.elsewhere.append(r.url))
        page.add_init_script(WATCH)
        self.box = page.get_by_role("combobox")
        self.found = page.locator("#lt-finder-count")
        self.card = page.locator(".lt-card")
        self.options = page.get_by_role("option")
        self.late = page.locator("#lt-late")

    def go(self, file: str) -> None:
        """Open the page, and get as far as a visitor does who needs that file."""
        self.file = file
        fragment = f"#urn={SCHOOL}" if file in ("finder", "digests", "shard") else ""
        self.page.goto(self.address + fragment, wait_until="domcontentloaded")  # the rest may never come
        if file == "index":
            self.box.fill("alder")
        elif not self.fragment():
            self.type()

    def type(self) -> None:
        """Fill the form in; the button will be pressed as soon as it can be."""
        self.enter(ENTERED)
        self.is_to_press = True

    def pass_time(self, seconds: float) -> None:
        self.page.clock.fast_forward(int(seconds * 1000))
        self.passed += seconds

    def wait(self, ending: str, seconds: int) -> None:
        """Wait until it has ended so, or until that time has passed, which passes fast where the host is at fault."""
        while self.seconds() < seconds:
            if self.is_to_press and self.submit.is_enabled():
                self.submit.click()
                self.is_to_press, self.is_asked = False, True
            if END_DETECTORS[ending](self):
                return
            if self.host.held:
                self.pass_time(STEP)
            elif self.host.dripping:
                self.let_drop()
                if self.host.left:  # after the last piece Python starts and answers, by a clock that is not ours
                    self.pass_time(DROP)
            self.page.wait_for_timeout(50)

    def let_drop(self) -> None:
        """Let the host send one more piece, and wait until the page knows of it, before more time passes.

        A piece arrives in several parts, so progress that is shown may still be that of the piece before. The page
        itself fetches the image, and what it has counted of it is exact. A worker fetches the other files: there the
        page is only seen to show more than before, one piece late at the worst, and its patience is longer.
        """
        heard, sent = self.page.evaluate("window.heard"), self.host.sent
        if self.file != "image":
            self.page.wait_for_timeout(REST)
        self.host.drops.release()
        if self.file == "image":
            while self.host.dripping and self.host.sent == sent:
                self.page.wait_for_timeout(10)
            self.page.wait_for_function("(sent) => window.counted >= sent", arg=self.host.sent)
        elif self.is_in_state("starting") and self.file not in ("index", "digests", "shard"):
            self.page.wait_for_function("(heard) => window.heard > heard", arg=heard)

    def is_in_state(self, state: str) -> bool:
        return self.root.get_attribute("data-state") == state

    def seconds(self) -> float:
        return time.monotonic() - self.began + self.passed

    def expect_right_answer(self, entered: dict[str, str]) -> None:
        right = answer_from_module(entered)
        self.expect_answer(right["outcome"])
        assert self.read_answer()["text"]["reasons"] == right["text"]["reasons"]

    def ways(self) -> list[str]:
        return list(self.page.evaluate("window.ways"))


BY_HAND = WORDS["finder"]["failed"]
FAILED, SLOW, LATE = (SAID[name].format(contact=CONTACT) for name in ("failed", "slow", "late"))


def answered(visit: FaultyVisit) -> None:
    visit.expect_right_answer(ENTERED)


def started_by(way: str, tries: int) -> Callable[[FaultyVisit], None]:
    def check(visit: FaultyVisit) -> None:
        answered(visit)
        workers = visit.page.evaluate("window.workers.length")
        assert (workers, visit.ways()[-1]) == (tries, way), visit.ways()
        assert visit.late.count() == 0

    return check


def on_the_range(visit: FaultyVisit) -> None:
    if visit.file == "index":
        visit.box.press("ArrowDown")
        visit.box.press("Enter")
    expect(visit.card).to_be_visible()
    visit.expect_answer("meets")
    assert visit.read_answer()["text"]["estimate"]


def is_told(visit: FaultyVisit) -> None:
    expect(visit.status).to_have_text(FAILED)
    expect(visit.status).to_be_in_viewport(ratio=1)
    visit.expect_state("failed")
    assert visit.answer.count() == 0
    expect(visit.input("idaci")).to_have_value(ENTERED["idaci"])
    assert visit.fragment() == (LINK if visit.is_asked else "")
    expect(visit.page.locator(".lt-rule")).to_be_visible()
    mail = visit.status.get_by_role("link", name=CONTACT).get_attribute("href") or ""
    assert "IDACI%3A%2037.5" in mail


def refused(visit: FaultyVisit) -> None:
    is_told(visit)
    visit.host.broken.clear()
    visit.submit.click()
    visit.expect_right_answer(ENTERED)


def has_table(visit: FaultyVisit) -> None:
    main = visit.page.get_by_role("main")
    for said in (main.locator("noscript p"), main.locator(".lt-rule"), main.get_by_role("link", name=CONTACT)):
        expect(said).to_be_visible()
    expect(main.locator("noscript p")).to_have_text(SAID["no_script"])
    expect(main.locator("a[href*='apply']").first).to_be_visible()
    for hidden in ("#lt-form", "#lt-place"):
        expect(main.locator(hidden)).to_be_hidden()


def unready(visit: FaultyVisit) -> None:
    expect(visit.late).to_have_text(LATE)
    expect(visit.submit).to_be_disabled()
    expect(visit.input("idaci")).to_have_value(ENTERED["idaci"])


def slow(visit: FaultyVisit) -> None:
    expect(visit.status).to_have_text(SLOW)
    expect(visit.status.get_by_role("link", name=CONTACT)).to_be_visible()


def by_hand(visit: FaultyVisit) -> None:
    expect(visit.found).to_have_text(BY_HAND)
    expect(visit.found).to_be_visible()
    visit.enter(OWN)
    visit.is_to_press = True
    visit.wait("image", LONGEST)
    visit.expect_right_answer(OWN)
    visit.host.broken.clear()
    if visit.file == "index":
        visit.box.fill("alde")
        expect(visit.options).to_have_count(1)
        visit.box.press("ArrowDown")
        visit.box.press("Enter")
    elif visit.file == "finder":
        visit.page.reload()
    else:
        visit.submit.click()
    expect(visit.card).to_be_visible()
    visit.expect_right_answer(OWN)


def is_late(visit: FaultyVisit) -> bool:
    """Tell whether the sentence is there: it comes by a style sheet, after some seconds; nothing else can run."""
    if not visit.late.count():
        return False
    visit.late.evaluate("(late) => { for (const each of late.getAnimations()) each.finish(); }")
    return visit.late.is_visible()


def is_answered(visit: FaultyVisit) -> bool:
    return visit.is_in_state("answered")


# By what we see that it has ended in one of these ways; and what must then be true.
END_DETECTORS: dict[str, Callable[[FaultyVisit], bool]] = {
    **dict.fromkeys(("image", "library", "stock", "answered", "returns"), is_answered),
    **dict.fromkeys(("refused", "told"), lambda visit: visit.is_in_state("failed")),
    "range": lambda visit: visit.card.is_visible() or visit.options.count() > 0,
    "unready": is_late,
    "table": lambda visit: visit.submit.is_hidden(),
    "slow": lambda visit: visit.status.inner_text() == SLOW,
    "by-hand": lambda visit: visit.found.inner_text() == BY_HAND,
}
END_CHECKS: dict[str, Callable[[FaultyVisit], None]] = {
    "image": started_by("image", 1),
    "library": started_by("library", 2),
    "stock": started_by("stock", 3),
    "answered": answered,
    "returns": answered,
    "range": on_the_range,
    "refused": refused,
    "told": is_told,
    "table": has_table,
    "unready": unready,
    "slow": slow,
    "by-hand": by_hand,
}
