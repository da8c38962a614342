"""Keep the formulas and their accuracy between runs, in content/estimate.toml; it holds nothing of any school.

docs/estimate.md shows what it says, and it is used where the published figures are absent.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import tomli_w

from build_scripts.schools.estimate.accuracy import Calibration
from build_scripts.schools.estimate.regression import Model
from build_scripts.schools.published import snapshot

HEAD = """# The formulas of the estimated range and their accuracy, as docs/estimate.md shows them.
# Made by: python3 dev.py data --from DIR --keep. Not to be edited by hand.
"""


def save(calibration: Calibration, path: Path) -> None:
    """Write the formulas and their accuracy."""
    snapshot.write_atomically(path.parent, {path.name: HEAD + tomli_w.dumps(calibration.data)})


def load(path: Path) -> Calibration | None:
    """Read the formulas of an earlier fitting, if there was one."""
    if not path.exists():
        return None
    data = tomllib.loads(path.read_text("utf-8"))
    models = {name: Model(**table) for name, table in data["formulas"].items()}
    untested = data["untested"]
    margins = data["deciles"]["margins"]
    return Calibration(models, set(untested["tested_phases"]), untested["times_as_wide"], margins, data)
