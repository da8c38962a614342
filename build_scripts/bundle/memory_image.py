"""Makes the image: Pyodide's WebAssembly module, holding as its data the memory of a Python that has started.

A browser puts a module's data into memory while it loads the module. So with the memory of a started Python as those
data, Python has started once the module is loaded. What would fill that memory at the module's own start is taken out,
and so are the names of functions that nobody calls from outside, nearly all of ten thousand. The rest is as Pyodide's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from build_scripts.problems import BuildError

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
# They fill the memory with its first contents, and one is as large as a tenth of all code. Nobody calls them here.
ONLY_AT_START = {"__wasm_apply_data_relocs", "__wasm_call_ctors"}
NUMBER = rb"[\x80-\xff]*[\x00-\x7f]"
# The last act of the module's start: memory.fill(global + number, 0, number), which clears what has no first contents.
CLEARING = re.compile(rb"\x23" + NUMBER + rb"\x41" + NUMBER + rb"\x6a\x41\x00\x41" + NUMBER + rb"\xfc\x0b\x00\x0b\Z")
NAME = re.compile(r"[A-Za-z_$][\w$]*")
# Shorter runs of zeros stay inside a segment, since each segment costs some bytes of its own.
ZEROS = re.compile(rb"\x00{64,}")


class ImageError(BuildError):
    """Pyodide's module is not built as this file expects: the pinned release has changed."""


def image(wasm: bytes, memory: bytes, script: str) -> bytes:
    """`script` is the text of the JavaScript that uses the module: its functions keep the names that stand there."""
    sections = dict(read_sections(wasm))
    imported = sum(kind == FUNCTION for kind in read_imports(sections[IMPORTS]))
    exports = list(read_exports(sections[EXPORTS]))
    kept = [entry for name, _, entry in exports if name in NAME.findall(script)]
    sections[EXPORTS] = number(len(kept)) + b"".join(kept)
    emptied = {index - imported for name, index, _ in exports if name in ONLY_AT_START}
    start, _ = number_at(sections[START], 0)
    sections[CODE] = rewrite(sections[CODE], emptied, start - imported)
    segments = list(split(memory))
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


def rewrite(code: bytes, emptied: set[int], start: int) -> bytes:
    count, place = number_at(code, 0)
    bodies = []
    for index in range(count):
        length, place = number_at(code, place)
        body = NOTHING if index in emptied else code[place : place + length]
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


def read_exports(exports: bytes) -> Iterator[tuple[str, int, bytes]]:
    """For each its name, its index, and its own bytes."""
    count, place = number_at(exports, 0)
    for _ in range(count):
        name, end = text_at(exports, place)
        index, after = number_at(exports, end + 1)
        yield name, index, exports[place:after]
        place = after


def read_imports(imports: bytes) -> Iterator[int]:
    """For each its kind."""
    count, place = number_at(imports, 0)
    for _ in range(count):
        for _ in ("module", "name"):
            _, place = text_at(imports, place)
        kind, place = imports[place], place + 1
        yield kind
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
