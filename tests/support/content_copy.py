"""Copy what editors write, with fixed dates, so that no review of the true content changes a test."""

import re
import shutil
from datetime import date
from pathlib import Path

from build_scripts.pages.site import make_site
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError

# Everything was last reviewed on the first of these days, and must be again by the second.
REVIEWED, REVIEW_BY = date(2026, 11, 21), date(2027, 5, 21)
DATES = {
    **dict.fromkeys(("last_reviewed", "checked", "decided_on"), str(REVIEWED)),
    "review_by": str(REVIEW_BY),
    "review_in": "6 months",
}


def copy_unchanged(root: Path) -> Path:
    """Copy everything that the pages are made from as it is, with an empty checker."""
    for folder in ("content", "docs", "checker/browser"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "build/checker/empty").mkdir(parents=True)
    (root / "build/checker/current.json").write_text('{"folder": "empty"}', "utf-8")
    return root


def copy_content(root: Path) -> Path:
    """Copy everything that the pages are made from, with the fixed dates."""
    copy_unchanged(root)
    for path in [*(root / "content").rglob("*.md"), *(root / "content").rglob("*.toml")]:
        text = path.read_text("utf-8")
        for name, value in DATES.items():
            text = re.sub(rf'\b({name}\s*[:=]\s*)("[^"]*"|[\d-]+(?: months)?)', rf"\g<1>{value}", text)
        path.write_text(text, "utf-8")
    return root


def problems_of(root: Path) -> list[str]:
    """Return what an editor is told of the content there, on the day it was last reviewed."""
    try:
        make_site(root, REVIEWED)
    except ContentError as error:
        return [str(problem) for problem in error.problems]
    return []
