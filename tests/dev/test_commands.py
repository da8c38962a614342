"""What each command says and how it ends, for those who type it: never a traceback, and 0 only where all is well."""

import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from build_scripts.content.checks import plain_english, reviews
from build_scripts.paths import ROOT
from build_scripts.problems import exit_code
from build_scripts.publishing import verify
from build_scripts.reports import fact_check, impact
from build_scripts.schools import __main__ as schools
from tests.schools.made_up.country import catalogue, made_up_country
from tests.support.content_copy import copy_content
from tests.support.edits import Edit, append, change, git

EDITION = "content/criteria/2024-01-01.toml"
COST = "content/faq/cost.md"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put what editors write into a repository: a commit that can no longer be read, then a good one."""
    root = copy_content(tmp_path_factory.mktemp("published"))
    good = (root / EDITION).read_text("utf-8")
    (root / "build_scripts/reports").mkdir(parents=True)
    shutil.copy(ROOT / "build_scripts/reports/fact_check.html", root / "build_scripts/reports/fact_check.html")
    git(root, "init", "--quiet")
    for text, tag in ((good.replace("effective_from", "starts"), "unreadable"), (good, "good")):
        (root / EDITION).write_text(text, "utf-8")
        git(root, "add", ".")
        git(root, "commit", "--quiet", "--message", tag)
        git(root, "tag", tag)
    return root


def nothing(root: Path) -> None:
    pass


class Case(NamedTuple):
    module: ModuleType
    words: str
    edit: Edit
    code: int
    said: str


CASES = [
    # command, words after it, what was changed, how it ends, what it says
    Case(impact, "--against good", nothing, 0, "Nothing changes for visitors, compared with good"),
    Case(impact, "--against nosuch", nothing, 1, "Git knows no revision called nosuch"),
    Case(impact, "--against unreadable", nothing, 1, "What was written at unreadable no longer fits today's programs"),
    Case(impact, "--against good", change(COST, "title:", "titel:"), 1, "Correct these lines first"),
    Case(impact, "--against good", change(EDITION, '"25"', '"27"'), 0, "This cannot be published"),
    Case(fact_check, "--against good", nothing, 0, "The pack is build/factcheck.html"),
    Case(fact_check, "--against nosuch", nothing, 1, "Git knows no revision called nosuch"),
    Case(fact_check, "--against unreadable", nothing, 0, "The pack is build/factcheck.html"),
    Case(fact_check, "--against good", change(COST, "title:", "titel:"), 1, f"{COST}:"),
    Case(reviews, "--today 2027-05-22", nothing, 0, "Reviews: "),
    Case(reviews, "--today 2026-11-21", nothing, 0, "Nothing is due for review by 21 December 2026"),
    Case(reviews, "--today 2026-11-21 --quiet", nothing, 0, ""),
    Case(plain_english, "", append(COST, "You utilise it."), 0, "Words: 1 warning."),
    Case(plain_english, "", nothing, 0, "No long sentence, no unexplained short form, no word to avoid."),
    Case(plain_english, "", change("content/words.toml", "[[avoid]]", "[[avoid]"), 1, "content/words.toml:"),
    Case(verify, "nowhere", nothing, 1, "There is no site in "),
    Case(schools, "--from nowhere", nothing, 1, "nowhere is not a folder. Name the folder that holds the official"),
    Case(schools, "--from content", nothing, 1, "The data in data/ is as it was."),
    Case(schools, "--from official", lambda root: made_up_country().write(root / "official"), 1, "fewer than the"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.module.__name__.split('.')[1]} {case.words}")
def test_a_command(
    case: Case, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shutil.copytree(published, tmp_path / "repository")
    case.edit(root)
    monkeypatch.chdir(root)
    monkeypatch.setattr(case.module, "ROOT", root, raising=False)
    monkeypatch.setattr(case.module, "DATA", root / "data", raising=False)
    monkeypatch.setattr(sys, "argv", ["dev.py", *case.words.split()])
    code = exit_code(case.module.main)
    told = capsys.readouterr()
    text = told.out + told.err
    assert code == case.code, text
    assert case.said in text
    assert case.said or not text
    assert "Traceback" not in text
    assert not (root / "data").exists()


@pytest.mark.parametrize("words", ["--from {}", "--download"])
def test_data_is_made(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From files that are there, or from those that a download leaves."""
    monkeypatch.setattr(schools, "DATA", tmp_path / "data")
    monkeypatch.setattr(schools, "read_catalogue", catalogue)
    monkeypatch.setattr(schools, "download", lambda _, folder, __: made_up_country().write(folder))
    monkeypatch.setattr(sys, "argv", ["dev.py", *words.format(made_up_country().write(tmp_path / "official")).split()])
    (tmp_path / "data").mkdir()
    assert schools.main() == 0
    assert "The snapshot is data/schools.json." in capsys.readouterr().out
    assert (tmp_path / "data/schools.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends programs without a word to them")
def test_what_a_command_runs_ends_with_it() -> None:
    script = (
        "from build_scripts.dev import commands\n"
        "lasting = 'import time; print(1, flush=True); time.sleep(600)'\n"
        "commands.serve = lambda tools, options, words: tools.call('-c', lasting)\n"
        "raise SystemExit(commands.main(['serve']))"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"1\n"
    process.terminate()
    process.communicate(timeout=60)  # until all that write to it have ended
    assert process.returncode == 130
