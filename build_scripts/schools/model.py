"""The formula of the estimate, fitted to the schools whose own figure is published, and how far off it is.

Two formulas: with free meals, and from the places around alone. Each is a sum of terms; each has a scale, a sum of
terms that says where it errs more; an interval is the estimate plus the scale times two constants. Everything measured
here is measured on districts that the formula was not fitted to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.optimize import nnls

from build_scripts.schools.catchment import Floats

MEALS, PLACES = "meals", "places"
TERMS = {
    MEALS: ("catchment", "meals", "usual_meals", "language", "meals_language", "london", "london_meals", "one"),
    PLACES: ("catchment", "london", "london_catchment", "one"),
}
# A shorter reach makes the spread small without making the error small, so the formula of places alone leaves it out.
SCALE_TERMS = {MEALS: ("spread", "size", "london", "far"), PLACES: ("catchment", "size", "london", "far")}
FOLDS, INNER_FOLDS = 10, 8
COVER = 0.90  # what is promised
AIM = 0.91  # what is aimed at: a district not seen may differ from those that set the interval
DIGITS = 4  # the published figures are the ones used


@dataclass(frozen=True)
class Facts:
    """What the formulas read, one row a school; NaN where it is not known. Percentages are from 0 to 100."""

    catchment: Floats
    spread: Floats
    meals: Floats
    usual_meals: Floats
    language: Floats
    london: Floats
    far: Floats
    pupils: Floats

    def term(self, name: str) -> Floats:
        if name == "one":
            return np.ones(len(self.pupils))
        if name == "size":
            return np.asarray(100 / np.sqrt(self.pupils))
        if name == "meals_language":
            return np.asarray(self.meals * self.language / 100)
        if name.startswith("london_"):
            return np.asarray(self.london * self.term(name.removeprefix("london_")))
        return np.asarray(getattr(self, name))

    def terms(self, names: Sequence[str]) -> Floats:
        return np.column_stack([self.term(name) for name in names])

    def at(self, rows: Any) -> Facts:
        return Facts(**{name: values[rows] for name, values in vars(self).items()})


@dataclass(frozen=True)
class Model:
    """One formula: its weights and scale by term, and the two constants of its interval; `below` is negative."""

    weights: dict[str, float]
    scale: dict[str, float]
    below: float
    above: float

    def middle(self, facts: Facts) -> Floats:
        return np.asarray(facts.terms(tuple(self.weights)) @ np.array(list(self.weights.values())))

    def scales(self, facts: Facts) -> Floats:
        return np.asarray(facts.terms(tuple(self.scale)) @ np.array(list(self.scale.values())))

    def interval(self, facts: Facts, widen: Floats | float = 1.0) -> tuple[Floats, Floats]:
        middle, scale = self.middle(facts), self.scales(facts) * widen
        return middle + self.below * scale, middle + self.above * scale

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def folds_of(groups: Sequence[str], count: int) -> np.ndarray:
    """A fold for each row, all of a district in the same one; the largest districts are dealt out first."""
    names, inverse, sizes = np.unique(np.asarray(groups), return_inverse=True, return_counts=True)
    fold_of, filled = np.zeros(len(names), int), np.zeros(count)
    for group in np.lexsort((names, -sizes)):
        fold_of[group] = np.argmin(filled)
        filled[fold_of[group]] += sizes[group]
    return np.asarray(fold_of[inverse])


def fit(formula: str, facts: Facts, truth: Floats, groups: Sequence[str], aim: float = AIM) -> Model:
    """Least squares for the weights; scale and interval from the errors on districts left out of the fit."""
    names = TERMS[formula]
    unseen = _unseen(facts.terms(names), truth, groups)
    parts = facts.terms(SCALE_TERMS[formula])
    scale = np.round(nnls(parts, np.abs(truth - unseen))[0], DIGITS)
    off = (truth - unseen) / (parts @ scale)
    below, above = np.quantile(off, [(1 - aim) / 2, (1 + aim) / 2])
    weights = np.round(_least_squares(facts.terms(names), truth), DIGITS)
    named = (
        dict(zip(names, weights.tolist(), strict=True)),
        dict(zip(SCALE_TERMS[formula], scale.tolist(), strict=True)),
    )
    return Model(*named, round(float(below), DIGITS), round(float(above), DIGITS))


def _unseen(terms: Floats, truth: Floats, groups: Sequence[str]) -> Floats:
    folds, found = folds_of(groups, INNER_FOLDS), np.zeros(len(truth))
    for fold in range(INNER_FOLDS):
        out = folds == fold
        if out.any() and not out.all():
            found[out] = terms[out] @ _least_squares(terms[~out], truth[~out])
    return found


def _least_squares(terms: Floats, truth: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(terms, truth, rcond=None)[0])


@dataclass(frozen=True)
class Trial:
    """What the formula said of each school when it had seen neither the school nor its district."""

    truth: Floats
    middle: Floats
    low: Floats
    high: Floats

    @property
    def inside(self) -> np.ndarray:
        return (self.low <= self.truth) & (self.truth <= self.high)


def cross_validate(formula: str, facts: Facts, truth: Floats, groups: Sequence[str]) -> Trial:
    """Ten times: everything, the interval too, is made without a tenth of the districts, then tried on them."""
    folds = folds_of(groups, FOLDS)
    middle, low, high = np.zeros(len(truth)), np.zeros(len(truth)), np.zeros(len(truth))
    for fold in range(FOLDS):
        out = folds == fold
        if not out.any():
            continue
        model = fit(formula, facts.at(~out), truth[~out], np.asarray(groups)[~out].tolist())
        middle[out] = model.middle(facts.at(out))
        low[out], high[out] = model.interval(facts.at(out))
    return Trial(truth, middle, low, high)


def widening(
    formula: str, facts: Facts, truth: Floats, groups: Sequence[str], kinds: dict[str, np.ndarray]
) -> dict[str, float]:
    """How many times as wide the interval would have had to be for each kind of school, had none of it been seen.

    The largest of these is what a phase without published figures gets: it too is a kind that was never seen.
    """
    needed = {}
    for name, out in kinds.items():
        model = fit(formula, facts.at(~out), truth[~out], np.asarray(groups)[~out].tolist())
        off = (truth[out] - model.middle(facts.at(out))) / model.scales(facts.at(out))
        times = np.where(off > 0, off / model.above, off / model.below)
        needed[name] = round(float(np.quantile(times, COVER)), 2)
    return needed
