"""Content into pages: one function returns the whole site as Markdown and files, for any engine to render."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from eligibility import json_api
from eligibility.table import COLUMN_ALIASES
from markupsafe import Markup

from build_scripts.build_date import format_date
from build_scripts.content.checks.links_and_headings import RenderedPage, check_pages
from build_scripts.content.checks.reviews import overdue_notice
from build_scripts.content.collection import Content, Entry, read_content
from build_scripts.content.files.source_files import read_toml
from build_scripts.content.models import GROUPS, Assumption
from build_scripts.content.redirects import REDIRECTS, add_retired_anchors, read_redirects, redirect_pages
from build_scripts.content.rule import RuleInForce, read_rule
from build_scripts.pages.diagrams import staircase
from build_scripts.pages.feeds import FEED, faq_json_ld, feed, feed_entries, robots
from build_scripts.pages.static_files import SchoolFiles, checker_address, school_files, static_files, style_sheet
from build_scripts.pages.templates import Templates, UnreadableFacts
from build_scripts.pages.worked_examples import worked_examples
from build_scripts.problems import ContentError, Problem

QUESTION = "docs/overrides/question.md"
RULE_TABLE = "docs/overrides/rule_table.html"
EXAMPLES = "docs/overrides/examples.html"
PICTURES = "docs/overrides/pictures"
FORM = "checker/browser/check-page/form.html"
FINDER = "checker/browser/finder/finder.html"
TRUST = "checker/browser/trust-page/trust.html"
COLUMNS = "docs/overrides/list_columns.html"
ESTIMATE, ESTIMATE_PAGE = "content/estimate.toml", "docs/estimate.md"
PROGRAMME = "content/programme.toml"
STYLE_SHEET = "assets/site.css"
NOT_FOUND = "404.md"
QUESTIONS = "faq.md"
NOT_INDEXED = {NOT_FOUND, QUESTIONS}  # search finds each question on its own page instead


@dataclass(frozen=True)
class Page:
    """`address` is the path of the page's Markdown inside the site, `source` the file that an editor changes."""

    address: str
    markdown: str
    source: str


@dataclass(frozen=True)
class Site:
    """Everything but the theme. `files` are served as they are, `texts` are made here; both go by address.

    `footer` is what every page quotes at its end.
    """

    pages: list[Page]
    files: dict[str, Path]
    texts: dict[str, str]
    footer: dict[str, Any]
    content: Content


def make_site(root: Path, today: date, address: str = "/") -> Site:
    """The whole site, at that address, or a ContentError with every problem of every file."""
    content, problems = read_content(root)
    if not any(problem.file == PROGRAMME for problem in problems):
        rule, more = read_rule(root, content, today)
    else:  # the rule and every page quote it, and would be told for its faults as well
        rule, more, content.programme = None, [], {}
    problems += more
    checker, schools = checker_address(root), school_files(root, rule)
    maker = PageContext(root, content, rule, today, checker, schools)
    pages = maker.pages()
    problems += maker.templates.problems
    at_fault = {problem.file for problem in problems}
    moved, more = read_redirects(root, content, at_fault)
    pages = [replace(page, markdown=add_retired_anchors(page.markdown, moved)) for page in pages]
    pages += [Page(address, text, REDIRECTS) for address, text in redirect_pages(moved, content)]
    written = {page.address: RenderedPage(page.markdown, page.source) for page in pages}
    problems += [*more, *check_pages(root, content, written, {FEED, "criteria.json"}, at_fault)]
    if problems or rule is None:
        raise ContentError(problems)
    files = static_files(root, checker, schools)
    name = f"{content.programme['programme']['name']}: the rule and the answers"
    changed = feed(feed_entries(root, maker.questions, today), address, name)
    texts = {"criteria.json": rule.to_criteria_json(), FEED: changed, "robots.txt": robots(address)}
    texts[STYLE_SHEET] = style_sheet(root)
    days = {"reviewed": format_date(rule.edition.last_reviewed), "review_by": format_date(rule.edition.review_by)}
    return Site(pages, files, texts, {"programme": content.programme, **days}, content)


def error_site(root: Path, problems: list[Problem]) -> Site:
    """Every page shows the problems instead of its words. Mending the last of them brings the page back."""
    listed = "\n".join(
        f"- <code>{escape(problem.file)}:{problem.line}</code> {escape(str(problem.message))}<br>{escape(problem.fix)}"
        for problem in problems
    )
    text = f"---\ntitle: There is a problem in the content\n---\n# There is a problem in the content\n\n{listed}\n"
    pages = [Page(path.name, text, f"docs/{path.name}") for path in sorted((root / "docs").glob("*.md"))]
    return Site(pages, {}, {STYLE_SHEET: style_sheet(root)}, {}, Content())


