"""Find or fetch a browser for the tests, and prove that it starts.

python -m build_scripts.browser        prints the path of its program, or an empty line for Playwright's own browser
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
MACOS = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
ADVICE = "No browser was found or fetched. Install Chromium or Chrome, or name its program: CHROMIUM=/path/to/chrome"
PLAYWRIGHTS_OWN = ""

# Where downloads are blocked in silence, each of Playwright's five attempts ends after this many milliseconds.
CONNECTION_MS = "5000"
DOWNLOAD_SECONDS = 600


def find() -> str:
    """The path of a browser that starts; what is already there comes first, then Playwright's download, then apt."""
    named = os.environ.get("CHROMIUM")
    if named:
        fault = start_fault(named)
        if fault:
            raise SystemExit(f"CHROMIUM names {named}, which does not start: {fault}")
        return named
    for path in (*on_this_machine(), PLAYWRIGHTS_OWN):
        if not start_fault(path):
            return path
    if fetch_playwrights() and not start_fault(PLAYWRIGHTS_OWN):
        return PLAYWRIGHTS_OWN
    if fetch_debians():
        for path in on_this_machine():
            if not start_fault(path):
                return path
    raise SystemExit(ADVICE)


def on_this_machine() -> Iterator[str]:
    for name in NAMES:
        path = shutil.which(name)
        if path:
            yield path
    usual = [
        Path(top) / f"Applications/{name}.app/Contents/MacOS/{name}" for name in MACOS for top in ("/", Path.home())
    ]
    tops = [os.environ[name] for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA") if name in os.environ]
    usual += [Path(top) / name for name in WINDOWS for top in tops]
    yield from (str(path) for path in usual if path.is_file())


def start_fault(path: str) -> str:
    """Why this browser does not show a page; empty when it does."""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path or None, timeout=30_000)
            page = browser.new_page()
            page.set_content("<title>ready</title>")
            title = page.title()
            browser.close()
    except Error as fault:
        return str(fault).splitlines()[0]
    return "" if title == "ready" else "it showed an empty page"


def fetch_playwrights() -> bool:
    tell("no browser here: trying Playwright's download of Chromium")
    environment = {**os.environ, "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": CONNECTION_MS}
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    return fetched(command, environment)


def fetch_debians() -> bool:
    """Debian's Chromium, where apt-get is there and this account may use it without a password."""
    if not shutil.which("apt-get"):
        return False
    may = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if may and not shutil.which("sudo"):
        return False
    tell("Playwright's download did not work: trying apt-get install chromium")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]
    return fetched([*may, "apt-get", "update", "--quiet"], environment) and fetched([*may, *install], environment)


def fetched(command: list[str], environment: dict[str, str]) -> bool:
    """Run a download within bounded time; its output is shown only when it fails."""
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=DOWNLOAD_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        tell(str(fault))
        return False
    if done.returncode:
        tell("\n".join(done.stdout.splitlines()[-3:]))
    return done.returncode == 0


def tell(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(find())
