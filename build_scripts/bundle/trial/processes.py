"""Run the build's programs, which ask Python what they are given and print what it says."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from build_scripts.paths import ROOT
from build_scripts.problems import BuildError

BUNDLE = Path(__file__).parents[1]


class BundleError(BuildError):
    """Raised where what was built does not answer as the module does, so that it is not published."""


def node(script: str, *operands: object, given: Iterable[str]) -> str:
    """Return what a script, by its path in build_scripts/bundle/, prints when it is given these lines."""
    return run(["node", str(BUNDLE / script), *map(str, operands)], given)


def node_in_two(script: str, *operands: object, given: Sequence[str]) -> tuple[str, str]:
    """Return what two processes of a script print at the same time, one given the even lines and one the odd.

    Two on every machine, however many cores it has, since what a trial finds depends on which lines share a process.
    """
    with ThreadPoolExecutor() as pool:
        even, odd = pool.map(lambda lines: node(script, *operands, given=lines), (given[::2], given[1::2]))
    return even, odd


def run(command: Sequence[str], given: Iterable[str]) -> str:
    lines = "".join(f"{line}\n" for line in given)
    done = subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise BundleError(f"{' '.join(command[:2])} failed:\n{done.stderr[-2000:]}")
    return done.stdout
