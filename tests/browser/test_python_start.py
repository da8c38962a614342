"""How the page talks with Python in the browser. What may go wrong with it is in tests/browser/faults."""

import json
from typing import Any

from eligibility import json_api
from playwright.sync_api import Page

from build_scripts.paths import ROOT

QUESTION = {"idaci": "33-38", "aea": "4,5", "ofsted": "3"}
ANSWER = json.loads(json_api.answer(json.dumps(QUESTION)))
ASK = """async ([folder, question]) => {
  const { createChecker } = await import(folder + "python/checker-client.js");
  const seen = { states: [], progress: [] };
  const checker = createChecker({
    onState: (state) => seen.states.push(state),
    onProgress: (progress) => seen.progress.push(progress),
  });
  seen.answer = await checker.ask(question);
  return seen;
}"""


def test_the_image_answers(page: Page, site_url: str) -> None:
    [folder] = (ROOT / "site/assets/checker").iterdir()
    page.goto(f"{site_url}privacy/")
    seen = page.evaluate(ASK, [f"{site_url}assets/checker/{folder.name}/", QUESTION])
    assert seen["answer"] == ANSWER
    assert seen["states"] == ["starting", "ready"]
    amounts = [progress["done"] for progress in seen["progress"]]
    assert len(amounts) > 2
    assert amounts == sorted(amounts)
    assert seen["progress"][-1]["done"] == seen["progress"][-1]["due"]


MANY = """async ([folder, count, stopAt]) => {
  const { createChecker } = await import(folder + "python/checker-client.js");
  const checker = createChecker({});
  await checker.ask({});
  const row = (_, index) => ({ idaci: String(index % 101), aea: String(1 + index % 6) });
  const rows = Array.from({ length: count }, row);
  const texts = [];
  for (let first = 0; first < count; first += 250) {
    texts.push(JSON.stringify({ command: "answer-rows", rows: rows.slice(first, first + 250) }));
  }
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
    assert seen["rows"] == json.loads(json_api.perform(json.dumps({"command": "answer-rows", "rows": rows})))["rows"]
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
    replies = page.evaluate(script, f"{site_url}assets/checker/{folder.name}/python/worker.js")
    assert [(reply["type"], reply["id"], reply["reason"]) for reply in replies] == [
        ("failure", 1, "message"),
        ("failure", 2, "message"),
        ("failure", 3, "ask"),
        ("failure", 0, "message"),
    ]
