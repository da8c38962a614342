"""What the policy has to know of a piece of HTML: the scripts inside it, and each thing that it would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

FORBIDDEN_TAGS = {"style", "base", "iframe", "frame", "object", "embed", "audio", "video"}
FETCHING_ATTRIBUTES = {"src", "srcset", "poster", "background"}
FETCHED_LINK_TYPES = {"stylesheet", "icon", "modulepreload", "preload", "prefetch", "manifest", "apple-touch-icon"}
ABSOLUTE_URL = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
SCRIPT_URL = re.compile(r"[\s\x00-\x1f]*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
REFRESH_TO_URL = re.compile(rf"[;,]\s*(?:url\s*=)?\s*['\"]?{ABSOLUTE_URL.pattern}", re.IGNORECASE)
EXECUTED_TYPES = {"", "module", "text/javascript", "application/javascript"}


class PolicyScanner(HTMLParser):
    """What the policy has to know of a page: the scripts inside it, and each thing it would refuse, with its line."""

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
        self.violations += [(line, fault) for fault in element_violations(tag, given)]
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
    """What the policy refuses of one element."""
    if tag in FORBIDDEN_TAGS:
        yield f"<{tag}> is not allowed"
    for name, value in given.items():
        if name.startswith("on"):
            yield f'{name}="…" is a script inside an attribute'
        elif name == "style":
            yield f'style="{value}" is a style inside an attribute; give it a class'
        elif name == "action" or name == "formaction":
            yield f'{name}="{value}" would send a form'
        elif name in ("href", "xlink:href") and SCRIPT_URL.match(value):
            yield f'{name}="{value[:40]}" runs a script instead of leading to a page'
        elif name in FETCHING_ATTRIBUTES and ABSOLUTE_URL.match(value) and not value.startswith("data:image/"):
            yield f"{name}={value} is loaded from elsewhere"
    if (
        tag == "link"
        and FETCHED_LINK_TYPES & set(given.get("rel", "").lower().split())
        and ABSOLUTE_URL.match(given.get("href", ""))
    ):
        yield f"href={given['href']} is loaded from elsewhere"
    if (
        tag == "meta"
        and given.get("http-equiv", "").lower() == "refresh"
        and REFRESH_TO_URL.search(given.get("content", ""))
    ):
        yield "a refresh leads away to another site"


# Whatever PolicyScanner finds fault with has one of these between a < and the next.
SUSPECT = re.compile(
    "|".join(
        (
            rf"<(?:{'|'.join(sorted(FORBIDDEN_TAGS))})",
            r'<script(?! src="[\w./-]+">|(?: id="__config")? type="application/(?:ld\+)?json">)',
            r'<link(?! rel="canonical" href="[\w:/.~-]*">| (?:[a-z]+(?:="(?! *//)[\w ./+-]*")? ?)+>)',
            r"http-equiv",
            r"[\s\"'/](?:on[^\s=>]*|style|(?:form)?action)\s*=",
            rf"[\s\"'/](?:{'|'.join(sorted(FETCHING_ATTRIBUTES))})\s*=\s*[\"']?{ABSOLUTE_URL.pattern}",
            r"(?:javascript|vbscript|data)\s*:",
            r"&(?:#(?!3[489];|6[02];)|colon|sol|tab|newline)",  # letters that are spelt as numbers
        )
    ),
    re.IGNORECASE,
)
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class QuickScan:
    """Tells pages that need no scan. Most pieces of a page stand on every page, so each piece is looked at once."""

    def __init__(self) -> None:
        self._seen_clean: set[str] = set()

    def is_clean(self, text: str) -> bool:
        """Whether, apart from its inline scripts, nothing in the page could be a fault."""
        pieces = set(INLINE_SCRIPT.sub("", text).split("<")) - self._seen_clean
        if any(SUSPECT.search(f"<{piece}") for piece in pieces):
            return False
        self._seen_clean |= pieces
        return True
