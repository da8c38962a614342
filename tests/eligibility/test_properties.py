"""What must be true of the rule for every school, not only for those in the tables."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from eligibility.json_api import RULE
from eligibility.rule.criteria import AEA_CATEGORIES, IDACI_HIGHEST, IDACI_LOWEST
from eligibility.rule.decision import Decision, decide
from eligibility.rule.evidence import CHOICES, NOT_SURE, Evidence, PercentRange
from hypothesis import assume, given
from hypothesis import strategies as st

CRITERIA = RULE.criteria
SETTLED = ("meets", "does-not-meet")
FLOORS = [band.idaci_from for band in CRITERIA.bands]

# Hundredths, and often a line or a hundredth beside one, where mistakes would be.
hundredths = st.integers(0, 10_000).map(lambda n: Decimal(n) / 100)
beside_a_line = st.sampled_from([floor + Decimal(by) / 100 for floor in FLOORS for by in (-1, 0, 1)])
figures = hundredths | beside_a_line
intervals = st.tuples(figures, figures).map(lambda ends: PercentRange(min(ends), max(ends)))
idacis = intervals | figures.map(lambda figure: PercentRange(figure, figure)) | st.just(PercentRange())
categories = st.sampled_from(AEA_CATEGORIES)
aeas = st.sets(categories, min_size=1).map(lambda chosen: tuple(sorted(chosen))) | st.just(AEA_CATEGORIES)
HARMLESS = {"england": ("yes",), "phase": ("primary", "secondary", "all-through"), "completed": ("no",)}


def evidence_with(answers: Mapping[str, Sequence[str]]) -> st.SearchStrategy[Evidence]:
    gates = {name.replace("-", "_"): st.sampled_from((*values, NOT_SURE)) for name, values in answers.items()}
    return st.builds(
        lambda idaci, aea, others: Evidence(idaci, aea, **others), idacis, aeas, st.fixed_dictionaries(gates)
    )


evidences = evidence_with(CHOICES)
need_decides = evidence_with({**CHOICES, **HARMLESS})  # no gate closes, so that the figures decide


def told(evidence: Evidence) -> Decision:
    return decide(CRITERIA, evidence)


def exactly(idaci: Decimal, aea: int) -> Evidence:
    return Evidence(PercentRange(idaci, idaci), (aea,))


@given(figures, figures, categories, categories)
def test_a_higher_idaci_or_a_weaker_area_never_loses(idaci: Decimal, other: Decimal, aea: int, another: int) -> None:
    less = told(exactly(min(idaci, other), min(aea, another))).outcome
    more = told(exactly(max(idaci, other), max(aea, another))).outcome
    assert (less, more) in {("does-not-meet", "does-not-meet"), ("does-not-meet", "meets"), ("meets", "meets")}


@given(need_decides, st.data())
def test_knowing_more_never_changes_a_settled_answer(evidence: Evidence, data: st.DataObject) -> None:
    before = told(evidence)
    assume(before.outcome in SETTLED)
    narrowed = evidence._replace(idaci=data.draw(inside(evidence.idaci)), aea=data.draw(some_of(evidence.aea)))
    assert told(narrowed).outcome == before.outcome


@given(need_decides, st.data())
def test_every_way_of_settling_gives_the_outcome_it_promises(evidence: Evidence, data: st.DataObject) -> None:
    decision = told(evidence)
    assume(decision.settles is not None)
    assert decision.settles is not None
    for way in decision.settles.alternatives:
        assert told(way.evidence).outcome == way.outcome
        if way.outcome != "depends":
            idaci, aea = data.draw(inside(way.evidence.idaci)), data.draw(some_of(way.evidence.aea))
            assert told(evidence._replace(idaci=idaci, aea=aea)).outcome == way.outcome


@given(need_decides)
def test_where_one_fact_settles_everything_it_is_the_one_named(evidence: Evidence) -> None:
    decision = told(evidence)
    assume(decision.settles is not None)
    assert decision.settles is not None
    pieces = evidence.idaci.split_at(tuple(FLOORS))
    by_aea = [told(evidence._replace(aea=(each,))).outcome for each in evidence.aea]
    by_idaci = [told(evidence._replace(idaci=piece)).outcome for piece in pieces]
    assert ("depends" not in by_aea or "depends" not in by_idaci) == all(
        way.outcome != "depends" for way in decision.settles.alternatives
    )


@given(need_decides, st.data())
def test_the_ways_leave_no_possibility_out(evidence: Evidence, data: st.DataObject) -> None:
    decision = told(evidence)
    assume(decision.settles is not None)
    assert decision.settles is not None
    figure, aea = data.draw(inside(evidence.idaci)).low, data.draw(st.sampled_from(evidence.aea))
    ways = [way.evidence for way in decision.settles.alternatives]
    assert len([way for way in ways if contains(way.idaci, figure) and aea in way.aea]) == 1


@given(need_decides)
def test_something_is_left_to_settle_only_where_it_depends(evidence: Evidence) -> None:
    decision = told(evidence)
    assert (decision.settles is not None) == (decision.outcome == "depends")
    if decision.settles is not None:
        assert len(decision.settles.alternatives) > 1
        assert len({way.outcome for way in decision.settles.alternatives}) == len(decision.settles.alternatives)


@given(evidences, st.sampled_from(CHOICES["ofsted"]), st.sampled_from(CHOICES["at-risk"]))
def test_priority_is_no_part_of_the_outcome(evidence: Evidence, ofsted: str, at_risk: str) -> None:
    other = told(evidence._replace(ofsted=ofsted, at_risk=at_risk))
    assert (other.outcome, other.reasons) == (told(evidence).outcome, told(evidence).reasons)


@given(evidences)
def test_what_is_not_answered_never_changes_the_outcome(evidence: Evidence) -> None:
    """Leaving a gate open gives the outcome that its harmless answer gives."""
    harmless = {"england": "yes", "phase": "primary", "completed": "no", "partner": "no"}
    open_gates = {name: answer for name, answer in harmless.items() if getattr(evidence, name) == NOT_SURE}
    answered = Evidence(**{**evidence._asdict(), **open_gates})
    assert told(answered).outcome == told(evidence).outcome


def contains(idaci: PercentRange, figure: Decimal) -> bool:
    return idaci.low <= figure < idaci.high or (figure == idaci.high and not idaci.excludes_high)


def inside(idaci: PercentRange) -> st.SearchStrategy[PercentRange]:
    """Any narrower interval, or a single figure, to the hundredth."""
    assert IDACI_LOWEST <= idaci.low <= idaci.high <= IDACI_HIGHEST
    low, high = int(idaci.low * 100), int(idaci.high * 100) - idaci.excludes_high
    ends = st.tuples(st.integers(low, high), st.integers(low, high))
    return ends.map(lambda pair: PercentRange(Decimal(min(pair)) / 100, Decimal(max(pair)) / 100))


def some_of(aea: tuple[int, ...]) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sets(st.sampled_from(aea), min_size=1).map(lambda chosen: tuple(sorted(chosen)))
