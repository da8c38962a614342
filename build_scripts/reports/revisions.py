"""What editors write at two moments: as it lies here, and as it was at a revision. Neither touches the work tree."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tarfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eligibility import json_api
from eligibility.sentences import Rule

from build_scripts.content.rule import rule_in_force
from build_scripts.pages import page_context, site, static_files

COMPARED_PATHS = ("content", "docs", page_context.FORM, page_context.TRUST)


class UnknownRevision(Exception):
    """The name given is none that Git knows; the text says so."""


@dataclass(frozen=True)
class Revision:
    """A copy of the written files. Today's programs read it, also where it was once read by earlier ones."""

    name: str
    root: Path

    @cache  # noqa: B019 a state lives as long as its report
    def site(self, day: date) -> site.Site:
        """Raises ContentError where today's programs cannot read it."""
        return site.make_site(self.root, day)

    @cache  # noqa: B019
    def rule(self, day: date) -> Rule:
        return json_api.load_rule(rule_in_force(self.root, day).to_rule_json())

    @cached_property
    def words(self) -> dict[str, Any]:
        """Every sentence of the checker and its page, as it is written."""
        return tomllib.loads((self.root / "content/wording.toml").read_text("utf-8"))

    @cached_property
    def first_days(self) -> list[date]:
        """On which each edition of the criteria begins."""
        return sorted(date.fromisoformat(path.stem) for path in (self.root / "content/criteria").glob("*.toml"))


@contextmanager
def compare_revisions(root: Path, revision: str) -> Iterator[tuple[Revision, Revision]]:
    """As it was at the revision, and as it lies here. Raises UnknownRevision."""
    with TemporaryDirectory() as made:
        before, now = Path(made, "before"), Path(made, "now")
        _unpack(root, revision, before)
        for part in COMPARED_PATHS:
            copy = shutil.copytree if (root / part).is_dir() else _copy_file
            copy(root / part, now / part)
        for state in (before, now):
            _stub_checker(state)
        yield Revision(revision, before), Revision("here", now)


def _unpack(root: Path, revision: str, into: Path) -> None:
    command = ["git", "-C", str(root), "archive", "--format=tar", f"{revision}^{{tree}}"]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise UnknownRevision(
            f"Git knows no revision called {revision}; name a branch, a tag or a commit, such as main"
        )
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        wanted = [file for file in archive.getmembers() if file.name.startswith(COMPARED_PATHS)]
        archive.extractall(into, wanted, filter="data")


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _stub_checker(root: Path) -> None:
    """The pages name the folder of the checker's programs; here it is the same for both states, and empty."""
    (root / static_files.CHECKER / "programs").mkdir(parents=True)
    (root / static_files.CHECKER / "current.json").write_text(json.dumps({"folder": "programs"}), "utf-8")
