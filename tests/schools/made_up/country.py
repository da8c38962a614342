"""Make up a country in the official layouts, small enough to read: every name in it says that it is made up.

Twelve districts of 25 small areas in a square; ten schools in each. Deprivation, meals and published figures follow a
rule with some noise, so that a fit has something to find.
"""

from __future__ import annotations

import csv
import gzip
import io
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from build_scripts.schools.official.catalogue import Dataset, read_catalogue
from tests.schools.made_up.xlsx import aea_rows, as_xlsx

DISTRICTS = 12
SIDE = 5  # small areas along a side of a district, each a kilometre wide
FILES = {
    "schools": "edubasealldata20990101.csv",
    "links": "links_edubasealldata20990102.csv",
    "deprivation": "File_7_-_All_IoD2019_made_up.csv",
    "centroids": "LSOA_Dec_2011_PWC_made_up.csv",
    "areas": "LSOA_(2011)_to_LSOA_(2021)_made_up.csv",
    "census": "england_census.csv",
    "aea": "Indicator_data_-_defining_Achieving_Excellence_Areas.xlsx",
    "aea_partial": "aea_partial_made_up.csv",
    "known": "school_idaci_known.csv",
}
type Row = dict[str, str]


def catalogue() -> dict[str, Dataset]:
    """Return the real catalogue, but content with small files."""
    return {key: replace(source, least_rows=1) for key, source in read_catalogue().items()}


@dataclass
class MadeUp:
    """The rows of each file, to be changed by a test before they are written."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    aea: list[list[Any]] = field(default_factory=list)

    def school(self, urn: str) -> Row:
        return next(row for row in self.rows["schools"] if row["URN"] == urn)

    def write(self, folder: Path, *, without: tuple[str, ...] = ()) -> Path:
        folder.mkdir(exist_ok=True)
        for key, rows in self.rows.items():
            if key not in without:
                encoding = "cp1252" if key in ("schools", "links") else "utf-8-sig"
                (folder / FILES[key]).write_bytes(as_csv(rows).encode(encoding))
        if "aea" not in without:
            (folder / FILES["aea"]).write_bytes(as_xlsx(self.aea))
        return folder


def made_up_country() -> MadeUp:
    """Return a copy that a test may change."""
    return deepcopy(_made_up())


@cache
def _made_up() -> MadeUp:
    chance = np.random.default_rng(2016)
    data = MadeUp({key: [] for key in FILES if key != "aea"})
    idaci: dict[str, float] = {}
    for district in range(DISTRICTS):
        name = f"Madeup District {chr(65 + district)}"
        level = chance.uniform(0.05, 0.4)
        for place in range(SIDE * SIDE):
            code = f"E0199{district:02}{place:02}"
            idaci[code] = float(np.clip(level + chance.normal(0, 0.06), 0.01, 0.8))
            _add_area(data, code, f"{name} {place:03}A", _spot(district, place), idaci[code])
        for number in range(10):
            place = int(chance.integers(SIDE * SIDE))
            _add_school(data, chance, district, number, place, idaci)
    data.aea = aea_rows([[f"E0799000{n}", f"Madeup District {chr(65 + n)}", 5 + n % 2] for n in range(4)])
    data.rows["aea_partial"] = [
        {"lad_code": "", "lad_name": "Madeup District E", "aea_category": "5 or 6", "source": "made up"}
    ]
    return data


def _spot(district: int, place: int) -> tuple[int, int]:
    east, north = divmod(place, SIDE)
    return 400_000 + 6_000 * (district % 4) + 1_000 * east, 300_000 + 6_000 * (district // 4) + 1_000 * north


def _add_area(data: MadeUp, code: str, name: str, spot: tuple[int, int], idaci: float) -> None:
    columns = read_catalogue()["deprivation"].columns
    row = {columns["code"]: code, columns["district_2019"]: "E07990000", columns["rate"]: f"{idaci:.3f}"}
    row |= {columns["decile"]: str(int(np.clip(10 - 25 * idaci, 1, 10))), columns["children"]: "300"}
    data.rows["deprivation"].append(row)
    data.rows["centroids"].append(
        {"OBJECTID": "1", "LSOA11CD": code, "LSOA11NM": name, "x": str(spot[0]), "y": str(spot[1])}
    )
    data.rows["areas"].append({"LSOA11CD": code, "LSOA11NM": name, "CHGIND": "U", "LSOA21CD": code, "LSOA21NM": name})


def _add_school(
    data: MadeUp, chance: np.random.Generator, district: int, number: int, place: int, idaci: dict[str, float]
) -> None:
    urn, code = f"99{district:02}{number:02}", f"E0199{district:02}{place:02}"
    spot, pupils = _spot(district, place), int(chance.integers(400, 1600))
    near = [idaci[f"E0199{district:02}{p:02}"] * np.exp(-_apart(spot, _spot(district, p))) for p in range(SIDE * SIDE)]
    weight = [np.exp(-_apart(spot, _spot(district, p))) for p in range(SIDE * SIDE)]
    mean = sum(near) / sum(weight) + chance.normal(0, 0.02)
    phase = "Primary" if number == 9 else "Secondary"
    data.rows["schools"].append(
        school_row(
            urn, f"Madeup {phase} School {urn}", phase, code, str(spot[0] + 50), str(spot[1] + 50), pupils, district
        )
    )
    meals = float(np.clip(130 * mean + chance.normal(0, 2), 1, 90))
    census = {
        "URN": urn,
        "NOR": str(pupils),
        "PNUMFSMEVER": f"{meals:.1f}%",
        "PNUMEAL": f"{chance.uniform(1, 30):.1f}%",
    }
    data.rows["census"].append(census)
    if phase == "Secondary":
        data.rows["known"].append({"urn": urn, "pupil_mean_idaci": f"{mean + chance.normal(0, 0.01):.4f}"})
    if number == 0:
        data.rows["links"].append(
            {
                "URN": urn,
                "LinkURN": f"98{district:02}00",
                "LinkName": f"Madeup Old School {district}",
                "LinkType": "Predecessor",
            }
        )


def _apart(one: tuple[int, int], other: tuple[int, int]) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1])) / 1000


def school_row(
    urn: str, name: str, phase: str, lsoa: str, easting: str, northing: str, pupils: int, district: int, **more: str
) -> Row:
    names = read_catalogue()["schools"].columns
    row = dict.fromkeys(names.values(), "")
    given = {"urn": urn, "name": name, "phase": phase, "lsoa": lsoa, "easting": easting, "northing": northing}
    given |= {"pupils": str(pupils), "authority": f"9{district:02}", "authority_name": f"Madeup Authority {district}"}
    given |= {"region": f"Madeup Region {district % 3}"}
    given |= {
        "type": "34",
        "type_name": "Academy converter",
        "status": "1",
        "town": "Madeup Town",
        "postcode": "ZZ99 9ZZ",
    }
    return row | {names[name]: value for name, value in (given | more).items()}


def as_csv(rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def gzipped(path: Path) -> Path:
    """Gzip a file in its place, and return its new path."""
    packed = path.with_name(f"{path.name}.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    return packed
