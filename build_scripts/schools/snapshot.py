"""data/schools.json, which the site's build reads: one file, replaced whole, so that a failed run leaves the last one.

{"about": {...}, "districts": {"Allerdale": {"aea": [5], "source": "aea"}}, "columns": [...], "schools": [[...], ...]}
Standard library only: the site is built without the packages that make the snapshot.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

FORMAT: Final = 1
NAME: Final = "schools.json"
# One row a school. `also` are URNs it was or will be known by. `phase` is the checker's, "" where none fits.
# `low`, `middle`, `high` are percentages as text, "" where there is no range; then `why` has a code of about.why_not.
COLUMNS: Final = (
    *("urn", "name", "town", "postcode", "authority", "region", "phase", "type", "pupils", "also"),
    *("district", "low", "middle", "high", "basis", "tested", "why"),
)


def write(
    folder: Path, about: Mapping[str, Any], districts: Mapping[str, Any], schools: Sequence[Sequence[Any]]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    head = {"format": FORMAT, "about": about, "districts": districts, "columns": COLUMNS}
    text = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in schools)
    put(folder / NAME, f'{text},\n "schools": [\n{rows}\n]}}\n')


def put(path: Path, text: str) -> None:
    """Written beside its place, flushed to the disk, and moved there in one step."""
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read(folder: Path) -> dict[str, Any] | None:
    """The snapshot, with each school as a mapping by column; None where none was made, or by another format."""
    path = folder / NAME
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if found.get("format") != FORMAT:
        return None
    return found | {"schools": [dict(zip(found["columns"], row, strict=True)) for row in found["schools"]]}
