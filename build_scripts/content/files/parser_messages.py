"""Put what the parsers of YAML and TOML say into an editor's words."""

from __future__ import annotations

import re

from build_scripts.content.files.text_files import ODD_SPACES, RETYPE_HINT, describe_space

# A part of what PyYAML or tomllib says, and what we say instead.
MESSAGES = (
    # PyYAML
    (
        "mapping values are not allowed here",
        "there is a colon in a value without quotes, or the line is indented too far",
    ),
    ("found character '\\t'", "there is a tab here, where there should be spaces"),
    ("cannot start any token", "a value that starts with a sign like @ or % needs quotes"),
    ("expected ',' or ']'", "a list that starts with [ has no ] at its end, or no comma between two of its items"),
    ("expected ',' or '}'", "a table that starts with { has no } at its end"),
    ("found unexpected end of stream", "a value that starts with a quote has none at its end"),
    ("could not find expected ':'", "this line is not in the form name: value"),
    ("sequence entries are not allowed here", "a value that starts with a hyphen needs quotes"),
    (
        "expected <block end>",
        "there are words after a closing quote or ], or the line is indented too far or not far enough",
    ),
    ("expected the node content", "a value is missing here"),
    ("found unknown escape character", "a \\ in quotes must be written twice: \\\\"),
    ("expected alphabetic or numeric character", "a value that starts with * or & needs quotes"),
    ("expected a comment or a line break", "a value that starts with > or | needs quotes"),
    ("mapping keys are not allowed here", "a value that starts with ? needs quotes"),
    ("found unhashable key", "a value that starts with { needs quotes"),
    # tomllib
    ("Illegal character '\\n'", "a quote is missing at the end of this line"),
    ("Unterminated string", "text that starts with a quote has none at its end"),
    ("Expected '=' after a key", "this line is not in the form name = value"),
    ("Invalid statement", "this line is not in the form name = value"),
    ("Expected newline or end of document", "there is something after the value: is a quote missing, or one too many?"),
    ("Invalid value", "text needs quotes around it"),
    ("Unclosed array", "a list that starts with [ has no ] at its end, or no comma between two of its items"),
    ("Unclosed inline table", "a table that starts with { has no } at its end"),
    ("Expected ']", "a table's name has no ] at its end, or a sign that needs quotes"),
    ("Invalid initial character for a key part", "a name is missing here, or there is a comma too many"),
    ("Cannot overwrite a value", "this name appears twice in its table"),
    ("Cannot declare", "this table appears twice"),
    ("Unescaped '\\'", "a \\ in quotes must be written twice: \\\\"),
)
# What PyYAML reports after the line with the mistake.
REPORTED_LATE = ("expected ','", "found unexpected end of stream", "could not find expected ':'")


def translate(said: str) -> str:
    """Return a message in our words where we have some, else in the parser's own."""
    return next((ours for theirs, ours in MESSAGES if theirs in said), said)


def odd_sign(line: str) -> tuple[str, str] | None:
    """Find a quote or a space of another kind in a line that cannot be read: what is wrong, and the right form."""
    whole = re.compile(r'"[^"]*"|\'[^\']*\'')
    outside = whole.sub(lambda text: "\0" * len(text[0]), line)
    straight = straight_quotes(outside)
    if changed := next((at for at, (was, now) in enumerate(zip(outside, straight, strict=True)) if was != now), None):
        right = "".join(old if new == "\0" else new for old, new in zip(line, straight, strict=True))
        return f"{line[changed]} is a curly quote, where a straight one is needed", f"write {right.strip()}"
    if found := re.search(f"[{ODD_SPACES}]", outside):
        return f"there is {describe_space(found[0])} here, where a plain space is needed", RETYPE_HINT
    return None


def straight_quotes(line: str) -> str:
    """Write straight quotes for those of a word processor that open or close a value, and leave those inside it."""
    opened = re.sub(r"(?:(?<=[=:\[,{])|(?<=[=:\[,{] )|^)[“”„‟«‹‘’″]+(?=\S)", lambda quotes: '"' * len(quotes[0]), line)
    return re.sub(r"[“”»›‘’″]+(?=\s*(?:$|[=,\]}#]))", lambda quotes: '"' * len(quotes[0]), opened)


def slip_in_facts(line: str) -> tuple[str, str] | None:
    """Find a fact of front matter without the space after its colon, or with the colon of another script."""
    if found := re.match(r"([A-Za-z_-]+)(?::(?=[^\s:/])|[ \t]*[：﹕])[ \t]*(.+)", line):
        return "there must be a plain colon and a space after the name", f"write {found[1]}: {found[2]}"
    return None


def slip_in_toml(line: str, message: str) -> tuple[str, str] | None:
    """Find a date or a comment in a form that TOML does not have, in a line whose form the parser does not know."""
    if not message.startswith(("Expected newline", "Invalid")):
        return None
    if found := re.match(r"\s*([\w-]+)\s*=\s*(\d[\d./–—−-]*[./–—−-]\d*\S*|\d{1,2} [A-Z][a-z]+ \d{4})\s*$", line):
        is_written_so = re.fullmatch(r"\d{4}-\d\d-\d\d", found[2])
        wrong = "a day in the calendar" if is_written_so else "a date written as year-month-day"
        return f"{found[2]} is not {wrong}", f"write {found[1]} = 2026-11-21"
    if found := re.match(r"\s*(?://|<!--|;|--(?!-))\s*(.*?)\s*(?:-->)?\s*$", line):
        return "a comment starts with #", f"write # {found[1]}"
    return None
