"""Start real servers for the tests, from Debian's packages, with the files that the build writes for them."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from build_scripts.paths import BUILT, SITE

HOSTING = BUILT / "hosting"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
NEEDED = "apt-get install nginx-light libnginx-mod-http-brotli-static caddy wrk"
SERVERS = ("nginx", "caddy")
# A cold start on a busy machine.
SECONDS = 20


def program(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin:/sbin:/bin")
    if not found or not BROTLI.exists():
        raise AssertionError(f"{name} is not installed whole. Run: {NEEDED}")
    return found


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def set_up_nginx(folder: Path, port: int, site: Path) -> list[str]:
    """Put the build's part of nginx.conf into the smallest whole one; replace only the address and the folder."""
    ours = (HOSTING / "nginx.conf").read_text("utf-8")
    ours, listens = re.subn(r"listen 80;", f"listen 127.0.0.1:{port} backlog=4096;", ours)
    ours, roots = re.subn(r"root /srv/leading-together/current;", f"root {site};", ours)
    assert (listens, roots) == (1, 1)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"""
user root;
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
load_module {BROTLI};
events {{ worker_connections 4096; }}
http {{
include /etc/nginx/mime.types;
access_log {folder}/access.log;
{temporary}
{ours}
}}
"""
    (folder / "nginx.conf").write_text(whole, "utf-8")
    return [program("nginx"), "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "error.log")]


def set_up_caddy(folder: Path, port: int, site: Path) -> list[str]:
    ours = (HOSTING / "Caddyfile").read_text("utf-8")
    ours, names = re.subn(
        r"(?m)^leading-together.example \{",
        f"http://127.0.0.1:{port} {{\n  log {{\n    output file {folder}/access.log\n  }}",
        ours,
    )
    ours, roots = re.subn(r"root \* /srv/leading-together/current", f"root * {site}", ours)
    assert (names, roots) == (1, 1)
    (folder / "Caddyfile").write_text("{\n  admin off\n  auto_https off\n}\n" + ours, "utf-8")
    return [program("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


SET_UP = {"nginx": set_up_nginx, "caddy": set_up_caddy}


@contextmanager
def running(name: str, folder: Path, site: Path = SITE) -> Iterator[str]:
    """Serve the site, and yield the address of its start page; the server's log is folder/access.log."""
    port = free_port()
    with started(SET_UP[name](folder, port, site), port, folder):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def started(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """Run a server for as long as the block lasts; what it says is in folder/said."""
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    try:
        end = time.monotonic() + SECONDS
        while not answers(port):
            if process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"{command[0]} does not serve: {(folder / 'said').read_text()[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(SECONDS)


def get(address: str, path: str, accept: str = "identity", **headers: str) -> tuple[HTTPResponse, bytes]:
    """Ask a server that stands at http://127.0.0.1:PORT/ for a path."""
    connection = HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": accept, **headers})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0
