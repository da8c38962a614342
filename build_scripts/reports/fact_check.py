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
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from eligibility import json_api
from markdown_it import MarkdownIt
from markupsafe import Markup

from build_scripts.build_date import add_option, format_date
from build_scripts.content.collection import Content, read_content
from build_scripts.content.editions import sourced_values
from build_scripts.content.files.field_paths import leaves
from build_scripts.content.files.text_files import read_text
from build_scripts.content.rule import rule_in_force
from build_scripts.pages.page_context import filled_fields, readings_table
from build_scripts.pages.templates import Templates
from build_scripts.pages.worked_examples import answer, made_up_schools
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError, exit_code
from build_scripts.reports.impact import report
from build_scripts.reports.revisions import compare_revisions
from build_scripts.reports.school_counts import read_snapshot

TEMPLATE = "build_scripts/reports/fact_check.html"
PACK = "build/factcheck.html"
# Tables of content/wording.toml
SENTENCES = ("outcomes", "other_reading", "reasons", "notes", "priorities", "checks", "review")
NOT_FIGURES = {"id", "title", "owner", "last_reviewed", "review_in", "sources"}  # fields of an evaluation
VALUE_NAMES = {"idaci_from": "IDACI from", "aea_from": "AEA category from", "bands": "band"}


def fact_check_page(root: Path, today: date, against: str) -> str:
    """Write the whole page. Raises ContentError where the content has a problem, and UnknownRevision."""
    content, _ = read_content(root)
    in_force = rule_in_force(root, today)
    rule = json_api.load_rule(in_force.to_rule_json())
    templates = Templates(ROOT, {"today": today, "programme": content.programme, "criteria": in_force.criteria})
    phrases = in_force.words["phrases"]
    schools = read_snapshot(root / "data", rule)
    counted = schools.readings(rule) if schools and schools.is_for(rule.criteria) else None
    html = templates.render(
        TEMPLATE,
        html=True,
        against=against,
        changes=MarkdownIt().enable("table").render(_changes(root, today, against)),
        edition=in_force.edition,
        rows=json.loads(json_api.rule_table(rule))["rows"],
        unknown=phrases["unknown"],
        headings=phrases,
        values=[(_path_in_words(path), value) for path, value in sourced_values(in_force.edition.model_dump())],
        examples=[(what, answer(rule, entered)) for what, entered in made_up_schools(rule.criteria).items()],
        sentences={table: named_values(in_force.words[table]) for table in SENTENCES},
        assumptions=[filled_fields(templates, entry) for entry in content.assumptions],
        readings=Markup(readings_table(templates, in_force, counted)),
        facts=list(_facts(root, content)),
        evidence=[_evidence(entry.record.model_dump(), entry.source.body) for entry in content.evidence],
        questions=[entry.record for entry in content.questions],
    )
    if templates.problems:
        raise ContentError(templates.problems)
    return html


def _changes(root: Path, today: date, against: str) -> str:
    """Write the impact report as a part of the page: each of its headings one level lower."""
    try:
        with compare_revisions(root, against) as (old, new):
            schools = read_snapshot(root / "data", new.rule(today))
            return re.sub(r"^#", "##", report(old, new, today, schools), flags=re.MULTILINE)
    except ContentError as error:
        return f"What was written at {against} no longer fits today's programs, so it is not compared.\n\n    {error}\n"


def _path_in_words(path: Sequence[str | int]) -> str:
    """Write ("bands", 0, "idaci_from") as "band 1: IDACI from"."""
    return " ".join(f"{part + 1}:" if isinstance(part, int) else VALUE_NAMES.get(part, part) for part in path)


def named_values(table: Mapping[str, Any]) -> dict[str, str]:
    """Return every value of nested tables and lists by its dotted name; lists count from 1, days are in words."""
    return {
        ".".join(str(part + 1) if isinstance(part, int) else part for part in path): (
            format_date(value) if isinstance(value, date) else str(value)
        )
        for path, value in leaves(table)
    }


def _facts(root: Path, content: Content) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each fact that pages quote, its value, and the files that quote it."""
    files = [*(root / "content").rglob("*.md"), *(root / "docs").rglob("*.md"), root / "content/assumptions.toml"]
    files += (root / "docs/overrides").rglob("*.html")
    texts = {path.relative_to(root).as_posix(): read_text(path) for path in sorted(set(files))}
    facts = {table: values for table, values in content.programme.items() if table != "sources"}
    for name, value in named_values(facts).items():
        quoted = re.sub(r"\.\d+\..*", "", name)  # pages quote a list as a whole
        used = [file for file, text in texts.items() if re.search(rf"programme\.{re.escape(quoted)}\b", text)]
        yield _humanise(name), value, used


def _evidence(fields: Mapping[str, Any], conclusions: str) -> dict[str, Any]:
    """Return an evaluation with its figures by name and its conclusions as HTML."""
    figures = named_values({name: value for name, value in fields.items() if name not in NOT_FIGURES})
    return {
        **fields,
        "figures": {_humanise(name): value for name, value in figures.items()},
        "conclusions": MarkdownIt().render(conclusions),
    }


def _humanise(name: str) -> str:
    """Write survey.figures.1.percent as "survey: figures: 1: percent"."""
    return name.replace(".", ": ").replace("_", " ")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="dev.py report fact-check", description="Writes the fact-check pack, a page to print."
    )
    parser.add_argument(
        "--against", default="HEAD", metavar="REVISION", help="what changed since: a branch or a commit"
    )
    add_option(parser)
    options = parser.parse_args()
    html = fact_check_page(ROOT, options.today, options.against)
    (ROOT / PACK).parent.mkdir(exist_ok=True)
    (ROOT / PACK).write_text(html, "utf-8")
    print(f"The pack is {PACK}: open it in a browser and print it")


if __name__ == "__main__":
    sys.exit(exit_code(main))
