"""Build the last commit twice, as two people would on two days, and compare every byte.

    python3 dev.py release --reproduce

Each build has a clone, in a folder of another name, with tools of its own; another time zone, language, file mode and
seed of Python's hashes; and the second is built for the next day. Prints a digest of each and what differs; exits with
1 where anything does.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from build_scripts import git
from build_scripts.build_date import today
from build_scripts.hashing import sha256
from build_scripts.paths import ROOT, name_of
from build_scripts.problems import BuildError, exit_code
from build_scripts.security.hosting import HASHED_FOLDER

COMPARED = ("site", "build/wheel", "build/hosting", "build/release")
HASHED = re.compile(HASHED_FOLDER)  # a folder is named by what differs, so its files are compared under one name
CALLERS_VARIABLES = ("SOURCE_DATE_EPOCH", "VIRTUAL_ENV", "TODAY")  # set by whoever runs this, not by the commit


class Surroundings(NamedTuple):
    """Where and how a build is run: the name of its folder, its environment, umask, and days after today."""

    name: str
    environment: dict[str, str]
    umask: str
    days: int


BUILDS = (
    Surroundings(
        "here",
        {"TZ": "Pacific/Kiritimati", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1"},
        umask="022",
        days=0,
    ),
    Surroundings(
        "elsewhere, in a much longer place",
        {"TZ": "America/Los_Angeles", "LANG": "C", "PYTHONHASHSEED": "2"},
        umask="077",
        days=1,
    ),
)


def build(place: Path, surroundings: Surroundings) -> dict[str, str]:
    """Build a clone, and return the digest of every file that it makes, by name."""
    env = {name: value for name, value in os.environ.items() if name not in CALLERS_VARIABLES}
    env |= surroundings.environment
    day = (today() + timedelta(surroundings.days)).isoformat()
    script = f'umask {surroundings.umask}; exec "$0" dev.py build --today {day}'
    done = subprocess.run(["sh", "-c", script, sys.executable], cwd=place, env=env, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"The build in {place} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    found = (path for folder in COMPARED for path in (place / folder).rglob("*") if path.is_file())
    files = {name_of(place, path): path for path in found if not path.name.startswith(".done-")}
    return {name: sha256(path.read_bytes()) for name, path in sorted(files.items())}


def differences(first: dict[str, str], second: dict[str, str]) -> list[str]:
    """Return the names of the files whose bytes differ, given the digests of two builds by name."""
    one, other = ({HASHED.sub("/…/", name): digest for name, digest in build.items()} for build in (first, second))
    differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    return differing or sorted(first.keys() ^ second.keys())


def main() -> int:
    """Build twice and compare; return 1 where the builds differ."""
    if git.has_uncommitted_changes(ROOT):
        print("Some changes are not committed; what is built is the last commit.")
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for surroundings in BUILDS:
            place = Path(folder) / surroundings.name
            commit = git.clone(ROOT, place)
            digests = build(place, surroundings)
            whole = sha256("\n".join(f"{name} {digest}" for name, digest in digests.items()).encode())
            day = "a day later" if surroundings.days else "today"
            print(f"{commit}, {surroundings.name}, {day}: {len(digests)} files, {whole}", flush=True)
            made.append(digests)
    differing = differences(*made)
    for name in differing:
        print(f"{name}: not the same bytes")
    print("Not the same." if differing else "The same bytes, every one.")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
