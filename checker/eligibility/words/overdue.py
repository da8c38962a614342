"""Find what an answer rests on that should have been reviewed by the day of the question.

The day is entered with the question, as ISO text: no clock is read here, so the same question always has one answer.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from eligibility.rule.decision import Decision
from eligibility.words.formatting import format_date
from eligibility.words.sentences import Rule

CRITERIA: Final = "criteria"  # stands for the edition itself, beside the ids of assumptions


class Overdue(NamedTuple):
    """One thing that an answer rests on, and the last day (ISO text) by which it should have been reviewed."""

    id: str
    review_by: str


def assumptions_for(rule: Rule, decision: Decision) -> list[Mapping[str, Any]]:
    """Return the assumptions that bear on an answer."""
    return _bearing_on(decision, rule.assumptions)


def overdue(rule: Rule, decision: Decision, today: str) -> tuple[Overdue, ...]:
    """Return the edition and assumptions of an answer whose review is past; none where the day is not known ("")."""
    # ISO dates stand in the order of time. Those past are sought first: a table asks for each row, and most are none.
    past = [assumption for assumption in rule.assumptions if assumption["review_by"] < today]
    criteria = [Overdue(CRITERIA, rule.criteria.review_by)] if rule.criteria.review_by < today else []
    bearing = _bearing_on(decision, past) if past else []
    return (*criteria, *(Overdue(assumption["id"], assumption["review_by"]) for assumption in bearing))


def _bearing_on(decision: Decision, assumptions: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    codes = (*decision.reasons, *decision.notes, decision.priority)
    return [assumption for assumption in assumptions if any(code in codes for code in assumption["bears_on"])]


def review_text(rule: Rule, found: tuple[Overdue, ...]) -> str | None:
    """Return the sentence that stands above an answer: check with us, and why."""
    if not found:
        return None
    items = [
        rule.text("review.criteria", effective_from=format_date(rule, rule.criteria.effective_from))
        if base.id == CRITERIA
        else rule.text("review.assumption", id=base.id)
        for base in found
    ]
    first = min(base.review_by for base in found)
    names = {
        "items": rule.text("phrases.comma").join(items),
        "review_by": format_date(rule, first),
        "contact": rule.contact,
    }
    return rule.text("review.overdue", **names)
