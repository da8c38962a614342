"""Say where a school stands among the schools of its phase, whose figures are estimates from open data."""

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from eligibility.data.open_data import HUNDRED, OpenData
from eligibility.rule.evidence import Evidence, PercentRange
from eligibility.words.sentences import COMPARED, Rule


def lower_in_100(percentiles: Sequence[Decimal], share: PercentRange) -> tuple[int, int]:
    """Count how many in 100 schools have a lower figure than each end of a school's own.

    `percentiles` are the figures of 100 schools that stand for all of a phase, from the lowest to the highest.
    """
    return bisect_left(percentiles, share.low), bisect_left(percentiles, share.high)


def standing_text(rule: Rule, evidence: Evidence, school: OpenData | None) -> str | None:
    """Say where a school stands; None where its figure may be any, or its phase has no schools to compare.

    None, too, where a person gave another phase than the one whose schools are known here.
    """
    phase = evidence.phase
    if school is None or not school.percentiles or phase not in COMPARED or phase != school.known.get("phase"):
        return None
    low, high = lower_in_100(school.percentiles, evidence.idaci)
    schools = rule.text(f"standing.schools.{phase}")
    if low == 0 and high == HUNDRED:
        return None
    if low == 0:  # and where both ends are, there may still be a lower school: it is one of more than a hundred
        return rule.text("standing.at_most", high=max(high, 1), schools=schools)
    if high == HUNDRED:
        return rule.text("standing.at_least", low=min(low, HUNDRED - 1), schools=schools)
    if low == high:
        return rule.text("standing.exact", count=low, schools=schools)
    return rule.text("standing.range", low=low, high=high, schools=schools)
