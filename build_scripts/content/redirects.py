"""Permanent ids: one that was ever published stays, or content/redirects.toml says where its readers go instead."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from pydantic import Field

from build_scripts.content.collection import Content
from build_scripts.content.files.fields import Id, Record
from build_scripts.content.files.source_files import SourceFile, read_toml
from build_scripts.git import history
from build_scripts.problems import Problem, suggest_or_list

REDIRECTS = "content/redirects.toml"
PUBLISHED = ("origin/main", "HEAD")  # the first of these that exists
FOLDERS = ("content/faq", "content/evidence")


class Redirect(Record):
    id: Id = Field(description="The id that has gone.", examples=["the-old-id"])
    to: Id = Field(description="The id that its readers are sent to.", examples=["cost"])


class Redirects(Record):
    moved: list[Redirect] = Field(default=[], description="Ids that have gone, and where their readers go instead.")


def read_redirects(root: Path, content: Content, unread: Container[str]) -> tuple[list[Redirect], list[Problem]]:
    """Where retired ids lead, and every problem: an id that has vanished, and an entry that leads nowhere.

    An answer whose file is among the `unread` is at fault, but has not gone.
    """
    source = read_toml(root / REDIRECTS, root) if (root / REDIRECTS).exists() else SourceFile(REDIRECTS)
    table = source.parse_as(Redirects, "redirects.toml")
    if table is None:
        return [], source.problems
    questions, evaluations = ({entry.record.id for entry in part} for part in (content.questions, content.evidence))
    live = dict(zip(FOLDERS, (questions, evaluations), strict=True))
    _check_entries(source, table.moved, questions | evaluations, unread)
    moved = {entry.id for entry in table.moved}
    gone = [
        (file, name)
        for file, name in _published_ids(root)
        if file not in unread and name not in moved | live[_folder(file)]
    ]
    problems = [_missing_id_problem(root, file, name) for file, name in gone]
    return table.moved, [*source.problems, *problems]


def _check_entries(source: SourceFile, moved: Iterable[Redirect], live: set[str], unread: Container[str]) -> None:
    for index, entry in enumerate(moved):
        if entry.id in live:
            source.add_problem(
                ("moved", index, "id"), f"{entry.id} is still there", "remove the entry, or choose another id"
            )
        if entry.to not in live and not any(f"{folder}/{entry.to}.md" in unread for folder in FOLDERS):
            fix = suggest_or_list(entry.to, sorted(live), "the ids")
            source.add_problem(("moved", index, "to"), f"there is no {entry.to}", fix)


def _missing_id_problem(root: Path, file: str, name: str) -> Problem:
    """At the file that had the id, where it is still there, else where its entry belongs."""
    fix = f'restore it, or write [[moved]], id = "{name}" and to = "..." in {REDIRECTS}'
    path = root / file
    at = path.read_text("utf-8").splitlines() if path.exists() else []
    line = next((number for number, text in enumerate(at, 1) if text.startswith("id:")), 1)
    return Problem(file if at else REDIRECTS, line, f"the id {name} has been published, and is now missing", fix)


def _folder(file: str) -> str:
    return file.rpartition("/")[0]


def _published_ids(root: Path) -> Iterator[tuple[str, str]]:
    """Every id that was ever published, with its file. Where there is no Git history, none is known."""
    shown = ("log", "--first-parent", "-m", "--patch", "--unified=0", "--no-renames", "--format=")
    patches = next(filter(None, (history(root, *shown, revision, "--", *FOLDERS) for revision in PUBLISHED)), "")
    file = ""
    seen = set()
    for line in patches.splitlines():
        if line.startswith("+++ b/"):
            file = line.removeprefix("+++ b/")
        elif (found := re.fullmatch(r"\+id: *([a-z0-9-]+)\s*", line)) and (file, found[1]) not in seen:
            seen.add((file, found[1]))
            yield file, found[1]


def add_retired_anchors(markdown: str, moved: Iterable[Redirect]) -> str:
    """A page whose heading answers to the retired ids that lead to it, too."""
    for entry in moved:
        heading = rf"^(#+ .*\{{ #{re.escape(entry.to)} \}})$"
        markdown = re.sub(heading, rf'\1\n\n<span id="{entry.id}"></span>', markdown, flags=re.MULTILINE)
    return markdown


def redirect_pages(moved: Iterable[Redirect], content: Content) -> Iterator[tuple[str, str]]:
    """For each retired answer, the address of its page and what stands there now."""
    titles = {entry.record.id: entry.record.title for entry in content.questions}
    for entry in moved:
        if entry.to in titles:
            front = "title: This answer has moved\nsearch:\n  exclude: true\n"
            text = f"It is now part of another answer: [{titles[entry.to]}]({entry.to}.md)"
            yield f"faq/{entry.id}.md", f"---\n{front}---\n# This answer has moved\n\n{text}\n"
