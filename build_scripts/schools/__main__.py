"""python3 dev.py data --from DIR, or --download: makes data/schools.json, data/report.txt and data/unused.csv."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from build_scripts.content.rule import rule_in_force
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError
from build_scripts.schools.official.catalogue import read_catalogue
from build_scripts.schools.official.download import download
from build_scripts.schools.pipeline import Target, run_pipeline

DATA = ROOT / "data"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python3 dev.py data", description="Makes the finder's data from official files."
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--from", dest="folder", type=Path, metavar="DIR", help="read the files in this folder, plain or gzipped"
    )
    where.add_argument(
        "--download", action="store_true", help="fetch the files into data/downloads/, then read them there"
    )
    parser.add_argument(
        "--keep", action="store_true", help="write the formula and its accuracy into content/estimate.toml"
    )
    chosen = parser.parse_args()
    catalogue = read_catalogue()
    try:
        criteria = rule_in_force(ROOT, date.today()).criteria
        folder = DATA / "downloads" if chosen.download else chosen.folder
        if chosen.download:
            download(catalogue, folder, date.today())
        elif not folder.is_dir():
            print(f"{folder} is not a folder. Name the folder that holds the official files.", file=sys.stderr)
            return 1
        wanted = Target(criteria.measure, criteria.release, ROOT / "content" / "estimate.toml", chosen.keep)
        print(run_pipeline(folder, DATA, catalogue, wanted))
    except ContentError as error:
        print(error, file=sys.stderr)
        print("The data in data/ is as it was.", file=sys.stderr)
        return 1
    print("The snapshot is data/schools.json. Every row that is not used is in data/unused.csv.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
