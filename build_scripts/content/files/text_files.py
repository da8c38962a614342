"""Read a file of text that people write, and find the signs in it that nobody sees.

Everything that editors write is read here, so that a file is the same text wherever it was saved: in UTF-8, with or
without the byte order mark that some programs put first, with the line endings of any system.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from build_scripts.lost_letters import ENCODED_TWICE, mend_encoded_twice
from build_scripts.problems import Problem

RETYPE_HINT = "delete this part of the line and type it again, without pasting"
# Signs that a reader does not see. The first group makes text read in another order than it is written.
BIDI_CONTROLS = "\u202a-\u202e\u2066-\u2069"
UNSEEN_NAMES = {
    "\u00ad": "a soft hyphen",
    "\u061c": "an Arabic letter mark",
    "\u180e": "a vowel separator",
    "\u200b": "a zero-width space",
    "\u200e": "a left-to-right mark",
    "\u200f": "a right-to-left mark",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    "\u2060": "a word joiner",
    "\u2061": "a sign of function application",
    "\u2062": "an invisible sign of multiplication",
    "\u2063": "an invisible separator",
    "\u2064": "an invisible plus",
    "\ufeff": "a byte order mark",
}
JOINERS = "\u200c\u200d"  # between the parts of an emoji they are meant; beside a letter of English they are not
UNSEEN = re.compile(
    f"[{BIDI_CONTROLS}{''.join(UNSEEN_NAMES)}\x00-\x08\x0b-\x1f\x7f-\x9f]|(?<=\\w)[{JOINERS}]|[{JOINERS}](?=\\w)"
)
FIXED_SPACES = "\u00a0\u2007\u202f"  # look like a space, and are none to YAML, TOML and Markdown
ODD_SPACES = f"{FIXED_SPACES}\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000"  # and those of other widths
# Places where a space has a meaning: in Markdown, before a line's first word and after the sign of a list or heading;
# in front matter, everywhere but between two words.
FIXED_SPACE_IN_MARKDOWN = re.compile(rf"^[ \t]*(?:[-*+>]|\d+[.)]|\#{{1,6}})?[ \t]*[{ODD_SPACES}]", re.MULTILINE)
FIXED_SPACE_IN_FACTS = re.compile(rf"(?:^|[ \t:,[])[{ODD_SPACES}]|[{ODD_SPACES}](?:$|[ \t:,\]])", re.MULTILINE)


def read_text(path: Path) -> str:
    """Return the text of a file. Raises OSError, and UnicodeDecodeError where it is not UTF-8."""
    return decode(path.read_bytes())


def decode(data: bytes) -> str:
    """Return bytes as text, without a byte order mark, and with a line feed at the end of each line."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def read_checked(path: Path, root: Path) -> tuple[str, list[Problem]]:
    """Return the text of a file, and why it cannot be used as it is. With a problem, the text is empty."""
    file = path.relative_to(root).as_posix()
    try:
        text = read_text(path)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return "", [Problem(file, line, "this is not text in UTF-8", "save the file as UTF-8")]
    except OSError:
        fix = f"there must be a file {file}"
        return "", [Problem(file, 1, "the file is missing or cannot be opened", fix)]
    if text.count("\0") > len(text) / 4:  # UTF-16 without its mark
        return "", [Problem(file, 1, "this is not text in UTF-8", "save the file as UTF-8")]
    if found := re.search(r"^(?:<{7}|>{7}) ", text, re.MULTILINE):
        fix = "keep one, and delete the lines of <<<, === and >>>"
        return "", [Problem(file, line_at(text, found.start()), "there are two versions of these lines here", fix)]
    problems = [
        Problem(file, line_at(text, found.start()), _unseen_message(found[0]), RETYPE_HINT)
        for found in UNSEEN.finditer(text)
    ]
    problems += [
        Problem(file, line_at(text, found.start()), f"the letters {found[0]} stand for others that were lost", fix)
        for found, fix in _lost_letters(text)
    ]
    return ("" if problems else text), problems


def _lost_letters(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Find letters that were read in a wrong encoding and saved so, each with what to write."""
    for found in re.finditer(f"\ufffd+|{ENCODED_TWICE.pattern}", text):
        right = mend_encoded_twice(found[0])
        if right != found[0]:
            yield found, f"write {right}, and save the file as UTF-8"
        elif "\ufffd" in right:
            yield found, "write what was there, and save the file as UTF-8"


def _unseen_message(sign: str) -> str:
    if re.match(f"[{BIDI_CONTROLS}]", sign):
        return "an invisible character reverses the text here"
    return f"there is {describe_unseen(sign)} here"


def describe_unseen(sign: str) -> str:
    """Name an unseen sign by what it does."""
    if re.match(f"[{BIDI_CONTROLS}]", sign):
        return "an invisible character that reverses the text around it"
    name = "a zero-width joiner" if sign in JOINERS else UNSEEN_NAMES.get(sign, "a control character")
    return f"an invisible character ({name})"


def describe_space(sign: str) -> str:
    """Name a space that is none to a computer."""
    return "a fixed (non-breaking) space" if sign in FIXED_SPACES else "a thin or wide space"


def describe_lookalike(text: str) -> str:
    """Say which sign of a value only looks like the one that is needed; "" where none does."""
    if found := re.search("[‐‑‒–—−]", text):
        return f": {found[0]} is a dash, where a hyphen (-) is needed"
    found = re.search(f"[{ODD_SPACES}]", text)
    return f": there is {describe_space(found[0])} in it, where a plain space is needed" if found else ""


def line_at(text: str, offset: int) -> int:
    """Return the line, from 1, on which a place in a text is."""
    return text.count("\n", 0, offset) + 1
