"""Join the schools, areas and places of the made-up country."""

from __future__ import annotations

from pathlib import Path

from build_scripts.schools.official.areas import find_places, read_areas
from build_scripts.schools.official.catalogue import read_establishment_types
from build_scripts.schools.official.establishments import School, read_schools
from build_scripts.schools.official.row_accounts import RowAccounts
from build_scripts.schools.official.tables import read_table
from tests.schools.made_up.country import FILES, MadeUp, Row, catalogue, made_up_country, school_row

SOURCES = catalogue()
TYPES = read_establishment_types()


class Joined:
    """Schools, areas and places of a made-up country, and what was counted on the way."""

    def __init__(self, data: MadeUp, folder: Path, *, without: tuple[str, ...] = ()) -> None:
        data.write(folder, without=without)
        self.accounts = RowAccounts(SOURCES)
        tables = {
            key: read_table(folder / FILES[key], SOURCES[key], self.accounts[key])
            for key in ("schools", "centroids", "areas")
            if key not in without
        }
        self.register = read_schools(tables["schools"], TYPES, self.accounts["schools"])
        self.schools = self.register.schools
        self.areas = read_areas(tables.get("centroids"), tables.get("areas"), self.accounts)
        self.places = find_places(self.schools, self.areas, self.accounts["schools"])
        self.notes = self.accounts["schools"].notes
        self.left_out = {row.name: row.reason for row in self.accounts["schools"].skipped}

    def school(self, urn: str) -> School:
        return next(school for school in self.schools if school.urn == urn)


def extra_school(urn: str = "990999", phase: str = "Primary", lsoa: str = "E01990000", **more: str) -> Row:
    spot = {"easting": "400100", "northing": "300100"} | more
    easting, northing = spot.pop("easting"), spot.pop("northing")
    return school_row(urn, f"Madeup School {urn}", phase, lsoa, easting, northing, 200, 0, **spot)


def joined_country(tmp_path: Path, *rows: Row) -> Joined:
    data = made_up_country()
    data.rows["schools"] += rows
    return Joined(data, tmp_path)
