"""Read and write data/schools.json, the snapshot of all schools that the site's build reads.

It is replaced whole, so that a failed run leaves the last one:

{"about": {...}, "districts": {"Allerdale": {"aea": [5], "source": "aea", "page": ""}},
"groups": {"2157": {"kind": "trust", "name": "...", "absent": [["100000", "...", "closed"]]}},
"closed": {"2012-08-31": "100000 100001"}, "columns": [...], "schools": [[...], ...]}
No package but the checker: the site is built without those that make the snapshot.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from eligibility.rule.criteria import FIELD_OF_MEASURE

FORMAT: Final = 5
FILE_NAME: Final = "schools.json"
AEA_DATASETS: Final = ("aea", "aea_partial")  # no part of the estimate
PUPIL_MEAN, IN_DECILES = FIELD_OF_MEASURE  # what the rule's figure may measure
# One row a school. `dfe` is its DfE number (LAESTAB).
# `other_urns` are URNs it was or will be known by, `other_names` its names under those, and `successors` the schools
# that newer records put after it, each as [URN, name]. `phase` is the checker's, "" where none fits.
# `groups` are the codes of its trust and its federation.
# `low`, `middle`, `high` are percentages as text, "" where there is no range; then `why` has a code of about.why_not.
# They are of about.measure, `other_low` and `other_high` of the other of the two measures.
COLUMNS: Final = (
    "urn",
    "dfe",
    "ukprn",
    "name",
    "town",
    "postcode",
    "authority",
    "region",
    "phase",
    "type",
    "pupils",
    "other_urns",
    "other_names",
    "successors",
    "groups",
    "district",
    "low",
    "middle",
    "high",
    "other_low",
    "other_high",
    "basis",
    "tested",
    "why",
)
# What snapshots called them until 27 November 2026.
FORMER_COLUMNS: Final = {"also": "other_urns", "names": "other_names", "followers": "successors"}


def to_json(
    about: Mapping[str, Any],
    districts: Mapping[str, Any],
    groups: Mapping[str, Any],
    closed: Mapping[str, str],
    schools: Sequence[Sequence[Any]],
) -> str:
    """Return a snapshot as JSON, one school a line, so that two snapshots can be compared by eye."""
    head = {"format": FORMAT, "about": about, "districts": districts, "groups": groups, "closed": closed}
    head |= {"columns": COLUMNS}
    text = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in schools)
    return f'{text},\n "schools": [\n{rows}\n]}}\n'


def write_atomically(folder: Path, texts: Mapping[str, str]) -> None:
    """Write all files beside their places and flush them to the disk, and only then move them in."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = {folder / f"{name}.new": folder / name for name in texts}
    try:
        for path, text in zip(fresh, texts.values(), strict=True):
            with path.open("w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        for path, place in fresh.items():
            path.replace(place)
    finally:
        for path in fresh:
            path.unlink(missing_ok=True)


def read(folder: Path) -> dict[str, Any] | None:
    """Read the snapshot, each school as a mapping by column; None where there is none, or one of another format."""
    path = folder / FILE_NAME
    return _parse(path.read_bytes()) if path.exists() else None


@lru_cache(maxsize=1)  # live reload builds the site again at every change of a page, with the same snapshot
def _parse(data: bytes) -> dict[str, Any] | None:
    found: dict[str, Any] = json.loads(data)
    if found.get("format") != FORMAT:
        return None
    found.setdefault("closed", {})  # before 27 November 2026 no snapshot had it
    columns = [FORMER_COLUMNS.get(name, name) for name in found["columns"]]
    return found | {"schools": [dict(zip(columns, row, strict=True)) for row in found["schools"]]}
