"""What the readers of YAML and TOML say of a slip, in an editor's words: each a piece of theirs, and ours instead."""

from __future__ import annotations

MESSAGES = (
    # PyYAML
    (
        "mapping values are not allowed here",
        "there is a colon in a value without quotes, or the line is indented too far",
    ),
    ("found character '\\t'", "there is a tab here, where there should be spaces"),
    ("cannot start any token", "a value that starts with a sign like @ or % needs quotes"),
    ("expected ',' or ']'", "a list that starts with [ has no ] at its end"),
    ("expected ',' or '}'", "a table that starts with { has no } at its end"),
    ("found unexpected end of stream", "a value that starts with a quote has none at its end"),
    ("could not find expected ':'", "this line is not in the form name: value"),
    ("sequence entries are not allowed here", "a value that starts with a hyphen needs quotes"),
    (
        "expected <block end>",
        "there are words after a closing quote, or the line is indented too far or not far enough",
    ),
    ("expected the node content", "a value is missing here"),
    ("found unknown escape character", "a \\ in quotes must be written twice: \\\\"),
    # tomllib
    ("Illegal character '\\n'", "a quote is missing at the end of this line"),
    ("Unterminated string", "text that starts with a quote has none at its end"),
    ("Expected '=' after a key", "this line is not in the form name = value"),
    ("Invalid statement", "this line is not in the form name = value"),
    ("Expected newline or end of document", "there is something after the value: is a quote missing, or one too many?"),
    ("Invalid value", "text needs quotes around it"),
    ("Unclosed array", "a list that starts with [ has no ] at its end"),
    ("Unclosed inline table", "a table that starts with { has no } at its end"),
    ("Expected ']", "a table's name has no ] at its end"),
    ("Cannot overwrite a value", "this name appears twice in its table"),
    ("Cannot declare", "this table appears twice"),
    ("Invalid date", "this is not a day in the calendar"),
    ("Unescaped '\\'", "a \\ in quotes must be written twice: \\\\"),
)
# Found out only after the line with the slip.
REPORTED_LATE = ("expected ','", "found unexpected end of stream", "could not find expected ':'")


def translate(said: str) -> str:
    """In our words where we have some, else in the reader's own."""
    return next((ours for theirs, ours in MESSAGES if theirs in said), said)
