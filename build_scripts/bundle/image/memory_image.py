"""Make the image: Pyodide's WebAssembly module, holding as its data the memory of a Python that has started.

A browser puts a module's data into memory while it loads the module. So with the memory of a started Python as those
data, Python has started once the module is loaded. What would fill that memory at the module's own start is taken out,
and so are the names of functions that nobody calls from outside, nearly all of ten thousand.

Why this cannot answer wrongly: code runs on the state of a module instance, which is its memory, its globals and its
tables. Instantiation copies the active data segments into a memory of zeros, so that it is the started Python's, byte
for byte, before the start function runs; that one writes to memory only where it cleared it, which is taken out.
Imported globals get the values that they had (snapshot.mjs). The module's own, and its tables, are as any instantiation
leaves them: functions.py checks that nothing that stays rests on a later change. An export that is missing is no
function in JavaScript, so that a call of it fails and the page goes on to the next way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from build_scripts.bundle.image.wasm_binary import (
    DATA,
    DATA_COUNT,
    EXPORTS,
    FUNCTION,
    START,
    Module,
    decode_uleb128,
    encode_i32,
    encode_uleb128,
    vec,
)
from build_scripts.problems import BuildError

END: Final = b"\x0b"
EMPTY_BODY: Final = b"\x00" + END  # a function with no locals that does nothing
# They fill the memory with its first contents, and one is as large as a tenth of all code. Nobody calls them here.
ONLY_AT_START: Final = {"__wasm_apply_data_relocs", "__wasm_call_ctors"}
NUMBER: Final = rb"[\x80-\xff]*[\x00-\x7f]"
# The last act of the module's start: memory.fill(global + number, 0, number), which clears what has no first contents.
BSS_CLEAR: Final = re.compile(
    rb"\x23" + NUMBER + rb"\x41" + NUMBER + rb"\x6a\x41\x00\x41" + NUMBER + rb"\xfc\x0b\x00\x0b\Z"
)
NAME: Final = re.compile(r"[A-Za-z_$][\w$]*")
# Shorter runs of zeros stay inside a segment, since each segment costs some bytes of its own.
ZEROS: Final = re.compile(rb"\x00{64,}")


class ImageError(BuildError):
    """Raised where Pyodide's module is not built as this room expects: the pinned release has changed."""


def memory_image(wasm: bytes, memory: bytes, script: str) -> bytes:
    """Return `wasm` with `memory` as its data, and only those exports that the text of `script` names."""
    module = Module.read(wasm)
    imported = module.imported(FUNCTION)
    exports = list(module.exports())
    names = set(NAME.findall(script))
    module.sections[EXPORTS] = vec(export.encoded for export in exports if export.name in names)
    for export in exports:
        if export.name in ONLY_AT_START:
            module.code[export.of - imported] = EMPTY_BODY
    start, _ = decode_uleb128(module.sections[START], 0)
    module.code[start - imported] = _without_bss_clear(module.code[start - imported])
    return with_memory(module, memory).write()


def with_memory(module: Module, memory: bytes) -> Module:
    """Return the module with this memory as its data."""
    segments = [
        b"\x00\x41" + encode_i32(address) + END + encode_uleb128(len(data)) + data
        for address, data in nonzero_segments(memory)
    ]
    data = {DATA_COUNT: encode_uleb128(len(segments)), DATA: vec(segments)}
    return Module({**module.sections, **data}, module.code)


def _without_bss_clear(entry: bytes) -> bytes:
    changed, found = BSS_CLEAR.subn(END, entry)
    if found != 1:
        raise ImageError("the start of Pyodide's module does not end by clearing memory")
    return changed


def nonzero_segments(memory: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the stretches of memory between long runs of zeros, each with its address."""
    place = 0
    for zeros in ZEROS.finditer(memory + bytes(64)):
        if zeros.start() > place:
            yield place, memory[place : zeros.start()]
        place = zeros.end()
