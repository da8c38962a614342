"""Read the two figures of the rule: a percentage or a range of them, and one or several AEA categories.

A figure with two readings is never guessed: `Rejected` carries the code of the sentence that asks.
"""

import re
from decimal import Decimal
from typing import Final

from eligibility.rule.criteria import AEA_CATEGORIES, IDACI_HIGHEST
from eligibility.rule.evidence import PercentRange

FIGURE_ERRORS: Final = (
    "looks-like-date",
    "looks-like-day-number",
    "looks-like-formula",
    "percentage-not-a-number",
    "percentage-below-0",
    "percentage-above-100",
    "percentage-looks-like-rate",
    "percentage-looks-like-rank",
    "percentage-decimal-comma",
    "percentage-funding-band",
    "percentage-backwards",
    "aea-not-a-category",
    "aea-not-whole",
    "aea-out-of-range",
    "aea-looks-joined",
    "aea-backwards",
)


class Rejected(Exception):
    """A cell that must be asked about: the code of the sentence, and what may have been meant ("" if not clear)."""

    def __init__(self, code: str, meant: str = "") -> None:
        super().__init__(code)
        self.code, self.meant = code, meant


# Figures are short, so that no entry can cost time; \d takes the digits of every script, as Decimal does.
_FIGURE: Final = r"(\d{1,9}(?:\.\d{0,9})?)\s*(%?)"
_ONE: Final = re.compile(_FIGURE)
_RANGE: Final = re.compile(rf"(?:from\s|between\s)?\s*{_FIGURE}\s*(?:-|to|and|or)\s*{_FIGURE}", re.IGNORECASE)
# Ranges with one end: of which side, and whether the figure itself is left out.
_BOUNDS: Final = [
    (re.compile(rf"(?:{before})\s*({_FIGURE})\s*(?:{after})", re.IGNORECASE), is_lower, excludes)
    for before, after, is_lower, excludes in (
        ("<|under|below|(?:less|lower|fewer) than", "", False, True),
        ("<=|=<|≤|⩽|up to|at most|(?:not|no) (?:more|over)(?: than)?", "", False, False),
        ("", "or (?:less|lower|under|below|fewer)", False, False),
        (
            ">=?|=>|≥|⩾|over|above|(?:more|higher|greater) than|at least|(?:not|no) (?:less|under)(?: than)?",
            "",
            True,
            False,
        ),
        ("", r"\+|or (?:more|higher|over|above)|and (?:over|above|more)|plus", True, False),
    )
]
_PER_CENT: Final = re.compile(r"\s*(?:per ?cent|percentage|pct|pc)\b\.?", re.IGNORECASE)
# A published IDACI is a rate from 0 to 1: so a bare figure up to 1 is more likely one than a percentage.
_LARGEST_RATE: Final = 1
# A published rank has up to five digits, the last is 32,844; days since 1900 have five from 1927 to 2173.
_SMALLEST_RANK: Final = 1000
_LARGEST_RANK: Final = 32_844
_LARGEST_DAY: Final = 99_999
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTH: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATES: Final = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(\d{{1,2}})[-/. ]{_MONTH}(?:[-/. ,]+\d{{2,4}})?",
        rf"{_MONTH}[-/. ](\d{{1,4}})(?:[-/. ,]+\d{{2,4}})?",
        r"\d{4}[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?",
        r"(\d{1,2})(?:/(\d{1,2})/|-(\d{1,2})-|\.(\d{1,2})\.)\d{2,4}(?: .*)?",
    )
]


def read_percentages(text: str) -> PercentRange:
    """Read a percentage, or a range like 28-31 or "28 to 31". Raises Rejected."""
    _ask_about_formulas(text)
    _ask_about_dates(text, "28 to 31")
    text = _PER_CENT.sub("%", text)
    if one := _ONE.fullmatch(text):
        (low, low_sign), (high, high_sign) = one.groups(), one.groups()
    elif both := _RANGE.fullmatch(text):
        low, low_sign, high, high_sign = both.groups()
    elif open_ended := _read_bound(text):
        return open_ended
    else:
        raise _why_no_figure(text)
    found = PercentRange(Decimal(low), Decimal(high))
    if _LARGEST_RANK < found.high <= _LARGEST_DAY:
        raise Rejected("looks-like-day-number")
    if found.high >= _SMALLEST_RANK:
        raise Rejected("percentage-looks-like-rank")
    if found.high > IDACI_HIGHEST:
        raise Rejected("percentage-above-100")
    if found.low > found.high:
        raise Rejected("percentage-backwards")
    if 0 < found.high <= _LARGEST_RATE and not (low_sign or high_sign):
        raise Rejected("percentage-looks-like-rate")
    return found


