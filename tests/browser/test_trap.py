"""A question that the image was not made for: a trap in the middle of a table, and the next way answers all of it."""

import base64
import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from eligibility import json_api
from eligibility.json_api import Session
from playwright.sync_api import Page

from build_scripts.bundle.assemble import BROWSER
from build_scripts.bundle.image.functions import flag_functions, keep_functions
from build_scripts.bundle.image.wasm_binary import Module
from build_scripts.bundle.trial.ask import ask_image, read_image
from build_scripts.bundle.trial.conversations import perform
from build_scripts.bundle.trial.inputs import SCHOOL_ROWS, schools_file, table
from build_scripts.paths import SITE
from tests.support.static_host import hosted

SCHOOLS = schools_file(SCHOOL_ROWS)
PLAIN = [",Madeup Alder School,ZZ1 1AA", "990003,,"] * 200
# Its letters are written small only by way of tables of Unicode.
RARE = ",ÉCOLE ÅLDER,ZZ1 1AA"
TEXT = "\n".join(["urn,name,postcode", *PLAIN, RARE, *PLAIN])
# As the page for trusts asks: all steps in one request.
STEPS = [perform("load-schools", schools=SCHOOLS), *table(TEXT, 250, "2026-11-27")]
ANSWER_TABLE = """async ([folder, texts]) => {
  const { createChecker } = await import(folder + "python/checker-client.js");
  const states = [];
  const amounts = [];
  const checker = createChecker({ onState: (state) => states.push(state) });
  const replies = await checker.askMany(texts, { onProgress: ({ done }) => amounts.push(done) });
  return { replies, states, amounts };
}"""


def without_what_only_a_rare_name_needs(python: Path) -> bytes:
    """Return the image of this folder with a trap in the place of each function that only RARE enters."""
    built = read_image(python)
    image = Module.read(built.wasm)
    flagged = built._replace(wasm=flag_functions(image).write())
    schools = perform("load-schools", schools=SCHOOLS)
    entered = [
        set(ask_image(BROWSER / "python/wasm-python.js", flagged, [[schools, *table("\n".join(lines), 250)]]).entered)
        for lines in (["urn,name,postcode", *PLAIN], ["urn,name,postcode", *PLAIN, RARE])
    ]
    assert entered[0] < entered[1]
    kept = set(range(len(image.code))) - (entered[1] - entered[0])
    return keep_functions(image, kept).write()


@pytest.fixture
def site_with_a_trap(tmp_path: Path) -> Path:
    """Return a copy of the site whose image traps on RARE, as if it had been built so."""
    site = tmp_path / "site"
    shutil.copytree(SITE, site, copy_function=os.link)
    [python] = (site / "assets/checker").glob("*/python")
    wasm, manifest = python / "image.wasm", python / "manifest.js"
    changed, text = without_what_only_a_rare_name_needs(python), manifest.read_text("utf-8")
    old, new = (base64.b64encode(hashlib.sha256(data).digest()).decode() for data in (wasm.read_bytes(), changed))
    text = text.replace(old, new).replace(f'"bytes": {wasm.stat().st_size},', f'"bytes": {len(changed)},')
    for file, contents in ((wasm, changed), (manifest, text.encode())):
        file.unlink()  # a link to the file of the site that all tests share
        file.write_bytes(contents)
        for packed in python.glob(f"{file.name}.*"):
            packed.unlink()
    return site


def test_a_trap_in_the_middle_of_a_table_is_made_good_by_the_next_way(page: Page, site_with_a_trap: Path) -> None:
    """The table and the schools are sent again, so that all rows have their answers, once and in order."""
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url))
    [folder] = (site_with_a_trap / "assets/checker").iterdir()
    texts = [text for _, text in STEPS]
    with hosted(site_with_a_trap) as address:
        page.goto(f"{address}privacy/")
        seen = page.evaluate(ANSWER_TABLE, [f"{address}assets/checker/{folder.name}/", texts])
    session = Session(json_api.RULE)
    assert seen["replies"] == [json.loads(json_api.perform(text, session)) for text in texts]
    assert len([url for url in workers if url.endswith("python/worker.js")]) == 2, "the image, then the library"
    assert seen["states"] == ["starting", "ready", "starting", "ready"]
    counts = list(range(1, len(texts) + 1))
    trapped = len(seen["amounts"]) - len(counts)
    assert 2 < trapped < len(counts) - 2, "in the middle of the table"
    assert seen["amounts"] == counts[:trapped] + counts
