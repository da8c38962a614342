"""Run the commands of dev.py: each brings what it needs, then starts the programs that do the work.

Standard library only and Python 3.11, since it runs before anything is installed. What a program can be told besides is
known to that program alone: its options are passed on, and `python3 dev.py COMMAND --help` shows them.
"""

import argparse
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from build_scripts.dev.locks import AUDIT, make_locks, upgrade_pins
from build_scripts.dev.toolchain import (
    CMS_PAGE,
    ENV,
    NODE_MODULES,
    PYTHON,
    UV,
    VENV,
    SetupError,
    install_group,
    install_tools,
    npm_ci,
    run,
    run_if_changed,
    set_up,
)
from build_scripts.paths import BUILT, ROOT, SITE

TSC = str(NODE_MODULES / "typescript" / "bin" / "tsc")
FAULTS = "It found faults: see above."


# What is built


def build_wheel() -> Path:
    """Build the checker's wheel, and install it into .venv."""
    run(
        PYTHON,
        "-m",
        "build_scripts.bundle.wheel",
        on_failure="The checker's wheel was not built: see above.",
        quiet=True,
    )
    [wheel] = (BUILT / "wheel").glob("*.whl")
    install = (UV, "pip", "install", "--quiet", "--no-deps", "--reinstall", str(wheel))
    on_failure = "The checker's wheel was built but not installed: see above."
    inputs: list[Path | str] = [wheel, (VENV / ".done-packages").read_text()]
    run_if_changed(
        "the checker's wheel, into .venv", VENV, "wheel", inputs, lambda: run(*install, on_failure=on_failure)
    )
    return wheel


def build_checker() -> None:
    """Build the wheel, and the folder of files that the browser runs."""
    wheel = build_wheel()
    assemble = (PYTHON, "-m", "build_scripts.bundle.assemble")
    on_failure = "The browser's files were not put together: see above."
    folders = [ROOT / "checker" / "browser", ROOT / "checker" / "grids", ROOT / "build_scripts" / "bundle"]
    sources = sorted(path for folder in folders for path in folder.rglob("*.*") if "__pycache__" not in path.parts)
    inputs = [
        wheel,
        ROOT / "requirements.txt",
        ROOT / "package-lock.json",
        ROOT / "build_scripts" / "compress.py",
        *sources,
    ]
    run_if_changed(
        "the browser's files", BUILT / "checker", "bundle", inputs, lambda: run(*assemble, on_failure=on_failure)
    )


def build_site(with_admin: bool = False) -> None:
    """Build site/ beside its place and move it there whole, so that a failure leaves the last good one."""
    fresh = BUILT / "site"
    shutil.rmtree(fresh, ignore_errors=True)
    mkdocs = (PYTHON, "-m", "mkdocs", "build", "--strict", "--site-dir", str(fresh))
    postprocess = [PYTHON, "-m", "build_scripts.publishing.postprocess", str(fresh)]
    if with_admin:
        postprocess.append("--with-admin")
    try:
        run(*mkdocs, on_failure="The site was not built: see above.")
        run(*postprocess, on_failure="The site was not finished: see above.")
    except SetupError:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if SITE.exists():
        shutil.rmtree(SITE)
    fresh.rename(SITE)


def find_browser() -> None:
    """Find a Chromium, or bring one, for the programs to come."""
    command = (PYTHON, "-m", "build_scripts.dev.find_browser")
    ENV["CHROMIUM"] = run(*command, on_failure="The tests in a browser cannot run.", quiet=True).strip()


def find_other_browsers() -> None:
    install_group("engines")
    command = (PYTHON, "-m", "build_scripts.dev.find_browser", "--others")
    run(*command, on_failure="The tests in all browsers cannot run.")


def prepare_site() -> None:
    """Set everything up that a program needs which looks at the built site in a browser."""
    set_up()
    build_checker()
    build_site()
    find_browser()


def call(*command: str) -> int:
    """Run a program of .venv, shown as it runs; return its exit code."""
    return subprocess.call([PYTHON, *command], cwd=ROOT, env=ENV)


# The commands


def serve(options: argparse.Namespace, rest: list[str]) -> int:
    port = options.port
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise SetupError(
                f"Another program uses port {port}. End it, or choose another: python3 dev.py serve {port + 1}"
            )
    set_up()
    build_checker()
    return call("-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}")


