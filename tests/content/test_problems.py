"""Each file of tests/content/broken holds an editor's slips, and every line that they must bring."""

import re
from pathlib import Path

import pytest

from build_scripts.content.files.source_files import read_toml
from build_scripts.pages.site import relink_for_own_page
from build_scripts.pages.theme_fixes import use_absolute_links
from build_scripts.paths import ROOT
from tests.support.content_copy import copy_unchanged, problems_of

CASES = sorted((ROOT / "tests/content/broken").rglob("*.txt"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return copy_unchanged(tmp_path)


def test_the_content_has_no_problem(tree: Path) -> None:
    assert problems_of(tree) == []


def test_there_are_cases() -> None:
    assert len(CASES) >= 15


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_slip_is_told(case: Path, tree: Path) -> None:
    _why, *parts = re.split(r"^=== (.+)\n", case.read_text("utf-8"), flags=re.MULTILINE)
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    expected = files.pop("problems").splitlines()
    assert expected
    for name, text in files.items():
        (tree / name).write_text(text, "utf-8")
    assert problems_of(tree) == expected


def test_a_file_that_is_not_text(tree: Path) -> None:
    (tree / "content/faq/broken.md").write_bytes(b"---\nid: broken\ntitle: caf\xe9\n---\n")
    assert problems_of(tree) == ["content/faq/broken.md:3: this is not text in UTF-8; save the file as UTF-8"]


def test_a_file_that_is_missing(tree: Path) -> None:
    (tree / "content/assumptions.toml").unlink()
    [line] = problems_of(tree)
    assert line.startswith("content/assumptions.toml:1: the file is missing")


def test_a_checker_that_is_not_built(tree: Path) -> None:
    (tree / "build/checker/current.json").unlink()
    [line] = problems_of(tree)
    assert line.endswith("the checker has not been built; run python3 dev.py build")


def test_lines_of_toml(tmp_path: Path) -> None:
    """Tables, tables in lists, dotted and quoted names; keys inside a text of several lines are not keys."""
    text = 'a = 1\n[b]\n"c d".e = 2\n[[f]]\ng = """\nh = 3\n"""\n[[f]]\ng = \'\'\'x\'\'\'\n  [f.i]\n  j = { k = 4 }\n'
    (tmp_path / "x.toml").write_text(text, "utf-8")
    source = read_toml(tmp_path / "x.toml", tmp_path)
    assert source.line("a") == 1
    assert source.line("b", "c d", "e") == 3
    assert [source.line("f", 0, "g"), source.line("f", 1, "g")] == [5, 9]
    assert source.line("f", 1, "i", "j", "k") == 11
    assert source.line("h") == 1  # unknown: the start of the file


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ("[a](#time)", "[a](time.md)"),
        ("[a](#a-part-of-this-answer)", "[a](#a-part-of-this-answer)"),
        ("[a](apply.md#d1)", "[a](../apply.md#d1)"),
        ("[a](https://example.org/) [b](mailto:a@example.org)", "[a](https://example.org/) [b](mailto:a@example.org)"),
    ],
)
def test_links_of_an_answer_on_its_own_page(written: str, moved: str) -> None:
    assert relink_for_own_page(written, {"time", "cost"}) == moved


@pytest.mark.parametrize("base", ["/", "/under/here/"])
def test_links_of_the_page_for_missing_addresses(base: str) -> None:
    page = (
        '<a href="faq/">a</a><a href=".">b</a><a href="./">b</a><a href="#c">c</a><a href="https://example.org/">d</a>'
        '<script src="assets/x.js"></script><a href="mailto:a@example.org">e</a>{"base": ".", "search": "assets/y.js"}'
    )
    assert use_absolute_links(page, base) == (
        f'<a href="{base}faq/">a</a><a href="{base}">b</a><a href="{base}">b</a><a href="#c">c</a>'
        f'<a href="https://example.org/">d</a><script src="{base}assets/x.js"></script>'
        f'<a href="mailto:a@example.org">e</a>{{"base": "{base}", "search": "{base}assets/y.js"}}'
    )
