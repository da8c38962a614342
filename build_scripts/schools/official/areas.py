"""Find where each school lies: its small area of 2011, and through that the district of 2016.

The name of a 2011 area starts with its district's ("Allerdale 003B"). The districts of 2011 are those of 2016, so the
name gives the district of 2016 with no further file; it agrees with the official lookups on every area of England.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np
import polars as pl
from scipy.spatial import KDTree

from build_scripts.schools.official.establishments import School
from build_scripts.schools.official.row_accounts import FileAccount, RowAccounts
from build_scripts.schools.official.tables import LINE

FAR_FROM_AREA = 5_000  # metres: England's areas are smaller, so a school this far from all of them is not in England
FAR_FROM_OWN = 12_000  # metres: no mainstream school lies this far from the next of its own authority
RARE_SHARE, RARE_COUNT = 0.02, 3  # a district that holds so few of an authority's schools is not that authority's


class Areas(NamedTuple):
    """The small areas of 2011. `where` has code, x and y in metres on the National Grid.

    `names` and `from_2021`, the codes of 2011 by that of 2021, know areas without a centroid too.
    """

    where: pl.DataFrame
    names: dict[str, str]
    from_2021: dict[str, list[str]]


class Place(NamedTuple):
    """Where a school lies, "" where that is not known. `head_office` means that its grid reference is no school's."""

    lsoa: str = ""
    district: str = ""
    head_office: bool = False


def read_areas(centroids: pl.DataFrame | None, lookup: pl.DataFrame | None, accounts: RowAccounts) -> Areas:
    """Read the centroids and the lookup of 2011 and 2021; either may be absent."""
    names: dict[str, str] = {}
    from_2021: dict[str, list[str]] = defaultdict(list)
    where: list[tuple[str, float, float]] = []
    seen: set[str] = set()
    for row in centroids.iter_rows(named=True) if centroids is not None else ():
        if row["code"] in seen:
            accounts["centroids"].skip(row[LINE], row["code"], "the area stands in an earlier row")
        elif not (_is_number(row["x"]) and _is_number(row["y"])):
            accounts["centroids"].skip(row[LINE], row["code"], "it has no coordinates")
        else:
            seen.add(row["code"])
            names[row["code"]] = row["name"]
            where.append((row["code"], float(row["x"]), float(row["y"])))
            accounts["centroids"].used += 1
    for row in lookup.iter_rows(named=True) if lookup is not None else ():
        if not row["code"] or not row["code_2021"]:
            accounts["areas"].skip(row[LINE], row["code"] or row["code_2021"], "a code is missing")
            continue
        names.setdefault(row["code"], row["name"])
        from_2021[row["code_2021"]].append(row["code"])
        accounts["areas"].used += 1
    frame = pl.DataFrame(where, schema={"code": pl.String, "x": pl.Float64, "y": pl.Float64}, orient="row")
    return Areas(frame.sort("code"), names, dict(from_2021))


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def district_of(name: str) -> str:
    """Return the district in the name of a 2011 area: Allerdale for Allerdale 003B."""
    return re.sub(r" \d{3}[A-Z]$", "", name)


def find_places(schools: list[School], areas: Areas, account: FileAccount) -> dict[str, Place]:
    """Place each school by the code of its area, else by the centroid that is nearest to its grid reference."""
    spots = areas.where.select("x", "y").to_numpy()
    codes = areas.where["code"].to_list()
    row_of = {code: row for row, code in enumerate(codes)}
    tree = KDTree(spots) if codes else None
    places: dict[str, Place] = {}
    for school in schools:
        at = (school.easting, school.northing) if school.easting and school.northing else None
        of_code = [school.lsoa] if school.lsoa in areas.names else areas.from_2021.get(school.lsoa, [])
        if school.lsoa in areas.names and school.lsoa not in areas.from_2021 and areas.from_2021:
            account.note("placed by an area of 2011 that has since gone")
        elif of_code and school.lsoa not in areas.names:
            account.note("placed by an area of 2021")
        if school.lsoa and not of_code:
            account.note("its area is in neither edition")
        lsoa = min(of_code, key=lambda code: (_distance(at, code, spots, row_of), code), default="")
        if not lsoa and at and tree is not None:
            apart, row = tree.query(at)
            lsoa = codes[row] if apart <= FAR_FROM_AREA else ""
            account.note("placed by its grid reference" if lsoa else "its grid reference lies in no area")
        if not lsoa:
            account.note("not placed: no range, any AEA category")
        places[school.urn] = Place(lsoa, district_of(areas.names.get(lsoa, "")))
    head_offices = _head_offices(schools, places)
    account.note(
        "its grid reference is far outside its authority (a head office?): no range, any AEA category",
        len(head_offices),
    )
    return {urn: Place(head_office=True) if urn in head_offices else place for urn, place in places.items()}


def _distance(at: tuple[float, float] | None, code: str, spots: np.ndarray, row_of: dict[str, int]) -> float:
    """Return how many metres away an area's centroid is; 0 where that cannot be said."""
    return float(np.hypot(*(spots[row_of[code]] - at))) if at and code in row_of else 0.0


def _head_offices(schools: list[School], places: dict[str, Place]) -> set[str]:
    """Return the schools whose grid reference is probably their operator's office.

    It lies in a district that holds hardly any school of their authority, and far from the next school of it.
    """
    held = Counter((school.authority, places[school.urn].district) for school in schools)
    every = Counter(school.authority for school in schools)
    spots: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for school in schools:
        if school.easting and school.northing:
            spots[school.authority].append((round(school.easting, -2), round(school.northing, -2)))
    trees = {authority: KDTree(sorted(set(found))) for authority, found in spots.items() if len(set(found)) > 1}
    found = set()
    for school in schools:
        count = held[school.authority, places[school.urn].district]
        rare = count <= RARE_COUNT and count < RARE_SHARE * every[school.authority]
        if rare and school.easting and school.northing and school.authority in trees:
            here = (round(school.easting, -2), round(school.northing, -2))
            apart, _ = trees[school.authority].query(here, k=2)
            if apart[1] > FAR_FROM_OWN:
                found.add(school.urn)
    return found
