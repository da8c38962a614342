"""Run the commands of dev.py: each installs what it needs, then starts the programs that do the work.

Standard library only and Python 3.11, since it runs before anything is installed. `report`, `data` and `measure` hand
on every word that they do not know, and `test` the words after `--`. The program that gets them describes its own
options, as `python3 dev.py report impact --help` shows.
"""

import argparse
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from build_scripts.dev.build_steps import build_checker, build_site, build_wheel, prepare_browser_run
from build_scripts.dev.locks import make_locks, upgrade_pins
from build_scripts.dev.proofs import PROOFS, prove
from build_scripts.dev.toolchain import SetupError, Toolchain
from build_scripts.paths import BUILT, CMS_PAGE, ROOT, SITE
from build_scripts.settings import setting

MADE_UP = BUILT / "made-up"  # the data of a site that is tried out

REPORTS = {
    "impact": ("what a change means for visitors and schools", "build_scripts.reports.impact"),
    "review": ("which reviews and dates are due", "build_scripts.content.checks.reviews"),
    "fact-check": ("a page for the policy team to check facts with", "build_scripts.reports.fact_check"),
    "plain-english": (
        "long sentences, unexplained short forms, words to avoid",
        "build_scripts.content.checks.plain_english",
    ),
}
MEASUREMENTS = {
    "answer": ("the time and bytes to an answer, beside Pyodide's usual way", "tests.measure.bench_answer"),
    "finder": ("the search for a school, with the data of all of them", "tests.measure.bench_finder"),
    "build": ("the build of few and of thousands of pages", "tests.measure.bench_build"),
    "postcodes": ("the look-up of pupils' postcodes, beside a plain dict", "tests.measure.bench_postcodes"),
    "load": ("the site under many visitors at once, served by nginx", "tests.measure.load"),
}


# The commands: each returns an exit code. `words` are those for the program that it starts.


def serve(tools: Toolchain, options: argparse.Namespace, words: list[str]) -> int:
    """Serve the site with live reload until it is interrupted; without data, with made-up schools that say so."""
    port = options.port
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            other = f"End it, or choose another: python3 dev.py serve {port + 1}"
            raise SetupError(f"Another program uses port {port}. {other}")
    tools.set_up()
    build_checker(tools)
    if not setting("DATA") and not (ROOT / "data" / "schools.json").exists():
        tools.call("-m", "tests.support.made_up_site", str(MADE_UP))
        tools.env["DATA"] = str(MADE_UP)
    return tools.call("-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}")


def build(tools: Toolchain, options: argparse.Namespace, words: list[str]) -> int:
    """Build site/, and verify it when asked to."""
    tools.set_up()
    if options.with_admin:
        tools.npm_ci(CMS_PAGE)
    build_checker(tools)
    build_site(tools, options.with_admin)
    print(f"The site is in {SITE.name}/", flush=True)
    return tools.call("-m", "build_scripts.publishing.verify") if options.check else 0


def test(tools: Toolchain, options: argparse.Namespace, words: list[str]) -> int:
    """Run the proof that was asked for: the ordinary one, or one of those in its place."""
    code: int = options.proof(tools, words)
    return code


def report(tools: Toolchain, options: argparse.Namespace, words: list[str]) -> int:
    """Print a report."""
    tools.set_up()
    build_wheel(tools)
    return tools.call("-m", options.module, *words)


def data(tools: Toolchain, options: argparse.Namespace, words: list[str]) -> int:
    """Make the snapshot of schools from official files."""
    tools.set_up()
    tools.install_group("data")
    build_wheel(tools)
    return tools.call("-m", "build_scripts.schools", *words)


def measure(tools: Toolchain, options: argparse.Namespace, words: list[str]) -> int:
    """Run a benchmark; that of the build needs no site and no browser."""
    if "--help" in words:
        tools.set_up()
    elif options.name == "build":
        tools.set_up()
        build_checker(tools)
    else:
        prepare_browser_run(tools)
    return tools.call("-m", options.module, *words)


def generate(tools: Toolchain, options: argparse.Namespace, words: list[str]) -> int:
    """Write lock files and schemas anew."""
    wanted = options.what or ["locks", "schemas"]
    if "locks" in wanted:
        tools.install_tools()
        if options.upgrade:
            upgrade_pins(tools)
        make_locks(tools)
    if "schemas" in wanted:
        tools.set_up()
        build_wheel(tools)
        return tools.call("-m", "build_scripts.content.schemas")
    return 0


