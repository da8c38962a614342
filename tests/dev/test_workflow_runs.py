"""Every command of the workflows, run in a clean clone: Git is real, the other programs only say what they were asked.

What GitHub alone can show is not here: that its runners have these programs, that its rights let a job do what it asks,
and how its actions hand files from one job to the next. Here the files are put where those actions would.
"""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from build_scripts.dev.commands import make_parser
from build_scripts.paths import ROOT
from tests.support.github_markdown import assert_reads_well

type Programs = dict[str, dict[str, Any]]  # what each does, by how its command begins

# Stands for gh, npm and python3: notes what it was asked, and does what the test laid down for that beginning.
PROGRAM = """#!{python}
import json, os, sys
name = os.path.basename(sys.argv[0])
asked = " ".join([name, *sys.argv[1:]])
room = {room!r}
with open(os.path.join(room, "asked.txt"), "a") as log:
    log.write(asked + "\\n")
with open(os.path.join(room, "does.json")) as file:
    does = json.load(file)
start = max((start for start in does if asked.startswith(start)), key=len, default=None)
done = does.get(start, {{}})
for path, text in done.get("writes", {{}}).items():
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
print(done.get("says", ""), end="")
sys.exit(done.get("code", 0))
"""
# What GitHub puts in the place of an expression. One that is not here fails the test.
EXPRESSIONS = {
    "github.token": "made-up-token",
    "github.server_url": "https://github.example",
    "github.repository": "owner/name",
    "github.event.pull_request.number": "7",
    "github.event.pull_request.base.sha": "HEAD~1",
    "vars.SITE_URL": "",
    "vars.EDITING_PAGE": "",
    "inputs.accept-data": "",
}
TABLE = "| source | what is used | of |\n|---|---|---|\n| Madeup register | new | 1 January 2099 |\n"
NEW = {"data/renewed.md": f"## The data\n\n{TABLE}", "data/former/schools.json": "{}", "data/schools.json": "{}"}
AWAY = {**NEW, "data/renewed.md": f"## The data\n\n{TABLE}\n### Somebody should look\n\n- **Madeup register**: 503\n"}
CHANGE = "## What the new data changes\n\n**The answer changes for 3 of 100 schools.**\n"
IMPACT = "python3 dev.py report impact"
HELD: Programs = {IMPACT: {"says": CHANGE, "code": 1}}
RENEWED: Programs = {"python3 dev.py data --renew": {"writes": NEW}, IMPACT: {"says": CHANGE}}
DUE: Programs = {"python -m build_scripts.content.checks.reviews": {"says": "Reviews: 1 overdue\n"}}
RUN: Programs = {
    "gh run list": {"says": "41\n"},
    "gh run download 41 --repo owner/name --name data": {"writes": {"data/downloads/a.csv": "a"}},
    "gh run download 41 --repo owner/name --name folders": {
        "writes": {"build/former/checker/aaaa/worker.js": "former", "build/former/checker/bbbb/worker.js": "former"}
    },
}
SITE = {"site/index.html": "", "site/assets/checker/bbbb/worker.js": "of today"}
PIN: Programs = {
    "python3 dev.py generate locks --upgrade": {"writes": {"pyproject.toml": '[project]\n  "madeup==2",\n'}}
}
PYODIDE: Programs = {"npm view": {"says": "999.0.0\n"}, "npm pkg get": {"says": '"0.1.0"\n'}}


@dataclass(frozen=True)
class Case:
    """A job with what the programs do, and what must be seen: asked in this order, in the summary, in the outputs."""

    job: str
    does: Programs
    asked: list[str]
    summary: list[str] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    expressions: dict[str, str] = field(default_factory=dict)
    not_asked: str = "nothing of this name"


