"""Compare two snapshots of open data under one rule: how many schools get another answer, and why.

`python3 dev.py report impact --data FOLDER` prints it as Markdown, and fails where the change is too large to be
published unseen, or where the estimate no longer keeps what the site promises of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date
from typing import Any, Final, NamedTuple

from eligibility.data.open_data import OpenData, parse_with_open_data
from eligibility.data.schools import Schools
from eligibility.lists.batch import BatchAnswerer
from eligibility.rule.decision import Decision
from eligibility.words.sentences import Rule

from build_scripts.build_date import format_date
from build_scripts.problems import count
from build_scripts.schools.published.shards import lookup_table

MOST: Final = 0.02  # the part of answers that may change without a person having looked
LISTED: Final = 20  # schools named in the report
NEW, GONE = "new school", "closed, or no longer in the list"
CAUSES: Final = (
    NEW,
    GONE,
    "another phase",
    "another AEA category",
    "the formula is another one",
    "new figures",
)


# By URN: what is known of a school, and what the rule says of it.
type Answers = Mapping[str, tuple[OpenData, Decision]]


class AnswerShift(NamedTuple):
    """A school whose answer, by its open data alone, differs by one reading of the bands.

    An outcome is "" where the school is in one snapshot only, or where nothing is known of the other measure.
    """

    urn: str
    name: str
    before: str
    after: str
    cause: str


class SnapshotDiff:
    """What differs between two snapshots, as `snapshot.read` returns them, for a rule.

    An answer carries both readings of the bands (D1). `shifts` are those of the reading that leads, new and closed
    schools among them; `other_shifts` are those of the other reading, for the schools in both snapshots.
    """

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any], rule: Rule) -> None:
        self.rule, self.about = rule, after["about"]
        self.dates = [read["about"]["sources"]["schools"]["date"] for read in (before, after)]
        self._is_refitted = _formulas(before) != _formulas(after)
        old, new = _answers(before, rule), _answers(after, rule)
        in_both = old.keys() & new.keys()
        self.parting = [_parting(answers) for answers in (old, new)]
        self.schools = len(old.keys() | new.keys())
        self.shifts = self._shifts(old, new, old.keys() | new.keys(), _outcome)
        self.other_shifts = self._shifts(old, new, in_both, _other_outcome)
        self.changed_data = Counter(
            self._cause(old[urn][0], new[urn][0]) for urn in in_both if old[urn][0].known != new[urn][0].known
        )

    @property
    def changed(self) -> int:
        """The number of schools whose answer changes by either reading."""
        return len({shift.urn for shift in (*self.shifts, *self.other_shifts)})

    @property
    def share(self) -> float:
        """Return the part of all schools whose answer changes by either reading, from 0 to 1."""
        return self.changed / self.schools if self.schools else 0

    def reasons_to_stop(self) -> Iterator[str]:
        """Say why a person must look before this is published; nothing where none need."""
        if self.share > MOST:
            parts = f"{len(self.shifts):,} by the reading that leads, {len(self.other_shifts):,} by the other one"
            may = f"up to {MOST:.0%} may without a person having looked"
            yield f"{self.share:.1%} of answers change ({parts}), and {may}"
        model = self.about["model"]
        promised = 100 * model.get("promised", 0)
        tests = [(f"with {formula}", "published", test) for formula, test in model.get("tests", {}).items()]
        tests += [("of the other reading", "made-up", test) for test in model.get("deciles", {}).get("whole", [])]
        for ranges, figures, test in tests:
            if test["covered"] < promised:
                held = f"the ranges {ranges} hold {test['covered']:g}% of the {figures} figures"
                yield f"{held}, and {promised:g}% is promised"

    def _shifts(self, old: Answers, new: Answers, urns: Set[str], read: Callable[[Decision], str]) -> list[AnswerShift]:
        """Return the schools for which a reading gives another outcome, in the order of CAUSES."""
        shifts = []
        for urn in urns:
            school, before = _known_and_outcome(old, urn, read)
            other, after = _known_and_outcome(new, urn, read)
            if before != after:
                [name, *_] = [known.name for known in (other, school) if known]
                shifts.append(AnswerShift(urn, name, before, after, self._cause(school, other)))
        return sorted(shifts, key=lambda shift: (CAUSES.index(shift.cause), shift.urn))

    def _cause(self, old: OpenData | None, new: OpenData | None) -> str:
        """Return the first of CAUSES that tells the two apart."""
        if old is None:
            return NEW
        if new is None:
            return GONE
        for field, cause in (("phase", "another phase"), ("aea", "another AEA category")):
            if old.known.get(field) != new.known.get(field):
                return cause
        return "the formula is another one" if self._is_refitted else "new figures"


def _formulas(read: Mapping[str, Any]) -> object:
    return read["about"]["model"].get("formulas")


def _answers(read: Mapping[str, Any], rule: Rule) -> Answers:
    """Answer each school by its open data alone, as the finder would."""
    schools, answerer = Schools(lookup_table(read, rule)), BatchAnswerer(rule)
    found = {row["urn"]: schools.by_number(row["urn"]) for row in read["schools"]}
    return {
        urn: (school, answerer.answer(parse_with_open_data(rule.cells, {}, school)).decision)
        for urn, school in found.items()
    }


def _known_and_outcome(answers: Answers, urn: str, read: Callable[[Decision], str]) -> tuple[OpenData | None, str]:
    if urn not in answers:
        return None, ""
    known, decision = answers[urn]
    return known, read(decision)


def _outcome(decision: Decision) -> str:
    return decision.outcome


def _other_outcome(decision: Decision) -> str:
    return decision.other_reading.outcome if decision.other_reading else ""


def _parting(answers: Answers) -> str:
    """Say for how many schools the two readings of the bands part."""
    decisions = [decision for _, decision in answers.values() if decision.other_reading]
    return f"{sum(decision.readings_differ for decision in decisions):,} of {len(decisions):,}"


def to_markdown(diff: SnapshotDiff) -> str:
    """Write the report; its first line can be signed."""
    before, after = map(_day, diff.dates)
    changed = "No school's answer changes"
    if diff.changed:
        changed = f"The answer changes for {diff.changed:,} of {diff.schools:,} schools"
    lines = ["## What the new data changes", "", f"**{changed}: open data of {after} against {before}.**", ""]
    if reasons := list(diff.reasons_to_stop()):
        lines += ["**Held back until a person has looked:**", "", *(f"- {reason}." for reason in reasons), ""]
    lines += _cause_lines(diff)
    lines += _reading_lines(diff, diff.shifts, "")
    lines += _reading_lines(diff, diff.other_shifts, "By the other reading of the bands (D1), ")
    before, after = diff.parting
    lines += [f"The two readings part for {after} schools. It was {before}.", ""]
    return "\n".join(lines)


def _cause_lines(diff: SnapshotDiff) -> Iterator[str]:
    """Write a table of why: how many schools have other data, and how many answers change by each reading."""
    causes, others = (Counter(shift.cause for shift in shifts) for shifts in (diff.shifts, diff.other_shifts))
    if not (causes or others or diff.changed_data):
        return
    yield "| why | schools with other data | answers that change | by the other reading (D1) |"
    yield "|---|--:|--:|--:|"
    for cause in CAUSES:
        data = causes[cause] if cause in (NEW, GONE) else diff.changed_data[cause]
        if data or causes[cause] or others[cause]:
            yield f"| {cause} | {data:,} | {causes[cause]:,} | {others[cause]:,} |"
    yield ""


def _reading_lines(diff: SnapshotDiff, shifts: Sequence[AnswerShift], start: str) -> Iterator[str]:
    """Write from which answer to which the schools in both snapshots go by one reading, and name the first of them."""
    moved = [shift for shift in shifts if shift.cause not in (NEW, GONE)]
    if not moved:
        return
    sentence = f"{start}the answer changes for {count(len(moved), 'school')} of those in both:"
    yield sentence[0].upper() + sentence[1:]
    yield ""
    yield "| from | to | schools |"
    yield "|---|---|--:|"
    for (before, after), number in Counter((shift.before, shift.after) for shift in moved).most_common():
        yield f"| {_title(diff.rule, before)} | {_title(diff.rule, after)} | {number:,} |"
    yield ""
    yield from (f"- {_plain(shift.name)} ({shift.urn}): {_move(diff.rule, shift)}" for shift in moved[:LISTED])
    if len(moved) > LISTED:
        yield f"- and {len(moved) - LISTED:,} more"
    yield ""


def _move(rule: Rule, shift: AnswerShift) -> str:
    return f"{_title(rule, shift.before)} → {_title(rule, shift.after)}; {shift.cause}"


def _title(rule: Rule, outcome: str) -> str:
    return str(rule.outcome(outcome, "title")) if outcome else "No answer"


def _plain(name: str) -> str:
    """Keep a school's name from being read as Markdown or HTML."""
    return "".join(mark for mark in name if mark not in "<>[]|`*_#\n")


def _day(text: str) -> str:
    try:
        return format_date(date.fromisoformat(text))
    except ValueError:
        return text or "an unknown day"
