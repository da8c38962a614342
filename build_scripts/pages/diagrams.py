"""Where things stand in the pictures, from the same data as the text. The drawings are in docs/overrides/pictures/."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from eligibility.criteria import AEA_CATEGORIES, IDACI_HIGHEST, IDACI_LOWEST, Criteria

# The staircase, in units of its own: wide enough for words of 13 units, and as wide as the text of a small phone.
WIDTH, LEFT, TOP, ROW = 300, 26, 26, 34
# So much of the scale stands on each side of the steps: more on the right, for the words of the highest step.
BELOW, ABOVE = 8, 13

_NUMBERS = ("none", "one", "two", "three", "four", "five")
_LENGTH = re.compile(r"(?:about )?(\d+(?:\.\d+)?)(?: to (\d+(?:\.\d+)?))? (minutes?|hours?)\b.*")


@dataclass(frozen=True)
class Step:
    """One AEA category: need is met from `line` up, drawn from `x` to the right edge; nothing where none is."""

    category: int
    line: Decimal | None
    x: float
    y: int


@dataclass(frozen=True)
class Staircase:
    """IDACI across, AEA categories up: the weakest, for which the lowest IDACI is enough, at the foot of the stairs."""

    low: int
    high: int
    steps: tuple[Step, ...]
    left: int = LEFT
    right: int = WIDTH
    top: int = TOP
    row: int = ROW

    @property
    def bottom(self) -> int:
        return self.top + self.row * len(self.steps)

    @property
    def outline(self) -> str:
        """The path around all steps."""
        corners = "".join(f"H{step.x:g}V{step.y + self.row}" for step in self.steps)
        return f"M{self.right} {self.top}{corners}H{self.right}z"


def staircase(criteria: Criteria) -> Staircase:
    low = max(int(IDACI_LOWEST), int(criteria.lowest.idaci_from) - BELOW)
    high = min(int(IDACI_HIGHEST), int(criteria.highest.idaci_from) + ABOVE)

    def step(index: int, category: int) -> Step:
        line = criteria.thresholds[category - 1]
        share = 1 if line is None else (line - low) / (high - low)
        return Step(category, line, round(LEFT + (WIDTH - LEFT) * float(share), 1), TOP + ROW * index)

    return Staircase(low, high, tuple(step(*numbered) for numbered in enumerate(AEA_CATEGORIES)))


def parse_minutes(length: str) -> tuple[float, float]:
    """The least and the most that a length of time in words may be: "1.5 to 2 hours, with a break" is 90 to 120."""
    found = _LENGTH.fullmatch(length)
    if not found:
        raise ValueError(f"“{length}” cannot be drawn as a length of time: start it like 45 to 60 minutes")
    low, high, unit = found.groups()
    scale = 60 if unit.startswith("hour") else 1
    return float(low) * scale, float(high or low) * scale


def word_to_int(word: str) -> int:
    """A small number written as a word, to count with."""
    if word not in _NUMBERS:
        raise ValueError(f"“{word}” cannot be drawn as a number: write one of {', '.join(_NUMBERS[1:])}")
    return _NUMBERS.index(word)
