"""Answer many schools at once: the same as one by one, with what is alike worked out once.

A decision depends on a share of pupils only through where its ends lie among the floors of the rule. So schools that
differ in nothing else have one decision in common, in which only the ends are exchanged.
"""

from bisect import bisect_left, bisect_right
from decimal import Decimal
from typing import Any, Final, NamedTuple

from eligibility.rule.decision import (
    LARGEST_DECILE,
    ROUNDING,
    Alternative,
    DecidingFact,
    Decision,
    OtherReading,
    decide,
)
from eligibility.rule.evidence import Evidence, PercentRange
from eligibility.words.formatting import format_range
from eligibility.words.overdue import overdue, review_text
from eligibility.words.sentences import Rule
from eligibility.words.wording import (
    describe_field,
    describe_share,
    heading,
    other_reading_text,
    reasons_text,
    settles_text,
    warnings_text,
)

_KEPT: Final = 5000  # so that a table of any length takes the same memory
_PLACEHOLDER: Final = "\0"  # stands in no sentence


class Row(NamedTuple):
    """The answer for one row of a table: its decision, and its sentences."""

    decision: Decision
    review: tuple[str, ...]  # ids of what in it is overdue for review
    review_text: str | None
    title: str
    reasons_text: list[str]
    settles_text: list[str]
    warnings_text: list[str]
    other_reading_text: str | None
    idaci: str  # the figures as a person would say them
    aea: str


class _Shared(NamedTuple):
    """The answer for the first of those alike, and its sentences with a gap where the IDACI is said."""

    idaci: PercentRange
    row: Row
    reasons: list[str]
    warnings: list[str]


class BatchAnswerer:
    """Answer by one rule on one day ("" where it is not known)."""

    def __init__(self, rule: Rule, today: str = "") -> None:
        self.today = today
        self._rule = rule
        floors = [band.idaci_from for band in rule.criteria.bands]
        self._ends = sorted(floor + by for floor in floors for by in (-ROUNDING, Decimal(0), ROUNDING))
        self._shared: dict[Any, _Shared] = {}

    def answer(self, evidence: Evidence) -> Row:
        """Decide one school by both measures, each on its own evidence."""
        shared = self._shared_by(evidence)
        row = shared.row if shared.idaci == evidence.idaci else self._with_idaci(shared, evidence.idaci)
        if evidence.other_measure.is_unknown:
            return row
        outcome = self._shared_by(evidence._replace(idaci=evidence.other_measure)).row.decision.outcome
        decision = row.decision._replace(other_reading=OtherReading(self._rule.criteria.other_measure, outcome))
        text = other_reading_text(self._rule, evidence, decision)
        return row._replace(decision=decision, other_reading_text=text)

    def _shared_by(self, evidence: Evidence) -> _Shared:
        """Return the answer by the leading measure alone that all those have in common which are alike."""
        key = self._key(evidence)
        shared = self._shared.get(key)
        if shared is None:
            if len(self._shared) >= _KEPT:
                self._shared.clear()
            shared = self._shared[key] = self._compute(evidence._replace(other_measure=PercentRange()))
        return shared

    def _compute(self, evidence: Evidence) -> _Shared:
        rule, decision = self._rule, decide(self._rule.criteria, evidence)
        found = overdue(rule, decision, self.today)
        row = Row(
            decision=decision,
            review=tuple(base.id for base in found),
            review_text=review_text(rule, found),
            title=heading(rule, evidence, decision, "title"),
            reasons_text=reasons_text(rule, evidence, decision),
            settles_text=settles_text(rule, decision.settles),
            warnings_text=warnings_text(rule, evidence, decision),
            other_reading_text=None,
            idaci=describe_share(rule, evidence.idaci),
            aea=describe_field(rule, evidence, "aea"),
        )
        reasons = reasons_text(rule, evidence, decision, idaci=_PLACEHOLDER)
        return _Shared(evidence.idaci, row, reasons, warnings_text(rule, evidence, decision, idaci=_PLACEHOLDER))

    def _with_idaci(self, shared: _Shared, idaci: PercentRange) -> Row:
        """Exchange the IDACI in an answer for another one among the same floors."""
        row, told = shared.row, format_range(self._rule, idaci)
        decision, settled = row.decision, row.settles_text
        if decision.settles and decision.settles.fact == "idaci":
            decision = decision._replace(settles=_with_ends(decision.settles, shared.idaci, idaci))
            settled = settles_text(self._rule, decision.settles)
        return row._replace(
            decision=decision,
            reasons_text=[sentence.replace(_PLACEHOLDER, told) for sentence in shared.reasons],
            warnings_text=[sentence.replace(_PLACEHOLDER, told) for sentence in shared.warnings],
            settles_text=settled,
            idaci=told,
        )

    def _key(self, evidence: Evidence) -> tuple[Any, ...]:
        """Return what a decision depends on: alike for two schools only if their decisions are."""
        idaci = evidence.idaci
        ends = tuple(bisect_left(self._ends, end) + bisect_right(self._ends, end) for end in idaci[:2])
        is_small = idaci.low <= LARGEST_DECILE and idaci.low  # then a note depends on the very figure
        _, aea, _, *others = evidence
        return (ends, idaci.is_exact, idaci.is_exact and is_small, idaci.is_unknown, idaci.excludes_high, aea, *others)


def _with_ends(settles: DecidingFact, old: PercentRange, new: PercentRange) -> DecidingFact:
    """Let the first alternative begin, and the last end, where the new IDACI does."""
    ways = []
    for narrowed, outcome in settles.alternatives:
        low, high, excludes_high = narrowed.idaci
        moved = PercentRange(new.low if low == old.low else low, new.high if high == old.high else high, excludes_high)
        ways.append(Alternative(narrowed._replace(idaci=moved), outcome))
    return DecidingFact(settles.fact, tuple(ways))
