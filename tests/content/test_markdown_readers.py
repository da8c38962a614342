"""What the site and GitHub's preview would show differently is reported, line by line, and nothing else is."""

import pytest

from build_scripts.content.checks.markdown_readers import BELOW_ITEM, INSIDE_HTML, SIMPLER, differences, reader_problems
from build_scripts.content.checks.source_texts import SourceText

SPACES = "start the line with 4 spaces"
LIST = "leave an empty line before the list"
FROM_ONE = "number the list from 1; what is no list needs a \\ before the full stop: {0}\\."
CELLS = "write as many cells in this row as in the first, and \\| for a bar inside a cell"
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
    ("3. write\n4. send", [(1, FROM_ONE.format(3))]),
    ("1. write\n\nAlone.\n\n2. send", [(5, FROM_ONE.format(2))]),
    ("1986. A great year.", [(1, FROM_ONE.format(1986))]),
    ("- a plan\n\n1. write", [(3, "write a sentence between the two lists")]),
    ("- a plan\n\n    - of this year\n- a figure", [(4, LIST)]),
    ("Times:\na | b\n---|---\n1 | 2", [(2, "leave an empty line before the table")]),
    ("| a | b |\n|---|---|\n| `x|y` | 2 |", [(3, CELLS)]),
    ("####### Deep", [(1, "a heading has six # at most")]),
    ("<details>\n<summary>More</summary>\n\nIt is **bold**.\n\n</details>", [(4, INSIDE_HTML.format(tag="details"))]),
    (
        "See https://example.org/a_b, or\nwww.example.org (or name@example.org).",
        [
            (1, "write it as a link: <https://example.org/a_b>"),
            (2, "write it as a link: <https://www.example.org>"),
            (2, "write it as a link: <name@example.org>"),
        ],
    ),
    ("It is ~~free~~ paid for.", [(1, "write <del>words</del>, or leave them out")]),
    ("- [ ] write\n- [x] send", [(1, "write the item without [ ]"), (2, "write the item without [x]")]),
    ("Free[^1].\n\n[^1]: note", [(1, "write the note where it belongs, in brackets")]),
    ("> [!NOTE]\n> Write soon.", [(1, "write it as a word in bold: **Note:**")]),
    ("If 2 < 3: **Note:**write.", [(1, SIMPLER)]),
    ("<name@example.org> **Note:**write.", [(1, SIMPLER)]),
    ("\\<b\\>", [(1, SIMPLER)]),
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
    "Terms & **conditions** of <b>both</b> *kinds*, **<kbd>Tab</kbd>**.",
    "<!-- a note -->\ntext <!-- *x* --> more\n<!-- a\n\n- b -->\nend",
    "| a | b |\n|---|---|\n| 1 |\n| 2 | 3 | 4 |",
    "<details markdown>\n<summary>More</summary>\n\nIt is **bold**.\n\n</details>",
    "<div>\n\nOnly words.\n\n</div>",
    "[https://example.org/](https://example.org/), `www.example.org`, `[^1]`, [a@b.org](mailto:a@b.org), ~10, ~20.",
    "1. write\n3. send\n5. wait",
    "In\n1986. A great year.",
]


@pytest.mark.parametrize(("markdown", "told"), DIFFERENT, ids=[text for text, _ in DIFFERENT])
def test_what_is_read_differently_is_named(markdown: str, told: list[tuple[int, str]]) -> None:
    assert list(differences(markdown)) == told


@pytest.mark.parametrize("markdown", ALIKE, ids=str)
def test_what_is_read_alike_is_not(markdown: str) -> None:
    assert differences(markdown) == ()


@pytest.mark.parametrize("sign", ["• ", "– ", "· ", "-", "1."])
def test_what_is_a_list_to_neither_reader_is_told(sign: str) -> None:
    text = SourceText("a.md", 5, f"Bring:\n\n{sign}your plan", "faq.md")
    [problem] = reader_problems(text)
    assert (problem.line, problem.message) == (7, f"{sign.strip()} starts no item of a list here")


@pytest.mark.parametrize("words", ["-5 degrees", "1.5 hours", "5 – 3 is 2", "*A* word", "- a plan"])
def test_what_only_looks_like_an_item_is_not(words: str) -> None:
    assert list(reader_problems(SourceText("a.md", 5, words, "faq.md"))) == []
