"""Work out where things stand in the diagrams, from the data of the text. docs/overrides/pictures/ draws them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eligibility.rule.criteria import AEA_CATEGORIES, IDACI_HIGHEST, IDACI_LOWEST, Band, Criteria

# The staircase, in units that are pixels on a small phone: the whole width, and what its words of 13 units need.
WIDTH, LEFT, TOP, ROW = 300, 26, 26, 34
# Percentage points of IDACI shown below the lowest step and above the highest, whose words need room on the right.
BELOW, ABOVE = 8, 13
# The schools of a phase: how wide a dot is, and how many lie above each other; the room above and below them; the
# percentage points of IDACI above the highest band.
DOT, DOTS_HIGH, LABELS, GAP, HIGHEST_BAND = 9, 11, 22, 5, 10

_NUMBERS = ("none", "one", "two", "three", "four", "five")
_LENGTH = re.compile(r"(?:about )?(\d+(?:\.\d+)?)(?: to (\d+(?:\.\d+)?))? (minutes?|hours?)\b.*")


@dataclass(frozen=True)
class Step:
    """One AEA category. Need is met from an IDACI of `line` up, drawn from `x` to the right edge; None: never met."""

    category: int
    line: Decimal | None
    x: float
    y: int


@dataclass(frozen=True)
class Staircase:
    """IDACI across, AEA categories up. At the foot is the weakest area, for which the lowest IDACI is enough."""

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
        """Return the path around all steps, as SVG writes it."""
        corners = "".join(f"H{step.x:g}V{step.y + self.row}" for step in self.steps)
        return f"M{self.right} {self.top}{corners}H{self.right}z"


def staircase(criteria: Criteria) -> Staircase:
    """Draw the rule: a step for each AEA category, as wide as the part of the scale on which need is met."""
    low = max(int(IDACI_LOWEST), int(criteria.lowest.idaci_from) - BELOW)
    high = min(int(IDACI_HIGHEST), int(criteria.highest.idaci_from) + ABOVE)

    def step(index: int, category: int) -> Step:
        line = criteria.thresholds[category - 1]
        share = 1 if line is None else (line - low) / (high - low)
        return Step(category, line, round(LEFT + (WIDTH - LEFT) * float(share), 1), TOP + ROW * index)

    return Staircase(low, high, tuple(step(*numbered) for numbered in enumerate(AEA_CATEGORIES)))


@dataclass(frozen=True)
class BandOnScale:
    """A band from where it begins: its lowest IDACI, and its AEA categories as a list and as "4–6"."""

    line: Decimal
    x: float
    middle: float
    idaci: str
    aea: str
    categories: str


@dataclass(frozen=True)
class Standing:
    """The whole of the lower part of the IDACI scale, with the bands at its end, and the schools above it as dots."""

    low: int
    high: int
    bands: tuple[BandOnScale, ...]
    left: int = 0
    right: int = WIDTH
    dot: int = DOT
    top: int = LABELS
    base: int = LABELS + DOT * DOTS_HIGH
    mark: int = LABELS + DOT * DOTS_HIGH + GAP


def standing(criteria: Criteria, rows: Sequence[Mapping[str, str]]) -> Standing:
    """Draw the bands above which the schools of a phase are; `rows` is the rule in words, a row a band."""
    low, high = int(IDACI_LOWEST), min(int(IDACI_HIGHEST), int(criteria.highest.idaci_from) + HIGHEST_BAND)
    places = [round(WIDTH * float((band.idaci_from - low) / (high - low)), 1) for band in criteria.bands]
    bands = zip(criteria.bands, places, [WIDTH, *places], rows, strict=False)
    return Standing(
        low,
        high,
        tuple(
            BandOnScale(band.idaci_from, x, (x + end) / 2, row["idaci"], row["aea"], _categories(criteria, band))
            for band, x, end, row in bands
        ),
    )


def _categories(criteria: Criteria, band: Band) -> str:
    first, *others = criteria.categories_of(band)
    return f"{first}–{others[-1]}" if others else str(first)


def parse_minutes(length: str) -> tuple[float, float]:
    """Read a length of time in words as minutes, the least and the most: 90 to 120 for "1.5 to 2 hours, with a break".

    Raises ValueError for words of another form.
    """
    found = _LENGTH.fullmatch(length)
    if not found:
        raise ValueError(f"“{length}” cannot be drawn as a length of time: start it like 45 to 60 minutes")
    low, high, unit = found.groups()
    scale = 60 if unit.startswith("hour") else 1
    return float(low) * scale, float(high or low) * scale


def word_to_int(word: str) -> int:
    """Read a small number that is written as a word. Raises ValueError for any other word."""
    if word not in _NUMBERS:
        raise ValueError(f"“{word}” cannot be drawn as a number: write one of {', '.join(_NUMBERS[1:])}")
    return _NUMBERS.index(word)
