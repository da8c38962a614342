"""Measure how many visitors one small server can bear: python3 dev.py measure load

    [--seconds 10] [--connections 64]

nginx, with the files that the build writes for it, sends the site in site/ to wrk on this machine: a page, the started
Python, the index of schools and a file of schools, where the site has them. Then Chromium visits the checker twice, and
nginx's log says what a visit costs. Debian: apt-get install nginx-light libnginx-mod-http-brotli-static wrk chromium
"""

import argparse
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from build_scripts.paths import SITE
from tests.browser.page_objects.checker_page import CheckerPage
from tests.publishing.real_servers import program, running
from tests.support.chromium import FLAGS

# What a visitor asks for: of each kind the largest that the site has.
KINDS = {
    "a page: /check/": "check/index.html",
    "Python, started: image.wasm": "assets/checker/*/python/image.wasm",
    "the index of schools": "assets/schools/*/index.json",
    "a file of schools": "assets/schools/*/[0-9]*.json",
}


class Load(NamedTuple):
    """What wrk counted."""

    requests: float  # a second
    megabytes: float  # a second
    slowest: str  # of 99 in 100
    errors: int


def load(address: str, seconds: int, connections: int) -> Load:
    command = [program("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: br"]
    said = subprocess.run([*command, address], check=True, capture_output=True, text=True).stdout
    [requests] = re.findall(r"Requests/sec:\s*([\d.]+)", said)
    [(sent, unit)] = re.findall(r"Transfer/sec:\s*([\d.]+)(KB|MB|GB)", said)
    [slowest] = re.findall(r"99%\s*(\S+)", said)
    errors = re.findall(r"(?:connect|read|write|timeout) (\d+)|Non-2xx or 3xx responses: (\d+)", said)
    megabytes = float(sent) * {"KB": 0.001, "MB": 1, "GB": 1000}[unit]
    return Load(float(requests), megabytes, slowest, sum(int(count) for pair in errors for count in pair if count))


def loads(address: str, seconds: int, connections: int) -> Iterator[str]:
    yield "| what | bytes sent | requests a second | MB a second | 99 in 100 within | errors |"
    yield "|---|---|---|---|---|---|"
    for kind, pattern in KINDS.items():
        found = max(SITE.glob(pattern), key=lambda path: path.stat().st_size, default=None)
        if found is None:
            yield f"| {kind} | the site was built without data | | | | |"
            continue
        sent = found.with_name(found.name + ".br").stat().st_size
        path = found.relative_to(SITE).as_posix().removesuffix("index.html")
        told = load(address + path, seconds, connections)
        yield (
            f"| {kind} | {sent:,} | {told.requests:,.0f} | {told.megabytes:,.0f} | {told.slowest} | {told.errors:,} |"
        )


def visits(address: str, log: Path) -> Iterator[str]:
    """Make two visits of one browser to a link with answers; return what nginx's log has of each."""
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        for name in ("first", "second"):
            before = len(log.read_text("utf-8").splitlines())
            context = playwright.chromium.launch_persistent_context(
                profile, executable_path=os.environ.get("CHROMIUM") or None, args=FLAGS
            )
            checker = CheckerPage(context.pages[0], address)
            checker.open("#idaci=37.5&aea=5")
            checker.expect_answer("meets")
            context.close()
            lines = log.read_text("utf-8").splitlines()[before:]
            found = [re.findall(r'" (\d+) (\d+) "', line)[0] for line in lines]
            unchanged = sum(status == "304" for status, _ in found)
            sent = sum(int(count) for _, count in found)
            yield f"The {name} visit: {len(found)} requests, {unchanged} answered with “not changed”; {sent:,} bytes."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10, help="for each row")
    parser.add_argument("--connections", type=int, default=64)
    options = parser.parse_args()
    files = [path for path in SITE.rglob("*") if path.is_file()]
    size, largest = sum(path.stat().st_size for path in files), max(path.stat().st_size for path in files)
    print(f"{datetime.now(UTC):%-d %B %Y}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before it began;")
    print(f"nginx with one worker, wrk with {options.connections} connections, {options.seconds} s a row.")
    print(f"site/: {len(files):,} files, {size / 1e6:.1f} MB; the largest has {largest / 1e6:.1f} MB.", end="\n\n")
    with tempfile.TemporaryDirectory() as folder, running("nginx", Path(folder)) as address:
        for line in loads(address, options.seconds, options.connections):
            print(line, flush=True)
        print()
        for line in visits(address, Path(folder) / "access.log"):
            print(line, flush=True)


if __name__ == "__main__":
    main()
