"""Verify that every address inside the finished site leads somewhere: in pages, style sheets and modules.

The build checks the links that editors write too, with their lines (content/checks/links_and_headings.py). This reads
what came out of it, the theme's and the templates' links among it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from build_scripts.paths import name_of

LINK_ATTRIBUTES = {"href", "src", "xlink:href"}
TOP_FRAGMENTS = {"", "top"}
ANSWERS_FRAGMENT = re.compile(r"[a-z-]+=")  # the checker reads its answers from the fragment: #idaci=37.5&aea=5
STYLE_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
# from "./view.js", or new URL("worker.js", import.meta.url)
MODULE_URL = re.compile(
    r"(?:\bfrom|\bimport|\bimport\()\s*\"(\.[^\"]+)\"|new URL\(\"(\.[^\"]*[^/\"])\", import\.meta\.url\)"
)


class PageLinks(HTMLParser):
    """Collect the addresses of a page with their lines, the names of its parts, and its own address."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[int, str]] = []
        self.names: set[str] = set()
        self.canonical = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical = given["href"]
            return
        if "id" in given:
            self.names.add(given["id"])
        if tag == "a" and "name" in given:
            self.names.add(given["name"])
        self.links += [(self.getpos()[0], given[name]) for name in LINK_ATTRIBUTES & given.keys()]


def check_links(site: Path, files: list[Path]) -> Iterator[str]:
    """Report each address that leads nowhere."""
    pages = {file: PageLinks(file.read_text("utf-8")) for file in files if file.suffix == ".html"}
    for page, found in pages.items():
        for line, address in found.links:
            if problem := link_problem(site, page, address, pages):
                yield f"{name_of(site, page)}:{line}: {address} {problem}"
    yield from check_asset_links(site, files)
    yield from check_sitemap(site, pages)


def link_problem(site: Path, page: Path, address: str, pages: dict[Path, PageLinks]) -> str:
    """Say what is wrong with an address in a page; return "" for one that leads somewhere, or to another site."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    target = page
    if parts.path.startswith("/"):  # the page for missing addresses: from the root of the site
        base = site_root(page)
        if not base or not parts.path.startswith(base):
            return "starts at the root of the host, so the site would not work under a path"
        target = site / unquote(parts.path).removeprefix(base)
    elif parts.path:
        target = page.parent / unquote(parts.path)
    if target.is_dir():
        if parts.path and not parts.path.endswith("/") and parts.path.split("/")[-1] not in (".", ".."):
            return "has no final slash"
        target = target / "index.html"
    target = target.resolve()
    if not target.is_file() or not target.is_relative_to(site.resolve()):
        return "leads nowhere"
    fragment = unquote(parts.fragment)
    if target in pages and fragment not in TOP_FRAGMENTS | pages[target].names and not ANSWERS_FRAGMENT.match(fragment):
        return f"names a part that {name_of(site.resolve(), target)} does not have"
    return ""


def site_root(page: Path) -> str:
    """Return the path of the site's root, as only the page for missing addresses knows it; else ""."""
    found = re.search(r'<script id="__config"[^>]*>(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    base = str(json.loads(found[1])["base"]) if found else ""
    return base if base.startswith("/") else ""


def check_asset_links(site: Path, files: list[Path]) -> Iterator[str]:
    """Report addresses in style sheets and in the checker's modules that lead nowhere."""
    patterns = {".css": STYLE_URL, ".js": MODULE_URL}
    for file in files:
        if file.suffix not in patterns or file.name.endswith(".min.js"):
            continue
        for found in patterns[file.suffix].finditer(file.read_text("utf-8")):
            address = found[1] or found[2]
            path = urlsplit(address).path
            if not urlsplit(address).scheme and path and not (file.parent / path).is_file():
                yield f"{name_of(site, file)}: {address} leads nowhere"


def check_sitemap(site: Path, pages: dict[Path, PageLinks]) -> Iterator[str]:
    """Compare the sitemap with the pages' own addresses: each page that has one is listed, and nothing else."""
    listed = set(re.findall(r"<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text("utf-8")))
    own = {name_of(site, page): found.canonical for page, found in pages.items() if found.canonical}
    yield from (f"sitemap.xml: {address} is no page" for address in sorted(listed - set(own.values())))
    for name, address in own.items():
        if address not in listed:
            yield f"{name}: its address {address} is not in sitemap.xml"
        if address != own.get("index.html", "") + name.removesuffix("index.html"):
            yield f"{name}: says that its address is {address}"
