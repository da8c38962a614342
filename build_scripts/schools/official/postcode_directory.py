"""Read ONS's directory of postcodes: which small area of 2011 each postcode is in, with the area's IDACI.

A release is one file for the whole country or one for each postcode area, plain, gzipped or in ONS's zip.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Final, cast

import polars as pl
from eligibility.data.directory import Area, Home

from build_scripts.problems import ContentError, Problem
from build_scripts.schools.official.catalogue import Dataset

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SHORT_MONTHS: Final = [name[:3].upper() for name in MONTHS]
_FILE: Final = re.compile(
    rf"(ONSPD|NSPL)_({'|'.join(_SHORT_MONTHS)})_(20\d\d)_UK(?:_([A-Z]{{1,2}}))?\.csv(?:\.gz)?", re.I
)
_POSTCODE: Final = re.compile(r"([A-Z][A-Z0-9]{1,3})([0-9][A-Z]{2})")
_POSTCODE_COLUMNS: Final = ("pcds", "pcd", "pcd7", "pcd2", "pcd8")
_AREA_COLUMNS: Final = ("lsoa11", "lsoa11cd")
_RATE: Final = re.compile(r"0(?:\.\d+)?|1(?:\.0+)?")
# What is not kept, by the letters that begin the postcode. The terms of Northern Ireland's postcodes differ.
_LEFT_OUT: Final = {
    "BT": "in Northern Ireland, whose postcodes have terms of their own",
    **dict.fromkeys(("GY", "IM", "JE"), "in the Channel Islands or the Isle of Man"),
}


@dataclass(frozen=True)
class Part:
    """A file of a release: on the disk, or inside a zip there."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        return (self.member or self.path.name).rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Release:
    """The parts of one release, each read as one table."""

    product: str  # ONSPD or NSPL
    year: int
    month: int
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        return f"{MONTHS[self.month - 1]} {self.year}"


@dataclass
class Postcodes:
    """The postcodes of a release by name ("AB1 2CD"), and how many rows were left out, by reason."""

    homes: dict[str, Home] = field(default_factory=dict)
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def find_release(folder: Path) -> Release | None:
    """Find the newest release in a folder or below it: ONSPD before NSPL, the whole country's file before its parts."""
    found: dict[tuple[bool, int, int], dict[str, Part]] = {}
    for part in sorted(_parts(folder), key=lambda part: (part.name.endswith(".gz"), str(part.path), part.member)):
        if named := _FILE.fullmatch(part.name):
            key = (named[1].upper() == "ONSPD", int(named[3]), _SHORT_MONTHS.index(named[2].upper()) + 1)
            found.setdefault(key, {}).setdefault((named[4] or "").upper(), part)
    if not found:
        return None
    is_onspd, year, month = newest = max(found)
    parts = found[newest]
    chosen = (parts[""],) if "" in parts else tuple(parts[area] for area in sorted(parts))
    return Release("ONSPD" if is_onspd else "NSPL", year, month, chosen)


def _parts(folder: Path) -> Iterator[Part]:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix == ".zip" and re.match("ONSPD|NSPL", path.name, re.I):
            try:
                with zipfile.ZipFile(path) as archive:
                    yield from (Part(path, member) for member in archive.namelist())
            except zipfile.BadZipFile as fault:
                right = "fetch it again, or unpack it yourself and leave the CSV file in the folder"
                raise ContentError(
                    [Problem(path.name, 1, f"the zip is cut short or damaged ({fault})", right)]
                ) from None
        elif path.is_file():
            yield Part(path)


def areas_of(deprivation: pl.DataFrame, file: str) -> dict[str, Area]:
    """Take the IDACI rate and decile of each small area from the table of deprivation, exactly as published."""
    areas, problems = dict[str, Area](), list[Problem]()
    for line, code, rate, decile in deprivation.select("line", "code", "rate", "decile").iter_rows():
        if _RATE.fullmatch(rate) and decile in map(str, range(1, 11)):
            areas[code] = Area(Decimal(rate), int(decile))
        else:
            wrong = f"the rate {rate or '(none)'} or the decile {decile or '(none)'} of {code} is no such figure"
            problems.append(Problem(file, line, wrong, "a rate is from 0 to 1, a decile from 1 to 10"))
    if problems:
        raise ContentError(problems[:20])
    return areas


