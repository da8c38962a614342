"""What the site and GitHub's preview would show differently is reported, line by line, and nothing else is."""

import pytest

from build_scripts.content.checks.markdown_readers import BELOW_ITEM, SIMPLER, differences

SPACES = "start the line with 4 spaces"
LIST = "leave an empty line before the list"
DIFFERENT = [
    # what is written, each line that is read differently, and its right form
    ("Bring these:\n- your plan\n- your figures\n\nThen come.", [(2, LIST)]),
    ("Bring these:\n- your figures\n  - of this year\n  - of last year", [(2, LIST), (3, SPACES)]),
    ("Do this:\n1. write\n2. send", [(2, LIST)]),
    ("- a plan\n  - of this year\n- a figure", [(2, SPACES)]),
    ("1. write\n   - a plan\n2. send", [(2, SPACES)]),
    ("- a plan\n\n  of this year", [(3, BELOW_ITEM)]),
    ("1) write\n2) send", [(1, "write the number with a full stop: 1.")]),
    ("##When\n\nIn May.", [(1, "write a space after the last #")]),
    ("Times:\n| a | b |\n|---|---|\n| 1 | 2 |", [(2, "leave an empty line before the table")]),
    ("**Note:**write soon.", [(1, SIMPLER)]),
    ("See this.\nSee [the plan](a plan.md).", [(2, SIMPLER)]),
    ("One line\\\nand another.", [(1, SIMPLER)]),
]
ALIKE = [
    "Bring these:\n\n- your plan\n- your figures\n    - of this year\n\nThen come.",
    "1. write\n2. send\n\n    by post",
    "- a plan\n  of this year\n- a figure",
    "Text\n## A heading\nmore text",
    "Text\n\n| a | b |\n|---|---|\n| 1 \\| 2 | 3 |",
    "Text\n> words of others\n\nmore",
    "Text\n\n```\n- code\n```\n\n    more code",
    "**Bold**, *emphasis* (**both**), ***all***, `code_of_it` and snake_case.",
    "[Words](page.md), ![a picture](a.png), <https://example.org/>, 5 * 3 * 2 and \\*.",
    "A line  \nand another.",
    "<div>\n- not a list\n</div>\n\n- a list",
    "Terms & conditions, 2 < 3, &copy; 2026.",
]


@pytest.mark.parametrize(("markdown", "told"), DIFFERENT, ids=[text for text, _ in DIFFERENT])
def test_what_is_read_differently_is_named(markdown: str, told: list[tuple[int, str]]) -> None:
    assert list(differences(markdown)) == told


@pytest.mark.parametrize("markdown", ALIKE, ids=str)
def test_what_is_read_alike_is_not(markdown: str) -> None:
    assert differences(markdown) == ()
