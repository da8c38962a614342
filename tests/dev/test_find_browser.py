"""Which browser the tests get: the one that is named, one of this machine, Playwright's, Debian's, or plain advice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from build_scripts.dev import find_browser
from build_scripts.problems import BuildError

OWN = find_browser.PLAYWRIGHTS_OWN
SHELL = find_browser.SHELL


class Case(NamedTuple):
    """A machine: what CHROMIUM names, what is on the path, what starts, which downloads work; and what is found."""

    named: str
    on_path: list[str]
    starts: list[str]
    downloads: list[str]
    found: str | None


CASES = {
    "the one that is named": Case("/my/chrome", ["/bin/chromium"], ["/my/chrome", "/bin/chromium"], [], "/my/chrome"),
    "one on the path": Case("", ["/bin/chromium"], ["/bin/chromium", OWN], [], "/bin/chromium"),
    "the next where the first does not start": Case("", ["/bin/a", "/bin/b"], ["/bin/b"], [], "/bin/b"),
    "Playwright's own": Case("", ["/bin/a"], [OWN], [], OWN),
    "Playwright's, downloaded": Case("", [], [], ["playwright"], OWN),
    "Debian's, downloaded": Case("", [], [], [SHELL, "chromium"], f"/usr/bin/{SHELL}"),
    "Debian's with windows, where there is none without": Case("", [], [], ["chromium"], "/usr/bin/chromium"),
    "none": Case("", ["/bin/a"], [], [], None),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_which_browser_is_found(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    starts, on_path = list(case.starts), list(case.on_path)

    def download(command: list[str], settings: dict[str, str], seconds: int | None = None) -> bool:
        if "playwright" in command:
            starts.extend([OWN] * ("playwright" in case.downloads))
            return "playwright" in case.downloads
        packages = command[command.index("--no-install-recommends") + 1 :] if "install" in command else []
        if not set(packages) <= set(case.downloads):
            return False
        starts.extend(f"/usr/bin/{package}" for package in packages)
        on_path.extend(f"/usr/bin/{package}" for package in packages)
        return True

    monkeypatch.setenv("CHROMIUM", case.named)
    monkeypatch.setattr(find_browser, "run_download", download)
    monkeypatch.setattr(find_browser, "on_this_machine", lambda: iter(on_path))
    monkeypatch.setattr(find_browser, "launch_error", lambda path: "" if path in starts else "it does not start")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    if case.found is None:
        with pytest.raises(BuildError, match="Install Chromium or Chrome"):
            find_browser.find()
    else:
        assert find_browser.find() == case.found


def test_a_named_browser_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/program")
    with pytest.raises(BuildError, match="CHROMIUM names /no/such/program, which does not start: "):
        find_browser.find()


def test_without_apt_nothing_of_debian_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(find_browser, "run_download", lambda *_: pytest.fail("it was tried"))
    assert not find_browser.apt_install()


def test_browsers_where_each_system_keeps_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed = [
        tmp_path / "Applications/Chromium.app/Contents/MacOS/Chromium",
        tmp_path / find_browser.WINDOWS_PROGRAMS[0],
    ]
    for path in installed:
        path.parent.mkdir(parents=True)
        path.touch()
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/chromium" if name == "chromium" else None)
    assert list(find_browser.on_this_machine()) == ["/usr/bin/chromium", *map(str, installed)]


def test_the_browser_with_windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shell, whole = tmp_path / SHELL, tmp_path / "chrome"
    shell.touch()
    monkeypatch.setenv("CHROMIUM", str(shell))
    monkeypatch.setattr(find_browser, "on_this_machine", lambda: iter([str(shell)]))
    with pytest.raises(BuildError, match="Install Chromium or Chrome"):
        find_browser.whole_browser(str(whole))
    whole.touch()
    assert find_browser.whole_browser(str(whole)) == str(whole)


DOWNLOADS = [
    # what the download does, whether it worked, and what is told
    ("pass", True, ""),
    ("print('E: no network'); raise SystemExit(1)", False, "E: no network"),
    ("raise SystemExit(1)", False, "it gave no reason"),
]


@pytest.mark.parametrize(("script", "works", "told"), DOWNLOADS)
def test_a_download_tells_why_it_failed(
    script: str, works: bool, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert find_browser.run_download([sys.executable, "-c", script], {}, 60) == works
    assert capsys.readouterr().err.strip() == told


def test_a_download_that_never_ends_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real, pids = subprocess.Popen, list[int]()

    def start(*given: object, **named: object) -> subprocess.Popen[str]:
        process = real(*given, **named)  # type: ignore[call-overload]
        pids.append(process.pid)
        return process  # type: ignore[no-any-return]

    monkeypatch.setattr(subprocess, "Popen", start)
    assert not find_browser.run_download([sys.executable, "-c", "import time; time.sleep(600)"], {}, 0)
    assert "not done after 0 seconds" in capsys.readouterr().err
    assert pids
    with pytest.raises(ChildProcessError):
        os.waitpid(pids[0], os.WNOHANG)
