"""Serve the site with nginx and Caddy and the files that the build writes for them.

    python3 dev.py test --servers

Their packages take a while to install, so python3 dev.py test leaves this out.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from build_scripts.paths import SITE
from build_scripts.security.hosting import IMMUTABLE, REVALIDATE, is_content_addressed
from tests.browser.page_objects.checker_page import CheckerPage
from tests.publishing.real_servers import SERVERS, get, running
from tests.support.static_host import headers_for, read_headers

pytestmark = pytest.mark.servers
TYPES: dict[str, str | tuple[str, ...]] = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": ("application/javascript", "text/javascript"),
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".xml": ("text/xml", "application/xml"),
    ".png": "image/png",
    ".txt": "text/plain",
}


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp(request.param)
    with running(request.param, folder) as address:
        yield address, folder / "access.log"


def files() -> list[Path]:
    found = [path for path in SITE.rglob("*") if path.is_file() and path.suffix not in (".br", ".gz")]
    return sorted(path for path in found if path.name != "_headers")


def test_every_file_comes_with_its_headers_and_type(server: tuple[str, Path]) -> None:
    address, _ = server
    rules = read_headers(SITE)
    for file in files():
        path = "/" + file.relative_to(SITE).as_posix().removesuffix("index.html")
        response, body = get(address, path)
        assert (response.status, body) == (200, file.read_bytes()), path
        for name, value in headers_for(rules, path):
            if name not in ("Cache-Control", "Content-Type"):
                assert response.getheader(name) == value, (path, name)
        assert response.getheader("Cache-Control") == (IMMUTABLE if is_content_addressed(path) else REVALIDATE), path
        if file.suffix in TYPES:
            assert str(response.getheader("Content-Type")).startswith(TYPES[file.suffix]), path


@pytest.mark.parametrize(("accept", "ending"), [("br, gzip", ".br"), ("gzip", ".gz")])
def test_the_compressed_files_are_sent_as_they_are(server: tuple[str, Path], accept: str, ending: str) -> None:
    address, _ = server
    sent = 0
    for file in files():
        path = "/" + file.relative_to(SITE).as_posix().removesuffix("index.html")
        small = file.with_name(file.name + ending)
        response, body = get(address, path, accept)
        coding = response.getheader("Content-Encoding")
        if small.exists():
            assert (coding, body) == ({".br": "br", ".gz": "gzip"}[ending], small.read_bytes()), path
            assert "accept-encoding" in str(response.getheader("Vary")).lower(), path
            assert response.getheader("Content-Security-Policy")
            sent += 1
        else:
            assert (coding, body) == (None, file.read_bytes()), path
    assert sent > 50


@pytest.mark.parametrize(
    "path", ["/nothing", "/nothing/here/", "/_headers", "/assets/checker/0123456789abcdef/check-page/check-page.js"]
)
def test_a_missing_address_has_its_page_and_is_not_kept(server: tuple[str, Path], path: str) -> None:
    response, body = get(server[0], path)
    assert response.status == 404
    assert b"Page not found" in body
    assert response.getheader("Cache-Control") == REVALIDATE
    assert response.getheader("Content-Security-Policy")


def test_an_address_without_its_final_slash_leads_there(server: tuple[str, Path]) -> None:
    response, _ = get(server[0], "/check")
    assert response.status in (301, 308)
    assert response.getheader("Location") in ("/check/", "check/")


def test_other_sites_may_read_the_rule(server: tuple[str, Path]) -> None:
    assert get(server[0], "/criteria.json")[0].getheader("Access-Control-Allow-Origin") == "*"
    assert get(server[0], "/check/")[0].getheader("Access-Control-Allow-Origin") is None


def test_the_checker_answers_there_and_the_log_does_not_tell_what_was_typed(
    server: tuple[str, Path], browser: Browser
) -> None:
    address, log = server
    page = browser.new_page()
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    checker = CheckerPage(page, address)
    checker.open("#idaci=47.1234&phase=primary")
    checker.expect_answer("meets")
    assert errors == []
    page.close()
    text = log.read_text("utf-8")
    assert "/check/" in text
    assert not [word for word in ("47.1234", "phase", "primary", "idaci") if word in text]
