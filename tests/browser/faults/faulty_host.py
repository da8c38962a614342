"""Do to a file what a host or the network may do to it on its way to the visitor, for the table of faults."""

import fnmatch
import select
from collections.abc import Callable
from pathlib import Path
from threading import Event, Semaphore

from tests.support.static_host import Handler

PIECES = 6  # of a file that comes drop by drop
OTHERS = {
    "image.wasm": "pyodide.asm.wasm",
    "pyodide.asm.wasm": "image.wasm",
    "library.zip": "python_stdlib.zip",
    "python_stdlib.zip": "library.zip",
    "index.json": "digests.json",
    "digests.json": "02.json",
    "01.json": "02.json",
}
INSECURE = b"""
Object.defineProperty(globalThis, "crypto", { value: { getRandomValues: (array) => array } });
"""
# Before a script: the browser has no memory for a module, or has no more for one that it has.
NO_MEMORY = b"""
WebAssembly.Memory = function () { throw new RangeError("WebAssembly.Memory(): could not allocate memory"); };
"""
NO_GROWTH = b"""
WebAssembly.Memory.prototype.grow = () => { throw new RangeError("WebAssembly.Memory.grow(): too large"); };
"""
AGAIN = 0.05  # seconds until we look again whether the visitor has gone


class FaultyHost:
    """Decide what becomes of a request. `broken` may change in the middle of a visit."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the last visit."""
        self.broken: dict[str, str] = {}  # the fault, by a pattern of the file's name
        self.asked: list[str] = []
        self.held = 0  # requests that have had nothing yet, and are still waited for
        self.dripping = 0
        self.sent, self.left = 0, 0  # bytes of what comes drop by drop
        self.drops = Semaphore(0)
        self.over = Event()

    def __call__(self, handler: Handler, file: Path) -> bool:
        """Answer a request for a file that goes wrong; say whether it did."""
        self.asked.append(file.name)
        pattern = next((each for each in self.broken if fnmatch.fnmatch(file.name, each)), None)
        if pattern is None:
            return False
        FAULTS[self.broken[pattern]](self, handler, file)
        if self.broken.get(pattern) == "once":
            del self.broken[pattern]
        return True

    def wait(self, handler: Handler) -> None:
        """Wait until the test is over or the visitor has gone."""
        while not self.over.is_set() and not select.select([handler.connection], [], [], AGAIN)[0]:
            pass
        handler.close_connection = True

    def missing(self, handler: Handler, file: Path) -> None:
        handler.send_error(404)

    def error(self, handler: Handler, file: Path) -> None:
        handler.send_error(500)

    def cut(self, handler: Handler, file: Path) -> None:
        """End the connection in the middle."""
        data = file.read_bytes()
        start(handler, file, len(data))
        handler.wfile.write(data[: len(data) // 2])
        handler.close_connection = True

    def short(self, handler: Handler, file: Path) -> None:
        """Send the half as if it were all."""
        data = file.read_bytes()
        send(handler, file, data[: len(data) // 2])

    def empty(self, handler: Handler, file: Path) -> None:
        send(handler, file, b"")

    def altered(self, handler: Handler, file: Path) -> None:
        """Change one bit of one byte."""
        data = bytearray(file.read_bytes())
        data[int(len(data) * 0.9)] ^= 1
        send(handler, file, bytes(data))

    def other(self, handler: Handler, file: Path) -> None:
        """Send another file of the kind, as from another build."""
        send(handler, file, file.with_name(OTHERS[file.name]).read_bytes())

    def a_page(self, handler: Handler, file: Path) -> None:
        """Send a page, as hosts do that answer every address with one."""
        send(handler, file, b"<!doctype html><title>Welcome</title><p>Welcome.", "text/html; charset=utf-8")

    def untyped(self, handler: Handler, file: Path) -> None:
        send(handler, file, file.read_bytes(), "application/octet-stream")

    def silent(self, handler: Handler, file: Path) -> None:
        self.held += 1
        self.wait(handler)
        self.held -= 1

    def dripped(self, handler: Handler, file: Path) -> None:
        """Send a piece each time the test lets one go."""
        data = file.read_bytes()
        start(handler, file, len(data), keep=True)
        self.dripping += 1
        self.left = len(data)
        size = -(-len(data) // PIECES)
        for at in range(0, len(data), size):
            while not (let_go := self.drops.acquire(timeout=AGAIN)) and not self.over.is_set():
                pass
            try:
                piece = data[at : at + size] if let_go else b""
                handler.wfile.write(piece)
                self.sent, self.left = self.sent + len(piece), self.left - len(piece)
            except ConnectionError:  # the visitor has given up
                let_go = False
            if not let_go:
                handler.close_connection = True
                break
        self.dripping -= 1

    def gone(self, handler: Handler, file: Path) -> None:
        handler.close_connection = True

    def forbidden(self, handler: Handler, file: Path) -> None:
        """Send a policy that refuses WebAssembly, as some hosts and networks do."""
        start(handler, file, file.stat().st_size, policy="default-src 'self'")
        handler.wfile.write(file.read_bytes())

    def insecure(self, handler: Handler, file: Path) -> None:
        """Take crypto.subtle away, as an address has none that is neither https nor this machine."""
        send(handler, file, INSECURE + file.read_bytes())

    def no_memory(self, handler: Handler, file: Path) -> None:
        send(handler, file, NO_MEMORY + file.read_bytes())

    def no_growth(self, handler: Handler, file: Path) -> None:
        """Take growth from the first worker alone; the page may have asked for the script before."""
        send(handler, file, NO_GROWTH + file.read_bytes())
        if handler.headers.get("Sec-Fetch-Dest") == "worker":
            self.broken.clear()


FAULTS: dict[str, Callable[[FaultyHost, Handler, Path], None]] = {
    "missing": FaultyHost.missing,
    "error": FaultyHost.error,
    "once": FaultyHost.error,
    "cut": FaultyHost.cut,
    "short": FaultyHost.short,
    "empty": FaultyHost.empty,
    "altered": FaultyHost.altered,
    "other": FaultyHost.other,
    "a-page": FaultyHost.a_page,
    "untyped": FaultyHost.untyped,
    "silent": FaultyHost.silent,
    "dripped": FaultyHost.dripped,
    "gone": FaultyHost.gone,
    "forbidden": FaultyHost.forbidden,
    "insecure": FaultyHost.insecure,
    "no-memory": FaultyHost.no_memory,
    "no-growth": FaultyHost.no_growth,
}


def start(handler: Handler, file: Path, length: int, kind: str = "", keep: bool = False, policy: str = "") -> None:
    handler.send_response(200)
    if policy:
        handler.send_header("Content-Security-Policy", policy)  # beside the site's own: both count
    handler.send_header("Content-Type", kind or handler.guess_type(file))
    handler.send_header("Content-Length", str(length))
    if not keep:
        handler.send_header("Cache-Control", "no-store")
    handler.end_headers()


def send(handler: Handler, file: Path, data: bytes, kind: str = "") -> None:
    start(handler, file, len(data), kind)
    handler.wfile.write(data)
