"""The way through /check/ in each engine: in Chromium, and in all three with python3 dev.py test --all-browsers."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser

from build_scripts.compress import CACHE
from build_scripts.publishing.postprocess import postprocess
from checker.grids.read import all_questions, rows
from tests.browser.engines.engines import ENGINES, NO_JAVASCRIPT, NO_WEBASSEMBLY, PATIENCE, Engine
from tests.browser.page_objects.checker_page import (
    CONTACT,
    READ_ANSWER,
    READ_ANSWERS,
    SAID,
    WORDS,
    answer_from_module,
    expected_on_page,
    without_page_parts,
)
from tests.support.made_up_site import built, write
from tests.support.static_host import REPORTS, serve_site

WALKS = Path(__file__).parent / "walks.txt"
FIELDS = {"idaci": "#lt-idaci-input", "aea": "#lt-aea-input", "school": "#lt-finder-input", "list": "#lt-list"}
PRESSED = {
    "submit": ":is(#lt-form, #lt-list-form) [type=submit]",
    "error": "#lt-errors a",
    "change": "[data-change=idaci]",
    "copy": "[data-action=copy]",
    "option": "[role=option]",
    "another": "[data-finder=other]",
    "more": ".lt-more > summary",
}
BROWSER = {"back": "history.back()", "forward": "history.forward()", "reload": "setTimeout(() => location.reload())"}
# What a visitor sees, by the names in walks.txt; what is not there is empty.
SEEN = {
    "state": "one('#lt-checker').dataset.state",
    "answer": "one('#lt-answer')?.dataset.outcome",
    "errors": "[...document.querySelectorAll('#lt-errors a')].map((link) => link.hash.replace('#lt-', '')).join(' ')",
    "focus": "document.activeElement.id",
    "headline": "isInSight(one('#lt-answer-title, :not([hidden]) > #lt-errors-title')) ? 'in sight' : 'out of sight'",
    "address": "location.hash",
    "idaci": "one('#lt-idaci-input').value",
    "england": "one('[name=england]:checked')?.value",
    "said": "one('.lt-actions__said').textContent",
    "options": "[...document.querySelectorAll('[role=option]')].filter((row) => row.checkVisibility()).length",
    "card": "one('.lt-card h2')?.textContent",
    "rows": "document.querySelectorAll('.lt-listing tbody tr').length",
    "counts": "[...document.querySelectorAll('.lt-listing [name=outcome]')].map(counted).filter(Boolean).join()",
    "loaded": "performance.getEntriesByType('navigation')[0].type",
    "status": "one('#lt-status').textContent",
    "note": "one('noscript p')?.textContent",
    "rule": "one('.lt-rule').checkVisibility()",
    "form": "one('#lt-form').checkVisibility()",
}


class Step(NamedTuple):
    """One line of walks.txt."""

    where: str
    verb: str
    name: str
    value: str


def walkthroughs() -> dict[str, list[Step]]:
    """Read each walk, by its title."""
    found: dict[str, list[Step]] = {}
    for where, line in rows(WALKS):
        if line.startswith(" "):
            verb, name, *value = line.split(maxsplit=2)
            found[list(found)[-1]].append(Step(where, verb, name, "".join(value).strip()))
        else:
            found[line] = []
    return found


TOOLS = """
const one = (found) => document.querySelector(found);
const counted = ({ value, parentElement }) => {
  const count = Number(parentElement.querySelector("[data-count]").textContent);
  return value && count && `${value} ${count}`;
};
const isInSight = (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
};
"""


class Visit(NamedTuple):
    engine: Engine
    start: str
    log: list[str]

    def see(self, name: str, wanted: str) -> None:
        """Wait until it is there. A page that is just being left cannot be read, so it is asked again."""
        script = f"{TOOLS} return String({SEEN[name]} ?? '')"
        found, last = "", time.monotonic() + PATIENCE
        while time.monotonic() < last:
            try:
                found = self.engine.read(script)
            except Exception as fault:  # each driver has its own
                found = f"{type(fault).__name__}: {fault}"
            if found == wanted:
                return
            time.sleep(0.02)
        raise AssertionError(f"{name} is {found!r}, not {wanted!r}")

    def take(self, step: Step) -> None:
        name, text = step.name, step.value.format(**SAID).replace("\\n", "\n")
        match step.verb:
            case "open":
                self.engine.open("about:blank")  # else a new fragment would not load the page anew
                self.engine.open(self.start + name)
            case "type":
                self.engine.type(FIELDS[name], text)
            case "key":
                self.engine.key(FIELDS[name], text)
            case "choose":
                self.engine.press(f"#lt-{name} input[value={text}]")
            case "press" if name in BROWSER:
                self.engine.read(BROWSER[name])
            case "press":
                self.engine.press(PRESSED[name])
            case "see":
                self.see(name, text)

    def asked_for(self) -> set[str]:
        return {entry.split()[1].rsplit("/", 1)[-1] for entry in self.log}

    def broken_policy(self) -> list[str]:
        return [entry for entry in self.log if entry.startswith(f"POST {REPORTS}")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "name" in metafunc.fixturenames:
        names = list(ENGINES) if metafunc.config.getoption("all_browsers") else ["Chromium"]
        metafunc.parametrize("name", names, scope="module")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With made-up schools, and headers by which browsers tell the server of a broken policy."""
    made = built(write(tmp_path_factory.mktemp("data")), tmp_path_factory.mktemp("site"))
    postprocess(made, tmp_path_factory.mktemp("hosting"), CACHE)
    headers = made / "_headers"
    told_of = re.sub(r"(Content-Security-Policy: .*)", rf"\1; report-uri {REPORTS}", headers.read_text("utf-8"))
    headers.write_text(told_of, "utf-8")
    return made


