"""Fit the formula of the estimate to the schools whose own figure is published, and measure how far off it is.

Two formulas: with free meals, and from the places around alone. Each is a sum of terms, and so is the margin on both
sides of it: the margin is wider for the kinds of school that the estimate errs more on. Everything measured here is
measured on districts that the formula was not fitted to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from build_scripts.schools.estimate.catchment import Floats

MEALS, PLACES = "meals", "places"
TERMS = {
    MEALS: (
        "catchment",
        "meals",
        "usual_meals",
        "language",
        "meals_language",
        "london",
        "london_meals",
        "aided",
        "spread",
        "one",
    ),
    PLACES: ("catchment", "london", "london_catchment", "aided", "spread", "one"),
}
# A shorter reach makes the spread small without making the error small, so the formula of places alone leaves it out.
MARGIN_TERMS = {
    MEALS: ("spread", "size", "gap", "london", "aided", "far", "high"),
    PLACES: ("catchment", "size", "london", "aided", "far"),
}
HIGH = 30  # percent: estimates above it err more, the more they are above it
FOLDS, INNER_FOLDS = 10, 8
PROMISED_COVERAGE = 0.90  # what is promised
TARGET_COVERAGE = 0.915  # what is aimed at: a district not seen may differ from those that set the margin
DIGITS = 4  # the published figures are the ones used


@dataclass(frozen=True)
class Predictors:
    """What the formulas read, one row a school; NaN where it is not known. Percentages are from 0 to 100.

    `catchment` and `spread` are those of IDACI around the school; `london`, `aided` and `far` are 1 or 0.
    """

    catchment: Floats
    spread: Floats
    meals: Floats
    usual_meals: Floats
    language: Floats
    london: Floats
    aided: Floats
    far: Floats
    pupils: Floats

    def term(self, name: str) -> Floats:
        """Return one term of a formula: a field, or what is made of several."""
        if name == "one":
            return np.ones(len(self.pupils))
        if name == "size":
            return np.asarray(100 / np.sqrt(self.pupils))
        if name == "gap":
            return np.abs(self.meals - self.usual_meals)
        if name == "meals_language":
            return np.asarray(self.meals * self.language / 100)
        if name.startswith("london_"):
            return np.asarray(self.london * self.term(name.removeprefix("london_")))
        return np.asarray(getattr(self, name))

    def terms(self, names: Sequence[str]) -> Floats:
        """Return the terms as columns, one row a school."""
        return np.column_stack([self.term(name) for name in names])

    def margin_terms(self, names: Sequence[str], middle: Floats) -> Floats:
        """Return the terms of a margin, where "high" is how far the estimate lies above HIGH."""
        high = np.maximum(middle - HIGH, 0)
        return np.column_stack([high if name == "high" else self.term(name) for name in names])

    def at(self, rows: Any) -> Predictors:
        """Return some of the rows."""
        return Predictors(**{name: values[rows] for name, values in vars(self).items()})


@dataclass(frozen=True)
class Model:
    """A fitted formula: the weights of its terms, and those of its margin."""

    weights: dict[str, float]
    margin: dict[str, float]

    def middle(self, facts: Predictors) -> Floats:
        return np.asarray(facts.terms(tuple(self.weights)) @ np.array(list(self.weights.values())))

    def margins(self, facts: Predictors) -> Floats:
        parts = facts.margin_terms(tuple(self.margin), self.middle(facts))
        return np.asarray(parts @ np.array(list(self.margin.values())))

    def interval(self, facts: Predictors, widen: Floats | float = 1.0) -> tuple[Floats, Floats]:
        middle, margin = self.middle(facts), self.margins(facts) * widen
        return middle - margin, middle + margin

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def assign_folds(groups: Sequence[str], count: int) -> np.ndarray:
    """Return a fold for each row, all of a district in the same one; the largest districts are dealt out first."""
    names, inverse, sizes = np.unique(np.asarray(groups), return_inverse=True, return_counts=True)
    fold_of, filled = np.zeros(len(names), int), np.zeros(count)
    for group in np.lexsort((names, -sizes)):
        fold_of[group] = np.argmin(filled)
        filled[fold_of[group]] += sizes[group]
    return np.asarray(fold_of[inverse])


def fit(formula: str, facts: Predictors, truth: Floats, groups: Sequence[str], aim: float = TARGET_COVERAGE) -> Model:
    """Fit the weights by least squares, and the margin by the errors on districts left out of the fit.

    `truth` is in percent, `groups` are the districts, and `aim` is the share of errors that the margin is to hold.
    """
    names, margin_names = TERMS[formula], MARGIN_TERMS[formula]
    terms = facts.terms(names)
    unseen = _predict_unseen(terms, truth, groups)
    margin = margin_weights(facts.margin_terms(margin_names, unseen), np.abs(truth - unseen), aim)
    return Model(_named(names, _least_squares(terms, truth)), _named(margin_names, margin))


def _named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    return dict(zip(names, (np.round(weights, DIGITS) + 0.0).tolist(), strict=True))


def _predict_unseen(terms: Floats, truth: Floats, groups: Sequence[str]) -> Floats:
    folds, found = assign_folds(groups, INNER_FOLDS), np.zeros(len(truth))
    for fold in range(INNER_FOLDS):
        out = folds == fold
        if out.any() and not out.all():
            found[out] = terms[out] @ _least_squares(terms[~out], truth[~out])
    return found


def _least_squares(terms: Floats, truth: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(terms, truth, rcond=None)[0])


def margin_weights(parts: Floats, errors: Floats, aim: float) -> Floats:
    """Fit by quantile regression the weights, none below 0, of the smallest sum that holds `aim` of the errors.

    As a linear programme: error = sum + what it falls short of - what it is too much, at the least cost of the two.
    """
    rows, count = parts.shape
    cost = np.concatenate([np.zeros(count), np.full(rows, aim), np.full(rows, 1 - aim)])
    equal = sparse.hstack([sparse.csr_array(parts), sparse.eye_array(rows), -sparse.eye_array(rows)])
    return np.asarray(linprog(cost, A_eq=equal, b_eq=errors, bounds=(0, None), method="highs").x[:count])


@dataclass(frozen=True)
class Validation:
    """What the formula said of each school when it had seen neither the school nor its district."""

    truth: Floats
    middle: Floats
    low: Floats
    high: Floats

    @property
    def inside(self) -> np.ndarray:
        return (self.low <= self.truth) & (self.truth <= self.high)

    def widened(self, times: Floats) -> Validation:
        low, high = self.middle - (self.middle - self.low) * times, self.middle + (self.high - self.middle) * times
        return replace(self, low=low, high=high)


def cross_validate(formula: str, facts: Predictors, truth: Floats, groups: Sequence[str]) -> Validation:
    """Ten times, fit everything, the margin too, without a tenth of the districts, and try it on them."""
    folds = assign_folds(groups, FOLDS)
    middle, low, high = np.zeros(len(truth)), np.zeros(len(truth)), np.zeros(len(truth))
    for fold in range(FOLDS):
        out = folds == fold
        if not out.any():
            continue
        model = fit(formula, facts.at(~out), truth[~out], np.asarray(groups)[~out].tolist())
        middle[out] = model.middle(facts.at(out))
        low[out], high[out] = model.interval(facts.at(out))
    return Validation(truth, middle, low, high)


def width_factors(
    formula: str, facts: Predictors, truth: Floats, groups: Sequence[str], kinds: dict[str, np.ndarray]
) -> dict[str, float]:
    """Return how many times as wide the range would have to be for each kind of school, had none of it been seen.

    The largest of these is what a phase without published figures gets: it too is a kind that was never seen.
    """
    needed = {}
    for name, out in kinds.items():
        model = fit(formula, facts.at(~out), truth[~out], np.asarray(groups)[~out].tolist())
        times = np.abs(truth[out] - model.middle(facts.at(out))) / model.margins(facts.at(out))
        needed[name] = round(float(np.quantile(times, PROMISED_COVERAGE)), 2)
    return needed
