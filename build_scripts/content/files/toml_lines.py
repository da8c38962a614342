"""Find the line of each table and key in TOML, which the parser of the standard library does not tell."""

from __future__ import annotations

import re

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
