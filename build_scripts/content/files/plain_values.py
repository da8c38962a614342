"""Find values of front matter that YAML reads otherwise than their writer meant, without a word.

YAML takes a # after a space for the start of a comment, so that the rest of the value is lost; and it knows no curly
quotes, so that those of a word processor are published, and a list is split at a comma between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from build_scripts.content.files.field_paths import FieldPath

_COMMENT = re.compile(r"[ \t]+(#.*)")
_QUOTES = '“”„‟«»‹›‘’″"'  # of word processors; straight ones too, since one may stand at the other end
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def plain_value_problem(node: yaml.ScalarNode, path: FieldPath, lines: Sequence[str]) -> tuple[str, str] | None:
    """Return what is wrong with a value that is written without straight quotes, and its right form.

    `path` is the place of the value, and `lines` are those of the front matter.
    """
    if node.style:  # straight quotes, or a block of lines
        return None
    value, name = str(node.value), str(next((part for part in reversed(path) if isinstance(part, str)), ""))
    rest = lines[node.end_mark.line][node.end_mark.column :]
    if (comment := _COMMENT.match(rest)) and node.tag.endswith(":str") and not _DATE.fullmatch(value):
        return _lost(comment), f'put the whole value in quotes: {name}: "{value}{rest.rstrip()}"'
    return _curly_quotes(value, name, in_list=isinstance(path[-1], int))


def comment_problem(line: str) -> tuple[str, str] | None:
    """Find a comment in a line that cannot be read, as of a list whose ] comes after a #."""
    comment = _COMMENT.search(re.sub(r'"[^"]*"|\'[^\']*\'', "", line))
    return (_lost(comment), "put the value that holds the # in quotes") if comment else None


def _lost(comment: re.Match[str]) -> str:
    return f"{comment[1].strip()} is left out, since # after a space starts a comment"


def _curly_quotes(value: str, name: str, in_list: bool) -> tuple[str, str] | None:
    """Find curly quotes that stand for straight ones: around the whole value, or one without the other."""
    if not value:
        return None
    first, inside, last = value[0], re.sub(r"(?<=\w)’(?=\w)", "", value[1:-1]), value[-1]  # an apostrophe is no quote
    around = first in _QUOTES and last in _QUOTES and not {first, last} & set(inside)
    if not around and value.count("“") == value.count("”"):
        return None
    right = f'"{value.strip(_QUOTES)}"'
    form = f"[{right}]" if in_list else right
    return f"{value} has curly quotes, which would be published with it", f"write straight quotes: {name}: {form}"
