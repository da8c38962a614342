"""What the readers of YAML and TOML say of a slip, in an editor's words: each a piece of theirs, and ours instead."""

from __future__ import annotations

MESSAGES = (
    # PyYAML
    ("mapping values are not allowed here", "a colon stands in a value without quotes, or the line starts too far in"),
    ("found character '\\t'", "a tab stands here, where spaces belong"),
    ("cannot start any token", "a value that starts with a sign like @ or % needs quotes"),
    ("expected ',' or ']'", "a list that starts with [ has no ] at its end"),
    ("expected ',' or '}'", "a table that starts with { has no } at its end"),
    ("found unexpected end of stream", "a value that starts with a quote has none at its end"),
    ("could not find expected ':'", "this line is no name: value"),
    ("sequence entries are not allowed here", "a value that starts with a hyphen needs quotes"),
    ("expected <block end>", "words stand after a quote, or the line starts further in than it should, or less far"),
    ("expected the node content", "a value is missing here"),
    ("found unknown escape character", "a \\ in quotes stands twice: \\\\"),
    # tomllib
    ("Illegal character '\\n'", "a quote is missing at the end of this line"),
    ("Unterminated string", "a text that starts with a quote has none at its end"),
    ("Expected '=' after a key", "this line is no name = value"),
    ("Invalid statement", "this line is no name = value"),
    ("Expected newline or end of document", "something stands after the value: is a quote missing, or one too many?"),
    ("Invalid value", "a text needs quotes around it"),
    ("Unclosed array", "a list that starts with [ has no ] at its end"),
    ("Unclosed inline table", "a table that starts with { has no } at its end"),
    ("Expected ']", "a table's name has no ] at its end"),
    ("Cannot overwrite a value", "this name stands twice in its table"),
    ("Cannot declare", "this table stands twice"),
    ("Invalid date", "this is not a day in the calendar"),
    ("Unescaped '\\'", "a \\ in quotes stands twice: \\\\"),
)
# Found out only after the line with the slip.
REPORTED_LATE = ("expected ','", "found unexpected end of stream", "could not find expected ':'")


def translate(said: str) -> str:
    """In our words where we have some, else in the reader's own."""
    return next((ours for theirs, ours in MESSAGES if theirs in said), said)
