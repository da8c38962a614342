"""Apply the rule to every possibility that the evidence leaves open.

All of them meet it: it is met, though something is unknown. None does: it is not met. Some do: it depends, and the
answer names the one fact that would settle most, and each way it could go.

Codes, not sentences, come out of here; `wording` has a sentence for each. Tuples, never sets: see the package's note.
"""

from decimal import Decimal
from typing import Final, Literal, NamedTuple

from eligibility.rule.criteria import AEA_CATEGORIES, Criteria
from eligibility.rule.evidence import NOT_SURE, Evidence, PercentRange

Outcome = Literal["not-open", "ask-us", "meets", "depends", "does-not-meet"]
Priority = Literal["higher", "case-by-case", "not-on-this-ground", "unknown"]
Need = Literal["all", "some", "none"]

OUTCOMES: Final = ("not-open", "ask-us", "meets", "depends", "does-not-meet")
PRIORITIES: Final = ("higher", "case-by-case", "not-on-this-ground", "unknown")
REASONS: Final = (
    "not-in-england",
    "completed-before",
    "phase-ask-us",
    "need-met-by-idaci",
    "need-met-by-both",
    "need-not-known",
    "need-depends-on-aea",
    "need-depends-on-idaci",
    "need-depends-on-both",
    "need-not-met-by-idaci",
    "need-not-met-by-both",
    "partner-below-bands",
)
NOTES: Final = (
    "estimated",
    "other-estimated",
    "aea-from-data",
    "aea-several-from-data",
    "aea-not-needed",
    "on-the-line",
    "near-a-line",
    "looks-like-decile",
    "measure",
    "release",
    "aea-2016",
    "report-card",
    "regions",
    "intake",
)
# The notes that ask to look at a figure again.
WARNINGS: Final = ("on-the-line", "near-a-line", "looks-like-decile")
CHECKS: Final = ("england", "phase", "completed", "partner")

_PHASES_TO_ASK_ABOUT: Final = ("special", "alternative", "nursery", "post-16")  # assumption D8
_PRIORITY_OF_OFSTED: Final[
    dict[str, Priority]
] = {  # no mapping from report cards exists, and none is invented (D5, D6)
    "1": "not-on-this-ground",
    "2": "case-by-case",
    "3": "higher",
    "4": "higher",
}
ROUNDING: Final = Decimal("0.5")  # a whole number may stand for anything within half a point of it (D10)
LARGEST_DECILE: Final = 10


class Alternative(NamedTuple):
    """One way a fact could turn out: the evidence narrowed to it, and the outcome it would then give."""

    evidence: Evidence
    outcome: Outcome


class DecidingFact(NamedTuple):
    """The fact that would settle most, and every way it could turn out."""

    fact: Literal["idaci", "aea"]
    alternatives: tuple[Alternative, ...]


class OtherReading(NamedTuple):
    """What the rule says where its bands are read by the other measure (assumption D1)."""

    measure: str
    outcome: Outcome


class Decision(NamedTuple):
    """What the rule says of the evidence, in codes, each in the order in which a person reads them.

    `other_reading` is None where nothing is known of the other measure.
    """

    outcome: Outcome
    priority: Priority
    reasons: tuple[str, ...]
    settles: DecidingFact | None
    notes: tuple[str, ...]
    checks: tuple[str, ...]
    other_reading: OtherReading | None

    @property
    def readings_differ(self) -> bool:
        return self.other_reading is not None and self.other_reading.outcome != self.outcome


def decide(criteria: Criteria, evidence: Evidence) -> Decision:
    """Apply an edition of the rule to what is known of a school. Total: every Evidence has a Decision."""
    need = need_met(criteria, evidence)
    outcome = _outcome(evidence, need)
    return Decision(
        outcome=outcome,
        priority="higher" if evidence.at_risk == "yes" else _PRIORITY_OF_OFSTED.get(evidence.ofsted, "unknown"),
        reasons=_reasons(criteria, evidence, need, outcome),
        settles=_settles(criteria, evidence) if outcome == "depends" else None,
        notes=_notes(criteria, evidence, outcome),
        checks=() if outcome == "not-open" else tuple(c for c in CHECKS if getattr(evidence, c) == NOT_SURE),
        other_reading=_other_reading(criteria, evidence),
    )


def _other_reading(criteria: Criteria, evidence: Evidence) -> OtherReading | None:
    if evidence.other_measure.is_unknown:
        return None
    read_otherwise = evidence._replace(idaci=evidence.other_measure, other_measure=PercentRange())
    return OtherReading(criteria.other_measure, decide(criteria, read_otherwise).outcome)


def need_met(criteria: Criteria, evidence: Evidence) -> Need:
    """Say whether need is met on all, some or none of the possibilities."""
    floors = tuple(band.idaci_from for band in criteria.bands)
    tried = [criteria.need_is_met(piece.low, aea) for piece in evidence.idaci.split_at(floors) for aea in evidence.aea]
    return "all" if all(tried) else "some" if any(tried) else "none"


def _outcome(evidence: Evidence, need: Need) -> Outcome:
    """Take the outcome that applies first, in the order of the decision."""
    if evidence.england == "no" or evidence.completed == "yes":
        return "not-open"
    if evidence.phase in _PHASES_TO_ASK_ABOUT:
        return "ask-us"
    if need == "all":
        return "meets"
    if need == "some":
        return "depends"
    return "ask-us" if evidence.partner == "yes" else "does-not-meet"  # a partner below the bands: assumption D7


