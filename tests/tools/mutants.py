"""Try whether a test fails wherever the rule is changed by a hair, by mutation testing: python3 dev.py test --mutants

cosmic-ray changes decision.py and criteria.py in a copy, one place at a time, and runs the tests of the rule on each
change. One that no test notices must stand in surviving_mutants.toml, with the reason why no visitor could
notice it either. It takes about half an hour; stopped and started again, it goes on where it was.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from build_scripts.paths import ROOT
from tests.tools.eligibility_sources import copy_sources

FOLDER = ROOT / "build" / "mutants"
MODULES = ("rule/decision.py", "rule/criteria.py")
# The tables first, since they are quick and the first failure ends a run.
TABLES = ("eligibility/test_criteria", "eligibility/test_grids")
OTHERS = ("eligibility/test_open_data", "eligibility/test_properties", "content/test_editions")
LEFT_OUT = "not command_line and not batch"  # these start the installed module
SECONDS = 1200  # for one run of all of them on a busy machine; only a change that never ends takes more
SURVIVORS = Path(__file__).with_name("surviving_mutants.toml")


class Change(NamedTuple):
    """Told by the line before and after, since line numbers move with every edit."""

    where: str
    before: str
    after: str


def files(names: Sequence[str]) -> str:
    return " ".join(f"tests/{name}.py" for name in names)


def settings(left_out: list[str]) -> str:
    """Hypothesis tries the same examples every time, so that a change survives always or never."""
    pytest = f"{sys.executable} -m pytest --noconftest -x -q -p no:cacheprovider --hypothesis-profile=ci"
    command = f"sh -c \"{pytest} {files(TABLES)} -k '{LEFT_OUT}' && {pytest} {files(OTHERS)}\""
    return f"""
[cosmic-ray]
module-path = {json.dumps([f"build/mutants/module/eligibility/{name}" for name in MODULES])}
timeout = {SECONDS}.0
test-command = {json.dumps(command)}
distributor.name = "local"
filters.operators-filter.exclude-operators = {json.dumps(left_out)}
"""


def tried(lines: str) -> Iterator[tuple[Change, str]]:
    """Return each change, and what came of it: survived, killed or incompetent."""
    for work, result in map(json.loads, lines.splitlines()):
        if result and result["test_outcome"]:
            [made] = work["mutations"]
            parts: dict[str, list[str]] = {"-": [], "+": []}
            for text in result["diff"].splitlines():
                if text[:1] in parts and text[:3] not in ("---", "+++"):
                    parts[text[0]].append(text[1:].strip())
            where = [Path(made["module_path"]).stem, made["definition_name"]]
            yield Change(".".join(filter(None, where)), *map(" ".join, parts.values())), result["test_outcome"]


def cosmic_ray(*words: str, env: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nThe changes could not be tried: {words[0]} {words[1]} failed.")
    return done.stdout


def try_all(told: dict[str, Any]) -> list[tuple[Change, str]]:
    """Try every change, once for each state of the rule, its tests and its list: what was tried is not tried again."""
    inputs = [
        *(ROOT / "checker/eligibility").rglob("*.py"),
        *(ROOT / "checker/grids").glob("*"),
        *map(ROOT.joinpath, files(TABLES + OTHERS).split()),
    ]
    text = settings(list(told["left_out"]))
    digest = hashlib.sha256(b"".join([text.encode(), *(path.read_bytes() for path in sorted(inputs))])).hexdigest()
    session, config = FOLDER / f"{digest[:16]}.sqlite", FOLDER / "settings.toml"
    env = copy_sources(FOLDER / "module")
    config.write_text(text, "utf-8")
    if not session.exists():
        cosmic_ray("cosmic_ray.cli", "baseline", str(config), env=env)
        cosmic_ray("cosmic_ray.cli", "init", str(config), str(session), env=env)
        cosmic_ray("cosmic_ray.tools.filters.operators_filter", str(session), str(config), env=env)
    cosmic_ray("cosmic_ray.cli", "exec", str(config), str(session), env=env)
    return list(tried(cosmic_ray("cosmic_ray.cli", "dump", str(session), env=env)))


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    told = tomllib.loads(SURVIVORS.read_text("utf-8"))
    known = {Change(group["where"], *pair) for group in told["survivors"] for pair in group["changes"]}
    done = try_all(told)
    survived = {change for change, outcome in done if outcome == "survived"}
    for title, changes in (("No test notices", survived - known), ("No longer survives; delete it", known - survived)):
        for change in sorted(changes):
            print(f"{title}: {change.where}\n  - {change.before}\n  + {change.after}")
    found = Counter(outcome for _, outcome in done)
    print(f"{len(done)} changes, {len(done) - found['survived']} noticed, {found['survived']} survived")
    return int(survived != known)


if __name__ == "__main__":
    sys.exit(main())
