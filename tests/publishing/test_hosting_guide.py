"""Follow docs/developers/hosting.md for a server of one's own, command by command, with nginx and with Caddy.

    python3 dev.py test --servers

Only what must differ on this machine is replaced: /srv and /etc are folders of the test, ports are free ones of
127.0.0.1, and apt-get and systemctl only note what they were asked.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import AbstractContextManager
from http.client import HTTPResponse
from pathlib import Path

import pytest

from build_scripts.paths import BUILT, ROOT, SITE
from build_scripts.publishing import deploy
from build_scripts.publishing.deploy import A_DAY, CARRIED
from build_scripts.security.hosting import IMMUTABLE
from tests.publishing.real_servers import free_port, get, program, started
from tests.support.static_host import headers_for, read_headers

pytestmark = pytest.mark.servers
_, *PARTS = re.split(r"^#+ (.*)$", (ROOT / "docs/developers/hosting.md").read_text("utf-8"), flags=re.MULTILINE)
SECTIONS = dict(zip(PARTS[::2], PARTS[1::2], strict=True))


def commands(section: str) -> list[str]:
    return [line.strip() for line in SECTIONS[section].splitlines() if line.startswith("    ")]


BUILD, DEPLOY, DEPLOY_ALONE, ROLL_BACK = commands("A server of your own")
[BUILD_ALONE] = commands("Without a network")
NAME = "guide.example.org"


class Machine:
    """A machine with a server, as its package leaves it, in a folder."""

    def __init__(self, server: str, room: Path) -> None:
        self.server, self.room, self.port = server, room, free_port()
        self.place = room / "srv/leading-together"
        for folder in ("etc/caddy", "srv", "bin", "hosting"):
            (room / folder).mkdir(parents=True)
        for name in ("apt-get", "systemctl"):
            self._write_program(name, f'echo "{name} $*" >> {room}/asked')
        nginx, caddy = program("nginx"), program("caddy")
        self._write_program("nginx", f'exec {nginx} -c {room}/etc/nginx/nginx.conf -e {room}/error.log "$@"')
        self._write_program("caddy", f'exec {caddy} "$@"')
        self._install_nginx()
        ports = {
            "nginx.conf": [("listen 80;", f"listen 127.0.0.1:{self.port};")],
            "Caddyfile": [
                ("leading-together.example {", f"http://leading-together.example:{self.port} {{"),
                ("# A Caddyfile", "{\n  admin off\n  auto_https off\n  default_bind 127.0.0.1\n}\n# A Caddyfile"),
            ],
        }
        for name, replaced in ports.items():
            self._copy(BUILT / "hosting" / name, room / "hosting" / name, [*replaced, ("/srv/", f"{room}/srv/")])

    def _write_program(self, name: str, script: str) -> None:
        path = self.room / "bin" / name
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)

    def _install_nginx(self) -> None:
        """Copy the configuration that Debian's package brings, with its site for everything else."""
        etc = self.room / "etc/nginx"
        shutil.copytree("/etc/nginx", etc)
        self._copy(
            etc / "nginx.conf",
            etc / "nginx.conf",
            [
                ("user www-data;", "user root;"),
                ("/etc/nginx/", f"{etc}/"),
                ("/run/nginx.pid", f"{self.room}/nginx.pid"),
                ("/var/log/nginx/", f"{self.room}/"),
            ],
        )
        ports = [
            ("listen 80 default_server;", f"listen 127.0.0.1:{self.port} default_server;"),
            ("listen [::]:80 default_server;", ""),
        ]
        self._copy(etc / "sites-enabled/default", etc / "sites-enabled/default", ports)
        rooms = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = "".join(f"{name}_temp_path {self.room}/{name};\n" for name in rooms)
        (etc / "conf.d/rooms.conf").write_text(paths, "utf-8")

    @staticmethod
    def _copy(source: Path, target: Path, replaced: list[tuple[str, str]]) -> None:
        text = source.read_text("utf-8")
        for before, after in replaced:
            assert before in text, f"{source} has no {before}"
            text = text.replace(before, after)
        target.write_text(text, "utf-8")

    def run(self, command: str, folder: Path = ROOT) -> None:
        here = re.sub(r"(?<![\w.])/(srv|etc)/", rf"{self.room}/\1/", command)
        path = f"{self.room}/bin:{os.environ['PATH']}"
        run(here.replace("build/hosting/", f"{self.room}/hosting/"), folder, path)

    def serving(self) -> AbstractContextManager[None]:
        start = {"nginx": ["-g", "daemon off;"], "caddy": ["run", "--config", f"{self.room}/etc/caddy/Caddyfile"]}
        return started([f"{self.room}/bin/{self.server}", *start[self.server]], self.port, self.room)

    def get(self, path: str) -> tuple[HTTPResponse, bytes]:
        return get(f"http://127.0.0.1:{self.port}/", path, Host=NAME)


