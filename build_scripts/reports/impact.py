"""Report what a change means for visitors, in words: `python3 dev.py report impact --against REVISION`.

Compares the content as it lies here with the content at the revision: which answers change, for how many schools of
the open data in data/, which sentences read differently, on which pages. Styles and programs are not compared.
With `--data FOLDER` it compares open data instead.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from eligibility import json_api

from build_scripts.build_date import add_option, format_date
from build_scripts.content.editions import tampered_editions
from build_scripts.content.rule import rule_in_force
from build_scripts.pages.site import CRITERIA
from build_scripts.paths import ROOT
from build_scripts.problems import BuildError, ContentError, count, exit_code
from build_scripts.reports.content_diff import Difference, SentenceChange, difference
from build_scripts.reports.revisions import Revision, compare_revisions
from build_scripts.reports.rule_diff import AnswerChange, ThresholdChange, describe_group
from build_scripts.reports.school_counts import OutcomeShift, Snapshot, read_snapshot
from build_scripts.reports.snapshot_diff import SnapshotDiff, to_markdown
from build_scripts.schools.published import snapshot
from build_scripts.schools.published.readings import Part

DATA = ROOT / "data"
NOT_KNOWN = "not known"


def report(old: Revision, new: Revision, today: date, schools: Snapshot | None = None) -> str:
    """Write the report as Markdown. Its first line is a summary that can be signed.

    Compares today and each later day on which an edition begins. Raises ContentError as the revisions do.
    """
    later = {day for day in (*old.first_days(), *new.first_days()) if day > today}
    differences = [difference(old, new, day, schools) for day in (today, *sorted(later))]
    lines = [_summary(differences, old.name), ""]
    reported: set[object] = set()
    for found in differences:
        lines += _section(found, found.day == today, reported)
    lines.append(f"_Compared with {old.name} on {format_date(today)}: words, facts and rule, not styles or programs._")
    if any(found.answers and not found.schools for found in differences):
        lines.append("_Schools are not counted: data/ has no open data for both rules. python3 dev.py data makes it._")
    return "\n".join(lines) + "\n"


def _summary(differences: list[Difference], name: str) -> str:
    """Say in one sentence what changes first, today or on the first later day that brings a change."""
    today = differences[0].day
    for found in differences:
        if found:
            start = "" if found.day == today else f"Nothing changes today. From {format_date(found.day)}: "
            text = f"{start}{'; '.join(_changes_in_short(found)) or 'the bands move'}, compared with {name}."
            return f"**{text[0].upper()}{text[1:]}**"
    more = (
        f" {CRITERIA}, which programs read, does change." if any(d.changes_criteria_json for d in differences) else ""
    )
    return f"**Nothing changes for visitors, compared with {name}.**{more}"


def _changes_in_short(found: Difference) -> Iterator[str]:
    if found.answers:
        known = [describe_group(found.new, change) for change in found.answers if change.has_both_figures]
        yield f"the answer changes for {' and for '.join(known) or 'schools that do not know both figures'}"
    if found.answers and found.schools:
        moved = sum(shift.schools for shift in found.shifts if not shift.by_other_reading)
        otherwise = sum(shift.schools for shift in found.shifts if shift.by_other_reading)
        more = f" (by the other reading, for {otherwise:,})" if otherwise else ""
        yield f"by open data, for {f'{moved:,}' if moved else 'none'} of {len(found.schools):,} schools{more}"
    if found.sentences:
        number = len(found.sentences)
        yield f"{count(number, 'sentence')} {'reads' if number == 1 else 'read'} differently"
    if found.pages:
        number = len(found.pages)
        yield f"{count(number, 'page')} {'changes' if number == 1 else 'change'}"


def _section(found: Difference, is_today: bool, reported: set[object]) -> list[str]:
    """Report what a day brings that no earlier day brought, and add it to what is reported."""
    lines = [] if is_today else [*_edition_lines(found), ""]
    heading = "##" if is_today else "###"
    if answers := [change for change in found.answers if change not in reported]:
        lines += [f"{heading} Answers that change", "", *(_answer_line(found, change) for change in answers)]
        lines += ["", "“Up to” excludes the figure itself. Ranges and several categories follow from these.", ""]
        lines += [_threshold_line(change) for change in found.thresholds]
    if lines and lines[-1]:
        lines.append("")
    shifts = [shift for shift in found.shifts if shift not in reported]
    if shifts and found.schools:
        lines += [
            f"{heading} Schools that move",
            "",
            *(line for shift in shifts for line in _shift_lines(found, shift)),
        ]
        day = format_date(found.schools.date)
        lines += [f"By open data of {day} alone: estimated ranges, and few AEA categories.", ""]
    if shifts and found.readings:
        before, after = (readings.all for readings in found.readings)
        if after.known:
            lines += [f"The two readings of the bands part for {_part(after)} schools. It was {_part(before)}.", ""]
    if changes := {change: places for change, places in found.sentences.items() if change not in reported}:
        lines += [f"{heading} Sentences that read differently", ""]
        lines += [line for change, places in changes.items() for line in _sentence_lines(change, places)]
    if pages := [page for page in found.pages if page not in reported]:
        lines += ["", f"{heading} Pages that change", "", *(f"- {page}: {found.pages[page]}" for page in pages)]
    reported.update(found.answers, shifts, found.sentences, found.pages)
    return [*lines, ""] if lines else []


def _edition_lines(found: Difference) -> list[str]:
    """Introduce a later day by the edition that is in force on it."""
    edition = found.new.criteria.edition
    verb = "begins" if found.day.isoformat() == edition else "stays"
    same = "" if found else " It is the same before and after this change."
    return [f"## From {format_date(found.day)}", "", f"The edition of {edition} {verb}.{same}"]


def _answer_line(found: Difference, change: AnswerChange) -> str:
    before, after = found.old.outcome(change.before, "title"), found.new.outcome(change.after, "title")
    return f"- {describe_group(found.new, change)}: was “{before}”, becomes “{after}”."


def _threshold_line(change: ThresholdChange) -> str:
    before, after = change.before or "nowhere", change.after or "nowhere"
    return f"- The lowest IDACI for AEA category {change.category} was {before}, becomes {after}."


def _shift_lines(found: Difference, shift: OutcomeShift) -> Iterator[str]:
    """Write a table: a row for each region, a column for each phase, and the sums of both."""
    before, after = found.old.outcome(shift.before, "title"), found.new.outcome(shift.after, "title")
    reading = " by the other reading (D1)" if shift.by_other_reading else ""
    yield f"{shift.schools:,} from “{before}” to “{after}”{reading}:"
    yield ""
    regions, phases = Counter[str](), Counter[str]()
    for (region, phase), number in shift.counts:
        regions[region] += number
        phases[phase] += number
    counts, names = dict(shift.counts), found.new.options["phase"]
    columns = [phase for phase in (*names, "") if phase in phases]
    yield f"| Region | {' | '.join(names.get(phase, NOT_KNOWN) for phase in columns)} | All |"
    yield f"|---{'|--:' * (len(columns) + 1)}|"
    for region in sorted(regions):
        row = [counts.get((region, phase), 0) for phase in columns]
        yield _row(region or NOT_KNOWN, [*row, regions[region]])
    yield _row("All", [*(phases[phase] for phase in columns), shift.schools])
    yield ""


def _part(part: Part) -> str:
    return f"{part.parting:,} of {part.known:,}"


def _row(name: str, numbers: list[int]) -> str:
    return f"| {name} | {' | '.join(f'{number:,}' for number in numbers)} |"


def _sentence_lines(change: SentenceChange, places: list[str]) -> list[str]:
    before, after = (f"“{text}”" if text else "nothing" for text in change)
    return [f"- was: {before}  ", f"  becomes: {after}  ", f"  in: {', '.join(places)}"]  # two spaces break the line


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="dev.py report impact", description="What a change means for visitors, in words."
    )
    parser.add_argument("--against", default="main", metavar="REVISION", help="a branch, a tag or a commit")
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="compare the snapshot in that folder with the one in data/ instead"
    )
    add_option(parser)
    options = parser.parse_args()
    if options.data:
        return _compare_data(options.data, options.today)
    _compare_content(options.against, options.today)
    return 0


def _compare_content(against: str, today: date) -> None:
    """Print what the content changes. Raises BuildError where one of the revisions cannot be read."""
    with compare_revisions(ROOT, against) as (old, new):
        _read(new, today, "Correct these lines first:")
        _read(old, today, f"What was written at {against} no longer fits today's programs:")
        print(report(old, new, today, read_snapshot(DATA, new.rule(today))), end="")
    if frozen := tampered_editions(ROOT, today):
        print("\n**This cannot be published:**\n", *(f"- {problem}" for problem in frozen), sep="\n")


def _read(revision: Revision, today: date, introduction: str) -> None:
    """Read a revision. Raises BuildError, which introduces the problems of its content."""
    try:
        revision.site(today)
    except ContentError as error:
        raise BuildError(f"{introduction}\n{error}") from None


def _compare_data(former: Path, today: date) -> int:
    """Print what another snapshot changes; return 1 where a person must look first."""
    before, after = snapshot.read(former), snapshot.read(DATA)
    if before is None or after is None:
        print(f"There is nothing to compare: no snapshot in {former if before is None else DATA}/.", file=sys.stderr)
        return 0
    diff = SnapshotDiff(before, after, json_api.load_rule(rule_in_force(ROOT, today).to_rule_json()))
    print(to_markdown(diff))
    return int(any(diff.reasons_to_stop()))


if __name__ == "__main__":
    sys.exit(exit_code(main))
