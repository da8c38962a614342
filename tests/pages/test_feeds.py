"""What programs read: the questions as data, the feed, robots.txt, the sitemap, and the picture shown with a link."""

import json
import re
import struct
import tomllib
from datetime import date
from html import unescape
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page

from build_scripts.content.checks.markdown import to_plain_text
from build_scripts.content.collection import read_content
from build_scripts.dev.social_card import DIGESTS, HEIGHT, PAPER, PICTURE, WIDTH, digests
from build_scripts.pages.feeds import feed, feed_entries, robots
from build_scripts.paths import ROOT, SITE

CONTENT, _ = read_content(ROOT)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
ADDRESS = "https://example.org/guide/"
QUESTIONS = sorted(path.stem for path in (ROOT / "content/faq").glob("*.md"))


def question(name: str, day: date) -> SimpleNamespace:
    return SimpleNamespace(id=name, title=f"On {name}?", last_reviewed=day, body="It *is*.")


def test_the_same_content_makes_the_same_feed() -> None:
    asked = [question("b", date(2026, 1, 1)), question("a", date(2026, 3, 1))]
    found = feed_entries(CONTENT, asked, date(2026, 11, 21))
    made = feed(found, ADDRESS, "Changes")
    assert made == feed(feed_entries(CONTENT, reversed(asked), date(2026, 12, 31)), ADDRESS, "Changes")
    top = ElementTree.fromstring(made)
    ids = [entry.findtext("a:id", "", ATOM) for entry in top.iterfind("a:entry", ATOM)]
    assert ids[-2:] == [f"{ADDRESS}faq/a/", f"{ADDRESS}faq/b/"]
    days = [entry.findtext("a:updated", "", ATOM) for entry in top.iterfind("a:entry", ATOM)]
    assert days == sorted(days, reverse=True)
    assert top.findtext("a:updated", "", ATOM) == days[0]
    assert top.findtext("a:entry[2]/a:content", "", ATOM) == "It is."


def test_an_edition_is_told_once_it_has_begun() -> None:
    [edition] = (tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "content/criteria").glob("*.toml"))
    first = edition["effective_from"]
    assert [change.title for change in feed_entries(CONTENT, [], first)] == [f"The rule in force from 1 {first:%B %Y}"]
    assert feed_entries(CONTENT, [], date(2000, 1, 1)) == []


def test_plain_text_has_no_drawing_and_no_marks() -> None:
    drawing = "<figure><svg><text>1</text></svg><figcaption>Up</figcaption></figure>"
    text = f"**Yes**, [see](x.md).\n\n{drawing}\n\n- one\n- two\n"
    assert to_plain_text(text) == "Yes, see.\none\ntwo"
    assert to_plain_text("<table><tr><th>A</th><td>B</td></tr></table>") == "A B"


def test_the_built_site_has_them() -> None:
    address = re.findall(r'<link rel="canonical" href="([^"]+)"', (SITE / "index.html").read_text("utf-8"))[0]
    assert (SITE / "robots.txt").read_text("utf-8") == robots(address)
    top = ElementTree.parse(SITE / "feed.xml").getroot()
    told = {entry.findtext("a:id", "", ATOM) for entry in top.iterfind("a:entry", ATOM)}
    assert {f"{address}faq/{name}/" for name in QUESTIONS} < told
    assert f"{address}faq/cost/" in (SITE / "sitemap.xml").read_text("utf-8")


def test_every_page_says_what_it_is_where_its_link_is_shown() -> None:
    for path in SITE.rglob("index.html"):
        text = unescape(path.read_text("utf-8"))
        told = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', text))
        [canonical] = re.findall(r'<link rel="canonical" href="([^"]+)"', text)
        assert told["url"] == canonical
        assert told["title"]
        assert told["description"] == re.findall(r'<meta name="description" content="([^"]*)"', text)[0]
        assert re.fullmatch(r"https://.+/assets/social\.png", told["image"])


def test_the_social_picture_is_our_mark() -> None:
    assert DIGESTS.read_text("utf-8") == digests(), "run python -m build_scripts.dev.social_card in .venv"
    assert struct.unpack(">II", PICTURE.read_bytes()[16:24]) == (WIDTH, HEIGHT)
    css = (ROOT / "docs/styles/colours.css").read_text("utf-8")
    assert re.findall(r"--lt-paper: (#\w+);", css)[0] == PAPER


def test_the_questions_are_data_with_the_same_words(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}faq/")
    [text] = [script.text_content() or "" for script in page.locator('script[type="application/ld+json"]').all()]
    asked = json.loads(text)
    assert asked["@type"] == "FAQPage"
    shown = page.locator(".md-content h3").evaluate_all("all => all.map(h => h.firstChild.textContent.trim())")
    assert [each["name"] for each in asked["mainEntity"]] == shown
    words = " ".join(page.locator("article").inner_text().split())
    for each in asked["mainEntity"]:
        [first, *_] = each["acceptedAnswer"]["text"].split("\n")
        assert first in words


def test_feedback_names_the_question_and_the_edition(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}faq/cost/")
    link = page.locator(".lt-about a")
    assert link.inner_text() == "Write to us about this answer"
    address = (link.get_attribute("href") or "").replace("%20", " ")
    [edition] = [path.stem for path in (ROOT / "content/criteria").glob("*.toml")]
    assert page.locator("h1").inner_text().rstrip("?") in address
    assert edition in address


@pytest.mark.parametrize("name", ["cost"])
def test_a_link_to_a_question_shows_when_it_has_the_focus(page: Page, site_url: str, name: str) -> None:
    page.goto(f"{site_url}faq/")
    link = page.locator(f"#{name} .headerlink")
    page.mouse.move(0, 0)
    assert link.evaluate("a => getComputedStyle(a).opacity") == "0"
    link.focus()
    page.wait_for_function("a => getComputedStyle(a).opacity === '1'", arg=link.element_handle())
    assert (link.get_attribute("aria-label") or link.get_attribute("title") or "").strip()


@pytest.mark.parametrize("size", [(320, 640), (390, 664)])
def test_the_start_page_answers_in_one_screen_of_a_phone(page: Page, site_url: str, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.goto(site_url)
    box = page.get_by_role("link", name="Check your school").first.bounding_box()
    assert box
    assert box["y"] + box["height"] <= height
