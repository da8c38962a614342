"""Make data/postcodes from a folder of official files: the file that turns pupils' postcodes into a school's figure."""

from __future__ import annotations

from pathlib import Path

from eligibility.data.directory import Home

from build_scripts.problems import count
from build_scripts.schools.official.catalogue import Dataset
from build_scripts.schools.official.postcode_directory import (
    Postcodes,
    Release,
    areas_of,
    find_release,
    read_postcodes,
)
from build_scripts.schools.official.row_accounts import FileAccount
from build_scripts.schools.official.tables import read_table
from build_scripts.schools.published.postcode_file import NAME, differences, postcode_file


def read_directory(folder: Path, deprivation: Dataset, directory: Dataset) -> tuple[Release, Postcodes] | None:
    """Read the newest release of postcodes and their areas' IDACI; None where one of the two is not in the folder."""
    release, path = find_release(folder), deprivation.find(folder)
    if release is None or path is None:
        return None
    areas = areas_of(read_table(path, deprivation, FileAccount()), path.name)
    return release, read_postcodes(release, areas, directory)


def make_postcodes(release: Release, postcodes: Postcodes, indices: str, into: Path) -> str:
    """Write data/postcodes whole, so that a failed run leaves the last one; return the report."""
    data = postcode_file(release.name, indices, postcodes.homes)
    into.mkdir(parents=True, exist_ok=True)
    fresh = into / f"{NAME}.new"
    fresh.write_bytes(data)
    fresh.replace(into / NAME)
    return report(release, postcodes, len(data))


def check_postcodes(homes: dict[str, Home], data: bytes) -> str:
    """Look up every postcode in the file; say how many it does not know as the release does. "" if there are none."""
    wrong = [*differences(data, homes)]
    return f"{len(wrong):,} of {len(homes):,} postcodes differ, such as {wrong[0]}" if wrong else ""


def report(release: Release, postcodes: Postcodes, size: int) -> str:
    """Say what became of each row."""
    homes = postcodes.homes.values()
    english = [home for home in homes if home.area]
    ended = sum(home.ended for home in english)
    lines = [
        f"POSTCODES ({release.product}, {release.name}; {count(len(release.parts), 'file')})",
        f"{postcodes.rows:>11,} rows, {len(homes):,} used",
        f"{len(english) - ended:>11,} in England, in use",
        f"{ended:>11,} in England, ended",
        f"{len(homes) - len(english):>11,} in Wales or Scotland",
        *(f"{count:>11,} not used: {why}" for why, count in postcodes.left_out.most_common()),
        f"{size:>11,} bytes",
    ]
    return "\n".join(lines)
