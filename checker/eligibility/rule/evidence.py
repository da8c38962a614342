"""Hold what is known of a school as sets of possibilities, never as a guess.

A share of pupils is an interval of exact decimals, the AEA category a tuple of categories; "not known" is the whole
scale. What people type becomes evidence in `cells`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from eligibility.rule.criteria import AEA_CATEGORIES, IDACI_HIGHEST, IDACI_LOWEST

NOT_SURE: Final = "not-sure"
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "england": ("yes", "no", NOT_SURE),
    "phase": ("primary", "secondary", "all-through", "special", "alternative", "nursery", "post-16", NOT_SURE),
    "completed": ("yes", "no", NOT_SURE),
    "partner": ("yes", "no", NOT_SURE),
    "ofsted": ("1", "2", "3", "4", "report-card", "none", NOT_SURE),
    "at-risk": ("yes", "no", NOT_SURE),
}
PERCENTAGES: Final = ("idaci", "deciles")
FIELDS: Final = ("idaci", "aea", "deciles", *CHOICES)


class PercentRange(NamedTuple):
    """Every percentage of pupils from `low` to `high`; `high` itself is left out where `excludes_high`."""

    low: Decimal = IDACI_LOWEST
    high: Decimal = IDACI_HIGHEST
    excludes_high: bool = False

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @property
    def is_unknown(self) -> bool:
        return self == PercentRange()

    def split_at(self, floors: tuple[Decimal, ...]) -> tuple["PercentRange", ...]:
        """Cut the interval at each floor inside it, lowest first: within a piece every figure is treated alike."""
        if self.is_exact:
            return (self,)
        cuts = sorted(
            f for f in floors if self.low < f < self.high or (self.low < f == self.high and not self.excludes_high)
        )
        lows = (self.low, *cuts)
        below = [PercentRange(low, high, True) for low, high in zip(lows, cuts, strict=False)]
        return (*below, PercentRange(lows[-1], self.high, self.excludes_high))


class Evidence(NamedTuple):
    """What may be true of a school. Every field starts as "not known".

    The bands can be read by two measures (assumption D1). `idaci` is the share by the measure that the criteria name,
    `other_measure` the share by the other one. `from_open_data` names the fields whose value no person gave.
    """

    idaci: PercentRange = PercentRange()
    aea: tuple[int, ...] = AEA_CATEGORIES
    other_measure: PercentRange = PercentRange()
    england: str = NOT_SURE
    phase: str = NOT_SURE
    completed: str = NOT_SURE
    partner: str = NOT_SURE
    ofsted: str = NOT_SURE
    at_risk: str = NOT_SURE
    from_open_data: tuple[str, ...] = ()
