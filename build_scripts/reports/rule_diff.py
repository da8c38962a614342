"""Find which answers differ between two rules: exactly, over every possible school, never by trying samples.

The scale of IDACI is cut at the floors of both rules. Between two neighbouring floors either rule treats every IDACI
alike, so one decision holds for the whole interval.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from eligibility.rule.criteria import AEA_CATEGORIES
from eligibility.rule.decision import decide
from eligibility.rule.evidence import CHOICES, NOT_SURE, Evidence, PercentRange
from eligibility.words.formatting import format_decimal, join_list
from eligibility.words.sentences import Rule

# The fields that decide before need does, and the one that decides after it. No other field ever decides.
GATING_FIELDS = ("england", "phase", "completed", "partner")


class AnswerChange(NamedTuple):
    """Schools whose outcome changes in the same way: what is known of their figures, and one further answer."""

    idaci: PercentRange | None  # None where it is not known
    aea: tuple[int, ...]  # all categories where it is not known
    gate: tuple[str, str] | None  # a gating field and its answer
    before: str
    after: str

    @property
    def has_both_figures(self) -> bool:
        """Say whether both figures are known and nothing else matters. The summary names only such schools."""
        return self.idaci is not None and self.aea != AEA_CATEGORIES and self.gate is None


class ThresholdChange(NamedTuple):
    """How the IDACI changes from which need is met in one AEA category. None where no IDACI is enough."""

    category: int
    before: Decimal | None
    after: Decimal | None


def answer_changes(old: Rule, new: Rule) -> list[AnswerChange]:
    """Return every change of an outcome. Neighbouring intervals and categories with the same change are one."""
    plain = _changes(old, new, None)
    found = _merge_neighbours(plain)
    without_gate = {change._replace(gate=None) for change in plain}
    for field in GATING_FIELDS:
        for answer in CHOICES[field]:
            if answer == NOT_SURE:
                continue
            gated = _changes(old, new, (field, answer))
            # A further answer is worth a line only where it makes the change another one.
            found += _merge_neighbours([change for change in gated if change._replace(gate=None) not in without_gate])
    return found


def threshold_changes(old: Rule, new: Rule) -> list[ThresholdChange]:
    """Return the threshold of each AEA category that has another one."""
    thresholds = zip(AEA_CATEGORIES, old.criteria.thresholds, new.criteria.thresholds, strict=True)
    return [ThresholdChange(category, before, after) for category, before, after in thresholds if before != after]


def intervals(old: Rule, new: Rule) -> tuple[PercentRange, ...]:
    """Cut the whole scale of IDACI at every floor of both rules."""
    return PercentRange().split_at(tuple({band.idaci_from for rule in (old, new) for band in rule.criteria.bands}))


def _changes(old: Rule, new: Rule, gate: tuple[str, str] | None) -> list[AnswerChange]:
    """Decide every interval in every category by both rules, and return those whose outcome differs."""
    more: dict[str, Any] = {gate[0]: gate[1]} if gate else {}
    found = []
    for aea in [*((category,) for category in AEA_CATEGORIES), AEA_CATEGORIES]:
        for idaci in (*intervals(old, new), None):
            evidence = Evidence(idaci or PercentRange(), aea, **more)
            before, after = decide(old.criteria, evidence).outcome, decide(new.criteria, evidence).outcome
            if before != after:
                found.append(AnswerChange(idaci, aea, gate, before, after))
    return found


def _merge_neighbours(changes: list[AnswerChange]) -> list[AnswerChange]:
    """Merge neighbouring intervals of one category, then categories that share a range.

    A figure that is not known stays by itself.
    """
    ranges: list[AnswerChange] = []
    for change in changes:
        if ranges and (wider := _joined_range(ranges[-1], change)):
            ranges[-1] = change._replace(idaci=wider)
        else:
            ranges.append(change)
    merged: list[AnswerChange] = []
    for change in ranges:
        for index, other in enumerate(merged):
            if _same_change(other, change):
                merged[index] = other._replace(aea=other.aea + change.aea)
                break
        else:
            merged.append(change)
    return merged


def _joined_range(low: AnswerChange, high: AnswerChange) -> PercentRange | None:
    """Return the range of both where the second begins at the end of the first and changes in the same way."""
    if low.idaci is None or high.idaci is None or low.idaci.high != high.idaci.low:
        return None
    return high.idaci._replace(low=low.idaci.low) if low._replace(idaci=high.idaci) == high else None


def _same_change(one: AnswerChange, other: AnswerChange) -> bool:
    """Say whether two changes of known categories differ in nothing but the category."""
    known = AEA_CATEGORIES not in (one.aea, other.aea)
    return known and one._replace(aea=()) == other._replace(aea=())


def describe_group(rule: Rule, change: AnswerChange) -> str:
    """Say which schools change: "IDACI from 25 up to 27 with AEA category 6"."""
    if change.aea == AEA_CATEGORIES:
        words = f"{describe_range(change.idaci)}, AEA category not known"
    else:
        words = f"{describe_range(change.idaci)} with AEA category {join_list(rule, map(str, change.aea))}"
    if change.gate:
        field, answer = change.gate
        words += f" (“{rule.text(f'questions.{field}.name')}” answered “{rule.options[field][answer]}”)"
    return words


def describe_range(idaci: PercentRange | None) -> str:
    """Say which IDACI: "IDACI under 25", "IDACI from 25 up to 27"."""
    if idaci is None:
        return "IDACI not known"
    if idaci.is_unknown:
        return "any IDACI"
    if idaci.low == PercentRange().low:
        return f"IDACI under {format_decimal(idaci.high)}"
    if idaci.high == PercentRange().high:
        return f"IDACI of {format_decimal(idaci.low)} or more"
    return f"IDACI from {format_decimal(idaci.low)} up to {format_decimal(idaci.high)}"