def read_postcodes(release: Release, areas: dict[str, Area], source: Dataset) -> Postcodes:
    """Read every row of a release. Of a postcode that stands there twice, the one in use counts.

    Raises ContentError for a file of other columns, of areas of 2021 alone, or cut short.
    """
    read = Postcodes()
    for part in release.parts:
        for name, ended, country, area in _rows(part, source):
            read.rows += 1
            postcode = _POSTCODE.fullmatch(re.sub(r"\s", "", name).upper())
            home, why = _home(areas.get(area), ended, country or area)
            why = "no postcode" if postcode is None else _LEFT_OUT.get(postcode[1][:2], why)
            if home is None or postcode is None or why:
                read.left_out[why] += 1
                continue
            key = f"{postcode[1]} {postcode[2]}"
            if key in read.homes:
                read.left_out["a second row of the same postcode"] += 1
                home = min(home, read.homes[key], key=lambda one: one.ended)
            read.homes[key] = home
    if read.rows < source.least_rows:
        wrong = f"the release has {read.rows:,} rows, fewer than the {source.least_rows:,} that it must have"
        right = f"an area's file may be missing, or one was cut short: fetch it again from {source.page}"
        raise ContentError([Problem(release.parts[0].name, 1, wrong, right)])
    return read


def _home(area: Area | None, ended: bool, country: str) -> tuple[Home | None, str]:
    if area:
        return Home(area, ended), ""
    if country.startswith(("W", "S")):
        return Home(None, False), ""
    return None, "in no small area that IDACI is published for"


def _rows(part: Part, source: Dataset) -> Iterator[tuple[str, bool, str, str]]:
    """Give each row's postcode, whether it has ended, its country's code and its small area of 2011."""
    with _open(part) as file:
        reader = csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""))
        try:
            headings = [heading.strip().casefold() for heading in next(reader, [])]
            name, ended, country, area = _places(headings, part.name, source)
            width = len(headings)
            for row in reader:
                if len(row) != width:
                    wrong = f"the row has {len(row)} cells instead of {width}: the file may be cut short"
                    raise ContentError(
                        [Problem(part.name, reader.line_num, wrong, f"fetch it again from {source.page}")]
                    )
                yield row[name], bool(row[ended].strip()), row[country].strip(), row[area].strip()
        except (csv.Error, UnicodeDecodeError, EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as fault:
            wrong = f"the file is damaged, or no table in UTF-8 ({fault})"
            raise ContentError(
                [Problem(part.name, reader.line_num + 1, wrong, f"fetch it again from {source.page}")]
            ) from None


def _open(part: Part) -> IO[bytes]:
    if part.member:
        return zipfile.ZipFile(part.path).open(part.member)
    return cast(IO[bytes], gzip.open(part.path)) if part.path.suffix == ".gz" else part.path.open("rb")


def _places(headings: list[str], file: str, source: Dataset) -> tuple[int, int, int, int]:
    """Find the columns under any of the names that releases have given them."""
    if not _first(headings, _AREA_COLUMNS) and any(heading.startswith("lsoa21") for heading in headings):
        wrong = "it has the small areas of 2021 alone, and IDACI 2019 is published for those of 2011"
        right = f"use the ONS Postcode Directory (ONSPD), which has both, from {source.page}"
        raise ContentError([Problem(file, 1, wrong, right)])
    countries = [heading for heading in headings if re.fullmatch(r"ctry(?:\d\dcd)?", heading)]
    wanted = {
        " or ".join(_POSTCODE_COLUMNS): _first(headings, _POSTCODE_COLUMNS),
        "doterm": _first(headings, ("doterm",)),
        "ctry": next(iter(countries), ""),
        " or ".join(_AREA_COLUMNS): _first(headings, _AREA_COLUMNS),
    }
    missing = [name for name, found in wanted.items() if not found]
    if missing:
        right = f"is it the ONS Postcode Directory (ONSPD), from {source.page}?"
        raise ContentError([Problem(file, 1, f"the column {name} is missing", right) for name in missing])
    name, ended, country, area = (headings.index(found) for found in wanted.values())
    return name, ended, country, area


def _first(headings: list[str], names: Iterable[str]) -> str:
    return next((name for name in names if name in headings), "")
