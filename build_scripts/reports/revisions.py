"""Read the content as it lies here and as it was at a revision. Neither touches the work tree."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eligibility import json_api
from eligibility.words.sentences import Rule

from build_scripts import git
from build_scripts.build_date import is_day
from build_scripts.content.files.source_files import read_toml
from build_scripts.content.kinds import WORDING
from build_scripts.content.rule import rule_in_force
from build_scripts.pages.site import Site, make_site
from build_scripts.pages.static_files import CHECKER

COMPARED_FOLDERS = ("content", "docs")
PARTS = "checker/browser"  # what pages are made of there is compared too; it lies beside the scripts
PART_SUFFIXES = (".html", ".css")


class UnknownRevision(git.GitError):
    """Git knows no revision of this name."""


class Revision:
    """The content as it was at a revision. It is read by today's code, whatever the revision.

    What was read for a day is kept, since several parts of a report ask for it.
    """

    def __init__(self, name: str, root: Path) -> None:
        self.name = name
        self._root = root
        self._sites: dict[date, Site] = {}
        self._rules: dict[date, Rule] = {}

    def site(self, day: date) -> Site:
        """Return the site of a day. Raises ContentError where today's code finds a problem in the content."""
        if day not in self._sites:
            self._sites[day] = make_site(self._root, day)
        return self._sites[day]

    def rule(self, day: date) -> Rule:
        """Return the rule in force on a day. Raises ContentError as `site` does."""
        if day not in self._rules:
            self._rules[day] = json_api.load_rule(rule_in_force(self._root, day).to_rule_json())
        return self._rules[day]

    def wording(self) -> Mapping[str, Any]:
        """Return every sentence of the checker and of the pages around it, with its braces not filled in."""
        return read_toml(self._root / WORDING, self._root).data

    def first_days(self) -> list[date]:
        """Return the first day of each edition of the criteria; a file named otherwise is reported elsewhere."""
        names = [path.stem for path in (self._root / "content/criteria").glob("*.toml")]
        return sorted(date.fromisoformat(name) for name in names if is_day(name))


@contextmanager
def compare_revisions(root: Path, revision: str) -> Iterator[tuple[Revision, Revision]]:
    """Give the content as it was at a revision and as it lies here. Raises UnknownRevision."""
    with TemporaryDirectory() as made:
        before, now = Path(made, "before"), Path(made, "now")
        for folder in COMPARED_FOLDERS:
            shutil.copytree(root / folder, now / folder)
        _copy_parts(root, now)
        _unpack(root, revision, before)
        _copy_parts(root, before)  # those that the revision is older than
        for copy in (before, now):
            _stub_checker(copy)
        yield Revision(revision, before), Revision("here", now)


def _unpack(root: Path, revision: str, target: Path) -> None:
    try:
        archive = git.run(root, "archive", "--format=tar", f"{revision}^{{tree}}")
    except git.GitError:
        reason = f"Git knows no revision called {revision}; name a branch, a tag or a commit, such as main"
        raise UnknownRevision(reason) from None
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(target, [file for file in tar.getmembers() if _is_compared(file.name)], filter="data")


def _is_compared(file: str) -> bool:
    return file.startswith(COMPARED_FOLDERS) or (file.startswith(PARTS) and file.endswith(PART_SUFFIXES))


def _copy_parts(source: Path, target: Path) -> None:
    """Copy the HTML and the styles beside the browser's scripts, but no file that is there already."""
    for path in (source / PARTS).rglob("*.*"):
        copy = target / path.relative_to(source)
        if path.suffix in PART_SUFFIXES and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def _stub_checker(root: Path) -> None:
    """Make an empty folder of the checker's programs, since pages name it. It is the same for both revisions."""
    (root / CHECKER / "programs").mkdir(parents=True)
    (root / CHECKER / "current.json").write_text(json.dumps({"folder": "programs"}), "utf-8")
