"""The dates of review, day by day: what is listed, what a page says of itself, what stands above an answer."""

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from eligibility import json_api
from eligibility.words.sentences import Rule

from build_scripts import build_date
from build_scripts.content.checks.reviews import due, is_overdue
from build_scripts.content.collection import read_content
from build_scripts.content.rule import rule_in_force
from build_scripts.pages.site import make_site
from build_scripts.paths import ROOT
from build_scripts.settings import SettingError
from tests.support.content_copy import REVIEW_BY, REVIEWED, copy_content

ELIGIBILITY = str(Path(sys.executable).with_name("eligibility"))
LAST_DAY, DAY_AFTER = "2027-05-21", "2027-05-22"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_content(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="module")
def rule(tree: Path) -> Rule:
    return rule_in(tree)


def rule_in(root: Path) -> Rule:
    return json_api.load_rule(rule_in_force(root, REVIEWED).to_rule_json())


# --- The list ------------------------------------------------------------------------------------------------------

CALENDAR = [
    ("2026-11-21", None),
    ("2027-04-20", None),
    ("2027-04-21", "needs to be reviewed by 21 May 2027"),
    (LAST_DAY, "needs to be reviewed by 21 May 2027"),
    (DAY_AFTER, "should have been reviewed by 21 May 2027"),
    ("2031-01-01", "should have been reviewed by 21 May 2027"),
]


@pytest.mark.parametrize(("today", "said"), CALENDAR)
def test_everything_is_listed_from_30_days_before(tree: Path, today: str, said: str | None) -> None:
    found = due(read_content(tree)[0], date.fromisoformat(today))
    kinds = {str(Path(record.file).parent) for record in found if not record.file.endswith("assumptions.toml")}
    assert kinds == (
        set() if said is None else {f"content/{name}" for name in ("faq", "modules", "evidence", "criteria")}
    )
    assert any(record.file.endswith("assumptions.toml") for record in found) == (said is not None)
    for record in found:
        to_problem = record.to_problem(date.fromisoformat(today))
        assert said is not None
        assert to_problem.message == f"“{record.title}” {said} ({record.owner})"
        written = (tree / record.file).read_text("utf-8").splitlines()[record.line - 1]
        assert re.match(r"last_reviewed|review_by", written)
        assert record.title in (tree / record.file).read_text("utf-8") or record.title.startswith(("D", "The rule"))


@pytest.mark.parametrize(("today", "overdue"), [(LAST_DAY, False), (DAY_AFTER, True)])
def test_the_last_day_is_not_overdue(today: str, overdue: bool) -> None:
    assert is_overdue(REVIEW_BY, date.fromisoformat(today)) == overdue


@pytest.mark.parametrize(("today", "said"), [("2026-11-21", "Nothing is due"), ("2099-01-01", "Reviews: ")])
def test_the_command(today: str, said: str) -> None:
    command = [sys.executable, "-m", "build_scripts.content.checks.reviews", "--today", today]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(said)


def test_one_variable_says_which_day_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAY", "2031-05-22")
    assert build_date.today() == date(2031, 5, 22)
    monkeypatch.setenv("TODAY", "")
    assert build_date.today() == date.today()
    monkeypatch.setenv("TODAY", "May")
    with pytest.raises(SettingError, match="May is not a day; write --today 2027-05-22"):
        build_date.today()


# --- The pages -----------------------------------------------------------------------------------------------------

NOTED = ["faq.md", "faq/cost.md", "faq/eligibility.md", "modules.md", "evidence.md", "assumptions.md", "check.md"]


@pytest.mark.parametrize(("today", "overdue"), [(LAST_DAY, False), (DAY_AFTER, True)])
def test_a_page_says_what_of_it_is_overdue(tree: Path, today: str, overdue: bool) -> None:
    pages = {page.address: page.markdown for page in make_site(tree, date.fromisoformat(today)).pages}
    for address in NOTED:
        told = re.search(r"should have been reviewed(: “.*”)? by 21 May 2027", pages[address])
        assert bool(told) == overdue, address


# --- The answers ---------------------------------------------------------------------------------------------------


