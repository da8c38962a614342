"""What a host should send with the site, in the forms that hosts read: `_headers`, nginx and Caddy."""

from __future__ import annotations

import re
from pathlib import Path

from build_scripts.security.csp import ADMIN

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "public, max-age=0, must-revalidate"
# Addresses that hold a digest of their contents: a folder of ours, or a file of the theme.
HASHED_FOLDER = r"/[0-9a-f]{16}/"
HASHED_FILE = r"\.[0-9a-f]{8}\.min\.(?:js|css)"
CONTENT_ADDRESS = re.compile(f"{HASHED_FOLDER}|{HASHED_FILE}$")
CONTENT_TYPES = {".wasm": "application/wasm", ".mjs": "text/javascript; charset=utf-8"}  # what a host may not know
CORS_PATH = "criteria.json"  # public and stable: pages of other sites may read it
MAX_LINE_LENGTH = 2000  # of Cloudflare's _headers
MAX_RULES = 100
CSP_HEADER = "Content-Security-Policy"

DENIED_FEATURES = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope"),
    *(
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    ),
)


class HeadersError(Exception):
    """A file of headers that a host would not take."""


def common_headers(policy: str) -> dict[str, str]:
    """The headers of every answer."""
    return {
        CSP_HEADER: policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in DENIED_FEATURES),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def is_content_addressed(address: str) -> bool:
    """Whether another build never gives other bytes at this address, such as /assets/checker/0123456789abcdef/x.js."""
    return bool(CONTENT_ADDRESS.search(address))


def headers_file(site: Path, policy: str, editing: str = "") -> str:
    """`_headers`, as Netlify and Cloudflare read it. `editing` is the policy of the editing page, where there is one.

    They join what several rules say of one header, so no header is told twice for an address. What has no cache
    lifetime here gets the hosts' own: keep it, but ask each time whether it is still the one.
    """
    rules = {"/*": common_headers(policy)}
    if editing:  # then each address at the top names its own; other addresses show 404.html, which holds the policy
        del rules["/*"][CSP_HEADER]
        for path in sorted(site.iterdir()):
            rules[f"/{path.name}/*" if path.is_dir() else f"/{path.name}"] = {CSP_HEADER: policy}
        rules["/"] = {CSP_HEADER: policy}
        rules[f"/{ADMIN}/*"] = {CSP_HEADER: editing}
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        address = "/" + file.relative_to(site).as_posix()
        if folder := re.match(f".*?{HASHED_FOLDER}", address):
            rules.setdefault(f"{folder[0]}*", {})["Cache-Control"] = IMMUTABLE
        elif is_content_addressed(address):
            rules.setdefault(address, {})["Cache-Control"] = IMMUTABLE
        if file.suffix in CONTENT_TYPES:
            rules.setdefault(address, {})["Content-Type"] = CONTENT_TYPES[file.suffix]
    rules.setdefault(f"/{CORS_PATH}", {})["Access-Control-Allow-Origin"] = "*"
    lines = [line for address, told in rules.items() for line in (address, *(f"  {n}: {v}" for n, v in told.items()))]
    if len(rules) > MAX_RULES or any(len(line) > MAX_LINE_LENGTH for line in lines):
        raise HeadersError(f"_headers has {len(rules)} rules, its longest line {max(map(len, lines))} characters")
    return "\n".join(lines) + "\n"


NGINX = """\
# Part of nginx.conf, inside http {{ }}. Made by the build for these very files: {note}
map $uri $leading_together_cache {{
  default "{ask}";
  "~{folder}" "{ever}";
  "~{file}$" "{ever}";
}}
map $uri $leading_together_open {{
  default "";
  "/{open}" "*";
}}
map $uri $leading_together_policy {{
  default "{policy}";{editing}
}}
server {{
  listen 80; # and 443 with your certificate
  server_name leading-together.example;
  root /srv/leading-together;
  index index.html;
  error_page 404 /404.html;
  absolute_redirect off;
  charset utf-8;
  server_tokens off;

  # The compressed files beside the others. brotli_static needs the package libnginx-mod-http-brotli-static.
  gzip_static on;
  brotli_static on;
  gzip_vary on;

{headers}
  add_header Cache-Control $leading_together_cache always;
  add_header Access-Control-Allow-Origin $leading_together_open always;

  location ~ \\.mjs$ {{ types {{ }} default_type text/javascript; }}
  location ~ \\.wasm$ {{ types {{ }} default_type application/wasm; }}
  location = /_headers {{ return 404; }}
}}
"""

CADDY = """\
# A Caddyfile. Made by the build for these very files: {note}
(leading-together) {{
  header {{
{headers}
    -Server
  }}
}}
leading-together.example {{
  root * /srv/leading-together
  map {{path}} {{leading_together_policy}} {{{editing}
    default "{policy}"
  }}
  import leading-together
  @ever path_regexp {folder}|{file}$
  header @ever Cache-Control "{ever}"
  @brief not path_regexp {folder}|{file}$
  header @brief Cache-Control "{ask}"
  header /{open} Access-Control-Allow-Origin *
  @mjs path *.mjs
  header @mjs Content-Type "text/javascript; charset=utf-8"
  @private path /_headers
  error @private 404
  file_server {{
    precompressed br gzip
  }}
  handle_errors {{
    import leading-together
    header Cache-Control "{ask}"
    rewrite * /404.html
    file_server
  }}
}}
"""
NOTE = "a new build may need new ones"


def nginx(policy: str, editing: str = "") -> str:
    told = common_headers("$leading_together_policy").items()
    headers = "\n".join(f'  add_header {name} "{value}" always;' for name, value in told)
    return _filled(NGINX, headers, policy, f'\n  "~^/{ADMIN}/" "{editing}";' if editing else "")


def caddy(policy: str, editing: str = "") -> str:
    told = common_headers("{leading_together_policy}").items()
    headers = "\n".join(f'    {name} "{value}"' for name, value in told)
    filled = _filled(CADDY, headers, policy, f'\n    ~^/{ADMIN}/ "{editing}"' if editing else "")
    # Caddy would take {16} for a name of its own.
    return re.sub(r"(\[0-9a-f\])\{(\d+)\}", lambda times: times[1] * int(times[2]), filled)


def _filled(form: str, headers: str, policy: str, editing: str) -> str:
    parts = {"folder": HASHED_FOLDER, "file": HASHED_FILE, "ever": IMMUTABLE, "ask": REVALIDATE, "open": CORS_PATH}
    return form.format(headers=headers, policy=policy, editing=editing, note=NOTE, **parts)
