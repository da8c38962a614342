"""Say what a page may name between braces: facts, the rule, the parts of the checker, and the records of content/.

Each part is made from what its function takes. All are made even where some file has a problem, so that one build
reports every problem.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple

from eligibility import json_api
from eligibility.lists.columns import COLUMN_FIELDS
from markupsafe import Markup

from build_scripts.content import kinds
from build_scripts.content.checks.reviews import TitledReview, overdue_notice
from build_scripts.content.collection import Entry
from build_scripts.content.files.fields import templated_fields
from build_scripts.content.models import GROUPS
from build_scripts.content.rule import RuleInForce
from build_scripts.pages.diagrams import staircase, standing
from build_scripts.pages.inputs import SiteInputs
from build_scripts.pages.templates import Templates, UnreadableFacts
from build_scripts.pages.worked_examples import worked_examples
from build_scripts.schools.published.readings import Readings

RULE_TABLE = "docs/overrides/rule_table.html"
EXAMPLES = "docs/overrides/examples.html"
COLUMNS = "docs/overrides/list_columns.html"
PICTURES = "docs/overrides/pictures"
READINGS = "docs/overrides/readings.html"
FORM = "checker/browser/check-page/form.html"
FINDER = "checker/browser/finder/finder.html"
CHOSEN = "checker/browser/finder/chosen-school.html"
HOME_FINDER = "checker/browser/home-page/home-finder.html"
MEASURES = "checker/browser/check-page/measures.html"
LIST_FORM = "checker/browser/list-form/list-form.html"
TRUST = "checker/browser/trust-page/trust.html"
PUPILS = "checker/browser/pupils-page/pupils.html"

# What is made from the rule. Where the rule has a problem, a page may still name it, and shows nothing there.
FROM_RULE = (
    "criteria",
    "rule_table",
    "examples",
    "staircase",
    "measures",
    "finder",
    "home_finder",
    "checker_form",
    "trust_form",
    "list_columns",
    "pupils_form",
    "data_overdue",
    "readings",
)

type Overdue = Callable[[Iterable[TitledReview]], str]  # to one notice, or to ""


class PageContext(NamedTuple):
    """Templates that know every name, and the records that pages show, by their collection in the order of the page."""

    templates: Templates
    records: Mapping[str, list[SimpleNamespace]]


def page_context(inputs: SiteInputs) -> PageContext:
    """Make every name that a page may use. The later ones may name the earlier ones."""
    content, rule, schools = inputs.content, inputs.rule, inputs.schools
    templates = Templates(inputs.root, dict.fromkeys(FROM_RULE, UnreadableFacts()))
    names = templates.names
    names["programme"] = content.programme or UnreadableFacts()
    names["estimate"] = inputs.estimate or UnreadableFacts()
    names["today"], names["schools"], names["postcodes"] = inputs.today, schools, inputs.postcodes
    names["picture"] = partial(render_diagram, templates)
    overdue = overdue_notices(rule, content.programme, inputs.today)
    if rule:
        names |= rule_parts(templates, rule, overdue)
        aging = schools.made.review_by if schools else []
        names["data_overdue"] = Markup(overdue(aging))
        names |= checker_parts(templates, rule, inputs)
        names["readings"] = partial(readings_table, templates, rule, schools.made.readings if schools else None)
    records = {
        collection: [view(templates, entry) for entry in content.entries.get(collection, [])]
        for collection, its_kinds in kinds.by_collection().items()
        if its_kinds[0].page
    }
    names |= records
    names["overdue"] = lambda shown: Markup(overdue((record.title, record.review_by) for record in shown))
    names["faq_groups"] = [
        SimpleNamespace(id=group, title=title, questions=[q for q in records["faq"] if q.group == group])
        for group, title in GROUPS.items()
    ]
    return PageContext(templates, records)


def overdue_notices(rule: RuleInForce | None, programme: Mapping[str, Any], today: date) -> Overdue:
    """Return what makes the notice that a page shows where a review is past. Its words come with the rule."""
    if rule is None:
        return lambda records: ""
    words, contact = rule.words, programme["contact"]["email"]
    return lambda records: overdue_notice(words, records, contact, today)


def rule_parts(templates: Templates, rule: RuleInForce, overdue: Overdue) -> dict[str, Any]:
    """Show the rule: as data, as a table, as a staircase, and in worked examples."""
    words, loaded = rule.words, json_api.load_rule(rule.to_rule_json())
    drawn = {"words": words, "measure": rule.criteria.measure}
    rows = json.loads(json_api.rule_table(loaded))["rows"]
    table = templates.render(RULE_TABLE, html=True, rows=rows, words=words["phrases"])
    return {
        "criteria": rule.criteria,
        "rule_rows": rows,
        "rule_table": overdue([(words["page"]["overdue_rule"], rule.edition.review_by)]) + table,
        "examples": templates.render(EXAMPLES, html=True, examples=worked_examples(loaded)),
        "staircase": render_diagram(templates, "staircase", stairs=staircase(rule.criteria), **drawn),
        "standing": render_diagram(templates, "standing", scale=standing(rule.criteria, rows), **drawn),
    }


def readings_table(templates: Templates, rule: RuleInForce, readings: Readings | None) -> str:
    """Tell for how many schools the two readings of the bands part; nothing where there is no data of any."""
    if readings is None or not readings.all.known:
        return ""
    labels = rule.words["questions"]["phase"]["options"]
    phases = [phase for phase in labels if phase in readings.phases()]
    more = {"criteria": rule.criteria, "wording": rule.words, "readings": readings, "phases": phases}
    return templates.render(READINGS, html=True, **more)


def checker_parts(templates: Templates, rule: RuleInForce, inputs: SiteInputs) -> dict[str, Any]:
    """Fill in the forms of the checker with their words and with the addresses of its programs.

    What only the pages of lists need is called there, `trust_form()` and `pupils_form()`, since content of an earlier
    revision may have no words for it.
    """
    parts: dict[str, Any] = {"wording": rule.words, "checker": f"../{inputs.checker.address}"}
    parts |= {"schools": inputs.schools, "postcodes": inputs.postcodes}
    measures = Markup(templates.render(MEASURES, html=True, **parts))
    finder, home_finder = finders(templates, parts, inputs.checker.address) if inputs.schools else (Markup(), Markup())

    def page_of_lists(file: str, words: str, list_name: str) -> str:
        form = templates.render(LIST_FORM, html=True, words=rule.words[words], list_name=list_name, **parts)
        trusts = trust_finder(templates, parts) if file == TRUST else Markup()
        return templates.render(file, html=True, list_form=Markup(form), trust_finder=trusts, **parts)

    columns = {field: rule.words["cells"]["columns"][field] for field in COLUMN_FIELDS}
    return {
        "finder": finder,
        "home_finder": home_finder,
        "measures": measures,
        "checker_form": templates.render(FORM, html=True, finder=finder, measures=measures, **parts),
        "trust_form": partial(page_of_lists, TRUST, "trust", "schools"),
        "pupils_form": partial(page_of_lists, PUPILS, "pupils_page", "postcodes"),
        "list_columns": partial(templates.render, COLUMNS, html=True, columns=columns, **parts),
    }


def finders(templates: Templates, parts: Mapping[str, Any], checker: str) -> tuple[Markup, Markup]:
    """Make the field that finds a school: for the page with the questions, and for the start page."""
    words, name = parts["wording"]["finder"], parts["wording"]["phrases"]["school"]
    parts = {**parts, "field": "lt-urn", "files": ("index", "digests", "numbers"), "words": words, "name": name}
    chosen = Markup(templates.render(CHOSEN, html=True, **parts))
    finder = Markup(templates.render(FINDER, html=True, up="../", more=chosen, **parts))
    at_home = Markup(templates.render(FINDER, html=True, up="", more="", **parts))
    return finder, Markup(templates.render(HOME_FINDER, html=True, finder=at_home, checker=checker))


def trust_finder(templates: Templates, parts: Mapping[str, Any]) -> Markup:
    """Make the field that finds a trust; nothing where the data names none."""
    if not (parts["schools"] and parts["schools"].made.trusts):
        return Markup()
    words = parts["wording"]["trust"]["finder"]
    more = {"field": "lt-trust-field", "files": ("trusts",), "words": words, "name": words["label"]}
    return Markup(templates.render(FINDER, html=True, up="../", more="", **more, **parts))


def view(templates: Templates, entry: Entry[Any]) -> SimpleNamespace:
    """Make a record as pages see it: its fields and its text with the facts filled in, and when to review it."""
    source, record = entry.source, entry.record
    more = {
        "review_by": record.review_by,
        "body": templates.fill(source.body, source.file, source.body_line).strip(),
    }
    return SimpleNamespace(**{**filled_fields(templates, entry), **more})


def filled_fields(templates: Templates, entry: Entry[Any]) -> dict[str, Any]:
    """Return the fields of a record, with the facts filled into those that may quote some."""
    fields: dict[str, Any] = entry.record.model_dump()
    for name in templated_fields(type(entry.record)):
        fields[name] = templates.fill(fields[name], entry.source.file, entry.line(name))
    return fields


def render_diagram(templates: Templates, name: str, **more: Any) -> Markup:
    """Draw one of docs/overrides/pictures/, for a page or inside another drawing."""
    return Markup(templates.render(f"{PICTURES}/{name}.html", html=True, **more).strip())
