"""Say in an answer what a school's own figure was made from: counts and releases, as a link carries them."""

import re
from typing import Final

from eligibility.words.sentences import Rule

_WRITTEN: Final = re.compile(r"([1-9][0-9]{0,6}) of ([1-9][0-9]{0,6}), ([A-Z][a-z]+) ([0-9]{4}), ([0-9]{4})")


def write_made_from(matched: int, pupils: int, directory: str, release: str) -> str:
    """Write it for a link, like "398 of 400, November 2025, 2019"; "" where no pupil is matched."""
    return f"{matched} of {pupils}, {directory}, {release}" if matched else ""


def made_from_text(rule: Rule, written: object) -> str | None:
    """Say it in a sentence; None for anything that `write_made_from` does not write, since links come from anywhere."""
    found = _WRITTEN.fullmatch(written) if isinstance(written, str) else None
    if not found or found[3] not in rule.text("phrases.months").split() or int(found[1]) > int(found[2]):
        return None
    directory = f"{found[3]} {found[4]}"
    return rule.text("pupils.made_from", matched=found[1], pupils=found[2], directory=directory, release=found[5])
