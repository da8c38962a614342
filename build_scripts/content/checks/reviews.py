"""List what is due for review and what is overdue: `python3 dev.py report review`; every build ends with the list.

A record is due from 30 days before the day by which it must have been reviewed, and overdue after that day.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from html import escape
from typing import Any, NamedTuple, Protocol, runtime_checkable

from build_scripts import build_date
from build_scripts.build_date import add_months, format_date
from build_scripts.content.collection import Content, Entry, read_content
from build_scripts.content.editions import Edition, edition_in_force
from build_scripts.content.files.validation import field_line
from build_scripts.paths import ROOT
from build_scripts.problems import Problem, exit_code

DUE_SOON = timedelta(days=30)

type TitledReview = tuple[str, date]  # a title, and the last day of its review


@runtime_checkable
class Reviewable(Protocol):
    """A record that somebody must look at again by a day."""

    @property
    def review_title(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def review_by(self) -> date: ...


class Due(NamedTuple):
    """A record whose review is near or past."""

    title: str
    owner: str
    review_by: date
    file: str
    line: int
    form: str  # what to write once it has been reviewed

    def to_problem(self, today: date) -> Problem:
        """Return what to do as a problem in its file."""
        must = "should have been" if is_overdue(self.review_by, today) else "needs to be"
        message = f"“{self.title}” {must} reviewed by {format_date(self.review_by)} ({self.owner})"
        return Problem(self.file, self.line, message, f"check it, then write {self.form}")


def is_overdue(review_by: date, today: date) -> bool:
    """Say whether the last day of a review is past."""
    return review_by < today


def due(content: Content, today: date) -> list[Due]:
    """Return every record that is due or overdue, the earliest first.

    Of the editions only the one in force is reviewed: one that is over is no longer used, and one to come not yet.
    """
    in_force = edition_in_force((entry.record for entry in content.editions), today)
    entries = (entry for entry in content if not isinstance(entry.record, Edition) or entry.record is in_force)
    found = (_review(entry, today) for entry in entries if isinstance(entry.record, Reviewable))
    return sorted((r for r in found if r.review_by - DUE_SOON <= today), key=lambda r: (r.review_by, r.file, r.line))


def _review(entry: Entry[Any], today: date) -> Due:
    """Make the review of a record, with what to write after it: the dates that its file holds."""
    record, dates = entry.record, {"last_reviewed": today, "review_by": add_months(today, 6)}
    written = [name for name in dates if name in type(record).model_fields]
    form = " and ".join(field_line(name, dates[name], entry.source.is_toml) for name in written)
    line = entry.line(written[-1])
    return Due(record.review_title, record.owner, record.review_by, entry.source.file, line, form)


def overdue_notice(words: Mapping[str, Any], records: Iterable[TitledReview], contact: str, today: date) -> str:
    """Return the one notice that a page shows for its overdue records, the earliest first; "" where none is."""
    past = sorted((day, title) for title, day in records if is_overdue(day, today))
    if not past:
        return ""
    page = words["page"]
    names = [{"title": title, "review_by": format_date(day)} for day, title in past]
    if len(names) == 1:
        sentence = page["overdue"].format(contact=contact, **names[0])
    else:
        items = words["phrases"]["comma"].join(page["overdue_item"].format(**name) for name in names)
        sentence = page["overdue_several"].format(contact=contact, items=items)
    return f'<p class="lt-overdue">{escape(sentence, quote=False)}</p>\n'


def report_lines(content: Content, today: date) -> list[str]:
    """Return the list in lines, none where nothing is due."""
    found = due(content, today)
    overdue = sum(is_overdue(record.review_by, today) for record in found)
    first = f"Reviews: {overdue} overdue, {len(found) - overdue} due within {DUE_SOON.days} days."
    return [first, *(str(record.to_problem(today)) for record in found)] if found else []


def main() -> None:
    parser = argparse.ArgumentParser(prog="dev.py report review", description="What is due for review.")
    build_date.add_option(parser)
    parser.add_argument("--quiet", action="store_true", help="say nothing where nothing is due")
    options = parser.parse_args()
    content, _ = read_content(ROOT)  # the build reports what cannot be read
    if lines := report_lines(content, options.today):
        print(*lines, sep="\n")
    elif not options.quiet:
        print(f"Nothing is due for review by {format_date(options.today + DUE_SOON)}.")


if __name__ == "__main__":
    sys.exit(exit_code(main))
