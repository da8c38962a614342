"""The site's file of schools, made from open data, and how a school is found in it: by URN, or by name and postcode."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from eligibility.open_data import OpenData, has_estimate_fields

FORMAT: Final = 1
COLUMNS: Final = ("urn", "name", "postcode", "phase", "idaci", "estimate", "district", "also")

# Why no one school is found. The wording has a sentence for each.
LOOKUP_ERRORS: Final = (
    *("urn-not-a-number", "urn-not-found", "urn-shared"),
    *("postcode-missing", "postcode-not-found", "name-differs", "no-schools"),
)
_SHARED: Final = -1
# Words that lists of schools put in or leave out as they like.
_SPARE_WORDS: Final = frozenset(("the", "school", "and"))


class NotFound(Exception):
    """Not exactly one school. `code` is one of LOOKUP_ERRORS, `candidates` has the schools that may be meant."""

    def __init__(self, code: str, entered: str, candidates: Sequence[OpenData] = ()) -> None:
        super().__init__(code)
        self.code, self.entered, self.candidates = code, entered, candidates


class Schools:
    """The schools of a file, as build_scripts/schools/published/browser_files.py writes it."""

    def __init__(self, data: object) -> None:
        """Raises ValueError where they are no such file, or one for another edition."""
        if not isinstance(data, Mapping) or not _fits(data):
            raise ValueError("this is not a file of schools that this edition reads")
        self._rows: list[list[Any]] = data["schools"]
        self._estimates, self._sources, self._districts = data["estimates"], data["aea_sources"], data["districts"]

    @cached_property
    def _by_urn(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, row in enumerate(self._rows):
            for urn in row[-1]:
                # A number that leads to two schools, as after a split, means neither.
                found[urn] = _SHARED if urn in found else number
        return found | {row[0]: number for number, row in enumerate(self._rows)}

    @cached_property
    def _by_postcode(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, row in enumerate(self._rows):
            found.setdefault(_joined(row[2]), []).append(number)
        return found

    def by_urn(self, entered: str) -> OpenData:
        """The school with this URN, now, before or later. Raises NotFound."""
        found = re.fullmatch(r"(\d{5,7})(\.0+)?", entered)  # a spreadsheet may have made 100000.0 of it
        if not found:
            raise NotFound("urn-not-a-number", entered)
        number = self._by_urn.get(found[1])
        if number is None:
            raise NotFound("urn-not-found", entered)
        if number == _SHARED:
            candidates = [self._school(number) for number, row in enumerate(self._rows) if found[1] in row[-1]]
            raise NotFound("urn-shared", entered, candidates)
        return self._school(number)

    def by_name(self, name: str, postcode: str) -> OpenData:
        """The school with this postcode and, but for spelling, this name. Raises NotFound."""
        if not postcode:
            raise NotFound("postcode-missing", name)
        candidates = self._by_postcode.get(_joined(postcode), [])
        if not candidates:
            raise NotFound("postcode-not-found", postcode)
        same = [number for number in candidates if _words(self._rows[number][1]) == _words(name)]
        if len(same) != 1:
            raise NotFound("name-differs", name, [self._school(number) for number in candidates])
        return self._school(same[0])

    def _school(self, number: int) -> OpenData:
        urn, name, _, phase, idaci, estimate, district, _ = self._rows[number]
        aea, source = self._districts.get(district, ("", ""))
        known = {"idaci": idaci, "aea": aea, "england": "yes", "phase": phase}
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
    return (
        data.get("format") == FORMAT
        and data.get("columns") == [*COLUMNS]
        and isinstance(estimates, Mapping)
        and all(map(has_estimate_fields, estimates.values()))
        and isinstance(sources, Mapping)
        and _are_texts([*sources.values()])
        and isinstance(districts, Mapping)
        and all(_are_texts(known) and len(known) == 2 for known in districts.values())
        and isinstance(data.get("schools"), list)
        and all(_is_row(row, estimates) for row in data["schools"])
    )


def _is_row(row: object, estimates: Mapping[str, object]) -> bool:
    """A text for each of COLUMNS, but a list of them for the last; with an estimate where there is a figure."""
    return (
        isinstance(row, list)
        and len(row) == len(COLUMNS)
        and _are_texts(row[:-1])
        and _are_texts(row[-1])
        and (not row[4] or row[5] in estimates)
    )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and {*map(type, value)} <= {str}


def _joined(postcode: str) -> str:
    return re.sub(r"\W", "", postcode).upper()


def _words(name: str) -> frozenset[str]:
    plain = re.sub(r"['’`.]", "", name.casefold()).replace("saint", "st")
    return frozenset(re.findall(r"\w+", plain)) - _SPARE_WORDS
