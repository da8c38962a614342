"""However the start of Python is broken, the page soon has the right answer in another way, or a plain refusal."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from eligibility import wire
from playwright.sync_api import BrowserContext, Page, Route

ROOT = Path(__file__).resolve().parents[1]
QUESTION = {"idaci": "33-38", "aea": "4,5", "ofsted": "3"}
ANSWER = json.loads(wire.answer(json.dumps(QUESTION)))
# Silence after which a way is given up: long enough for a slow machine to start Python, short enough for a test.
PATIENCE = {"image": 8_000, "library": 20_000, "stock": 25_000}
BOUND = sum(PATIENCE.values()) + 10_000

ASK = """async ([folder, question, patience, sabotage]) => {
  const { createChecker } = await import(folder + "client.js");
  const seen = { workers: 0, ways: [], states: [], progress: [] };
  const makeWorker = () => {
    const worker = new Worker(folder + "worker.js", { type: "module" });
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (message) => {
      if (message.type === "start") seen.ways.push(message.way);
      post(message);
      if (sabotage === "kill while starting" && message.way === "image") worker.terminate();
    };
    if (sabotage === "kill when ready" && !seen.ways.length) {
      worker.addEventListener("message", ({ data }) => data.type === "ready" && worker.terminate());
    }
    seen.workers += 1;
    return worker;
  };
  const checker = createChecker({
    patience,
    makeWorker,
    onState: (state) => seen.states.push(state),
    onProgress: (progress) => seen.progress.push(progress),
  });
  try {
    seen.answer = await checker.ask(question);
  } catch (fault) {
    seen.fault = fault.name;
  }
  return seen;
}"""


def missing(route: Route) -> None:
    route.fulfill(status=404, body="not found")


def never(route: Route) -> None:
    """The host has taken the request and says nothing more."""


def changed(change: Callable[[bytes], bytes]) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(
            status=200, headers={"content-type": response.headers["content-type"]}, body=change(response.body())
        )

    return answer


def flip(place: float) -> Callable[[bytes], bytes]:
    """One bit of one byte, so far into the file."""

    def change(data: bytes) -> bytes:
        index = int(len(data) * place)
        return data[:index] + bytes([data[index] ^ 1]) + data[index + 1 :]

    return change


truncated = changed(lambda data: data[: len(data) // 2])
corrupt = changed(flip(0.9))
corrupt_code = changed(flip(0.2))
another_version = changed(lambda data: (ROOT / "node_modules/pyodide/pyodide.asm.wasm").read_bytes())
empty = changed(lambda data: b"")


@dataclass
class Break:
    """What is broken, by file; `*` stands for any letters."""

    files: dict[str, Callable[[Route], None]] = field(default_factory=dict)
    sabotage: str = ""


TO_LIBRARY = {
    "image missing": Break({"image.wasm": missing}),
    "image truncated": Break({"image.wasm": truncated}),
    "image with a bit changed in its memory": Break({"image.wasm": corrupt}),
    "image with a bit changed in its code": Break({"image.wasm": corrupt_code}),
    "image of another version": Break({"image.wasm": another_version}),
    "image never sent": Break({"image.wasm": never}),
    "worker killed while starting": Break(sabotage="kill while starting"),
    "worker killed when ready": Break(sabotage="kill when ready"),
}
NO_IMAGE = {"image.wasm": missing}
TO_STOCK = {
    "library missing": Break({**NO_IMAGE, "library.zip": missing}),
    "library truncated": Break({**NO_IMAGE, "library.zip": truncated}),
    "library with a bit changed": Break({**NO_IMAGE, "library.zip": corrupt}),
}
TO_FAILURE = {
    "the module missing": Break({**NO_IMAGE, "*.whl": missing}),
    "the module with a bit changed": Break({**NO_IMAGE, "*.whl": corrupt}),
    "Pyodide's script missing": Break({**NO_IMAGE, "pyodide.asm.js": missing}),
    "all WebAssembly missing": Break({"*.wasm": missing}),
    "both libraries missing": Break({**NO_IMAGE, "*.zip": missing}),
    "no manifest": Break({"manifest.js": missing}),
    "a worker that is not there": Break({"worker.js": missing}),
    "a worker that does nothing": Break({"worker.js": empty}),
}


class Started:
    def __init__(self, page: Page, site_url: str, broken: Break) -> None:
        [folder] = (ROOT / "site/assets/checker").iterdir()
        address = f"{site_url}assets/checker/{folder.name}/"
        for name, answer in broken.files.items():
            page.context.route(f"{address}{name}", answer)
        page.goto(f"{site_url}privacy/")
        patience = dict.fromkeys(PATIENCE, 1_500) if "worker.js" in broken.files else PATIENCE
        page.set_default_timeout(BOUND)
        self.seen: dict[str, Any] = page.evaluate(ASK, [address, QUESTION, patience, broken.sabotage])


@pytest.fixture
def quiet_page(context: BrowserContext) -> Page:
    """What is broken on purpose may be reported."""
    return context.new_page()


def test_the_image_answers(page: Page, site_url: str) -> None:
    seen = Started(page, site_url, Break()).seen
    assert seen["answer"] == ANSWER
    assert seen["ways"] == ["image"]
    assert seen["states"] == ["starting", "ready"]
    amounts = [progress["done"] for progress in seen["progress"]]
    assert len(amounts) > 5
    assert amounts == sorted(amounts)
    assert seen["progress"][-1]["done"] == seen["progress"][-1]["due"]


@pytest.mark.parametrize("broken", TO_LIBRARY.values(), ids=TO_LIBRARY)
def test_without_the_image_pyodide_answers_from_the_repacked_library(
    quiet_page: Page, site_url: str, broken: Break
) -> None:
    seen = Started(quiet_page, site_url, broken).seen
    assert seen["answer"] == ANSWER
    assert (seen["workers"], seen["ways"][-1]) == (2, "library")


@pytest.mark.parametrize("broken", TO_STOCK.values(), ids=TO_STOCK)
def test_without_that_library_pyodide_answers_as_it_comes(quiet_page: Page, site_url: str, broken: Break) -> None:
    seen = Started(quiet_page, site_url, broken).seen
    assert seen["answer"] == ANSWER
    assert (seen["workers"], seen["ways"][-1]) == (3, "stock")


@pytest.mark.parametrize("broken", TO_FAILURE.values(), ids=TO_FAILURE)
def test_when_nothing_starts_the_question_is_refused(quiet_page: Page, site_url: str, broken: Break) -> None:
    seen = Started(quiet_page, site_url, broken).seen
    assert seen.get("fault") == "CheckerFailed", seen
    assert seen["workers"] == 3
    assert seen["states"] == ["starting", "failed"]


def test_where_webassembly_is_refused_the_question_is_refused_at_once(quiet_page: Page, site_url: str) -> None:
    def refuse(route: Route) -> None:
        response = route.fetch()
        policy = {"content-security-policy": "default-src 'self'"}
        route.fulfill(response=response, headers={**response.headers, **policy})

    seen = Started(quiet_page, site_url, Break({"../../../privacy/": refuse, "worker.js": refuse})).seen
    assert seen.get("fault") == "CheckerFailed", seen
    assert not seen["progress"], "nothing is fetched that cannot run"


@pytest.mark.parametrize(("files", "way"), [({}, "image"), ({"image.wasm": corrupt}, "library")])
def test_without_a_secure_context_the_browser_checks_the_bytes(
    quiet_page: Page, site_url: str, files: dict[str, Callable[[Route], None]], way: str
) -> None:
    """An address that is neither https nor this machine has no crypto.subtle."""
    insecure = b'Object.defineProperty(globalThis, "crypto", { value: { getRandomValues: (a) => a } });\n'
    broken = Break({"files.js": changed(lambda data: data + insecure), **files})
    seen = Started(quiet_page, site_url, broken).seen
    assert seen["answer"] == ANSWER
    assert seen["ways"][-1] == way


MANY = """async ([folder, count, stopAt]) => {
  const { createChecker } = await import(folder + "client.js");
  const checker = createChecker({});
  await checker.ask({});
  const row = (_, index) => ({ idaci: String(index % 101), aea: String(1 + index % 6) });
  const rows = Array.from({ length: count }, row);
  const texts = [];
  for (let first = 0; first < count; first += 250) texts.push(JSON.stringify({ rows: rows.slice(first, first + 250) }));
  const stop = new AbortController();
  const seen = { amounts: [] };
  const onProgress = ({ done, due }) => {
    seen.amounts.push(done);
    seen.due = due;
    if (done >= stopAt) stop.abort();
  };
  let between;
  const asked = checker.askMany(texts, { onProgress, signal: stop.signal });
  const single = checker.ask({ idaci: "41" }).then(() => { between = seen.amounts.length; });
  try {
    seen.rows = (await asked).flatMap((reply) => reply.rows);
  } catch (fault) {
    seen.fault = fault.name;
  }
  await single;
  const after = seen.amounts.length;
  await checker.ask({});
  return { ...seen, between, heardAfter: seen.amounts.length - after };
}"""


def many(page: Page, site_url: str, count: int, stop_at: int) -> dict[str, Any]:
    [folder] = (ROOT / "site/assets/checker").iterdir()
    page.goto(f"{site_url}privacy/")
    seen: dict[str, Any] = page.evaluate(MANY, [f"{site_url}assets/checker/{folder.name}/", count, stop_at])
    return seen


def test_many_rows_are_answered_in_order_with_progress(page: Page, site_url: str) -> None:
    count = 1_100
    seen = many(page, site_url, count, count + 1)
    rows = [{"idaci": str(index % 101), "aea": str(1 + index % 6)} for index in range(count)]
    assert seen["rows"] == json.loads(wire.answer_many(json.dumps({"rows": rows})))["rows"]
    assert seen["amounts"] == [1, 2, 3, 4, 5]
    assert seen["due"] == 5
    assert seen["between"] < len(seen["amounts"]), "one question does not wait for the end of many"


def test_many_rows_can_be_cancelled(page: Page, site_url: str) -> None:
    seen = many(page, site_url, 10_000, 2)
    assert seen["fault"] == "AbortError"
    assert max(seen["amounts"]) < 8
    assert seen["heardAfter"] == 0


def test_a_message_that_is_not_on_the_list_is_an_error(page: Page, site_url: str) -> None:
    [folder] = (ROOT / "site/assets/checker").iterdir()
    page.goto(f"{site_url}privacy/")
    script = """async (address) => {
      const worker = new Worker(address, { type: "module" });
      const replies = [];
      const early = { type: "ask", id: 3, text: "{}" };
      const messages = [{ type: "run", id: 1, text: "print()" }, { type: "ask", id: 2 }, early, 7];
      return new Promise((resolve) => {
        worker.onmessage = ({ data }) => replies.push(data) === messages.length && resolve(replies);
        for (const message of messages) worker.postMessage(message);
      });
    }"""
    replies = page.evaluate(script, f"{site_url}assets/checker/{folder.name}/worker.js")
    assert [(reply["type"], reply["id"], reply["reason"]) for reply in replies] == [
        ("failure", 1, "message"),
        ("failure", 2, "message"),
        ("failure", 3, "ask"),
        ("failure", 0, "message"),
    ]
