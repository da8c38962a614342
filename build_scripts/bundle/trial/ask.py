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
from build_scripts.bundle.trial.processes import node, node_in_two, run

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
        operands = wasm_python, wasm, opening, *flags
        printed = node_in_two("trial/ask_image.mjs", *operands, given=[json.dumps(each) for each in conversations])
    replies: list[Replies] = [[] for _ in conversations]
    *replies[::2], even = _read_lines(printed[0])
    *replies[1::2], odd = _read_lines(printed[1])
    return Trial(replies, *(sorted({*even[kind], *odd[kind]}) for kind in ("entered", "read")))


def ask_bundle(folder: Path, way: str, conversations: Sequence[Conversation]) -> list[Replies]:
    """Hold the conversations with a Python of the assembled folder, started in one of the browser's ways."""
    return _read_lines(node("boot.mjs", folder, way, given=map(json.dumps, conversations)))


def ask_cpython(wheel: Path, conversations: Sequence[Conversation]) -> list[Replies]:
    """Hold the conversations with the wheel in this Python, whose replies are right."""
    command = [sys.executable, "-I", "-X", "utf8", str(ASK_PYTHON), str(wheel)]
    return _read_lines(run(command, map(json.dumps, conversations)))


def _read_lines(printed: str) -> list[Any]:
    return [json.loads(line) for line in printed.rstrip("\n").split("\n")]


def is_trap(replies: Replies) -> bool:
    return replies[-1:] == [False]


def is_wrong(replies: Replies, right: Replies) -> bool:
    """Return whether an image replied otherwise than CPython before it trapped, or anywhere where it did not."""
    return replies[:-1] != right[: len(replies) - 1] if is_trap(replies) else replies != right
