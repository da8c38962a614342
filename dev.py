#!/usr/bin/env python3
"""Sets this repository up and runs its commands: python3 dev.py alone lists them.

It needs nothing but Python 3.11 or later; the first command brings the rest, into .tools/, .venv/ and node_modules/.
"""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

if sys.version_info < (3, 11):
    sys.exit("dev.py needs Python 3.11 or later. Run it with a newer one, for example: python3.13 dev.py")

from build_scripts.environment import (
    EDITING_PAGE,
    ENV,
    NODE_MODULES,
    NPM,
    PYTHON,
    ROOT,
    UV,
    VENV,
    Failed,
    add_npm,
    add_packages,
    make_tools,
    once,
    run,
    set_up,
)

SITE = ROOT / "site"
LOCKS = [ROOT / "requirements.txt", ROOT / "package-lock.json"]
AUDIT = ROOT / "tests" / "audit"  # with npm packages of its own
BESIDE = ("data", "health", "engines", "mutants")  # groups of packages that only some commands add to .venv/
BUILD = ("-m", "mkdocs", "build", "--strict")
TSC = str(NODE_MODULES / "typescript" / "bin" / "tsc")


class Command(NamedTuple):
    does: str
    work: Callable[[list[str]], int]


def build_wheel() -> Path:
    """The checker's wheel, and the same wheel in .venv."""
    run(PYTHON, "-m", "build_scripts.wheel", otherwise="The checker's wheel was not built: see above.", quiet=True)
    [wheel] = (ROOT / "build" / "wheel").glob("*.whl")
    install = (UV, "pip", "install", "--quiet", "--no-deps", "--reinstall", str(wheel))
    otherwise = "The checker's wheel was built but not installed: see above."
    inputs: list[Path | str] = [wheel, (VENV / ".done-packages").read_text()]
    once("the checker's wheel, into .venv", VENV, "wheel", inputs, lambda: run(*install, otherwise=otherwise))
    return wheel


def build_checker() -> None:
    """The wheel, and the folder of files the browser runs."""
    wheel = build_wheel()
    bundle = (PYTHON, "-m", "build_scripts.bundle")
    otherwise = "The browser's files were not put together: see above."
    made_by = [path for folder in ("checker/browser", "build_scripts") for path in (ROOT / folder).iterdir()]
    inputs = [wheel, *LOCKS, *sorted(path for path in made_by if path.is_file())]
    once("the browser's files", ROOT / "build" / "checker", "bundle", inputs, lambda: run(*bundle, otherwise=otherwise))


def build_site(*words: str) -> None:
    """site/: made beside it and put in place whole, so that a failure leaves the last good one."""
    fresh = ROOT / "build" / "site"
    shutil.rmtree(fresh, ignore_errors=True)
    command = (PYTHON, *BUILD, "--site-dir", str(fresh))
    try:
        run(*command, otherwise="The site was not built: see above.")
        run(PYTHON, "-m", "build_scripts.finish", str(fresh), *words, otherwise="The site was not finished: see above.")
    except Failed:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if SITE.exists():
        shutil.rmtree(SITE)
    fresh.rename(SITE)


def find_browser() -> None:
    found = run(PYTHON, "-m", "build_scripts.browser", otherwise="The tests in a browser cannot run.", quiet=True)
    ENV["CHROMIUM"] = found.strip()


def find_others() -> None:
    add_packages("engines")
    run(PYTHON, "-m", "build_scripts.browser", "--others", otherwise="The tests in all browsers cannot run.")


def proof(*command: str) -> Callable[[], object]:
    return lambda: run(*command, otherwise="It found faults: see above.")


CHECKS = {
    "the checker": build_checker,
    "the site": build_site,
    "a browser for the tests": find_browser,
    "ruff format": proof(PYTHON, "-m", "ruff", "format", "--check", "--quiet", "--output-format", "concise", "."),
    "ruff check": proof(PYTHON, "-m", "ruff", "check", "--quiet", "--output-format", "concise", "."),
    "mypy": proof(PYTHON, "-m", "mypy", "--no-error-summary"),
    "tsc for the browser": proof("node", TSC, "--project", ".", "--pretty", "false"),
    "tsc for the build": proof("node", TSC, "--project", "build_scripts", "--pretty", "false"),
}


