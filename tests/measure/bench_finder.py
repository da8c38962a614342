"""Measure what the site does with the whole list of schools: python3 dev.py measure finder

How often the finder lists the right school for 2,000 names that were altered as people do (altered_names.mjs). In
headless Chromium, as fast as this machine and four times slower: how long the page stands still when the finder is
first used, how long a letter takes until the list shows what it found, and how long it is from choosing a school to its
answer. What its files weigh, and for how many schools the two readings of the bands part. And how long 25,000 URNs take
in a new page that is ready, with the data of all schools still to be fetched.
This is a benchmark, not a test.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from build_scripts.content.files.source_files import read_toml
from build_scripts.paths import ROOT, SITE
from build_scripts.schools.published.readings import Readings
from tests.measure.bench_page import time_of_list
from tests.support.chromium import FLAGS
from tests.support.static_host import serve_site

TYPED = (
    *("st marys catholic", "harris academy", "sw1a 2", "king edward vi", "ormiston acadmey", "bournmouth", "100000"),
    *("trinity birmingham", "oak", "cofe primary", "sheffeld", "saint peters durham", "the", "e1 6", "grammer shcool"),
)
LIST, RUNS = 25_000, 7
CHOSEN = 40  # schools, spread over the register
PAUSE = 40  # milliseconds between two letters
CHOOSE = """async () => {
  const before = document.querySelector(".lt-answer");
  const began = performance.now();
  document.querySelector(".lt-option").click();
  const shown = () => document.querySelector(".lt-answer[data-outcome]");
  const isDone = () => shown() && shown() !== before;
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve));
  return performance.now() - began;
}"""
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"]


class Figures(NamedTuple):
    """In milliseconds that the page's own thread worked: other programs on this machine make these no longer."""

    listed: float  # this one is by the clock
    tasks: list[float]
    letters: list[float]
    choices: list[float]  # by the clock: from choosing a school to its answer on the page


def measure(browser: Browser, url: str, slower: int, names: list[str]) -> Figures:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(f"{url}check/")
    page.wait_for_selector("[data-state=ready]", timeout=60_000)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    box = page.locator("#lt-finder-input")

    browser.start_tracing(page=page, categories=CATEGORIES)
    began = page.evaluate("performance.now()")
    box.press_sequentially("s")
    page.wait_for_selector(".lt-option", timeout=60_000)
    listed = page.evaluate("performance.now()") - began
    tasks = worked(browser.stop_tracing(), "RunTask")

    browser.start_tracing(page=page, categories=CATEGORIES)
    for words in TYPED:
        box.fill("")
        box.press_sequentially(words, delay=PAUSE * slower)
    letters = worked(browser.stop_tracing(), "EventDispatch", "input")
    choices = sorted(chosen(page, name) for name in names)
    page.context.close()
    return Figures(listed, tasks, letters, choices)


def chosen(page: Page, name: str) -> float:
    """Choose the first school that is listed; return how long its answer took."""
    page.locator("#lt-finder-input").fill(name)
    page.wait_for_selector(".lt-option", timeout=60_000)
    return float(page.evaluate(CHOOSE))


def worked(trace: bytes, name: str, kind: str = "") -> list[float]:
    """Return how long each such piece of work took on the main thread of the page, the longest last."""
    events = json.loads(trace)["traceEvents"]
    main = {(e["pid"], e["tid"]) for e in events if e["name"] == "EventDispatch"}
    return sorted(
        event["tdur"] / 1000
        for event in events
        if event["name"] == name
        and (event["pid"], event["tid"]) in main
        and "tdur" in event
        and (not kind or event["args"]["data"]["type"] == kind)
    )


def rows(figures: Figures) -> Iterator[str]:
    longest = ", ".join(f"{task:.0f}" for task in figures.tasks[-3:])
    yield f"  first focus and letter: the three longest tasks of the page took {longest} ms"
    yield f"  something was listed after {figures.listed:.0f} ms by the clock"
    letters, count = figures.letters, len(figures.letters)
    middle, most = letters[count // 2], letters[int(count * 0.95)]
    yield f"  a letter: median {middle:.1f} ms, 95 of 100 within {most:.1f} ms, at most {letters[-1]:.1f} ms ({count})"
    middle, most = figures.choices[CHOSEN // 2], figures.choices[int(CHOSEN * 0.95)]
    yield f"  from a choice to its answer: median {middle:.0f} ms, 95 of 100 within {most:.0f} ms by the clock"


def sizes(folder: Path) -> Iterator[str]:
    """Say what the files weigh, and for how many of the schools the two readings of the bands part."""
    shards = [path.stat().st_size for path in folder.glob("[0-9][0-9].json.br")]
    packed = {name: (folder / f"{name}.json.br").stat().st_size / 1000 for name in ("index", "schools")}
    yield f"with Brotli: index {packed['index']:.0f} kB, all schools {packed['schools']:.0f} kB, {len(shards)} shards"
    yield f"  {sum(shards) / 1000:,.0f} kB, {sum(shards) / len(shards) / 1000:.1f} kB each on average"
    readings = Readings(**json.loads((folder / "readings.json").read_text("utf-8"))).all
    yield f"the two readings part for {readings.parting:,} of {readings.known:,} schools"


def altered_names(index: Path) -> str:
    """Say how often the right school is found by an altered name."""
    words = read_toml(ROOT / "content/wording.toml", ROOT).data["cells"]["abbreviations"]
    with tempfile.TemporaryDirectory() as folder:
        shortened = Path(folder, "abbreviations.json")
        shortened.write_text(json.dumps(words), "utf-8")
        script = Path(__file__).with_name("altered_names.mjs")
        return subprocess.run(["node", script, index, shortened], capture_output=True, text=True, check=True).stdout


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    made = list((SITE / "assets/schools").glob("*/index.json.br"))
    if not made:
        print("The site has no finder. Make its data first: python3 dev.py data --from DIR", file=sys.stderr)
        return 1
    print(*sizes(made[0].parent), sep="\n")
    schools = json.loads(made[0].with_name("schools.json").read_text("utf-8"))["schools"]
    urns = [row[0] for row in schools]
    names = [row[3] for row in schools[:: len(schools) // CHOSEN][:CHOSEN]]
    print(altered_names(made[0].with_suffix("")), end="", flush=True)
    with serve_site(SITE, compressed=True) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=FLAGS)
        for slower in (1, 4):
            print("as fast as this machine" if slower == 1 else f"{slower} times slower")
            print(*rows(measure(browser, url, slower, names)), sep="\n", flush=True)
        lines = ["urn", *(urns + urns)[:LIST]]
        times = sorted(time_of_list(browser, url, lines) for _ in range(RUNS))
        print(f"a list of {LIST:,} by URN: median {times[RUNS // 2]:.0f} ms, {times[0]:.0f} to {times[-1]:.0f}")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
