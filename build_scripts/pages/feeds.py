"""Write what programs read of the site: the questions as JSON-LD, a feed of what changed, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from build_scripts.build_date import format_date
from build_scripts.content.checks.markdown import to_plain_text
from build_scripts.content.collection import Content

ATOM = "http://www.w3.org/2005/Atom"
FEED = "feed.xml"


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
