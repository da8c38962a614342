"""Prove the site: the checks of `python3 dev.py test`, and the longer proofs that it runs in their place when asked to.

Standard library only and Python 3.11, since it runs before anything is installed. `words` are handed on to the program
that a proof ends with.
"""

import subprocess
from collections.abc import Callable
from functools import partial

from build_scripts.dev.build_steps import (
    build_checker,
    build_site,
    build_wheel,
    find_browser,
    find_other_browsers,
    prepare_browser_run,
)
from build_scripts.dev.locks import AUDIT
from build_scripts.dev.toolchain import SetupError, Toolchain
from build_scripts.paths import CMS_PAGE

PYTHON_CHECKS = {
    "ruff format": ("ruff", "format", "--check", "--quiet", "--output-format", "concise", "."),
    "ruff check": ("ruff", "check", "--quiet", "--output-format", "concise", "."),
    "mypy": ("mypy", "--no-error-summary"),
}
# Tests of one file stay together, since what they share is slow to make. A third made them late on two cores.
WORKERS = ("--numprocesses", "2", "--dist", "loadfile", "--max-worker-restart", "1")
# A test that waits for ever tells where it stands, and fails; the others go on.
LIMIT = ("-o", "faulthandler_timeout=300", "-o", "faulthandler_exit_on_timeout=true")
TSC_PROJECTS = {"tsc for the browser": ".", "tsc for the build": "build_scripts/bundle"}


def prove(tools: Toolchain, words: list[str], all_browsers: bool = False) -> int:
    """Run every check, whatever became of those before; pytest last, so that its summary is the last thing read."""
    install_test_packages(tools)
    steps: dict[str, Callable[[], object]] = {
        "the checker": partial(build_checker, tools),
        "the site": partial(build_site, tools),
        "a browser for the tests": partial(find_browser, tools),
    }
    on_failure = "It found faults: see above."
    for name, check in PYTHON_CHECKS.items():
        steps[name] = partial(tools.run, tools.python, "-m", *check, on_failure=on_failure)
    tsc = str(tools.root / "node_modules/typescript/bin/tsc")
    for name, project in TSC_PROJECTS.items():
        steps[name] = partial(tools.run, "node", tsc, "--project", project, "--pretty", "false", on_failure=on_failure)
    if all_browsers:
        steps["Firefox and WebKitGTK"] = partial(find_other_browsers, tools)
        words = ["--all-browsers", *words]
    failed = []
    for name, step in steps.items():
        print(f"- {name}", flush=True)
        try:
            step()
        except SetupError as error:
            print(f"  {error}", flush=True)
            failed.append(name)
    summary = f"Failed: {', '.join(failed)}"
    if failed:
        print(summary, flush=True)
    pytest = [tools.python, "-m", "pytest", *WORKERS, *LIMIT, *words]
    code = subprocess.call(pytest, cwd=tools.root, env=tools.env, stdin=subprocess.DEVNULL)
    if failed and code == 0:
        print(summary)
        return 1
    return code


def install_test_packages(tools: Toolchain) -> None:
    """Install the packages that the ordinary tests import beside the site's own."""
    tools.set_up()
    tools.install_group("data")
    tools.install_group("health")
    tools.npm_ci(CMS_PAGE)


def prove_in_all_browsers(tools: Toolchain, words: list[str]) -> int:
    """Run the ordinary proof, in Firefox and WebKitGTK too."""
    return prove(tools, words, all_browsers=True)


def prove_faults(tools: Toolchain, words: list[str]) -> int:
    """Run all of the fault tests, those too that the ordinary proof leaves out."""
    prepare_browser_run(tools)
    return tools.call("-m", "pytest", "-rP", "-m", "faults or not faults", "tests/browser/faults", *words)


def prove_servers(tools: Toolchain, words: list[str]) -> int:
    """Serve the site with nginx and Caddy, and check every address."""
    prepare_browser_run(tools)
    return tools.call("-m", "pytest", "-rP", "-m", "servers", "tests/publishing", *words)


def audit(tools: Toolchain, words: list[str]) -> int:
    """Check the pages with the Nu checker and Lighthouse."""
    prepare_browser_run(tools)
    tools.npm_ci(AUDIT)
    return tools.call("-m", "pytest", "-rP", "-m", "audit", "tests/publishing/test_audit.py", *words)


def compare_with_cpython(tools: Toolchain, words: list[str]) -> int:
    """Ask the image and CPython the same, and compare their replies."""
    prepare_browser_run(tools)
    return tools.call("-m", "pytest", "-rP", "-m", "differential", "tests/bundle/test_differential.py", *words)


def measure_coverage(tools: Toolchain, words: list[str]) -> int:
    """Count which lines and branches the tests reach."""
    install_test_packages(tools)
    prepare_browser_run(tools)
    return tools.call("-m", "tests.tools.branch_coverage", *words)


def try_mutants(tools: Toolchain, words: list[str]) -> int:
    """Change the rule bit by bit, and look for a test that fails."""
    tools.set_up()
    build_wheel(tools)
    tools.install_group("mutants")
    return tools.call("-m", "tests.tools.mutants", *words)


def fuzz(tools: Toolchain, words: list[str]) -> int:
    """Put made-up texts through every place where text comes in."""
    install_test_packages(tools)
    prepare_browser_run(tools)
    return tools.call("-m", "tests.tools.fuzz", *words)


PROOFS = {
    "all-browsers": (prove_in_all_browsers, "the same, in Firefox and WebKitGTK too"),
    "faults": (prove_faults, "make everything go wrong that tests/browser/faults lists, and see how it ends"),
    "servers": (prove_servers, "serve the site with nginx and Caddy, and check every address there"),
    "audit": (audit, "check the pages with the Nu checker and Lighthouse"),
    "differential": (compare_with_cpython, "ask the image and CPython the same 100,000 things, and compare replies"),
    "coverage": (measure_coverage, "count which lines of the checker and of its build the tests reach"),
    "mutants": (try_mutants, "change the rule by a hair, and look for a test that fails"),
    "fuzz": (fuzz, "put 100,000 texts through every place where text comes in; -- --runs N for another number"),
}
