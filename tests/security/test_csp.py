"""Test the policy of the pages: what the build refuses, and which headers it asks hosts to send."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_scripts.paths import SITE
from build_scripts.security import csp, hosting
from build_scripts.security.html_scan import PolicyScanner
from build_scripts.security.quick_scan import QuickScan
from tests.support.static_host import read_headers

THEME = '<!doctype html>\n<html><head>\n<meta charset="utf-8">\n'
GOOD = (
    "<script>var target=document.getElementById(location.hash.slice(1));"
    'target&&target.name&&(target.checked=target.name.startsWith("__tabbed_"))</script>'
)
REFUSED = {
    "<script>alert(1)</script>": "a script inside the page that is not the theme's: alert(1)",
    '<script type="module">x()</script>': "a script inside the page that is not the theme's: x()",
    GOOD.replace("__tabbed_", "__other_"): "a script inside the page that is not the theme's",
    '<p onclick="x()">': 'onclick="…" is a script inside an attribute',
    '<img src="data:image/png;base64,x" ONERROR=x>': 'onerror="…" is a script inside an attribute',
    '<p style="color: red">': 'style="color: red" is a style inside an attribute',
    "<style>p {}</style>": "<style> is not allowed",
    '<base href="/x/">': "<base> is not allowed",
    '<iframe src="x.html"></iframe>': "<iframe> is not allowed",
    '<a href=" JavaScript:x()">': 'href=" JavaScript:x()" runs a script instead of leading to a page',
    '<a href="data:text/html,x">': 'href="data:text/html,x" runs a script instead of leading to a page',
    '<script src="https://away.example/x.js"></script>': "src=https://away.example/x.js is loaded from elsewhere",
    '<img src="//elsewhere.example/x.png">': "src=//elsewhere.example/x.png is loaded from elsewhere",
    '<link rel="stylesheet" href="https://elsewhere.example/x.css">': "is loaded from elsewhere",
    '<form action="/send">': 'action="/send" would send a form',
    '<meta http-equiv="refresh" content="1;url=https://away.example/">': "a refresh leads away to another site",
    '<meta http-equiv="Refresh" content="0; \'//away.example\'">': "a refresh leads away to another site",
}
ALLOWED = [
    '<script src="a.js"></script>',
    '<script type="application/json">{"a": 1}</script>',
    '<script type="application/ld+json">{}</script>',
    '<img src="data:image/svg+xml,x">',
    '<a href="https://elsewhere.example/">x</a>',
    '<a href="mailto:a@b.example">x</a>',
    '<meta http-equiv="refresh" content="0; url=../faq/#cost">',
    '<link rel="canonical" href="https://here.example/">',
    GOOD,
]


@pytest.mark.parametrize("html", REFUSED)
def test_a_page_that_would_break_the_policy_is_refused_by_page_and_line(tmp_path: Path, html: str) -> None:
    (tmp_path / "sub").mkdir()
    page = tmp_path / "sub" / "index.html"
    page.write_text(f"{THEME}{html}\n", "utf-8")
    with pytest.raises(csp.CspError) as told:
        csp.insert_csp(tmp_path)
    assert str(told.value).startswith("sub/index.html:4: ")
    assert REFUSED[html] in str(told.value)
    assert csp.CHARSET + "\n" in page.read_text("utf-8"), "the page is left as it was"


def test_what_the_policy_allows_is_not_refused(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(THEME + "\n".join(ALLOWED), "utf-8")
    assert len(csp.insert_csp(tmp_path)) == 1
    assert csp.CHARSET + '<meta http-equiv="Content-Security-Policy"' in page.read_text("utf-8")


PARTS = [
    "<a ",
    "<img ",
    "<p ",
    "<link ",
    "<script",
    "<SCRIPT ",
    "<meta ",
    "<form ",
    "<style",
    "<Base ",
    "</script>",
    ">",
    "<",
    "onclick=x",
    "ONERROR = x",
    "style=x",
    "action=x",
    'href="',
    "href=",
    "src=",
    "srcset='",
    'rel="stylesheet"',
    "rel=icon",
    "javascript:",
    "&#106;avascript&colon;",
    "data:text/html",
    "//away",
    "https://away",
    "0;url=",
    'http-equiv="Refresh"',
    "content=",
    'title="',
    "<!-- ",
    " -->",
    " ",
    "\n",
    "/",
    '"',
    "'",
    "=",
    "x",
    GOOD,
    'type="application/ld+json"',
]


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join))
def test_a_page_that_the_quick_scan_passes_has_no_violation(html: str) -> None:
    scan = PolicyScanner(html)
    unknown = [script for _, script in scan.scripts if f"<script>{script}</script>" != GOOD]
    if scan.violations or unknown:
        assert not QuickScan().is_clean(html)


def test_the_quick_scan_passes_nearly_every_page() -> None:
    """Keep a build of thousands of pages fast. The policy itself is left out, since it says data:."""
    pages = [re.sub("<meta http-equiv=[^>]*>", "", path.read_text("utf-8")) for path in SITE.rglob("*.html")]
    assert sum(QuickScan().is_clean(page) for page in pages) > 0.8 * len(pages)


def test_a_page_without_a_place_for_the_policy_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>", "utf-8")
    with pytest.raises(csp.CspError, match=r"^a\.html:1: no <meta charset"):
        csp.insert_csp(tmp_path)


@pytest.mark.parametrize(
    ("address", "for_ever"),
    [
        ("/assets/checker/0123456789abcdef/check-page/check-page.js", True),
        ("/assets/stylesheets/main.57a0d79d.min.css", True),
        ("/assets/checker/0123456789abcdeg/form.js", False),
        ("/assets/site.css", False),
        ("/faq/", False),
        ("/0123456789abcdef", False),
    ],
)
def test_only_addresses_named_by_their_contents_are_kept_for_ever(address: str, for_ever: bool) -> None:
    assert hosting.is_content_addressed(address) == for_ever


def test_a_header_is_told_once_for_an_address() -> None:
    """Hosts join what several rules say of one header with a comma."""
    rules = read_headers(SITE)
    everywhere = rules.pop("/*")
    assert everywhere["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert {"Referrer-Policy", "Permissions-Policy", "X-Content-Type-Options", "X-Frame-Options"} < everywhere.keys()
    assert all(not everywhere.keys() & told.keys() for told in rules.values())
    for pattern, told in rules.items():
        others = [other for other in rules if other != pattern and pattern.startswith(other.removesuffix("*"))]
        assert all(not rules[other].keys() & told.keys() for other in others)


def test_every_page_has_the_same_policy_as_the_header() -> None:
    told = read_headers(SITE)["/*"]["Content-Security-Policy"]
    pages = list(SITE.rglob("*.html"))
    assert len(pages) > 20
    for path in pages:
        [meta] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', path.read_text("utf-8"))
        assert f"{meta}; frame-ancestors 'none'" == told
    assert "'unsafe-inline'" not in told
    assert "'unsafe-eval'" not in told