def run(command: str, folder: Path, path: str, within: Sequence[str] = ()) -> None:
    """Run a command of the guide, and show what it said where it fails."""
    env = {**os.environ, "PATH": path}
    words = [*within, "bash", "-e", "-o", "pipefail", "-c", command]
    done = subprocess.run(words, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def later_site(room: Path, name: str) -> Path:
    """Make a folder with a later site, whose page and checker have that name, and with what deploys it alone."""
    checker = room / name / "site/assets/checker" / name
    checker.mkdir(parents=True)
    (checker / "worker.js").write_text(name)
    (room / name / "site/index.html").write_text(name)
    shutil.copy(deploy.__file__, room / name)
    return room / name


@pytest.fixture(scope="module")
def built() -> None:
    """Build the site as the guide says, where nobody can be asked anything."""
    assert BUILD.startswith(BUILD_ALONE)
    alone = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    run(BUILD, ROOT, os.environ["PATH"], alone)


@pytest.mark.parametrize(("server", "section"), [("nginx", "nginx"), ("caddy", "Caddy")])
@pytest.mark.usefixtures("built")
def test_the_guide(server: str, section: str, tmp_path: Path) -> None:
    machine = Machine(server, tmp_path)
    machine.run(DEPLOY)
    for command in commands(section):
        machine.run(command)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert [line.split()[:2] for line in asked] == [["apt-get", "install"], ["systemctl", "reload"]]
    assert server in asked[0]
    [worker] = (f"/{path.relative_to(SITE).as_posix()}" for path in SITE.glob("assets/checker/*/python/worker.js"))
    with machine.serving():
        response, body = machine.get("/check/")
        assert (response.status, body) == (200, (SITE / "check/index.html").read_bytes())
        for name, value in headers_for(read_headers(SITE), "/check/"):
            assert response.getheader(name) == value
        assert machine.get(worker)[0].getheader("Cache-Control") == IMMUTABLE
        assert machine.get("/nothing")[0].status == 404

        second, third = later_site(tmp_path, "0000000000000002"), later_site(tmp_path, "0000000000000003")
        machine.run(DEPLOY_ALONE, second)
        assert machine.get("/")[1] == second.name.encode()
        response, body = machine.get(worker)
        assert (response.status, body) == (200, (SITE / worker[1:]).read_bytes())  # for a page that is open

        carried = machine.place / CARRIED
        began = json.loads(carried.read_text())
        assert began
        carried.write_text(json.dumps({name: since - A_DAY for name, since in began.items()}))  # a day goes by
        machine.run(DEPLOY_ALONE, third)
        assert machine.get("/")[1] == third.name.encode()
        assert machine.get(worker)[0].status == 404
        assert machine.get(f"/assets/checker/{second.name}/worker.js")[1] == second.name.encode()

        machine.run(ROLL_BACK)
        assert machine.get("/")[1] == second.name.encode()
        assert machine.get(f"/assets/checker/{third.name}/worker.js")[1] == third.name.encode()
