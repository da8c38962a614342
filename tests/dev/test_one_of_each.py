"""Some things are done in one place only: environment variables are read, Git is called, digests and suffixes kept."""

import re
from pathlib import Path

import pytest

from build_scripts.paths import ROOT
from build_scripts.settings import VARIABLES, setting

SCRIPTS = sorted((ROOT / "build_scripts").rglob("*.py"))
# What is done, and the files that may do it. Others import what these give.
ONLY_IN = [
    # what stands in the code, where it may stand
    (r"os\.environ(?:\.get\(|\[\")|getenv", "settings.py"),
    (r"\[\"git\"", "git.py"),
    (r"\"sha256-\"", "hashing.py"),
    (r"hexdigest\(", "hashing.py"),
    (r"\"\.br\"", "compress.py verify.py postprocess.py"),
    (r"%B %Y", "build_date.py"),
    (r"monthrange", "build_date.py"),
    (r"raise SystemExit", ""),
]


@pytest.mark.parametrize(("code", "files"), ONLY_IN, ids=[code for code, _ in ONLY_IN])
def test_it_is_done_in_one_place(code: str, files: str) -> None:
    found = {path.name for path in SCRIPTS if re.search(code, path.read_text("utf-8"))}
    assert found == set(files.split())


def settings_of(path: Path) -> list[str]:
    return re.findall(r"\bsetting\(\"(\w+)\"\)", path.read_text("utf-8"))


def test_every_variable_that_is_read_is_in_the_table() -> None:
    read = {name for path in SCRIPTS for name in settings_of(path)}
    read |= set(re.findall(r"!ENV \[(\w+)", (ROOT / "mkdocs.yml").read_text("utf-8")))
    assert read == VARIABLES.keys()


def test_another_variable_cannot_be_read() -> None:
    with pytest.raises(KeyError, match="NO_SUCH"):
        setting("NO_SUCH")
