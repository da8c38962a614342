"""Ids that were published stay, or lead on."""

from pathlib import Path

import pytest

from build_scripts.pages.site import make_site
from build_scripts.paths import ROOT
from tests.support.content_copy import REVIEWED, copy_content, problems_of
from tests.support.edits import git

COST = "content/faq/cost.md"
REDIRECTS = "content/redirects.toml"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a repository whose one commit holds two answers that nothing links to."""
    root = copy_content(tmp_path / "tree")
    for name in ("first", "second"):
        text = (root / COST).read_text("utf-8").replace("id: cost", f"id: {name}").replace("title: ", f"title: {name} ")
        (root / f"content/faq/{name}.md").write_text(text, "utf-8")
    git(root, "init", "--quiet")
    git(root, "add", "content")
    git(root, "commit", "--quiet", "--message", "Published")
    return root


def moved(root: Path, old: str, new: str) -> None:
    (root / REDIRECTS).write_text(f'[[moved]]\nid = "{old}"\nto = "{new}"\n', "utf-8")


RESTORE = f'restore it, or write [[moved]], id = "first" and to = "..." in {REDIRECTS}'
GONE = "the id first has been published, and is now missing"


def test_nothing_has_gone(tree: Path) -> None:
    assert problems_of(tree) == []


def test_an_id_never_published_may_go(tree: Path) -> None:
    (tree / "content/faq/third.md").write_text(
        (tree / COST).read_text("utf-8").replace("id: cost", "id: third"), "utf-8"
    )
    assert problems_of(tree) == []
    (tree / "content/faq/third.md").unlink()
    assert problems_of(tree) == []


def test_an_answer_that_has_gone(tree: Path) -> None:
    (tree / "content/faq/first.md").unlink()
    assert problems_of(tree) == [f"{REDIRECTS}:1: {GONE}; {RESTORE}"]
    git(tree, "commit", "--quiet", "--all", "--message", "Gone")
    assert problems_of(tree) == [f"{REDIRECTS}:1: {GONE}; {RESTORE}"]


def test_another_id_in_the_same_file(tree: Path) -> None:
    path = tree / "content/faq/first.md"
    path.write_text(path.read_text("utf-8").replace("id: first", "id: fist"), "utf-8")
    right = "write id: first, or name the file fist.md"
    assert problems_of(tree) == [f"content/faq/first.md:2: the id fist is not the name of its file; {right}"]


def test_a_file_under_another_name(tree: Path) -> None:
    """Its id may not follow: that one is gone then."""
    path = (tree / "content/faq/first.md").rename(tree / "content/faq/renamed.md")
    right = "write id: renamed, or name the file first.md"
    assert problems_of(tree) == [f"content/faq/renamed.md:2: the id first is not the name of its file; {right}"]
    path.write_text(path.read_text("utf-8").replace("id: first", "id: renamed"), "utf-8")
    assert problems_of(tree) == [f"{REDIRECTS}:1: {GONE}; {RESTORE}"]


def test_a_redirect_leads_on(tree: Path) -> None:
    (tree / "content/faq/first.md").unlink()
    moved(tree, "first", "second")
    assert problems_of(tree) == []
    pages = {page.address: page.markdown for page in make_site(tree, REVIEWED).pages}
    assert "(second.md)" in pages["faq/first.md"]
    assert "exclude: true" in pages["faq/first.md"]
    assert '{ #second }\n\n<span id="first"></span>' in pages["faq.md"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("first", "second", "2: first is still there; remove the entry, or choose another id"),
        ("ancient", "secnd", "3: there is no secnd; did you mean second"),
    ],
)
def test_a_redirect_at_fault(tree: Path, old: str, new: str, line: str) -> None:
    moved(tree, old, new)
    assert problems_of(tree) == [f"{REDIRECTS}:{line}"]


def test_the_history_of_this_repository_is_kept() -> None:
    """What was ever published here is still there, or leads on."""
    make_site(ROOT, REVIEWED)
