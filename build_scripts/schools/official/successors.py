"""Find which school followed which, and under what numbers and names a school of today was or will be known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from build_scripts.schools.official.establishments import Register
from build_scripts.schools.official.row_accounts import FileAccount
from build_scripts.schools.official.tables import LINE

# How types of links start, in lower case; one that holds the word of SPLIT has the school live on beside its parts.
PREDECESSOR, SUCCESSORS, SPLIT = "predecessor", ("successor", "result of amalgamation"), "split"


@dataclass
class Links:
    """The links between establishments, by URN: neighbours in either direction, successors, and the name of each."""

    neighbours: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    successors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, str] = field(default_factory=dict)


class History(NamedTuple):
    """The past and the future of a school, as the links tell them."""

    numbers: list[str]  # its other URNs
    names: list[str]  # those under these numbers that it does not have now
    successors: list[str]  # the URNs that newer records put after it
    types: set[str]  # of establishment, that it has or had


def read_links(table: pl.DataFrame | None, account: FileAccount) -> Links:
    """Read each link once, whichever side recorded it."""
    links = Links()
    for row in table.iter_rows(named=True) if table is not None else ():
        urn, other, kind = row["urn"], row["other"], row["kind"].casefold()
        if not (urn.isdecimal() and other.isdecimal()):
            account.skip(row[LINE], urn, "a URN is missing")
        elif urn == other:
            account.skip(row[LINE], urn, "it links a school to itself")
        elif not kind.startswith((PREDECESSOR, *SUCCESSORS)):
            account.skip(row[LINE], urn, "the link is neither to a predecessor nor to a successor")
        else:
            first, then = (other, urn) if kind.startswith(PREDECESSOR) else (urn, other)
            links.neighbours[urn].add(other)
            links.neighbours[other].add(urn)
            if SPLIT not in kind:
                links.successors[first].add(then)
            if row["other_name"]:
                links.names[other] = row["other_name"]
            account.used += 1
    return links


def histories(register: Register, links: Links) -> dict[str, History]:
    """Return the history of each school of the finder, by URN."""
    present = {school.urn for school in register.schools}
    found: dict[str, History] = {}
    for school in register.schools:
        numbers = _other_numbers(school.urn, links, present)
        names = {links.names.get(urn, school.name) for urn in numbers}
        types = {school.type, *(register.closed[urn] for urn in numbers if urn in register.closed)}
        successors = _successors(school.urn, links, register.closed)
        found[school.urn] = History(numbers, sorted(names - {school.name}), successors, types)
    return found


def _other_numbers(urn: str, links: Links, present: set[str]) -> list[str]:
    """Return the URNs by which a school was or will be known, through any number of links.

    A number that leads to two schools of the finder (a school that was split) is given to both. The search does not
    go through another school of the finder: what lies behind that one is its own past.
    """
    seen, ahead = {urn}, [urn]
    while ahead:
        for other in links.neighbours.get(ahead.pop(), ()):
            if other not in seen and other not in present:
                seen.add(other)
                ahead.append(other)
    return sorted(seen - {urn})


def _successors(urn: str, links: Links, closed: Mapping[str, str]) -> list[str]:
    """Return the last of those that followed a school, without the closed ones; none where it follows them in turn."""
    seen, ahead, last = {urn}, [urn], set[str]()
    while ahead:
        one = ahead.pop()
        if one != urn and urn in links.successors.get(one, ()):
            return []
        further = links.successors.get(one, set()) - seen
        if not further and one not in closed:
            last.add(one)
        seen |= further
        ahead += further
    return sorted(last - {urn})
