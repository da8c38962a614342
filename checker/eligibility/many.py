"""Answers for many schools at once: the same as one by one, with what is alike worked out once.

A decision depends on an IDACI only through where its ends lie among the lines of the rule. So schools that differ in
nothing else share one decision, in which only the ends are moved.
"""

from bisect import bisect_left, bisect_right
from decimal import Decimal
from typing import Any, Final, NamedTuple

from eligibility.decision import LARGEST_DECILE, ROUNDING, Decision, Settles, Way, decide
from eligibility.evidence import Evidence, Idaci
from eligibility.phrases import Rule
from eligibility.review import overdue, review_text
from eligibility.wording import heading, reasons_text, settles_text

_KEPT: Final = 5000  # so that a table of any length takes the same memory


class Row(NamedTuple):
    """The answer for one row of a table: its decision, and its sentences."""

    decision: Decision
    review: tuple[str, ...]  # what of it is overdue for review
    review_text: str | None
    title: str
    reasons_text: list[str]
    settles_text: list[str]


class _Shared(NamedTuple):
    idaci: Idaci
    row: Row


class Many:
    """Answers by one rule on one day ("" where it is not known)."""

    def __init__(self, rule: Rule, today: str = "") -> None:
        self._rule, self._today = rule, today
        lines = [band.idaci_from for band in rule.criteria.bands]
        self._lines = sorted(line + by for line in lines for by in (-ROUNDING, Decimal(0), ROUNDING))
        self._shared: dict[Any, _Shared] = {}

    def is_for(self, rule: Rule, today: str) -> bool:
        return self._rule is rule and self._today == today

    def answer(self, evidence: Evidence) -> Row:
        key = self._key(evidence)
        if key not in self._shared:
            if len(self._shared) >= _KEPT:
                self._shared.clear()
            self._shared[key] = _Shared(evidence.idaci, self._row(evidence, decide(self._rule.criteria, evidence)))
        shared = self._shared[key]
        if shared.idaci == evidence.idaci:
            return shared.row
        settles = shared.row.decision.settles
        decision = shared.row.decision._replace(settles=settles and _moved(settles, shared.idaci, evidence))
        return shared.row._replace(
            decision=decision,
            reasons_text=reasons_text(self._rule, evidence, decision),
            settles_text=settles_text(self._rule, decision.settles),
        )

    def _row(self, evidence: Evidence, decision: Decision) -> Row:
        found = overdue(self._rule, decision, self._today)
        return Row(
            decision,
            tuple(base.id for base in found),
            review_text(self._rule, found),
            heading(self._rule, evidence, decision, "title"),
            reasons_text(self._rule, evidence, decision),
            settles_text(self._rule, decision.settles),
        )

    def _key(self, evidence: Evidence) -> tuple[Any, ...]:
        """What a decision depends on: alike for two schools only if theirs is alike."""
        idaci = evidence.idaci
        ends = tuple(bisect_left(self._lines, end) + bisect_right(self._lines, end) for end in idaci[:2])
        is_small = idaci.low <= LARGEST_DECILE and idaci.low  # then a note depends on the very figure
        return (ends, idaci.is_one, idaci.is_one and is_small, idaci.is_unknown, idaci.open_above, *evidence[1:])


def _moved(settles: Settles, old: Idaci, evidence: Evidence) -> Settles:
    new = evidence.idaci
    ways = []
    for narrowed, outcome in settles.ways:
        low, high, open_above = narrowed.idaci
        moved = Idaci(new.low if low == old.low else low, new.high if high == old.high else high, open_above)
        ways.append(Way(narrowed._replace(idaci=moved), outcome))
    return Settles(settles.fact, tuple(ways))
