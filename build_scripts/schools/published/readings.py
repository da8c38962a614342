"""Answer every school of a snapshot by its open data alone, and count those for which the two readings of D1 part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from eligibility.data.open_data import parse_with_open_data
from eligibility.data.schools import Schools
from eligibility.lists.batch import BatchAnswerer
from eligibility.rule.evidence import Evidence
from eligibility.words.sentences import Rule

type Place = tuple[str, str]  # a school's region and phase, each "" where it is not known


class Part(NamedTuple):
    """Of some schools: how many have an answer by both readings of the bands, and for how many the answers differ."""

    parting: int
    known: int


class Readings(NamedTuple):
    """The schools by region and phase, and the parting ones by their two outcomes: the leading reading's comes first.

    Both can be kept as JSON: `places` as [region, phase, parting, known], `moves` as [outcome, other, schools].
    """

    places: list[list[Any]]
    moves: list[list[Any]]

    @property
    def all(self) -> Part:
        return self._sum()

    def by_region(self, phases: Sequence[str]) -> dict[str, list[Part]]:
        """Return a row for each region, a cell for each of these phases; the last cell and the last row, "", sum up."""
        regions = sorted({place[0] for place in self.places if place[0]})
        rows = {region: [self._sum(region, phase) for phase in (*phases, "")] for region in regions}
        return rows | {"": [self._sum("", phase) for phase in (*phases, "")]}

    def phases(self) -> list[str]:
        return sorted({place[1] for place in self.places if place[1]})

    def _sum(self, region: str = "", phase: str = "") -> Part:
        mine = [place for place in self.places if region in ("", place[0]) and phase in ("", place[1])]
        return Part(sum(place[2] for place in mine), sum(place[3] for place in mine))


def evidence_of_schools(
    rows: Iterable[Mapping[str, Any]], schools: Schools, rule: Rule
) -> Iterator[tuple[Evidence, Place]]:
    """Yield what open data says of each school of a snapshot, as the finder takes it, and where the school stands."""
    for row in rows:
        yield parse_with_open_data(rule.cells, {}, schools.by_number(row["urn"])), (row["region"], row["phase"])


def count_readings(schools: Iterable[tuple[Evidence, Place]], rule: Rule) -> Readings:
    """Answer each school by both readings."""
    answerer = BatchAnswerer(rule)
    parting, known, moves = Counter[Place](), Counter[Place](), Counter[tuple[str, str]]()
    for evidence, place in schools:
        decision = answerer.answer(evidence).decision
        if decision.other_reading:
            known[place] += 1
            if decision.readings_differ:
                parting[place] += 1
                moves[decision.outcome, decision.other_reading.outcome] += 1
    return Readings(
        [[*place, parting[place], count] for place, count in sorted(known.items())],
        [[*outcomes, count] for outcomes, count in moves.most_common()],
    )