def _read_bound(text: str) -> PercentRange | None:
    """Read a range with one end, like "under 25" or "40+"; None for another text. Raises Rejected for its figure."""
    for form, is_lower, excludes in _BOUNDS:
        if found := form.fullmatch(text):
            end = read_percentages(found[1]).low
            return PercentRange(low=end) if is_lower else PercentRange(high=end, excludes_high=excludes)
    return None


def _why_no_figure(text: str) -> Rejected:
    if re.fullmatch(r"-\s*\d.*", text):
        return Rejected("percentage-below-0")
    if re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        return Rejected("percentage-looks-like-rank")
    if re.fullmatch(r"\d+,\d+\s*%?", text):
        return Rejected("percentage-decimal-comma", text.replace(",", "."))
    if re.fullmatch(r"(?i)(band )?[a-g]", text):
        return Rejected("percentage-funding-band")
    return Rejected("percentage-not-a-number")


def _ask_about_formulas(text: str) -> None:
    """Raise where a formula stands in place of its result, which programs other than spreadsheets do not work out."""
    if text.startswith("="):
        raise Rejected("looks-like-formula")


def _ask_about_dates(text: str, example: str) -> None:
    """Raise where a spreadsheet has made a date of a range: 10-Dec of 10-12."""
    for form in _DATES:
        if found := form.fullmatch(text):
            low, high = sorted(_number_in_date(part) for part in found.groups() if part)
            if low <= 12 and (high <= 99 or high >= 1900):
                raise Rejected("looks-like-date", f"{low} to {high}" if high <= 99 else example)


def _number_in_date(part: str) -> int:
    return int(part) if part.isdecimal() else _MONTHS.split().index(part[:3].casefold()) + 1


_CATEGORY: Final = r"-?\d{1,9}(?:\.0+)?"
_AND: Final = r"\s*(?:[,;/&+|]\s*(?:or|and)?|or|and)\s*"
_CATEGORIES: Final = re.compile(rf"{_CATEGORY}(?:{_AND}{_CATEGORY}){{0,9}}", re.IGNORECASE)
_LABEL: Final = re.compile(r"\b(?:aea|categor(?:y|ies)|cats?|groups?)[\s.:-]*(?=\d|aea|cat|group)", re.IGNORECASE)
_NUMBERS: Final = ("one", "two", "three", "four", "five", "six")
_NUMBER_WORD: Final = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})\b", re.IGNORECASE)


def read_categories(text: str) -> tuple[int, ...]:
    """Read an AEA category, or several like 4,5 or "4 to 6". Raises Rejected."""
    _ask_about_formulas(text)
    _ask_about_dates(text, "4 or 5")
    bare = _NUMBER_WORD.sub(lambda found: str(_NUMBERS.index(found[0].casefold()) + 1), text)
    bare = _LABEL.sub("", bare)
    if ends := re.fullmatch(rf"(?i)({_CATEGORY})\s*(?:-|to)\s*({_CATEGORY})", bare):
        first, last = _category(ends[1]), _category(ends[2])
        if first > last:
            raise Rejected("aea-backwards")
        return AEA_CATEGORIES[first - 1 : last]
    if _CATEGORIES.fullmatch(bare):
        chosen = [_category(number) for number in re.findall(_CATEGORY, bare)]
        return tuple(category for category in AEA_CATEGORIES if category in chosen)
    if re.fullmatch(r"-?\d{1,9}\.\d+", bare):
        meant = _joined_categories(bare)
        raise Rejected("aea-looks-joined" if meant else "aea-not-whole", meant)
    raise Rejected("aea-not-a-category")


def _category(text: str) -> int:
    number = int(text.partition(".")[0])
    if number in AEA_CATEGORIES:
        return number
    if _LARGEST_RANK < number <= _LARGEST_DAY:
        raise Rejected("looks-like-day-number")
    if meant := _joined_categories(text):
        raise Rejected("aea-looks-joined", meant)
    raise Rejected("aea-out-of-range")


def _joined_categories(text: str) -> str:
    """Return the categories that a spreadsheet may have made one number of: 4,5 becomes 45, or 4.5."""
    digits = [int(digit) for digit in re.findall(r"\d", text)]
    rising = len(digits) > 1 and digits == sorted(set(digits)) and set(digits) <= set(AEA_CATEGORIES)
    return " or ".join(map(str, digits)) if rising and not text.startswith("-") else ""
