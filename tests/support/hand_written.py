"""Read the hand-written tables of lists of schools and of cells, for the tests of Python and those of the image."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from eligibility.json_api import RULE

from build_scripts.paths import ROOT
from build_scripts.schools.published import snapshot
from build_scripts.schools.published.shards import lookup_table
from tests.support import made_up_site

TABLES = ROOT / "tests/eligibility/tables"


class ListCase(NamedTuple):
    """One list of lists.txt: its text, and the lines after its --."""

    sentence: str
    text: str
    told: list[str]


def list_cases() -> Iterator[ListCase]:
    text = "\n" + "".join(f"{line}\n" for line in (TABLES / "lists.txt").read_text("utf-8").splitlines())
    text = re.sub(r"\n#.*", "", text)
    for block in text.split("\n== ")[1:]:
        sentence, _, rest = block.partition("\n")
        written, _, told = rest.partition("\n--\n")
        signs = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), written.replace("\\t", "\t"))
        yield ListCase(sentence, signs + "\n", told.strip().splitlines())


@cache
def made_up_schools() -> dict[str, Any]:
    """Return the made-up schools, as the page and the command line get them."""
    with TemporaryDirectory() as folder:
        read = snapshot.read(made_up_site.write(Path(folder)))
    assert read
    return lookup_table(read, RULE)


def cells() -> Iterator[tuple[str, str, list[str]]]:
    """Yield each cell of cells.txt, what is read from it, and its marks."""
    for line in (TABLES / "cells.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            cell, outcome, *marks = (part.strip() for part in re.split(r"\s*\|", line))
            written = line.split("|")[0].rstrip() if cell else ""
            yield re.sub(r"\\[tnu][0-9a-f]{0,4}", _meant, written), outcome, marks


def _meant(escaped: re.Match[str]) -> str:
    named = {r"\t": "\t", r"\n": "\n"}
    start = escaped[0][:2]
    return named[start] + escaped[0][2:] if start in named else chr(int(escaped[0][2:], 16))
