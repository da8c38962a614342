"""Read files as other programs save them: the signs that nobody sees are named, and a mark at the start is no fault."""

from pathlib import Path

import pytest

from build_scripts.content.files.source_files import read_markdown, read_toml
from build_scripts.content.files.text_files import RETYPE_HINT
from tests.support.content_copy import copy_content, problems_of

CURLY = "this cannot be read: {} is a curly quote, where a straight one is needed; write {}"
UNSEEN = f"there is an invisible character ({{}}) here; {RETYPE_HINT}"
FIXED = f"there is a fixed (non-breaking) space here, where a plain space is needed; {RETYPE_HINT}"
MARKDOWN = [
    # what is written, what an editor is told
    ("---\nid: a\ntitle: Where?\n\u00a0 group: b\n---\nHere.", f":4: {FIXED}"),
    ("---\nid: a\norder:\u00a0 90\n---\nHere.", f":3: {FIXED}"),
    ("---\nid: a\nsources: [b,\u00a0c]\n---\nHere.", f":3: {FIXED}"),
    ("---\nid: a\ntitle: Where?\u00a0\n---\nHere.", f":3: {FIXED}"),
    ("---\nid: a\n---\nBring:\n\n-\u00a0your plan", f":6: {FIXED}"),
    ("---\nid: a\n---\nText\n\n##\u202fA heading", f":6: {FIXED}"),
    ("---\nid: a\n---\nBring:\n\n\u00a0- your plan", f":6: {FIXED}"),
    ("---\nid: a\u200b\n---\nHere.", ":2: " + UNSEEN.format("a zero-width space")),
    (
        "---\nid: a\n---\nLine one\u2028two",
        ":4: " + UNSEEN.format("a line separator"),
    ),
    ("---\nid: a\n---\nHy\u00adphen", ":4: " + UNSEEN.format("a soft hyphen")),
    ("---\nid: a\n---\n\nA\ufeffB", ":5: " + UNSEEN.format("a byte order mark")),
    ("---\nid: a\n---\nA\x07", ":4: " + UNSEEN.format("a control character")),
    ("---\nid: a\n---\nA\u202eB", f":4: an invisible character reverses the text here; {RETYPE_HINT}"),
    ("---\nid: a\ntitle: 10\u00a0000 pupils, 8\u00a0% of them\n---\nSome 10\u00a0000 pupils.", ""),
    ("\ufeff---\r\nid: a\r\ntitle: Caf\u00e9\r\n---\r\nHere.\r\n", ""),
]
TOML = [
    ('title = "A"\nemail = “name@example.org”', ":2: " + CURLY.format("“", 'email = "name@example.org"')),
    ('email = "name@example.org”\n', ":1: " + CURLY.format("”", 'email = "name@example.org"')),
    ("title = ‘A’", ":1: " + CURLY.format("‘", 'title = "A"')),
    ('names = ["a", “b”]', ":1: " + CURLY.format("“", 'names = ["a", "b"]')),
    ('[table]\ntitle = "A"\n\u00a0 email = "b"', f":3: this cannot be read: {FIXED}"),
    ('title =\u00a0"A"', f":1: this cannot be read: {FIXED}"),
    ('title = "A"  \u00a0', f":1: this cannot be read: {FIXED}"),
    ('title = "A\u200b"', ":1: " + UNSEEN.format("a zero-width space")),
    ('title = "The “best” of 10\u00a0000"', ""),
    ('\ufefftitle = "A"\r\nother = "B"\r\n', ""),
]


@pytest.mark.parametrize(("written", "told"), MARKDOWN, ids=[ascii(text) for text, _ in MARKDOWN])
def test_markdown(written: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(written.encode())
    assert [str(problem) for problem in read_markdown(tmp_path / "a.md", tmp_path).problems] == [f"a.md{told}"] * bool(
        told
    )


@pytest.mark.parametrize(("written", "told"), TOML, ids=[ascii(text) for text, _ in TOML])
def test_toml(written: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(written.encode())
    assert [str(problem) for problem in read_toml(tmp_path / "a.toml", tmp_path).problems] == [f"a.toml{told}"] * bool(
        told
    )


def test_a_mark_before_each_file_changes_nothing(tmp_path: Path) -> None:
    """Some programs put a byte order mark before the first line. The site is the same with it."""
    root = copy_content(tmp_path)
    for folder, pattern in (
        ("content", "**/*.*"),
        ("docs", "**/*.md"),
        ("docs", "**/*.html"),
        ("docs/styles", "*.css"),
    ):
        for path in (root / folder).glob(pattern):
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert problems_of(root) == []
