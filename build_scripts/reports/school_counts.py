"""Count the schools that get another answer, by open data: from which outcome to which, by region and phase."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from eligibility.data.schools import Schools
from eligibility.lists.batch import BatchAnswerer
from eligibility.rule.criteria import Criteria
from eligibility.rule.decision import Decision
from eligibility.words.sentences import Rule

from build_scripts.schools.published import snapshot
from build_scripts.schools.published.readings import Place, Readings, count_readings, evidence_of_schools
from build_scripts.schools.published.shards import lookup_table


class OutcomeShift(NamedTuple):
    """Schools that go from one outcome to another by one reading: how many in each place."""

    by_other_reading: bool
    before: str
    after: str
    counts: tuple[tuple[Place, int], ...]

    @property
    def schools(self) -> int:
        return sum(number for _, number in self.counts)


class Snapshot:
    """The schools of data/schools.json, each answered by its open data alone, as the school finder would."""

    def __init__(self, read: Mapping[str, Any], rule: Rule) -> None:
        self.date = date.fromisoformat(read["about"]["sources"]["schools"]["date"])
        self._made_for = read["about"]["measure"], read["about"]["release"]
        self._schools = list(evidence_of_schools(read["schools"], Schools(lookup_table(read, rule)), rule))

    def __len__(self) -> int:
        return len(self._schools)

    def is_for(self, criteria: Criteria) -> bool:
        """Say whether its ranges are of the measure and release that the criteria ask for."""
        return self._made_for == (criteria.measure, criteria.release)

    def readings(self, rule: Rule) -> Readings:
        """Count the schools for which the two readings of the bands part."""
        return count_readings(self._schools, rule)

    def shifts(self, old: Rule, new: Rule) -> list[OutcomeShift]:
        """Answer every school by both rules, and return what changes by each reading, the most schools first."""
        counts: dict[tuple[bool, str, str], Counter[Place]] = defaultdict(Counter)
        old_answers, new_answers = BatchAnswerer(old), BatchAnswerer(new)
        for evidence, place in self._schools:
            outcomes = zip(
                _outcomes(old_answers.answer(evidence).decision),
                _outcomes(new_answers.answer(evidence).decision),
                strict=True,
            )
            for number, (before, after) in enumerate(outcomes):
                if before != after:
                    counts[number == 1, before, after][place] += 1
        shifts = [OutcomeShift(*change, tuple(sorted(places.items()))) for change, places in counts.items()]
        return sorted(shifts, key=lambda shift: (shift.by_other_reading, -shift.schools))


def _outcomes(decision: Decision) -> tuple[str, str]:
    """Return the outcome, and the one by the other reading; "" where nothing is known of that."""
    return decision.outcome, decision.other_reading.outcome if decision.other_reading else ""


def read_snapshot(data: Path, rule: Rule) -> Snapshot | None:
    """Read the schools in a folder of data, or return None where there are none."""
    read = snapshot.read(data)
    return Snapshot(read, rule) if read else None