def _reasons(criteria: Criteria, evidence: Evidence, need: Need, outcome: Outcome) -> tuple[str, ...]:
    if outcome == "not-open":
        gates = (("not-in-england", evidence.england == "no"), ("completed-before", evidence.completed == "yes"))
        return tuple(reason for reason, applies in gates if applies)
    reasons = ["phase-ask-us"] if evidence.phase in _PHASES_TO_ASK_ABOUT else []
    reasons.append(_need_reason(criteria, evidence, need))
    if need == "none" and evidence.partner == "yes":
        reasons.append("partner-below-bands")
    return tuple(reasons)


def _need_reason(criteria: Criteria, evidence: Evidence, need: Need) -> str:
    idaci_alone = need_met(criteria, evidence._replace(aea=AEA_CATEGORIES))
    if need == "all":
        return "need-met-by-idaci" if idaci_alone == "all" else "need-met-by-both"
    if need == "none":
        return "need-not-met-by-idaci" if idaci_alone == "none" else "need-not-met-by-both"
    if evidence.idaci.is_unknown and evidence.aea == AEA_CATEGORIES:
        return "need-not-known"
    if all(need != "some" for _, need in _alternatives_by_aea(criteria, evidence)):
        return "need-depends-on-aea"
    if all(need != "some" for _, need in _alternatives_by_idaci(criteria, evidence)):
        return "need-depends-on-idaci"
    return "need-depends-on-both"


def _settles(criteria: Criteria, evidence: Evidence) -> DecidingFact:
    """Return the fact with more ways; of two alike, the AEA category, since it can be looked up.

    Need rises with both figures. So where one fact closes everything, the other has a single way, which closes nothing.
    """
    by_aea, by_idaci = _alternatives_by_aea(criteria, evidence), _alternatives_by_idaci(criteria, evidence)
    fact: Literal["idaci", "aea"] = "idaci" if len(by_idaci) > len(by_aea) else "aea"
    alternatives = by_idaci if fact == "idaci" else by_aea
    return DecidingFact(fact, tuple(Alternative(narrowed, _outcome(narrowed, need)) for narrowed, need in alternatives))


_Alternatives = list[tuple[Evidence, Need]]


def _alternatives_by_aea(criteria: Criteria, evidence: Evidence) -> _Alternatives:
    return _merge_neighbours(criteria, [evidence._replace(aea=(category,)) for category in evidence.aea])


def _alternatives_by_idaci(criteria: Criteria, evidence: Evidence) -> _Alternatives:
    floors = tuple(band.idaci_from for band in criteria.bands)
    return _merge_neighbours(criteria, [evidence._replace(idaci=piece) for piece in evidence.idaci.split_at(floors)])


def _merge_neighbours(criteria: Criteria, narrowed: list[Evidence]) -> _Alternatives:
    """Give each its need, and make one way of neighbours with the same."""
    merged: _Alternatives = []
    for each in narrowed:
        need = need_met(criteria, each)
        if merged and merged[-1][1] == need:
            before = merged.pop()[0]
            idaci = PercentRange(before.idaci.low, each.idaci.high, each.idaci.excludes_high)
            each = each._replace(idaci=idaci, aea=before.aea + tuple(c for c in each.aea if c not in before.aea))
        merged.append((each, need))
    return merged


def _notes(criteria: Criteria, evidence: Evidence, outcome: Outcome) -> tuple[str, ...]:
    known = not evidence.idaci.is_unknown
    estimated = "idaci" in evidence.from_open_data
    other_estimated = "other_measure" in evidence.from_open_data
    aea_from_data = "aea" in evidence.from_open_data and outcome != "not-open"
    on_the_line = known and not estimated and _on_the_line(criteria, evidence)
    one = evidence.idaci.low if evidence.idaci.is_exact else None
    open_to_need = outcome in ("meets", "depends")
    applies = {
        "estimated": (estimated or other_estimated) and outcome != "not-open",
        "other-estimated": other_estimated and outcome != "not-open",
        "aea-from-data": aea_from_data and len(evidence.aea) == 1,
        "aea-several-from-data": aea_from_data and len(evidence.aea) > 1,
        "aea-not-needed": known and evidence.aea == AEA_CATEGORIES and outcome in ("meets", "does-not-meet"),
        "on-the-line": on_the_line,
        "near-a-line": not on_the_line and one is not None and _near_a_line(criteria, evidence, one),
        "looks-like-decile": one is not None and 1 <= one <= LARGEST_DECILE and one == one.to_integral_value(),
        "measure": outcome != "not-open",
        "release": outcome != "not-open",
        "aea-2016": outcome == "depends" or (outcome != "not-open" and evidence.aea != AEA_CATEGORIES),
        "report-card": evidence.ofsted == "report-card",
        "regions": open_to_need,
        "intake": open_to_need,
    }
    return tuple(note for note in NOTES if applies[note])


def _lines_that_decide(criteria: Criteria, evidence: Evidence) -> tuple[Decimal, ...]:
    """Return the IDACI from which need is met, for each AEA category that is possible."""
    needed = [criteria.thresholds[category - 1] for category in evidence.aea]
    return tuple(line for line in needed if line is not None)


def _on_the_line(criteria: Criteria, evidence: Evidence) -> bool:
    """Say whether the answer rests on a lower bound that the published table leaves open: see assumption D3.

    The highest band has no ceiling, so its floor is published as "or greater" and leaves nothing open.
    """
    lines = _lines_that_decide(criteria, evidence)
    low, high, excludes_high = evidence.idaci
    return any(
        end in lines and end != criteria.highest.idaci_from for end in ((low,) if excludes_high else (low, high))
    )


def _near_a_line(criteria: Criteria, evidence: Evidence, idaci: Decimal) -> bool:
    return any(abs(idaci - line) <= ROUNDING for line in _lines_that_decide(criteria, evidence))