BUILD = ["gh run list", "python3 dev.py data --renew", "python3 dev.py test", "python3 dev.py build --check"]
CASES = {
    "published, with all sources": Case(
        "publish.yml build",
        RUN | RENEWED,
        ["gh run list", "gh run download 41", "python3 dev.py data --renew", IMPACT, *BUILD[2:]],
        ["## The data", "## What the new data changes"],
        {"trouble": "no"},
        not_asked="python3 dev.py data --restore",
    ),
    "published for the first time": Case(
        "publish.yml build", {"gh run list": {"says": ""}} | RENEWED, BUILD, not_asked="gh run download"
    ),
    "published, the last data is lost": Case(
        "publish.yml build",
        {**RENEWED, "gh run list": {"says": "41\n"}, "gh run download": {"code": 1}},
        BUILD,
        outputs={"trouble": "no"},
    ),
    "published, a source is away": Case(
        "publish.yml build",
        RUN | RENEWED | {"python3 dev.py data --renew": {"writes": AWAY, "code": 1}},
        [IMPACT, *BUILD[2:]],
        ["### Somebody should look", "- **Madeup register**: 503"],
        {"trouble": "yes"},
    ),
    "published, the data cannot be renewed at all": Case(
        "publish.yml build",
        RUN | {"python3 dev.py data --renew": {"code": 1}},
        BUILD,
        ["The data could not be renewed"],
        {"trouble": "yes"},
        not_asked=IMPACT,
    ),
    "published, too much changes": Case(
        "publish.yml build",
        RUN | RENEWED | HELD,
        [IMPACT, "python3 dev.py data --restore", *BUILD[2:]],
        ["**The answer changes for 3 of 100 schools.**", "The former data is published until somebody runs Publish"],
        {"trouble": "yes"},
    ),
    "published, too much changes and a person accepts": Case(
        "publish.yml build",
        RUN | RENEWED | HELD,
        [IMPACT, *BUILD[2:]],
        ["## What the new data changes"],
        {"trouble": "no"},
        expressions={"inputs.accept-data": "true"},
        not_asked="python3 dev.py data --restore",
    ),
    "published, with the page for editors": Case(
        "publish.yml build",
        RENEWED,
        ["python3 dev.py build --check --with-admin"],
        expressions={"vars.EDITING_PAGE": "yes"},
    ),
    "told once": Case(
        "publish.yml tell",
        {},
        ["gh issue list", "gh issue create --repo owner/name --title The data needs a person --body-file issue.md"],
        files={"told.md": "## The data\n"},
    ),
    "told again": Case(
        "publish.yml tell",
        {"gh issue list": {"says": "5\n"}},
        ["gh issue edit 5 --repo owner/name"],
        files={"told.md": "## The data\n"},
        not_asked="gh issue create",
    ),
    "a change is proved": Case("checks.yml proof", {}, ["python3 dev.py test"]),
    "a change is compared": Case(
        "checks.yml impact",
        RUN | {IMPACT: {"says": "**Nothing changes for visitors.**\n"}},
        ["gh run list", "python3 dev.py report review", "python3 dev.py report impact --against HEAD~1"],
        ["**Nothing changes for visitors.**"],
    ),
    "a change that cannot be compared": Case(
        "checks.yml impact", {IMPACT: {"code": 1}}, [IMPACT], ["The impact could not be told"]
    ),
    "a change is commented on": Case(
        "checks.yml comment", {}, ["gh pr comment 7 --repo owner/name --body-file impact.md"], files={"impact.md": "x"}
    ),
    "reviews are due": Case("reviews.yml remind", DUE, ["gh issue create"], ["Reviews: 1 overdue"]),
    "no reviews are due": Case("reviews.yml remind", {}, ["python3 dev.py report review"], not_asked="gh issue"),
    "newer pins that pass": Case(
        "upgrades.yml pins", PIN, ["python3 dev.py test"], ["All checks passed.", '+  "madeup==2",'], {"found": "true"}
    ),
    "newer pins that fail": Case(
        "upgrades.yml pins",
        PIN | {"python3 dev.py test": {"says": "1 failed ```\n", "code": 1}},
        ["python3 dev.py test"],
        ["**Checks failed.**", "1 failed ` ` `"],
        {"found": "true"},
    ),
    "no newer pins": Case("upgrades.yml pins", {}, ["python3 dev.py generate"], not_asked="python3 dev.py test"),
    "newer pins are proposed": Case(
        "upgrades.yml propose",
        {"git push": {}},
        [
            "gh auth setup-git",
            "git push --force https://github.example/owner/name upgrades-",
            "gh pr create --repo owner/name",
        ],
        files={"pins.md": "All checks passed.\n", "pins.patch": "PATCH"},
    ),
    "a newer Pyodide that builds": Case(
        "upgrades.yml pyodide",
        PYODIDE,
        ["npm pkg set dependencies.pyodide=999.0.0", "python3 dev.py generate locks", "python3 dev.py build"],
        ["Pyodide 999.0.0 is out, and 0.1.0 is used. It builds"],
        {"found": "true"},
    ),
    "a newer Pyodide that does not": Case(
        "upgrades.yml pyodide",
        PYODIDE | {"python3 dev.py build": {"says": f"{'x' * 1_000_000}\nTypeError: no memory\n", "code": 1}},
        ["python3 dev.py build"],
        ["It does not build.", "TypeError: no memory"],
        {"found": "true"},
    ),
    "the newest Pyodide is used": Case(
        "upgrades.yml pyodide",
        {"npm view": {"says": "1\n"}, "npm pkg get": {"says": '"1"\n'}},
        ["npm view"],
        not_asked="npm pkg set",
    ),
    "the newest Pyodide is told of": Case(
        "upgrades.yml tell",
        {},
        ["gh issue create --repo owner/name --title A newer Pyodide is out"],
        files={"pyodide.md": "x"},
    ),
}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clone this repository, with the workflows and their scripts as they lie here."""
    place = tmp_path_factory.mktemp("clone") / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth", "2", f"file://{ROOT}", str(place)], check=True)
    for name in (".ci", ".github"):
        shutil.rmtree(place / name)
        shutil.copytree(ROOT / name, place / name)
    identity = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    subprocess.run(["git", "-C", str(place), "add", "--all"], check=True)
    subprocess.run(
        ["git", "-C", str(place), *identity, "commit", "--quiet", "--allow-empty", "-m", "As here"], check=True
    )
    return place


class Job:
    """A job of a workflow in a clean clone, with GitHub's environment around it."""

    def __init__(self, case: Case, clone: Path, room: Path) -> None:
        self.case, self.place, self.room = case, room / "clone", room
        shutil.copytree(clone, self.place)
        file, name = case.job.split()
        self.steps = yaml.safe_load((ROOT / ".github/workflows" / file).read_text("utf-8"))["jobs"][name]["steps"]
        (room / "does.json").write_text(json.dumps(case.does))
        (room / "asked.txt").touch()
        programs = room / "programs"
        programs.mkdir()
        for path in (*(programs / name for name in ("gh", "npm", "python3")), self.place / ".venv/bin/python"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(PROGRAM.format(python=sys.executable, room=str(room)))
            path.chmod(0o755)
        if "git push" in case.does:  # Git itself, but for what would leave this machine
            git = shutil.which("git")
            (programs / "git").write_text(
                f'#!/bin/sh\n[ "$1" = push ] || exec {git} "$@"\necho "git $*" >> {room}/asked.txt\n'
            )
            (programs / "git").chmod(0o755)
        for name, text in case.files.items():
            (self.place / name).write_text(self.patch() if text == "PATCH" else text)
        self.files = {name: room / name for name in ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in self.files.values():
            path.touch()
        self.env = {
            "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(room),
            "GITHUB_REPOSITORY": "owner/name",
            "GITHUB_REPOSITORY_OWNER": "owner",
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_RUN_ID": "42",
            **{name: str(path) for name, path in self.files.items()},
        }

    def patch(self) -> str:
        """Write a patch of a pin and, as a job that was taken over might, of a workflow."""
        for name in ("pyproject.toml", ".github/workflows/publish.yml"):
            path = self.place / name
            path.write_text(path.read_text("utf-8") + "# newer\n")
        made = subprocess.run(["git", "diff"], cwd=self.place, capture_output=True, text=True, check=True).stdout
        subprocess.run(["git", "checkout", "--quiet", "."], cwd=self.place, check=True)
        return made

    def run(self) -> None:
        """Run each step as GitHub does: `bash -e`, with what earlier steps have put into GITHUB_ENV."""
        for step in self.steps:
            if "run" not in step:
                continue
            added = dict(line.split("=", 1) for line in self.files["GITHUB_ENV"].read_text().splitlines())
            env = self.env | added | {name: self.filled(str(value)) for name, value in step.get("env", {}).items()}
            command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
            done = subprocess.run(command, cwd=self.place, env=env, capture_output=True, text=True)
            assert done.returncode == 0, f"{step['run']}\n{done.stdout}\n{done.stderr}"

    def filled(self, value: str) -> str:
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: (EXPRESSIONS | self.case.expressions)[found[1]], value)

    @property
    def asked(self) -> list[str]:
        return (self.room / "asked.txt").read_text().splitlines()


@pytest.mark.parametrize("name", CASES)
def test_a_job(name: str, clone: Path, tmp_path: Path) -> None:
    case = CASES[name]
    job = Job(case, clone, tmp_path)
    job.run()
    place = 0
    for start in case.asked:
        rest = [line.startswith(start) for line in job.asked[place:]]
        assert True in rest, f"{start} is not among {job.asked[place:]}"
        place += rest.index(True) + 1
    assert not any(line.startswith(case.not_asked) for line in job.asked)
    summary = job.files["GITHUB_STEP_SUMMARY"].read_text()
    assert all(line in summary for line in case.summary), summary
    assert_reads_well(summary)
    outputs = dict(line.split("=", 1) for line in job.files["GITHUB_OUTPUT"].read_text().splitlines())
    assert case.outputs.items() <= outputs.items()
    for line in job.asked:
        if line.startswith("python3 dev.py "):
            make_parser().parse_known_args(line.split()[2:])  # it exits where there is no such command


def test_every_job_with_a_command_is_run() -> None:
    found = set()
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        for name, job in yaml.safe_load(path.read_text("utf-8"))["jobs"].items():
            if any("run" in step for step in job["steps"]):
                found.add(f"{path.name} {name}")
    assert found == {case.job for case in CASES.values()}


def test_an_upgrade_takes_pins_along_and_no_workflow(clone: Path, tmp_path: Path) -> None:
    job = Job(CASES["newer pins are proposed"], clone, tmp_path)
    job.run()
    changed = subprocess.run(
        ["git", "show", "--name-only", "--format=%s"], cwd=job.place, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    assert changed[0].startswith("Newer pins of ")
    assert changed[2:] == ["pyproject.toml", ""]


def test_the_former_sites_folders_go_along_and_change_nothing_of_today(clone: Path, tmp_path: Path) -> None:
    case = Case("publish.yml build", RUN | RENEWED | {"python3 dev.py build": {"writes": SITE}}, [])
    job = Job(case, clone, tmp_path)
    job.run()
    checkers = job.place / "site/assets/checker"
    assert {path.parent.name: path.read_text() for path in checkers.glob("*/worker.js")} == {
        "aaaa": "former",
        "bbbb": "of today",
    }
