"""Build the site step by step, each a program of its own: the checker's wheel, the browser's files, the pages.

Standard library only and Python 3.11: the programs run in .venv, this does not.
"""

import shutil
from pathlib import Path

from build_scripts.dev.toolchain import SetupError, Toolchain
from build_scripts.hashing import run_if_changed
from build_scripts.paths import BUILT, ROOT, SITE

# What the browser's files are made of, beside the wheel.
CHECKER_FOLDERS = ("checker/browser", "checker/grids", "build_scripts/bundle")
CHECKER_FILES = ("requirements.txt", "package-lock.json", "build_scripts/compress.py")


def build_wheel(tools: Toolchain) -> Path:
    """Build the checker's wheel, and install it into .venv; return its path."""
    build = (tools.python, "-m", "build_scripts.bundle.wheel")
    tools.run(*build, on_failure="The checker's wheel was not built: see above.", quiet=True)
    [wheel] = (BUILT / "wheel").glob("*.whl")
    install = (tools.uv, "pip", "install", "--quiet", "--no-deps", "--reinstall", str(wheel))
    on_failure = "The checker's wheel was built but not installed: see above."
    run_if_changed(
        "the checker's wheel, into .venv",
        tools.venv,
        "wheel",
        [wheel, (tools.venv / ".done-packages").read_text()],
        lambda: tools.run(*install, on_failure=on_failure),
    )
    return wheel


def build_checker(tools: Toolchain) -> None:
    """Build the wheel, and the folder of files that the browser runs."""
    wheel = build_wheel(tools)
    found = [path for folder in CHECKER_FOLDERS for path in (ROOT / folder).rglob("*.*")]
    sources = sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)
    assemble = (tools.python, "-m", "build_scripts.bundle.assemble")
    run_if_changed(
        "the browser's files",
        BUILT / "checker",
        "bundle",
        [wheel, *(ROOT / file for file in CHECKER_FILES), *sources],
        lambda: tools.run(*assemble, on_failure="The browser's files were not put together: see above."),
    )


def build_site(tools: Toolchain, with_admin: bool = False) -> None:
    """Build site/ elsewhere and move it into place whole, so that a failure leaves the last good one."""
    fresh = BUILT / "site"
    shutil.rmtree(fresh, ignore_errors=True)
    mkdocs = (tools.python, "-m", "mkdocs", "build", "--strict", "--site-dir", str(fresh))
    postprocess = [tools.python, "-m", "build_scripts.publishing.postprocess", str(fresh)]
    if with_admin:
        postprocess.append("--with-admin")
    try:
        tools.run(*mkdocs, on_failure="The site was not built: see above.")
        tools.run(*postprocess, on_failure="The site was not finished: see above.")
    except SetupError:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if SITE.exists():
        shutil.rmtree(SITE)
    fresh.rename(SITE)


def find_browser(tools: Toolchain, *words: str) -> None:
    """Find a Chromium, or bring one, and name it to the programs to come."""
    find = (tools.python, "-m", "build_scripts.dev.find_browser", *words)
    tools.env["CHROMIUM"] = tools.run(*find, on_failure="The tests in a browser cannot run.", quiet=True).strip()


def find_other_browsers(tools: Toolchain) -> None:
    """Find Firefox and WebKitGTK's browser, or bring them."""
    tools.install_group("engines")
    find = (tools.python, "-m", "build_scripts.dev.find_browser", "--others")
    tools.run(*find, on_failure="The tests in all browsers cannot run.")


def prepare_browser_run(tools: Toolchain) -> None:
    """Prepare everything for a program that looks at the built site in a browser like the visitors'."""
    tools.set_up()
    build_checker(tools)
    build_site(tools)
    find_browser(tools, "--whole")
