"""Measure how good the estimated shares in deprived deciles are: on made-up pupils, and with the published means."""

from __future__ import annotations

from typing import Any

import numpy as np

from build_scripts.schools.estimate.catchment import Floats
from build_scripts.schools.estimate.deciles import REACHES, fit_margin, inside_unseen_margin
from build_scripts.schools.estimate.ranges import EstimationInputs
from build_scripts.schools.estimate.regression import Validation


def calibrate_deciles(
    inputs: EstimationInputs, district: dict[str, str], rows: np.ndarray, trial: Validation
) -> dict[str, Any]:
    """Fit the margin of each market, and test it; then test the whole range on the schools whose mean is published.

    `trial` is what the formula of the mean said of the schools in `rows`, whose published mean is its truth.
    """
    margins, tests = dict[str, dict[str, float]](), list[dict[str, Any]]()
    errors = np.full((len(REACHES), len(inputs.schools)), np.nan)
    for market, (mine, usual) in inputs.catchments.items():
        drawn = [inputs.made_up_pupils(market, times) for times in REACHES]
        errors[:, mine] = [pupils.error for pupils in drawn]
        known = [~np.isnan(pupils.error) for pupils in drawn]
        share = np.concatenate([pupils.estimate[own] for pupils, own in zip(drawn, known, strict=True)])
        error = np.concatenate([pupils.error[own] for pupils, own in zip(drawn, known, strict=True)])
        groups = [district[inputs.schools[row].urn] for own in known for row in mine[own]]
        margins[market] = fit_margin(share, error)
        inside = np.split(inside_unseen_margin(share, error, groups), np.cumsum([own.sum() for own in known])[:-1])
        for times, pupils, own, held in zip(REACHES, drawn, known, inside, strict=True):
            moved = _mean(np.abs(pupils.mean - usual.idaci)[own])
            tests.append({"market": market, "times": times, "moved": moved, **_metrics(pupils.error[own], held)})
    means = np.full((4, len(inputs.schools)), np.nan)
    means[:, rows] = [trial.truth, trial.low, trial.middle, trial.high]
    truth, ranges = inputs.shares_at(means[0])[rows], inputs.share_ranges(means[1:], margins)[:, rows]
    whole = [
        {"times": times, **_whole(np.clip(truth + errors[number, rows], 0, 100), ranges)}
        for number, times in enumerate(REACHES)
    ]
    return {"margins": margins, "made_up": tests, "whole": whole}


def _whole(truth: Floats, ranges: Floats) -> dict[str, float | int]:
    """Return how well ranges hold these shares."""
    known = ~np.isnan(truth)
    low, middle, high = ranges[:, known]
    inside = (low <= truth[known]) & (truth[known] <= high)
    return {**_metrics(truth[known] - middle, inside), "mean_width": _mean(high - low)}


def _metrics(error: Floats, inside: np.ndarray) -> dict[str, float | int]:
    return {
        "schools": len(error),
        "mean_absolute_error": _mean(np.abs(error)),
        "mean_error": _mean(-error),
        "covered": round(100 * float(inside.mean()), 1),
    }


def _mean(values: Floats) -> float:
    return round(float(values.mean()), 2) + 0.0  # no -0.0
