"""Hold what open data says of a school: an estimated range, the category of its district in 2016, its phase.

It fills in only what a person left empty, so that a figure of their own always comes first. What was taken from it is
marked, with how far off the estimate was when it was tested, and with its sources.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from eligibility.reading.cells import CellReader, InputError, UnreadableError
from eligibility.rule.evidence import FIELDS, NOT_SURE, PERCENTAGES, Evidence

# How the estimate did on schools whose figure is published: how many, mean error in points, percent held by the range,
# how many times as wide a range is where it could not be tested; then its sources with their dates.
FIGURES: Final = ("tested", "schools", "error", "covered", "times", "sources")
HUNDRED: Final = 100  # schools that stand for all of a phase
TESTED: Final = ("tested", "untested", "unpublished")  # how it was: the wording has a sentence for each


class OpenData(NamedTuple):
    """What open data says of one school. `known` has answers by field, written as a person would enter them."""

    urn: str
    name: str
    known: Mapping[str, str]
    estimate: Mapping[str, str]  # FIGURES, where `known` has a share of pupils
    district: str
    aea_source: str  # where `known` has an AEA category
    percentiles: Sequence[Decimal] = ()  # IDACI of HUNDRED schools that stand for all of its phase, lowest first


def parse_with_open_data(cells: CellReader, entered: Mapping[str, object], school: OpenData) -> Evidence:
    """Read what a person entered, and what open data says where they entered nothing. Raises what `parse` raises."""
    taken = tuple(field for field in FIELDS if field in school.known and _is_open(cells, field, entered.get(field, "")))
    evidence = cells.parse({**entered, **{field: school.known[field] for field in taken}})
    return evidence._replace(from_open_data=tuple(cells.places.get(field, field) for field in taken))


def _is_open(cells: CellReader, field: str, typed: object) -> bool:
    return isinstance(typed, str) and cells.read(field, typed) in (None, NOT_SURE)


def open_data(school: object) -> OpenData:
    """Read what a data file of the site holds of a school. Raises UnreadableError for anything else."""
    given = school if isinstance(school, Mapping) else {}
    texts = {name: given.get(name, "") for name in ("urn", "name", "district", "aea_source")}
    known, estimate, percentiles = given.get("known", {}), given.get("estimate", {}), given.get("percentiles", [])
    fits = (
        isinstance(school, Mapping)
        and all(isinstance(text, str) for text in texts.values())
        and _is_text_by_name(known, FIELDS)
        and (has_estimate_fields(estimate) or (estimate == {} and not any(field in known for field in PERCENTAGES)))
        and _are_percentiles(percentiles)
    )
    if not fits:
        raise UnreadableError((InputError("urn", "school-unreadable", ""),))
    return OpenData(**texts, known=known, estimate=estimate, percentiles=[*map(Decimal, percentiles)])


def has_estimate_fields(value: object) -> bool:
    """Say whether it is all of FIGURES, as text."""
    return (
        isinstance(value, Mapping)
        and _is_text_by_name(value, FIGURES)
        and len(value) == len(FIGURES)
        and value["tested"] in TESTED
    )


def _is_text_by_name(value: object, names: tuple[str, ...]) -> bool:
    return isinstance(value, Mapping) and all(name in names and isinstance(text, str) for name, text in value.items())


def _are_percentiles(value: object) -> bool:
    """Say whether it is HUNDRED figures as text, like "30.5", from the lowest to the highest, or none."""
    return (
        isinstance(value, list)
        and len(value) in (0, HUNDRED)
        and all(isinstance(text, str) and text.replace(".", "", 1).isdecimal() for text in value)
        and value == sorted(value, key=Decimal)
    )
