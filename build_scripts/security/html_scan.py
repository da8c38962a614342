"""Read HTML for what a content security policy has to know: the scripts inside it, and what it would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

FORBIDDEN_TAGS = {"style", "base", "iframe", "frame", "object", "embed", "audio", "video"}
FETCHING_ATTRIBUTES = {"src", "srcset", "poster", "background"}
FETCHED_LINK_TYPES = {"stylesheet", "icon", "modulepreload", "preload", "prefetch", "manifest", "apple-touch-icon"}
EXECUTED_TYPES = {"", "module", "text/javascript", "application/javascript"}
# https://example.org, or //example.org
ABSOLUTE_URL = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
# javascript:alert(1); browsers skip control characters before it
SCRIPT_URL = re.compile(r"[\s\x00-\x1f]*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
# 0; url=https://example.org, as the content of <meta http-equiv="refresh">
REFRESH_TO_URL = re.compile(rf"[;,]\s*(?:url\s*=)?\s*['\"]?{ABSOLUTE_URL.pattern}", re.IGNORECASE)


class PolicyScanner(HTMLParser):
    """Collect the inline scripts of a page and everything that the policy would refuse, each with its line."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[tuple[int, str]] = []
        self.violations: list[tuple[int, str]] = []
        self._script: tuple[int, list[str]] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        self.violations += [(line, violation) for violation in element_violations(tag, given)]
        if tag == "script" and "src" not in given and given.get("type", "").lower() in EXECUTED_TYPES:
            self._script = (line, [])

    def handle_data(self, data: str) -> None:
        if self._script:
            self._script[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script:
            line, parts = self._script
            self.scripts.append((line, "".join(parts)))
            self._script = None


def element_violations(tag: str, given: dict[str, str]) -> Iterable[str]:
    """Say what the policy would refuse of one element with these attributes."""
    if tag in FORBIDDEN_TAGS:
        yield f"<{tag}> is not allowed"
    for name, value in given.items():
        if name.startswith("on"):
            yield f'{name}="…" is a script inside an attribute'
        elif name == "style":
            yield f'style="{value}" is a style inside an attribute; give it a class'
        elif name in ("action", "formaction"):
            yield f'{name}="{value}" would send a form'
        elif name in ("href", "xlink:href") and SCRIPT_URL.match(value):
            yield f'{name}="{value[:40]}" runs a script instead of leading to a page'
        elif name in FETCHING_ATTRIBUTES and ABSOLUTE_URL.match(value) and not value.startswith("data:image/"):
            yield f"{name}={value} is loaded from elsewhere"
    fetches = tag == "link" and FETCHED_LINK_TYPES & set(given.get("rel", "").lower().split())
    if fetches and ABSOLUTE_URL.match(given.get("href", "")):
        yield f"href={given['href']} is loaded from elsewhere"
    refreshes = tag == "meta" and given.get("http-equiv", "").lower() == "refresh"
    if refreshes and REFRESH_TO_URL.search(given.get("content", "")):
        yield "a refresh leads away to another site"
