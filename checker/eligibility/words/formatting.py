"""Write figures, ranges, lists and dates as a person reads them, in the small phrases of the wording."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from eligibility.rule.criteria import AEA_CATEGORIES, Band
from eligibility.rule.evidence import PercentRange
from eligibility.words.sentences import Rule


def format_band(rule: Rule, band: Band) -> str:
    above = rule.criteria.band_above(band.idaci_from)
    if above is None:
        return rule.text("phrases.at_least", low=format_decimal(band.idaci_from))
    return rule.text(
        "phrases.at_least_below", low=format_decimal(band.idaci_from), high=format_decimal(above.idaci_from)
    )


def format_categories(rule: Rule, band: Band) -> str:
    categories = rule.criteria.categories_of(band)
    return rule.text("phrases.any_category") if categories == AEA_CATEGORIES else join_list(rule, map(str, categories))


def format_range(rule: Rule, idaci: PercentRange) -> str:
    if idaci.is_exact:
        return format_percent(rule, idaci.low)
    low, high, whole = format_decimal(idaci.low), format_decimal(idaci.high), PercentRange()
    if idaci.excludes_high:
        is_lowest = idaci.low == whole.low
        return (
            rule.text("phrases.below", high=high)
            if is_lowest
            else rule.text("phrases.at_least_below", low=low, high=high)
        )
    if idaci.high == whole.high:
        return rule.text("phrases.at_least", low=low)
    return rule.text("phrases.percent_range", low=low, high=high)


def join_list(rule: Rule, items: Iterable[str]) -> str:
    *first, last = items
    return rule.text("phrases.or").join([rule.text("phrases.comma").join(first), last] if first else [last])


def format_percent(rule: Rule, share: Decimal) -> str:
    return rule.text("phrases.percent", figure=format_decimal(share))


def format_points(rule: Rule, by: Decimal) -> str:
    return rule.text("phrases.points_one") if by == 1 else rule.text("phrases.points", by=format_decimal(by))


def format_decimal(exact: Decimal) -> str:
    """Return an exact decimal without spare noughts: 40.0 is 40."""
    return format(exact.normalize(), "f")


def as_percentage(rate: str) -> str:
    """Return a rate, or a range of rates, as entered: 0.4 is 40."""
    return re.sub(r"\d+(\.\d+)?", lambda found: format_decimal(Decimal(found[0]) * 100), rate)


def format_date(rule: Rule, iso: str) -> str:
    """Write 2026-11-21 as 21 November 2026."""
    year, month, of_month = iso.split("-")
    return f"{int(of_month)} {rule.text('phrases.months').split()[int(month) - 1]} {year}"


_MAX_LINES: Final = 20  # of a list of lines; the rest are counted
_MAX_NAMES: Final = 8


def join_some(rule: Rule, names: Sequence[str]) -> str:
    """List names, of very many only the first and how many more there are."""
    text = rule.text("phrases.comma").join(names[:_MAX_NAMES])
    more = len(names) - _MAX_NAMES
    return rule.text("sheets.done.some_more", names=text, count=more) if more > 0 else text


def join_lines(rule: Rule, lines: Sequence[int]) -> str:
    """List the numbers of lines, with those that follow each other as "3 to 5"."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1][1:] = [line]
        else:
            runs.append([line])
    shown = [
        rule.text("sheets.done.lines_to", first=run[0], last=run[-1]) if len(run) > 1 else str(run[0])
        for run in runs[:_MAX_LINES]
    ]
    text = rule.text("phrases.comma").join(shown)
    more = len(runs) - len(shown)
    return rule.text("sheets.done.some_more", names=text, count=more) if more else text
