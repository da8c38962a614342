"""Estimate who lives around a school: share each small area's children out among the schools near it.

A school's share of an area's children is proportional to (children that would fill it) x exp(-distance / reach).
Schools of one phase compete: one in a crowd draws from close by, a lone one from far. The reach of secondary schools is
where the estimate errs least. Primary schools have no published figure to say so; but the reach at which the places
around a school agree best with its free meals is 0.45 times as long for them, so their reach is too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

type Floats = NDArray[np.float64]

REACH = {"primary": 0.45, "secondary": 1.0}  # kilometres
MARKET = {"primary": "primary", "secondary": "secondary", "all-through": "secondary"}
YEARS = {"primary": 7, "secondary": 6, "all-through": 13}  # years of age that a school teaches, as a rule
AGES = 16  # the children counted in an area are 0 to 15
NEAREST = 30  # schools that an area's children may go to; further ones would have next to no share


@dataclass(frozen=True)
class SmallAreas:
    """The small areas of England. `coordinates` are in kilometres on the National Grid, `idaci` is in percent."""

    coordinates: Floats
    children: Floats
    idaci: Floats
    decile: NDArray[np.int64]
    london: NDArray[np.bool_]


@dataclass(frozen=True)
class Catchment:
    """The children of each school of one market, in the order in which the schools were given.

    `idaci` is the mean over the children that come to it, `spread` the standard deviation over their areas.
    `usual_meals` is the share ever eligible for free meals in the schools that children of these areas go to.
    `school`, `area` and `weight` are the shares, one entry each.
    """

    idaci: Floats
    spread: Floats
    usual_meals: Floats
    school: NDArray[np.int64]
    area: NDArray[np.int64]
    weight: Floats


def allocate_children(small_areas: SmallAreas, spots: Floats, sizes: Floats, meals: Floats, reach: float) -> Catchment:
    """Share the children of all areas out among the schools of one market.

    `coordinates` of the schools and `reach` are in kilometres. `sizes` are the children of ages 0 to 15 that would fill
    each school, `meals` the percentages ever eligible for free meals, NaN where not known.
    """
    count, near = len(spots), min(NEAREST, len(spots))
    apart, school = KDTree(spots).query(small_areas.coordinates, k=np.arange(1, near + 1))
    # Relative to the nearest school, so that a remote area's shares do not vanish in the arithmetic.
    pull = sizes[school] * np.exp(-(apart - apart[:, :1]) / reach)
    share = pull / pull.sum(axis=1, keepdims=True)
    is_known = ~np.isnan(meals[school])
    weight_known = (share * is_known).sum(axis=1)
    sums = (share * np.where(is_known, meals[school], 0)).sum(axis=1)
    meals_of_area = sums / np.where(weight_known > 0, weight_known, np.nan)

    weight = (share * small_areas.children[:, None]).ravel()
    flat = school.ravel()
    area = np.repeat(np.arange(len(small_areas.coordinates)), near)
    filled = np.bincount(flat, weight, count)

    def mean(values: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.bincount(flat, weight * values[area], count) / filled)

    idaci = mean(small_areas.idaci)
    spread = np.sqrt(np.maximum(mean(small_areas.idaci**2) - idaci**2, 0))
    return Catchment(idaci, spread, mean(meals_of_area), flat, area, weight)


def children_to_fill(pupils: float, phase: str) -> float:
    """Return how many children of ages 0 to 15 would fill a school of so many pupils."""
    return pupils / YEARS[phase] * AGES
