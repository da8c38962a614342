"""Compare two snapshots of open data under one rule: how many schools get another answer, and why.

`python3 dev.py report impact --data FOLDER` prints it as Markdown, and fails where the change is too large to be
published unseen, or where the estimate no longer keeps what the site promises of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
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
    """A school whose answer, by its open data alone, differs: an outcome is "" where the school is in one only."""

    urn: str
    name: str
    before: str
    after: str
    cause: str


class SnapshotDiff:
    """What differs between two snapshots, as `snapshot.read` returns them, for a rule."""

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any], rule: Rule) -> None:
        self.rule, self.about = rule, after["about"]
        self.dates = [read["about"]["sources"]["schools"]["date"] for read in (before, after)]
        self._is_refitted = _formulas(before) != _formulas(after)
        old, new = _answers(before, rule), _answers(after, rule)
        self.by_other_reading = sum(
            _other_outcome(old[urn][1]) != _other_outcome(new[urn][1]) for urn in old.keys() & new.keys()
        )
        self.parting = [_parting(answers) for answers in (old, new)]
        self.schools = len(old.keys() | new.keys())
        self.shifts = sorted(self._shifts(old, new), key=lambda shift: (CAUSES.index(shift.cause), shift.urn))
        self.changed_data = Counter(
            self._cause(old[urn][0], new[urn][0])
            for urn in old.keys() & new.keys()
            if old[urn][0].known != new[urn][0].known
        )

    @property
    def share(self) -> float:
        """The part of all schools whose answer changes, from 0 to 1."""
        return len(self.shifts) / self.schools if self.schools else 0

    def reasons_to_stop(self) -> Iterator[str]:
        """Say why a person must look before this is published; nothing where none need."""
        if self.share > MOST:
            yield f"{self.share:.1%} of answers change, and up to {MOST:.0%} may without a person having looked"
        promised = 100 * self.about["model"].get("promised", 0)
        for formula, test in self.about["model"].get("tests", {}).items():
            if test["covered"] < promised:
                held = f"the ranges with {formula} hold {test['covered']:g}% of the published figures"
                yield f"{held}, and {promised:g}% is promised"

    def _shifts(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[AnswerShift]:
        for urn in old.keys() | new.keys():
            (school, was), (other, is_now) = old.get(urn, (None, None)), new.get(urn, (None, None))
            before, after = (decision.outcome if decision else "" for decision in (was, is_now))
            if before != after:
                yield AnswerShift(urn, (other or school).name, before, after, self._cause(school, other))

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


def _other_outcome(decision: Decision) -> str:
    return decision.other_reading.outcome if decision.other_reading else ""


def _parting(answers: Answers) -> str:
    """Say for how many schools the two readings of the bands part."""
    decisions = [decision for _, decision in answers.values() if decision.other_reading]
    return f"{sum(decision.readings_differ for decision in decisions):,} of {len(decisions):,}"


def to_markdown(diff: SnapshotDiff) -> str:
    """Write the report; its first line can be signed."""
    before, after = map(_day, diff.dates)
    changed = f"{len(diff.shifts):,} of {diff.schools:,} schools"
    headline = f"**The answer changes for {changed}: open data of {after} against {before}.**"
    if not diff.shifts:
        headline = f"**No school's answer changes: open data of {after} against {before}.**"
    lines = ["## What the new data changes", "", headline, ""]
    if reasons := list(diff.reasons_to_stop()):
        lines += ["**Held back until a person has looked:**", "", *(f"- {reason}." for reason in reasons), ""]
    causes = Counter(shift.cause for shift in diff.shifts)
    if causes or diff.changed_data:
        lines += ["| why | schools with other data | answers that change |", "|---|--:|--:|"]
        for cause in CAUSES:
            data = causes[cause] if cause in (NEW, GONE) else diff.changed_data[cause]
            if data or causes[cause]:
                lines.append(f"| {cause} | {data:,} | {causes[cause]:,} |")
        lines.append("")
    before, after = diff.parting
    lines += [
        f"By the other reading of the bands (D1), the answer changes for {count(diff.by_other_reading, 'school')} of "
        f"those in both. The two readings part for {after} schools. It was {before}.",
        "",
    ]
    moves = Counter((shift.before, shift.after) for shift in diff.shifts if shift.before and shift.after)
    if moves:
        lines += ["| from | to | schools |", "|---|---|--:|"]
        lines += [f"| {_title(diff.rule, a)} | {_title(diff.rule, b)} | {n:,} |" for (a, b), n in moves.most_common()]
        lines.append("")
        moved = [shift for shift in diff.shifts if shift.before and shift.after]
        lines += [f"- {_plain(shift.name)} ({shift.urn}): {_move(diff.rule, shift)}" for shift in moved[:LISTED]]
        if len(moved) > LISTED:
            lines.append(f"- and {len(moved) - LISTED:,} more")
        lines.append("")
    return "\n".join(lines)


def _move(rule: Rule, shift: AnswerShift) -> str:
    return f"{_title(rule, shift.before)} → {_title(rule, shift.after)}; {shift.cause}"


def _title(rule: Rule, outcome: str) -> str:
    return str(rule.outcome(outcome, "title"))


def _plain(name: str) -> str:
    """Keep a school's name from being read as Markdown or HTML."""
    return "".join(mark for mark in name if mark not in "<>[]|`*_#\n")


def _day(text: str) -> str:
    try:
        return format_date(date.fromisoformat(text))
    except ValueError:
        return text or "an unknown day"
