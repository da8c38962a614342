"""content/estimate.toml: the formulas and their accuracy, kept between runs. Constants and accuracy only, no school.

It is what docs/estimate.md shows, and what is used where the published figures are absent.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from build_scripts.schools import snapshot
from build_scripts.schools.figures import Figures
from build_scripts.schools.model import Model

HEAD = """# The formulas of the estimated range and their accuracy, as docs/estimate.md shows them.
# Made by: python3 dev.py data --from DIR --keep. Not to be edited by hand.
"""


def keep(figures: Figures, path: Path) -> None:
    snapshot.put(path.parent, {path.name: HEAD + "\n".join(_toml(figures.data, ())) + "\n"})


def read(path: Path) -> Figures | None:
    if not path.exists():
        return None
    data = tomllib.loads(path.read_text("utf-8"))
    models = {name: Model(**table) for name, table in data["formulas"].items()}
    untested = data["untested"]
    return Figures(models, set(untested["tested_phases"]), untested["times_as_wide"], data)


def _toml(table: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Nested tables, lists of tables and plain values: all that the figures hold."""
    for name, value in table.items():
        if not isinstance(value, dict) and not (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield f"{_key(name)} = {_value(value)}"
    for name, value in table.items():
        inner = (*path, _key(name))
        if isinstance(value, dict):
            yield f"\n[{'.'.join(inner)}]"
            yield from _toml(value, inner)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for item in value:
                yield f"\n[[{'.'.join(inner)}]]"
                yield from _toml(item, inner)


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() else f'"{name}"'


def _value(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
