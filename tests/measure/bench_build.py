"""Measure how build time grows with the number of questions, beside plain Material: python3 dev.py measure build

    [--runs 3] [--questions 20,200,2000]

Made-up questions are added to a copy of the content. Ours is all that `dev.py build` does with pages: MkDocs with all
that our hook does in it, then the finishing step. Plain Material gets the same Markdown, extensions, menu and search,
and nothing else of ours. Both run in turn. This is a benchmark, not a test.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import yaml

from build_scripts.content.models import GROUPS
from build_scripts.pages import site
from build_scripts.paths import ROOT

# A disk still busy with the files of one build slows down the next, whosever it is.
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112
COPIED = ("content", "docs", "build_scripts", "checker/browser", "mkdocs.yml", "LICENSE", "package.json")
LINKED = ("build/checker", "node_modules")
WORDS = (ROOT / "content/faq/eligibility.md").read_text("utf-8").split("---\n", 2)[2].split()
PLAIN = ("site_name", "site_url", "nav", "plugins", "markdown_extensions", "validation")
STEPS = {
    "MkDocs": ("-m", "mkdocs", "build", "--strict", "--site-dir", "built"),
    "finishing": ("-m", "build_scripts.publishing.postprocess", "built"),
}


def question(number: int) -> str:
    """Return a made-up question, as long as a true one, with a link and a list; always the same for the same number."""
    chance = random.Random(number)

    def sentence(words: int) -> str:
        chosen = [word for word in chance.choices(WORDS, k=words * 2) if word.isalpha()][:words]
        return f"{' '.join(chosen).capitalize()}."

    paragraphs = [" ".join(sentence(12) for _ in range(4)) for _ in range(2)]
    listed = "\n".join(f"- {sentence(8)}" for _ in range(4))
    text = f"{paragraphs[0]}\n\n{listed}\n\n{paragraphs[1]} More is in [How to apply](apply.md).\n"
    return f"""---
id: made-up-{number}
title: Made-up question {number}, {sentence(5)[:-1].lower()}?
group: {list(GROUPS)[number % 3]}
order: {number + 100}
also_asked_as: [made up {number}, trial]
owner: Programme team
last_reviewed: 2026-11-21
review_in: 12 months
sources: [leading-together]
---

{text}"""


def write_ours(folder: Path, questions: int) -> None:
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, folder / name)
    for name in LINKED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(ROOT / name)
    for number in range(questions):
        (folder / f"content/faq/made-up-{number}.md").write_text(question(number), "utf-8")
    git = ["git", "-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    for command in (["init", "-q"], ["add", "content"], ["commit", "-qm", "Published"]):
        subprocess.run([*git, *command], cwd=folder, check=True, stdin=subprocess.DEVNULL)


def write_plain(folder: Path, ours: Path) -> None:
    """Write the same pages, and of the settings those that are no frame of ours."""
    for page in site.make_site(ours, date.today()).pages:
        path = folder / "docs" / page.address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.markdown, "utf-8")
    text = (ROOT / "mkdocs.yml").read_text("utf-8").replace("!ENV ", "")
    settings = {name: value for name, value in yaml.safe_load(text).items() if name in PLAIN}
    settings |= {"theme": {"name": "material"}, "site_url": settings["site_url"][1]}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")


class Time(NamedTuple):
    """Seconds by the clock, and seconds that processors worked: what else the machine does adds to the first only."""

    clock: float
    work: float


def timed(folder: Path, command: tuple[str, ...]) -> Time:
    """Time a command, which must end well."""
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    before = os.times()
    subprocess.run([sys.executable, *command], cwd=folder, env=env, check=True, stdin=subprocess.DEVNULL)
    after = os.times()
    work = after.children_user + after.children_system - before.children_user - before.children_system
    return Time(after.elapsed - before.elapsed, work)


def measure(questions: int, runs: int) -> dict[str, Time]:
    """Measure the median of each step. A first round, which compresses the theme's own files, does not count."""
    found: dict[str, list[Time]] = {}
    with tempfile.TemporaryDirectory(dir=MEMORY) as made:
        ours, plain = Path(made, "ours"), Path(made, "plain")
        write_ours(ours, questions)
        write_plain(plain, ours)
        for _ in range(runs + 1):
            for folder in (ours, plain):
                shutil.rmtree(folder / "built", ignore_errors=True)  # `dev.py build` builds into a new folder, too
            for name, command in STEPS.items():
                found.setdefault(name, []).append(timed(ours, command))
            found.setdefault("plain", []).append(timed(plain, STEPS["MkDocs"]))
    return {name: Time(*map(statistics.median, zip(*times[1:], strict=True))) for name, times in found.items()}


def table(counts: list[int], runs: int) -> Iterator[str]:
    yield "| questions | by | plain Material | ours: MkDocs | ours: finishing | MkDocs ratio | whole ratio |"
    yield "|--:|---|--:|--:|--:|--:|--:|"
    for questions in counts:
        found = measure(questions, runs)
        for by in Time._fields:
            plain, *ours = (getattr(found[name], by) for name in ("plain", *STEPS))
            times = " | ".join(f"{time:.2f} s" for time in (plain, *ours))
            yield f"| {questions:,} | {by} | {times} | {ours[0] / plain:.2f} | {sum(ours) / plain:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--questions", default="20,200,2000")
    options = parser.parse_args()
    day = datetime.now(UTC).strftime("%-d %B %Y")
    print(f"{day}; {os.cpu_count()} cores, {platform.machine()}, {platform.system()}; {options.runs} runs, medians.\n")
    for line in table([int(count) for count in options.questions.split(",")], options.runs):
        print(line, flush=True)


if __name__ == "__main__":
    main()
