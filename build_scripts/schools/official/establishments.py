"""Read which establishments the finder holds, their phase in the checker's words, and their trusts and federations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import polars as pl

from build_scripts.schools.official.row_accounts import FileAccount
from build_scripts.schools.official.tables import LINE

CLOSED: Final = "2"  # GIAS's code of a status
GROUP_KINDS: Final = ("trust", "federation")  # their codes are GIAS's UIDs of groups: no two groups share one
_ABSENT: Final = {CLOSED: "closed", "4": "proposed"}  # why a school of a group is not in the finder, by its status


class School(NamedTuple):
    """An establishment of the finder.

    `kind` is one of establishment_types.toml; `phase` is one of the checker's, or "" where none fits.
    `far` means that it draws its pupils from much further than its neighbours do. `easting` and `northing` are in
    metres on the National Grid, both None where there is no grid reference.
    `dfe` is its DfE number (LAESTAB), seven digits, and `ukprn` its UK provider reference number; "" where it has none.
    `groups` are the codes of its trust and its federation, where it has them.
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
    groups: list[str]


@dataclass
class Group:
    """A trust or a federation of schools.

    `absent` are those of its establishments that the finder does not hold: URN, name, and "closed", "proposed" or
    "other".
    """

    kind: str
    name: str
    absent: list[tuple[str, str, str]] = field(default_factory=list)


class Register(NamedTuple):
    """The schools of the finder by URN, what is closed, and the groups by their code.

    `closed` has the type of each closed establishment, `closed_on` the day of each closed school (ISO; "" if unknown).
    """

    schools: list[School]
    closed: dict[str, str]
    closed_on: dict[str, str]
    groups: dict[str, Group]


def read_schools(table: pl.DataFrame, types: dict[str, Any], account: FileAccount) -> Register:
    """Read the open establishments in England that are schools; skip every other row for a reason."""
    kinds = {code: kind for kind, codes in types["kinds"].items() for code in codes}
    schools: dict[str, School] = {}
    closed: dict[str, str] = {}
    closed_on: dict[str, str] = {}
    groups: dict[str, Group] = {}
    for row in table.iter_rows(named=True):
        code, status = row["type"].zfill(2), row["status"]
        if why := _reason_to_skip(row, code, status, types):
            account.skip(row[LINE], row["urn"], why)
            if status == CLOSED:
                closed[row["urn"]] = code
                if why == types["statuses_left_out"][CLOSED]:
                    closed_on[row["urn"]] = _iso_day(row["closed_on"])
            for group in _read_groups(row, groups, account):
                groups[group].absent.append((row["urn"], row["name"], _ABSENT.get(status, "other")))
        elif row["urn"] in schools:
            account.skip(row[LINE], row["urn"], "its URN stands in an earlier row")
        else:
            school = _school(row, code, types["statuses"][status], kinds, types, account)
            schools[row["urn"]] = school._replace(groups=_read_groups(row, groups, account))
    account.used = len(schools)
    return Register([schools[urn] for urn in sorted(schools)], closed, closed_on, groups)


def _read_groups(row: dict[str, str], groups: dict[str, Group], account: FileAccount) -> list[str]:
    """Return the codes of the trust and the federation of an establishment, and add those that are new to `groups`."""
    found = []
    for kind in GROUP_KINDS:
        code, name = row[kind], row[f"{kind}_name"]
        if not code:
            continue
        if not re.fullmatch(r"\d{1,7}", code) or not name:
            account.note(f"its {kind} has no name, or a code that is not a number")
        elif groups.setdefault(code, Group(kind, name)).kind == kind:
            found.append(code)
    return found


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
        groups=[],
    )


def _iso_day(text: str) -> str:
    """Return a day like 31-08-2012 as 2012-08-31; "" for anything else."""
    found = re.fullmatch(r"(\d\d)-(\d\d)-(\d{4})", text)
    return "-".join(reversed(found.groups())) if found else ""


def _dfe_number(authority: str, number: str) -> str:
    """Join the local authority's three digits and the school's four; GIAS leaves out the noughts in front."""
    return authority.zfill(3) + number.zfill(4) if authority.isdecimal() and number.isdecimal() else ""


def _metres(text: str) -> float | None:
    """Read a distance on the National Grid; return None for what GIAS writes where it has none: 0 or nothing."""
    return float(text) if re.fullmatch(r"\d{1,7}(\.\d+)?", text) and float(text) > 0 else None
