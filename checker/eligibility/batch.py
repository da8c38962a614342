"""Answers for many schools at once: the same as one by one, with what is alike worked out once.

A decision depends on an IDACI only through where its ends lie among the lines of the rule. So schools that differ in
nothing else share one decision, in which only the ends are moved.
"""

from bisect import bisect_left, bisect_right
from decimal import Decimal
from typing import Any, Final, NamedTuple

from eligibility.decision import LARGEST_DECILE, ROUNDING, Alternative, DecidingFact, Decision, decide
from eligibility.evidence import Evidence, IdaciRange
from eligibility.formatting import format_range
from eligibility.overdue import overdue, review_text
from eligibility.sentences import Rule
from eligibility.wording import describe_field, heading, reasons_text, settles_text

_KEPT: Final = 5000  # so that a table of any length takes the same memory
_PLACEHOLDER: Final = "\0"  # stands in no sentence


class Row(NamedTuple):
    """The answer for one row of a table: its decision, and its sentences."""

    decision: Decision
    review: tuple[str, ...]  # what of it is overdue for review
    review_text: str | None
    title: str
    reasons_text: list[str]
    settles_text: list[str]
    idaci: str  # both figures as a person would say them
    aea: str


class _Shared(NamedTuple):
    """The answer for the first of those alike, and its reasons with a gap where the IDACI is said."""

    idaci: IdaciRange
    row: Row
    reasons: list[str]


class BatchAnswerer:
    """Answers by one rule on one day ("" where it is not known)."""

    def __init__(self, rule: Rule, today: str = "") -> None:
        self.today = today
        self._rule = rule
        lines = [band.idaci_from for band in rule.criteria.bands]
        self._lines = sorted(line + by for line in lines for by in (-ROUNDING, Decimal(0), ROUNDING))
        self._shared: dict[Any, _Shared] = {}

    def answer(self, evidence: Evidence) -> Row:
        key = self._key(evidence)
        shared = self._shared.get(key)
        if shared is None:
            if len(self._shared) >= _KEPT:
                self._shared.clear()
            shared = self._shared[key] = self._compute(evidence)
        elif shared.idaci != evidence.idaci:
            return self._with_idaci(shared, evidence.idaci)
        return shared.row

    def _compute(self, evidence: Evidence) -> _Shared:
        rule, decision = self._rule, decide(self._rule.criteria, evidence)
        found = overdue(rule, decision, self.today)
        row = Row(
            decision,
            tuple(base.id for base in found),
            review_text(rule, found),
            heading(rule, evidence, decision, "title"),
            reasons_text(rule, evidence, decision),
            settles_text(rule, decision.settles),
            describe_field(rule, evidence, "idaci"),
            describe_field(rule, evidence, "aea"),
        )
        return _Shared(evidence.idaci, row, reasons_text(rule, evidence, decision, idaci=_PLACEHOLDER))

    def _with_idaci(self, shared: _Shared, idaci: IdaciRange) -> Row:
        """The same answer for another IDACI among the same lines."""
        row, told = shared.row, format_range(self._rule, idaci)
        decision, settled = row.decision, row.settles_text
        if decision.settles and decision.settles.fact == "idaci":
            decision = decision._replace(settles=_with_ends(decision.settles, shared.idaci, idaci))
            settled = settles_text(self._rule, decision.settles)
        reasons = [reason.replace(_PLACEHOLDER, told) for reason in shared.reasons]
        return Row(decision, row.review, row.review_text, row.title, reasons, settled, told, row.aea)

    def _key(self, evidence: Evidence) -> tuple[Any, ...]:
        """What a decision depends on: alike for two schools only if theirs is alike."""
        idaci = evidence.idaci
        ends = tuple(bisect_left(self._lines, end) + bisect_right(self._lines, end) for end in idaci[:2])
        is_small = idaci.low <= LARGEST_DECILE and idaci.low  # then a note depends on the very figure
        return (ends, idaci.is_exact, idaci.is_exact and is_small, idaci.is_unknown, idaci.excludes_high, *evidence[1:])


def _with_ends(settles: DecidingFact, old: IdaciRange, new: IdaciRange) -> DecidingFact:
    """The same ways, but that the first begins and the last ends where the new IDACI does."""
    ways = []
    for narrowed, outcome in settles.alternatives:
        low, high, excludes_high = narrowed.idaci
        moved = IdaciRange(new.low if low == old.low else low, new.high if high == old.high else high, excludes_high)
        ways.append(Alternative(narrowed._replace(idaci=moved), outcome))
    return DecidingFact(settles.fact, tuple(ways))
