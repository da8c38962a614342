"""Tell what open data says of each school: in one table for eligibility.data.schools, in shards for a school's card."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from eligibility.data.open_data import HUNDRED, OpenData, parse_with_open_data
from eligibility.data.schools import COLUMNS, FORMAT, Schools
from eligibility.rule.criteria import FIELD_OF_MEASURE
from eligibility.words.formatting import format_date
from eligibility.words.sentences import COMPARED, Rule
from eligibility.words.wording import describe_field, estimate_text

from build_scripts.schools.published.groups import schools_by_group
from build_scripts.schools.published.snapshot import AEA_DATASETS, PUPIL_MEAN

KEY_LENGTH: Final = 2  # digits of a URN that name its shard
_SHARD: Final = (
    "schools",
    "current_urns",
    "estimates",
    "estimate_notes",
    "aea_sources",
    "groups",
    "percentiles",
)  # what checker/browser/finder/school-data.js reads
SAID: Final = ("idaci", "deciles", "aea")  # the fields that a card says in words
LOCATION_DATASETS: Final = ("schools", "areas")  # what is shown of a school without an estimate comes from these


def lookup_table(read: Mapping[str, Any], rule: Rule) -> dict[str, Any]:
    """Return the table of all schools that eligibility.data.schools reads."""
    about = read["about"]
    rows = []
    for school in read["schools"]:
        row = {**school, **_shares(school, about["measure"]), "estimate": _kind(school) if school["low"] else ""}
        rows.append([row[column] for column in COLUMNS])
    kinds = {_kind(school) for school in read["schools"] if school["low"]}
    districts = {name: [",".join(map(str, known["aea"])), _aea_key(known)] for name, known in read["districts"].items()}
    return {
        "format": FORMAT,
        "estimates": {kind: _estimate(kind, about, rule) for kind in sorted(kinds)},
        "aea_sources": {_aea_key(known): _aea_source(known, about, rule) for known in read["districts"].values()},
        "districts": districts,
        "closed": {format_date(rule, day) if day else "": urns.split() for day, urns in read["closed"].items()},
        "columns": list(COLUMNS),
        "schools": rows,
    }


def _shares(school: Mapping[str, Any], measure: str) -> dict[str, str]:
    """Return a school's range of each measure by its field, as a person would enter it; "" where there is none."""
    leading, other = (school["low"], school["high"]), (school["other_low"], school["other_high"])
    return {field: _range(*(leading if name == measure else other)) for name, field in FIELD_OF_MEASURE.items()}


def _range(low: str, high: str) -> str:
    return f"{low}%-{high}%" if low else ""  # with the signs, it is no rate


def _aea_key(known: Mapping[str, Any]) -> str:
    """Name a source of districts' categories: the file, and the page where the file names one for each district."""
    return f"{known['source']} {known['page']}".strip()


def _aea_source(known: Mapping[str, Any], about: Mapping[str, Any], rule: Rule) -> str:
    source = _source(about["sources"][known["source"]], rule)
    return rule.text("phrases.source_page", source=source, page=known["page"]) if known["page"] else source


def _kind(school: Mapping[str, Any]) -> str:
    return f"{school['basis']} {'tested' if school['tested'] else 'untested'}"


def _estimate(kind: str, about: Mapping[str, Any], rule: Rule) -> dict[str, str]:
    """Return how one kind of estimate was tested: eligibility.data.open_data.FIGURES, as text."""
    basis, tested = kind.split()
    tests = about["model"]["tests"][basis]
    if about["measure"] != PUPIL_MEAN:
        tested, tests = "unpublished", min(about["model"]["deciles"]["whole"], key=lambda test: test["covered"])
    return {
        "tested": tested,
        "schools": f"{tests['schools']:,}",
        "error": f"{tests['mean_absolute_error']:.1f}",
        "covered": f"{tests['covered']:g}",
        "times": f"{about['model']['untested']['times_as_wide']:g}",
        "sources": _sources([key for key in about["sources"] if key not in AEA_DATASETS], about["sources"], rule),
    }


