"""Put a school's own figure into words, and the figures of many schools into a table that holds no postcode."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from eligibility.data.directory import Directory
from eligibility.data.postcodes import UNMATCHED
from eligibility.lists.batch import BatchAnswerer
from eligibility.lists.own_figure import Tally
from eligibility.lists.pupils import PupilList
from eligibility.words.made_from import write_made_from
from eligibility.words.sentences import Rule

COLUMNS: Final = ("urn", "pupils", "matched", "idaci", "deciles", "from", "to", "ended", "repaired")


def figure_text(rule: Rule, directory: Directory, school: str, tally: Tally) -> list[str]:
    """Say what the figure of a `school` is, what it was made from, and why pupils count for nothing in it."""
    unmatched = [_unmatched(rule, directory, why, tally.unmatched[why]) for why in UNMATCHED if why in tally.unmatched]
    return [*_figures(rule, school, tally), *used_text(rule, tally), *unmatched, _sources(rule, directory)]


def school_name(rule: Rule, pupils: PupilList, urn: str | None) -> str:
    """Name the school of a figure; "" where the list is of one school and does not name it."""
    if urn is None:
        return rule.text("pupils.no-school") if pupils.names_schools else ""
    return rule.text("pupils.school", urn=urn)


def figure_json(rule: Rule, directory: Directory, pupils: PupilList, urn: str | None, tally: Tally) -> dict[str, Any]:
    """Give all of a figure for the page: counts, figures, sentences, what the checker is given, and rows by reason."""
    text = {
        "figure": [*_figures(rule, school_name(rule, pupils, urn), tally)],
        "used": used_text(rule, tally),
        "unmatched": {why: _unmatched(rule, directory, why, tally.unmatched[why]) for why in tally.rows},
        "sources": _sources(rule, directory),
    }
    made_from = write_made_from(tally.matched, tally.pupils, directory.month, directory.release)
    evidence = {**_evidence(rule, tally), "pupils": made_from}
    return {"urn": urn, **tally.as_data(), "evidence": evidence, "rows": tally.rows, "text": text}


def _evidence(rule: Rule, tally: Tally) -> dict[str, str]:
    """Give both measures as the checker reads them; "" where nothing is known."""
    return {"idaci": tally.idaci.evidence(rule.criteria), "deciles": tally.deciles.evidence(rule.criteria)}


def used_text(rule: Rule, tally: Tally) -> list[str]:
    """Say how many of the postcodes that were used have ended, or were repaired."""
    used = {name: getattr(tally, name) for name in ("ended", "repaired")}
    return [rule.text(f"pupils.{name}", count=count) for name, count in used.items() if count]


def _unmatched(rule: Rule, directory: Directory, why: str, count: int) -> str:
    return rule.text(f"pupils.unmatched.{why}", count=count, directory=directory.month)


def _figures(rule: Rule, school: str, tally: Tally) -> Iterator[str]:
    if school:
        yield school
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
    yield [*COLUMNS, *UNMATCHED, "outcome", "reasons", "other_reading"]
    for urn, tally in schools.items():
        data = tally.as_data()
        answer = many.answer(rule.cells.parse(_evidence(rule, tally)))
        other = answer.decision.other_reading
        figures = [data[column] for column in COLUMNS[1:]]
        counts = [tally.unmatched.get(why, 0) for why in UNMATCHED]
        decided = [answer.decision.outcome, " ".join(answer.reasons_text), other.outcome if other else ""]
        yield [urn or "", *figures, *counts, *decided]
