"""The examples of CONTRIBUTING.md: each is valid as it stands there, and the slip it shows is told in those words."""

import re
import shutil
from pathlib import Path

import pytest

from build_scripts.paths import ROOT
from tests.support.content_copy import copy_content, problems_of

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```markdown\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split()[2])
def test_an_example_is_valid(example: str, tmp_path: Path) -> None:
    root, name = copy_content(tmp_path), example.split()[2]
    folder = re.findall(rf"`content/(\w+)/`, (?:named after .*, )?like `{name}\.md`", TEXT)
    (root / "content" / folder[0] / f"{name}.md").write_text(example, "utf-8")
    assert problems_of(root) == []


def test_there_is_an_example_for_each_kind_that_is_written_anew() -> None:
    assert len(EXAMPLES) == 2


def test_a_new_edition_as_it_is_told(tmp_path: Path) -> None:
    root = copy_content(tmp_path)
    [named] = re.findall(r"like `([\d-]+)\.toml`", TEXT)
    new = shutil.copyfile(root / "content/criteria/2024-01-01.toml", root / f"content/criteria/{named}.toml")
    text = new.read_text("utf-8").replace("effective_from = 2024-01-01", f"effective_from = {named}")
    new.write_text(text.replace('"25"', '"27"'), "utf-8")
    assert problems_of(root) == []


def test_the_slip_that_is_shown(tmp_path: Path) -> None:
    root = copy_content(tmp_path)
    question = root / "content/faq/cost.md"
    question.write_text(question.read_text("utf-8").replace("last_reviewed", "last_reviewd"), "utf-8")
    [line] = problems_of(root)
    file, _number, told = line.split(":", 2)
    assert re.search(rf"^    {re.escape(file)}:\d+:{re.escape(told)}$", TEXT, re.MULTILINE)
