"""Which establishments the finder holds, their phase in the checker's words, and which school followed which."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

import polars as pl

from build_scripts.schools.ledger import Account
from build_scripts.schools.tables import LINE


class School(NamedTuple):
    """An establishment of the finder. `kind` is a kind of types.toml; `phase` one of the checker's, or "" if none fits.

    `far` means that it draws its pupils from much further than its neighbours do.
    """

    urn: str
    name: str
    town: str
    postcode: str
    authority: str
    authority_name: str
    region: str
    type: str
    type_name: str
    status: str
    kind: str
    phase: str
    pupils: int | None
    far: bool
    lsoa: str
    easting: float | None
    northing: float | None


def read_schools(table: pl.DataFrame, types: dict[str, Any], account: Account) -> list[School]:
    """The open establishments in England that are schools, by URN. Every other row is left out for a reason."""
    kinds = {code: kind for kind, codes in types["kinds"].items() for code in codes}
    schools: dict[str, School] = {}
    for row in table.iter_rows(named=True):
        code, status = row["type"].zfill(2), row["status"]
        if why := _why_not(row, code, status, types):
            account.leave_out(row[LINE], row["urn"], why)
        elif row["urn"] in schools:
            account.leave_out(row[LINE], row["urn"], "its URN stands in an earlier row")
        else:
            schools[row["urn"]] = _school(row, code, types["statuses"][status], kinds, types, account)
    account.used = len(schools)
    return [schools[urn] for urn in sorted(schools)]


def _why_not(row: dict[str, str], code: str, status: str, types: dict[str, Any]) -> str:
    if not re.fullmatch(r"\d{6,7}", row["urn"]):
        return "its URN is not a number of six digits"
    if code in types["left_out"]:
        return str(types["left_out"][code])
    if status not in types["statuses"]:
        return str(types["statuses_left_out"].get(status, "its status is not known to this site"))
    if row["lsoa"].startswith("W"):
        return "in Wales"
    return "" if row["name"] else "it has no name"


def _school(
    row: dict[str, str], code: str, status: str, kinds: dict[str, str], types: dict[str, Any], account: Account
) -> School:
    kind = kinds.get(code, "")
    if not kind:
        account.note(f"type {code} ({row['type_name']}) is not known to this site: no phase, no range")
    phase = kind if kind in ("special", "alternative", "nursery", "post-16") else ""
    if kind == "school":
        phase = types["phases"].get(row["phase"]) or types["phase_of_type"].get(code, "")
        if not phase:
            account.note("a school without a phase: no range")
    pupils = int(row["pupils"]) if row["pupils"].isdecimal() and int(row["pupils"]) else None
    easting, northing = _metres(row["easting"]), _metres(row["northing"])
    if not easting or not northing:
        account.note("no grid reference")
        easting = northing = None
    return School(
        urn=row["urn"],
        name=row["name"],
        town=row["town"] or row["locality"],
        postcode=row["postcode"],
        authority=row["authority"],
        authority_name=row["authority_name"],
        region=row["region"],
        type=code,
        type_name=row["type_name"],
        status=status,
        kind=kind,
        phase=phase,
        pupils=pupils,
        far=code in types["far"]["types"],
        lsoa=row["lsoa"],
        easting=easting,
        northing=northing,
    )


def _metres(text: str) -> float | None:
    """A National Grid distance; GIAS writes 0, or leaves it empty, where it has none."""
    return float(text) if re.fullmatch(r"\d{1,7}(\.\d+)?", text) and float(text) > 0 else None


# --- Predecessors and successors -------------------------------------------------------------------------------------

FOLLOWS, FOLLOWED_BY = "predecessor", "successor"


def read_links(table: pl.DataFrame, account: Account) -> dict[str, set[str]]:
    """For each URN, the URNs that it followed or was followed by: each link once, whichever side recorded it."""
    links: dict[str, set[str]] = defaultdict(set)
    for row in table.iter_rows(named=True):
        kind = row["kind"].casefold()
        if not (row["urn"].isdecimal() and row["other"].isdecimal()):
            account.leave_out(row[LINE], row["urn"], "a URN is missing")
        elif row["urn"] == row["other"]:
            account.leave_out(row[LINE], row["urn"], "it links a school to itself")
        elif kind.startswith((FOLLOWS, FOLLOWED_BY, "result of amalgamation")):
            links[row["urn"]].add(row["other"])
            links[row["other"]].add(row["urn"])
            account.used += 1
        else:
            account.leave_out(row[LINE], row["urn"], "the link is neither to a predecessor nor to a successor")
    return links


def other_numbers(schools: list[School], links: dict[str, set[str]]) -> dict[str, list[str]]:
    """For each school, the URNs by which it was or will be known, through any number of links.

    A number that leads to two schools of the finder (a school that was split) is given to both. The search does not
    go through another school of the finder: what lies behind that one is its own past.
    """
    present = {school.urn for school in schools}
    known: dict[str, list[str]] = {}
    for school in schools:
        seen, ahead = {school.urn}, [school.urn]
        while ahead:
            for urn in links.get(ahead.pop(), ()):
                if urn not in seen and urn not in present:
                    seen.add(urn)
                    ahead.append(urn)
        known[school.urn] = sorted(seen - {school.urn})
    return known
