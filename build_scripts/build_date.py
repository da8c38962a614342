"""Which day it is for the whole build: the machine's own, unless somebody asks for another."""

from __future__ import annotations

import argparse
import os
from datetime import date

ENV_VAR = "TODAY"  # python3 dev.py COMMAND --today 2027-05-22 sets it for every program that it starts


def today() -> date:
    asked = os.environ.get(ENV_VAR)
    try:
        return date.fromisoformat(asked) if asked else date.today()
    except ValueError:
        raise SystemExit(f"{asked} is not a day; write --today 2027-05-22") from None


def add_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--today", type=date.fromisoformat, default=today(), metavar="DAY", help="such as 2027-05-22")


def format_date(day: date) -> str:
    """2027-05-22 as people write it: 22 May 2027."""
    return f"{day.day} {day:%B %Y}"
