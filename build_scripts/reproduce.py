"""Builds the last commit twice, as two people would on two days, and compares every byte: python3 dev.py reproduce

Each build has a clone of its own, in a folder of another name, with its own tools; a time zone, language, file mode and
seed of Python's hashes of its own; and the second runs a day later. Where the library faketime is there, its clock says
so too, else only the day that the build is told. Prints a digest of each, and what differs. Exit 1 if anything does.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from build_scripts.day import today
from build_scripts.headers import HASHED_FOLDER

ROOT = Path(__file__).resolve().parent.parent
CLOCKS = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/local/lib/faketime/libfaketimeMT.so.1")
COMPARED = ("site", "build/wheel", "build/hosting", "build/release")
PLACES = (
    ("here", {"TZ": "Pacific/Kiritimati", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1"}, "022", 0),
    ("elsewhere, in a much longer place", {"TZ": "America/Los_Angeles", "LANG": "C", "PYTHONHASHSEED": "2"}, "077", 1),
)
HASHED = re.compile(HASHED_FOLDER)  # a folder is named by what differs, so its files are compared under one name
# Set by whoever runs this, and not of the commit.
NOT_OURS = ("SOURCE_DATE_EPOCH", "VIRTUAL_ENV", "TODAY")


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def build(place: Path, environment: dict[str, str], umask: str, days: int) -> dict[str, str]:
    """The digest of every file that a clone's build makes, by its name."""
    env = {name: value for name, value in os.environ.items() if name not in NOT_OURS} | environment
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(place)], check=True)
    subprocess.run(
        ["git", "-c", "advice.detachedHead=false", "checkout", "--quiet", git("rev-parse", "HEAD")],
        cwd=place,
        check=True,
    )
    day = (today() + timedelta(days)).isoformat()
    # First with the true clock, since certificates are of today; then all that is built is built anew with the other.
    for clock in ({}, fake_clock(days)) if fake_clock(days) else ({},):
        script = f'umask {umask}; rm -rf site build; exec "$0" dev.py site --today {day}'
        done = subprocess.run(
            ["sh", "-c", script, sys.executable], cwd=place, env=env | clock, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(f"The build in {place} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    found = (path for folder in COMPARED for path in (place / folder).rglob("*") if path.is_file())
    files = {path.relative_to(place).as_posix(): path for path in found if not path.name.startswith(".done-")}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())}


def fake_clock(days: int) -> dict[str, str]:
    libraries = [str(path) for pattern in CLOCKS for path in Path("/").glob(pattern.lstrip("/"))]
    if not days or not libraries:
        return {}
    return {"LD_PRELOAD": libraries[0], "FAKETIME": f"+{days}d", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def main() -> int:
    if git("status", "--porcelain"):
        print("Some changes are not committed; what is built is the last commit.")
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for name, environment, umask, days in PLACES:
            digests = build(Path(folder) / name, environment, umask, days)
            whole = hashlib.sha256("\n".join(f"{n} {d}" for n, d in digests.items()).encode()).hexdigest()
            clock = "its clock a day ahead" if fake_clock(days) else "its clock as it is"
            print(f"{git('rev-parse', '--short', 'HEAD')}, {name}, {clock}: {len(digests)} files, {whole}", flush=True)
            made.append(digests)
    first, second = ({HASHED.sub("/…/", name): digest for name, digest in digests.items()} for digests in made)
    different = sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
    if made[0].keys() != made[1].keys() and not different:
        different = sorted(made[0].keys() ^ made[1].keys())
    print(*(f"{name}: not the same bytes" for name in different), sep="\n", end="\n" if different else "")
    print("Not the same." if different else "The same bytes, every one.")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
