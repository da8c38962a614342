"""Find a school in the site's file of schools: by URN, DfE number or UKPRN, or by name and postcode."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from eligibility.reading.names import DFE_LENGTH, NUMBER_ERRORS, UKPRN_LENGTH, NameReader, NumberError, read_number, read_postcode
from eligibility.data.open_data import OpenData, has_estimate_fields

FORMAT: Final = 3
COLUMNS: Final = (
    "urn", "dfe", "ukprn", "name", "postcode", "phase",
    "idaci", "deciles", "estimate", "district", "other_urns",
)

# Why no one school is found. The wording has a sentence for each.
LOOKUP_ERRORS: Final = (
    *NUMBER_ERRORS,
    "urn-not-found",
    "urn-closed",
    "urn-closed-undated",
    "number-not-found",
    "urn-shared",
    "postcode-missing",
    "postcode-missing-near",
    "postcode-not-found",
    "postcode-not-found-near",
    "name-differs",
    "no-schools",
)
_SHARED: Final = -1
_MAX_CANDIDATES: Final = 5


class NotFound(Exception):
    """Not exactly one school. `code` is one of LOOKUP_ERRORS, `candidates` has the schools that may be meant.

    `meant` is what may have been meant by a number that cannot be read, or the day on which a school closed.
    """

    def __init__(self, code: str, entered: str, candidates: Sequence[OpenData] = (), meant: str = "") -> None:
        super().__init__(code)
        self.code, self.entered, self.candidates, self.meant = code, entered, candidates, meant


class Schools:
    """Find schools in a file, as build_scripts/schools/published/browser_files.py writes it."""

    def __init__(self, data: object) -> None:
        """Check the file. Raises ValueError for another one, or one for another edition."""
        if not isinstance(data, Mapping) or not _fits(data):
            raise ValueError("this is not a file of schools that this edition reads")
        self._rows: list[list[Any]] = data["schools"]
        self._estimates, self._sources, self._districts = data["estimates"], data["aea_sources"], data["districts"]
        self._closed: Mapping[str, Sequence[str]] = data.get("closed", {})
        self._by_name: dict[str, list[int]] | None = None

    @cached_property
    def _by_urn(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, row in enumerate(self._rows):
            for urn in row[-1]:
                # A number that leads to two schools, as after a split, means neither.
                found[urn] = _SHARED if urn in found else number
        return found | {row[0]: number for number, row in enumerate(self._rows)}

    @cached_property
    def _closed_on(self) -> dict[str, str]:
        """Return the day on which each school closed that no other follows, "" where it is not known."""
        return {urn: day for day, urns in self._closed.items() for urn in urns}

    @cached_property
    def _by_other_number(self) -> dict[str, int]:
        """Number schools by DfE number and by UKPRN, which differ in length; a number of two schools means neither."""
        found: dict[str, int] = {}
        for number, row in enumerate(self._rows):
            for other in filter(None, row[1:3]):
                found[other] = _SHARED if other in found else number
        return found

    @cached_property
    def _by_postcode(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, row in enumerate(self._rows):
            found.setdefault(read_postcode(row[4]), []).append(number)
        return found

    def by_number(self, cell: str) -> OpenData:
        """Find the school with this URN, now, before or later, DfE number or UKPRN. Raises NotFound."""
        try:
            digits = read_number(cell)
        except NumberError as error:
            raise NotFound(error.code, error.entered, meant=error.meant) from None
        number = self._by_urn.get(digits)
        if number is None and len(digits) in (DFE_LENGTH, UKPRN_LENGTH):
            number = self._by_other_number.get(digits)
        if number is None and digits in self._closed_on:
            day = self._closed_on[digits]
            raise NotFound("urn-closed" if day else "urn-closed-undated", cell.strip(), meant=day)
        if number is None:
            raise NotFound("number-not-found" if len(digits) >= DFE_LENGTH else "urn-not-found", cell.strip())
        if number == _SHARED:
            sharing = [number for number, row in enumerate(self._rows) if digits in (*row[1:3], *row[-1])]
            raise NotFound("urn-shared", cell.strip(), self._schools(sharing))
        return self._school(number)

    def by_name(self, name: str, postcode: str, names: NameReader) -> OpenData:
        """Find the school with this postcode and, however it is shortened, this name. Raises NotFound."""
        near = self._by_postcode.get(read_postcode(postcode), [])
        same = [number for number in near if names.key(self._rows[number][3]) == names.key(name)]
        if len(same) == 1:
            return self._school(same[0])
        if near:
            raise NotFound("name-differs", name, self._schools(near))
        named = self._schools(self._named(names.key(name), names))
        code = "postcode-not-found" if postcode else "postcode-missing"
        raise NotFound(f"{code}-near" if named else code, postcode or name, named)

    def has_name(self, name: str, names: NameReader) -> bool:
        """Say whether some school has this name, however it is shortened."""
        return bool(self._named(names.key(name), names))

    def _named(self, key: str, names: NameReader) -> list[int]:
        if self._by_name is None:  # few lists need it, and it takes a moment
            self._by_name = {}
            for number, row in enumerate(self._rows):
                self._by_name.setdefault(names.key(row[3]), []).append(number)
        return self._by_name.get(key, [])

    def _schools(self, numbers: Iterable[int]) -> list[OpenData]:
        return [self._school(number) for number in numbers][:_MAX_CANDIDATES]

    def _school(self, number: int) -> OpenData:
        urn, _, _, name, _, phase, idaci, deciles, estimate, district, _ = self._rows[number]
        aea, source = self._districts.get(district, ("", ""))
        known = {"idaci": idaci, "deciles": deciles, "aea": aea, "england": "yes", "phase": phase}
        return OpenData(
            urn=urn,
            name=name,
            known={field: value for field, value in known.items() if value},
            estimate=self._estimates.get(estimate, {}),
            district=district,
            aea_source=self._sources.get(source, ""),
        )


def _fits(data: Mapping[str, Any]) -> bool:
    estimates, sources, districts = (data.get(name) for name in ("estimates", "aea_sources", "districts"))
    closed = data.get("closed", {})
    return (
        data.get("format") == FORMAT
        and data.get("columns") == [*COLUMNS]
        and isinstance(estimates, Mapping)
        and all(map(has_estimate_fields, estimates.values()))
        and isinstance(sources, Mapping)
        and _are_texts([*sources.values()])
        and isinstance(districts, Mapping)
        and all(_are_texts(known) and len(known) == 2 for known in districts.values())
        and isinstance(closed, Mapping)
        and all(map(_are_texts, closed.values()))
        and isinstance(data.get("schools"), list)
        and all(_is_row(row, estimates) for row in data["schools"])
    )


def _is_row(row: object, estimates: Mapping[str, object]) -> bool:
    """Say whether it has a text for each of COLUMNS, a list of them for the last, and an estimate with a figure."""
    return (
        isinstance(row, list)
        and len(row) == len(COLUMNS)
        and _are_texts(row[:-1])
        and _are_texts(row[-1])
        and (row[8] in estimates or not (row[6] or row[7]))
    )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and {*map(type, value)} <= {str}
