"""Estimate a range of IDACI for each school that can have one, and say why the others have none."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from build_scripts.schools.estimate.catchment import (
    MARKET,
    REACH,
    Catchment,
    Floats,
    SmallAreas,
    allocate_children,
    children_to_fill,
)
from build_scripts.schools.estimate.deciles import MadeUpPupils, make_up_pupils, margin, share_in_deciles, widen
from build_scripts.schools.estimate.inputs import CensusFigures
from build_scripts.schools.estimate.regression import MEALS, PLACES, Model, Predictors
from build_scripts.schools.official.areas import Place
from build_scripts.schools.official.establishments import School

USUAL_PUPILS = 300  # for a phase in which no school has a number
REASONS_WITHOUT_RANGE = {
    "head-office": "its grid reference seems to be an office far away",
    "no-place": "we do not know where it is",
    "not-estimated-for": "schools of its kind draw pupils from far away, or have few of them",
    "no-phase": "its phase is not known",
    "no-deprivation-data": "the deprivation figures or the centroids are missing",
    "no-formula": "there is neither a published figure to fit the formula to, nor a formula kept from before",
}


class Range(NamedTuple):
    """What a share of pupils may be, in percent; NaN where that is not known."""

    low: float
    middle: float
    high: float


class Estimate(NamedTuple):
    """A school's ranges: of the mean IDACI, and of the share in the three most deprived deciles of areas.

    `basis` names the formula; `tested` says whether the phase has enough published figures.
    """

    idaci: Range
    deciles: Range
    basis: str
    tested: bool


class EstimationInputs:
    """Hold what the formulas need of the schools that can have a range, in one order, and why the others cannot.

    `notes` count schools for which something had to be assumed. `district_of_area` has the district of each small area.
    """

    def __init__(
        self,
        schools: list[School],
        places: dict[str, Place],
        small_areas: tuple[SmallAreas, list[str]] | None,
        pupils: dict[str, CensusFigures],
        aided: set[str],
    ) -> None:
        self.reason_without_range: dict[str, str] = {}
        self.schools: list[School] = []
        row_of = {code: row for row, code in enumerate(small_areas[1])} if small_areas else {}
        for school in schools:
            place = places[school.urn]
            if why := _reason_without_range(school, place, row_of):
                self.reason_without_range[school.urn] = why
            else:
                self.schools.append(school)
        self.notes: Counter[str] = Counter()
        self.district_of_area: list[str] = []
        if small_areas and self.schools:
            self._measure(small_areas[0], [row_of[places[school.urn].lsoa] for school in self.schools], pupils, aided)

    def _measure(
        self, small_areas: SmallAreas, rows: list[int], pupils: dict[str, CensusFigures], aided: set[str]
    ) -> None:
        self.small_areas, schools = small_areas, self.schools
        census = [pupils.get(school.urn) or CensusFigures(None, np.nan, np.nan) for school in schools]
        count = self._counts([known.count or school.pupils for known, school in zip(census, schools, strict=True)])
        meals, language = np.array([known.meals for known in census]), np.array([known.language for known in census])
        self.notes["no free meals: its range rests on the places around it"] = int(np.isnan(meals).sum())
        self._spots = np.array(
            [_coordinates(school, small_areas.coordinates[row]) for school, row in zip(schools, rows, strict=True)]
        )
        self._sizes = np.array([children_to_fill(c, school.phase) for c, school in zip(count, schools, strict=True)])
        self._meals = meals

        self.catchments: dict[str, tuple[np.ndarray, Catchment]] = {}
        idaci, spread, usual_meals = (np.full(len(schools), np.nan) for _ in range(3))
        for market, reach in REACH.items():
            mine = np.array([row for row, school in enumerate(schools) if MARKET[school.phase] == market], dtype=int)
            if len(mine):
                found = self._catchment(mine, reach)
                self.catchments[market] = mine, found
                idaci[mine], spread[mine], usual_meals[mine] = found.idaci, found.spread, found.usual_meals
        london = small_areas.london[rows].astype(float)
        far = np.array([float(school.far) for school in schools])
        chosen = np.array([float(school.urn in aided) for school in schools])
        self.predictors = Predictors(idaci, spread, meals, usual_meals, language, london, chosen, far, count)

    def _counts(self, counts: list[float | None]) -> Floats:
        """Return the pupils of each school; the median of its phase where the number is not known."""
        phases = np.array([school.phase for school in self.schools])
        found = np.array([count or np.nan for count in counts])
        unknown = np.isnan(found)
        self.notes["its number of pupils is not known: the usual one of its phase is taken"] = int(unknown.sum())
        for phase in set(phases[unknown]):
            known = found[(phases == phase) & ~unknown]
            found[(phases == phase) & unknown] = np.median(known) if len(known) else USUAL_PUPILS
        return found

    @property
    def with_meals(self) -> np.ndarray:
        """Return which schools have the figures of free meals, their own and those around."""
        return ~np.isnan(self.predictors.meals) & ~np.isnan(self.predictors.usual_meals)

    def estimates(
        self, models: dict[str, Model], tested: set[str], widen: float, margins: dict[str, dict[str, float]]
    ) -> dict[str, Estimate]:
        """Return the ranges of a school by URN; those of a phase outside `tested` come from one `widen` times as wide.

        `margins` are the weights of each market's margin between the mean and the share in deprived deciles.
        """
        if not self.schools:
            return {}
        facts, known = self.predictors, np.array([school.phase in tested for school in self.schools])
        basis = np.where(self.with_meals & (MEALS in models), MEALS, PLACES)
        ends = np.full((3, len(self.schools)), np.nan)
        for formula, model in models.items():
            rows = basis == formula
            low, high = model.interval(facts.at(rows), np.where(known[rows], 1.0, widen))
            ends[:, rows] = np.clip([low, model.middle(facts.at(rows)), high], 0, 100)
        shares = self.share_ranges(ends, margins)
        found = zip(self.schools, ends.T.tolist(), shares.T.tolist(), basis.tolist(), known.tolist(), strict=True)
        return {
            school.urn: Estimate(Range(*idaci), Range(*deciles), basis, tested)
            for school, idaci, deciles, basis, tested in found
            if not np.isnan(idaci[0])
        }

    def share_ranges(self, ends: Floats, margins: dict[str, dict[str, float]]) -> Floats:
        """Return low, middle and high of the share in deciles, from those of the mean; NaN without a margin."""
        low, middle, high = (self.shares_at(end) for end in ends)
        by = np.full(len(middle), np.nan)
        for market, weights in margins.items():
            if market in self.catchments:
                mine, _ = self.catchments[market]
                by[mine] = margin(weights, middle[mine])
        low, high = widen(low, middle, high, by)
        return np.clip([low, middle, high], 0, 100)

    def shares_at(self, means: Floats) -> Floats:
        """Return the share in deprived deciles that each school's mean IDACI leads to."""
        found = np.full(len(means), np.nan)
        for mine, catchment in self.catchments.values():
            found[mine] = share_in_deciles(self.small_areas, catchment, means[mine])
        return found

    def made_up_pupils(self, market: str, times: float) -> MadeUpPupils:
        """Draw pupils for the schools of a market who go `times` as far to school as usual."""
        mine, usual = self.catchments[market]
        other = self._catchment(mine, times * REACH[market])
        return make_up_pupils(self.small_areas, usual, other, self.predictors.pupils[mine])

    def _catchment(self, mine: np.ndarray, reach: float) -> Catchment:
        return allocate_children(self.small_areas, self._spots[mine], self._sizes[mine], self._meals[mine], reach)


def _reason_without_range(school: School, place: Place, row_of: dict[str, int]) -> str:
    if place.head_office:
        return "head-office"
    if school.kind != "school":
        return "not-estimated-for"
    if school.phase not in MARKET:
        return "not-estimated-for" if school.phase else "no-phase"
    if not row_of:
        return "no-deprivation-data"
    return "" if place.lsoa in row_of else "no-place"


def _coordinates(school: School, centroid: np.ndarray) -> tuple[float, float]:
    """Return where a school is, in kilometres; the centroid of its area where it has no grid reference."""
    if school.easting and school.northing:
        return school.easting / 1000, school.northing / 1000
    return float(centroid[0]), float(centroid[1])
