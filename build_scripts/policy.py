"""The content security policy of the built pages: one for all, strict, and a build that breaks it is refused.

The editing page, where it is built, has its own: its package writes styles into the page, and it asks the Git host.

The only scripts inside a page are those that the theme forces. They are known by the theme's own templates, so a script
that came in through a page's text is a fault, not one more digest in the list.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from html import escape
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

TEMPLATES = Path(str(files("material"))) / "templates"
CHARSET = '<meta charset="utf-8">'
# {script} stands for the digests. Pyodide compiles WebAssembly; Material's and our style sheets draw with data: images.
DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'{script}",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
ADMIN = "admin"
ADMIN_DIRECTIVES = {
    **DIRECTIVES,
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob: {pictures}",
    "connect-src": "'self' data: blob: {answers}",
}
ONLY_AS_HEADER = {"frame-ancestors": "'none'"}  # browsers pass over it in a page

FORBIDDEN_TAGS = {"style", "base", "iframe", "frame", "object", "embed", "audio", "video"}
LOADING = {"src", "srcset", "poster", "background"}
LOADED_LINKS = {"stylesheet", "icon", "modulepreload", "preload", "prefetch", "manifest", "apple-touch-icon"}
ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
RUN_AS_ADDRESS = re.compile(r"[\s\x00-\x1f]*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
REFRESH_ELSEWHERE = re.compile(rf"[;,]\s*(?:url\s*=)?\s*['\"]?{ELSEWHERE.pattern}", re.IGNORECASE)
RUN_TYPES = {"", "module", "text/javascript", "application/javascript"}


class PolicyError(Exception):
    """Pages that would not work under their own policy; one line each."""


class PageScan(HTMLParser):
    """What the policy has to know of a page: the scripts inside it, and each thing it would refuse, with its line."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[tuple[int, str]] = []
        self.faults: list[tuple[int, str]] = []
        self._script: tuple[int, list[str]] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        self.faults += [(line, fault) for fault in faults_of(tag, given)]
        if tag == "script" and "src" not in given and given.get("type", "").lower() in RUN_TYPES:
            self._script = (line, [])

    def handle_data(self, data: str) -> None:
        if self._script:
            self._script[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script:
            line, parts = self._script
            self.scripts.append((line, "".join(parts)))
            self._script = None


def faults_of(tag: str, given: dict[str, str]) -> Iterable[str]:
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
        elif name in ("href", "xlink:href") and RUN_AS_ADDRESS.match(value):
            yield f'{name}="{value[:40]}" is a script as an address'
        elif name in LOADING and ELSEWHERE.match(value) and not value.startswith("data:image/"):
            yield f"{name}={value} is loaded from elsewhere"
    if tag == "link" and LOADED_LINKS & set(given.get("rel", "").lower().split()) and ELSEWHERE.match(given["href"]):
        yield f"href={given['href']} is loaded from elsewhere"
    if (
        tag == "meta"
        and given.get("http-equiv", "").lower() == "refresh"
        and REFRESH_ELSEWHERE.search(given["content"])
    ):
        yield "a refresh leads away to another site"


def scripts_of_theme(templates: Path = TEMPLATES) -> list[re.Pattern[str]]:
    """The theme's scripts as patterns: where a template puts the path to the site's root, any plain path fits."""
    found = []
    for path in sorted(templates.rglob("*.html")):
        for script in re.findall(r"<script>(.+?)</script>", path.read_text("utf-8"), re.DOTALL):
            plain = re.split(r"\{\{.*?\}\}", script)
            found.append(re.compile(r"[\w./~-]*".join(map(re.escape, plain))))
    return found


def digest(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def read_pages(folder: Path) -> tuple[list[str], list[str]]:
    """The digests of every inline script of every page, and the faults: page, line, what."""
    known, digests, faults = scripts_of_theme(), set[str](), list[str]()
    for page in pages_of(folder):
        name, scan = page.relative_to(folder).as_posix(), PageScan(page.read_text("utf-8"))
        faults += [f"{name}:{line}: {fault}" for line, fault in scan.faults]
        for line, script in scan.scripts:
            if any(pattern.fullmatch(script) for pattern in known):
                digests.add(digest(script))
            else:
                faults.append(f"{name}:{line}: a script inside the page that is not the theme's: {script.strip()[:60]}")
    return sorted(digests), faults


def pages_of(folder: Path) -> list[Path]:
    """The pages that are for visitors."""
    return sorted(path for path in folder.rglob("*.html") if path.relative_to(folder).parts[0] != ADMIN)


def policy(digests: Iterable[str], *, header: bool) -> str:
    return _written(DIRECTIVES, header, script="".join(f" {each}" for each in digests))


class Asked(NamedTuple):
    """What the editing page asks of the Git host: where its answers and its pictures of people come from."""

    answers: str
    pictures: str


def for_admin(asked: Asked, *, header: bool) -> str:
    return _written(ADMIN_DIRECTIVES, header, **asked._asdict())


def _written(directives: Mapping[str, str], header: bool, **filled: str) -> str:
    told = {**directives, **(ONLY_AS_HEADER if header else {})}
    return "; ".join(f"{name} {value.format(**filled)}" for name, value in told.items())


def as_metas(value: str) -> str:
    content = escape(value, quote=False)
    csp = f'<meta http-equiv="Content-Security-Policy" content="{content}">'
    return f'{csp}<meta name="referrer" content="no-referrer">'


def put_into_pages(folder: Path) -> list[str]:
    """Write the policy into every page, before anything that it rules, and return the digests; or a PolicyError."""
    digests, faults = read_pages(folder)
    faults += [
        f"{page.relative_to(folder).as_posix()}:1: no {CHARSET}, behind which the policy would stand"
        for page in pages_of(folder)
        if page.read_text("utf-8").count(CHARSET) != 1
    ]
    if faults:
        raise PolicyError("\n".join(faults))
    metas = as_metas(policy(digests, header=False))
    for page in pages_of(folder):
        page.write_text(page.read_text("utf-8").replace(CHARSET, CHARSET + metas), "utf-8")
    return digests
