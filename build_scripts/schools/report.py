"""Report on the pipeline: rows in, used, and why not; how many schools have a range; how good the ranges are."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from build_scripts.schools.official.row_accounts import RowAccounts
from build_scripts.schools.published.snapshot import COLUMNS


def report_text(about: Mapping[str, Any], rows: Sequence[Sequence[Any]], fitted_now: bool) -> str:
    """Return the report; `fitted_now` says whether the formulas were fitted in this run."""
    parts = (_dataset_lines(about), _school_lines(about, rows), _model_lines(about, fitted_now))
    return "\n".join("\n".join(lines) + "\n" for lines in parts)


def skipped_rows_csv(accounts: RowAccounts) -> str:
    """Return every row that was not used, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", "line", "row", "why it is not used"])
    for account in accounts.accounts.values():
        writer.writerows([account.file, row.line, row.name, row.reason] for row in sorted(account.skipped))
    return text.getvalue()


def _dataset_lines(about: Mapping[str, Any]) -> Iterator[str]:
    yield "FILES"
    for source in about["sources"].values():
        yield ""
        if source["absent"]:
            yield f"{source['title']}: absent. {source['without']}"
            continue
        yield f"{source['title']} ({source['file']}{', ' + source['date'] if source['date'] else ''})"
        yield f"  {source['rows']:>7,} rows, {source['used']:,} used" + (" (partial)" if source["partial"] else "")
        yield from (f"  {count:>7,} not used: {why}" for why, count in source["unused"].items())
        yield from (f"  {count:>7,} used, but: {note}" for note, count in source["notes"].items())


def _school_lines(about: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    at = {name: place for place, name in enumerate(COLUMNS)}
    yield f"SCHOOLS ({about['measure']}, release {about['release']})"
    yield f"  {'phase':14}{'schools':>9}{'range':>9}{'with meals':>12}{'mean width':>12}"
    for phase in sorted({row[at["phase"]] for row in rows}):
        mine = [row for row in rows if row[at["phase"]] == phase]
        ranged = [row for row in mine if row[at["low"]]]
        widths = [float(row[at["high"]]) - float(row[at["low"]]) for row in ranged]
        meals = sum(row[at["basis"]] == "meals" for row in ranged)
        width = f"{sum(widths) / len(widths):.1f}" if widths else "-"
        yield f"  {phase or 'none':14}{len(mine):>9,}{len(ranged):>9,}{meals:>12,}{width:>12}"
    whys = Counter(row[at["why"]] for row in rows if row[at["why"]])
    yield from (f"  {count:>7,} without a range: {about['why_not'][why]}" for why, count in whys.most_common())
    known, all_ = about["districts"]["known"], about["districts"]["all"]
    placed = sum(bool(row[at["district"]]) for row in rows)
    yield f"  {placed:>7,} in one of the {all_} districts of 2016; the AEA category of {known} districts is known"


def _model_lines(about: Mapping[str, Any], fitted_now: bool) -> Iterator[str]:
    model = about["model"]
    if not model:
        yield "ESTIMATE: none"
        return
    yield "ESTIMATE, on districts that the formula had not seen" + (
        "" if fitted_now else " (kept from an earlier fitting)"
    )
    for formula, test in model["tests"].items():
        yield f"  formula with {formula}, {test['districts']} districts"
        yield f"    {'':32}{'schools':>8}{'error':>8}{'bias':>8}{'inside':>9}{'width':>8}"
        for part in ({"name": "all", **test}, *test["parts"]):
            marks = f"{part['mean_absolute_error']:>8.2f}{part['mean_error']:>+8.2f}{part['covered']:>8.1f}%"
            marks += f"{part['mean_width']:>8.2f}"
            yield f"    {part['name']:32}{part['schools']:>8,}{marks}"
    untested = model["untested"]
    times = untested["times_as_wide"]
    yield f"  phases tested: {', '.join(untested['tested_phases'])}; others get ranges {times} times as wide,"
    yield "  which is what the worst of these kinds of school needed when none of it had been seen:"
    yield "    " + "; ".join(f"{name} {times}" for name, times in untested["kinds"].items())
    yield "  share in deprived deciles, made from the mean, on made-up pupils; then both steps together"
    for test in (*model["deciles"]["made_up"], *model["deciles"]["whole"]):
        name = f"{test.get('market', 'both steps')}, {test['times']:g} times as far"
        figures = f"{test['mean_absolute_error']:>8.2f}{test['mean_error']:>+8.2f}{test['covered']:>8.1f}%"
        yield f"    {name:32}{test['schools']:>8,}{figures}"
    for market, check in model.get("areas", {}).items():
        gaps = f"mean gap {check['mean_gap']:+.2f}, typical {check['typical_gap']:.2f}"
        yield f"  {market} schools against the children at home, over {check['districts']} districts: {gaps}"
