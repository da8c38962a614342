"""Measure the look-up of postcodes: python3 dev.py measure postcodes --from DIR

DIR holds official files: a directory of postcodes (ONSPD), the deprivation of its areas (File 7) and, for the truth,
files of an older release (NSPL of 2021 or before). Prints the bytes of one file against a file for each postcode area;
the look-ups in this Python against a plain dict; the same in the browser; and how far the figures of 1,000 made-up
schools, drawn from postcodes of the older release, are off by the newer. A benchmark, not a test.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

import brotli
from eligibility.data.directory import Area, Directory, Home
from eligibility.data.postcodes import read_cell
from playwright.sync_api import sync_playwright

from build_scripts.paths import SITE
from build_scripts.schools.official.catalogue import read_catalogue, read_directory_dataset
from build_scripts.schools.official.postcode_directory import areas_of, find_release, read_postcodes
from build_scripts.schools.official.row_accounts import FileAccount
from build_scripts.schools.official.tables import read_table
from build_scripts.schools.postcodes import read_directory
from build_scripts.schools.published.postcode_file import postcode_file
from tests.support.chromium import FLAGS
from tests.support.static_host import serve_site

SCHOOLS, PUPILS, ROLL, RUNS = 1000, 400, 60_000, 5


def sizes(homes: Mapping[str, Home], whole: bytes) -> None:
    """Compare one file with one for each postcode area: what a host would learn costs this much less or more."""
    by_area = groupby(sorted(homes), key=lambda name: re.match("[A-Z]+", name)[0])  # type: ignore[index]
    parts = [postcode_file("", "", {name: homes[name] for name in names}) for _, names in by_area]
    packed = [len(brotli.compress(part, quality=11, lgwin=24)) for part in parts]
    one = len(brotli.compress(whole, quality=11, lgwin=24))
    print(f"bytes with Brotli: one file {one:,}; {len(parts)} files {sum(packed):,}, of {median(packed):,} each")


def speeds(homes: Mapping[str, Home], whole: bytes, lists: Mapping[str, list[str]]) -> None:
    """Compare look-ups with those in a plain dict, in this Python: opening, then each list."""
    began = time.perf_counter()
    rival = {name.replace(" ", ""): home for name, home in homes.items()}
    print(f"a plain dict: {1000 * (time.perf_counter() - began):,.0f} ms to make of {len(homes):,} postcodes in memory")
    print(f"the file: {timed(lambda: Directory(whole)):,.0f} ms to open")
    for what, names in lists.items():
        cells = timed(lambda names=names: read_all(Directory(whole), names))  # type: ignore[misc]
        plain = timed(lambda names=names: [rival.get(name.replace(" ", "").upper()) for name in names])  # type: ignore[misc]
        print(f"{what}: {cells:,.0f} ms as cells in the file, {plain:,.1f} ms in the dict, which reads no cell")


def read_all(directory: Directory, names: list[str]) -> None:
    for name in names:
        read_cell(name, directory)


def timed(work: Callable[[], object]) -> float:
    """Return the median of some runs, in milliseconds of this program's own time."""
    taken = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - began))
    return median(taken)


def in_the_browser(lists: Mapping[str, list[str]]) -> None:
    """Time the page itself, from the press to the figure, once the file and Python are there."""
    with serve_site(SITE) as start, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{start}pupils/")
        page.wait_for_selector("#lt-pupils[data-state=ready]", timeout=60_000)
        for what, names in {"first, with the file to fetch": [names[0] for names in lists.values()], **lists}.items():
            taken = [page.evaluate(PRESS, "\n".join(names)) for _ in range(1 if "first" in what else RUNS)]
            print(f"{what}: {median(taken):,.0f} ms in the browser")
        browser.close()


PRESS = """text => new Promise((resolve) => {
  document.querySelector("textarea[name=postcodes]").value = text;
  const place = document.getElementById("lt-list-place");
  const began = performance.now();
  const seen = new MutationObserver(() => {
    if (!place.querySelector(".lt-figure")) return;
    seen.disconnect();
    resolve(performance.now() - began);
  });
  document.getElementById("lt-list-form").requestSubmit();
  seen.observe(place, { childList: true });
})"""


def truth(older: Mapping[str, Home], newer: Directory, chance: random.Random) -> None:
    """Compare the figures of made-up schools by both releases; each school's pupils live in one postcode area."""
    english = sorted(name for name, home in older.items() if home.area)
    areas = [list(names) for _, names in groupby(english, key=lambda name: re.match("[A-Z]+[0-9]", name)[0])]  # type: ignore[index]
    errors, lost = [], 0
    for _ in range(SCHOOLS):
        names = chance.choices(chance.choice(areas), k=PUPILS)
        found = [reading.area for name in names if (reading := read_cell(name, newer)).area]
        lost += len(names) - len(found)
        errors.append(abs(figure(found) - figure([older[name].area for name in names])))
    print(
        f"{SCHOOLS:,} made-up schools of {PUPILS} pupils, drawn from {len(english):,} postcodes of the older release:"
    )
    print(f"{mean(errors):.3f} points off on average, {max(errors):.2f} at most; {lost:,} pupils not found")


def figure(areas: Sequence[Area | None]) -> Decimal:
    """Return the mean rate, as a percentage."""
    rates = [area.rate for area in areas if area]
    return 100 * sum(rates, Decimal(0)) / len(rates)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 dev.py measure postcodes", description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="folder", type=Path, required=True, metavar="DIR")
    folder = parser.parse_args().folder
    dataset, deprivation = read_directory_dataset(), read_catalogue()["deprivation"]
    found = read_directory(folder, deprivation, dataset)
    if found is None:
        raise SystemExit(f"{folder} has no directory of postcodes with the deprivation of its areas")
    homes, chance = found[1].homes, random.Random(2019)
    whole = postcode_file(found[0].name, "2019", homes)
    names = sorted(homes)
    start = chance.randrange(len(names) - 5000)
    lists = {
        "1,000 postcodes of one place": chance.choices(names[start : start + 5000], k=1000),
        "1,000 postcodes of everywhere": chance.choices(names, k=1000),
        f"{ROLL:,} postcodes of everywhere": chance.choices(names, k=ROLL),
    }
    sizes(homes, whole)
    speeds(homes, whole, lists)
    if (SITE / "assets/postcodes").exists():
        in_the_browser(lists)
    with TemporaryDirectory() as alone:
        for path in folder.rglob("NSPL_*"):
            Path(alone, path.name).symlink_to(path.resolve())
        if release := find_release(Path(alone)):
            print(f"the older release: {release.product} {release.name}")
            path = deprivation.find(folder)
            assert path
            known = areas_of(read_table(path, deprivation, FileAccount()), path.name)
            truth(read_postcodes(release, known, replace(dataset, least_rows=1)).homes, Directory(whole), chance)


if __name__ == "__main__":
    main()
