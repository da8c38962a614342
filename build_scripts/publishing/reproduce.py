"""Build the last commit twice, as two people would on two days, and compare every byte.

    python3 dev.py release --reproduce

Each build has a clone of its own, in a folder of another name, with its own tools; a time zone, language, file mode and
seed of Python's hashes of its own; and the second is told that it is a day later. Prints a digest of each, and what
differs. Exit 1 if anything does.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from build_scripts import git
from build_scripts.build_date import today
from build_scripts.hashing import sha256
from build_scripts.paths import ROOT
from build_scripts.problems import BuildError, exit_code
from build_scripts.security.hosting import HASHED_FOLDER

COMPARED = ("site", "build/wheel", "build/hosting", "build/release")
SURROUNDINGS = (
    ("here", {"TZ": "Pacific/Kiritimati", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1"}, "022", 0),
    ("elsewhere, in a much longer place", {"TZ": "America/Los_Angeles", "LANG": "C", "PYTHONHASHSEED": "2"}, "077", 1),
)
HASHED = re.compile(HASHED_FOLDER)  # a folder is named by what differs, so its files are compared under one name
# Set by whoever runs this, and not of the commit.
CALLERS_VARIABLES = ("SOURCE_DATE_EPOCH", "VIRTUAL_ENV", "TODAY")


def build(place: Path, environment: dict[str, str], umask: str, days: int) -> dict[str, str]:
    """The digest of every file that a clone's build makes, by its name."""
    env = {name: value for name, value in os.environ.items() if name not in CALLERS_VARIABLES} | environment
    day = (today() + timedelta(days)).isoformat()
    script = f'umask {umask}; exec "$0" dev.py build --today {day}'
    done = subprocess.run(["sh", "-c", script, sys.executable], cwd=place, env=env, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"The build in {place} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    found = (path for folder in COMPARED for path in (place / folder).rglob("*") if path.is_file())
    files = {path.relative_to(place).as_posix(): path for path in found if not path.name.startswith(".done-")}
    return {name: sha256(path.read_bytes()) for name, path in sorted(files.items())}


def main() -> int:
    if git.has_uncommitted_changes(ROOT):
        print("Some changes are not committed; what is built is the last commit.")
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for name, environment, umask, days in SURROUNDINGS:
            place = Path(folder) / name
            commit = git.clone(ROOT, place)
            digests = build(place, environment, umask, days)
            whole = sha256("\n".join(f"{n} {d}" for n, d in digests.items()).encode())
            day = "a day later" if days else "today"
            print(f"{commit}, {name}, {day}: {len(digests)} files, {whole}", flush=True)
            made.append(digests)
    first, second = ({HASHED.sub("/…/", name): digest for name, digest in digests.items()} for digests in made)
    different = sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
    if made[0].keys() != made[1].keys() and not different:
        different = sorted(made[0].keys() ^ made[1].keys())
    print(*(f"{name}: not the same bytes" for name in different), sep="\n", end="\n" if different else "")
    print("Not the same." if different else "The same bytes, every one.")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(exit_code(main))
