"""Write the fact-check pack: one page to print, for a person with no account anywhere.

    python3 dev.py report fact-check

It holds the rule, worked examples of every outcome, the checker's sentences, all assumptions with owners, all facts
and figures with their sources and dates, and what changed since a revision. It needs nothing but the file itself.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from eligibility import json_api
from eligibility.criteria import AEA_CATEGORIES, IDACI_HIGHEST, IDACI_LOWEST
from eligibility.sentences import Rule
from markdown_it import MarkdownIt

from build_scripts import build_date
from build_scripts.content.collection import Content, read_content
from build_scripts.content.editions import sourced_values
from build_scripts.content.rule import RuleInForce, rule_in_force
from build_scripts.pages.templates import Templates
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError
from build_scripts.reports.impact import report
from build_scripts.reports.revisions import UnknownRevision, compare_revisions
from build_scripts.reports.school_counts import read_snapshot

TEMPLATE = "build_scripts/reports/fact_check.html"
PACK = "build/factcheck.html"
SENTENCES = ("outcomes", "reasons", "notes", "priorities", "checks", "review")
NOT_FIGURES = {"id", "title", "owner", "last_reviewed", "review_in", "sources"}


def fact_check_page(root: Path, today: date, against: str) -> str:
    """The whole page. Raises ContentError where what is written has a problem, and UnknownRevision."""
    content, _ = read_content(root)
    in_force = rule_in_force(root, today)
    rule = json_api.load_rule(in_force.to_rule_json())
    templates = Templates(ROOT, {"today": today, "programme": content.programme, "criteria": in_force.criteria})
    names: dict[str, Any] = {
        "against": against,
        "changes": MarkdownIt().enable("table").render(_changes(root, today, against)),
        "edition": in_force.edition,
        "rows": json.loads(json_api.rule_table(rule))["rows"],
        "unknown": in_force.words["phrases"]["unknown"],
        "headings": in_force.words["phrases"],
        "values": [(_path_in_words(place), value) for place, value in sourced_values(in_force.edition.model_dump())],
        "examples": list(examples(rule)),
        "sentences": {group: dict(_leaves(in_force.words[group])) for group in SENTENCES},
        "assumptions": [_assumption(content, index, templates) for index in range(len(content.assumptions))],
        "facts": list(_facts(root, content, in_force)),
        "evidence": [_evidence(entry.record.model_dump(), entry.source.body) for entry in content.evidence],
        "questions": [entry.record for entry in content.questions],
    }
    html = templates.render(TEMPLATE, html=True, **names)
    if templates.problems:
        raise ContentError(templates.problems)
    return html


def examples(rule: Rule) -> Iterator[tuple[str, Any]]:
    """A made-up school for each outcome and each reason, with the whole answer to it."""
    for why, entered in _schools(rule):
        yield why, json.loads(json_api.answer(json.dumps(entered), rule))


def _schools(rule: Rule) -> Iterator[tuple[str, dict[str, str]]]:
    bands = rule.criteria.bands
    high = str(min(bands[0].idaci_from + 2, IDACI_HIGHEST))
    low = str(max(bands[-1].idaci_from - 2, IDACI_LOWEST))
    yield "IDACI alone is enough", {"idaci": high, "ofsted": "3"}
    for band in bands[1:2]:
        inside = str(band.idaci_from + Decimal("1.5"))
        yield "Exactly on a line", {"idaci": str(band.idaci_from), "aea": str(band.aea_from), "ofsted": "2"}
        yield "The AEA category is not enough", {"idaci": inside, "aea": str(band.aea_from - 1), "ofsted": "1"}
        yield "The AEA category is not known", {"idaci": inside, "completed": "not-sure"}
        yield "The IDACI is not known", {"aea": str(band.aea_from)}
        spread = f"{band.idaci_from - 2}-{band.idaci_from + 2}"
        yield "Neither figure is exact", {"idaci": spread, "aea": f"{band.aea_from},{band.aea_from + 1}"}
    yield "Nothing is known", {}
    yield "Below every band", {"idaci": low, "aea": str(AEA_CATEGORIES[-1]), "ofsted": "report-card"}
    yield "A partner school below the bands", {"idaci": low, "partner": "yes"}
    yield "A special school", {"idaci": high, "phase": "special"}
    yield "Not in England", {"idaci": high, "england": "no"}
    yield "Completed before", {"idaci": high, "completed": "yes"}


def _changes(root: Path, today: date, against: str) -> str:
    try:
        with compare_revisions(root, against) as (old, new):
            schools = read_snapshot(root / "data", new.rule(today))
            return re.sub(r"^#", "##", report(old, new, today, schools), flags=re.MULTILINE)
    except ContentError as error:
        return f"What was written at {against} no longer fits today's programs, so it is not compared.\n\n    {error}\n"


def _path_in_words(place: tuple[str | int, ...]) -> str:
    """("bands", 0, "idaci_from") as "band 1: IDACI from"."""
    names = {"idaci_from": "IDACI from", "aea_from": "AEA category from", "bands": "band"}
    words = [str(part + 1) + ":" if isinstance(part, int) else names.get(part, part) for part in place]
    return " ".join(words)


def _leaves(words: Mapping[str, Any] | list[Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of nested tables and lists, by its dotted name; dates as people write them."""
    items = words.items() if isinstance(words, Mapping) else enumerate(words, 1)
    for name, value in items:
        if isinstance(value, Mapping | list):
            yield from _leaves(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", build_date.format_date(value) if isinstance(value, date) else str(value)


def _assumption(content: Content, index: int, templates: Templates) -> Any:
    entry = content.assumptions[index]
    fields = entry.record.model_dump()
    for name in ("question", "assume", "why"):
        line = entry.source.line("assumption", index, name)
        fields[name] = templates.fill(fields[name], entry.source.file, line)
    return fields


def _facts(root: Path, content: Content, in_force: RuleInForce) -> Iterator[tuple[str, str, list[str]]]:
    """Each fact that pages quote, its value, and the files that quote it."""
    written = [*(root / "content").rglob("*.md"), *(root / "docs").rglob("*.md"), root / "content/assumptions.toml"]
    written += (root / "docs/overrides").rglob("*.html")
    texts = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(set(written))}
    for name, value in _leaves({table: v for table, v in content.programme.items() if table != "sources"}):
        stem = re.sub(r"\.\d+\..*", "", name)
        used = [file for file, text in texts.items() if re.search(rf"programme\.{re.escape(stem)}\b", text)]
        yield _humanise(name), value, used


def _humanise(name: str) -> str:
    """survey.figures.1.percent as survey: figures: 1: percent."""
    return name.replace(".", ": ").replace("_", " ")


def _evidence(fields: dict[str, Any], conclusions: str) -> dict[str, Any]:
    figures = {_humanise(n): value for n, value in _leaves({n: v for n, v in fields.items() if n not in NOT_FIGURES})}
    return {**fields, "figures": figures, "conclusions": MarkdownIt().render(conclusions)}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="dev.py report fact-check", description="Writes the fact-check pack, a page to print."
    )
    parser.add_argument(
        "--against", default="HEAD", metavar="REVISION", help="what changed since: a branch or a commit"
    )
    build_date.add_option(parser)
    options = parser.parse_args()
    try:
        html = fact_check_page(ROOT, options.today, options.against)
    except (ContentError, UnknownRevision) as error:
        print(error, file=sys.stderr)
        return 1
    (ROOT / PACK).parent.mkdir(exist_ok=True)
    (ROOT / PACK).write_text(html, "utf-8")
    print(f"The pack is {PACK}: open it in a browser and print it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
