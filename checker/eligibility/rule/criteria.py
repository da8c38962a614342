"""Define the rule: the lowest figures at which a school's need is met, as a dated edition of data.

An edition stores floors only, so that bands can neither overlap nor leave a gap; ceilings are derived for people.
"""

import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

IDACI_LOWEST: Final = Decimal(0)
IDACI_HIGHEST: Final = Decimal(100)  # IDACI is a percentage of pupils
# The two measures by which the bands can be read (assumption D1), and the field in which people give each. Only the
# first, the mean over a school's own pupils, is published for some schools; the second is the share of them in the
# three most deprived tenths of areas.
Measure = Literal["pupil-mean-idaci", "share-in-deprived-deciles"]
FIELD_OF_MEASURE: Final[Mapping[str, str]] = {"pupil-mean-idaci": "idaci", "share-in-deprived-deciles": "deciles"}
AEA_CATEGORIES: Final = (1, 2, 3, 4, 5, 6)  # DfE, Achieving Excellence Areas, March 2016: 6 is the weakest area


_FROM_DATA: Final = ("edition", "effective_from", "last_reviewed", "review_by", "measure", "release")


class CriteriaError(ValueError):
    """An edition that cannot be a rule; the message names the band and the right form."""


class Band(NamedTuple):
    """Need is met from this IDACI (a percentage) up, in areas of this AEA category or a weaker (higher) one."""

    idaci_from: Decimal
    aea_from: int


class Criteria(NamedTuple):
    """One edition of the rule. Dates are ISO text; `bands` go from the highest IDACI floor to the lowest.

    `thresholds` follow from the bands: for each AEA category, the lowest IDACI that meets the need, or None.
    """

    edition: str
    effective_from: str
    last_reviewed: str
    review_by: str
    measure: str
    release: str
    bands: tuple[Band, ...]
    thresholds: tuple[Decimal | None, ...]

    def need_is_met(self, idaci: Decimal, aea: int) -> bool:
        """Say whether a school with exactly these two figures is in a band. Lower bounds count (assumption D3)."""
        threshold = self.thresholds[aea - 1]
        return threshold is not None and idaci >= threshold

    def band_of(self, idaci: Decimal) -> Band | None:
        """Return the highest band whose floor this IDACI reaches; None below them all."""
        return next((band for band in self.bands if idaci >= band.idaci_from), None)

    def band_above(self, idaci: Decimal) -> Band | None:
        """Return the next band up; None in the highest."""
        return next((band for band in reversed(self.bands) if band.idaci_from > idaci), None)

    def categories_of(self, band: Band) -> tuple[int, ...]:
        """Return the AEA categories that a band takes."""
        return tuple(category for category in AEA_CATEGORIES if category >= band.aea_from)

    def to_data(self) -> dict[str, Any]:
        """Return what `criteria_from` takes: every field as text, each band with both floors."""
        bands = [{"idaci_from": str(band.idaci_from), "aea_from": str(band.aea_from)} for band in self.bands]
        return {**{name: getattr(self, name) for name in _FROM_DATA}, "bands": bands}

    @property
    def other_measure(self) -> str:
        """Return the measure by which this edition does not read its bands."""
        return next(measure for measure in FIELD_OF_MEASURE if measure != self.measure)

    @property
    def highest(self) -> Band:
        return self.bands[0]

    @property
    def lowest(self) -> Band:
        return self.bands[-1]


def criteria_from(data: Mapping[str, str], bands: Sequence[Mapping[str, str]]) -> Criteria:
    """Make an edition from text: `data` holds the fields of Criteria but its bands, each band has both floors.

    Raises CriteriaError where a floor is no exact decimal from 0 to 100, a category is none of the six, or a higher
    IDACI would ask for a weaker area (then greater need could lose a school its place).
    """
    read = tuple(sorted((_band(number, band) for number, band in enumerate(bands, 1)), reverse=True))
    if not read:
        raise CriteriaError("there is no band: write at least one, with idaci_from and aea_from")
    for higher, lower in itertools.pairwise(read):
        if not (higher.idaci_from > lower.idaci_from and higher.aea_from < lower.aea_from):
            raise CriteriaError(
                f"the bands from {higher.idaci_from} and from {lower.idaci_from} are out of step: "
                "the one with the higher idaci_from must have the lower aea_from "
                f"(here {higher.aea_from} and {lower.aea_from})"
            )
    thresholds = tuple(
        min((b.idaci_from for b in read if category >= b.aea_from), default=None) for category in AEA_CATEGORIES
    )
    return Criteria(**{name: data[name] for name in _FROM_DATA}, bands=read, thresholds=thresholds)


def _band(number: int, band: Mapping[str, str]) -> Band:
    idaci, aea = band["idaci_from"], band["aea_from"]
    if not isinstance(idaci, str) or not idaci.replace(".", "", 1).isdecimal() or not 0 <= Decimal(idaci) <= 100:
        raise CriteriaError(f'band {number}: idaci_from must be a percentage in quotes, like "30"; it is {idaci!r}')
    if aea not in tuple(map(str, AEA_CATEGORIES)):
        raise CriteriaError(
            f'band {number}: aea_from must be a category from 1 to 6 in quotes, like "5"; it is {aea!r}'
        )
    return Band(Decimal(idaci), int(aea))
