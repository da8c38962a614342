"""Put a school's own figure into words, and the figures of many schools into a table that holds no postcode."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from eligibility.batch import BatchAnswerer
from eligibility.directory import Directory
from eligibility.own_figure import Tally
from eligibility.postcodes import UNMATCHED
from eligibility.sentences import Rule

COLUMNS: Final = ("urn", "pupils", "matched", "idaci", "deciles", "from", "to", "ended", "repaired")


def figure_text(rule: Rule, directory: Directory, urn: str | None, tally: Tally) -> list[str]:
    """Say what the figure is, what it was made from, and why pupils count for nothing in it."""
    return [*_figures(rule, urn, tally), *unmatched_text(rule, directory, tally), _sources(rule, directory)]


def unmatched_text(rule: Rule, directory: Directory, tally: Tally) -> list[str]:
    """Say why pupils count for nothing, most important reason first, and how many postcodes were ended or repaired."""
    used = {name: getattr(tally, name) for name in ("ended", "repaired")}
    told = [rule.text(f"pupils.{name}", count=count) for name, count in used.items() if count]
    for why in UNMATCHED:
        if count := tally.unmatched.get(why):
            told.append(rule.text(f"pupils.unmatched.{why}", count=count, directory=directory.month))
    return told


def _figures(rule: Rule, urn: str | None, tally: Tally) -> Iterator[str]:
    if urn:
        yield rule.text("pupils.school", urn=urn)
    if tally.idaci.exact is None or tally.deciles.exact is None:
        yield rule.text("pupils.no-figure", pupils=tally.pupils)
        return
    yield rule.text("pupils.figure", idaci=f"{tally.idaci.text}%", matched=tally.matched, pupils=tally.pupils)
    yield rule.text("pupils.deciles", deciles=f"{tally.deciles.text}%")
    if tally.idaci.crosses_a_line(rule.criteria):
        data = tally.as_data()
        yield rule.text("pupils.range", low=f"{data['from']}%", high=f"{data['to']}%")


def _sources(rule: Rule, directory: Directory) -> str:
    return rule.text("pupils.sources", directory=directory.month, release=directory.release)


def figures_table(rule: Rule, schools: Mapping[str | None, Tally]) -> Iterator[list[Any]]:
    """Give the names of the columns, then a row for each school, with what the rule says of its figure alone."""
    many = BatchAnswerer(rule)
    yield [*COLUMNS, *UNMATCHED, "outcome", "reasons"]
    for urn, tally in schools.items():
        data = tally.as_data()
        answer = many.answer(rule.cells.parse({"idaci": tally.idaci.evidence(rule.criteria)}))
        figures = [data[column] for column in COLUMNS[1:]]
        counts = [tally.unmatched.get(why, 0) for why in UNMATCHED]
        yield [urn or "", *figures, *counts, answer.decision.outcome, " ".join(answer.reasons_text)]