def _sources(keys: Iterable[str], sources: Mapping[str, Any], rule: Rule) -> str:
    return "; ".join(_source(sources[key], rule) for key in keys if not sources[key]["absent"])


def _source(source: Mapping[str, Any], rule: Rule) -> str:
    """Return a source's title with its date."""
    date = str(source["date"])
    date = format_date(rule, date) if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else date
    return f"{source['title']}, {date}" if date else str(source["title"])


def build_shards(read: Mapping[str, Any], schools: Schools, rule: Rule) -> dict[str, Any]:
    """Return what the card says and what the checker is told of each school, by the last digits of its URN.

    A shard also says which schools of today go by an earlier or later number, and names the trusts and federations
    that have more schools than one.
    """
    sources = _sources(LOCATION_DATASETS, read["about"]["sources"], rule)
    shared = {code for code, members in schools_by_group(read).items() if len(members) > 1}
    percentiles = _percentiles(read["schools"])
    shards: dict[str, dict[str, Any]] = defaultdict(lambda: {"sources": sources, **{name: {} for name in _SHARD}})
    for row in read["schools"]:
        school = schools.by_number(row["urn"])
        known = read["districts"].get(row["district"])
        row["aea_source"] = _aea_key(known) if known else ""
        entry, shard = _entry(row, school, rule, read["about"]), shards[row["urn"][-KEY_LENGTH:]]
        entry["groups"] = [code for code in row["groups"] if code in shared]
        shard["schools"][row["urn"]] = entry
        shard["groups"] |= {code: read["groups"][code]["name"] for code in entry["groups"]}
        if school.estimate:
            shard["estimates"][entry["estimate"]] = school.estimate
            shard["estimate_notes"][entry["estimate"]] = estimate_text(rule, school)
        if school.aea_source:
            shard["aea_sources"][entry["aea_source"]] = school.aea_source
        if row["phase"] in percentiles:
            shard["percentiles"][row["phase"]] = percentiles[row["phase"]]
        for other in row["other_urns"]:
            shards[other[-KEY_LENGTH:]]["current_urns"].setdefault(other, []).append(row["urn"])
    return dict(sorted(shards.items()))


def _percentiles(schools: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the middle of the range of 100 schools that stand for all of a phase, a hundredth each."""
    middles = {phase: [s["middle"] for s in schools if s["phase"] == phase and s["middle"]] for phase in COMPARED}
    return {phase: _stand_for(sorted(each, key=Decimal)) for phase, each in middles.items() if each}


def _stand_for(ordered: Sequence[str]) -> list[str]:
    """Return the figure at the middle of each hundredth."""
    return [ordered[(2 * number + 1) * len(ordered) // (2 * HUNDRED)] for number in range(HUNDRED)]


def _entry(row: Mapping[str, Any], school: OpenData, rule: Rule, about: Mapping[str, Any]) -> dict[str, Any]:
    known = parse_with_open_data(rule.cells, {}, school)
    said = {field: describe_field(rule, known, field) if field in school.known else "" for field in SAID}
    why = rule.text("estimated.none", why=about["why_not"][row["why"]]) if row["why"] else ""
    return {
        "name": school.name,
        "known": school.known,
        "estimate": _kind(row) if school.estimate else "",
        "district": school.district,
        "aea_source": row["aea_source"],
        "place": ", ".join(filter(None, (row["town"], row["postcode"], row["type"]))),
        "phase": rule.options["phase"].get(row["phase"], ""),
        "ends": [row["low"], row["high"]] if row["low"] else [],
        **said,
        "why": why,
        "successors": _successors(row["successors"], about["sources"], rule),
    }


def _successors(named: list[list[str]], sources: Mapping[str, Any], rule: Rule) -> dict[str, str]:
    """Return what newer records put after a school that the list of schools still holds; {} where there is none."""
    schools = "; ".join(f"{name}, URN {urn}" if name else f"URN {urn}" for urn, name in named)
    return {"schools": schools, "source": _source(sources["links"], rule)} if schools else {}
