"""Find or fetch a browser for the tests, and prove that it starts.

    python -m build_scripts.dev.find_browser [--whole | --others]

Prints the path of Chromium's program, or an empty line for Playwright's own. With --whole it is one with windows, as
visitors have. With --others it sees to it that Firefox and WebKitGTK's small browser are there instead.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from build_scripts import certificates
from build_scripts.problems import BuildError, exit_code
from build_scripts.settings import setting

# The same engine without windows, which shows a page for a third of the work.
SHELL = "chromium-headless-shell"
PROGRAM_NAMES = (
    SHELL,
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
MACOS_APPS = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS_PROGRAMS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
ADVICE = "No browser was found or fetched. Install Chromium or Chrome, or name its program: CHROMIUM=/path/to/chrome"
PLAYWRIGHTS_OWN = ""

# Playwright waits for ever on a proxy that does not answer, so a connection is given up after a while, and so is the
# whole download.
CONNECTION_MS = "5000"
DOWNLOAD_SECONDS = 300


def find() -> str:
    """Return the path of a browser that starts: one that is there, else Playwright's download, else Debian's.

    Raises BuildError where there is none, and where the one that CHROMIUM names does not start.
    """
    named = setting("CHROMIUM")
    if named:
        error = launch_error(named)
        if error:
            raise BuildError(f"CHROMIUM names {named}, which does not start: {error}")
        return named
    for path in (*on_this_machine(), PLAYWRIGHTS_OWN):
        if not launch_error(path):
            return path
    if playwright_install() and not launch_error(PLAYWRIGHTS_OWN):
        return PLAYWRIGHTS_OWN
    if apt_install(SHELL, "chromium") or apt_install("chromium"):
        for path in on_this_machine():
            if not launch_error(path):
                return path
    raise BuildError(ADVICE)


def on_this_machine() -> Iterator[str]:
    """Yield the browsers that are on the path, then those where macOS and Windows keep them."""
    for name in PROGRAM_NAMES:
        path = shutil.which(name)
        if path:
            yield path
    usual = [
        Path(top) / f"Applications/{name}.app/Contents/MacOS/{name}"
        for name in MACOS_APPS
        for top in ("/", Path.home())
    ]
    tops = [os.environ[name] for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA") if name in os.environ]
    usual += [Path(top) / name for name in WINDOWS_PROGRAMS for top in tops]
    yield from (str(path) for path in usual if path.is_file())


def whole_browser(playwrights: str) -> str:
    """Return a browser with windows, for what the shell lacks: it keeps no page that a visitor leaves.

    `playwrights` is the path where Playwright's own would be. Raises BuildError where there is none.
    """
    for path in (setting("CHROMIUM"), *on_this_machine(), playwrights):
        if path and "headless" not in Path(path).stem and Path(path).is_file():
            return path
    raise BuildError(ADVICE)


def firefox() -> str | None:
    """Return the path of Firefox, if it is there."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def webkit() -> tuple[str, str] | None:
    """Return WebKitGTK's small browser, which is not on the path, and the driver of the same package."""
    driver, browsers = shutil.which("WebKitWebDriver"), sorted(Path("/usr/lib").glob("*/webkit*gtk-*/MiniBrowser"))
    return (str(browsers[-1]), driver) if driver and browsers else None


def missing_packages() -> list[str]:
    """Return Debian's packages of what is not there; WebKitGTK's browser needs a screen, which Xvfb makes up."""
    there = {"firefox-esr": firefox(), "webkit2gtk-driver": webkit(), "xvfb": shutil.which("Xvfb")}
    return [package for package, program in there.items() if not program]


def find_other_browsers() -> None:
    """Bring Firefox and WebKitGTK's browser where they are missing; raises BuildError where that fails."""
    missing = missing_packages()
    if not missing:
        return
    apt_install(*missing)
    if missing_packages():
        raise BuildError(f"Not every browser is here. On Debian, as root: apt-get install {' '.join(missing)}")


def launch_error(path: str) -> str:
    """Say why this browser does not show a page; return "" when it does."""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path or None, timeout=30_000)
            page = browser.new_page()
            page.set_content("<title>ready</title>")
            title = page.title()
            browser.close()
    except Error as error:
        return str(error).splitlines()[0]
    return "" if title == "ready" else "it showed an empty page"


def playwright_install() -> bool:
    """Download Playwright's own Chromium; say whether it worked."""
    log("no browser here: trying Playwright's download of Chromium")
    install = [sys.executable, "-m", "playwright", "install", "chromium"]
    return run_download(install, {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": CONNECTION_MS}, DOWNLOAD_SECONDS)


def apt_install(*packages: str) -> bool:
    """Install Debian's packages, where this account may use apt-get without a password; say whether it worked."""
    as_root = [] if sys.platform == "win32" or os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if not shutil.which("apt-get") or (as_root and not shutil.which("sudo")):
        return False
    log(f"trying apt-get install {' '.join(packages)}")
    # Never stopped half-way, as that would leave packages half installed; it gives up on a dead network by itself.
    apt = [*as_root, "apt-get", "--quiet", "--yes", "-o", "Acquire::http::Timeout=10", "-o", "Acquire::Retries=1"]
    unasked = {"DEBIAN_FRONTEND": "noninteractive"}
    install = [*apt, "install", "--no-install-recommends", *packages]
    return run_download([*apt, "update"], unasked) and run_download(install, unasked)


def run_download(command: list[str], settings: dict[str, str], seconds: int | None = None) -> bool:
    """Run a download with these variables set, for so many seconds at most; show nothing but why it failed."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        own_group = sys.platform != "win32"
        process = subprocess.Popen(
            command,
            env=os.environ | settings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=own_group,
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            # The downloader is a child of a child, so the whole group is ended.
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            log(f"not done after {seconds} seconds")
            return False
        output.seek(0)
        if code:
            said = output.read()
            reasons = (line.strip() for line in said.splitlines() if line.startswith(("Error:", "E:", "sudo:")))
            log(certificates.advice_on(said) or next(reasons, "it gave no reason"))
    return code == 0


def log(text: str) -> None:
    """Show a line of progress, beside the path that is printed."""
    print(f"  {text}", file=sys.stderr, flush=True)


def main() -> None:
    """Print the path of Chromium, or bring the other browsers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--whole", action="store_true", help="find one with windows")
    which.add_argument("--others", action="store_true", help="see to Firefox and WebKitGTK instead")
    words = parser.parse_args()
    if words.others:
        find_other_browsers()
        return
    path = find()
    if words.whole:
        with sync_playwright() as playwright:
            path = whole_browser(playwright.chromium.executable_path)
    print(path)


if __name__ == "__main__":
    sys.exit(exit_code(main))
