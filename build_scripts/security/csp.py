"""Write one strict content security policy into all built pages, and refuse pages that break it.

The only inline scripts are those of the theme. They are recognised by the theme's own templates, so a script that came
in through a page's text is an error and never one more digest in the list. The page for editors, where it is built, has
a policy of its own, since its package writes styles into the page and asks the Git host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from build_scripts.hashing import integrity
from build_scripts.paths import name_of
from build_scripts.problems import BuildError
from build_scripts.security.html_scan import PolicyScanner
from build_scripts.security.quick_scan import INLINE_SCRIPT, QuickScan

THEME_TEMPLATES = Path(str(files("material"))) / "templates"
CHARSET = '<meta charset="utf-8">'
ADMIN = "admin"  # the folder of the page for editors
# Python compiles WebAssembly; style sheets, the theme's and ours, draw with data: images.
SITE_DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'{script_digests}",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
CMS_DIRECTIVES = {
    **SITE_DIRECTIVES,
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob: {avatars}",
    "connect-src": "'self' data: blob: {api}",
}
ONLY_AS_HEADER = {"frame-ancestors": "'none'"}  # browsers ignore it in a page


class CspError(BuildError):
    """Pages that would not work under their own policy, one line each."""


class GitHostOrigins(NamedTuple):
    """The origins that the page for editors asks: the Git host's API, and its pictures of people."""

    api: str
    avatars: str


def site_csp(script_digests: Iterable[str], *, header: bool) -> str:
    """Return the policy of the site's pages, as an HTTP header or for a <meta> element."""
    digests = "".join(f" {digest}" for digest in script_digests)
    return _join_directives(SITE_DIRECTIVES, {"script_digests": digests}, header)


def cms_csp(origins: GitHostOrigins, *, header: bool) -> str:
    """Return the policy of the page for editors, as an HTTP header or for a <meta> element."""
    return _join_directives(CMS_DIRECTIVES, {"api": origins.api, "avatars": origins.avatars}, header)


def _join_directives(directives: Mapping[str, str], values: Mapping[str, str], header: bool) -> str:
    if header:
        directives = {**directives, **ONLY_AS_HEADER}
    return "; ".join(f"{name} {value.format_map(values)}" for name, value in directives.items())


def csp_meta_tags(csp: str) -> str:
    """Return the elements that put a policy in force where a host sends no headers."""
    content = escape(csp, quote=False)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content}">'
    return f'{meta}<meta name="referrer" content="no-referrer">'


def insert_csp(folder: Path) -> list[str]:
    """Write the policy into every page, before anything that it governs.

    Returns the digests of the inline scripts that it allows. Raises CspError for pages that it would break.
    """
    digests, violations = collect_inline_scripts(folder)
    pages = {page: page.read_text("utf-8") for page in visitor_pages(folder)}
    violations += [
        f"{name_of(folder, page)}:1: no {CHARSET}, behind which the policy would stand"
        for page, text in pages.items()
        if text.count(CHARSET) != 1
    ]
    if violations:
        raise CspError("\n".join(violations))
    meta_tags = csp_meta_tags(site_csp(digests, header=False))
    for page, text in pages.items():
        page.write_text(text.replace(CHARSET, CHARSET + meta_tags), "utf-8")
    return digests


def collect_inline_scripts(folder: Path) -> tuple[list[str], list[str]]:
    """Return the digests of the theme's inline scripts in all pages, and the violations as `page:line: what`."""
    patterns, digests, violations = theme_scripts(), set[str](), list[str]()
    quick_scan = QuickScan()

    @cache
    def is_of_theme(script: str) -> bool:
        return any(pattern.fullmatch(script) for pattern in patterns)

    for page in visitor_pages(folder):
        name, text = name_of(folder, page), page.read_text("utf-8")
        scripts = INLINE_SCRIPT.findall(text)
        if all(map(is_of_theme, scripts)) and quick_scan.is_clean(text):
            digests |= set(map(script_digest, scripts))
            continue
        scan = PolicyScanner(text)
        violations += [f"{name}:{line}: {violation}" for line, violation in scan.violations]
        for line, script in scan.scripts:
            if is_of_theme(script):
                digests.add(script_digest(script))
            else:
                what = f"a script inside the page that is not the theme's: {script.strip()[:60]}"
                violations.append(f"{name}:{line}: {what}")
    return sorted(digests), violations


def visitor_pages(folder: Path) -> list[Path]:
    """Return every page but that for editors."""
    return sorted(path for path in folder.rglob("*.html") if path.relative_to(folder).parts[0] != ADMIN)


def theme_scripts(templates: Path = THEME_TEMPLATES) -> list[re.Pattern[str]]:
    """Return a pattern for each inline script in the theme's templates.

    Where a template fills in the path to the root of the site, any plain path fits:
    `<script>__md_scope=new URL("{{ base_url }}",location)` also stands for `…new URL("../..",location)`.
    """
    patterns = []
    for path in sorted(templates.rglob("*.html")):
        for script in re.findall(r"<script>(.+?)</script>", path.read_text("utf-8"), re.DOTALL):
            fixed_parts = re.split(r"\{\{.*?\}\}", script)
            patterns.append(re.compile(r"[\w./~-]*".join(map(re.escape, fixed_parts))))
    return patterns


@cache
def script_digest(script: str) -> str:
    """Return a script's source expression for `script-src`: its SHA-256 in quotes."""
    return f"'{integrity(script.encode())}'"
