"""The image against CPython: 100,000 inputs that no trial has seen, and all real schools where their data are.

`python3 dev.py test --differential` runs it, for a quarter of an hour.
"""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import batched, islice
from pathlib import Path

import pytest

from build_scripts.bundle.assemble import BROWSER
from build_scripts.bundle.image import prune
from build_scripts.bundle.trial.ask import ask_bundle, ask_cpython, ask_image, is_trap, is_wrong, read_image
from build_scripts.bundle.trial.conversations import Conversation, answer, perform
from build_scripts.bundle.trial.inputs import table
from build_scripts.bundle.trial.random_inputs import random_conversations
from build_scripts.bundle.wheel import built_wheel
from build_scripts.paths import BUILT, SITE
from checker.grids.read import all_questions

pytestmark = pytest.mark.differential

SEED = 3
INPUTS = 100_000
PORTION = 5_000  # so that little is held in memory at a time
MOST_TRAPS = 100  # 0.1 %


def compare(conversations: Sequence[Conversation]) -> list[Conversation]:
    """Return the conversations that trapped; fail where the image, or the next way after a trap, replied wrongly."""
    [folder] = (SITE / "assets/checker").iterdir()
    right = ask_cpython(built_wheel(), conversations)
    replied = ask_image(BROWSER / "python/wasm-python.js", read_image(folder / "python"), conversations).replies
    pairs = list(zip(conversations, replied, right, strict=True))
    wrong = [(asked, got, wanted) for asked, got, wanted in pairs if is_wrong(got, wanted)]
    assert not wrong, f"{len(wrong)} wrong, the first: {str(wrong[0])[:2000]}"
    trapped = [(asked, wanted) for asked, got, wanted in pairs if is_trap(got)]
    if trapped:
        assert ask_bundle(folder, "library", [asked for asked, _ in trapped]) == [wanted for _, wanted in trapped]
    return [asked for asked, _ in trapped]


def compare_all(conversations: Sequence[Conversation], most_traps: int) -> None:
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        portions = pool.map(compare, batched(conversations, PORTION, strict=False))
        traps = [conversation for trapped in portions for conversation in trapped]
    print(f"{len(conversations)} inputs, {sum(map(len, conversations))} calls: 0 wrong, {len(traps)} traps")
    for trap in traps:
        print(str(trap)[:300])
    assert len(traps) <= most_traps


def test_inputs_that_no_trial_has_seen() -> None:
    assert SEED not in (prune.TRIAL_SEED, prune.CHECK_SEED)
    compare_all(list(islice(random_conversations(all_questions(), SEED), INPUTS)), MOST_TRAPS)


def all_schools() -> Path:
    folder = Path(os.environ["DATA"]) / "built" if "DATA" in os.environ else BUILT
    files = list(folder.glob("schools/*/schools.json"))
    if not files:
        pytest.skip("There are no data of schools. Make them with: python3 dev.py data")
    return files[0]


def test_tables_and_answers_of_all_real_schools() -> None:
    file = json.loads(all_schools().read_text("utf-8"))
    schools = [dict(zip(file["columns"], row, strict=True)) for row in file["schools"]]
    load = perform("load-schools", schools=file)
    closed = [urn for urns in file.get("closed", {}).values() for urn in urns]
    by_urn = "\n".join(["urn", *(school["urn"] for school in schools), *closed])
    quoted = ('"{}","{}"'.format(school["name"].replace('"', '""'), school["postcode"]) for school in schools)
    by_name = "\n".join(["name,postcode", *quoted])
    with_figures = "\n".join(["urn,aea", *(f"{school['urn']},{1 + n % 6}" for n, school in enumerate(schools))])
    tables = [[load, *table(lines, 250, "2026-11-27")] for lines in (by_urn, by_name, with_figures)]
    questions = [[answer({"idaci": school["idaci"], "phase": school["phase"], "aea": "5"})] for school in schools]
    compare_all([*tables, *questions], 0)  # what people do traps nowhere
