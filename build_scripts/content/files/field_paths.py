"""Walk nested tables and lists, and name the place of a value in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

type FieldPath = tuple[str | int, ...]  # ("bands", 0, "idaci_from"): keys of tables, and places in lists from 0


def leaves(data: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    """Yield every value that is not a table or list, or an empty one, with its place."""
    if isinstance(data, Mapping | list) and data:
        for name, value in data.items() if isinstance(data, Mapping) else enumerate(data):
            yield from leaves(value, (*path, name))
    else:
        yield path, data


def dotted_path(path: FieldPath) -> str:
    """Write a place in words: bands.item 1.idaci_from."""
    return ".".join(str(part) if isinstance(part, str) else f"item {part + 1}" for part in path) or "this"
