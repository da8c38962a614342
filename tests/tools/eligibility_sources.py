"""Give the checker's module as sources, to be counted and changed: the installed one holds compiled modules only."""

import os
import shutil
import zipfile
from pathlib import Path

from build_scripts.bundle.wheel import built_wheel
from build_scripts.paths import ROOT


def copy_sources(folder: Path) -> dict[str, str]:
    """Make a fresh copy with the wheel's rule.json; return the environment in which the tests import it."""
    shutil.rmtree(folder, ignore_errors=True)
    unread = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "checker" / "eligibility", folder / "eligibility", ignore=unread)
    with zipfile.ZipFile(built_wheel()) as wheel:
        (folder / "eligibility" / "rule.json").write_bytes(wheel.read("eligibility/rule.json"))
    return {**os.environ, "PYTHONPATH": str(folder)}
