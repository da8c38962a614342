"""Look up a postcode's small area in one file that holds every postcode of England, Wales and Scotland.

The build writes the file (build_scripts/schools/published/postcode_file.py); the browser and the command line read the
same bytes with this module. Nothing is unpacked until it is asked for, and then only one postcode district.

Its first line is a JSON object, the header. Bytes follow, in six parts, each district by district:

present  a bit for each of the 400 units "AA" to "ZZ" of each sector: is there such a postcode?
ended    a bit for each postcode: is it in use no longer?
runs     a byte for each run of postcodes in the same area: how long ago the area was last used (the upper half), and
         one less than how many postcodes the run has (the lower half). 0 in the upper half is an area that is new in
         the district, 1 the one before, and so on
new      the areas that are new in the district, as two-byte numbers into the header's table of figures
far      a byte for each 15 in an upper half: how long ago, in full
long     a byte for each 15 in a lower half: how many postcodes more

A district without runs lies outside England, as does an area whose number is past the end of the table. This layout
packs best with Brotli among those that were measured: see docs/developers/postcodes.md.
"""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from itertools import accumulate, pairwise
from typing import Any, Final, NamedTuple

FORMAT: Final = 1
UNIT_LETTERS: Final = "ABDEFGHJLNPQRSTUWXYZ"  # Royal Mail uses no C, I, K, M, O or V in the last two places
SECTOR_BYTES: Final = 50
SECTOR_UNITS: Final = 400
NEW_BYTES: Final = 2
FULL: Final = 15  # in half a byte of `runs`: another byte says the rest
MOST: Final = 255  # that such a byte can say

_UNITS: Final = {
    first + second: row * len(UNIT_LETTERS) + place
    for row, first in enumerate(UNIT_LETTERS)
    for place, second in enumerate(UNIT_LETTERS)
}
# The bytes of `runs` that take something from another part.
_NEW: Final = bytes(byte for byte in range(256) if byte >> 4 == 0)
_FAR: Final = bytes(byte for byte in range(256) if byte >> 4 == FULL)
_LONG: Final = bytes(byte for byte in range(256) if byte & FULL == FULL)


class DirectoryError(ValueError):
    """A file that is not the site's directory of postcodes, or is cut short or damaged."""


class Area(NamedTuple):
    """The figures of a small area of England: IDACI as a rate from 0 to 1, and the decile, 1 the most deprived."""

    rate: Decimal
    decile: int


class Home(NamedTuple):
    """What the directory knows of a postcode; `area` is None for Wales and Scotland."""

    area: Area | None
    ended: bool


class _District(NamedTuple):
    """One district's part of the file."""

    sectors: str  # the digits of its sectors
    present: slice
    ended: slice
    runs: slice
    new: slice
    far: slice
    long: slice


class _Unpacked(NamedTuple):
    """A district in use: its bits as two numbers, and the area of each postcode as far as any was asked for."""

    present: int
    ended: int
    areas: list[int]
    more: Iterator[list[int]]


