"""data/schools.json, which the site's build reads: one file, replaced whole, so that a failed run leaves the last one.

{"about": {...}, "districts": {"Allerdale": {"aea": [5], "source": "aea"}}, "columns": [...], "schools": [[...], ...]}
Standard library only: the site is built without the packages that make the snapshot.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

FORMAT: Final = 2
FILE_NAME: Final = "schools.json"
# What the rule's IDACI may measure: the mean over a school's own pupils, or the share of them in the three most
# deprived tenths of areas. Only the first is published for some schools, so only it can be tested.
PUPIL_MEAN: Final = "pupil-mean-idaci"
IN_DECILES: Final = "share-in-deprived-deciles"
# One row a school. `also` are URNs it was or will be known by, `names` the other names under those, and `followers`
# the schools that newer records put after it, each as [URN, name]. `phase` is the checker's, "" where none fits.
# `low`, `middle`, `high` are percentages as text, "" where there is no range; then `why` has a code of about.why_not.
COLUMNS: Final = (
    *("urn", "name", "town", "postcode", "authority", "region", "phase", "type", "pupils"),
    *("also", "names", "followers"),
    *("district", "low", "middle", "high", "basis", "tested", "why"),
)


def to_json(about: Mapping[str, Any], districts: Mapping[str, Any], schools: Sequence[Sequence[Any]]) -> str:
    head = {"format": FORMAT, "about": about, "districts": districts, "columns": COLUMNS}
    text = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in schools)
    return f'{text},\n "schools": [\n{rows}\n]}}\n'


def write_atomically(folder: Path, texts: Mapping[str, str]) -> None:
    """Each file is written beside its place and flushed to the disk; only when all are there are they moved in."""
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
    """The snapshot, with each school as a mapping by column; None where none was made, or by another format."""
    path = folder / FILE_NAME
    return _read(path, path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=1)  # who writes at a page has the site built again at every change
def _read(path: Path, _changed: int) -> dict[str, Any] | None:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if found.get("format") != FORMAT:
        return None
    return found | {"schools": [dict(zip(found["columns"], row, strict=True)) for row in found["schools"]]}
