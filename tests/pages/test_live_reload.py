"""While an editor writes: a slip shows its lines instead of the page, and mending it brings the page back."""

import mimetypes
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from build_scripts.pages import mkdocs_hooks
from build_scripts.paths import ROOT

BUILD = ["-m", "mkdocs", "build", "--strict"]
COPIED = ["content", "docs", "build_scripts", "checker/browser", "mkdocs.yml"]
PATIENCE = 60  # seconds; each step takes about two


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy what the site is made from, with an empty checker: nothing here asks it."""
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, tmp_path / name)
    (tmp_path / "build/checker/empty").mkdir(parents=True)
    (tmp_path / "build/checker/current.json").write_text('{"folder": "empty"}', "utf-8")
    return tmp_path


@pytest.fixture
def served(tree: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=tree, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    yield f"http://127.0.0.1:{port}/"
    process.terminate()
    process.wait()


def shows(address: str, text: str) -> bool:
    """Whether the page comes to show the text in time."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=5) as answer:
                if text in answer.read().decode():
                    return True
        except (URLError, OSError):
            pass  # not listening yet
        time.sleep(0.1)
    return False


def test_a_slip_shows_on_the_page_until_it_is_mended(served: str, tree: Path) -> None:
    question = tree / "content/faq/cost.md"
    sound = question.read_text("utf-8")
    assert shows(f"{served}faq/", 'id="cost"')
    question.write_text(sound.replace("last_reviewed", "last_reviewd"), "utf-8")
    assert shows(f"{served}faq/", "last_reviewd is not a field of a question")
    assert shows(f"{served}check/", "did you mean last_reviewed: 2026-11-21")
    question.write_text(sound, "utf-8")
    assert shows(f"{served}faq/", 'id="cost"')


def test_the_preview_names_its_own_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a program may have told the system that style sheets are plain text."""
    monkeypatch.setattr(mimetypes, "_db", mimetypes.MimeTypes())
    for suffix in mkdocs_hooks.SERVED_AS:
        mimetypes.add_type("text/plain", suffix)
    mkdocs_hooks.on_startup(command="serve", dirty=False)
    told = {suffix: mimetypes.guess_type(f"a{suffix}")[0] for suffix in mkdocs_hooks.SERVED_AS}
    assert told == mkdocs_hooks.SERVED_AS


def test_a_build_with_a_slip_fails_in_plain_words(tree: Path) -> None:
    question = tree / "content/faq/cost.md"
    question.write_text(question.read_text("utf-8").replace("order:", "odrer:"), "utf-8")
    command = [sys.executable, *BUILD]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "content/faq/cost.md:5: odrer is not a field of a question; did you mean order: 2" in said
    assert "Traceback" not in said
    assert not (tree / "site").exists()


def test_what_only_mkdocs_warns_of_fails_a_build_too(tree: Path) -> None:
    settings = tree / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("nav:\n", "nav:\n  - Gone: gone.md\n"), "utf-8")
    done = subprocess.run([sys.executable, *BUILD], cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "gone.md" in done.stdout + done.stderr
