"""Find the line of each table and key in TOML, and of what has no end: the standard library's parser does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from build_scripts.content.files.field_paths import FieldPath

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"


def toml_lines(text: str) -> dict[FieldPath, int]:
    """Return the line of each table and key. An inline table has the line of its key; strings hold no keys."""
    lines: dict[FieldPath, int] = {}
    table: FieldPath = ()
    counts: dict[FieldPath, int] = {}
    until = ""
    for number, line in enumerate(text.split("\n"), 1):
        if until:
            until = "" if until in line else until
            continue
        if header := re.match(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]", line):
            table = ()
            *around, name = _keys(header[2])
            for outer in around:  # a table inside a list of tables belongs to the latest of them
                table = (*table, outer)
                table = (*table, counts[table]) if table in counts else table
            table = (*table, name)
            if header[1] == "[[":
                lines.setdefault(table, number)
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines[table] = number
        elif key := re.match(rf"\s*({_DOTTED})\s*=\s*(.*)", line):
            lines[*table, *_keys(key[1])] = number
            quote = next((q for q in ('"""', "'''") if key[2].startswith(q)), "")
            until = quote if quote and quote not in key[2][3:] else ""
    return lines


def _keys(dotted: str) -> FieldPath:
    return tuple(key.strip("\"'") for key in re.findall(_KEY, dotted))


def begun(lines: Sequence[str], line: int, message: str) -> tuple[int, str]:
    """Return the line on which the fault begins, and its message: the parser names the line where it gave up."""
    if 0 < (unclosed := _unclosed_text(lines)) < line:
        return unclosed, "Unterminated string"
    above = range(line, 0, -1)
    if "Unclosed array" in message:
        line = next((n for n in above if re.search(r"=\s*\[", lines[n - 1])), line)
    if "Cannot overwrite" in message:
        line = next((n for n in above if re.match(rf"\s*(?:\[|{_DOTTED}\s*=)", lines[n - 1])), line)
    return line, message


def _unclosed_text(lines: Sequence[str]) -> int:
    """Return the line of a text that begins with three quotes and ends only where the next begins, or never; or 0."""
    opened = 0
    for number, line in enumerate(lines, 1):
        if line.count('"""') % 2 == 0:
            continue
        if opened and re.match(rf'\s*{_DOTTED}\s*=\s*"""', line):
            return opened
        opened = 0 if opened else number
    return opened
