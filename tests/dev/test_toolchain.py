"""Setting up: a step is repeated when its inputs change or when it failed, and the lock files fit the pins."""

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from build_scripts.dev import commands, locks
from build_scripts.dev.toolchain import SetupError, Toolchain
from build_scripts.hashing import run_if_changed
from build_scripts.paths import ROOT

LOCKS = {"tools": "requirements-tools.txt", "node": "requirements-node.txt", "dev": "requirements.txt"}
LOCKS |= {group: f"requirements-{group}.txt" for group in locks.OPTIONAL_GROUPS}


def test_a_step_is_repeated_only_when_its_inputs_change(tmp_path: Path) -> None:
    source, runs = tmp_path / "input", list[str]()

    def step(text: str) -> None:
        source.write_text(text)
        run_if_changed("a step", tmp_path, "step", [source, "3.13"], lambda: runs.append(text))

    for text in ("one", "one", "two", "two", "one"):
        step(text)
    assert runs == ["one", "two", "one"]


def test_a_step_that_failed_is_repeated(tmp_path: Path) -> None:
    def fail() -> None:
        raise SetupError("no network")

    runs = list[str]()
    run_if_changed("a step", tmp_path, "step", ["one"], lambda: runs.append("first"))
    with pytest.raises(SetupError):
        run_if_changed("a step", tmp_path, "step", ["two"], fail)
    run_if_changed("a step", tmp_path, "step", ["one"], lambda: runs.append("second"))
    assert runs == ["first", "second"]


@pytest.mark.parametrize("command", [(sys.executable, "-c", "raise SystemExit(3)"), ("no-such-program",)])
def test_a_program_that_fails_tells_what_to_do(command: tuple[str, ...]) -> None:
    with pytest.raises(SetupError, match="Do this"):
        Toolchain().run(*command, on_failure="Do this.")


@pytest.mark.parametrize(("group", "lock"), LOCKS.items())
def test_lock_files_hold_the_pins(group: str, lock: str) -> None:
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"][group]
    locked = re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / lock).read_text(), re.MULTILINE)
    assert {pin.split(" ;")[0] for pin in pins} <= set(locked), "run: python3 dev.py generate locks"


def test_the_npm_lock_file_holds_the_pins() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    pins = package["dependencies"] | package["devDependencies"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in pins} == pins, (
        "run: python3 dev.py generate locks"
    )


@pytest.mark.parametrize("lock", [*LOCKS.values(), "package-lock.json"])
def test_lock_files_name_no_address(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text()


def test_every_package_is_locked_by_digest() -> None:
    for lock in LOCKS.values():
        entries = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]
        assert entries
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


EIGHT = ["serve", "build", "test", "report", "data", "measure", "generate", "release"]


def test_dev_alone_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main([]) == 0
    listed = re.findall(r"^    (\w+)(?: \(\w+\))? +\S", capsys.readouterr().out, re.MULTILINE)
    assert listed == EIGHT


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("tset", "invalid choice: 'tset'"),
        ("serve eight", "invalid int value: 'eight'"),
        ("build --wiht-admin", "build knows no --wiht-admin"),
        ("generate lokcs", "invalid choice: 'lokcs'"),
        ("generate -- locks", "generate knows no locks"),
        ("measure speed", "invalid choice: 'speed'"),
        ("report", "the following arguments are required: NAME"),
        ("test -k rule", "test knows no -k rule"),
        ("test --faults --servers", "not allowed with argument"),
        ("build --today tomorrow", "tomorrow is not a day; write it as 2027-05-22"),
    ],
)
def test_what_no_command_knows_is_refused(words: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        commands.main(words.split())
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "forwarded"),
    [
        ("test -- -k rule --lf", "-k rule --lf"),
        ("test --faults -- -x", "-x"),
        ("report impact --against v1 --today 2027-05-22", "--against v1"),
        ("report impact --help", "--help"),
        ("data --from official --keep", "--from official --keep"),
        ("data --help", "--help"),
        ("measure answer --runs 3 -- --only cold", "--runs 3 --only cold"),
        ("build --check", ""),
    ],
)
def test_words_for_a_program_are_handed_on(words: str, forwarded: str) -> None:
    assert commands.parse(words.split())[1] == forwarded.split()
