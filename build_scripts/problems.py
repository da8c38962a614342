"""Describe what is wrong in a file that people write, and where: `file:line: what is wrong; the right form`.

Checks collect problems instead of stopping at the first, so that an editor sees all of them at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    file: str
    line: int
    message: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" + (f"; {self.fix}" if self.fix else "")


class ContentError(Exception):
    """All problems of all files, for the one place that shows them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def suggest(name: str, names: Iterable[str]) -> str:
    """The name that was probably meant, or ""."""
    return next(iter(difflib.get_close_matches(name, list(names), n=1, cutoff=0.7)), "")
