"""Measure how soon a head sees an answer, beside the same page with Pyodide as it comes: python3 dev.py measure answer

    [--runs 7] [--only first,second,slow,phone,sent,answers,steps] [--markdown FILE]

Both sides are the site in site/, sent by the same host; only the worker differs. Each run has a new browser profile.
The time is from the start of the navigation until the link's answer has been painted. This is a benchmark, not a test.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from build_scripts.paths import ROOT, SITE
from tests.measure.bench_host import Host, host
from tests.measure.bench_page import ONE, STEPS, WATCH, time_of_list
from tests.support.chromium import FLAGS

LINK = "check/#idaci=37.5&aea=5"
# Bytes a second, and seconds there and back: a slow line, and a phone in a bad place.
SLOW, PHONE = (10e6 / 8, 0.04), (1.6e6 / 8, 0.15)
SETTLED = 1500  # milliseconds after an answer in which a browser may write its caches
STARTED = 2000  # milliseconds in which a browser comes to rest; a visitor's was there before the link was followed
ROWS = 25_000

type Times = dict[str, list[float]]


def folder() -> str:
    [made] = (SITE / "assets" / "checker").iterdir()
    return f"assets/checker/{made.name}/"


def sides() -> dict[str, dict[str, Path]]:
    """Return what each side serves instead of what is in site/."""
    here = Path(__file__).parent
    stock = {
        "python/worker.js": here / "stock_worker.js",
        "python/checked-fetch.js": here / "stock_files.js",
    }
    stock["python/pyodide-lock.json"] = ROOT / "node_modules" / "pyodide" / "pyodide-lock.json"
    return {"ours": {}, "stock": {folder() + name: file for name, file in stock.items()}}


class Bench:
    def __init__(self, chromium: Any, program: str) -> None:
        self.chromium, self.program = chromium, program

    @contextmanager
    def browser(self, profile: str) -> Iterator[Page]:
        context: BrowserContext = self.chromium.launch_persistent_context(
            profile, executable_path=self.program or None, args=FLAGS, bypass_csp=True
        )
        try:
            context.pages[0].wait_for_timeout(STARTED)
            yield context.pages[0]
        finally:
            context.close()

    def visit(self, profile: str, server: Host) -> float:
        with self.browser(profile) as page:
            page.add_init_script(WATCH)
            page.goto(f"http://127.0.0.1:{server.server_port}/{LINK}", wait_until="commit")
            page.wait_for_function("window.answeredAt", timeout=120_000)
            time = float(page.evaluate("window.answeredAt"))
            page.wait_for_timeout(SETTLED)
            return time

    def times(self, runs: int, warm: bool, speed: tuple[float, float] = (0, 0)) -> Times:
        """Measure both sides in turn, so that what else the machine does falls on both."""
        found: Times = {name: [] for name in sides()}
        for _ in range(runs):
            for name, instead in sides().items():
                with host(SITE, instead, speed=speed) as server, new_profile() as profile:
                    if warm:
                        self.visit(profile, server)
                    found[name].append(self.visit(profile, server))
        return found

    def steps(self, runs: int) -> Iterator[tuple[str, float]]:
        """Return when each step of a first visit was over, in milliseconds, in their order."""
        found: dict[str, list[float]] = {}
        for _ in range(runs):
            with host(SITE, {}) as server, new_profile() as profile, self.browser(profile) as page:
                page.add_init_script(WATCH + STEPS)
                page.goto(f"http://127.0.0.1:{server.server_port}/{LINK}", wait_until="commit")
                page.wait_for_function("window.answeredAt", timeout=120_000)
                for step, time in page.evaluate("({ ...window.steps, 'answer painted': window.answeredAt })").items():
                    found.setdefault(step, []).append(time)
        return iter(sorted(((step, statistics.median(times)) for step, times in found.items()), key=lambda one: one[1]))

    def sent(self, encoding: str) -> tuple[Times, Times]:
        """Return the bytes and the requests of a first visit."""
        sent: Times = {}
        asked: Times = {}
        for name, instead in sides().items():
            with host(SITE, instead, encoding) as server, new_profile() as profile:
                self.visit(profile, server)
                sent[name], asked[name] = [server.sent], [server.asked]
        return sent, asked

    def answers(self) -> list[float]:
        """Ask the worker one question after another; return the milliseconds of each."""
        with host(SITE, {}) as server, new_profile() as profile, self.browser(profile) as page:
            address = f"http://127.0.0.1:{server.server_port}/"
            page.goto(address + "check/")
            found: list[float] = page.evaluate(ONE, [address + folder()])
            return found

    def lists(self, runs: int) -> list[float]:
        """Send a list of figures to the page for trusts, each time anew; return the milliseconds of each."""
        lines = [f"School {row},{row % 1000 / 10}%,{1 + row % 6},yes,primary" for row in range(ROWS)]
        with host(SITE, {}) as server:
            browser = self.chromium.launch(executable_path=self.program or None, args=FLAGS)
            address = f"http://127.0.0.1:{server.server_port}/"
            times = [time_of_list(browser, address, ["name,idaci,aea,england,phase", *lines]) for _ in range(runs)]
            browser.close()
            return times


@contextmanager
def new_profile() -> Iterator[str]:
    path = tempfile.mkdtemp()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def compared(label: str, found: Times, form: Callable[[float], str], goals: str) -> str:
    """Return a line of the table: of each side the median, and the spread where there was more than one run."""
    line = [label]
    for times in (found["ours"], found["stock"]):
        spread = f"{form(min(times))} to {form(max(times))}" if len(times) > 1 else ""
        line += [form(statistics.median(times)), spread]
    ratio = statistics.median(found["ours"]) / statistics.median(found["stock"])
    return f"| {' | '.join(line)} | {ratio:.2f} | {goals} |"


def seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.2f} s"


def megabytes(count: float) -> str:
    return f"{count / 1e6:.2f} MB"


def measure(bench: Bench, runs: int, only: list[str]) -> Iterator[str]:
    if set(only) - {"answers", "steps"}:
        yield "| from the link to its answer on screen | ours | spread | stock | spread | ratio | goal, stretch |"
        yield "|---|---|---|---|---|---|---|"
    if "first" in only:
        yield compared("first visit", bench.times(runs, warm=False), seconds, "0.18, 0.15")
    if "second" in only:
        yield compared("second visit", bench.times(runs, warm=True), seconds, "0.24, 0.20")
    if "slow" in only:
        times = bench.times(runs, warm=False, speed=SLOW)
        yield compared("first visit, 10 Mbit/s, 40 ms", times, seconds, "0.30, 0.26")
    if "phone" in only:
        times = bench.times(runs, warm=False, speed=PHONE)
        yield compared("first visit, 1.6 Mbit/s, 150 ms", times, seconds, "0.30, 0.26")
    if "sent" in only:
        sent, asked = bench.sent("br")
        yield compared("bytes sent, Brotli", sent, megabytes, "0.30, 0.25")
        yield compared("bytes sent, gzip", bench.sent("gzip")[0], megabytes, "0.33, 0.28")
        yield compared("requests", asked, "{:.0f}".format, "20, 15 of ours")
    if "answers" in only:
        one, many = bench.answers(), bench.lists(runs)
        yield ""
        yield f"One answer in the worker (goal 1 ms): median {statistics.median(one):.2f} ms, first {one[0]:.1f} ms."
        yield f"{ROWS:,} rows of a list (goal 2 s): median {seconds(statistics.median(many))}, at most"
        yield f"{seconds(max(many))}."
    if "steps" in only:
        yield ""
        yield "| a first visit, step by step | ms after the link was followed |"
        yield "|---|---|"
        for step, time in bench.steps(runs):
            yield f"| {step} | {time:.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", default="first,second,slow,phone,sent,answers,steps")
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    versions = json.loads((ROOT / "node_modules" / "pyodide" / "package.json").read_text("utf-8"))["version"]
    lines = []
    with sync_playwright() as playwright:
        bench = Bench(playwright.chromium, os.environ.get("CHROMIUM", ""))
        with new_profile() as profile, bench.browser(profile) as page:
            browser = page.evaluate("navigator.userAgent.match(/Chrome.([0-9]+)/)[1]")
        day = datetime.now(UTC).strftime("%-d %B %Y")
        lines.append(
            f"{day}; {os.cpu_count()} cores, {platform.machine()}, {platform.system()}; headless Chromium {browser};"
        )
        lines.append(f"Pyodide {versions}; {options.runs} runs, medians.")
        lines.append("")
        print(*lines, sep="\n")
        for line in measure(bench, options.runs, options.only.split(",")):
            lines.append(line)
            print(line, flush=True)
    if options.markdown:
        options.markdown.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
