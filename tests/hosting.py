"""Serves a built site to the tests as a plain host does: at the root or under a path, with 404.html where needed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a page that is left ends its downloads: no fault
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def hosted(site: Path, under: str = "/") -> Iterator[str]:
    """The address of the site's start page."""

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def translate_path(self, path: str) -> str:
            inside = "/" + path.removeprefix(under) if path.startswith(under) else "/nowhere-on-this-host"
            return super().translate_path(inside)

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            page = (site / "404.html").read_bytes()
            self.send_response(code, message)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that the library gives it
            pass

    server = _Server(("127.0.0.1", 0), lambda *given: Handler(*given, directory=str(site)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{under}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