def build(options: argparse.Namespace, rest: list[str]) -> int:
    set_up()
    if options.with_admin:
        npm_ci(CMS_PAGE)
    build_checker()
    build_site(options.with_admin)
    print(f"The site is in {SITE.relative_to(ROOT)}/", flush=True)
    return call("-m", "build_scripts.publishing.verify") if options.check else 0


def check(*command: str) -> Callable[[], object]:
    return lambda: run(*command, on_failure=FAULTS)


CHECKS = {
    "the checker": build_checker,
    "the site": build_site,
    "a browser for the tests": find_browser,
    "ruff format": check(PYTHON, "-m", "ruff", "format", "--check", "--quiet", "--output-format", "concise", "."),
    "ruff check": check(PYTHON, "-m", "ruff", "check", "--quiet", "--output-format", "concise", "."),
    "mypy": check(PYTHON, "-m", "mypy", "--no-error-summary"),
    "tsc for the browser": check("node", TSC, "--project", ".", "--pretty", "false"),
    "tsc for the build": check("node", TSC, "--project", "build_scripts/bundle", "--pretty", "false"),
}


def test(options: argparse.Namespace, rest: list[str]) -> int:
    """Run every check, whatever came of the ones before; pytest last, so that its summary is the last thing read."""
    for name, proof in PROOFS.items():
        if getattr(options, name.replace("-", "_")):
            return proof.run(rest)
    set_up()
    install_group("data")
    install_group("health")
    npm_ci(CMS_PAGE)
    checks = dict(CHECKS)
    if options.all_browsers:
        checks["Firefox and WebKitGTK"] = find_other_browsers
        rest = ["--all-browsers", *rest]
    failed = []
    for name, work in checks.items():
        print(f"- {name}", flush=True)
        try:
            work()
        except SetupError as fault:
            print(f"  {fault}", flush=True)
            failed.append(name)
    summary = f"Failed: {', '.join(failed)}"
    if failed:
        print(summary, flush=True)
    pytest = [PYTHON, "-m", "pytest", *rest]
    code = subprocess.call(pytest, cwd=ROOT, env=ENV, stdin=subprocess.DEVNULL)
    if failed and code == 0:
        print(summary)
    return code or int(bool(failed))


class Proof(NamedTuple):
    """A proof that `test` runs in place of the ordinary one."""

    help: str
    run: Callable[[list[str]], int]


def marked(marker: str, *paths: str) -> Callable[[list[str]], int]:
    """Run the tests of one marker on the built site."""

    def work(rest: list[str]) -> int:
        prepare_site()
        return call("-m", "pytest", "-rP", "-m", marker, *paths, *rest)

    return work


def audit(rest: list[str]) -> int:
    set_up()
    npm_ci(AUDIT)
    return marked("audit", "tests/publishing/test_audit.py")(rest)


def coverage(rest: list[str]) -> int:
    prepare_site()
    install_group("data")
    install_group("health")
    npm_ci(CMS_PAGE)
    return call("-m", "tests.tools.branch_coverage", *rest)


def mutants(rest: list[str]) -> int:
    set_up()
    build_wheel()
    install_group("mutants")
    return call("-m", "tests.tools.mutants", *rest)


def fuzz(rest: list[str]) -> int:
    set_up()
    install_group("data")
    install_group("health")
    prepare_site()
    return call("-m", "tests.tools.fuzz", *rest)


PROOFS = {
    "faults": Proof(
        "make everything go wrong that tests/browser/faults lists, and see how it ends",
        marked("faults or not faults", "tests/browser/faults"),
    ),
    "servers": Proof(
        "serve the site with nginx and Caddy, and check every address there",
        marked("servers", "tests/publishing/test_servers.py"),
    ),
    "audit": Proof("check the pages with the Nu checker and Lighthouse", audit),
    "coverage": Proof("count which lines of the checker and of its build the tests reach", coverage),
    "mutants": Proof("change the rule by a hair, and look for a test that fails", mutants),
    "fuzz": Proof("put 100,000 texts through every place where text comes in; --runs N, names", fuzz),
}

REPORTS = {
    "impact": "build_scripts.reports.impact",
    "review": "build_scripts.content.checks.reviews",
    "fact-check": "build_scripts.reports.fact_check",
    "plain-english": "build_scripts.content.checks.plain_english",
}


