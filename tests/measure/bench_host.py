"""Serve the benchmark: send everything compressed beforehand, count each byte, and be slow if told to be."""

from __future__ import annotations

import gzip
import mimetypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

from build_scripts.compress import COMPRESSIBLE, brotli_cached

PIECE = 8192
HEADERS = 260  # about what the head of an answer weighs
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2"}


class Host(ThreadingHTTPServer):
    """Serve `site`, but `instead` where that names another file for an address."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, site: Path, instead: dict[str, Path], encoding: str, speed: tuple[float, float]) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.site, self.instead, self.encoding = site, instead, encoding
        self.bytes_a_second, self.delay = speed
        self.sent = self.asked = 0
        self.free_at = 0.0
        self.lock = Lock()
        self.bodies: dict[Path, bytes] = {}

    def body(self, file: Path) -> bytes:
        """Return the file as it is sent; compressed once, then kept, as hosts do with .br and .gz beside files."""
        with self.lock:
            if file not in self.bodies:
                data = file.read_bytes()
                if file.suffix in COMPRESSIBLE:
                    data = brotli_cached(data) if self.encoding == "br" else gzip.compress(data, 9, mtime=0)
                self.bodies[file] = data
            return self.bodies[file]

    def wait_for_turn(self, length: int) -> None:
        """Wait as all connections do that share one line: a piece goes out when those before it have."""
        with self.lock:
            self.sent += length
            if not self.bytes_a_second:
                return
            now = time.monotonic()
            self.free_at = max(self.free_at, now) + length / self.bytes_a_second
            wait = self.free_at - now
        time.sleep(wait)


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # as hosts do; else each answer's body waits 40 ms for word that its head has come
    server: Host

    def setup(self) -> None:
        super().setup()
        time.sleep(self.server.delay)  # a connection costs one journey there and back before its first request

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.asked += 1
        time.sleep(self.server.delay)
        address = self.path.partition("?")[0].lstrip("/")
        file = self.server.instead.get(address, self.server.site / (address or "index.html"))
        file = file / "index.html" if file.is_dir() else file
        found = file.is_file()
        body = self.server.body(file) if found else b"not found"
        self.send_response(200 if found else 404)
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self.send_header("Content-Type", kind if found else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        if found and file.suffix in COMPRESSIBLE:
            self.send_header("Content-Encoding", self.server.encoding)
        forever = "assets/checker/" in address
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if forever else "no-cache")
        self.server.wait_for_turn(HEADERS)
        self.end_headers()
        for start in range(0, len(body), PIECE):
            piece = body[start : start + PIECE]
            self.server.wait_for_turn(len(piece))
            self.wfile.write(piece)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that the library gives it
        pass


@contextmanager
def host(
    site: Path, instead: dict[str, Path], encoding: str = "br", speed: tuple[float, float] = (0, 0)
) -> Iterator[Host]:
    server = Host(site, instead, encoding, speed)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
