"""Use the page /check/ as a visitor does, for the tests in a browser."""

import json
from typing import Any

from eligibility import json_api
from playwright.sync_api import Locator, Page, Route, expect

from build_scripts.content.files.source_files import read_toml
from build_scripts.paths import ROOT

WORDS = read_toml(ROOT / "content/wording.toml", ROOT).data
SAID: dict[str, str] = WORDS["page"]
CONTACT = json_api.RULE.contact
# A cold start takes seconds on a busy machine.
PATIENCE = 60_000

# Reads an answer's element: its codes, and the text of each part, as a list where the part is one.
READ_ANSWER = """(answer) => {
  const said = { outcome: answer.dataset.outcome, priority: answer.dataset.priority, text: {} };
  const textOf = (part) => part.textContent;
  for (const part of answer.querySelectorAll("[data-part]")) {
    const isList = part.matches("ul, dl");
    said.text[part.dataset.part] = isList ? [...part.children].map(textOf) : textOf(part);
  }
  const givenRow = (row) => [row.querySelector("a").dataset.change, row.children[1].textContent];
  said.text.answers = Object.fromEntries([...answer.querySelectorAll(".lt-given")].map(givenRow));
  return said;
}"""
# Reads the answer to each link in turn; a link that gets none in a minute is named.
READ_ANSWERS = """async (fragments, told) => {
  const all = [];
  for (const fragment of fragments) {
    const before = document.querySelector(".lt-answer");
    const last = performance.now() + 60_000;
    location.hash = fragment;
    let answer = before;
    while (!answer?.dataset.outcome || answer === before) {
      if (performance.now() > last) throw new Error(`no answer to #${fragment}`);
      await new Promise((resolve) => setTimeout(resolve));
      answer = document.querySelector(".lt-answer");
    }
    all.push(told(answer));
  }
  return all;
}"""


def answer_from_module(entered: dict[str, str]) -> dict[str, Any]:
    """Return what the module says, in this Python."""
    answer: dict[str, Any] = json.loads(json_api.answer(json.dumps(entered)))
    return answer


def expected_on_page(entered: dict[str, str]) -> dict[str, Any]:
    """Return what the page shows of it: see READ_ANSWER."""
    answer = answer_from_module(entered)
    text = answer["text"]
    texts = {name: text[name] for name in ("title", "lead", "next_step", "edition")}
    lists = {name: text[name] for name in ("reasons", "checks", "notes")}
    lists["distances"] = [line for line in (text["band"], *text["distances"]) if line]
    lists["assumptions"] = [f"{a['id']} {a['question']} {a['assume']}" for a in text["assumptions"]]
    settles = {"settle": text["settles"][0], "ways": text["settles"][1:]} if text["settles"] else {}
    answers = {each["field"]: each["value"] for each in text["answers"]}
    if text["other_reading"]:
        texts["other_reading"] = text["other_reading"]
    parts = {**texts, **settles, **{name: lines for name, lines in lists.items() if lines}, "answers": answers}
    return {
        "outcome": answer["outcome"],
        "priority": answer["priority"],
        "text": {**parts, "priority": text["priority"]},
    }


def requests_of(page: Page, name: str) -> list[str]:
    """Return a list that grows with every request for a file of that name."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if request.url.endswith(name) else None)
    return found


class CheckerPage:
    def __init__(self, page: Page, site_url: str) -> None:
        self.page, self.address = page, f"{site_url}check/"
        self.root = page.locator("#lt-checker")
        self.answer = page.locator("#lt-answer")
        self.errors = page.locator("#lt-errors")
        self.status = page.locator("#lt-status")
        self.submit = page.get_by_role("button", name=SAID["submit"])

    def open(self, fragment: str = "") -> None:
        self.page.goto(self.address + fragment)

    def field(self, name: str) -> Locator:
        return self.page.locator(f"#lt-{name}")

    def input(self, name: str) -> Locator:
        return self.page.locator(f"#lt-{name}-input")

    def enter(self, entered: dict[str, str]) -> None:
        self.unfold()
        for name, value in entered.items():
            if name in ("idaci", "aea", "deciles"):
                self.input(name).fill(value)
            else:
                self.choose(name, value)

    def unfold(self) -> None:
        """Open what is folded away below the finder, where there is one."""
        self.page.evaluate("document.querySelector('.lt-more')?.setAttribute('open', '')")

    def choose(self, name: str, value: str) -> None:
        self.field(name).locator(f"input[value='{value}']").check()

    def expect_state(self, state: str) -> None:
        expect(self.root).to_have_attribute("data-state", state, timeout=PATIENCE)

    def expect_answer(self, outcome: str) -> None:
        expect(self.answer).to_have_attribute("data-outcome", outcome, timeout=PATIENCE)
        self.expect_state("answered")

    def expect_errors(self) -> None:
        expect(self.errors).to_be_visible(timeout=PATIENCE)

    def ask(self, entered: dict[str, str]) -> None:
        self.open()
        self.enter(entered)
        self.submit.click()

    def fragment(self) -> str:
        return str(self.page.evaluate("location.hash"))

    def read_answer(self) -> dict[str, Any]:
        """Return what the answer on the page says, part by part; a part that is left out is missing."""
        return dict(self.answer.evaluate(f"(answer) => ({READ_ANSWER})(answer)"))

    def focused(self) -> str:
        """Return the id of the element with the focus or, where it has none, its name."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.name"))


def without_page_parts(said: dict[str, Any]) -> dict[str, Any]:
    """Leave out the date and the address, which the page adds."""
    return {**said, "text": {name: text for name, text in said["text"].items() if name not in ("checkedOn", "address")}}


class Held:
    """Keeps requests back until they are let go."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.kept: list[Route] = []
        self.is_open = False
        page.route(pattern, self.hold)

    def hold(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.kept.append(route)

    def let_go(self) -> None:
        self.is_open = True
        for route in self.kept:
            route.continue_()