class PageContext:
    """Fills in every template of content/ and docs/, also where some file is at fault, so that all faults are found."""

    def __init__(
        self,
        root: Path,
        content: Content,
        rule: RuleInForce | None,
        today: date,
        checker: str,
        schools: SchoolFiles | None,
    ) -> None:
        self.root, self.content, self.rule, self.today = root, content, rule, today
        self.read = cache(lambda file: (root / file).read_text("utf-8"))  # one template makes the page of each question
        self.skipped = () if schools else (ESTIMATE_PAGE,)
        unread = UnreadableFacts()
        names: dict[str, Any] = {"programme": content.programme or unread, "today": today, "criteria": unread}
        self.templates = Templates(names)
        names = self.templates.names
        names["rule_table"] = names["staircase"] = names["examples"] = names["checker_form"] = names["finder"] = ""
        names["trust_form"] = names["list_columns"] = str  # called where they stand: earlier states have no such files
        names["schools"] = schools
        names["estimate"] = read_toml(root / ESTIMATE, root).data or unread
        names["picture"] = self.render_diagram
        if rule:
            rows = json.loads(json_api.rule_table(json_api.load_rule(rule.to_rule_json())))["rows"]
            names["criteria"] = rule.criteria
            overdue = self.overdue(rule.words["page"]["overdue_rule"], rule.edition.review_by)
            names["rule_table"] = overdue + self.render(RULE_TABLE, html=True, rows=rows, words=rule.words["phrases"])
            names["examples"] = self.render(EXAMPLES, html=True, examples=worked_examples(rule.to_rule_json()))
            names["staircase"] = self.render_diagram("staircase", stairs=staircase(rule.criteria), words=rule.words)
            if schools:
                names["finder"] = Markup(self.render(FINDER, html=True, wording=rule.words, schools=schools))
            parts = {"wording": rule.words, "checker": f"../{checker}", "schools": schools}
            names["checker_form"] = self.render(FORM, html=True, **parts)
            names["trust_form"] = partial(self.render, TRUST, html=True, **parts)
            names["list_columns"] = partial(self.render, COLUMNS, html=True, columns=COLUMN_ALIASES, **parts)
        names["modules"] = [self.entry(entry) for entry in content.modules]
        names["evidence"] = [self.entry(entry) for entry in content.evidence]
        names["assumptions"] = [self.assumption(*numbered) for numbered in enumerate(content.assumptions)]
        self.questions = [self.entry(entry) for entry in content.questions]
        names["faq_groups"] = [
            SimpleNamespace(id=group, title=title, questions=[q for q in self.questions if q.group == group])
            for group, title in GROUPS.items()
        ]

    def pages(self) -> list[Page]:
        pages = [self.page(entry) for entry in self.content.pages if entry.source.file not in self.skipped]
        ids = {question.id for question in self.questions}
        for question, entry in zip(self.questions, self.content.questions, strict=True):
            text = self.render(QUESTION, question=question, body=relink_for_own_page(question.body, ids))
            pages.append(Page(f"faq/{question.id}.md", text, entry.source.file))
        return pages

    def page(self, entry: Entry[Any]) -> Page:
        source, title = entry.source, entry.record.title
        body = self.templates.fill(source.body, source.file, source.body_line)
        meta = entry.record.model_dump(mode="json")
        address = source.file.removeprefix("docs/")
        if address in NOT_INDEXED:
            meta["search"] = {"exclude": True}
        if address == QUESTIONS:
            meta["as_data"] = faq_json_ld(self.questions)  # for main.html
        front = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in meta.items() if value)
        return Page(address, f"---\n{front}---\n# {title}\n\n{body}", source.file)

    def entry(self, entry: Entry[Any]) -> SimpleNamespace:
        """A record as pages see it: its fields, the day of its next review, and its prose with the facts filled in."""
        source = entry.source
        body = self.templates.fill(source.body, source.file, source.body_line)
        fields, review_by = entry.record.model_dump(), entry.record.review_by
        overdue = self.overdue(entry.record.title, review_by)
        return SimpleNamespace(**fields, review_by=review_by, overdue=overdue, body=body.strip())

    def assumption(self, index: int, entry: Entry[Assumption]) -> SimpleNamespace:
        """An assumption's sentences may quote facts too; each has its own line in the file."""
        source, fields = entry.source, entry.record.model_dump()
        for name in ("question", "assume", "why"):
            fields[name] = self.templates.fill(fields[name], source.file, source.line("assumption", index, name))
        return SimpleNamespace(**fields, overdue=self.overdue(fields["title"], fields["review_by"]))

    def overdue(self, title: str, review_by: date) -> str:
        """What its page says of a record whose review is past."""
        contact = self.content.programme["contact"]["email"] if self.rule else ""
        return overdue_notice(self.rule.words, title, review_by, contact, self.today) if self.rule else ""

    def render_diagram(self, name: str, **more: Any) -> Markup:
        """A drawing, for a page or for another drawing."""
        return Markup(self.render(f"{PICTURES}/{name}.html", html=True, **more).strip())

    def render(self, file: str, *, html: bool = False, **more: Any) -> str:
        """One of the project's own templates, filled in."""
        return self.templates.fill(self.read(file), file, html=html, **more)


def relink_for_own_page(body: str, questions: set[str]) -> str:
    """An answer, written to stand on the page of all questions, as it reads one folder further down on its own page."""

    def moved(link: re.Match[str]) -> str:
        target = link[1]
        if target.startswith("#"):
            return f"]({target[1:]}.md)" if target[1:] in questions else link[0]
        return link[0] if re.match(r"[a-z]+:|/", target) else f"](../{target})"

    return re.sub(r"\]\(([^)\s]+)\)", moved, body)