def ask(rule: Rule, today: object, **entered: object) -> Any:
    return json.loads(json_api.answer(json.dumps({**entered, "today": today}), rule))


# The day, what was entered, and what of the answer's bases is overdue.
ABOVE = [
    ("2026-11-21", {"idaci": "41"}, []),
    (LAST_DAY, {"idaci": "41"}, []),
    (DAY_AFTER, {"idaci": "41"}, ["criteria", "D1", "D2", "D11", "D12"]),
    (DAY_AFTER, {"idaci": "30", "aea": "5"}, ["criteria", "D1", "D2", "D3", "D4", "D11", "D12"]),
    (DAY_AFTER, {"england": "no"}, ["criteria"]),
    (DAY_AFTER, {"completed": "yes"}, ["criteria", "D9"]),
    (DAY_AFTER, {"phase": "special"}, ["criteria", "D1", "D2", "D8"]),
    # A clock that has gone wrong, or no clock: an answer all the same.
    ("1970-01-01", {"idaci": "41"}, []),
    ("0000-00-00", {"idaci": "41"}, []),
    ("9999-99-99", {"england": "no"}, ["criteria"]),
    ("", {"idaci": "41"}, []),
    ("+010000-01", {"idaci": "41"}, []),
    ("today", {"idaci": "41"}, []),
    ("２０２７-０５-２２", {"idaci": "41"}, []),
    (20270522, {"idaci": "41"}, []),
    (None, {"idaci": "41"}, []),
]


@pytest.mark.parametrize(("today", "entered", "overdue"), ABOVE, ids=str)
def test_what_stands_above_an_answer(rule: Rule, today: object, entered: dict[str, str], overdue: list[str]) -> None:
    answer, without = ask(rule, today, **entered), ask(rule, "", **entered)
    above = answer["text"].pop("review")
    assert answer["review"] == overdue
    if overdue:
        assert above.startswith("Check with us before you rely on this answer.")
        assert "21 May 2027" in above
        assert all(f"assumption {name}" in above for name in overdue if name != "criteria")
        assert answer["letter"] == f"{above}\n\n{without['letter']}"
    else:
        assert above is None
        assert answer["letter"] == without["letter"]
    # Nothing else of the answer depends on the day.
    assert without["text"].pop("review") is None
    kept = ("outcome", "priority", "reasons", "settles", "notes", "checks", "edition", "text")
    assert {name: answer[name] for name in kept} == {name: without[name] for name in kept}


def test_an_assumption_alone_is_told_only_where_it_matters(tree: Path, tmp_path: Path) -> None:
    root = shutil.copytree(tree, tmp_path / "tree")
    path = root / "content/assumptions.toml"
    before, d3, after = re.split(r'(?=id = "D[34]"\n)', path.read_text("utf-8"))
    path.write_text(before + d3.replace(str(REVIEW_BY), "2027-01-01") + after, "utf-8")
    rule = rule_in(root)
    assert ask(rule, "2027-02-01", idaci="30", aea="5")["review"] == ["D3"]
    assert ask(rule, "2027-02-01", idaci="31", aea="5")["review"] == []


@pytest.mark.parametrize("today", ["2026-01-01", "2199-01-01"])
def test_one_text_in_every_place(tmp_path: Path, today: str) -> None:
    """By the module, in a table, at the command line and in its batch; the page in a browser has its own test."""
    alone = json.loads(json_api.answer(json.dumps({"idaci": "41", "today": today})))
    [row] = json.loads(
        json_api.perform(json.dumps({"command": "answer-rows", "rows": [{"idaci": "41"}], "today": today}))
    )["rows"]
    assert (row["review"], row["review_text"]) == (alone["review"], alone["text"]["review"])
    assert bool(alone["review"]) == (today > "2027")

    command = [ELIGIBILITY, "check", "--idaci", "41", "--today", today]
    assert subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout == alone["letter"]
    (tmp_path / "in.csv").write_text("idaci\n41\n", "utf-8")
    batch = [ELIGIBILITY, "batch", str(tmp_path / "in.csv"), "--today", today]
    to_problem = subprocess.run(batch, capture_output=True, encoding="utf-8", check=True).stdout
    assert (alone["text"]["review"] or ",,") in to_problem
