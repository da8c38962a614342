"""Estimate the share of a school's pupils who live in the three most deprived deciles of areas.

Nobody publishes this share for a school. It follows from the mean IDACI, though not exactly: the children around the
school are weighted until their mean is the estimated one, and the share is theirs. How far off that is shows on made-up
pupils, whose mean and share are both known. They are drawn as if children went to school much nearer or much further
than the estimate takes it, which moves a school's mean about as far as real schools lie from their places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from build_scripts.schools.estimate.catchment import Catchment, Floats, SmallAreas
from build_scripts.schools.estimate.regression import DIGITS, FOLDS, TARGET_COVERAGE, assign_folds, margin_weights

DECILES = (1, 2, 3)
REACHES = (0.25, 4.0)  # times the usual reach: how far the made-up pupils go to school
FITTED_TO = 2000  # schools, at most, so that the fit takes seconds; it is tested on all of them
SEED = 2019
ROUNDS = 40  # of halving: enough for a millionth of a percent


class MadeUpPupils(NamedTuple):
    """Pupils drawn for each school of a market, in percent; NaN where no child would go to the school.

    `estimate` is the share that their mean leads to, had nothing else been known of them.
    """

    mean: Floats
    share: Floats
    estimate: Floats

    @property
    def error(self) -> Floats:
        return self.share - self.estimate


def share_in_deciles(small_areas: SmallAreas, catchment: Catchment, wanted: Floats) -> Floats:
    """Return the percent of each school's children who live in areas of DECILES, if their mean IDACI is `wanted`.

    The areas around the school stay as they are; their weights are tilted, w x exp(t x IDACI), until the mean fits.
    Where no tilt reaches the mean, the furthest stands. The share rises with the mean, so it takes a range's two ends.
    """
    school, count = catchment.school, len(catchment.idaci)
    idaci, inside = small_areas.idaci[catchment.area], np.isin(small_areas.decile, DECILES)[catchment.area]
    centred = idaci - catchment.idaci[school]
    low, high = np.full(count, -1.0), np.full(count, 1.0)

    def tilted(tilt: Floats) -> tuple[Floats, Floats]:
        weight = catchment.weight * np.exp(np.clip(tilt[school] * centred, -60, 60))
        total = np.bincount(school, weight, count)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.bincount(school, weight * idaci, count) / total
            return mean, 100 * np.bincount(school, weight * inside, count) / total

    for _ in range(ROUNDS):
        middle = (low + high) / 2
        below = tilted(middle)[0] < wanted
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return tilted((low + high) / 2)[1]


def make_up_pupils(small_areas: SmallAreas, usual: Catchment, drawn_from: Catchment, pupils: Floats) -> MadeUpPupils:
    """Draw as many pupils as each school has from one catchment, and estimate their share by the usual one."""
    chance = np.random.default_rng(SEED)
    inside = np.isin(small_areas.decile, DECILES)
    order = np.argsort(drawn_from.school, kind="stable")
    ends = np.searchsorted(drawn_from.school[order], np.arange(len(pupils) + 1))
    mean, share = np.full(len(pupils), np.nan), np.full(len(pupils), np.nan)
    for row, count in enumerate(pupils.astype(int)):
        entries = order[ends[row] : ends[row + 1]]
        weight, area = drawn_from.weight[entries], drawn_from.area[entries]
        if weight.sum() > 0:
            from_area = chance.multinomial(count, weight / weight.sum()) / count
            mean[row], share[row] = from_area @ small_areas.idaci[area], 100 * from_area @ inside[area]
    return MadeUpPupils(mean, share, share_in_deciles(small_areas, usual, np.where(np.isnan(mean), usual.idaci, mean)))


def margin(weights: dict[str, float], share: Floats) -> Floats:
    """Return how far a share may lie from the one that the mean leads to: more where it is near the middle."""
    return np.asarray(_margin_terms(share) @ np.array(list(weights.values())))


def _margin_terms(share: Floats) -> Floats:
    share = np.clip(share, 0, 100)
    return np.column_stack([np.sqrt(share * (100 - share)), np.ones(len(share))])


def fit_margin(share: Floats, error: Floats) -> dict[str, float]:
    """Fit the smallest margin that holds TARGET_COVERAGE of the errors of made-up pupils."""
    few = slice(None, None, max(1, len(share) // (FITTED_TO * len(REACHES))))
    mixed, one = margin_weights(_margin_terms(share[few]), np.abs(error[few]), TARGET_COVERAGE)
    return {"mixed": round(float(mixed), DIGITS), "one": round(float(one), DIGITS)}


def inside_unseen_margin(share: Floats, error: Floats, groups: Sequence[str]) -> np.ndarray:
    """Return which errors lie within a margin that was fitted without their district."""
    folds, found = assign_folds(groups, FOLDS), np.zeros(len(share), bool)
    for fold in range(FOLDS):
        out = folds == fold
        if out.any() and not out.all():
            found[out] = np.abs(error[out]) <= margin(fit_margin(share[~out], error[~out]), share[out])
    return found


def widen(low: Floats, middle: Floats, high: Floats, by: Floats) -> tuple[Floats, Floats]:
    """Return the range of a share, from what the range of the mean leads to and the margin between the two.

    The two errors have nothing to do with each other, so their squares add up.
    """
    return middle - np.hypot(middle - low, by), middle + np.hypot(high - middle, by)
