"""Count the schools that get another answer, by open data: from which outcome to which, by region and phase."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from eligibility.data.open_data import parse_with_open_data
from eligibility.data.schools import Schools
from eligibility.lists.batch import BatchAnswerer
from eligibility.rule.criteria import Criteria
from eligibility.words.sentences import Rule

from build_scripts.schools.published import snapshot
from build_scripts.schools.published.shards import lookup_table


class OutcomeShift(NamedTuple):
    """Schools that go from one outcome to another: how many in each (region, phase), both "" where not known."""

    before: str
    after: str
    counts: tuple[tuple[tuple[str, str], int], ...]

    @property
    def schools(self) -> int:
        return sum(number for _, number in self.counts)


class Snapshot:
    """The schools of data/schools.json, each answered by its open data alone, as the school finder would."""

    def __init__(self, read: Mapping[str, Any], rule: Rule) -> None:
        self.date = date.fromisoformat(read["about"]["sources"]["schools"]["date"])
        self._made_for = read["about"]["measure"], read["about"]["release"]
        schools = Schools(lookup_table(read, rule))
        self._schools = [
            (parse_with_open_data(rule.cells, {}, schools.by_number(row["urn"])), (row.get("region", ""), row["phase"]))
            for row in read["schools"]
        ]

    def __len__(self) -> int:
        return len(self._schools)

    def is_for(self, criteria: Criteria) -> bool:
        """Say whether its ranges are of the measure and release that the criteria ask for."""
        return self._made_for == (criteria.measure, criteria.release)

    def shifts(self, old: Rule, new: Rule) -> list[OutcomeShift]:
        """Answer every school by both rules, and return what changes, the most schools first."""
        counts: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
        old_answers, new_answers = BatchAnswerer(old), BatchAnswerer(new)
        for evidence, place in self._schools:
            before = old_answers.answer(evidence).decision.outcome
            after = new_answers.answer(evidence).decision.outcome
            if before != after:
                counts[before, after][place] += 1
        shifts = [
            OutcomeShift(before, after, tuple(sorted(places.items()))) for (before, after), places in counts.items()
        ]
        return sorted(shifts, key=lambda shift: -shift.schools)


def read_snapshot(data: Path, rule: Rule) -> Snapshot | None:
    """Read the schools in a folder of data, or return None where there are none."""
    read = snapshot.read(data)
    return Snapshot(read, rule) if read else None
