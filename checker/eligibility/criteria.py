"""What the rule is: the lowest figures at which a school's need is met, as a dated edition of data.

An edition stores floors only, so that bands can neither overlap nor leave a gap; ceilings are derived for people.
"""

import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

IDACI_LOWEST: Final = Decimal(0)
IDACI_HIGHEST: Final = Decimal(100)  # IDACI is a percentage of pupils
AEA_CATEGORIES: Final = (1, 2, 3, 4, 5, 6)  # DfE, Achieving Excellence Areas, March 2016: 6 is the weakest area


class CriteriaError(ValueError):
    """An edition that cannot be a rule; the message names the band and the right form."""


class Band(NamedTuple):
    """Need is met from this IDACI (a percentage) up, in areas of this AEA category or a weaker (higher) one."""

    idaci_from: Decimal
    aea_from: int


class Criteria(NamedTuple):
    """One edition of the rule. Dates are ISO text; `bands` go from the highest IDACI floor to the lowest."""

    edition: str
    effective_from: str
    last_reviewed: str
    review_by: str
    measure: str
    release: str
    bands: tuple[Band, ...]

    def need_is_met(self, idaci: Decimal, aea: int) -> bool:
        """Whether a school with exactly these two figures is in a band. Lower bounds count (assumption D3)."""
        return any(idaci >= band.idaci_from and aea >= band.aea_from for band in self.bands)

    def band_of(self, idaci: Decimal) -> Band | None:
        """The highest band whose floor this IDACI reaches; None below them all."""
        return next((band for band in self.bands if idaci >= band.idaci_from), None)

    def band_above(self, idaci: Decimal) -> Band | None:
        """The next band up; None in the highest."""
        return next((band for band in reversed(self.bands) if band.idaci_from > idaci), None)

    def idaci_needed(self, aea: int) -> Decimal | None:
        """The lowest IDACI at which an area of this category meets the need; None where no band takes it."""
        return min((band.idaci_from for band in self.bands if aea >= band.aea_from), default=None)

    def categories_of(self, band: Band) -> tuple[int, ...]:
        """The AEA categories that a band takes."""
        return tuple(category for category in AEA_CATEGORIES if category >= band.aea_from)

    @property
    def highest(self) -> Band:
        return self.bands[0]

    @property
    def lowest(self) -> Band:
        return self.bands[-1]


def criteria_from(data: Mapping[str, str], bands: Sequence[Mapping[str, str]]) -> Criteria:
    """Makes an edition from text: `data` holds the fields of Criteria but its bands, each band has both floors.

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
    fields = {name: data[name] for name in Criteria._fields if name != "bands"}
    return Criteria(**fields, bands=read)


def _band(number: int, band: Mapping[str, str]) -> Band:
    idaci, aea = band["idaci_from"], band["aea_from"]
    if not isinstance(idaci, str) or not idaci.replace(".", "", 1).isdecimal() or not 0 <= Decimal(idaci) <= 100:
        raise CriteriaError(f'band {number}: idaci_from must be a percentage in quotes, like "30"; it is {idaci!r}')
    if aea not in tuple(map(str, AEA_CATEGORIES)):
        raise CriteriaError(
            f'band {number}: aea_from must be a category from 1 to 6 in quotes, like "5"; it is {aea!r}'
        )
    return Band(Decimal(idaci), int(aea))
