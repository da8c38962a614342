"""What the site serves beside its pages: the fonts, the checker's folder, and the data of schools, where it is."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from eligibility import json_api

from build_scripts.content.rule import RuleInForce
from build_scripts.problems import ContentError, Problem
from build_scripts.schools.published import snapshot
from build_scripts.schools.published.browser_files import BrowserFiles, build_browser_files
from build_scripts.settings import setting

FONTS = "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files"
CHECKER = "build/checker"
SCHOOLS = "build/schools"
STYLES = "docs/styles"
STYLE_SHEETS = (
    "colours",
    "type",
    "frame",
    "pages",
    "pictures",
    "print",
)  # a later one may set aside what an earlier says
DATA_MISMATCH = (
    "is of another edition of this program or of the rule: no school finder. Make it anew with python3 dev.py data"
)


@dataclass(frozen=True)
class SchoolFiles:
    """The data of schools: its address in the site, and the digests that the page checks."""

    address: str
    made: BrowserFiles


def checker_address(root: Path) -> str:
    """The address of the folder that holds everything the checker's page loads."""
    named = root / CHECKER / "current.json"
    if not named.exists():
        raise ContentError([Problem(CHECKER, 1, "the checker has not been built", "run python3 dev.py build")])
    return f"assets/checker/{json.loads(named.read_text('utf-8'))['folder']}/"


def school_files(root: Path, rule: RuleInForce | None) -> SchoolFiles | None:
    """None without a snapshot of open data, and where the rule itself is at fault."""
    other = setting("DATA")
    data, built = (Path(other), Path(other) / "built") if other else (root / "data", root / SCHOOLS)
    made = build_browser_files(data, built, json_api.load_rule(rule.to_rule_json())) if rule else None
    if rule and not made and (data / snapshot.FILE_NAME).exists():
        print(f"- {data.name}/{snapshot.FILE_NAME} {DATA_MISMATCH}", file=sys.stderr)
    return SchoolFiles(f"assets/schools/{made.folder.name}/", made) if made else None


def static_files(root: Path, checker: str, schools: SchoolFiles | None) -> dict[str, Path]:
    """Every file by its address."""
    found = {f"assets/fonts/{path.name}": path for path in (root / FONTS).glob("*-normal.woff2")}
    programs = root / CHECKER / Path(checker).name
    found |= {
        f"{checker}{path.relative_to(programs).as_posix()}": path for path in programs.rglob("*") if path.is_file()
    }
    if schools:
        found |= {f"{schools.address}{path.name}": path for path in schools.made.folder.iterdir()}
    return found


def style_sheet(root: Path) -> str:
    """One file, as each would have to be waited for before anything is shown."""
    return "\n".join((root / STYLES / f"{name}.css").read_text("utf-8") for name in STYLE_SHEETS)