def test(rest: list[str]) -> int:
    """Every check, whatever came of the ones before; pytest last, so that its summary is the last thing read."""
    set_up()
    add_packages("data")
    add_packages("health")
    add_npm(EDITING_PAGE)
    failed = []
    others = {"Firefox and WebKitGTK": find_others} if "--all-browsers" in rest else {}
    for name, work in (CHECKS | others).items():
        print(f"- {name}", flush=True)
        try:
            work()
        except Failed as fault:
            print(f"  {fault}", flush=True)
            failed.append(name)
    summary = f"Failed: {', '.join(failed)}"
    if failed:
        print(summary, flush=True)
    code = subprocess.call([PYTHON, "-m", "pytest", *rest], cwd=ROOT, env=ENV, stdin=subprocess.DEVNULL)
    if failed and code == 0:
        print(summary)
    return code or int(bool(failed))


def site(rest: list[str]) -> int:
    if rest not in ([], ["--with-admin"]):
        raise Failed(f"site knows no {' '.join(rest)}. With the page for editors: python3 dev.py site --with-admin")
    set_up()
    if rest:
        add_npm(EDITING_PAGE)
    build_checker()
    build_site(*rest)
    print(f"The site is in {SITE.relative_to(ROOT)}/")
    return 0


def serve(rest: list[str]) -> int:
    if rest and not rest[0].isdigit():
        raise Failed(f"{rest[0]} is no port. Name one by its number: python3 dev.py serve 8001")
    port = int(rest[0]) if rest else 8000
    with socket.socket() as there:
        if there.connect_ex(("127.0.0.1", port)) == 0:
            raise Failed(
                f"Another program uses port {port}. End it, or choose another: python3 dev.py serve {port + 1}"
            )
    set_up()
    build_checker()
    command = [PYTHON, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    return subprocess.call(command, cwd=ROOT, env=ENV)


def lock(rest: list[str]) -> int:
    """The lock files from the pins in pyproject.toml and package.json; --upgrade renews what those pins bring along."""
    make_tools()
    for group, python in (("tools", "3.11"), ("node", "3.11"), ("dev", "3.13"), *((group, "3.13") for group in BESIDE)):
        to = "requirements.txt" if group == "dev" else f"requirements-{group}.txt"
        shape = ("--universal", "--generate-hashes", "--no-emit-index-url", "--python-version", python)
        header: tuple[str, ...] = ("--custom-compile-command", "python3 dev.py lock")
        if group in BESIDE:
            header += ("--constraints", "requirements.txt")  # they are installed into .venv beside it
        command = (UV, "pip", "compile", "--quiet", *shape, *header, "--group", group, "--output-file", to, *rest)
        run(*command, otherwise="uv found no set of packages that fits the pins in pyproject.toml.")
    for folder in (ROOT, EDITING_PAGE, AUDIT):
        packages = folder / "package-lock.json"
        if "--upgrade" in rest:
            packages.unlink()
        npm = (*NPM, "install", "--prefix", str(folder), "--package-lock-only", "--ignore-scripts")
        run(*npm, "--no-audit", "--no-fund", otherwise=f"npm found no packages that fit {folder / 'package.json'}.")
        locked = json.loads(packages.read_text())
        for package in locked["packages"].values():
            package.pop("funding", None)  # addresses that set nothing up
        packages.write_text(json.dumps(locked, indent=2, ensure_ascii=False) + "\n")
    return 0


def data(rest: list[str]) -> int:
    set_up()
    add_packages("data")
    build_wheel()
    return subprocess.call([PYTHON, "-m", "build_scripts.schools", *rest], cwd=ROOT, env=ENV)


def module(name: str, packages: str = "") -> Callable[[list[str]], int]:
    """A command that is a module, run once everything is set up; it gets the words after it."""

    def work(rest: list[str]) -> int:
        set_up()
        build_wheel()
        if packages:
            add_packages(packages)
        return subprocess.call([PYTHON, "-m", name, *rest], cwd=ROOT, env=ENV)

    return work


def on_the_site(*command: str) -> Callable[[list[str]], int]:
    """A command that looks at the built site in a browser; it gets the words after it."""

    def work(rest: list[str]) -> int:
        set_up()
        build_checker()
        build_site()
        find_browser()
        return subprocess.call([PYTHON, *command, *rest], cwd=ROOT, env=ENV)

    return work


def audit(rest: list[str]) -> int:
    """The Nu checker, which needs Java, and Lighthouse: more to install than all the rest."""
    set_up()
    add_npm(AUDIT)
    return on_the_site("-m", "pytest", "-m", "audit", "tests/test_audit.py")(rest)


def bench_build(rest: list[str]) -> int:
    set_up()
    build_checker()
    return subprocess.call([PYTHON, "-m", "tests.bench_build", *rest], cwd=ROOT, env=ENV)


def coverage(rest: list[str]) -> int:
    site([])
    add_packages("data")
    add_npm(EDITING_PAGE)
    return module("tests.cover", "health")(rest)


def fuzz(rest: list[str]) -> int:
    set_up()
    add_packages("data")
    add_packages("health")
    return on_the_site("-m", "tests.fuzz")(rest)


def release(rest: list[str]) -> int:
    site([])
    return module("build_scripts.release", "health")(rest)


COMMANDS = {
    "serve": Command("shows the site at 127.0.0.1:8000, or the port you name, and follows your changes", serve),
    "test": Command("builds and checks everything, --all-browsers in three engines; words after -- go to pytest", test),
    "site": Command("builds the site into site/; --with-admin, with the page for editors", site),
    "check-site": Command("says whether site/ is fit to publish", module("build_scripts.check_site")),
    "coverage": Command("counts which lines of the checker and of its build the tests reach", coverage),
    "mutants": Command(
        "changes the rule by a hair, and looks for a test that fails", module("tests.mutants", "mutants")
    ),
    "fuzz": Command("puts 100,000 texts through every entrance; --runs, names", fuzz),
    "reproduce": Command("builds the last commit twice and compares every byte", module("build_scripts.reproduce")),
    "release": Command("makes what is published with a tag; VERSION, or none for a trial", release),
    "bench": Command("measures how soon a head sees an answer, beside plain Pyodide", on_the_site("tests/bench.py")),
    "bench-finder": Command("measures the school finder on the whole list", on_the_site("tests/bench_finder.py")),
    "bench-build": Command("measures the build at 20, 200, 2,000 questions", bench_build),
    "servers": Command(
        "serves the site with nginx and Caddy and checks every address there",
        on_the_site("-m", "pytest", "-m", "servers", "tests/test_servers.py"),
    ),
    "load": Command("counts the visitors that nginx can bear here, with wrk", on_the_site("tests/load.py")),
    "faults": Command(
        "makes everything go wrong that tests/faults lists, and looks how it ends",
        on_the_site(
            "-m", "pytest", "-rP", "-m", "faults or not faults", "tests/test_faults.py", "tests/test_fault_visits.py"
        ),
    ),
    "audit": Command("checks the pages with the Nu checker and Lighthouse", audit),
    "impact": Command("tells what your changes mean for visitors; --against main", module("build_scripts.impact")),
    "review": Command("lists what is due for review; --today for another day", module("build_scripts.review")),
    "data": Command("makes the finder's data; --from a folder of official files, or --download", data),
    "plain": Command("tells of long sentences, short forms and words to avoid", module("build_scripts.plain_english")),
    "factcheck": Command("writes a page to print and check; --against main", module("build_scripts.factcheck")),
    "schemas": Command("writes what each file may hold, for code editors", module("build_scripts.schemas")),
    "lock": Command("rewrites the lock files after a change of pins; --upgrade takes newer releases", lock),
}


def main(words: list[str]) -> int:
    if not words or words[0] not in COMMANDS:
        print("python3 dev.py COMMAND", *(f"  {name:13}{command.does}" for name, command in COMMANDS.items()), sep="\n")
        return 2 if words else 0
    rest = words[1:]
    if "--today" in rest[:-1]:  # the day that everything is built for, such as 2027-05-22
        at = rest.index("--today")
        ENV["TODAY"], rest[at : at + 2] = rest[at + 1], []
    try:
        return COMMANDS[words[0]].work(rest[1:] if rest[:1] == ["--"] else rest)
    except Failed as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
