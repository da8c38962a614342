"""What is due for review, and what is overdue: `python3 dev.py report review` lists it, and every build ends with it.

A record is due from 30 days before the day by which it must have been reviewed, and overdue after that day.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from build_scripts import build_date
from build_scripts.build_date import add_months
from build_scripts.content.collection import Content, read_content
from build_scripts.content.editions import edition_in_force
from build_scripts.content.files.source_files import read_toml
from build_scripts.paths import ROOT
from build_scripts.problems import Problem, exit_code

DUE_SOON = timedelta(days=30)


class Due(NamedTuple):
    """A record whose review is near or past."""

    title: str
    owner: str
    review_by: date
    file: str
    line: int
    form: str  # what to write once it has been reviewed

    def to_problem(self, today: date) -> Problem:
        must = "should have been" if is_overdue(self.review_by, today) else "needs to be"
        message = f"“{self.title}” {must} reviewed by {build_date.format_date(self.review_by)} ({self.owner})"
        return Problem(self.file, self.line, message, f"check it, then write {self.form}")


def is_overdue(review_by: date, today: date) -> bool:
    return review_by < today


def due(root: Path, content: Content, today: date) -> list[Due]:
    """Every record that is due or overdue, the earliest first."""
    records = [*_records(content, today), *_editions(root, content, today)]
    return sorted((r for r in records if r.review_by - DUE_SOON <= today), key=lambda r: (r.review_by, r.file, r.line))


def _records(content: Content, today: date) -> Iterator[Due]:
    for entry in (*content.questions, *content.modules, *content.evidence):
        record, source = entry.record, entry.source
        line, form = source.line("last_reviewed"), f"last_reviewed: {today}"
        yield Due(record.title, record.owner, record.review_by, source.file, line, form)
    for index, assumed in enumerate(content.assumptions):
        about, source = assumed.record, assumed.source
        line, form = source.line("assumption", index, "review_by"), f"review_by = {add_months(today, 6)}"
        yield Due(f"{about.id}: {about.title}", about.owner, about.review_by, source.file, line, form)


def _editions(root: Path, content: Content, today: date) -> Iterator[Due]:
    """The edition in force; one that is over needs no review, and one to come has its own day."""
    edition, _ = edition_in_force(root, content.programme.get("sources", {}), today)
    if edition:
        name = f"content/criteria/{edition.effective_from}.toml"
        line = read_toml(root / name, root).line("review_by")
        form = f"last_reviewed = {today} and review_by = {add_months(today, 6)}"
        yield Due("The rule", edition.owner, edition.review_by, name, line, form)


def overdue_notice(words: Mapping[str, Any], title: str, review_by: date, contact: str, today: date) -> str:
    """What a page says of an overdue record: check with us. Nothing while its review is not past."""
    if not is_overdue(review_by, today):
        return ""
    sentence = words["page"]["overdue"].format(
        title=title, review_by=build_date.format_date(review_by), contact=contact
    )
    return f'<p class="lt-overdue">{escape(sentence, quote=False)}</p>\n'


def report_lines(root: Path, content: Content, today: date) -> list[str]:
    """The list in lines; none where nothing is due."""
    found = due(root, content, today)
    overdue = sum(is_overdue(record.review_by, today) for record in found)
    first = f"Reviews: {overdue} overdue, {len(found) - overdue} due within {DUE_SOON.days} days."
    return [first, *(str(record.to_problem(today)) for record in found)] if found else []


def main() -> None:
    parser = argparse.ArgumentParser(prog="dev.py report review", description="What is due for review.")
    build_date.add_option(parser)
    parser.add_argument("--quiet", action="store_true", help="say nothing where nothing is due")
    options = parser.parse_args()
    content, _ = read_content(ROOT)  # what cannot be read is for the build to tell
    if lines := report_lines(ROOT, content, options.today):
        print(*lines, sep="\n")
    elif not options.quiet:
        print(f"Nothing is due for review by {build_date.format_date(options.today + DUE_SOON)}.")


if __name__ == "__main__":
    sys.exit(exit_code(main))
