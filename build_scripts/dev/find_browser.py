"""Find or fetch a browser for the tests, and prove that it starts.

    python -m build_scripts.dev.find_browser [--others]

Prints the path of Chromium's program, or an empty line for Playwright's own; with --others, sees to it that Firefox and
WebKitGTK's small browser are there too.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from build_scripts.problems import BuildError, exit_code
from build_scripts.settings import setting

PROGRAM_NAMES = (
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

# Where the network is closed in silence, a connection is given up after this many milliseconds, and the whole download
# after this many seconds: Playwright waits for ever on a proxy that does not answer.
CONNECTION_MS = "5000"
DOWNLOAD_SECONDS = 180


def find() -> str:
    """The path of a browser that starts; what is already there comes first, then Playwright's download, then apt."""
    named = setting("CHROMIUM")
    if named:
        fault = launch_error(named)
        if fault:
            raise BuildError(f"CHROMIUM names {named}, which does not start: {fault}")
        return named
    for path in (*on_this_machine(), PLAYWRIGHTS_OWN):
        if not launch_error(path):
            return path
    if playwright_install() and not launch_error(PLAYWRIGHTS_OWN):
        return PLAYWRIGHTS_OWN
    if apt_install("chromium"):
        for path in on_this_machine():
            if not launch_error(path):
                return path
    raise BuildError(ADVICE)


def on_this_machine() -> Iterator[str]:
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


def firefox() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")


def webkit() -> tuple[str, str] | None:
    """WebKitGTK's small browser, which is not on the path, and the driver of the same package."""
    driver, browsers = shutil.which("WebKitWebDriver"), sorted(Path("/usr/lib").glob("*/webkit*gtk-*/MiniBrowser"))
    return (str(browsers[-1]), driver) if driver and browsers else None


def missing_packages() -> list[str]:
    """WebKitGTK's browser needs a screen, which Xvfb makes up."""
    there = {"firefox-esr": firefox(), "webkit2gtk-driver": webkit(), "xvfb": shutil.which("Xvfb")}
    return [package for package, program in there.items() if not program]


def find_other_browsers() -> None:
    missing = missing_packages()
    if missing and not (apt_install(*missing) and not missing_packages()):
        raise BuildError(f"Not every browser is here. On Debian, as root: apt-get install {' '.join(missing)}")


def launch_error(path: str) -> str:
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


def playwright_install() -> bool:
    log("no browser here: trying Playwright's download of Chromium")
    os.environ["PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT"] = CONNECTION_MS
    return run_download([sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"], DOWNLOAD_SECONDS)


def apt_install(*packages: str) -> bool:
    """Debian's packages, where apt-get is there and this account may use it without a password."""
    may = [] if sys.platform == "win32" or os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if not all(shutil.which(name) for name in (*may[:1], "apt-get")):
        return False
    log(f"trying apt-get install {' '.join(packages)}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    # Never stopped half-way, as that would leave packages half installed; it gives up on a dead network by itself.
    apt = [*may, "apt-get", "--quiet", "--yes", "-o", "Acquire::http::Timeout=10", "-o", "Acquire::Retries=1"]
    return run_download([*apt, "update"]) and run_download([*apt, "install", "--no-install-recommends", *packages])


def run_download(command: list[str], seconds: int | None = None) -> bool:
    """Run a download, for so long at most; only the reason of a failure is shown."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        own_group = sys.platform != "win32"
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=own_group
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
            reasons = (line.strip() for line in output if line.startswith(("Error:", "E:", "sudo:")))
            log(next(reasons, "it gave no reason"))
    return code == 0


def log(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def main() -> None:
    if sys.argv[1:] == ["--others"]:
        find_other_browsers()
    else:
        print(find())


if __name__ == "__main__":
    sys.exit(exit_code(main))