def report(options: argparse.Namespace, rest: list[str]) -> int:
    set_up()
    build_wheel()
    return call("-m", REPORTS[options.name], *rest)


def data(options: argparse.Namespace, rest: list[str]) -> int:
    set_up()
    install_group("data")
    build_wheel()
    return call("-m", "build_scripts.schools", *rest)


def measure(options: argparse.Namespace, rest: list[str]) -> int:
    if options.name == "build":
        set_up()
        build_checker()
    else:
        prepare_site()
    module = "tests.measure.load" if options.name == "load" else f"tests.measure.bench_{options.name}"
    return call("-m", module, *rest)


def generate(options: argparse.Namespace, rest: list[str]) -> int:
    made = options.what or ["schemas", "locks"]
    if "locks" in made:
        install_tools()
        if options.upgrade:
            upgrade_pins()
        make_locks()
    if "schemas" in made:
        set_up()
        build_wheel()
        return call("-m", "build_scripts.content.schemas")
    return 0


def release(options: argparse.Namespace, rest: list[str]) -> int:
    if options.reproduce:
        set_up()
        return call("-m", "build_scripts.publishing.reproduce")
    set_up()
    build_checker()
    build_site()
    install_group("health")
    return call("-m", "build_scripts.publishing.release", *([options.version] if options.version else []))


# How they are asked for


def make_parser() -> argparse.ArgumentParser:
    """Describe the commands. Those with `add_help=False` pass their options on, --help too, to the program they run."""
    parser = argparse.ArgumentParser(
        prog="python3 dev.py", description="Build, serve and prove the site. It brings everything that it needs."
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    day = argparse.ArgumentParser(add_help=False)
    day.add_argument("--today", metavar="DAY", help="the day that everything is built for, such as 2027-05-22")

    def add(
        name: str, work: Callable[[argparse.Namespace, list[str]], int], text: str, **more: object
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, parents=[day], help=text, description=text, **more)  # type: ignore[arg-type]
        command.set_defaults(work=work, passes_on=not more.get("add_help", True))
        return command

    command = add("serve", serve, "serve the site at 127.0.0.1, and follow your changes")
    command.add_argument(
        "port", nargs="?", type=int, default=8000, metavar="PORT", help="8000, unless you name another"
    )
    command = add("build", build, "build the site into site/", aliases=["site"])
    command.add_argument("--with-admin", action="store_true", help="with the page for editors")
    command.add_argument("--check", action="store_true", help="then say whether it is fit to publish")
    command = add("test", test, "build and check everything; words after -- go to pytest")
    command.add_argument("--all-browsers", action="store_true", help="in Firefox and WebKitGTK too")
    for name, proof in PROOFS.items():
        command.add_argument(f"--{name}", action="store_true", help=f"instead, {proof.help}")
    command.set_defaults(passes_on=True)
    command = add("report", report, "tell what changes, what is due, and what to check", add_help=False)
    command.add_argument("name", choices=REPORTS)
    add("data", data, "make the finder's data; --from a folder of official files, or --download", add_help=False)
    command = add("measure", measure, "measure speed, beside a named rival", add_help=False)
    command.add_argument("name", choices=["answer", "finder", "build", "load"])
    command = add("generate", generate, "write the files that are made of others")
    command.add_argument(
        "what", nargs="*", choices=["schemas", "locks"], metavar="schemas|locks", help="all, if none is named"
    )
    command.add_argument(
        "--upgrade", action="store_true", help="raise the pins first, to the newest releases that go together"
    )
    command = add("release", release, "make what is published with a tag, into build/release/")
    command.add_argument("version", nargs="?", metavar="VERSION", help="such as 1.1.0; a trial, if none is named")
    command.add_argument("--reproduce", action="store_true", help="instead, build the last commit twice and compare")
    return parser


def main(words: Sequence[str]) -> int:
    """Run the command that the words name; return the exit code, 2 for words that name none."""
    parser = make_parser()
    if not words:
        parser.print_help()
        return 0
    options, rest = parser.parse_known_args(words)
    if rest and not options.passes_on:
        parser.error(f"{words[0]} knows no {' '.join(rest)}: see python3 dev.py {words[0]} --help")
    if options.today:
        ENV["TODAY"] = options.today
    try:
        return int(options.work(options, [word for word in rest if word != "--"]))
    except SetupError as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