class Directory:
    """The postcodes of a file. `month` is the directory's own, `release` the one of the Indices of Deprivation."""

    def __init__(self, data: bytes) -> None:
        """Read the header. Raises DirectoryError where the file is another or not whole."""
        first, _, self._data = data.partition(b"\n")
        try:
            header = json.loads(first)
            if header["format"] != FORMAT:
                raise DirectoryError
            self.month, self.release = str(header["month"]), str(header["release"])
            self._areas = [Area(Decimal(rate), int(decile)) for rate, decile in header["areas"]]
            self._unusual = {str(name): self._home(int(area), bool(ended)) for name, area, ended in header["unusual"]}
            self._districts = self._find_districts(header)
            self._outward = {*self._districts, *(name.split()[0] for name in self._unusual)}
        except (ValueError, KeyError, TypeError, InvalidOperation, RecursionError):
            raise DirectoryError("this is not the site's file of postcodes, or it is cut short") from None
        self._unpacked: dict[str, _Unpacked] = {}

    def _find_districts(self, header: dict[str, Any]) -> dict[str, _District]:
        sectors, data = header["sectors"].split(), self._data
        present, end = _slices((SECTOR_BYTES * len(digits) for digits in sectors), 0)
        sizes = [int.from_bytes(data[part], "little").bit_count() for part in present]
        counts = header["runs"]
        ended, end = _slices((-(-size // 8) if count else 0 for size, count in zip(sizes, counts, strict=True)), end)
        runs, end = _slices(counts, end)
        new, end = _slices((NEW_BYTES * _count(data[part], _NEW) for part in runs), end)
        far, end = _slices((_count(data[part], _FAR) for part in runs), end)
        long, end = _slices((_count(data[part], _LONG) for part in runs), end)
        if end != len(data):
            raise DirectoryError
        parts = map(_District, sectors, present, ended, runs, new, far, long)
        return dict(zip(header["districts"].split(), parts, strict=True))

    def __contains__(self, outward: object) -> bool:
        """Tell whether some postcode begins with this outward code."""
        return outward in self._outward

    def has_area(self, letters: str) -> bool:
        """Tell whether some outward code begins with these letters and then a digit."""
        return any(name.startswith(letters) and name[len(letters)].isdigit() for name in self._outward)

    def find(self, outward: str, inward: str) -> Home | None:
        """Look up a postcode by its two parts, in capitals; None where the directory does not have it."""
        district, unit = self._districts.get(outward), _UNITS.get(inward[1:])
        if district is None or unit is None or inward[0] not in district.sectors:
            return self._unusual.get(f"{outward} {inward}")
        slot = SECTOR_UNITS * district.sectors.index(inward[0]) + unit
        unpacked = self._unpacked.get(outward) or self._unpack(outward, district)
        if not unpacked.present >> slot & 1:
            return None
        if district.runs.start == district.runs.stop:
            return Home(None, False)
        before = (unpacked.present & ((1 << slot) - 1)).bit_count()
        areas = unpacked.areas
        try:
            while len(areas) <= before:
                areas += next(unpacked.more)
        except (IndexError, RuntimeError, StopIteration):
            raise DirectoryError(f"the file of postcodes is damaged: {outward} cannot be read") from None
        return self._home(areas[before], bool(unpacked.ended >> before & 1))

    def _home(self, area: int, ended: bool) -> Home:
        return Home(self._areas[area] if area < len(self._areas) else None, ended)

    def _unpack(self, outward: str, district: _District) -> _Unpacked:
        present, ended = (int.from_bytes(self._data[part], "little") for part in (district.present, district.ended))
        unpacked = self._unpacked[outward] = _Unpacked(present, ended, [], self._unpack_areas(district))
        return unpacked

    def _unpack_areas(self, district: _District) -> Iterator[list[int]]:
        """Give the areas of the district's postcodes in their order, run by run."""
        runs, new, far, long = (self._data[part] for part in district[-4:])
        new_at, far_at, long_at = iter(range(0, len(new), NEW_BYTES)), iter(far), iter(long)
        recent: list[int] = []
        for byte in runs:
            back, length = byte >> 4, (byte & FULL) + 1
            if back == 0:
                start = next(new_at)
                area = int.from_bytes(new[start : start + NEW_BYTES], "little")
            else:
                area = recent.pop((next(far_at) if back == FULL else back) - 1)
            recent.insert(0, area)
            yield [area] * (length + next(long_at) if length > FULL else length)


def _slices(sizes: Iterable[int], start: int) -> tuple[list[slice], int]:
    """Lay parts of these sizes out one after the other; return them, and where the last ends."""
    ends = list(accumulate(sizes, initial=start))
    return [slice(*pair) for pair in pairwise(ends)], ends[-1]


def _count(data: bytes, of: bytes) -> int:
    """Count the bytes that are among these."""
    return len(data) - len(data.translate(None, of))
