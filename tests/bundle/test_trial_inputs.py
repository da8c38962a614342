"""The trial asks all that the page asks, in forms that the checker takes: what it refused would not be tried at all."""

import json
import re
from collections.abc import Iterator

from build_scripts.bundle.trial.ask import ask_cpython
from build_scripts.bundle.trial.inputs import ordinary_conversations
from build_scripts.bundle.wheel import built_wheel
from build_scripts.paths import ROOT

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
