"""Which answers differ between two rules: exactly, over cells cut at the floors of both, never by trying samples.

Between two neighbouring floors every IDACI is treated alike by either rule, so a cell has one answer in each.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from eligibility.criteria import AEA_CATEGORIES
from eligibility.decision import decide
from eligibility.evidence import CHOICES, NOT_SURE, Evidence, PercentRange
from eligibility.formatting import format_decimal, join_list
from eligibility.sentences import Rule

# The answers that decide before need does, and the one that decides after it. A field not named here never decides.
GATING_FIELDS = ("england", "phase", "completed", "partner")


class AnswerChange(NamedTuple):
    """Schools that are answered alike: what is known of their two figures, and one further answer of theirs."""

    idaci: PercentRange | None  # None: not known
    aea: tuple[int, ...]
    gate: tuple[str, str] | None
    before: str
    after: str


class ThresholdChange(NamedTuple):
    """The IDACI from which need is met in one AEA category."""

    category: int
    before: Decimal | None
    after: Decimal | None


def answer_changes(old: Rule, new: Rule) -> list[AnswerChange]:
    """Every group whose outcome differs; neighbouring ranges and categories with the same change are one group."""
    plain = list(_changes(old, new, None))
    groups = _joined(plain)
    seen = {(c.idaci, c.aea, c.before, c.after) for c in plain}
    for gate in ((field, answer) for field in GATING_FIELDS for answer in CHOICES[field] if answer != NOT_SURE):
        changes = list(_changes(old, new, gate))
        # A further answer is worth a line only where the change is another one than without it.
        groups += _joined([c for c in changes if (c.idaci, c.aea, c.before, c.after) not in seen])
    return groups


def threshold_changes(old: Rule, new: Rule) -> list[ThresholdChange]:
    both = zip(AEA_CATEGORIES, old.criteria.thresholds, new.criteria.thresholds, strict=True)
    return [ThresholdChange(*line) for line in both if line[1] != line[2]]


def intervals(*rules: Rule) -> tuple[PercentRange, ...]:
    """The whole scale cut at every floor."""
    return PercentRange().split_at(tuple({band.idaci_from for rule in rules for band in rule.criteria.bands}))


def _changes(old: Rule, new: Rule, gate: tuple[str, str] | None) -> Iterator[AnswerChange]:
    more: dict[str, Any] = {gate[0]: gate[1]} if gate else {}
    for aea in [*((category,) for category in AEA_CATEGORIES), AEA_CATEGORIES]:
        for idaci in (*intervals(old, new), None):
            evidence = Evidence(idaci or PercentRange(), aea, **more)
            before, after = (decide(rule.criteria, evidence).outcome for rule in (old, new))
            if before != after:
                yield AnswerChange(idaci, aea, gate, before, after)


def _joined(changes: list[AnswerChange]) -> list[AnswerChange]:
    """Joins neighbouring cells of one category, then categories that share a range. Not known stays by itself."""
    ranges: list[AnswerChange] = []
    for change in changes:
        last = ranges[-1] if ranges else None
        low, high = last and last.idaci, change.idaci
        if last and low and high and low.high == high.low and last._replace(idaci=high) == change:
            ranges[-1] = change._replace(idaci=high._replace(low=low.low))
        else:
            ranges.append(change)
    groups: list[AnswerChange] = []
    for change in ranges:
        at = next((i for i, group in enumerate(groups) if _same_change(group, change)), None)
        if at is None:
            groups.append(change)
        else:
            groups[at] = groups[at]._replace(aea=groups[at].aea + change.aea)
    return groups


def _same_change(group: AnswerChange, change: AnswerChange) -> bool:
    known = AEA_CATEGORIES not in (group.aea, change.aea)
    return known and group._replace(aea=()) == change._replace(aea=())


def describe_group(rule: Rule, group: AnswerChange) -> str:
    """Which schools: "IDACI from 25 up to 27 with AEA category 6"."""
    aea = (
        "AEA category not known"
        if group.aea == AEA_CATEGORIES
        else f"AEA category {join_list(rule, map(str, group.aea))}"
    )
    words = f"{describe_range(group.idaci)}{',' if group.aea == AEA_CATEGORIES else ' with'} {aea}"
    if group.gate:
        field, answer = group.gate
        words += f" (“{rule.text(f'questions.{field}.name')}” answered “{rule.options[field][answer]}”)"
    return words


def describe_range(idaci: PercentRange | None) -> str:
    if idaci is None:
        return "IDACI not known"
    if idaci.is_unknown:
        return "any IDACI"
    if idaci.low == PercentRange().low:
        return f"IDACI under {format_decimal(idaci.high)}"
    if idaci.high == PercentRange().high:
        return f"IDACI of {format_decimal(idaci.low)} or more"
    return f"IDACI from {format_decimal(idaci.low)} up to {format_decimal(idaci.high)}"


def is_known(group: AnswerChange) -> bool:
    """Whether both figures are known, and nothing else matters: the groups that a summary names."""
    return not (group.idaci is None or group.aea == AEA_CATEGORIES or group.gate)