@pytest.fixture(scope="module")
def visit(name: str, browser: Browser, site: Path) -> Iterator[Visit]:
    log: list[str] = []
    with serve_site(site, log=log) as start, ENGINES[name](browser) as engine:
        yield Visit(engine, start, log)


@pytest.mark.parametrize("steps", walkthroughs().values(), ids=walkthroughs())
def test_a_walk(visit: Visit, steps: list[Step]) -> None:
    for step in steps:
        try:
            visit.take(step)
        except Exception as fault:
            fault.add_note(f"at {step.where}")
            raise
    assert visit.engine.errors() == []
    assert visit.broken_policy() == []


def test_python_starts_from_its_image(visit: Visit) -> None:
    """In an engine that cannot, another way would answer, and nobody would see that it is slow."""
    visit.take(Step("", "open", "check/", ""))
    visit.see("state", "ready")
    assert "image.wasm" in visit.asked_for()
    assert not {"library.zip", "python_stdlib.zip"} & visit.asked_for()


def can_be_chosen(entered: dict[str, str]) -> bool:
    """Say whether the form offers these answers; lists and the command line know more words for them."""
    return all(value in WORDS["questions"][field].get("options", [value]) for field, value in entered.items())


def test_every_question_of_the_grids_is_answered_alike(visit: Visit) -> None:
    """The browser says what this Python says, in codes and in every sentence."""
    asked = [
        entered for entered in all_questions() if "errors" not in answer_from_module(entered) and can_be_chosen(entered)
    ]
    asked = [entered for n, entered in enumerate(asked) if entered not in asked[:n] and entered]
    assert len(asked) > 450
    visit.take(Step("", "open", "check/", ""))
    visit.see("state", "ready")
    fragments = json.dumps([urlencode(entered) for entered in asked])
    answers: list[dict[str, Any]] = visit.engine.read(f"return ({READ_ANSWERS})({fragments}, {READ_ANSWER})")
    for entered, said in zip(asked, answers, strict=True):
        assert without_page_parts(said) == expected_on_page(entered)


PLAIN = {
    NO_WEBASSEMBLY: {"state": "failed", "status": SAID["failed"].format(contact=CONTACT), "rule": "true"},
    NO_JAVASCRIPT: {"state": "idle", "note": SAID["no_script"], "rule": "true", "form": "false"},
}


@pytest.mark.parametrize("missing", PLAIN)
def test_what_a_browser_shows_without(name: str, browser: Browser, site: Path, missing: str) -> None:
    with serve_site(site) as start, ENGINES[name](browser, missing) as engine:
        visit = Visit(engine, start, [])
        visit.take(Step("", "open", "check/#idaci=44", ""))
        for seen, wanted in PLAIN[missing].items():
            visit.see(seen, wanted)
        assert engine.errors() == []
