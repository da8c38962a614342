"""How many schools get another answer, by what open data says of them: from which to which, by region and phase."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from eligibility.batch import BatchAnswerer
from eligibility.criteria import Criteria
from eligibility.open_data import parse_with_open_data
from eligibility.schools import Schools
from eligibility.sentences import Rule

from build_scripts.schools.published import snapshot
from build_scripts.schools.published.shards import lookup_table


class OutcomeShift(NamedTuple):
    """Schools that go from one outcome to another: how many in each (region, phase), both "" where not known."""

    before: str
    after: str
    counts: tuple[tuple[tuple[str, str], int], ...]

    @property
    def schools(self) -> int:
        return sum(count for _, count in self.counts)


class Snapshot:
    """The schools of data/schools.json. Each is answered by its open data alone, as the finder would."""

    def __init__(self, read: Mapping[str, Any], rule: Rule) -> None:
        self.date = date.fromisoformat(read["about"]["sources"]["schools"]["date"])
        self._made_for = read["about"]["measure"], read["about"]["release"]
        schools = Schools(lookup_table(read, rule))
        self._schools = [
            (parse_with_open_data(rule.cells, {}, schools.by_urn(row["urn"])), (row.get("region", ""), row["phase"]))
            for row in read["schools"]
        ]

    def __len__(self) -> int:
        return len(self._schools)

    def is_for(self, criteria: Criteria) -> bool:
        """Whether its ranges are of the measure and release that the criteria ask for."""
        return self._made_for == (criteria.measure, criteria.release)

    def moves(self, old: Rule, new: Rule) -> list[OutcomeShift]:
        """The greatest move first."""
        counts: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
        old_answers, new_answers = BatchAnswerer(old), BatchAnswerer(new)
        for evidence, place in self._schools:
            before, after = (many.answer(evidence).decision.outcome for many in (old_answers, new_answers))
            if before != after:
                counts[before, after][place] += 1
        moves = [OutcomeShift(*outcomes, tuple(sorted(places.items()))) for outcomes, places in counts.items()]
        return sorted(moves, key=lambda move: -move.schools)


def read_snapshot(data: Path, rule: Rule) -> Snapshot | None:
    read = snapshot.read(data)
    return Snapshot(read, rule) if read else None
