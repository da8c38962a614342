"""Whether every address inside the finished site leads somewhere: in pages, style sheets and modules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINK_ATTRIBUTES = {"href", "src", "xlink:href"}
TOP_FRAGMENTS = {"", "top"}
# The checker reads its answers from the fragment: #idaci=37.5&aea=5
ANSWERS_FRAGMENT = re.compile(r"[a-z-]+=")
STYLE_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
MODULE_URL = re.compile(
    r"(?:\bfrom|\bimport|\bimport\()\s*\"(\.[^\"]+)\"|new URL\(\"(\.[^\"]*[^/\"])\", import\.meta\.url\)"
)


class PageLinks(HTMLParser):
    """The addresses of a page with their lines, and the names of its parts."""

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
        self.names |= {given[name] for name in ("id", "name") if name in given and (name == "id" or tag == "a")}
        self.links += [(self.getpos()[0], given[name]) for name in LINK_ATTRIBUTES & given.keys()]


def check_links(site: Path, files: list[Path]) -> Iterator[str]:
    """A line for each address that leads nowhere."""
    pages = {file: PageLinks(file.read_text("utf-8")) for file in files if file.suffix == ".html"}
    for page, found in pages.items():
        name = page.relative_to(site).as_posix()
        for line, address in found.links:
            if wrong := link_problem(site, page, address, pages):
                yield f"{name}:{line}: {address} {wrong}"
    yield from check_asset_links(site, files)
    yield from check_sitemap(site, pages)


def link_problem(site: Path, page: Path, address: str, pages: dict[Path, PageLinks]) -> str:
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
    named = unquote(parts.fragment)
    if target in pages and named not in TOP_FRAGMENTS | pages[target].names and not ANSWERS_FRAGMENT.match(named):
        return f"names a part that {target.relative_to(site.resolve()).as_posix()} does not have"
    return ""


def site_root(page: Path) -> str:
    """The path of the site's root, as the page for missing addresses knows it."""
    found = re.search(r'<script id="__config"[^>]*>(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    base = str(json.loads(found[1])["base"]) if found else ""
    return base if base.startswith("/") else ""


def check_asset_links(site: Path, files: list[Path]) -> Iterator[str]:
    """What style sheets and the checker's modules name."""
    for file in files:
        pattern = STYLE_URL if file.suffix == ".css" else MODULE_URL if file.suffix == ".js" else None
        if not pattern or file.name.endswith(".min.js"):
            continue
        for found in pattern.findall(file.read_text("utf-8")):
            address = next(filter(None, found))
            path = urlsplit(address).path
            if not urlsplit(address).scheme and path and not (file.parent / path).is_file():
                yield f"{file.relative_to(site).as_posix()}: {address} leads nowhere"


def check_sitemap(site: Path, pages: dict[Path, PageLinks]) -> Iterator[str]:
    """The sitemap and the pages' own addresses: each page that has an address is listed, and nothing else."""
    listed = set(re.findall(r"<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text("utf-8")))
    own = {page.relative_to(site).as_posix(): found.canonical for page, found in pages.items() if found.canonical}
    yield from (f"sitemap.xml: {address} is no page" for address in sorted(listed - set(own.values())))
    for name, address in own.items():
        if address not in listed:
            yield f"{name}: its address {address} is not in sitemap.xml"
        if address != own.get("index.html", "") + name.removesuffix("index.html"):
            yield f"{name}: says that its address is {address}"
