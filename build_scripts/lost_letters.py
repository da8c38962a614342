"""Find and mend letters that were in UTF-8 and were once read as Windows-1252, as in â€™ for ’."""

from __future__ import annotations

import re

ENCODED_TWICE = re.compile(
    r"[ÂÃ][^\x00-\x7f]|â[^\x00-\x7f]{2}"
)  # how the letters of Latin-1, and curly quotes and dashes, look then


def mend_encoded_twice(text: str) -> str:
    """Return a text with its letters as they were where UTF-8 was once read as Windows-1252: ’ for â€™."""

    def mend(found: re.Match[str]) -> str:
        try:
            return found[0].encode("cp1252").decode("utf-8")
        except UnicodeError:
            return found[0]

    return ENCODED_TWICE.sub(mend, text)
