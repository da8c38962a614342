"""Write what programs read of the site: the questions as JSON-LD, a feed of what changed, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from markdown_it.token import Token

from build_scripts.build_date import format_date
from build_scripts.content.checks.markdown import CACHE_SIZE, tokens
from build_scripts.content.collection import Content

ATOM = "http://www.w3.org/2005/Atom"
FEED = "feed.xml"
_BLOCKS = {"p", "li", "tr", "h1", "h2", "h3", "h4", "caption"}
_DRAWN = {"figure", "svg"}


class _Text(HTMLParser):
    """Collect the words of a page without its drawings, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self._open_drawings = 0

    def write(self, inline: Iterable[Token]) -> None:
        for token in inline:
            if token.type == "html_inline":
                self.feed(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                self.handle_data(" ")
            elif token.type != "image":
                self.handle_data(token.content)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in _DRAWN:
            self._open_drawings += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _DRAWN:
            self._open_drawings -= 1
        elif tag in _BLOCKS:
            self.lines.append("")
        elif tag in ("th", "td"):
            self.lines[-1] += " "

    def handle_data(self, data: str) -> None:
        if not self._open_drawings:
            self.lines[-1] += data


@lru_cache(maxsize=CACHE_SIZE)
def to_plain_text(markdown: str) -> str:
    """Turn Markdown into plain text: each paragraph, item and row on a line of its own, without drawings."""
    text = _Text()
    for token in tokens(markdown):
        if token.type == "inline":
            text.write(token.children or ())
        elif token.type == "html_block":
            text.feed(token.content)
        elif token.nesting < 0:
            text.handle_endtag(token.tag)
        elif token.type in ("fence", "code_block"):
            text.handle_data(token.content)
    lines = (" ".join(line.split()) for line in text.lines)
    return "\n".join(line for line in lines if line)


def faq_json_ld(questions: Iterable[SimpleNamespace]) -> dict[str, Any]:
    """Describe the questions and their answers to search engines.

    See: https://schema.org/FAQPage
    """
    asked = [
        {"@type": "Question", "name": q.title, "acceptedAnswer": {"@type": "Answer", "text": to_plain_text(q.body)}}
        for q in questions
    ]
    return {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": asked}


class FeedEntry(NamedTuple):
    """One entry of the feed. `updated` is a day of the content, so the same content makes the same feed."""

    address: str
    title: str
    updated: date
    text: str


def feed_entries(content: Content, questions: Iterable[SimpleNamespace], today: date) -> list[FeedEntry]:
    """Return an entry for every answer and for each edition of the rule that has begun, the latest first."""
    entries = [FeedEntry(f"faq/{q.id}/", q.title, q.last_reviewed, to_plain_text(q.body)) for q in questions]
    for edition in (entry.record for entry in content.editions):
        begun, reviewed = edition.effective_from, edition.last_reviewed
        if begun <= today:
            title = f"The rule in force from {format_date(begun)}"
            text = f"In force from {format_date(begun)}. Last reviewed on {format_date(reviewed)}."
            entries.append(FeedEntry(f"criteria.json#{begun}", title, reviewed, text))
    return sorted(entries, key=lambda entry: (-entry.updated.toordinal(), entry.address))


def feed(entries: Sequence[FeedEntry], site: str, title: str) -> str:
    """Write an Atom feed (RFC 4287). `site` is the address of the start page, `title` names the feed."""
    top = Element("feed", xmlns=ATOM)

    def write(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
        made = SubElement(parent, name, attributes)
        made.text = text or None
        return made

    def stamp(day: date) -> str:
        return f"{day.isoformat()}T00:00:00Z"

    write(top, "id", site)
    write(top, "title", title)
    write(top, "updated", stamp(max(change.updated for change in entries)))
    write(write(top, "author"), "name", title)
    write(top, "link", rel="self", href=site + FEED)
    write(top, "link", href=site)
    for change in entries:
        entry = write(top, "entry")
        write(entry, "id", site + change.address)
        write(entry, "title", change.title)
        write(entry, "updated", stamp(change.updated))
        write(entry, "link", href=site + change.address)
        write(entry, "content", change.text, type="text")
    ElementTree.indent(top)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(top, encoding="unicode") + "\n"


def robots(site: str) -> str:
    """Write robots.txt: every program is welcome, and the sitemap lists all pages."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site}sitemap.xml\n"
