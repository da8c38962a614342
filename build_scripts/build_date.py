"""Tell the day that a build is for, write days as people do, and count months."""

from __future__ import annotations

import argparse
from calendar import monthrange
from datetime import date, datetime

from build_scripts.settings import SettingError, setting


def today() -> date:
    """Return the day that everything is built for: the machine's own, unless TODAY names another.

    Raises SettingError where TODAY is not a day.
    """
    wanted = setting("TODAY")
    try:
        return date.fromisoformat(wanted) if wanted else date.today()
    except ValueError:
        raise SettingError(f"{wanted} is not a day; write --today 2027-05-22") from None


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add --today to a program that reports on a day."""
    parser.add_argument("--today", type=date.fromisoformat, default=today(), metavar="DAY", help="such as 2027-05-22")


def format_date(day: date) -> str:
    """Write a day as people do: 22 May 2027 for 2027-05-22."""
    return f"{day.day} {day:%B %Y}"


def read_month(text: str) -> date:
    """Return the first day of a month that is written like May 2027. Raises ValueError for any other text."""
    return datetime.strptime(text, "%B %Y").date()


def is_day(text: str) -> bool:
    """Say whether a text is a day as files are named after one: 2026-11-21."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
