"""What a change means for visitors, in words: `python3 dev.py report impact --against REVISION` prints a short report.

The state as it lies here is compared with the one at the revision: which answers change, for how many schools of the
open data in data/, which sentences read differently, on which pages. Styles and programs are not compared.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from eligibility import json_api

from build_scripts import build_date as days
from build_scripts.content.editions import tampered_editions
from build_scripts.content.rule import rule_in_force
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError
from build_scripts.reports.content_diff import PUBLIC, Change, Difference
from build_scripts.reports.revisions import Revision, UnknownRevision, compare_revisions
from build_scripts.reports.rule_diff import AnswerChange, describe_group, is_known
from build_scripts.reports.school_counts import OutcomeShift, Snapshot, read_snapshot
from build_scripts.reports.snapshot_diff import SnapshotDiff, to_markdown
from build_scripts.schools.published import snapshot

DATA = ROOT / "data"
NOT_KNOWN = "not known"


def report(old: Revision, new: Revision, today: date, schools: Snapshot | None = None) -> str:
    """The report as Markdown; its first line can be signed."""
    later = sorted({first for first in (*old.first_days, *new.first_days) if first > today})
    found = {when: Difference(old, new, when, schools) for when in (today, *later)}
    lines = [_summary(found, old.name), ""]
    already_reported: set[object] = set()
    for when, difference in found.items():
        lines += _section(difference, when == today, already_reported)
    lines += [
        f"_Compared with {old.name} on {days.format_date(today)}: words, facts and rule, not styles or programs._"
    ]
    if any(difference.groups and not difference.schools for difference in found.values()):
        lines += ["_Schools are not counted: data/ has no open data for both rules. python3 dev.py data makes it._"]
    return "\n".join(lines) + "\n"


def _summary(found: dict[date, Difference], name: str) -> str:
    for when, difference in found.items():
        start = "" if when == next(iter(found)) else f"Nothing changes today. From {days.format_date(when)}: "
        parts = []
        if difference.groups:
            known = [describe_group(difference.new, group) for group in difference.groups if is_known(group)]
            parts.append(f"the answer changes for {' and for '.join(known) or 'schools that do not know both figures'}")
        if difference.groups and difference.schools:
            moved = sum(move.schools for move in difference.moves)
            parts.append(
                f"by open data, for {f'{moved:,}' if moved else 'none'} of {len(difference.schools):,} schools"
            )
        if difference.places:
            parts.append(f"{_pluralised(len(difference.places), 'sentence read')} differently")
        if difference.pages:
            parts.append(_pluralised(len(difference.pages), "page change"))
        if difference:
            text = start + "; ".join(parts or ["the bands move"]) + f", compared with {name}."
            return f"**{text[0].upper()}{text[1:]}**"
    more = f" {PUBLIC}, which programs read, does change." if any(d.public for d in found.values()) else ""
    return f"**Nothing changes for visitors, compared with {name}.**{more}"


def _pluralised(number: int, what: str) -> str:
    """1 page changes, 2 pages change."""
    noun, verb = what.split()
    return f"1 {noun} {verb}s" if number == 1 else f"{number} {noun}s {verb}"


def _section(found: Difference, is_now: bool, already_reported: set[object]) -> list[str]:
    """What a day brings that no earlier day brought."""
    lines = [] if is_now else [f"## From {days.format_date(found.when)}", ""]
    rank = "##" if is_now else "###"
    if not is_now:
        begins = found.when.isoformat() == found.new.criteria.edition
        same = "" if found else " It is the same before and after this change."
        lines += [f"The edition of {found.new.criteria.edition} {'begins' if begins else 'stays'}.{same}", ""]
    groups = [group for group in found.groups if group not in already_reported]
    if groups:
        lines += [f"{rank} Answers that change", "", *(_group_line(found, group) for group in groups)]
        lines += ["", "“Up to” excludes the figure itself. Ranges and several categories follow from these.", ""]
        lines += [_threshold_line(*line) for line in found.lines]
    if lines and lines[-1]:
        lines.append("")
    moves = [move for move in found.moves if move not in already_reported]
    if moves and found.schools:
        lines += [f"{rank} Schools that move", "", *(line for move in moves for line in _move_lines(found, move))]
        lines += [
            f"By open data of {days.format_date(found.schools.date)} alone: estimated ranges, and few AEA categories.",
            "",
        ]
    changes = {change: places for change, places in found.places.items() if change not in already_reported}
    if changes:
        lines += [f"{rank} Sentences that read differently", ""]
        lines += [line for change, places in changes.items() for line in _change_lines(change, places)]
    pages = [page for page in found.pages if page not in already_reported]
    if pages:
        lines += ["", f"{rank} Pages that change", ""]
        lines += [f"- {page}: {found.pages[page]}" for page in pages]
    already_reported.update(found.groups, moves, found.places, found.pages)
    return [*lines, ""] if lines else []


def _group_line(found: Difference, group: AnswerChange) -> str:
    before, after = found.old.outcome(group.before, "title"), found.new.outcome(group.after, "title")
    return f"- {describe_group(found.new, group)}: was “{before}”, becomes “{after}”."


def _threshold_line(category: int, before: object, after: object) -> str:
    return f"- The lowest IDACI for AEA category {category} was {before or 'nowhere'}, becomes {after or 'nowhere'}."


def _move_lines(found: Difference, move: OutcomeShift) -> Iterator[str]:
    """A table: a row for each region, a column for each phase, and the sums of both."""
    before, after = found.old.outcome(move.before, "title"), found.new.outcome(move.after, "title")
    yield f"{move.schools:,} from “{before}” to “{after}”:"
    yield ""
    regions, phases = Counter[str](), Counter[str]()
    for (region, phase), count in move.counts:
        regions[region] += count
        phases[phase] += count
    counts, names = dict(move.counts), found.new.options["phase"]
    columns = [phase for phase in (*names, "") if phase in phases]
    yield f"| Region | {' | '.join(names.get(phase, NOT_KNOWN) for phase in columns)} | All |"
    yield f"|---{'|--:' * (len(columns) + 1)}|"
    for region in sorted(regions):
        row = [counts.get((region, phase), 0) for phase in columns]
        yield _row(region or NOT_KNOWN, [*row, regions[region]])
    yield _row("All", [*(phases[phase] for phase in columns), move.schools])
    yield ""


def _row(name: str, counts: list[int]) -> str:
    return f"| {name} | {' | '.join(f'{count:,}' for count in counts)} |"


def _change_lines(change: Change, places: list[str]) -> list[str]:
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
    days.add_option(parser)
    options = parser.parse_args()
    if options.data:
        return _compare_data(options.data, options.today)
    try:
        with compare_revisions(ROOT, options.against) as (old, new):
            try:
                new.site(options.today)
            except ContentError as error:
                print(f"Correct these lines first:\n{error}", file=sys.stderr)
                return 1
            print(report(old, new, options.today, read_snapshot(DATA, new.rule(options.today))), end="")
    except ContentError as error:
        print(f"What was written at {options.against} no longer fits today's programs:\n{error}", file=sys.stderr)
        return 1
    except UnknownRevision as error:
        print(error, file=sys.stderr)
        return 1
    if frozen := tampered_editions(ROOT, options.today):
        print("\n**This cannot be published:**\n", *(f"- {problem}" for problem in frozen), sep="\n")
    return 0


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
    sys.exit(main())
