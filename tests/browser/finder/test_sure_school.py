"""Which school Enter takes among schools of like names: none where a word that people leave out tells them apart."""

import json
import subprocess

import pytest
from eligibility.json_api import RULE

from build_scripts.paths import ROOT
from build_scripts.schools.published.browser_files import build_browser_files
from tests.support.made_up_site import school, write

SCHOOLS = [
    school("990001", "Madeup Grange Academy", town="Madebury"),
    school("990002", "The Madeup Grange Academy", town="Madeham"),
    school("990003", "St Elder's Catholic Primary", town="Madebury"),
    school("990004", "St Elder's RC Primary School", town="Madeham"),
    school("990005", "Queen Madeup's", town="Madewick"),
    school("990006", "Madeup Alder School", town="Madewick"),
    school("990007", "Madeup Alder High School", town="Madewick"),
]
TYPED = [
    ("madeup grange academy", None),
    ("the madeup grange academy", None),
    ("madeup grange academy madebury", "990001"),
    ("st elders rc primary", None),
    ("St Elder's Catholic Primary School", None),
    ("st elders catholic primary, madeham", "990004"),
    ("queen madeups", "990005"),
    ("the queen madeups school", "990005"),
    ("madeup alder", "990006"),
    ("madeup alder high", "990007"),
    ("URN 990003", "990003"),
]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    data = tmp_path_factory.mktemp("data")
    made = build_browser_files(write(data, SCHOOLS, groups={}), data / "built", RULE)
    assert made
    index = json.loads((made.folder / "index.json").read_text("utf-8"))
    typed = [typed for typed, _ in TYPED]
    asked = {"index": index, "abbreviations": RULE.cells.words["abbreviations"], "typed": typed}
    node = ["node", "tests/browser/finder/find_sure.mjs"]
    done = subprocess.run(node, cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True, check=True)
    return dict(zip(typed, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize(("typed", "urn"), TYPED)
def test_enter_takes_no_school_that_only_a_spare_word_tells_apart(
    taken: dict[str, str | None], typed: str, urn: str | None
) -> None:
    assert taken[typed] == urn
