"""Serve a built site to the tests as a plain host does: at the root or under a path, with 404.html where needed.

Where the site has a file `_headers`, its headers are sent, as Netlify and Cloudflare do.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO

from build_scripts.paths import ROOT

# The build joins modules into few files. Tests that ask a single one get its source.
MODULE = re.compile(r"/assets/checker/[0-9a-f]{16}/([a-z-]+/[a-z-]+\.js)$")
REPORTS = "/reports-of-a-broken-policy"  # where a test lets browsers report that a page broke its policy


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a page that is left ends its downloads: no fault
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def read_headers(site: Path) -> dict[str, dict[str, str]]:
    """Return the rules of `_headers`: for each pattern of addresses, its headers."""
    file, rules = site / "_headers", dict[str, dict[str, str]]()
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        if line.startswith("/"):
            told = rules.setdefault(line, {})
        else:
            name, value = line.strip().split(": ", 1)
            told[name] = value
    return rules


def headers_for(rules: dict[str, dict[str, str]], address: str) -> Iterator[tuple[str, str]]:
    """Yield every header that an address gets, in the order of the rules: one that two rules name comes twice."""
    return (header for pattern, told in rules.items() if fnmatchcase(address, pattern) for header in told.items())


@dataclass(frozen=True)
class Host:
    """Say what is served, and how."""

    site: Path
    under: str = "/"
    log: list[str] | None = None
    compressed: bool = False
    intercept: Callable[["Handler", Path], bool] | None = None
    rules: dict[str, dict[str, str]] = field(default_factory=dict)


class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *given: Any, host: Host) -> None:
        self.host, self.status = host, 0
        super().__init__(*given, directory=str(host.site))

    def translate_path(self, path: str) -> str:
        under = self.host.under
        inside = "/" + path.removeprefix(under) if path.startswith(under) else "/nowhere-on-this-host"
        file = Path(super().translate_path(inside))
        if not file.exists() and (module := MODULE.search(inside)):
            return str(ROOT / "checker/browser" / module[1])
        return str(file)

    def send_response(self, code: int, message: str | None = None) -> None:
        self.status = code
        super().send_response(code, message)

    def end_headers(self) -> None:
        address = "/" + self.path.removeprefix(self.host.under).split("?")[0]
        for name, value in headers_for(self.host.rules, address):
            # Python knows the types itself; and what is missing today may be there tomorrow.
            if name != "Content-Type" and (name != "Cache-Control" or self.status < 400):
                self.send_header(name, value)
        super().end_headers()

    def do_POST(self) -> None:
        """Keep what is sent: only a browser that reports a broken policy sends anything here."""
        self.keep(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8", "replace"))
        self.send_response(204)
        self.end_headers()

    def do_GET(self) -> None:
        self.keep()
        if not (self.host.intercept and self.host.intercept(self, Path(self.translate_path(self.path)))):
            super().do_GET()

    def keep(self, body: str = "") -> None:
        if self.host.log is not None:
            self.host.log.append(f"{self.requestline}\n{self.headers}\n{body}")

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if self.path.split("#")[0].endswith("/") else path
        brotli = path.with_name(f"{path.name}.br")
        if not (self.host.compressed and brotli.exists() and "br" in self.headers.get("Accept-Encoding", "")):
            return super().send_head()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(brotli.stat().st_size))
        self.end_headers()
        return brotli.open("rb")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = (self.host.site / "404.html").read_bytes()
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that the library gives it
        pass


@contextmanager
def serve_site(
    site: Path,
    under: str = "/",
    log: list[str] | None = None,
    compressed: bool = False,
    intercept: Callable[[Handler, Path], bool] | None = None,
) -> Iterator[str]:
    """Yield the address of the site's start page. In `log` is kept all that the server is told: each request whole.

    With `compressed`, files go out as the build compressed them. `spoil` may answer a request for a file otherwise, and
    says whether it has.
    """
    host = Host(site, under, log, compressed, intercept, read_headers(site))
    server = _Server(("127.0.0.1", 0), lambda *given: Handler(*given, host=host))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{under}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
