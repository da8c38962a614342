"""One rule in every place: the same wheel gives the same text here, in Pyodide and in the browser."""

import hashlib
import json
import shutil
import subprocess
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

from eligibility import json_api
from playwright.sync_api import Page

from build_scripts.bundle.wheel import built_wheel
from build_scripts.paths import ROOT
from checker.grids.read import all_questions
from tests.browser.page_objects.checker_page import PATIENCE


def test_the_installed_module_is_the_built_wheel() -> None:
    """Every file of the wheel is installed unchanged, and the wheel served to browsers is the same file."""
    installed = distribution("eligibility")
    with ZipFile(built_wheel()) as wheel:
        files = [name for name in wheel.namelist() if ".dist-info/" not in name]
        assert "eligibility/rule.json" in files
        assert not [name for name in files if name.endswith(".py")]
        for name in files:
            assert Path(str(installed.locate_file(name))).read_bytes() == wheel.read(name), name
    [served] = (ROOT / "site/assets/checker").glob("*/python/*.whl")
    assert served.read_bytes() == built_wheel().read_bytes()
    digest = hashlib.sha256(served.read_bytes()).hexdigest()
    assert built_wheel().with_name(served.name + ".sha256").read_text().strip() == digest


def test_pyodide_under_node_gives_the_same_text() -> None:
    node = shutil.which("node")
    assert node, "dev.py puts Node.js on the path"
    questions = [json.dumps(entered, ensure_ascii=False) for entered in all_questions()]
    command = [node, "tests/eligibility/answer_in_node.mjs", str(built_wheel())]
    asked = "".join(f"{question}\n" for question in questions)
    done = subprocess.run(command, cwd=ROOT, input=asked, capture_output=True, encoding="utf-8")
    assert done.stderr == ""
    assert done.stdout.splitlines() == [json_api.answer(question) for question in questions]


# Speaks to the page's own worker in its messages, so that the text is seen as it crosses, before anything reads it.
ASK_THE_WORKER = """async ([folder, questions]) => {
  const worker = new Worker(`${folder}python/worker.js`, { type: "module" });
  const answers = [];
  await new Promise((resolve, reject) => {
    const ask = () => worker.postMessage({ type: "ask", id: answers.length + 1, text: questions[answers.length] });
    worker.onerror = () => reject(new Error("the worker ended"));
    worker.onmessage = ({ data }) => {
      if (data.type === "failure") reject(new Error(data.message));
      if (data.type === "answer") answers.push(data.text);
      if (answers.length === questions.length) resolve();
      else if (data.type === "ready" || data.type === "answer") ask();
    };
    worker.postMessage({ type: "start", id: 0, way: "image" });
  });
  worker.terminate();
  return answers;
}"""


def test_the_browser_gives_the_same_text(page: Page, site_url: str) -> None:
    questions = [json.dumps(entered, ensure_ascii=False) for entered in all_questions()]
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site_url}privacy/")  # any page of the site; this one starts no worker of its own
    [folder] = (ROOT / "site/assets/checker").iterdir()
    answers = page.evaluate(ASK_THE_WORKER, [f"{site_url}assets/checker/{folder.name}/", questions])
    assert answers == [json_api.answer(question) for question in questions]
