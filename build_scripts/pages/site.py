"""Make the whole site as Markdown and files, for any engine to render.

A page is read, rendered, checked, handed to MkDocs, finished and verified, in this order. The first three steps are
here, and `Site` is what they hand over. mkdocs_hooks.py gives it to MkDocs; build_scripts/publishing/ does the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from build_scripts.build_date import format_date
from build_scripts.content import kinds
from build_scripts.content.checks.links_and_headings import RenderedPage, check_pages
from build_scripts.content.collection import Content, Entry
from build_scripts.content.kinds import Kind
from build_scripts.content.redirects import REDIRECTS, add_retired_anchors, redirect_pages
from build_scripts.content.rule import RuleInForce
from build_scripts.pages.feeds import FEED, faq_json_ld, feed, feed_entries, robots
from build_scripts.pages.inputs import SiteInputs, read_inputs
from build_scripts.pages.page_context import PageContext, page_context
from build_scripts.pages.static_files import static_files, style_sheet
from build_scripts.pages.templates import Templates
from build_scripts.problems import ContentError, Problem

ESTIMATE_PAGE = "docs/estimate.md"
CRITERIA = "criteria.json"
NOT_FOUND = "404.md"
QUESTIONS = "faq.md"
NOT_INDEXED = {NOT_FOUND, QUESTIONS}  # search finds each question on its own page instead


@dataclass(frozen=True)
class Page:
    """A page of the site: where its Markdown goes inside the site, and the file that an editor changes."""

    address: str
    markdown: str
    source: str


@dataclass(frozen=True)
class Site:
    """Everything but the theme.

    `files` are served as they are and `texts` are made here; both go by address. `style_sheet` is the address of the
    one that every page has. `footer` is what the end of every page quotes. `made_up` is what every page says where its
    schools are made up: such a site is never published.
    """

    pages: list[Page]
    files: Mapping[str, Path]
    texts: Mapping[str, str]
    style_sheet: str
    footer: Mapping[str, Any]
    content: Content
    made_up: str = ""


def make_site(root: Path, today: date, address: str = "/") -> Site:
    """Make the site as it is on a day, to be served at `address`.

    Raises ContentError with every problem of every file.
    """
    inputs = read_inputs(root, today)
    context = page_context(inputs)
    pages = render_pages(inputs, context)
    problems = check(inputs, context, pages)
    if problems or inputs.rule is None:
        raise ContentError(problems)
    return hand_over(inputs, inputs.rule, context, pages, address)


def render_pages(inputs: SiteInputs, context: PageContext) -> list[Page]:
    """Render the pages of docs/, a page for each record that has its own, and one for each answer that has moved.

    A template with a problem leaves its page empty; the problem is kept in `context.templates`.
    """
    content, templates = inputs.content, context.templates
    without_data = {ESTIMATE_PAGE} if inputs.schools is None else set[str]()
    answers = context.records["faq"]
    pages = [_page(entry, answers, templates) for entry in content.pages if entry.source.file not in without_data]
    for kind in kinds.KINDS:
        if kind.own_page:
            pages += _own_pages(kind, content.entries[kind.collection], context)
    pages = [Page(p.address, add_retired_anchors(p.markdown, inputs.redirects), p.source) for p in pages]
    return pages + [Page(address, text, REDIRECTS) for address, text in redirect_pages(inputs.redirects, content)]


def _page(entry: Entry[Any], questions: list[SimpleNamespace], templates: Templates) -> Page:
    """Render a page of docs/: its front matter for the theme, its title as heading, and its text with the facts."""
    source, address = entry.source, entry.source.file.removeprefix("docs/")
    meta = entry.record.model_dump(mode="json", exclude={"also_asked_as"})
    meta["tags"] = entry.record.also_asked_as  # the theme's name for words that search counts more than the text
    if address in NOT_INDEXED:
        meta["search"] = {"exclude": True}
    if address == QUESTIONS:
        meta["as_data"] = faq_json_ld(questions)  # docs/overrides/main.html writes it into the page's head
    front = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in meta.items() if value)
    body = templates.fill(source.body, source.file, source.body_line)
    return Page(address, f"---\n{front}---\n# {entry.record.title}\n\n{body}", source.file)


def _own_pages(kind: Kind, entries: list[Entry[Any]], context: PageContext) -> Iterator[Page]:
    """Render a page for each record of a kind. Its template finds the record under the name of the kind."""
    records = context.records[kind.collection]
    ids = {record.id for record in records}
    for record, entry in zip(records, entries, strict=True):
        names: dict[str, Any] = {kind.name: record, "body": relink_for_own_page(record.body, ids)}
        text = context.templates.render(kind.own_page, **names)
        yield Page(f"{kind.collection}/{record.id}.md", text, entry.source.file)


def relink_for_own_page(body: str, questions: set[str]) -> str:
    """Change the links of an answer, written to stand on faq.md, so that they lead the same way from faq/<id>.md."""

    def relink(link: re.Match[str]) -> str:
        target = link[1]
        if target.startswith("#"):
            return f"]({target[1:]}.md)" if target[1:] in questions else link[0]
        return link[0] if re.match(r"[a-z]+:|/", target) else f"](../{target})"

    return re.sub(r"\]\(([^)\s]+)\)", relink, body)


def check(inputs: SiteInputs, context: PageContext, pages: list[Page]) -> list[Problem]:
    """Return every problem: of reading, of rendering, and of links, which need the rendered pages."""
    problems = [*inputs.problems, *context.templates.problems]
    rendered = {page.address: RenderedPage(page.markdown, page.source) for page in pages}
    at_fault = {problem.file for problem in problems}
    return [*problems, *check_pages(inputs.root, inputs.content, rendered, {FEED, CRITERIA}, at_fault)]


def hand_over(inputs: SiteInputs, rule: RuleInForce, context: PageContext, pages: list[Page], address: str) -> Site:
    """Put the pages together with the files beside them and with what every page quotes."""
    root, programme = inputs.root, inputs.content.programme
    entries = feed_entries(inputs.content, context.records["faq"], inputs.today)
    sheet, styles = style_sheet(root)
    return Site(
        pages=pages,
        files=static_files(root, inputs.checker, inputs.schools, inputs.postcodes),
        texts={
            CRITERIA: rule.to_criteria_json(),
            FEED: feed(entries, address, f"{programme['programme']['name']}: the rule and the answers"),
            "robots.txt": robots(address),
            sheet: styles,
        },
        style_sheet=sheet,
        footer={
            "programme": programme,
            "reviewed": format_date(rule.edition.last_reviewed),
            "review_by": format_date(rule.edition.review_by),
        },
        content=inputs.content,
        made_up=rule.words["page"]["made_up"] if inputs.schools and inputs.schools.made.is_made_up else "",
    )


def error_site(root: Path, problems: list[Problem]) -> Site:
    """Make a site whose every page lists the problems, so that they show wherever an editor looks."""
    listed = "\n".join(
        f"- <code>{escape(problem.file)}:{problem.line}</code> {escape(str(problem.message))}<br>{escape(problem.fix)}"
        for problem in problems
    )
    text = f"---\ntitle: There is a problem in the content\n---\n# There is a problem in the content\n\n{listed}\n"
    pages = [Page(path.name, text, f"docs/{path.name}") for path in sorted((root / "docs").glob("*.md"))]
    sheet, styles = style_sheet(root)
    return Site(pages, files={}, texts={sheet: styles}, style_sheet=sheet, footer={}, content=Content())
