"""Make the image that visitors get: the memory of a started Python, without what no question needs.

A trial finds out what is needed. Each step has its own reason why it cannot answer wrongly: Python functions that never
ran become stubs that trap (stub_functions.py), functions of the module that were never entered become traps
(functions.py), and static data never read are left out, behind loads that trap (static_data.py). Whoever meets a trap
is answered by the next way of starting Python.

The trial takes a minute or two, so its outcome is kept in build/pruned/ by the digest of all that it depends on.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from build_scripts.bundle.image.functions import check_state, flag_functions, keep_functions, with_callees
from build_scripts.bundle.image.memory_image import ImageError, memory_image, with_memory
from build_scripts.bundle.image.static_data import StaticData, flag_loads, guard_loads, keep_granules
from build_scripts.bundle.image.wasm_binary import FUNCTION, Module
from build_scripts.bundle.trial.ask import Image, ask_cpython, ask_image, is_trap, is_wrong
from build_scripts.bundle.trial.inputs import ordinary_conversations
from build_scripts.bundle.trial.processes import BUNDLE, BundleError, node, node_in_two
from build_scripts.bundle.trial.random_inputs import random_conversations
from build_scripts.hashing import digest

# What a trial depends on, beside what is tried.
SCRIPTS = sorted(path for room in ("image", "trial") for path in (BUNDLE / room).iterdir() if path.is_file())
TRIAL_SEED, CHECK_SEED = 1, 2
RANDOM_IN_TRIAL, RANDOM_IN_CHECK = 8000, 1000


class Ingredients(NamedTuple):
    """What an image is made of."""

    pyodide: Path  # the folder of the npm package
    library: Path  # the standard library, repacked
    wheel: Path
    wasm_python: Path  # the browser's module that opens an image
    asked_first: Sequence[str]  # before the memory is taken
    questions: Sequence[Mapping[str, str]]  # of the grids


class Needed(NamedTuple):
    """What a trial needed."""

    python: list[tuple[str, str, int]]  # functions, as record_functions.py tells them
    entered: list[int]  # functions of the module, without imports
    read: list[int]  # granules of static data


class Snapshot(NamedTuple):
    """The memory of a started Python."""

    memory: bytes
    opening: dict[str, Any]  # what wasm-python.js needs to open it
    static: StaticData
    abort: int  # the index of the C function that every stub calls


def pruned_image(ingredients: Ingredients, kept: Path) -> Image:
    """Return the image; a trial is held only where `kept` does not hold what an earlier one needed.

    Raises BundleError where it replies otherwise than the wheel does in CPython, or where an ordinary question traps.
    """
    record = kept / record_of(ingredients)
    if record.exists():
        return prune(ingredients, Needed(**json.loads(record.read_text("utf-8"))))
    needed = hold_trial(ingredients)
    image = prune(ingredients, needed)
    check(ingredients, image)
    kept.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(needed._asdict()), "utf-8")
    return image


def hold_trial(ingredients: Ingredients) -> Needed:
    """Find out what questions of every kind need."""
    conversations = [
        *ordinary_conversations(ingredients.questions),
        *islice(random_conversations(ingredients.questions, TRIAL_SEED), RANDOM_IN_TRIAL),
    ]
    operands = ingredients.pyodide, ingredients.library, ingredients.wheel
    ran = node_in_two("trial/record_functions.mjs", *operands, given=[json.dumps(each) for each in conversations])
    python = sorted({tuple(function) for share in ran for function in json.loads(share)})
    snapshot = take_snapshot(ingredients, python)
    module = Module.read(_whole_image(ingredients, snapshot.memory))
    flagged = Image(flag_loads(flag_functions(module), snapshot.static).write(), snapshot.opening)
    flags = snapshot.static.flags, snapshot.static.granules
    trial = ask_image(ingredients.wasm_python, flagged, conversations, flags)
    check_state(module, {*trial.entered}, with_callees(module, trial.entered))
    return Needed(python, trial.entered, trial.read)


def prune(ingredients: Ingredients, needed: Needed) -> Image:
    """Return the image with no more than what is needed."""
    snapshot = take_snapshot(ingredients, needed.python)
    module = Module.read(_whole_image(ingredients, snapshot.memory))
    kept = with_callees(module, needed.entered)
    if snapshot.abort - module.imported(FUNCTION) in kept:
        raise ImageError("os.abort is needed, so the stubs of Python functions would not trap")
    memory = keep_granules(snapshot.memory, snapshot.static, needed.read)
    module = guard_loads(keep_functions(module, kept), snapshot.static)
    return Image(with_memory(module, memory).write(), snapshot.opening)


def check(ingredients: Ingredients, image: Image) -> None:
    """Compare the image's replies with the wheel's in CPython, to what was in the trial and to what was not.

    Raises BundleError for one that differs, and for a trap in a conversation that is ordinary.
    """
    ordinary = list(ordinary_conversations(ingredients.questions))
    random = islice(random_conversations(ingredients.questions, CHECK_SEED), RANDOM_IN_CHECK)
    conversations = [*ordinary, *random]
    with ThreadPoolExecutor() as pool:
        right = pool.submit(ask_cpython, ingredients.wheel, conversations)
        replied = ask_image(ingredients.wasm_python, image, conversations).replies
    for number, (conversation, got, wanted) in enumerate(zip(conversations, replied, right.result(), strict=True)):
        if is_wrong(got, wanted) or (is_trap(got) and number < len(ordinary)):
            asked = str(conversation[len(got) - 1])[:500]
            raise BundleError(f"the image replies to {asked} with\n  {got[-1]}\nand the module with\n  {wanted[-1]}")


def take_snapshot(ingredients: Ingredients, python: list[tuple[str, str, int]]) -> Snapshot:
    """Start Python and take its memory, with stubs in the place of all Python functions but these."""
    with tempfile.TemporaryDirectory() as folder:
        memory, ran = Path(folder, "memory"), Path(folder, "ran.json")
        ran.write_text(json.dumps(python), "utf-8")
        operands = ingredients.pyodide, ingredients.library, ingredients.wheel, memory, ran
        told = json.loads(node("image/snapshot.mjs", *operands, given=ingredients.asked_first))
        return Snapshot(memory.read_bytes(), told["image"], StaticData(**told["static"]), told["abort"])


def _whole_image(ingredients: Ingredients, memory: bytes) -> bytes:
    script = ingredients.wasm_python.read_text("utf-8")
    return memory_image((ingredients.pyodide / "pyodide.asm.wasm").read_bytes(), memory, script)


def record_of(ingredients: Ingredients) -> str:
    """Return the name of the record, which changes with all that a trial depends on."""
    pyodide = (ingredients.pyodide / name for name in ("pyodide.asm.wasm", "pyodide.asm.js", "pyodide.mjs"))
    files = [*pyodide, ingredients.library, ingredients.wheel, ingredients.wasm_python, *SCRIPTS]
    asked = json.dumps([ingredients.asked_first, ingredients.questions]).encode()
    return f"{digest([asked, *(file.read_bytes() for file in files)])}.json"
