"""Count pupils and work out their school's own figure: exactly, and with what the unmatched pupils leave possible.

The figure is the mean of the rates of the areas where the pupils live, each pupil counted once. Beside it stands the
second measure, the share of pupils in the most deprived deciles of areas.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any, Final, NamedTuple

from eligibility.data.postcodes import UNMATCHED, Reading
from eligibility.rule.criteria import Criteria

DEPRIVED_DECILES: Final = 3  # "the three most deprived deciles of areas"
MOST_ROWS: Final = 200  # row numbers kept for each reason
_HUNDREDTH: Final = Decimal("0.01")
_MOST_DIGITS: Final = 9  # after the point, in a figure that the checker reads


class Tally:
    """The pupils of one school, counted."""

    def __init__(self) -> None:
        self.pupils = self.matched = self.deprived = self.ended = self.repaired = 0
        self.rates = Decimal(0)  # the sum of the matched pupils' rates
        self.unmatched: dict[str, int] = {}
        self.rows: dict[str, list[int]] = {}  # the first MOST_ROWS rows that are unmatched, by reason

    def add(self, reading: Reading, line: int) -> None:
        """Count one pupil."""
        self.pupils += 1
        self.repaired += reading.repaired
        if reading.area is None:
            self.unmatched[reading.why] = self.unmatched.get(reading.why, 0) + 1
            rows = self.rows.setdefault(reading.why, [])
            if len(rows) < MOST_ROWS:
                rows.append(line)
            return
        self.matched += 1
        self.rates += reading.area.rate
        self.deprived += reading.area.decile <= DEPRIVED_DECILES
        self.ended += reading.ended

    @property
    def idaci(self) -> "Share":
        """The mean rate, as a percentage."""
        return Share(self.rates, self.matched, self.pupils)

    @property
    def deciles(self) -> "Share":
        """The percentage of pupils in the three most deprived deciles of areas."""
        return Share(Decimal(self.deprived), self.matched, self.pupils)

    def as_data(self) -> dict[str, Any]:
        """Give the counts, and the figures as text with two decimals; a figure is None where no pupil is matched."""
        low, high = self.idaci.ends
        return {
            "pupils": self.pupils,
            "matched": self.matched,
            "idaci": self.idaci.text,
            "deciles": self.deciles.text,
            "from": _rounded(low),
            "to": _rounded(high),
            "ended": self.ended,
            "repaired": self.repaired,
            "unmatched": {why: self.unmatched[why] for why in UNMATCHED if why in self.unmatched},
        }


class Share(NamedTuple):
    """A sum of values from 0 to 1 over the matched pupils, of all pupils; percentages are exact decimals."""

    total: Decimal
    matched: int
    pupils: int

    @property
    def exact(self) -> Decimal | None:
        """The mean over the matched pupils; None where there are none."""
        return self.total * 100 / self.matched if self.matched else None

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The least and the most that the mean over all pupils could be, since the unmatched may live anywhere."""
        unmatched = self.pupils - self.matched
        return self.total * 100 / self.pupils, (self.total + unmatched) * 100 / self.pupils

    @property
    def text(self) -> str | None:
        return None if self.exact is None else _rounded(self.exact)

    def crosses_a_line(self, criteria: Criteria) -> bool:
        """Tell whether the unmatched pupils could take the figure over a line of the rule."""
        low, high = self.ends
        return any(low < line <= high for line in _lines(criteria))

    def evidence(self, criteria: Criteria) -> str:
        """Write the figure as the checker reads it: a range only where the unmatched could cross a line of the rule.

        Rounding never takes it over a line: it gets as many decimals as that needs.
        """
        lines = _lines(criteria)
        if self.exact is None:
            return ""
        if not self.crosses_a_line(criteria):
            return _on_its_side(self.exact, lines, ROUND_HALF_EVEN)
        low, high = self.ends
        return f"{_on_its_side(low, lines, ROUND_FLOOR)}-{_on_its_side(high, lines, ROUND_CEILING)}"


def _lines(criteria: Criteria) -> list[Decimal]:
    return [band.idaci_from for band in criteria.bands]


def _on_its_side(value: Decimal, lines: Iterable[Decimal], rounding: str) -> str:
    for digits in range(2, _MOST_DIGITS):
        rounded = value.quantize(Decimal(1).scaleb(-digits), rounding)
        if all((rounded >= line) == (value >= line) for line in lines):
            break
    return f"{rounded}%" if rounded <= 1 else str(rounded)  # a bare figure up to 1 could be a rate


def _rounded(value: Decimal) -> str:
    return str(value.quantize(_HUNDREDTH, ROUND_HALF_EVEN))
