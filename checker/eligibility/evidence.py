"""What is known of a school, as sets of possibilities: never a guess.

IDACI is an interval of exact decimals, AEA a tuple of categories; "not known" is the whole scale. What a person typed
is read here and nowhere else: it is accepted, or asked about with a sentence of the wording; nothing is rounded.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from eligibility.criteria import AEA_CATEGORIES, IDACI_HIGHEST, IDACI_LOWEST

NOT_SURE: Final = "not-sure"
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "england": ("yes", "no", NOT_SURE),
    "phase": ("primary", "secondary", "all-through", "special", "alternative", "nursery", "post-16", NOT_SURE),
    "completed": ("yes", "no", NOT_SURE),
    "partner": ("yes", "no", NOT_SURE),
    "ofsted": ("1", "2", "3", "4", "report-card", "none", NOT_SURE),
    "at-risk": ("yes", "no", NOT_SURE),
}
FIELDS: Final = ("idaci", "aea", *CHOICES)

ERRORS: Final = (
    *("unknown-field", "not-text", "not-an-object", "idaci-not-a-number", "idaci-below-0", "idaci-above-100"),
    *("idaci-looks-like-rate", "idaci-looks-like-rank", "idaci-decimal-comma", "idaci-funding-band", "idaci-backwards"),
    *("aea-not-a-category", "aea-not-whole", "aea-out-of-range", "aea-backwards", "school-unreadable"),
    *(f"{field}-not-a-choice" for field in CHOICES),
)


class IdaciRange(NamedTuple):
    """Every IDACI (a percentage of pupils) from `low` to `high`; `high` itself is left out where `excludes_high`."""

    low: Decimal = IDACI_LOWEST
    high: Decimal = IDACI_HIGHEST
    excludes_high: bool = False

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @property
    def is_unknown(self) -> bool:
        return self == IdaciRange()

    def split_at(self, floors: tuple[Decimal, ...]) -> tuple["IdaciRange", ...]:
        """The interval cut at each floor inside it, lowest first: within a piece every figure is treated alike."""
        if self.is_exact:
            return (self,)
        cuts = sorted(
            f for f in floors if self.low < f < self.high or (self.low < f == self.high and not self.excludes_high)
        )
        lows = (self.low, *cuts)
        return (
            *(IdaciRange(low, high, True) for low, high in zip(lows, cuts, strict=False)),
            IdaciRange(lows[-1], self.high, self.excludes_high),
        )


class Evidence(NamedTuple):
    """What may be true of a school. Every field starts as "not known"."""

    idaci: IdaciRange = IdaciRange()
    aea: tuple[int, ...] = AEA_CATEGORIES
    england: str = NOT_SURE
    phase: str = NOT_SURE
    completed: str = NOT_SURE
    partner: str = NOT_SURE
    ofsted: str = NOT_SURE
    at_risk: str = NOT_SURE
    from_open_data: tuple[str, ...] = ()  # the fields whose value no person gave: see open_data


class InputError(NamedTuple):
    """One entry that cannot be used: the field, what is wrong (a code of the wording), and what was entered."""

    field: str
    code: str
    entered: str


class UnreadableError(ValueError):
    """What was entered cannot be read or must be asked about. `problems` has one InputError for each such field."""

    def __init__(self, problems: tuple[InputError, ...]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.code}: {p.entered!r}" for p in problems))
        self.problems = problems


class _Rejected(Exception):
    """Carries the code of what must be asked, from a reader to `read`."""


def parse(entered: Mapping[str, object]) -> Evidence:
    """Reads what a person entered as text, by field name (see FIELDS); an empty or absent entry is not known.

    Raises UnreadableError with every problem at once, in the order of FIELDS. Text only: a float would not be exact.
    """
    problems = [InputError(name, "unknown-field", name) for name in entered if name not in FIELDS]
    values: dict[str, IdaciRange | tuple[int, ...] | str] = {}
    for field in FIELDS:
        typed = entered.get(field, "")
        if typed in ("", NOT_SURE):
            continue
        if not isinstance(typed, str):
            problems.append(InputError(field, "not-text", str(typed)))
            continue
        value = _value(field, typed)
        if isinstance(value, InputError):
            problems.append(value)
        elif value is not None:
            values[field.replace("-", "_")] = value
    if problems:
        raise UnreadableError(tuple(problems))
    return Evidence(**values)  # type: ignore[arg-type]


@lru_cache(maxsize=5000)  # a table says the same in many rows
def _value(field: str, typed: str) -> IdaciRange | tuple[int, ...] | str | InputError | None:
    text = typed.translate(_LOOKALIKES).strip()
    if not text:
        return None
    try:
        return _READERS.get(field, _choice)(text, field)
    except _Rejected as ask:
        return InputError(field, str(ask), typed.strip())


# Figures are short, so that no entry can cost time; \d takes the digits of every script, as Decimal does.
_FIGURE: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(%?)")
_RANGE: Final = re.compile(rf"{_FIGURE.pattern}\s*(?:-|to)\s*{_FIGURE.pattern}")
_LOOKALIKES: Final = str.maketrans(
    {"％": "%", "．": ".", "，": ",", "\u2010": "-", "\u2011": "-", "–": "-", "—": "-", "−": "-"}
)
_LARGEST_RATE: Final = (
    1  # published IDACI is a rate from 0 to 1; so a bare figure up to 1 is more likely one than a percentage
)
_SMALLEST_RANK: Final = 1000  # a published IDACI rank has up to five digits


def _idaci(text: str, _field: str) -> IdaciRange:
    if one := _FIGURE.fullmatch(text):
        low, low_sign, high, high_sign = *one.groups(), *one.groups()
    elif both := _RANGE.fullmatch(text):
        low, low_sign, high, high_sign = both.groups()
    else:
        raise _Rejected(_why_no_figure(text))
    found = IdaciRange(Decimal(low), Decimal(high))
    if found.high >= _SMALLEST_RANK:
        raise _Rejected("idaci-looks-like-rank")
    if found.high > IDACI_HIGHEST:
        raise _Rejected("idaci-above-100")
    if found.low > found.high:
        raise _Rejected("idaci-backwards")
    if 0 < found.high <= _LARGEST_RATE and not (low_sign or high_sign):
        raise _Rejected("idaci-looks-like-rate")
    return found


def _why_no_figure(text: str) -> str:
    if re.fullmatch(r"-\s*\d.*", text):
        return "idaci-below-0"
    if re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        return "idaci-looks-like-rank"
    if re.fullmatch(r"\d+,\d+\s*%?", text):
        return "idaci-decimal-comma"
    if re.fullmatch(r"(?i)(band )?[a-g]", text):
        return "idaci-funding-band"
    return "idaci-not-a-number"


def _aea(text: str, _field: str) -> tuple[int, ...]:
    bare = re.sub(r"(?i)^categor(?:y|ies)\s+", "", text)
    if re.fullmatch(r"-?\d{1,9}\.\d+", bare):
        raise _Rejected("aea-not-whole")
    if ends := re.fullmatch(r"(\d{1,9})\s*(?:-|to)\s*(\d{1,9})", bare):
        first, last = _category(ends[1]), _category(ends[2])
        if first > last:
            raise _Rejected("aea-backwards")
        return AEA_CATEGORIES[first - 1 : last]
    if not re.fullmatch(r"-?\d{1,9}(?:(?:\s*,\s*|\s+or\s+|\s+and\s+)\d{1,9}){0,9}", bare):
        raise _Rejected("aea-not-a-category")
    chosen = [_category(number) for number in re.findall(r"-?\d+", bare)]
    return tuple(category for category in AEA_CATEGORIES if category in chosen)


def _category(number: str) -> int:
    if int(number) not in AEA_CATEGORIES:
        raise _Rejected("aea-out-of-range")
    return int(number)


def _choice(text: str, field: str) -> str:
    if text not in CHOICES[field]:
        raise _Rejected(f"{field}-not-a-choice")
    return text


_READERS: Final[Mapping[str, Callable[[str, str], IdaciRange | tuple[int, ...] | str]]] = {"idaci": _idaci, "aea": _aea}
