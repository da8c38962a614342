"""Warnings about words, each as the line that an editor reads; and that the content has none."""

from pathlib import Path

import pytest

from build_scripts.content.checks.plain_english import spells_out, warnings
from build_scripts.content.collection import read_content
from build_scripts.paths import ROOT
from build_scripts.problems import Problem
from tests.support.content_copy import copy_content

FRONT = """---
id: plain
title: Is this plain?
group: how-to-apply
order: 9
also_asked_as: [plain]
owner: Programme team
last_reviewed: 2026-11-21
review_in: "12 months"
sources: [leading-together]
---
"""
LONG = "This sentence goes on and on, " * 4 + "and ends."
SHORT_FORM = (
    "is not explained where this page first uses it; "
    "write the words in full, then the short form in brackets: Special Educational Needs (SEN)"
)

# The prose of an answer (its first line is line 12 of the file), and the warnings.
CASES = [
    ("All is well here. Each sentence is short.", []),
    (
        "A short one.\n" + LONG,
        ["13: a sentence of 26 words: “This sentence goes on and on, …”; split it in two, or cut it to 25 words"],
    ),
    ("A fact counts as one word: {{ programme.survey.who }}.", []),
    (
        "First.\n\n[Click here](apply.md) now.",
        ["14: “click here” is a word to avoid; better: words that say where the link leads"],
    ),
    ("Use it, e.g. for\nan hour.", ["12: “e.g.” is a word to avoid; better: for example, or such as"]),
    ("Do it in\norder to learn.", ["12: “in order to” is a word to avoid; better: to"]),
    (
        "Utilise it.\nThen it is *invalid*.",
        [
            "12: “utilise” is a word to avoid; better: use",
            "13: “invalid” is a word to avoid; better: what is wrong, and the right form",
        ],
    ),
    ("The word viaduct, the code `via-x` and https://example.org/via/ are fine.", []),
    ("A school's SENCO may join.\nThe SENCO decides.", [f"12: SENCO {SHORT_FORM}"]),
    ("The Special Educational Needs Coordinator (SENCO) may join. The SENCO decides.", []),
    ("The Department for Work and Pensions (DWP) says so. The DWP is right.", []),
    ("It is {{ programme.programme.for_whom }}, and the SLT decides.", []),
    ("In the UK, as a PDF.", []),
    ("A quotation ends here: “Yes.” The next one starts.", []),
    ("With J.P. Morgan, in Bournemouth.", []),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_content(tmp_path_factory.mktemp("tree"))


def found(root: Path) -> list[Problem]:
    return warnings(root, read_content(root)[0])


def test_the_content_has_no_warning() -> None:
    assert found(ROOT) == []


@pytest.mark.parametrize(("prose", "told"), CASES, ids=lambda value: str(value)[:30])
def test_an_answer(tree: Path, prose: str, told: list[str]) -> None:
    (tree / "content/faq/plain.md").write_text(f"{FRONT}{prose}\n", "utf-8")
    assert [str(warning) for warning in found(tree)] == [f"content/faq/plain.md:{line}" for line in told]


def test_the_checkers_sentences_too(tree: Path) -> None:
    (tree / "content/faq/plain.md").unlink(missing_ok=True)
    path = tree / "content/wording.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('unknown = "', 'unknown = "please ', 1), "utf-8")
    [warning] = found(tree)
    assert warning.file == "content/wording.toml"
    assert text.splitlines()[warning.line - 1].startswith("unknown = ")
    path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("text", "short", "explained"),
    [
        ("the Income Deprivation Affecting Children Index (IDACI)", "IDACI", True),
        ("the Achieving Excellence Areas (AEA)", "AEA", True),
        ("the Web Content Accessibility Guidelines (WCAG)", "WCAG", True),
        ("National Professional Qualifications (NPQs)", "NPQ", True),
        ("the AEA category of a district", "AEA", False),
        ("the Special Educational Needs Coordinator (SENCO)", "SENCO", True),
        ("the team (SENCO)", "SENCO", False),
        ("the SEND team", "SEND", False),
    ],
)
def test_what_explains_a_short_form(text: str, short: str, explained: bool) -> None:
    assert spells_out(text, short) == explained
