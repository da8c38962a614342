"""Build the checker's wheel: one file, whose very bytes answer in the tests, at a terminal and in the browser.

    python -m build_scripts.bundle.wheel [--today 2026-11-21]

The wheel holds compiled modules only, which start sooner, plus the rule in force on the day. The same source always
gives the same bytes, on any day and any system, since the browser's folder is named by their digest.
"""

import argparse
import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from calendar import timegm
from datetime import date
from importlib.metadata import version
from pathlib import Path

from build_scripts import build_date
from build_scripts.bundle.stored_zip import ZIP_EPOCH, write_stored
from build_scripts.hashing import digest, run_if_changed, sha256
from build_scripts.paths import ROOT
from build_scripts.problems import BuildError, ContentError, exit_code

SOURCE = ROOT / "build" / "wheel-src"
FOLDER = ROOT / "build" / "wheel"

# The time of the archive, not the last commit's: a commit elsewhere leaves these bytes as they are.
SOURCE_DATE_EPOCH = str(timegm(ZIP_EPOCH))


def build(today: date) -> Path:
    """Build the wheel with the rule in force on this day; do nothing when it is already there."""
    files = _source(today)
    if not _is_intact():
        shutil.rmtree(FOLDER, ignore_errors=True)
    run_if_changed("the checker's wheel", FOLDER, "source", [_digest_of_inputs(files)], lambda: _build(files))
    return built_wheel()


def built_wheel() -> Path:
    """Return the one wheel in build/wheel/; its SHA-256 digest lies beside it, under its name with .sha256 added."""
    wheels = list(FOLDER.glob("*.whl"))
    if len(wheels) != 1:
        raise FileNotFoundError(f"{FOLDER} holds {len(wheels)} wheels, not one. Run: python3 dev.py build")
    return wheels[0]


def _source(today: date) -> dict[str, bytes]:
    """Return what the wheel is made from, by name: the package, the licence, and the rule written for this day."""
    from build_scripts.content.rule import rule_json

    checker = ROOT / "checker"
    paths = [checker / "pyproject.toml", *sorted((checker / "eligibility").rglob("*"))]
    files = {
        path.relative_to(checker).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file() and "__pycache__" not in path.parts
    }
    files["LICENSE"] = (ROOT / "LICENSE").read_bytes()
    files["eligibility/rule.json"] = rule_json(ROOT / "content", today).encode()
    return files


def _digest_of_inputs(files: dict[str, bytes]) -> str:
    """Return a digest that changes with anything that may change the wheel: files, tools, and this module."""
    tools = [sys.version, *(f"{name} {version(name)}" for name in ("build", "flit-core", "pyodide-build"))]
    parts = [part for name, content in sorted(files.items()) for part in (name.encode(), content)]
    parts += [tool.encode() for tool in tools] + [Path(__file__).read_bytes()]
    return digest(parts)


def _build(files: dict[str, bytes]) -> None:
    for folder in (FOLDER, SOURCE):
        shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        path = SOURCE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    _normalise(_compile(SOURCE / "dist"))


def _is_intact() -> bool:
    wheels = list(FOLDER.glob("*.whl"))
    sums = [path.with_name(path.name + ".sha256") for path in wheels]
    return len(wheels) == 1 and sums[0].exists() and sums[0].read_text().strip() == sha256(wheels[0].read_bytes())


def _compile(folder: Path) -> Path:
    """Build the wheel from build/wheel-src/, then replace its modules by compiled ones."""
    # With SOURCE_DATE_EPOCH set, a compiled module carries its source's digest rather than the time it was written.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH, "PYTHONHASHSEED": "0"}
    python = [sys.executable, "-m"]
    commands = [
        [*python, "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(SOURCE)],
        [*python, "pyodide_cli", "py-compile", "--silent", str(folder)],
    ]
    for command in commands:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise BuildError(
                f"{done.stdout}\nThe checker's wheel was not built: {' '.join(command[2:4])} failed, see above."
            )
    [wheel] = folder.glob("*.whl")
    return wheel


def _normalise(compiled: Path) -> None:
    """Copy the wheel to build/wheel/ with fixed times and order, its own tag, and a true list of its files.

    Py-compile stamps each member with the time of day, and leaves WHEEL and RECORD as they were before compiling.
    """
    with zipfile.ZipFile(compiled) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    [wheel_file] = [name for name in contents if name.endswith(".dist-info/WHEEL")]
    [record] = [name for name in contents if name.endswith(".dist-info/RECORD")]
    tag = "-".join(compiled.stem.split("-")[2:])
    contents[wheel_file] = contents[wheel_file].replace(b"Tag: py3-none-any", f"Tag: {tag}".encode())
    # The metadata last, as the wheel format advises.
    names = sorted(contents.keys() - {record}, key=lambda name: (".dist-info/" in name, name))
    lines = [f"{name},sha256={_record_digest(contents[name])},{len(contents[name])}\n" for name in names]
    contents[record] = "".join([*lines, f"{record},,\n"]).encode()

    FOLDER.mkdir(parents=True)
    wheel = FOLDER / compiled.name
    write_stored(wheel, {name: contents[name] for name in [*names, record]})
    wheel.with_name(wheel.name + ".sha256").write_text(sha256(wheel.read_bytes()) + "\n")


def _record_digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the checker's wheel into build/wheel/.")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=build_date.today(), help="the day whose rule it holds"
    )
    try:
        print(build(parser.parse_args().today).name)
    except ContentError as error:
        # The next step reads all of the content, and stops for the same problems: it tells them with all the others.
        if not any(FOLDER.glob("*.whl")):
            sys.exit(f"Correct these lines first:\n{error}")


if __name__ == "__main__":
    # The rule is written by the sources to be packed: an installed eligibility is an earlier one, or is not there yet.
    # Done here only, so that whoever imports this module, as the tests do, keeps the installed one.
    sys.path.insert(0, str(ROOT / "checker"))
    sys.exit(exit_code(main))
