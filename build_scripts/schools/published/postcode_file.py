"""Write the file of postcodes that eligibility.data.directory reads: the same bytes for the browser."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from eligibility.data.directory import (
    FORMAT,
    FULL,
    MOST,
    NEW_BYTES,
    SECTOR_BYTES,
    SECTOR_UNITS,
    UNIT_LETTERS,
    Area,
    Directory,
    Home,
)

from build_scripts.build_date import add_months, read_month

NAME: Final = "postcodes"
FRESH_DAYS: Final = 200  # after its month: the directory comes out each quarter, so two newer ones are out by then


class _District(NamedTuple):
    """One district's part of the file, in the order of the file."""

    present: bytes
    ended: bytes
    runs: bytes
    new: bytes
    far: bytes
    long: bytes


def review_by(month: str) -> date | None:
    """Return the last day on which a directory of a month, like "November 2025", may be used unreviewed.

    Returns None where that is no month.
    """
    try:
        first = read_month(month)
    except ValueError:
        return None
    return add_months(first, 1) + timedelta(days=FRESH_DAYS - 1)


def postcode_file(month: str, release: str, homes: Mapping[str, Home]) -> bytes:
    """Pack the postcodes ("AB1 2CD"), each with its area, into the file. The same postcodes always give the same bytes.

    `month` is the month of the directory of postcodes, `release` the year of the Indices of Deprivation.
    """
    areas = sorted({home.area for home in homes.values() if home.area})
    number: dict[Area | None, int] = {area: place for place, area in enumerate(areas)} | {None: len(areas)}
    usual = sorted(name for name in homes if _slot(name[-3:]) is not None)
    districts = {
        outward: {name[-3:]: homes[name] for name in names} for outward, names in groupby(usual, lambda name: name[:-4])
    }
    sectors = ["".join(sorted({inward[0] for inward in inwards})) for inwards in districts.values()]
    packed = [_pack(digits, inwards, number) for digits, inwards in zip(sectors, districts.values(), strict=True)]
    header = {
        "format": FORMAT,
        "month": month,
        "release": release,
        "areas": [[str(area.rate), area.decile] for area in areas],
        "unusual": [[name, number[homes[name].area], homes[name].ended] for name in sorted({*homes} - {*usual})],
        "districts": " ".join(districts),
        "sectors": " ".join(sectors),
        "runs": [len(district.runs) for district in packed],
    }
    parts = (part for column in zip(*packed, strict=True) for part in column)
    return b"".join([json.dumps(header, separators=(",", ":")).encode(), b"\n", *parts])


def differences(data: bytes, homes: Mapping[str, Home]) -> Iterator[str]:
    """Look every postcode up in the file, and name those that it does not know as `homes` does."""
    directory = Directory(data)
    return (name for name, home in homes.items() if directory.find(name[:-4], name[-3:]) != home)


def _pack(sectors: str, homes: Mapping[str, Home], number: Mapping[Area | None, int]) -> _District:
    """Pack the postcodes of a district, given by their inward parts."""
    slots = {SECTOR_UNITS * sectors.index(inward[0]) + (_slot(inward) or 0): home for inward, home in homes.items()}
    ordered = [slots[slot] for slot in sorted(slots)]
    present = _bits(slots, SECTOR_BYTES * len(sectors))
    if not any(home.area for home in ordered):
        return _District(present, b"", b"", b"", b"", b"")
    ended = _bits((place for place, home in enumerate(ordered) if home.ended), -(-len(ordered) // 8))
    return _District(present, ended, *_pack_areas([number[home.area] for home in ordered]))


def _pack_areas(areas: Iterable[int]) -> tuple[bytes, bytes, bytes, bytes]:
    """Write areas one after the other as runs, new, far and long: see eligibility.data.directory."""
    runs, new, far, long, recent = bytearray(), bytearray(), bytearray(), bytearray(), list[int]()
    for area, length in _lengths(areas):
        back = recent.index(area) + 1 if area in recent else 0
        if 0 < back <= MOST:
            recent.remove(area)
        else:
            back = 0
            new += area.to_bytes(NEW_BYTES, "little")
        recent.insert(0, area)
        runs.append(min(back, FULL) << 4 | min(length - 1, FULL))
        if back >= FULL:
            far.append(back)
        if length > FULL:
            long.append(length - 1 - FULL)
    return bytes(runs), bytes(new), bytes(far), bytes(long)


def _lengths(areas: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Give each run's area and length; one that is longer than the file can say comes in pieces."""
    for area, same in groupby(areas):
        left = len(list(same))
        while left:
            yield area, min(left, FULL + 1 + MOST)
            left -= min(left, FULL + 1 + MOST)


def _bits(places: Iterable[int], size: int) -> bytes:
    bits = bytearray(size)
    for place in places:
        bits[place // 8] |= 1 << place % 8
    return bytes(bits)


def _slot(inward: str) -> int | None:
    """Return the place of a unit in its sector; None where it has letters that Royal Mail does not use there."""
    row, place = UNIT_LETTERS.find(inward[1]), UNIT_LETTERS.find(inward[2])
    return None if min(row, place) < 0 or not inward[0].isdigit() else row * len(UNIT_LETTERS) + place
