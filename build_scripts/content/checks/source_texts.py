"""Collect everything that people write in Markdown, each text with its file, its lines and the page that shows it.

The text is taken as it is written, with its facts masked, so that a problem has the line to correct.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from build_scripts.content.checks.markdown import Block, blocks
from build_scripts.content.collection import Content
from build_scripts.content.files.fields import templated_fields

PLACEHOLDER = "facthere"  # stands for a fact that a template fills in


@dataclass(frozen=True)
class SourceText:
    """Markdown of one file: the line on which it starts, and the page that shows it."""

    file: str
    line: int
    markdown: str
    page: str
    is_page: bool = False  # a page of docs/, not a record shown on one
    has_own_page: bool = False  # a record that a page of its own shows, too

    def blocks(self) -> tuple[Block, ...]:
        """Return its blocks, the facts masked."""
        return blocks(without_templates(self.markdown))

    def at(self, line: int) -> int:
        """Return the line of the file for a line of the text, both from 1."""
        return self.line + line - 1


def without_templates(template: str) -> str:
    """Return Markdown without Jinja2, line for line."""

    def keep_lines(found: re.Match[str]) -> str:
        return (PLACEHOLDER if found[0].startswith("{{") else "") + "\n" * found[0].count("\n")

    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", keep_lines, template, flags=re.DOTALL)


def source_texts(content: Content) -> Iterator[SourceText]:
    """Yield the text of each page, the text of each record that a page shows, and the sentences of its fields."""
    for entry in content.pages:
        source = entry.source
        yield SourceText(source.file, source.body_line, source.body, source.file.removeprefix("docs/"), is_page=True)
    for entry in content:
        kind, source = entry.kind, entry.source
        if kind.page and kind.body:
            own = bool(kind.own_page)
            yield SourceText(source.file, source.body_line, source.body, kind.page, has_own_page=own)
        if kind.page:
            for name in templated_fields(type(entry.record)):
                text = " ".join(getattr(entry.record, name).split())
                yield SourceText(source.file, entry.line(name), text, kind.page)
