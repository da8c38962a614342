"""Describe what is wrong in a file that people write, and define the error behind every refusal of a build.

    BuildError
      ContentError      here: files of content/ or docs/ have problems
      SettingError      settings.py: an environment variable has a value that cannot be used
      GitError          git.py: Git is missing, or refuses what is asked
        UnknownRevision reports/revisions.py: the revision to compare with does not exist
      SetupError        dev/toolchain.py: a tool cannot be installed or does not run
      BundleError       bundle/trial/processes.py: what the browser runs answers otherwise than the module
      ImageError        bundle/image/memory_image.py: Pyodide's module is not built as the image needs it
      CspError          security/csp.py: pages break their own policy
      HeadersError      security/hosting.py: a host would not take the headers
      LicenceError      publishing/third_party.py: a package changed its licence
      CmsError          publishing/cms/assemble.py: the page for editors cannot be built

Its text says what is wrong and what to do. A program catches it once, in its `main` or by `exit_code`, and only there
ends itself.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass


class BuildError(Exception):
    """A reason to refuse a build, in words for whoever runs it."""


def exit_code(main: Callable[[], int | None]) -> int:
    """Run a program; where it refuses, print why and return 1."""
    try:
        return main() or 0
    except BuildError as reason:
        print(reason, file=sys.stderr)
        return 1


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in a file: the line to correct, what is wrong with it, and the right form."""

    file: str
    line: int
    message: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" + (f"; {self.fix}" if self.fix else "")


class ContentError(BuildError):
    """All problems of all files. Checks collect problems, so that an editor sees every one of them at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def suggest(name: str, names: Iterable[str]) -> str:
    """Return the name that was probably meant, or "" when none is near."""
    folded = {known.casefold(): known for known in names}
    return next((folded[near] for near in difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.7)), "")


def suggest_or_list(name: str, names: Iterable[str], what: str) -> str:
    """Return a fix for a wrong name: the nearest of the right names, or all of them, introduced as `what`."""
    known = list(names)
    near = suggest(name, known)
    return f"did you mean {near}" if near else f"{what} are {', '.join(known)}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: 1 page, 1,200 pages."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
