"""Read the instructions of code entries, as far as Pyodide's module uses them.

The names are those of the WebAssembly specification, chapter "Binary Format", section "Instructions".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from build_scripts.bundle.image.memory_image import ImageError
from build_scripts.bundle.image.wasm_binary import decode_uleb128

UNREACHABLE: Final = 0x00
LOOP: Final = 0x03
IF: Final = 0x04
END: Final = 0x0B
BR_IF: Final = 0x0D
BR_TABLE: Final = 0x0E
CALL: Final = 0x10
RETURN_CALL: Final = 0x12
SELECT_TYPED: Final = 0x1C
LOCAL_GET: Final = 0x20
LOCAL_SET: Final = 0x21
LOCAL_TEE: Final = 0x22
GLOBAL_GET: Final = 0x23
GLOBAL_SET: Final = 0x24
I32_LOAD: Final = 0x28
I64_LOAD: Final = 0x29
F32_LOAD: Final = 0x2A
F64_LOAD: Final = 0x2B
I32_LOAD8_U: Final = 0x2D
I64_LOAD8_S: Final = 0x30
I64_LOAD32_U: Final = 0x35
I32_STORE8: Final = 0x3A
I32_CONST: Final = 0x41
F32_CONST: Final = 0x43
F64_CONST: Final = 0x44
I32_EQZ: Final = 0x45
I32_LT_U: Final = 0x49
I32_ADD: Final = 0x6A
I32_AND: Final = 0x71
I32_OR: Final = 0x72
I32_SHR_U: Final = 0x76
REF_FUNC: Final = 0xD2
PREFIX: Final = 0xFC  # with the number after it one opcode here
MEMORY_COPY: Final = 0xFC0A
TABLE_CHANGES: Final = frozenset((0x26, 0xFC0C, 0xFC0E, 0xFC0F, 0xFC11))  # table.set, .init, .copy, .grow and .fill

I32, I64, F32, F64 = 0x7F, 0x7E, 0x7D, 0x7C  # value types
NO_RESULT: Final = 0x40  # a block type

# How many LEB128 numbers follow each opcode
_IMMEDIATES: Final = (
    dict.fromkeys((UNREACHABLE, 0x01, 0x05, END, 0x0F, 0x19, 0x1A, 0x1B, *range(I32_EQZ, 0xC5), 0xD1), 0)
    | dict.fromkeys((0x02, LOOP, IF, 0x06, 0x07, 0x08, 0x09, 0x0C, BR_IF, CALL, RETURN_CALL, 0x18), 1)
    | dict.fromkeys((*range(LOCAL_GET, 0x27), 0x3F, 0x40, I32_CONST, 0x42, 0xD0, REF_FUNC), 1)
    | dict.fromkeys((0x11, 0x13, *range(I32_LOAD, 0x3F)), 2)
    | dict.fromkeys(range(0xFC00, 0xFC08), 0)
    | dict.fromkeys((0xFC09, 0xFC0B, 0xFC0D, 0xFC0F, 0xFC10, 0xFC11), 1)
    | dict.fromkeys((0xFC08, MEMORY_COPY, 0xFC0C, 0xFC0E), 2)
)
_BYTES: Final = {F32_CONST: 4, F64_CONST: 8}


class Instruction(NamedTuple):
    """One instruction: its opcode, and where it, its immediates and the next instruction begin."""

    opcode: int
    start: int
    immediates: int
    end: int


def after_locals(entry: bytes) -> int:
    """Return where the instructions of a code entry begin."""
    groups, place = decode_uleb128(entry, 0)
    for _ in range(groups):
        _, place = decode_uleb128(entry, place)
        place += 1  # the type
    return place


def instructions(entry: bytes) -> Iterator[Instruction]:
    """Yield the instructions of a code entry.

    Raises ImageError for one that Pyodide's module did not use: what cannot be read cannot be judged.
    """
    place = after_locals(entry)
    while place < len(entry):
        start, opcode = place, entry[place]
        place += 1
        if opcode == PREFIX:
            second, place = decode_uleb128(entry, place)
            opcode = PREFIX << 8 | second
        immediates = place
        place = _after_immediates(entry, opcode, place)
        yield Instruction(opcode, start, immediates, place)


def _after_immediates(entry: bytes, opcode: int, place: int) -> int:
    if opcode in _BYTES:
        return place + _BYTES[opcode]
    if opcode in (BR_TABLE, SELECT_TYPED):
        count, place = decode_uleb128(entry, place)
        numbers = count + (opcode == BR_TABLE)
    elif opcode in _IMMEDIATES:
        numbers = _IMMEDIATES[opcode]
    else:
        raise ImageError(f"Pyodide's module uses the opcode {opcode:#x}, which this release did not use")
    for _ in range(numbers):
        while entry[place] >= 0x80:
            place += 1
        place += 1
    return place
