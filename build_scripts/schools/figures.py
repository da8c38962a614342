"""The formulas and how good they are, measured on the schools whose own figure is published."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from build_scripts.schools.catchment import REACH, Floats
from build_scripts.schools.estimate import Ground
from build_scripts.schools.ledger import Ledger
from build_scripts.schools.model import AIM, COVER, FOLDS, MEALS, PLACES, Model, Trial, cross_validate, fit, widening
from build_scripts.schools.tables import LINE

FEWEST = 100  # published figures, below which nothing is fitted
SIZES = (
    ("under 600 pupils", 0, 600),
    ("600 to 899 pupils", 600, 900),
    ("900 to 1,199 pupils", 900, 1200),
    ("1,200 pupils or more", 1200, 10_000),
)
LEVELS = (  # of the estimate; the last is the range in which the rule decides
    ("estimate under 10", 0, 10),
    ("estimate 10 to 20", 10, 20),
    ("estimate 20 to 30", 20, 30),
    ("estimate 30 or more", 30, 100),
    ("estimate 20 to 45", 20, 45),
)


@dataclass(frozen=True)
class Figures:
    models: dict[str, Model]
    tested: set[str]  # the phases with enough published figures
    widen: float
    data: dict[str, Any]  # everything, as it is kept and shown


def read_known(table: pl.DataFrame, owner: dict[str, str], ground: Ground, ledger: Ledger) -> dict[str, float]:
    """The published mean, in percent, by today's URN."""
    account, known = ledger["known"], dict[str, float]()
    able = {school.urn for school in ground.schools}
    for row in table.iter_rows(named=True):
        urn = owner.get(row["urn"], "")
        try:
            rate = float(row["rate"])
        except ValueError:
            rate = -1.0
        if not 0 <= rate <= 1:
            account.leave_out(row[LINE], row["urn"], "its figure is not a rate from 0 to 1")
        elif not urn:
            account.leave_out(row[LINE], row["urn"], "no open school of the finder has this URN, now or before")
        elif urn not in able:
            account.leave_out(row[LINE], row["urn"], "its school can have no range")
        elif urn in known:
            account.leave_out(row[LINE], row["urn"], "its school has a figure already, from an earlier row")
        else:
            known[urn] = 100 * rate
            account.used += 1
    return known


def measure(ground: Ground, known: dict[str, float], district: dict[str, str]) -> Figures | None:
    """Fits and tests both formulas; None where too few figures are published."""
    row_of = {school.urn: row for row, school in enumerate(ground.schools)}
    rows = np.array(sorted(row_of[urn] for urn in known), dtype=int)
    models: dict[str, Model] = {}
    data: dict[str, Any] = {
        "folds": FOLDS,
        "promised": COVER,
        "aimed_at": AIM,
        "reach": REACH,
        "formulas": {},
        "tests": {},
    }
    kinds: dict[str, float] = {}
    for formula in (MEALS, PLACES):
        mine = rows[ground.with_meals[rows]] if formula == MEALS else rows
        if len(mine) < FEWEST:
            continue
        facts, schools = ground.facts.at(mine), [ground.schools[row] for row in mine]
        truth = np.array([known[school.urn] for school in schools])
        groups = [district[school.urn] for school in schools]
        models[formula] = fit(formula, facts, truth, groups)
        trial = cross_validate(formula, facts, truth, groups)
        phases = np.array([school.phase for school in schools])
        parts = {
            **_parts(phases, facts.pupils, trial.middle),
            "London": facts.london > 0,
            "outside London": facts.london == 0,
        }
        data["formulas"][formula] = models[formula].as_data()
        data["tests"][formula] = _marks(trial, np.ones(len(truth), bool)) | {
            "districts": len(set(groups)),
            "parts": [{"name": name, **_marks(trial, part)} for name, part in parts.items() if part.any()],
        }
        if formula == (MEALS if MEALS in models else PLACES):
            kinds = widening(formula, facts, truth, groups, _kinds(facts.pupils, facts.london))
            tested = {str(phase) for phase in set(phases) if (phases == phase).sum() >= FEWEST // 2}
    if not models:
        return None
    worst = max(kinds, key=lambda name: kinds[name])
    widen = max(1.0, kinds[worst])
    data["untested"] = {"times_as_wide": widen, "worst": worst, "kinds": kinds, "tested_phases": sorted(tested)}
    return Figures(models, tested, widen, data)


def _parts(phases: np.ndarray, pupils: Floats, middle: Floats) -> dict[str, np.ndarray]:
    named = {str(phase): phases == phase for phase in sorted(set(phases))}
    for name, low, high in SIZES:
        named[name] = (pupils >= low) & (pupils < high)
    for name, low, high in LEVELS:
        named[name] = (middle >= low) & (middle < high)
    return named


def _kinds(pupils: Floats, london: Floats) -> dict[str, np.ndarray]:
    """Kinds of school to leave out whole: quarters by size, and London."""
    ends = np.quantile(pupils, [0, 0.25, 0.5, 0.75, 1])
    names = ("the smallest quarter", "the second quarter by size", "the third quarter by size", "the largest quarter")
    quarter = np.clip(np.searchsorted(ends, pupils, side="right") - 1, 0, 3)
    kinds = {name: quarter == number for number, name in enumerate(names)} | {"London": london > 0}
    return {name: rows for name, rows in kinds.items() if rows.any() and (~rows).sum() >= FEWEST // 2}


def _marks(trial: Trial, rows: np.ndarray) -> dict[str, float | int]:
    error = trial.middle[rows] - trial.truth[rows]
    return {
        "schools": int(rows.sum()),
        "mean_absolute_error": round(float(np.abs(error).mean()), 2),
        "mean_error": round(float(error.mean()), 2) + 0.0,  # no -0.0
        "covered": round(100 * float(trial.inside[rows].mean()), 1),
        "mean_width": round(float((trial.high - trial.low)[rows].mean()), 2),
    }


def area_check(ground: Ground, district: dict[str, str], models: dict[str, Model]) -> dict[str, Any]:
    """An indirect test, of phases without published figures too: nearly all children go to school in their district.

    So the mean estimate over a district's schools, weighted by pupils, should be near the mean of its children at home.
    """
    if MEALS not in models or not ground.schools:
        return {}
    result, middle = dict[str, Any](), models[MEALS].middle(ground.facts)
    at_home = _means(ground.district_of_area, ground.land.idaci, ground.land.children)
    for market, (mine, _) in ground.catchments.items():
        rows = [row for row in mine if not np.isnan(middle[row])]
        districts = [district[ground.schools[row].urn] for row in rows]
        at_school = _means(districts, middle[rows], ground.facts.pupils[rows])
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
