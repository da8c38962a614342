"""Fit the formulas, and measure how good they are on the schools whose own figure is published."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from build_scripts.schools.estimate.catchment import REACH, Floats
from build_scripts.schools.estimate.deciles_accuracy import calibrate_deciles
from build_scripts.schools.estimate.ranges import EstimationInputs
from build_scripts.schools.estimate.regression import (
    FOLDS,
    HIGH,
    MEALS,
    PLACES,
    PROMISED_COVERAGE,
    TARGET_COVERAGE,
    Model,
    Predictors,
    Validation,
    cross_validate,
    fit,
    width_factors,
)

MIN_FIGURES = 100  # published figures, below which nothing is fitted
SIZE_BANDS = (
    ("under 600 pupils", 0, 600),
    ("600 to 899 pupils", 600, 900),
    ("900 to 1,199 pupils", 900, 1200),
    ("1,200 pupils or more", 1200, 10_000),
)
ESTIMATE_BANDS = (  # of the estimate; the last is the range in which the rule decides
    ("estimate under 10", 0, 10),
    ("estimate 10 to 20", 10, 20),
    ("estimate 20 to 30", 20, 30),
    ("estimate 30 or more", 30, 100),
    ("estimate 20 to 45", 20, 45),
)


@dataclass(frozen=True)
class Calibration:
    """The fitted formulas and their accuracy."""

    models: dict[str, Model]
    tested: set[str]  # the phases with enough published figures
    widen: float
    margins: dict[str, dict[str, float]]  # of the share in deprived deciles, by market
    data: dict[str, Any]  # everything, as it is kept and shown


def calibrate(inputs: EstimationInputs, known: dict[str, float], district: dict[str, str]) -> Calibration | None:
    """Fit and test both formulas; None where too few figures are published.

    `known` is the published mean by URN, in percent, and `district` that of each school.
    """
    row_of = {school.urn: row for row, school in enumerate(inputs.schools)}
    rows = np.array(sorted(row_of[urn] for urn in known), dtype=int)
    schooled = {MEALS: rows[inputs.with_meals[rows]], PLACES: rows}
    samples = {
        formula: _sample(inputs, known, district, mine)
        for formula, mine in schooled.items()
        if len(mine) >= MIN_FIGURES
    }
    if not samples:
        return None
    formula, sample = next(iter(samples.items()))
    phases = Counter(sample.phases.tolist())
    tested = {phase for phase, count in phases.items() if count >= MIN_FIGURES // 2}
    kinds = width_factors(formula, sample.predictors, sample.truth, sample.groups, _kinds(sample.predictors))
    worst = max(kinds, key=lambda name: kinds[name])
    widen = max(1.0, kinds[worst])
    models = {formula: fit(formula, one.predictors, one.truth, one.groups) for formula, one in samples.items()}
    trials = {formula: _trial(formula, one, tested, widen) for formula, one in samples.items()}
    deciles = calibrate_deciles(inputs, district, schooled[formula], trials[formula])
    data = {
        "folds": FOLDS,
        "promised": PROMISED_COVERAGE,
        "aimed_at": TARGET_COVERAGE,
        "high": HIGH,
        "reach": REACH,
        "formulas": {formula: model.as_data() for formula, model in models.items()},
        "tests": {formula: _test(trials[formula], one) for formula, one in samples.items()},
        "untested": {"times_as_wide": widen, "worst": worst, "kinds": kinds, "tested_phases": sorted(tested)},
        "deciles": deciles,
    }
    return Calibration(models, tested, widen, deciles["margins"], data)


@dataclass(frozen=True)
class Sample:
    """The schools whose figure is published, in one order."""

    predictors: Predictors
    truth: Floats
    groups: list[str]
    phases: np.ndarray


def _sample(inputs: EstimationInputs, known: dict[str, float], district: dict[str, str], rows: np.ndarray) -> Sample:
    schools = [inputs.schools[row] for row in rows]
    return Sample(
        inputs.predictors.at(rows),
        np.array([known[school.urn] for school in schools]),
        [district[school.urn] for school in schools],
        np.array([school.phase for school in schools]),
    )


def _trial(formula: str, sample: Sample, tested: set[str], widen: float) -> Validation:
    """Try the ranges that such schools get: wider ones, where their phase has too few figures to be tested."""
    wide = np.where(np.isin(sample.phases, list(tested)), 1.0, widen)
    return cross_validate(formula, sample.predictors, sample.truth, sample.groups).widened(wide)


def _test(trial: Validation, sample: Sample) -> dict[str, Any]:
    """Measure the ranges of a trial: all of them, and those of each part of the schools."""
    facts = sample.predictors
    parts = {
        **_parts(sample.phases, facts.pupils, trial.middle),
        "London": facts.london > 0,
        "outside London": facts.london == 0,
        "voluntary aided, now or before": facts.aided > 0,
        "technical college or studio": facts.far > 0,
    }
    return _metrics(trial, np.ones(len(sample.truth), bool)) | {
        "districts": len(set(sample.groups)),
        "parts": [{"name": name, **_metrics(trial, part)} for name, part in parts.items() if part.any()],
    }


def _parts(phases: np.ndarray, pupils: Floats, middle: Floats) -> dict[str, np.ndarray]:
    named = {str(phase): phases == phase for phase in sorted(set(phases))}
    for name, low, high in SIZE_BANDS:
        named[name] = (pupils >= low) & (pupils < high)
    for name, low, high in ESTIMATE_BANDS:
        named[name] = (middle >= low) & (middle < high)
    return named


def _kinds(facts: Predictors) -> dict[str, np.ndarray]:
    """Return the kinds of school to leave out whole: quarters by size, London, and schools that choose their pupils."""
    ends = np.quantile(facts.pupils, [0, 0.25, 0.5, 0.75, 1])
    names = ("the smallest quarter", "the second quarter by size", "the third quarter by size", "the largest quarter")
    quarter = np.clip(np.searchsorted(ends, facts.pupils, side="right") - 1, 0, 3)
    kinds = {name: quarter == number for number, name in enumerate(names)}
    kinds |= {"London": facts.london > 0, "voluntary aided schools": facts.aided > 0}
    return {name: rows for name, rows in kinds.items() if rows.any() and (~rows).sum() >= MIN_FIGURES // 2}


def _metrics(trial: Validation, rows: np.ndarray) -> dict[str, float | int]:
    error = trial.middle[rows] - trial.truth[rows]
    return {
        "schools": int(rows.sum()),
        "mean_absolute_error": round(float(np.abs(error).mean()), 2),
        "mean_error": round(float(error.mean()), 2) + 0.0,  # no -0.0
        "covered": round(100 * float(trial.inside[rows].mean()), 1),
        "mean_width": round(float((trial.high - trial.low)[rows].mean()), 2),
    }


def area_check(inputs: EstimationInputs, district: dict[str, str], models: dict[str, Model]) -> dict[str, Any]:
    """Test the estimates indirectly, those of phases without published figures too.

    Nearly all children go to school in their district. So the mean estimate over a district's schools, weighted by
    pupils, should be near the mean of its children at home.
    """
    if MEALS not in models or not inputs.schools:
        return {}
    result, middle = dict[str, Any](), models[MEALS].middle(inputs.predictors)
    at_home = _means(inputs.district_of_area, inputs.small_areas.idaci, inputs.small_areas.children)
    for market, (mine, _) in inputs.catchments.items():
        rows = [row for row in mine if not np.isnan(middle[row])]
        districts = [district[inputs.schools[row].urn] for row in rows]
        at_school = _means(districts, middle[rows], inputs.predictors.pupils[rows])
        enough = [name for name, held in Counter(districts).items() if held >= 5 and name in at_home]
        if enough:
            gaps = np.array([at_school[name] - at_home[name] for name in sorted(enough)])
            mean, typical = round(float(gaps.mean()), 2), round(float(np.abs(gaps).mean()), 2)
            result[market] = {"districts": len(enough), "mean_gap": mean, "typical_gap": typical}
    return result


def _means(groups: list[str], values: Floats, weights: Floats) -> dict[str, float]:
    names, inverse = np.unique(np.asarray(groups), return_inverse=True)
    sums = np.bincount(inverse, values * weights) / np.bincount(inverse, weights)
    return dict(zip(names.tolist(), sums.tolist(), strict=True))
