"""Read and write the WebAssembly binary format: LEB128 numbers, sections, imports and exports.

The names are those of the WebAssembly specification, chapter "Binary Format".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

PREAMBLE: Final = b"\0asm\1\0\0\0"

# Ids of sections
TYPES: Final = 1
IMPORTS: Final = 2
FUNCTIONS: Final = 3
GLOBALS: Final = 6
EXPORTS: Final = 7
START: Final = 8
CODE: Final = 10
DATA: Final = 11
DATA_COUNT: Final = 12

FUNCTION, TABLE, MEMORY, GLOBAL, TAG = range(5)  # kinds of imports and exports


class Export(NamedTuple):
    name: str
    of: int  # the index of what is exported
    encoded: bytes


@dataclass
class Module:
    """A module as its sections by id, with its code section split into code entries."""

    sections: dict[int, bytes]
    code: list[bytes]  # each holds the function's locals, then its instructions

    @classmethod
    def read(cls, wasm: bytes) -> Self:
        sections = dict(_read_sections(wasm))
        return cls(sections, list(_read_entries(sections[CODE])))

    def write(self) -> bytes:
        sections = {**self.sections, CODE: vec(encode_uleb128(len(entry)) + entry for entry in self.code)}
        return PREAMBLE + b"".join(
            bytes([id_]) + encode_uleb128(len(contents)) + contents for id_, contents in sections.items()
        )

    def append(self, section: int, entries: Iterable[bytes]) -> int:
        """Add encoded entries to the end of a section; return how many there were before."""
        count, start = decode_uleb128(self.sections[section], 0)
        added = list(entries)
        self.sections[section] = encode_uleb128(count + len(added)) + self.sections[section][start:] + b"".join(added)
        return count

    def imported(self, kind: int) -> int:
        """Count the imports of a kind, which is the index of the first that the module defines itself."""
        return sum(found == kind for found in _read_import_kinds(self.sections[IMPORTS]))

    def exports(self) -> Iterator[Export]:
        count, place = decode_uleb128(self.sections[EXPORTS], 0)
        for _ in range(count):
            name, end = _read_name(self.sections[EXPORTS], place)
            index, after = decode_uleb128(self.sections[EXPORTS], end + 1)
            yield Export(name, index, self.sections[EXPORTS][place:after])
            place = after


def vec(entries: Iterable[bytes]) -> bytes:
    """Encode a vec: the number of its entries, then each."""
    encoded = list(entries)
    return encode_uleb128(len(encoded)) + b"".join(encoded)


def decode_uleb128(data: bytes, place: int) -> tuple[int, int]:
    """Return the unsigned number at `place`, and the place after it."""
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place


def encode_uleb128(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])


def encode_i32(value: int) -> bytes:
    """Encode 32 bits as signed LEB128, in which the sixth bit of the last byte is the sign."""
    value = (value + 2**31) % 2**32 - 2**31
    encoded = bytearray()
    while not -0x40 <= value < 0x40:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value & 0x7F])


def _read_sections(wasm: bytes) -> Iterator[tuple[int, bytes]]:
    place = len(PREAMBLE)
    while place < len(wasm):
        length, start = decode_uleb128(wasm, place + 1)
        yield wasm[place], wasm[start : start + length]
        place = start + length


def _read_entries(code: bytes) -> Iterator[bytes]:
    count, place = decode_uleb128(code, 0)
    for _ in range(count):
        length, start = decode_uleb128(code, place)
        place = start + length
        yield code[start:place]


def _read_import_kinds(imports: bytes) -> Iterator[int]:
    count, place = decode_uleb128(imports, 0)
    for _ in range(count):
        for _ in ("module", "name"):
            _, place = _read_name(imports, place)
        kind, place = imports[place], place + 1
        yield kind
        if kind in (TABLE, TAG):
            place += 1
        if kind in (TABLE, MEMORY):
            has_maximum, place = decode_uleb128(imports, place)
            _, place = decode_uleb128(imports, place)
            if has_maximum & 1:
                _, place = decode_uleb128(imports, place)
        elif kind == GLOBAL:
            place += 2
        else:
            _, place = decode_uleb128(imports, place)


def _read_name(data: bytes, place: int) -> tuple[str, int]:
    length, start = decode_uleb128(data, place)
    return data[start : start + length].decode(), start + length
