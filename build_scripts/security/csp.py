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
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from build_scripts.security.html_scan import INLINE_SCRIPT, PolicyScanner, QuickScan

THEME_TEMPLATES = Path(str(files("material"))) / "templates"
CHARSET = '<meta charset="utf-8">'
# {script} stands for the digests. Pyodide compiles WebAssembly; Material's and our style sheets draw with data: images.
SITE_DIRECTIVES = {
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
CMS_DIRECTIVES = {
    **SITE_DIRECTIVES,
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob: {avatars}",
    "connect-src": "'self' data: blob: {api}",
}
ONLY_AS_HEADER = {"frame-ancestors": "'none'"}  # browsers pass over it in a page


class CspError(Exception):
    """Pages that would not work under their own policy; one line each."""


def theme_scripts(templates: Path = THEME_TEMPLATES) -> list[re.Pattern[str]]:
    """The theme's scripts as patterns: where a template puts the path to the site's root, any plain path fits."""
    found = []
    for path in sorted(templates.rglob("*.html")):
        for script in re.findall(r"<script>(.+?)</script>", path.read_text("utf-8"), re.DOTALL):
            plain = re.split(r"\{\{.*?\}\}", script)
            found.append(re.compile(r"[\w./~-]*".join(map(re.escape, plain))))
    return found


@cache
def script_digest(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def collect_inline_scripts(folder: Path) -> tuple[list[str], list[str]]:
    """The digests of every inline script of every page, and the faults: page, line, what."""
    known, digests, faults = theme_scripts(), set[str](), list[str]()
    glance = QuickScan()

    @cache
    def is_known(script: str) -> bool:
        return any(pattern.fullmatch(script) for pattern in known)

    for page in visitor_pages(folder):
        name, text = page.relative_to(folder).as_posix(), page.read_text("utf-8")
        scripts = INLINE_SCRIPT.findall(text)
        if all(map(is_known, scripts)) and glance.is_clean(text):
            digests |= set(map(script_digest, scripts))
            continue
        scan = PolicyScanner(text)
        faults += [f"{name}:{line}: {fault}" for line, fault in scan.violations]
        for line, script in scan.scripts:
            if is_known(script):
                digests.add(script_digest(script))
            else:
                faults.append(f"{name}:{line}: a script inside the page that is not the theme's: {script.strip()[:60]}")
    return sorted(digests), faults


def visitor_pages(folder: Path) -> list[Path]:
    """The pages that are for visitors."""
    return sorted(path for path in folder.rglob("*.html") if path.relative_to(folder).parts[0] != ADMIN)


def site_csp(digests: Iterable[str], *, header: bool) -> str:
    return _serialise(SITE_DIRECTIVES, header, script="".join(f" {each}" for each in digests))


class GitHostOrigins(NamedTuple):
    """What the editing page asks of the Git host: where its answers and its pictures of people come from."""

    api: str
    avatars: str


def cms_csp(asked: GitHostOrigins, *, header: bool) -> str:
    return _serialise(CMS_DIRECTIVES, header, api=asked.api, avatars=asked.avatars)


def _serialise(directives: Mapping[str, str], header: bool, **filled: str) -> str:
    told = {**directives, **(ONLY_AS_HEADER if header else {})}
    return "; ".join(f"{name} {value.format(**filled)}" for name, value in told.items())


def csp_meta_tags(value: str) -> str:
    content = escape(value, quote=False)
    csp = f'<meta http-equiv="Content-Security-Policy" content="{content}">'
    return f'{csp}<meta name="referrer" content="no-referrer">'


def insert_csp(folder: Path) -> list[str]:
    """Write the policy into every page, before anything that it rules, and return the digests; or raise a CspError."""
    digests, faults = collect_inline_scripts(folder)
    pages = {page: page.read_text("utf-8") for page in visitor_pages(folder)}
    faults += [
        f"{page.relative_to(folder).as_posix()}:1: no {CHARSET}, behind which the policy would stand"
        for page, text in pages.items()
        if text.count(CHARSET) != 1
    ]
    if faults:
        raise CspError("\n".join(faults))
    metas = csp_meta_tags(site_csp(digests, header=False))
    for page, text in pages.items():
        page.write_text(text.replace(CHARSET, CHARSET + metas), "utf-8")
    return digests
