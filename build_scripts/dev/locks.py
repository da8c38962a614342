"""Write the lock files from the pins in pyproject.toml and package.json, and raise those pins when asked to.

A lock file names every package that the pins bring along, with its digest and without the address of a registry.
"""

import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from build_scripts.dev.toolchain import Toolchain
from build_scripts.paths import CMS_PAGE, ROOT

AUDIT = ROOT / "tests" / "publishing" / "audit"  # with npm packages of its own
NPM_FOLDERS = (ROOT, CMS_PAGE, AUDIT)
NPM_LOCK = "package-lock.json"
OPTIONAL_GROUPS = ("data", "health", "engines", "mutants")  # packages that only some commands add to .venv/
GROUPS = {"tools": "3.11", "node": "3.11", "dev": "3.13"} | dict.fromkeys(OPTIONAL_GROUPS, "3.13")
PYPROJECT = ROOT / "pyproject.toml"
COMPILE = ("pip", "compile", "--quiet", "--universal", "--no-emit-index-url")
NO_PYTHON_SET = "uv found no set of packages that fits the pins in pyproject.toml."


def make_locks(tools: Toolchain) -> None:
    """Write every lock file anew, with the versions that it has where the pins allow them."""
    for group, python in GROUPS.items():
        command = [tools.uv, *COMPILE, "--generate-hashes", "--python-version", python]
        command += ["--custom-compile-command", "python3 dev.py generate locks"]
        if group in OPTIONAL_GROUPS:
            command += ["--constraints", "requirements.txt"]  # they are installed into .venv beside it
        tools.run(*command, "--group", group, "--output-file", lock_file(group), on_failure=NO_PYTHON_SET)
    for folder in NPM_FOLDERS:
        lock_npm(tools, folder)


def lock_file(group: str) -> str:
    """Return the name of a group's lock file."""
    return "requirements.txt" if group == "dev" else f"requirements-{group}.txt"


def upgrade_pins(tools: Toolchain) -> None:
    """Raise every pin that is not held to the newest release that fits the others, and forget what was locked."""
    for group, python in GROUPS.items():
        raise_python_pins(tools, group, python)
        (ROOT / lock_file(group)).unlink(missing_ok=True)
    for folder in NPM_FOLDERS:
        raise_npm_pins(tools, folder)
        (folder / NPM_LOCK).unlink(missing_ok=True)


def held_packages() -> set[str]:
    """Return the packages whose pins stay, by their names in pyproject.toml or package.json."""
    return set(tomllib.loads(PYPROJECT.read_text("utf-8"))["tool"]["upgrades"]["held"])


def raise_python_pins(tools: Toolchain, group: str, python: str) -> None:
    """Write into pyproject.toml the newest releases of a group's packages that go together."""
    pins = tomllib.loads(PYPROJECT.read_text("utf-8"))["dependency-groups"][group]
    stay = held_packages()
    wanted = [pin if pin.partition("==")[0] in stay else re.sub(r"==[^\s;]+", "", pin) for pin in pins]
    with TemporaryDirectory() as made:
        listed = Path(made, "wanted.in")
        listed.write_text("\n".join(wanted), "utf-8")
        command = (tools.uv, *COMPILE, "--python-version", python, "--no-header", "--no-annotate", str(listed))
        newest = tools.run(*command, on_failure=NO_PYTHON_SET, quiet=True)
    found = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", newest, re.MULTILINE))
    text = PYPROJECT.read_text("utf-8")
    for pin in pins:
        name, _, version = pin.partition(" ")[0].partition("==")
        text = text.replace(f'"{name}=={version}', f'"{name}=={found.get(name, version)}')
    PYPROJECT.write_text(text, "utf-8")


def raise_npm_pins(tools: Toolchain, folder: Path) -> None:
    """Write the newest releases of a folder's packages into its package.json."""
    stay, pinned = held_packages(), json.loads((folder / "package.json").read_text("utf-8"))
    names = [*pinned.get("dependencies", {}), *pinned.get("devDependencies", {})]
    newest = [f"{name}@latest" for name in names if name not in stay]
    with npm_copy(folder, "package.json") as copy:
        write_npm_lock(tools, copy, "--save-exact", *newest)
        shutil.copyfile(copy / "package.json", folder / "package.json")


def lock_npm(tools: Toolchain, folder: Path) -> None:
    """Write a folder's package-lock.json from its package.json."""
    with npm_copy(folder, "package.json", NPM_LOCK) as copy:
        write_npm_lock(tools, copy)
        locked = json.loads((copy / NPM_LOCK).read_text("utf-8"))
    for described in locked["packages"].values():
        described.pop("funding", None)  # addresses that set nothing up
    (folder / NPM_LOCK).write_text(json.dumps(locked, indent=2, ensure_ascii=False) + "\n", "utf-8")


@contextmanager
def npm_copy(folder: Path, *names: str) -> Iterator[Path]:
    """Copy files of an npm package elsewhere: npm would leave out the digests of what is installed beside them."""
    with TemporaryDirectory() as made:
        for path in (ROOT / ".npmrc", *(folder / name for name in names)):
            if path.exists():
                shutil.copyfile(path, Path(made, path.name))
        yield Path(made)


def write_npm_lock(tools: Toolchain, folder: Path, *words: str) -> None:
    """Have npm write package-lock.json without installing anything."""
    flags = ("--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund")
    command = (*tools.npm, "install", "--prefix", str(folder), *flags, *words)
    tools.run(*command, on_failure="npm found no packages that fit the pins.")
