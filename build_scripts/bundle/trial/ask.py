"""Hold conversations with an image and with CPython, and compare their replies."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from build_scripts.bundle.trial.conversations import Conversation
from build_scripts.bundle.trial.processes import node, run

ASK_PYTHON = Path(__file__).with_name("ask_python.py")

# For each call a text, or None for an exception or False for a trap, either of which ends the conversation.
type Replies = list[str | bool | None]


class Image(NamedTuple):
    """A WebAssembly module, and what wasm-python.js needs to open it."""

    wasm: bytes
    opening: dict[str, Any]


def read_image(python: Path) -> Image:
    """Read the image that was put into a folder for browsers."""
    manifest = (python / "manifest.js").read_text("utf-8")
    [opening] = re.findall(r"^export const image = (.*?);$", manifest, re.S | re.M)
    return Image((python / "image.wasm").read_bytes(), json.loads(opening))


class Trial(NamedTuple):
    """What an image replied, and by the flags that it raised, the functions entered and the granules read."""

    replies: list[Replies]
    entered: list[int]
    read: list[int]


def ask_image(
    wasm_python: Path, image: Image, conversations: Sequence[Conversation], flags: tuple[int, int] = (0, 0)
) -> Trial:
    """Hold the conversations with an image by way of the browser's own module, `wasm_python`.

    `flags` says where in its memory the flags of granules lie, and how many there are.
    """
    with tempfile.TemporaryDirectory() as folder:
        wasm, opening = Path(folder, "image.wasm"), Path(folder, "opening.json")
        wasm.write_bytes(image.wasm)
        opening.write_text(json.dumps(image.opening), "utf-8")
        printed = node("trial/ask_image.mjs", wasm_python, wasm, opening, *flags, given=map(json.dumps, conversations))
    *replies, found = map(json.loads, printed.rstrip("\n").split("\n"))
    return Trial(replies, **found)


def ask_bundle(folder: Path, way: str, conversations: Sequence[Conversation]) -> list[Replies]:
    """Hold the conversations with a Python of the assembled folder, started in one of the browser's ways."""
    printed = node("boot.mjs", folder, way, given=map(json.dumps, conversations))
    return [json.loads(line) for line in printed.rstrip("\n").split("\n")]


def ask_cpython(wheel: Path, conversations: Sequence[Conversation]) -> list[Replies]:
    """Hold the conversations with the wheel in this Python, whose replies are right."""
    command = [sys.executable, "-I", "-X", "utf8", str(ASK_PYTHON), str(wheel)]
    return [json.loads(line) for line in run(command, map(json.dumps, conversations)).splitlines()]


def is_trap(replies: Replies) -> bool:
    return replies[-1:] == [False]


def is_wrong(replies: Replies, right: Replies) -> bool:
    """Return whether an image replied otherwise than CPython before it trapped, or anywhere where it did not."""
    return replies[:-1] != right[: len(replies) - 1] if is_trap(replies) else replies != right
