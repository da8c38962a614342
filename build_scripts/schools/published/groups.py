"""List the trusts and federations with their schools, for the field on /trust/ that finds one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from eligibility.data.schools import FORMAT


def schools_by_group(read: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the schools of each trust and each federation, by its code, in the order of URNs."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for school in read["schools"]:
        for code in school["groups"]:
            found[code].append(school)
    return found


def build_groups(read: Mapping[str, Any]) -> dict[str, Any]:
    """Return the groups column by column, in the order of their codes as text: that packs best.

    Codes are told by how much each is more than the last, and so are the URNs of a group. Its place is the local
    authority of most of its schools. `absent` are its schools that are not in the data: URN, name, and why.
    """
    members, groups = schools_by_group(read), read["groups"]
    codes = sorted(members)
    authorities = [Counter(school["authority"] for school in members[code]).most_common() for code in codes]
    places = sorted({counted[0][0] for counted in authorities})
    kinds = sorted({group["kind"] for group in groups.values()})
    return {
        "format": FORMAT,
        "codes": _steps(map(int, codes)),
        "names": [groups[code]["name"] for code in codes],
        "kinds": kinds,
        "kind": [kinds.index(groups[code]["kind"]) for code in codes],
        "places": places,
        "place": [places.index(counted[0][0]) for counted in authorities],
        "spread": [int(len(counted) > 1) for counted in authorities],
        "schools": [_steps(int(school["urn"]) for school in members[code]) for code in codes],
        "absent": [groups[code]["absent"] or 0 for code in codes],
    }


def _steps(numbers: Iterable[int]) -> list[int]:
    """Return each number as its distance from the one before; the first from 0."""
    return [number - before for before, number in pairwise((0, *numbers))]
