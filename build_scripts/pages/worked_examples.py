"""Make up schools, and answer them with the checker by the rule in force: for pages and for the fact check."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from eligibility import json_api
from eligibility.rule.criteria import AEA_CATEGORIES, IDACI_HIGHEST, IDACI_LOWEST, Criteria
from eligibility.words.sentences import Rule

# What /check/ shows to those who cannot run the checker, by the two figures alone.
ON_PAGE = ("IDACI alone is enough", "The AEA category is enough", "The AEA category is not known", "Below every band")
FIGURES = ("idaci", "aea")


def worked_examples(rule: Rule) -> list[dict[str, Any]]:
    """Return the whole answers to the schools of ON_PAGE. A rule of one band has fewer of them."""
    schools = made_up_schools(rule.criteria)
    figures = [{name: schools[what].get(name, "") for name in FIGURES} for what in ON_PAGE if what in schools]
    return [answer(rule, entered) for entered in figures]


def answer(rule: Rule, entered: Mapping[str, str]) -> dict[str, Any]:
    """Answer what is entered for one school."""
    found: dict[str, Any] = json.loads(json_api.answer(json.dumps(entered), rule))
    return found


def made_up_schools(criteria: Criteria) -> dict[str, dict[str, str]]:
    """Return what is entered for a school of each kind, by what it shows: every outcome and every reason.

    Figures are taken from the bands, so that the examples fit every edition.
    """
    high = str(min(criteria.highest.idaci_from + 2, IDACI_HIGHEST))
    low = str(max(criteria.lowest.idaci_from - 2, IDACI_LOWEST))
    schools = {"IDACI alone is enough": {"idaci": high, "ofsted": "3"}}
    if len(criteria.bands) > 1:
        schools |= _schools_of_a_band(criteria.bands[1].idaci_from, criteria.bands[1].aea_from)
    return schools | {
        "Nothing is known": {},
        "Below every band": {"idaci": low},
        "Below every band, with the weakest area": {
            "idaci": low,
            "aea": str(AEA_CATEGORIES[-1]),
            "ofsted": "report-card",
        },
        "A partner school below the bands": {"idaci": low, "partner": "yes"},
        "The two readings part": {"idaci": low, "deciles": high},
        "A special school": {"idaci": high, "phase": "special"},
        "Not in England": {"idaci": high, "england": "no"},
        "Completed before": {"idaci": high, "completed": "yes"},
    }


def _schools_of_a_band(idaci: Decimal, aea: int) -> dict[str, dict[str, str]]:
    """Return schools of the band that begins at an IDACI and asks for an AEA category."""
    inside = str(idaci + 1)
    return {
        "Exactly on a line": {"idaci": str(idaci), "aea": str(aea), "ofsted": "2"},
        "The AEA category is enough": {"idaci": inside, "aea": str(aea)},
        "The AEA category is not enough": {"idaci": inside, "aea": str(aea - 1), "ofsted": "1"},
        "The AEA category is not known": {"idaci": inside, "completed": "not-sure"},
        "The IDACI is not known": {"aea": str(aea)},
        "Neither figure is exact": {"idaci": f"{idaci - 2}-{idaci + 2}", "aea": f"{aea},{aea + 1}"},
    }
