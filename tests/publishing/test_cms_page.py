"""The editing page in Chromium, on a folder of true content: it saves what was edited, and changes nothing else."""

import difflib
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import BrowserContext

from build_scripts.pages.site import make_site
from tests.publishing.cms_page import Editor, write_page
from tests.support.content_copy import copy_content
from tests.support.static_host import serve_site

TODAY = date(2026, 11, 21)


def mend_a_question(at: Editor) -> None:
    at.go("question/entries/cost")
    at.fill("title", "How much will it cost?")
    at.fill("last_reviewed", "2026-11-20")
    at.field("body").locator("[contenteditable=true]").click()
    at.page.keyboard.press("Control+End")
    at.page.keyboard.type(" Ask us.")


def mend_a_rating(at: Editor) -> None:
    at.go("trial/entries/achieve-together")
    at.unfold("ratings", 1)
    at.fill("ratings.1.words", "Three of five padlocks")


def mend_a_page(at: Editor) -> None:
    at.go("page/entries/apply")
    at.fill("description", "How to apply.")


def mend_a_fact(at: Editor) -> None:
    at.go("_singletons/entries/programme")
    at.fill("contact.email", "office@example.org")


def mend_a_sentence(at: Editor) -> None:
    at.go("_singletons/entries/wording")
    at.unfold("headings")
    at.fill("headings.answers", "What you told us")


def mend_an_assumption(at: Editor) -> None:
    at.go("_singletons/entries/assumptions")
    at.unfold("assumption", 0)
    at.fill("assumption.0.assume", "It is a percentage.")
    at.fill("assumption.0.review_by", "2027-06-01")


def retire_an_id(at: Editor) -> None:
    at.go("_singletons/entries/redirects")
    at.field("moved").get_by_role("button", name="Add").click()
    at.fill("moved.0.id", "the-fee")
    at.fill("moved.0.to", "cost")


def add_an_edition(at: Editor) -> None:
    at.go("edition/entries/2024-01-01")
    at.field("owner")
    at.page.get_by_role("button", name="Show Editor Options").click()
    at.page.get_by_role("menuitem", name="Duplicate").click()
    at.fill("effective_from", "2027-04-01")
    at.unfold("bands", 3)
    at.fill("bands.3.idaci_from.value", "27")


def add_a_question(at: Editor) -> None:
    at.go("question")
    at.page.get_by_role("button", name="Create New Entry").click()
    at.fill("id", "venue")
    at.fill("title", "Where do we meet?")
    at.field("group").get_by_role("radio", name="what-it-involves").click()
    at.fill("order", "9")
    at.fill("also_asked_as", "place")
    at.fill("owner", "Programme team")
    at.fill("last_reviewed", "2026-11-21")
    at.fill("review_in", "12 months")
    at.field("sources").get_by_role("combobox").click()
    at.page.get_by_role("option", name="leading-together").click()
    at.field("body").locator("[contenteditable=true]").click()
    at.page.keyboard.type("At your school.")


class Case(NamedTuple):
    does: Callable[[Editor], None]
    file: str
    changes: str  # every line that goes or comes; … stands for what editors may have written there
    like: str = ""  # the file that a new one is compared with


CASES = [
    Case(
        mend_a_question,
        "content/faq/cost.md",
        """
-title: …
+title: How much will it cost?
-last_reviewed: …
+last_reviewed: 2026-11-20
-…
+… Ask us.
""",
    ),
    Case(
        mend_a_rating,
        "content/evidence/achieve-together.md",
        """
-    words: …
+    words: 'Three of five padlocks'
""",
    ),
    Case(
        mend_a_page,
        "docs/apply.md",
        """
-description: …
+description: How to apply.
""",
    ),
    Case(
        mend_a_fact,
        "content/programme.toml",
        """
-email = …
+email = "office@example.org"
""",
    ),
    Case(
        mend_a_sentence,
        "content/wording.toml",
        """
-answers = …
+answers = "What you told us"
""",
    ),
    Case(
        mend_an_assumption,
        "content/assumptions.toml",
        """
-assume = …
+assume = "It is a percentage."
-review_by = …
+review_by = 2027-06-01
""",
    ),
    Case(
        retire_an_id,
        "content/redirects.toml",
        """
+
+[[moved]]
+id = "the-fee"
+to = "cost"
""",
    ),
    Case(
        add_an_edition,
        "content/criteria/2027-04-01.toml",
        """
-effective_from = 2024-01-01
+effective_from = 2027-04-01
-idaci_from = { value = "25", …
+idaci_from = { value = "27", …
""",
        like="content/criteria/2024-01-01.toml",
    ),
    Case(
        add_a_question,
        "content/faq/venue.md",
        """
+---
+id: venue
+title: Where do we meet?
+group: what-it-involves
+order: 9
+also_asked_as:
+  - place
+owner: Programme team
+last_reviewed: 2026-11-21
+review_in: 12 months
+sources:
+  - leading-together
+---
+
+At your school.
""",
    ),
]

