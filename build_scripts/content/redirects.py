"""Keep every id that was ever published: it stays, or content/redirects.toml says where its readers go instead."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from build_scripts.content import kinds
from build_scripts.content.collection import Content
from build_scripts.content.files.text_files import read_text
from build_scripts.content.models import Redirect
from build_scripts.git import history
from build_scripts.problems import Problem, suggest_or_list

REDIRECTS = "content/redirects.toml"
PUBLISHED = ("origin/main", "HEAD")  # the first of these that exists


def read_redirects(root: Path, content: Content, at_fault: Container[str]) -> tuple[list[Redirect], list[Problem]]:
    """Return where retired ids lead, and every problem: an id that is missing, and a redirect that leads nowhere.

    An id whose file is `at_fault` is not missing: the file cannot be read.
    """
    if REDIRECTS in content.at_fault:
        return [], []
    live = {entry.record.id for entry in content if entry.kind.permanent}
    redirects = [entry.record for entry in content.redirects]
    moved = {redirect.id for redirect in redirects}
    problems = list(_redirect_problems(content, live, at_fault))
    for file, name in _published_ids(root):
        if file not in at_fault and name not in moved | _ids_in(content, file.rpartition("/")[0]):
            problems.append(_missing_id_problem(root, file, name))
    return redirects, problems


def _ids_in(content: Content, folder: str) -> set[str]:
    return {entry.record.id for entry in content if entry.kind.folder == folder}


def _redirect_problems(content: Content, live: set[str], at_fault: Container[str]) -> Iterator[Problem]:
    for entry in content.redirects:
        redirect = entry.record
        if redirect.id in live:
            yield entry.problem(("id",), f"{redirect.id} is still there", "remove the entry, or choose another id")
        unread = any(f"{kind.folder}/{redirect.to}.md" in at_fault for kind in kinds.KINDS if kind.permanent)
        if redirect.to not in live and not unread:
            fix = suggest_or_list(redirect.to, sorted(live), "the ids")
            yield entry.problem(("to",), f"there is no {redirect.to}", fix)


def _missing_id_problem(root: Path, file: str, name: str) -> Problem:
    """Put the problem at the file that had the id, where it still exists, else where its redirect belongs."""
    fix = f'restore it, or write [[moved]], id = "{name}" and to = "..." in {REDIRECTS}'
    message = f"the id {name} has been published, and is now missing"
    if not (root / file).exists():
        return Problem(REDIRECTS, 1, message, fix)
    lines = read_text(root / file).split("\n")
    line = next((number for number, text in enumerate(lines, 1) if text.startswith("id:")), 1)
    return Problem(file, line, message, fix)


def _published_ids(root: Path) -> Iterator[tuple[str, str]]:
    """Yield every id that was ever published, with its file. Where there is no Git history, none is known."""
    folders = sorted({kind.folder for kind in kinds.KINDS if kind.permanent})
    known = [revision for revision in PUBLISHED if history(root, "rev-parse", "--verify", "--quiet", revision)]
    if not known:
        return
    shown = ("log", "--first-parent", "-m", "--patch", "--unified=0", "--no-renames", "--format=", known[0])
    file, seen = "", set()
    for line in history(root, *shown, "--", *folders).split("\n"):
        if line.startswith("+++ b/"):
            file = line.removeprefix("+++ b/")
        elif (found := re.fullmatch(r"\+id: *([a-z0-9-]+)\s*", line)) and (file, found[1]) not in seen:
            seen.add((file, found[1]))
            yield file, found[1]


def add_retired_anchors(markdown: str, redirects: Iterable[Redirect]) -> str:
    """Give each heading of a page the retired ids that lead to it, too."""
    for redirect in redirects:
        heading = rf"^(#+ .*\{{ #{re.escape(redirect.to)} \}})$"
        markdown = re.sub(heading, rf'\1\n\n<span id="{redirect.id}"></span>', markdown, flags=re.MULTILINE)
    return markdown


def redirect_pages(redirects: Iterable[Redirect], content: Content) -> Iterator[tuple[str, str]]:
    """Yield an address and its Markdown for each retired id of a record that has a page of its own."""
    own_pages = {entry.record.id: entry for entry in content if entry.kind.own_page}
    for redirect in redirects:
        if entry := own_pages.get(redirect.to):
            front = "title: This answer has moved\nsearch:\n  exclude: true\n"
            text = f"It is now part of another answer: [{entry.record.title}]({redirect.to}.md)"
            address = f"{entry.kind.collection}/{redirect.id}.md"
            yield address, f"---\n{front}---\n# This answer has moved\n\n{text}\n"
