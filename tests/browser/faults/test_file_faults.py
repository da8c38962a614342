"""Files that go wrong, as files.txt lists them: a right answer or a plain sentence comes soon, and answers are kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.browser.faults.faulty_visit import END_CHECKS, FaultyVisit

FAULTS = Path(__file__).parent
FILES = {
    "image": "image.wasm",
    "library": "library.zip",
    "stock": "python_stdlib.zip",
    "wheel": "*.whl",
    "wasm": "pyodide.asm.wasm",
    "loader": "pyodide.mjs",
    "script": "pyodide.asm.js",
    "worker": "worker.js",
    "form": "check-page.js",
    "finder": "chosen-school.js",
    "index": "index.json",
    "digests": "digests.json",
    "shard": "01.json",
}
# What must be missing before anyone wants the file.
BEFORE = {name: ["image"] for name in ("library", "wheel", "wasm", "loader", "script")} | {
    "stock": ["image", "library"]
}


class Cell(NamedTuple):
    """One cell of files.txt."""

    fault: str
    file: str
    ending: str
    seconds: int
    always: bool


def cells() -> Iterator[Cell]:
    lines = [line for line in (FAULTS / "files.txt").read_text("utf-8").splitlines() if "|" in line]
    heads, *rows = [[cell.strip() for cell in line.lstrip("# ").split("|")] for line in lines]
    for fault, seconds, *endings in rows:
        for file, ending in zip(heads[2:], endings, strict=True):
            if ending != "-":
                yield Cell(fault, file, ending.rstrip("*"), int(seconds), ending.endswith("*"))


def tried(cell: Cell) -> object:
    return pytest.param(cell, id=f"{cell.file} {cell.fault}", marks=() if cell.always else pytest.mark.faults)


@pytest.mark.parametrize("cell", [tried(cell) for cell in cells()])
def test_a_file_that_goes_wrong(visit: FaultyVisit, cell: Cell) -> None:
    visit.host.broken = {FILES[name]: "missing" for name in BEFORE.get(cell.file, ())}
    visit.host.broken[FILES[cell.file]] = cell.fault
    if cell.fault in ("silent", "dripped"):
        visit.page.clock.install()
    visit.go(cell.file)
    visit.wait(cell.ending, cell.seconds)
    assert visit.seconds() < cell.seconds
    print(f"{visit.seconds():.1f} s")  # python3 dev.py test --faults shows it
    END_CHECKS[cell.ending](visit)
