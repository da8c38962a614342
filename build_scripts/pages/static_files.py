"""Find what the site serves beside its pages: the fonts, the checker's folder, and the data of schools."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from eligibility import json_api

from build_scripts.content.files.text_files import read_text
from build_scripts.content.rule import RuleInForce
from build_scripts.problems import ContentError, Problem
from build_scripts.schools.published import snapshot
from build_scripts.schools.published.browser_files import BrowserFiles, build_browser_files
from build_scripts.settings import setting

FONTS = "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files"
CHECKER = "build/checker"
SCHOOLS = "build/schools"
STYLES = "docs/styles"
# In this order, since a later sheet may override an earlier one.
STYLE_SHEETS = ("colours", "type", "frame", "pages", "pictures", "print")
DATA_MISMATCH = (
    "is of another edition of this program or of the rule: no school finder. Make it anew with python3 dev.py data"
)


@dataclass(frozen=True)
class CheckerFiles:
    """The folder of everything that the checker's pages load, and its address in the site."""

    address: str
    folder: Path


@dataclass(frozen=True)
class SchoolFiles:
    """The data of schools, and its address in the site."""

    address: str
    made: BrowserFiles


def checker_files(root: Path) -> CheckerFiles:
    """Find what the browser runs. Raises ContentError where the checker has not been built."""
    named = root / CHECKER / "current.json"
    if not named.exists():
        raise ContentError([Problem(CHECKER, 1, "the checker has not been built", "run python3 dev.py build")])
    folder = json.loads(named.read_text("utf-8"))["folder"]
    return CheckerFiles(f"assets/checker/{folder}/", root / CHECKER / folder)


def school_files(root: Path, rule: RuleInForce | None) -> SchoolFiles | None:
    """Make the data of schools for the browser, where it is not there yet.

    Returns None without a snapshot of open data, and where there is no rule. A snapshot made for another rule is left
    out too, with a line that says so.
    """
    other = setting("DATA")
    data, built = (Path(other), Path(other) / "built") if other else (root / "data", root / SCHOOLS)
    made = build_browser_files(data, built, json_api.load_rule(rule.to_rule_json())) if rule else None
    if rule and not made and (data / snapshot.FILE_NAME).exists():
        print(f"- {data.name}/{snapshot.FILE_NAME} {DATA_MISMATCH}", file=sys.stderr)
    return SchoolFiles(f"assets/schools/{made.folder.name}/", made) if made else None


def static_files(root: Path, checker: CheckerFiles, schools: SchoolFiles | None) -> dict[str, Path]:
    """Return every file to serve as it is, by its address."""
    found = {f"assets/fonts/{path.name}": path for path in (root / FONTS).glob("*-normal.woff2")}
    for path in checker.folder.rglob("*"):
        if path.is_file():
            found[f"{checker.address}{path.relative_to(checker.folder).as_posix()}"] = path
    if schools:
        found |= {f"{schools.address}{path.name}": path for path in schools.made.folder.iterdir()}
    return found


def style_sheet(root: Path) -> str:
    """Join the style sheets: a browser shows nothing until it has each of them, so one file is faster than six."""
    return "\n".join(read_text(root / STYLES / f"{name}.css") for name in STYLE_SHEETS)
