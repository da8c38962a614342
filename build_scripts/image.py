"""Makes the image: Pyodide's WebAssembly module, holding as its data the memory of a Python that has started.

A browser puts a module's data into memory while it loads the module. So with the memory of a started Python as those
data, Python has started once the module is loaded. What the module would do at its start, which is to fill that memory
with its first contents, is taken out. So are the names of functions that only modules added later could call: one by
one, Pyodide's script would take over nearly ten thousand. The rest is Pyodide's module, byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# Sections, by the numbers of the WebAssembly specification.
IMPORTS: Final = 2
EXPORTS: Final = 7
START: Final = 8
CODE: Final = 10
DATA: Final = 11
DATA_COUNT: Final = 12

FUNCTION, TABLE, MEMORY, GLOBAL, TAG = range(5)
END = b"\x0b"
NOTHING = b"\x00" + END  # a function with no variables that does nothing
CALL = b"\x10"
NUMBER = rb"[\x80-\xff]*[\x00-\x7f]"
# The last act of the module's start: memory.fill(global + number, 0, number), which clears what has no first contents.
CLEARING = re.compile(rb"\x23" + NUMBER + rb"\x41" + NUMBER + rb"\x6a\x41\x00\x41" + NUMBER + rb"\xfc\x0b\x00\x0b\Z")
# In Pyodide's script: var _name=Module["_name"]=wasmExports["name"]
TAKEN_OVER = re.compile(r'(?:var (_\w+)=)?Module\["_\w+"\]=(?:wasmExports\["\w+"\])?')
NAME = re.compile(r"[A-Za-z_$][\w$]*")
# Shorter runs of zeros stay inside a segment, since each segment costs some bytes of its own.
ZEROS = re.compile(rb"\x00{64,}")


class ImageError(Exception):
    """Pyodide's module is not built as this file expects: the pinned release has changed."""


def image(wasm: bytes, memory: bytes, scripts: str) -> bytes:
    """`scripts` is the text of all JavaScript that uses the module."""
    sections = dict(read_sections(wasm))
    imports = list(read_imports(sections[IMPORTS]))
    imported = sum(kind == FUNCTION for _, _, kind in imports)
    exports = {name: index for name, kind, index, _ in read_exports(sections[EXPORTS]) if kind == FUNCTION}
    asked_back = {name for module, name, _ in imports if module.startswith("GOT.")}
    sections[EXPORTS] = keep_exports(sections[EXPORTS], asked_back | used_names(scripts))
    start, _ = number_at(sections[START], 0)
    # These two would overwrite the memory; of the second, one call sets the bounds of the stack, which are no memory.
    replaced = {
        exports["__wasm_apply_data_relocs"] - imported: NOTHING,
        exports["__wasm_call_ctors"] - imported: b"\x00" + CALL + number(exports["emscripten_stack_init"]) + END,
    }
    segments = list(split(memory))
    sections[CODE] = rewrite(sections[CODE], replaced, start - imported)
    sections[DATA_COUNT] = number(len(segments))
    sections[DATA] = number(len(segments)) + b"".join(
        b"\x00\x41" + signed(address) + END + number(len(data)) + data for address, data in segments
    )
    return wasm[:8] + b"".join(bytes([kind]) + number(len(body)) + body for kind, body in sections.items())


def read_sections(wasm: bytes) -> Iterator[tuple[int, bytes]]:
    place = 8
    while place < len(wasm):
        length, start = number_at(wasm, place + 1)
        yield wasm[place], wasm[start : start + length]
        place = start + length


def rewrite(code: bytes, replaced: dict[int, bytes], start: int) -> bytes:
    count, place = number_at(code, 0)
    bodies = []
    for index in range(count):
        length, place = number_at(code, place)
        body = replaced.get(index, code[place : place + length])
        if index == start:
            body, found = CLEARING.subn(END, body)
            if found != 1:
                raise ImageError("the start of Pyodide's module does not end by clearing memory")
        bodies.append(number(len(body)) + body)
        place += length
    return number(count) + b"".join(bodies)


def split(memory: bytes) -> Iterator[tuple[int, bytes]]:
    """The stretches of memory between long runs of zeros, each with its address."""
    place = 0
    for zeros in ZEROS.finditer(memory + bytes(64)):
        if zeros.start() > place:
            yield place, memory[place : zeros.start()]
        place = zeros.end()


def used_names(scripts: str) -> set[str]:
    """Every name in the scripts, but where Pyodide's script takes over an export without using it."""
    used = set(NAME.findall(TAKEN_OVER.sub("", scripts)))
    return used | {name[1:] for name in used if name.startswith("_")}


def keep_exports(exports: bytes, names: set[str]) -> bytes:
    kept = [entry for name, _, _, entry in read_exports(exports) if name in names]
    return number(len(kept)) + b"".join(kept)


def read_exports(exports: bytes) -> Iterator[tuple[str, int, int, bytes]]:
    """For each its name, kind, index, and its own bytes."""
    count, place = number_at(exports, 0)
    for _ in range(count):
        name, end = text_at(exports, place)
        index, after = number_at(exports, end + 1)
        yield name, exports[end], index, exports[place:after]
        place = after


def read_imports(imports: bytes) -> Iterator[tuple[str, str, int]]:
    """For each its module, its name and its kind."""
    count, place = number_at(imports, 0)
    for _ in range(count):
        module, place = text_at(imports, place)
        name, place = text_at(imports, place)
        kind, place = imports[place], place + 1
        yield module, name, kind
        if kind in (TABLE, TAG):
            place += 1
        if kind in (TABLE, MEMORY):
            has_maximum, place = number_at(imports, place)
            _, place = number_at(imports, place)
            if has_maximum & 1:
                _, place = number_at(imports, place)
        elif kind == GLOBAL:
            place += 2
        else:
            _, place = number_at(imports, place)


def text_at(data: bytes, place: int) -> tuple[str, int]:
    length, start = number_at(data, place)
    return data[start : start + length].decode(), start + length


def number_at(data: bytes, place: int) -> tuple[int, int]:
    """The number that begins at `place`, seven bits a byte, and the place after it."""
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place


def number(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])


def signed(value: int) -> bytes:
    """An address as an instruction holds it: the sixth bit of the last byte is the sign."""
    encoded = bytearray()
    while value > 0x3F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])
