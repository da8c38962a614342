"""Find what the site serves beside its pages: the fonts, the checker's folder, the data of schools and of postcodes."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from eligibility import json_api
from eligibility.data.directory import Directory, DirectoryError

from build_scripts.compress import compress_folder
from build_scripts.content.files.text_files import read_text
from build_scripts.content.rule import RuleInForce
from build_scripts.hashing import HashedFolder, current_folder, make_folder, sha256
from build_scripts.problems import ContentError, Problem
from build_scripts.schools.published import postcode_file as directory_file
from build_scripts.schools.published import snapshot
from build_scripts.schools.published.browser_files import BrowserFiles, build_browser_files
from build_scripts.settings import setting

FONTS = "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files"
CHECKER = "build/checker"
SCHOOLS = "build/schools"
POSTCODES = "build/postcodes"
THEME_STYLES = Path(str(files("material"))) / "templates/assets/stylesheets"
# What every page is styled with, in this order, since a later sheet may override an earlier one: the theme's sheets,
# the site's, and those of the form and the answer. What one page alone has stays beside it.
THEME_STYLE_SHEETS = ("main", "palette")
STYLE_SHEETS = (
    *(f"docs/styles/{name}.css" for name in ("colours", "type", "frame", "pages", "pictures", "print")),
    *(f"checker/browser/{name}.css" for name in ("shared/checker", "shared/answer", "finder/finder")),
)
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
DATA_MISMATCH = (
    "is of another edition of this program or of the rule: no school finder. Make it anew with python3 dev.py data"
)
POSTCODES_MISMATCH = (
    "is damaged, or of another release than the rule: no figures from postcodes. Make it anew with python3 dev.py data"
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


@dataclass(frozen=True)
class PostcodeFile:
    """The one file of postcodes, with the month of its directory, and where it is in the site."""

    folder: str
    name: str
    month: str
    made: HashedFolder

    @property
    def address(self) -> str:
        return self.folder + self.name

    @property
    def digest(self) -> str:
        return self.made.integrity(self.name)

    @property
    def review_by(self) -> date | None:
        return directory_file.review_by(self.month)


def checker_files(root: Path) -> CheckerFiles:
    """Find what the browser runs. Raises ContentError where the checker has not been built."""
    made = current_folder(root / CHECKER)
    if made is None:
        raise ContentError([Problem(CHECKER, 1, "the checker has not been built", "run python3 dev.py build")])
    return CheckerFiles(f"assets/checker/{made.path.name}/", made.path)


def school_files(root: Path, rule: RuleInForce | None) -> SchoolFiles | None:
    """Make the data of schools for the browser, where it is not there yet.

    Returns None without a snapshot of open data, and where there is no rule. A snapshot made for another rule is left
    out too, with a line that says so.
    """
    data, built = _data_folders(root, SCHOOLS)
    made = build_browser_files(data, built, json_api.load_rule(rule.to_rule_json())) if rule else None
    if rule and not made and (data / snapshot.FILE_NAME).exists():
        print(f"- {data.name}/{snapshot.FILE_NAME} {DATA_MISMATCH}", file=sys.stderr)
    return SchoolFiles(f"assets/schools/{made.folder.name}/", made) if made else None


def postcode_file(root: Path, rule: RuleInForce | None) -> PostcodeFile | None:
    """Put the file of postcodes where the browser gets it.

    Returns None without one, and where there is no rule. One made with another release than the rule's is left out too,
    with a line that says so.
    """
    data, built = _data_folders(root, POSTCODES)
    source = data / directory_file.NAME
    if rule is None or not source.exists():
        return None
    bytes_ = source.read_bytes()
    try:
        directory = Directory(bytes_)
    except DirectoryError:
        directory = None
    if directory is None or directory.release != rule.criteria.release:
        print(f"- {data.name}/{source.name} {POSTCODES_MISMATCH}", file=sys.stderr)
        return None
    name = f"{directory_file.NAME}.bin"
    made = make_folder(built, sha256(bytes_), lambda folder: (folder / name).write_bytes(bytes_), compress_folder)
    return PostcodeFile(f"assets/postcodes/{made.path.name}/", name, directory.month, made)


def _data_folders(root: Path, built: str) -> tuple[Path, Path]:
    """Return the folder with the data, and the one for what the build makes of it."""
    other = setting("DATA")
    return (Path(other), Path(other, "built", Path(built).name)) if other else (root / "data", root / built)


def static_files(
    root: Path, checker: CheckerFiles, schools: SchoolFiles | None, postcodes: PostcodeFile | None
) -> dict[str, Path]:
    """Return every file to serve as it is, by its address."""
    found = {f"assets/fonts/{path.name}": path for path in (root / FONTS).glob("*-normal.woff2")}
    for path in checker.folder.rglob("*"):
        if path.is_file():
            found[f"{checker.address}{path.relative_to(checker.folder).as_posix()}"] = path
    if schools:
        found |= {f"{schools.address}{path.name}": path for path in schools.made.folder.iterdir()}
    if postcodes:
        found |= {f"{postcodes.folder}{path.name}": path for path in postcodes.made.path.iterdir()}
    return found


def style_sheet(root: Path) -> tuple[str, str]:
    """Join the style sheets that every page has, and return the address of the one made of them, and its text.

    A browser shows nothing until it has each of them, so one file is faster than eleven. It is named by its contents,
    so that hosts let browsers keep it.
    """
    of_theme = [next(THEME_STYLES.glob(f"{name}.*.min.css")).read_text("utf-8") for name in THEME_STYLE_SHEETS]
    joined = COMMENT.sub("", "\n".join([*of_theme, *(read_text(root / name) for name in STYLE_SHEETS)]))
    return f"assets/site.{sha256(joined.encode())[:8]}.min.css", joined
