"""Make the data of schools and of postcodes in data/: python3 dev.py data --from DIR, or --download.

data/schools.json, report.txt and unused.csv are made from the files of schools, data/postcodes from a directory of
postcodes. What a folder has no files for stays as it is. --renew fetches what is newer and says in data/renewed.md what
came; without an option, the command says how old each file is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from build_scripts import build_date
from build_scripts.content.rule import rule_in_force
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError
from build_scripts.schools.official.catalogue import Dataset, read_catalogue, read_directory_dataset
from build_scripts.schools.official.download import download
from build_scripts.schools.official.postcode_directory import Postcodes, Release
from build_scripts.schools.pipeline import Target, run_pipeline
from build_scripts.schools.postcodes import check_postcodes, make_postcodes, read_directory
from build_scripts.schools.published import postcode_file
from build_scripts.schools.renew import DOWNLOADS, FETCHED, FORMER, SUMMARY, renew, restore, status

DATA = ROOT / "data"


def main() -> int:
    """Do what is asked; return 1 where somebody should look at what is said."""
    parser = argparse.ArgumentParser(
        prog="python3 dev.py data", description="Makes the finder's data from official files."
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--from", dest="folder", type=Path, metavar="DIR", help="read the files in this folder, plain or gzipped"
    )
    where.add_argument(
        "--download", action="store_true", help="fetch the files into data/downloads/, then read them there"
    )
    where.add_argument(
        "--renew", action="store_true", help="fetch what is newer; the last good file stays where that fails"
    )
    where.add_argument("--restore", action="store_true", help="take back the snapshot before the last --renew")
    parser.add_argument(
        "--keep", action="store_true", help="write the formula and its accuracy into content/estimate.toml"
    )
    parser.add_argument(
        "--check-postcodes",
        action="store_true",
        help="make nothing: look up every postcode of the directory in data/postcodes, and compare",
    )
    chosen = parser.parse_args()
    catalogue, directory, today = read_catalogue(), read_directory_dataset(), build_date.today()
    everything = {**catalogue, directory.key: directory}
    folder = chosen.folder or DATA / DOWNLOADS
    if chosen.restore:
        return _restore()
    if not (chosen.folder or chosen.download or chosen.renew):
        print(*status(everything, DATA, today), sep="\n")
        return 0
    try:
        if chosen.download:
            download(everything, folder, today)
        elif chosen.folder and not folder.is_dir():
            print(f"{folder} is not a folder. Name the folder that holds the official files.", file=sys.stderr)
            return 1
        if chosen.check_postcodes:
            return _check(read_directory(folder, catalogue["deprivation"], directory))
        if chosen.renew:
            return _renew(everything, today, lambda: _make(folder, catalogue, directory, chosen.keep, today))
        _make(folder, catalogue, directory, chosen.keep, today)
    except ContentError as error:
        print(error, file=sys.stderr)
        print("The data in data/ is as it was.", file=sys.stderr)
        return 1
    print("The snapshot is data/schools.json. Every row that is not used is in data/unused.csv.")
    return 0


def _make(folder: Path, catalogue: dict[str, Dataset], directory: Dataset, keep: bool, today: date) -> None:
    """Make all that a folder has files for, and print the reports."""
    criteria = rule_in_force(ROOT, today).criteria
    found = read_directory(folder, catalogue["deprivation"], directory)
    wanted = Target(criteria.measure, criteria.release, ROOT / "content" / "estimate.toml", keep)
    print(run_pipeline(folder, DATA, catalogue, wanted))
    if found:
        print(make_postcodes(*found, wanted.release, DATA), end="\n\n")
    else:
        print(f"{directory.title}: absent. {directory.without}", end="\n\n")


def _check(found: tuple[Release, Postcodes] | None) -> int:
    file = DATA / postcode_file.NAME
    if found is None or not file.exists():
        missing = file if found else "a directory of postcodes with the deprivation of its areas"
        print(f"There is nothing to compare: {missing} is not there.", file=sys.stderr)
        return 1
    wrong = check_postcodes(found[1].homes, file.read_bytes())
    print(wrong or f"All {len(found[1].homes):,} postcodes are found in {file.name} with the right area.")
    return int(bool(wrong))


def _renew(catalogue: dict[str, Dataset], today: date, make: Callable[[], None]) -> int:
    """Return 1 where somebody should look; the data is good all the same."""
    outcomes = renew(catalogue, DATA, today, make)
    print((DATA / SUMMARY).read_text("utf-8"), end="")
    return int(any(outcome.trouble for outcome in outcomes))


def _restore() -> int:
    if not (DATA / FORMER / FETCHED).exists():
        print("There is no former snapshot: data was not renewed here.", file=sys.stderr)
        return 1
    restore(DATA)
    print("The snapshot in data/ is the one before the last renewal.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
