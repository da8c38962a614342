"""Write what the page says to the JSON API: calls of its two functions, in conversations."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

# A function of the JSON API, by its name in the manifest, and the text it is given.
type Call = tuple[Literal["answer", "perform"], str]
# Calls of which each may rest on those before it, and none on anything else: as the page sends them in one request.
type Conversation = list[Call]


def answer(question: object) -> Call:
    """Ask one question."""
    return "answer", _encodable(json.dumps(question, ensure_ascii=False))


def perform(command: str, **message: object) -> Call:
    """Perform one step of a list or a table."""
    return "perform", _encodable(json.dumps({"command": command, **message}, ensure_ascii=False))


def _encodable(text: str) -> str:
    """Replace half characters, as a browser does when it encodes text."""
    return text.encode("utf-8", "replace").decode()


def cells_of(text: str) -> list[list[str]]:
    """Return a table as the cells of a sheet."""
    return [re.split("[,;\t]", line) for line in text.splitlines()]


def sheets_of(*sheets: list[list[Any]]) -> list[dict[str, Any]]:
    """Name the sheets of a workbook, as the page gives them to the checker."""
    return [{"name": f"Sheet {number}", "rows": rows} for number, rows in enumerate(sheets, 1)]