def release(tools: Toolchain, options: argparse.Namespace, words: list[str]) -> int:
    """Make what is published with a tag, or build the last commit twice and compare, or put site/ on a server."""
    tools.set_up()
    if options.deploy:
        return tools.call("-m", "build_scripts.publishing.deploy", str(SITE), options.deploy)
    if options.roll_back:
        return tools.call("-m", "build_scripts.publishing.deploy", "--roll-back", options.roll_back)
    if options.reproduce:
        return tools.call("-m", "build_scripts.publishing.reproduce")
    build_checker(tools)
    build_site(tools)
    tools.install_group("health")
    version = [options.version] if options.version else []
    return tools.call("-m", "build_scripts.publishing.release", *version)


# The command line

FORWARDING = ("report", "data", "measure")  # they hand on every word that they do not know
Command = Callable[[Toolchain, argparse.Namespace, list[str]], int]


def make_parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(
        prog="python3 dev.py", description="Build, serve and prove the site. It brings everything that it needs."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, run: Command, text: str, **settings: Any) -> argparse.ArgumentParser:
        command = add_parser(commands, name, text, **settings)
        command.set_defaults(run=run)
        return command

    def add_one_of(programs: dict[str, tuple[str, str]], name: str, run: Command, text: str) -> None:
        command = commands.add_parser(name, help=text, description=sentence(text))
        names = command.add_subparsers(dest="name", metavar="NAME", required=True)
        for program, (purpose, module) in programs.items():
            add_parser(names, program, purpose, add_help=False).set_defaults(run=run, module=module)

    command = add("serve", serve, "serve the site at 127.0.0.1, and follow your changes")
    command.add_argument(
        "port", nargs="?", type=int, default=8000, metavar="PORT", help="8000, unless you name another"
    )
    command = add("build", build, "build the site into site/", aliases=["site"])
    command.add_argument("--with-admin", action="store_true", help="with the page for editors; needs REPO_URL")
    command.add_argument("--check", action="store_true", help="then say whether it is fit to publish")
    command = add("test", test, "build and check everything", usage="%(prog)s [options] [-- WORDS FOR PYTEST]")
    proofs = command.add_argument_group("in place of that").add_mutually_exclusive_group()
    for name, (proof, text) in PROOFS.items():
        proofs.add_argument(f"--{name}", dest="proof", action="store_const", const=proof, help=text)
    command.set_defaults(proof=prove)
    add_one_of(REPORTS, "report", report, "tell what changes, what is due, and what to check")
    add("data", data, "make the finder's data from official files", add_help=False)
    add_one_of(MEASUREMENTS, "measure", measure, "measure speed, beside a named rival")
    command = add("generate", generate, "write the files that are made of others")
    command.add_argument("what", nargs="*", choices=["schemas", "locks"], metavar="schemas|locks", help="default: both")
    command.add_argument("--upgrade", action="store_true", help="raise the pins first, to the newest releases that fit")
    command = add("release", release, "make what is published with a tag, into build/release/")
    command.add_argument("version", nargs="?", metavar="VERSION", help="such as 1.1.0; a trial, if none is named")
    command.add_argument("--reproduce", action="store_true", help="instead, build the last commit twice and compare")
    command.add_argument(
        "--deploy", metavar="FOLDER", help="instead, put site/ into a web server's folder, in one step"
    )
    command.add_argument("--roll-back", metavar="FOLDER", help="instead, take the site before back there")
    return parser


def add_parser(commands: Any, name: str, text: str, **settings: Any) -> argparse.ArgumentParser:
    """Add a command with the option --today; abbreviated options would take words that are handed on."""
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=sentence(text), allow_abbrev=False, **settings
    )
    command.add_argument("--today", type=day_text, metavar="DAY", help="build for this day, such as 2027-05-22")
    return command


def sentence(text: str) -> str:
    """Return the text as a sentence."""
    return f"{text[0].upper()}{text[1:]}."


def day_text(text: str) -> str:
    """Return the text if it is a day."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day; write it as 2027-05-22") from None


def parse(words: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Return a command with its options, and the words for the program that it starts; exit with 2 for other words."""
    parser = make_parser()
    own, forwarded = list(words), list[str]()
    if "--" in own:
        own, forwarded = own[: own.index("--")], own[own.index("--") + 1 :]
    options, unknown = parser.parse_known_args(own)
    if options.command in FORWARDING:
        return options, unknown + forwarded
    if options.command != "test":
        unknown += forwarded
    if unknown:
        parser.error(f"{options.command} knows no {' '.join(unknown)}: see python3 dev.py {options.command} --help")
    return options, forwarded


def main(words: Sequence[str]) -> int:
    """Run the command that the words name; list all commands without any. Return the exit code."""
    if not words:
        make_parser().print_help()
        return 0
    options, forwarded = parse(words)
    tools = Toolchain()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # else what it runs would outlive it, with its port
    if options.today:
        tools.env["TODAY"] = options.today
    try:
        return int(options.run(tools, options, forwarded))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
