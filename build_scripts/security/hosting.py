"""Write what a host should send with the site in the forms that hosts read: `_headers`, nginx.conf and a Caddyfile."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from build_scripts.paths import name_of
from build_scripts.problems import BuildError
from build_scripts.security.csp import ADMIN

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "public, max-age=0, must-revalidate"
# Addresses that hold a digest of their contents: a folder of ours such as /0123456789abcdef/, or a file of the theme
# such as main.57a0d79d.min.css.
HASHED_FOLDER = r"/[0-9a-f]{16}/"
HASHED_FILE = r"\.[0-9a-f]{8}\.min\.(?:js|css)"
CONTENT_ADDRESS = re.compile(f"{HASHED_FOLDER}|{HASHED_FILE}$")
CONTENT_TYPES = {".wasm": "application/wasm", ".mjs": "text/javascript; charset=utf-8"}  # not known to every host
CORS_PATH = "criteria.json"  # public and stable: pages of other sites may read it
MAX_LINE_LENGTH, MAX_RULES = 2000, 100  # of Cloudflare's _headers
CSP_HEADER = "Content-Security-Policy"
DENIED_FEATURES = [
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
]

type Headers = dict[str, str]


class HeadersError(BuildError):
    """A file of headers that a host would not take."""


def common_headers(csp: str) -> Headers:
    """Return the headers of every response."""
    return {
        CSP_HEADER: csp,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in DENIED_FEATURES),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def is_content_addressed(address: str) -> bool:
    """Say whether no other build gives other bytes at this address, such as /assets/checker/0123456789abcdef/x.js."""
    return bool(CONTENT_ADDRESS.search(address))


def headers_file(site: Path, csp: str, cms_csp: str | None = None) -> str:
    """Return `_headers`, as Netlify and Cloudflare read it; `cms_csp` is that of the page for editors, if there is one.

    Raises HeadersError where the file would be longer than Cloudflare takes.
    """
    rules = _header_rules(site, csp, cms_csp)
    lines = []
    for address, headers in rules.items():
        lines.append(address)
        lines += [f"  {name}: {value}" for name, value in headers.items()]
    longest = max(map(len, lines))
    if len(rules) > MAX_RULES or longest > MAX_LINE_LENGTH:
        raise HeadersError(f"_headers has {len(rules)} rules, its longest line {longest} characters")
    return "\n".join(lines) + "\n"


def _header_rules(site: Path, csp: str, cms_csp: str | None) -> dict[str, Headers]:
    """Return the headers by pattern of address.

    Hosts join the values of all rules that fit an address, so no two of them may name the same header. An address
    without a cache lifetime here gets the host's own, which is to ask at each visit whether the file has changed.
    """
    rules = {"/*": common_headers(csp)}
    if cms_csp:  # each address at the top then names its policy; 404.html, which other addresses show, holds it too
        del rules["/*"][CSP_HEADER]
        for path in sorted(site.iterdir()):
            rules[f"/{path.name}/*" if path.is_dir() else f"/{path.name}"] = {CSP_HEADER: csp}
        rules["/"] = {CSP_HEADER: csp}
        rules[f"/{ADMIN}/*"] = {CSP_HEADER: cms_csp}
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        address = f"/{name_of(site, file)}"
        if folder := re.match(f".*?{HASHED_FOLDER}", address):
            rules.setdefault(f"{folder[0]}*", {})["Cache-Control"] = IMMUTABLE
        elif is_content_addressed(address):
            rules.setdefault(address, {})["Cache-Control"] = IMMUTABLE
        if file.suffix in CONTENT_TYPES:
            rules.setdefault(address, {})["Content-Type"] = CONTENT_TYPES[file.suffix]
    rules.setdefault(f"/{CORS_PATH}", {})["Access-Control-Allow-Origin"] = "*"
    return rules


def nginx_conf(csp: str, cms_csp: str | None = None) -> str:
    """Return the part of nginx.conf inside `http`; its variable holds the policy that fits the address."""
    headers = common_headers("$leading_together_policy")
    return _render("nginx.conf.j2", csp, cms_csp, headers, HASHED_FOLDER, HASHED_FILE)


def caddyfile(csp: str, cms_csp: str | None = None) -> str:
    """Return the Caddyfile; its placeholder holds the policy that fits the address."""
    headers = common_headers("{leading_together_policy}")
    return _render("Caddyfile.j2", csp, cms_csp, headers, _unroll(HASHED_FOLDER), _unroll(HASHED_FILE))


def _unroll(pattern: str) -> str:
    """Write [0-9a-f]{2} as [0-9a-f][0-9a-f], since Caddy would take {2} for a placeholder of its own."""
    return re.sub(r"(\[0-9a-f\])\{(\d+)\}", lambda found: found[1] * int(found[2]), pattern)


def _render(
    template: str, csp: str, cms_csp: str | None, headers: Headers, hashed_folder: str, hashed_file: str
) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(
        csp=csp,
        cms_csp=cms_csp,
        cms_folder=ADMIN,
        headers=headers,
        hashed_folder=hashed_folder,
        hashed_file=hashed_file,
        immutable=IMMUTABLE,
        revalidate=REVALIDATE,
        cors_path=CORS_PATH,
    )
