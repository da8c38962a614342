"""Put a finished site on this machine's web server in one step, or take the one before back.

`python3 dev.py release --deploy FOLDER` runs it. FOLDER/current is a link that the server follows, so no visitor meets
half a site. Folders named by a digest of their contents stay for a day after the site that used them, so that a page
that is open finds its files. Standard library only: it also runs on a server alone, by python3 deploy.py SITE FOLDER.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

RELEASES: Final = "releases"
CURRENT: Final = "current"
HASHED: Final = ("assets/checker", "assets/schools")  # folders of folders, each named by a digest of its contents
CARRIED: Final = "carried.json"  # beside the releases: since when nothing but open pages uses a folder
A_DAY: Final = 24 * 60 * 60
KEPT: Final = 5  # releases, the current one among them


def deploy(site: Path, place: Path, now: float) -> Path:
    """Copy the site to a release of its own, point `current` at it and return it; no site: FileNotFoundError."""
    if not (site / "index.html").exists():
        raise FileNotFoundError(f"{site} holds no finished site")
    release = place / RELEASES / f"{next_number(place):06}"
    fresh = release.with_name(f"{release.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(site, fresh)
    _carry(place, fresh, now)
    fresh.rename(release)
    _point(place, release)
    for old in releases(place)[:-KEPT]:
        shutil.rmtree(old)
    return release


def roll_back(place: Path, now: float) -> Path:
    """Point `current` at the release before it, and return that. Raises FileNotFoundError where there is none."""
    current = (place / CURRENT).resolve()
    earlier = [release for release in releases(place) if release.name < current.name]
    if not earlier:
        raise FileNotFoundError(f"{place} holds no release before {current.name}")
    _carry(place, earlier[-1], now)
    _point(place, earlier[-1])
    return earlier[-1]


def releases(place: Path) -> list[Path]:
    """List the releases that are whole, the oldest first."""
    return sorted(path for path in (place / RELEASES).glob("*") if path.name.isdigit())


def next_number(place: Path) -> int:
    return max((int(release.name) for release in releases(place)), default=0) + 1


def _carry(place: Path, fresh: Path, now: float) -> None:
    """Bring the former release's hashed folders along, unless they have been carried for a day."""
    former = (place / CURRENT).resolve()
    noted = place / CARRIED
    since: dict[str, float] = json.loads(noted.read_text("utf-8")) if noted.exists() else {}
    carried = {}
    for name in _hashed(former):
        began = since.get(name, now)
        if not (fresh / name).exists() and now - began < A_DAY:
            shutil.copytree(former / name, fresh / name)
            carried[name] = began
    noted.write_text(json.dumps(carried), "utf-8")


def _hashed(site: Path) -> Iterator[str]:
    for room in HASHED:
        yield from sorted(f"{room}/{path.name}" for path in (site / room).glob("*") if path.is_dir())


def _point(place: Path, release: Path) -> None:
    """Change the link in one step."""
    link = place / f"{CURRENT}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(release, place), target_is_directory=True)
    link.replace(place / CURRENT)


def main(words: list[str]) -> int:
    """Deploy SITE to FOLDER, or roll FOLDER back: deploy.py SITE FOLDER, deploy.py --roll-back FOLDER."""
    first, folder = words
    try:
        work = roll_back if first == "--roll-back" else partial(deploy, Path(first))
        release = work(Path(folder), time.time())
    except OSError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{folder}/{CURRENT} is release {int(release.name)}.")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("python3 deploy.py SITE FOLDER, or python3 deploy.py --roll-back FOLDER")
    sys.exit(main(sys.argv[1:]))
