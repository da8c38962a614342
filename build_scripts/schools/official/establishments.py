"""Read which establishments the finder holds, and their phase in the checker's words."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import polars as pl

from build_scripts.schools.official.row_accounts import FileAccount
from build_scripts.schools.official.tables import LINE

CLOSED = "2"  # GIAS's code of a status


class School(NamedTuple):
    """An establishment of the finder.

    `kind` is one of establishment_types.toml; `phase` is one of the checker's, or "" where none fits.
    `far` means that it draws its pupils from much further than its neighbours do. `easting` and `northing` are in
    metres on the National Grid, both None where there is no grid reference.
    `dfe` is its DfE number (LAESTAB), seven digits, and `ukprn` its UK provider reference number; "" where it has none.
    """

    urn: str
    dfe: str
    ukprn: str
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


class Register(NamedTuple):
    """The schools of the finder by URN, and the type of each establishment that is closed."""

    schools: list[School]
    closed: dict[str, str]


def read_schools(table: pl.DataFrame, types: dict[str, Any], account: FileAccount) -> Register:
    """Read the open establishments in England that are schools; skip every other row for a reason."""
    kinds = {code: kind for kind, codes in types["kinds"].items() for code in codes}
    schools: dict[str, School] = {}
    closed: dict[str, str] = {}
    for row in table.iter_rows(named=True):
        code, status = row["type"].zfill(2), row["status"]
        if why := _reason_to_skip(row, code, status, types):
            account.skip(row[LINE], row["urn"], why)
            if status == CLOSED:
                closed[row["urn"]] = code
        elif row["urn"] in schools:
            account.skip(row[LINE], row["urn"], "its URN stands in an earlier row")
        else:
            schools[row["urn"]] = _school(row, code, types["statuses"][status], kinds, types, account)
    account.used = len(schools)
    return Register([schools[urn] for urn in sorted(schools)], closed)


def _reason_to_skip(row: dict[str, str], code: str, status: str, types: dict[str, Any]) -> str:
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
    row: dict[str, str], code: str, status: str, kinds: dict[str, str], types: dict[str, Any], account: FileAccount
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
        dfe=_dfe_number(row["authority"], row["number"]),
        ukprn=row["ukprn"] if re.fullmatch(r"1\d{7}", row["ukprn"]) else "",
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


def _dfe_number(authority: str, number: str) -> str:
    """Join the local authority's three digits and the school's four; GIAS leaves out the noughts in front."""
    return authority.zfill(3) + number.zfill(4) if authority.isdecimal() and number.isdecimal() else ""


def _metres(text: str) -> float | None:
    """Read a distance on the National Grid; return None for what GIAS writes where it has none: 0 or nothing."""
    return float(text) if re.fullmatch(r"\d{1,7}(\.\d+)?", text) and float(text) > 0 else None
