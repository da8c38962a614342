"""A question that the image was not made for: a trap in the middle of a table, and the next way answers all of it."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from eligibility import json_api
from eligibility.json_api import Session
from playwright.sync_api import Page

from build_scripts.bundle.assemble import BROWSER, SMOKE_QUESTIONS
from build_scripts.bundle.image.instructions import (
    END,
    GLOBAL_GET,
    GLOBAL_SET,
    I32,
    I32_ADD,
    I32_CONST,
    IF,
    NO_RESULT,
    UNREACHABLE,
    after_locals,
)
from build_scripts.bundle.image.wasm_binary import FUNCTION, GLOBAL, GLOBALS, Module, encode_i32, encode_uleb128
from build_scripts.bundle.trial.ask import ask_image, is_trap, read_image
from build_scripts.bundle.trial.conversations import Conversation, perform
from build_scripts.bundle.trial.inputs import SCHOOLS, schools_file, table
from build_scripts.hashing import integrity
from build_scripts.paths import SITE
from tests.support.static_host import serve_site

TEXT = "\n".join(["urn,name,postcode", *[",Madeup Alder School,ZZ1 1AA", "990003,,"] * 1200])
# As the page for trusts asks: all steps in one request.
STEPS = [perform("load-schools", schools=schools_file(SCHOOLS)), *table(TEXT, 250, "2026-11-27")]
I32_EQ = 0x46
ANSWER_TABLE = """async ([folder, texts]) => {
  const { createChecker } = await import(folder + "python/checker-client.js");
  const states = [];
  const amounts = [];
  const checker = createChecker({ onState: (state) => states.push(state) });
  const replies = await checker.askMany(texts, { onProgress: ({ done }) => amounts.push(done) });
  return { replies, states, amounts };
}"""


def trapping_image(wasm: bytes, call: int) -> bytes:
    """Return the image with a trap in a function that each reply needs, at this call of it."""
    module = Module.read(wasm)
    [index] = [export.of for export in module.exports() if export.name == "PyUnicode_AsUTF8AndSize"]
    calls = encode_uleb128(module.imported(GLOBAL) + module.append(GLOBALS, [bytes([I32, 1, I32_CONST, 0, END])]))
    count = bytes([GLOBAL_GET]) + calls + bytes([I32_CONST, 1, I32_ADD, GLOBAL_SET]) + calls
    trap = (
        bytes([GLOBAL_GET])
        + calls
        + bytes([I32_CONST])
        + encode_i32(call)
        + bytes([I32_EQ, IF, NO_RESULT, UNREACHABLE, END])
    )
    entry = module.code[index - module.imported(FUNCTION)]
    start = after_locals(entry)
    module.code[index - module.imported(FUNCTION)] = entry[:start] + count + trap + entry[start:]
    return module.write()


def image_that_traps_in_the_table(python: Path) -> bytes:
    """Return an image that answers the known question of its start, and traps in the middle of the table."""
    built = read_image(python)
    conversation: Conversation = [("answer", SMOKE_QUESTIONS[0]), *STEPS]
    for doublings in range(20):
        image = built._replace(wasm=trapping_image(built.wasm, 2**doublings))
        [replies] = ask_image(BROWSER / "python/wasm-python.js", image, [conversation]).replies
        if is_trap(replies) and 4 < len(replies) < len(STEPS) - 1:
            return image.wasm
    raise AssertionError("no such call")


@pytest.fixture
def site_with_a_trap(tmp_path: Path) -> Path:
    """Return a copy of the site whose image traps, as if it had been built so."""
    site = tmp_path / "site"
    shutil.copytree(SITE, site, copy_function=os.link)
    [folder] = (site / "assets/checker").iterdir()
    wasm = folder / "python/image.wasm"
    changed = image_that_traps_in_the_table(folder / "python")
    (old_size, old), (new_size, new) = ((len(data), integrity(data)) for data in (wasm.read_bytes(), changed))
    replaced = {wasm: changed}
    for script in folder.rglob("*.js"):
        text = script.read_text("utf-8")
        if old in text:
            replaced[script] = text.replace(old, new).replace(str(old_size), str(new_size)).encode()
    for file, contents in replaced.items():
        file.unlink()  # a link to the file of the site that all tests share
        file.write_bytes(contents)
        for packed in file.parent.glob(f"{file.name}.*"):
            packed.unlink()
    return site


@pytest.fixture
def site_url(site_with_a_trap: Path) -> Iterator[str]:
    with serve_site(site_with_a_trap) as address:
        yield address


def test_a_trap_in_the_middle_of_a_table_is_made_good_by_the_next_way(
    page: Page, site_url: str, site_with_a_trap: Path
) -> None:
    """The table and the schools are sent again, so that all rows have their answers, once and in order."""
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url))
    [folder] = (site_with_a_trap / "assets/checker").iterdir()
    texts = [text for _, text in STEPS]
    page.goto(f"{site_url}privacy/")
    seen = page.evaluate(ANSWER_TABLE, [f"{site_url}assets/checker/{folder.name}/", texts])
    session = Session(json_api.RULE)
    assert seen["replies"] == [json.loads(json_api.perform(text, session)) for text in texts]
    assert len([url for url in workers if url.endswith("python/worker.js")]) == 2, "the image, then the library"
    assert seen["states"] == ["starting", "ready", "starting", "ready"]
    counts = list(range(1, len(texts) + 1))
    answered = len(seen["amounts"]) - len(counts)
    assert 2 < answered < len(counts) - 2, "the trap lies in the middle of the table"
    assert seen["amounts"] == counts[:answered] + counts
