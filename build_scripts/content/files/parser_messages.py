"""Put what the parsers of YAML and TOML say into an editor's words."""

from __future__ import annotations

import re

from build_scripts.content.files.text_files import FIXED_SPACES, RETYPE_HINT

# A part of what PyYAML or tomllib says, and what we say instead.
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
# What PyYAML reports after the line with the mistake.
REPORTED_LATE = ("expected ','", "found unexpected end of stream", "could not find expected ':'")


def translate(said: str) -> str:
    """Return a message in our words where we have some, else in the parser's own."""
    return next((ours for theirs, ours in MESSAGES if theirs in said), said)


def odd_sign(line: str) -> tuple[str, str] | None:
    """Find a sign that TOML cannot read in a line that it cannot read: what is wrong, and the right form."""
    outside = re.sub(r'"[^"]*"|\'[^\']*\'', "", line)
    if found := re.search("[“”„«»]", outside) or re.search("[‘’]", outside):
        right = re.sub("[“”„«»]" if found[0] in "“”„«»" else "[‘’]", '"', line.strip())
        return f"{found[0]} is a curly quote, where a straight one is needed", f"write {right}"
    if re.search(f"[{FIXED_SPACES}]", outside):
        return "there is a fixed (non-breaking) space here, where a plain space is needed", RETYPE_HINT
    return None