FROM_WINDOWS = ("content/faq/cost.md", "content/programme.toml")  # with its line ends

FACTS = """---
# Ask the office first.
id: cost  # never changes
title: 'What does it cost?'

also:  # what heads ask
  - fee  # from the survey
  - price
  # more to come
ratings:
- name: Cost
  value: 3   # of five
  # not given for 2024
- name: Months
  value: 2
note: ""
tags: [a, "b"] # two
# Checked by two people.
owner: Programme team
---

Text.
"""


class Written(NamedTuple):
    said: dict[str, object]  # by the form, where it is not what the file says; None for what is no longer there
    changes: str


WRITE_MARKDOWN = """async ([text, said]) => {
  const { markdown } = await import(document.querySelector("script[type=module]").src.replace("start", "as-written"));
  const facts = Object.entries({ ...markdown.fromFile(text), ...said }).filter(([, value]) => value !== null);
  return markdown.toFile(Object.fromEntries(facts));
}"""

# What stands between facts stays, and so does each fact that says the same, as it is written.
WRITTEN = [
    Written({}, "\n"),
    Written({"note": None}, "\n"),
    Written(
        {"title": "Is it free?"},
        """
-title: 'What does it cost?'
+title: 'Is it free?'
""",
    ),
    Written(
        {"id": "fee"},
        """
-id: cost  # never changes
+id: fee  # never changes
""",
    ),
    Written(
        {"also": ["price", "fee", "new: one"]},
        """
-also:  # what heads ask
-  - fee  # from the survey
+also:
+  # what heads ask
+  - fee # from the survey
+  - 'new: one'
""",
    ),
    Written(
        {"ratings": [{"name": "Months", "value": 2}, {"name": "Cost", "value": 4}]},
        """
-- name: Cost
-  value: 3   # of five
-  # not given for 2024
-- name: Months
-  value: 2
+  - name: Months
+    value: 2
+  - name: Cost
+    value: 4 # of five
+    # not given for 2024
""",
    ),
    Written(
        {"also": None, "tags": ["a"], "day": "2026-11-20"},
        """
-also:  # what heads ask
-  - fee  # from the survey
-  - price
-tags: [a, "b"] # two
+tags: [a] # two
+day: 2026-11-20
""",
    ),
    Written(
        {"owner": None, "tags": None, "day": "2026-11-20", "extra": "x"},
        """
-tags: [a, "b"] # two
+day: 2026-11-20
+extra: x
-owner: Programme team
""",
    ),
    Written(
        {"body": "Other text."},
        """
-Text.
+Other text.
""",
    ),
]


def changes(before: str, after: str) -> str:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))
    return "\n".join(["", *(line for line in lines[2:] if not line.startswith("@@")), ""])


def fits(told: str, expected: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, expected.split("…"))), told) is not None


@pytest.fixture
def editor(context: BrowserContext, tmp_path: Path) -> Iterator[Editor]:
    """Fail the test by what the page asks of another host, or reports: a broken policy, or a form it cannot make."""
    page = context.new_page()
    faults: list[str] = []
    with serve_site(write_page(tmp_path / "site"), under="/under/") as address:
        own = (address, "data:", "blob:")
        page.on("request", lambda asked: None if asked.url.startswith(own) else faults.append(f"asked for {asked.url}"))
        # Its framework remarks in production, by an address alone, that a closed form was still read.
        quiet = ("https://svelte.dev/e/derived_inert",)
        page.on(
            "console", lambda said: None if said.type == "debug" or said.text in quiet else faults.append(said.text)
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield Editor(page, address)
    assert faults == []


def test_what_is_edited_changes_and_nothing_else(editor: Editor, tmp_path: Path) -> None:
    tree = copy_content(tmp_path / "tree")
    texts = [*tree.glob("content/**/*.*"), *tree.glob("docs/*.md")]
    files = {path.relative_to(tree).as_posix(): path.read_text("utf-8") for path in texts}
    for name in FROM_WINDOWS:
        files[name] = files[name].replace("\n", "\r\n")
    editor.open(files)
    for case in CASES:
        case.does(editor)
        after = editor.save(case.file, files.get(case.file, ""))
        told = changes(files.get(case.like or case.file, ""), after[case.file])
        assert fits(told, case.changes), told
        assert {name for name in after if after[name] != files.get(name)} == {case.file}
        assert set(re.findall(r"\r?\n", after[case.file])) == {"\r\n" if case.file in FROM_WINDOWS else "\n"}
        (tree / case.file).write_text(after[case.file], "utf-8", newline="")
        files = after
    make_site(tree, TODAY)  # which refuses what is not valid


def test_what_stands_between_facts_stays(editor: Editor) -> None:
    editor.page.goto(editor.address)
    for case in WRITTEN:
        for text in (FACTS, "\ufeff" + FACTS.replace("\n", "\r\n")):
            after = editor.page.evaluate(WRITE_MARKDOWN, [text, case.said])
            assert changes(text, after) == case.changes, case.said
            assert after.count("\r\n") == after.count("\n") * ("\r\n" in text)
