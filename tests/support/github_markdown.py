"""Render Markdown as GitHub shows it in summaries, issues and comments."""

import re

from markdown_it import MarkdownIt


def assert_reads_well(text: str) -> None:
    """Check that a text has its tables, and that no mark of Markdown is left in what is read."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    read = [child.content for token in tokens for child in token.children or [] if child.type == "text"]
    tables = sum(token.type == "table_open" for token in tokens)
    assert tables == len(re.findall(r"^\|---", text, re.M))
    assert not [words for words in read if re.search(r"\|--|^#+ |\*\*|```", words)]
