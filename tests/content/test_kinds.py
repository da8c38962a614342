"""A kind of content is one entry of kinds.py, a model, and a page: here stories from schools, made up for the test."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from pydantic import Field

from build_scripts.content import kinds, schemas
from build_scripts.content.checks.plain_english import warnings
from build_scripts.content.checks.reviews import due
from build_scripts.content.collection import read_content
from build_scripts.content.files.fields import Day, Text
from build_scripts.content.kinds import Kind
from build_scripts.content.models import Reviewed
from build_scripts.pages.site import make_site
from build_scripts.publishing.cms.config import cms_config
from tests.support.content_copy import REVIEWED, copy_content, problems_of
from tests.support.edits import git


class Story(Reviewed):
    """What a school tells of its time in the programme."""

    school: Text = Field(description="The school that tells it.", examples=["Alder School"])
    published: Day = Field(description="When the school told it.", examples=["2026-11-21"])


STORY = Kind(
    "story",
    Story,
    "content/stories/*.md",
    phrase="a story",
    label="Stories from schools",
    named_by="id",
    body="Story",
    page="stories.md",
    permanent=True,
)
PAGE = """\
---
title: Stories from schools
description: What schools tell of their time in the programme.
---
{% for story in stories %}
## {{ story.title }} { #{{ story.id }} }

{{ story.school }}, {{ story.published | date }}: {{ story.body }}
{% endfor %}
"""
ALDER = """\
---
id: alder
title: How we began
school: Alder School
published: 2026-10-01
owner: Programme team
last_reviewed: 2026-11-21
review_in: 6 months
sources: [leading-together]
---
We met each week. Write to {{ programme.contact.email }}, or see [who takes part](faq.md#who-takes-part).
"""
FILE = "content/stories/alder.md"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the content with one story in it."""
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, STORY))
    root = copy_content(tmp_path)
    (root / "content/stories").mkdir()
    (root / FILE).write_text(ALDER, "utf-8")
    (root / "docs/stories.md").write_text(PAGE, "utf-8")
    return root


def test_a_story_is_on_its_page_with_its_facts_filled_in(tree: Path) -> None:
    [page] = [page for page in make_site(tree, REVIEWED).pages if page.address == "stories.md"]
    assert "## How we began { #alder }" in page.markdown
    assert "Alder School, 1 October 2026: We met each week. Write to " in page.markdown
    assert "{{" not in page.markdown


SLIPS = [
    # what is written, what stands in its place, what an editor is told
    (
        "school: Alder School",
        "shcool: Alder School",
        f"{FILE}:4: shcool is not a field of a story; did you mean",
    ),
    ("published: 2026-10-01", "published: 1 October", f"{FILE}:5: published: 1 October is not a date written as"),
    ("id: alder", "id: alders", f"{FILE}:2: the id alders is not the name of its file; write id: alder, or name"),
    ("[leading-together]", "[the-web]", f"{FILE}:9: the-web is not a source in content/programme.toml"),
    ("faq.md#who-takes-part", "faq.md#who-takes", f"{FILE}:11: the link faq.md#who-takes leads nowhere"),
    ("programme.contact.email", "programme.contact.emial", f"{FILE}:11: there is no fact called emial"),
    ("We met", "## Weeks\n\nWe met", f"{FILE}:11: “Weeks” is a heading, but only its title may be a heading here"),
]


@pytest.mark.parametrize(("old", "new", "told"), SLIPS, ids=[new for _, new, _ in SLIPS])
def test_a_slip_in_a_story_is_reported(tree: Path, old: str, new: str, told: str) -> None:
    (tree / FILE).write_text(ALDER.replace(old, new), "utf-8")
    [line] = problems_of(tree)
    assert line.startswith(told)


def test_a_story_with_another_suffix_is_reported(tree: Path) -> None:
    (tree / FILE).rename(tree / "content/stories/alder.txt")
    expected = "content/stories/alder.txt:1: nothing reads a file with this name; name it alder.md"
    assert expected in problems_of(tree)


def test_a_story_that_was_published_must_stay(tree: Path) -> None:
    git(tree, "init", "--quiet")
    git(tree, "add", "content")
    git(tree, "commit", "--quiet", "--message", "A story")
    (tree / FILE).unlink()
    [line] = problems_of(tree)
    assert line.startswith("content/redirects.toml:1: the id alder has been published, and is now missing")


def test_a_story_falls_due_for_review(tree: Path) -> None:
    found = [record for record in due(read_content(tree)[0], date(2027, 5, 1)) if record.file == FILE]
    assert [(record.title, record.line, record.form) for record in found] == [
        ("How we began", 7, "last_reviewed: 2027-05-01")
    ]


def test_a_story_is_read_for_its_words(tree: Path) -> None:
    (tree / FILE).write_text(ALDER.replace("We met", "We utilise XYZ. We met"), "utf-8")
    found = [str(problem) for problem in warnings(tree, read_content(tree)[0]) if problem.file == FILE]
    assert [line.split(": ", 1)[1].split(" ")[0] for line in found] == ["XYZ", "“utilise”"]


def test_a_story_has_a_form_for_editors(tree: Path) -> None:
    [form] = [form for form in cms_config(tree, {"name": "github"})["collections"] if form["name"] == "story"]
    assert (form["label"], form["folder"], form["extension"]) == ("Stories from schools", "content/stories", "md")
    names = ["id", "title", "school", "published", "owner", "last_reviewed", "review_in", "sources", "body"]
    assert [field["name"] for field in form["fields"]] == names


def test_code_editors_and_the_reference_page_know_it(tree: Path) -> None:
    assert tree / "build/schemas/story.schema.json" in schemas.write(tree)
    assert "## Story: content/stories/*.md" in (tree / "content/README.md").read_text("utf-8")
    assert "| `school` | The school that tells it. | yes | `Alder School` |" in schemas.table(STORY)


def test_a_kind_in_toml_is_given_to_code_editors(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind("figure", Story, "content/figures/*.toml", phrase="a figure", label="Figures")
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, kind))
    rule = tomllib.loads(schemas.taplo_rules())["rule"][-1]
    assert rule == {"include": ["content/figures/*.toml"], "schema": {"path": "build/schemas/figure.schema.json"}}
