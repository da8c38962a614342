"""The trial asks all that the page asks, in forms that the checker takes: what it refused would not be tried at all."""

import csv
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from io import StringIO

from build_scripts.bundle.assemble import BROWSER
from build_scripts.bundle.trial.ask import ask_cpython, ask_image, read_image
from build_scripts.bundle.trial.conversations import Conversation, cells_of, perform
from build_scripts.bundle.trial.inputs import ordinary_conversations, table, workbook
from build_scripts.bundle.wheel import built_wheel
from build_scripts.paths import ROOT, SITE
from checker.grids.read import rows, unquoted
from tests.support import made_up_postcodes
from tests.support.hand_written import TABLES, cells, list_cases, made_up_schools

API = ROOT / "checker/eligibility/json_api.py"


def taken_commands() -> Iterator[str]:
    """Yield the command of each ordinary call that CPython answers, some many times."""
    conversations = list(ordinary_conversations([{"idaci": "37.5", "aea": "5"}]))
    for conversation, replies in zip(conversations, ask_cpython(built_wheel(), conversations), strict=True):
        for (function, text), reply in zip(conversation, replies, strict=False):
            if function == "perform" and isinstance(reply, str) and not json.loads(reply).get("problem"):
                yield json.loads(text)["command"]


def test_every_command_is_tried_and_taken() -> None:
    commands = set(re.findall(r'"command": "([\w-]+)"', API.read_text("utf-8")))
    assert len(commands) > 5
    assert set(taken_commands()) == commands


def hand_written() -> Iterator[Conversation]:
    """Yield what the hand-written tables hold as people send it: as lists of text, and as workbooks."""
    load = perform("load-schools", schools=made_up_schools())
    numbers = [unquoted(line.rsplit("|", 1)[0].strip()) for _, line in rows(TABLES / "numbers.txt")]
    names = [name.strip() for _, line in rows(TABLES / "names.txt") for name in line.split("|")[:2]]
    texts = [case.text for case in list_cases()]
    texts += [one_column("urn", numbers), one_column("name", names)]
    for text in texts:
        yield [load, *table(text, 250, "2026-11-27")]
        yield [load, *workbook(cells_of(text), today="2026-11-27")]
    directory = perform("load-postcodes", file=b64encode(made_up_postcodes.file()).decode())
    open_pupils = perform("open-pupils", text=one_column("Home address", [cell for cell, _, _ in cells()]))
    yield [directory, open_pupils, perform("count-pupils", count=1000), perform("figures")]


def one_column(name: str, cells: list[str]) -> str:
    """Write a list as spreadsheets do."""
    text = StringIO()
    csv.writer(text).writerows([[name], *([cell] for cell in cells)])
    return text.getvalue()


def test_no_hand_written_list_traps() -> None:
    """None of them is in the trial, and each is what a person may send."""
    conversations = list(hand_written())
    [python] = (SITE / "assets/checker").glob("*/python")
    replied = ask_image(BROWSER / "python/wasm-python.js", read_image(python), conversations).replies
    assert replied == ask_cpython(built_wheel(), conversations)
