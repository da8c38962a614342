"""Leave out of the image the static data that no question reads: tables of Unicode, names, messages, frozen modules.

The static data of Pyodide's module are looked at in granules of 256 bytes, each with a flag in memory. In a trial every
load raises the flag of the granule that it reads. In the image for visitors every load looks at the flag first and
traps where it is not raised, so the contents of those granules need not be there.

Why this cannot answer wrongly: a module reads its memory by loads and by memory.copy alone, and here all of them look
at the flags. Where something was left out there is a trap, never a zero. The worker then fails, and the page goes on to
the next way of starting Python. JavaScript itself reads nothing but texts that Python has made since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from build_scripts.bundle.image.instructions import (
    BR_IF,
    CALL,
    END,
    F32,
    F32_LOAD,
    F64,
    F64_LOAD,
    I32,
    I32_ADD,
    I32_AND,
    I32_CONST,
    I32_EQZ,
    I32_LOAD,
    I32_LOAD8_U,
    I32_LT_U,
    I32_SHR_U,
    I32_STORE8,
    I64,
    I64_LOAD,
    I64_LOAD8_S,
    I64_LOAD32_U,
    IF,
    LOCAL_GET,
    LOCAL_SET,
    LOCAL_TEE,
    LOOP,
    MEMORY_COPY,
    NO_RESULT,
    UNREACHABLE,
    instructions,
)
from build_scripts.bundle.image.wasm_binary import (
    FUNCTION,
    FUNCTIONS,
    TYPES,
    Module,
    decode_uleb128,
    encode_i32,
    encode_uleb128,
)

GRANULE: Final = 256
LONGEST_LOAD: Final = 8  # bytes
_LOADS: Final = range(I32_LOAD, I64_LOAD32_U + 1)
_RESULTS: Final = (
    dict.fromkeys(_LOADS, I32)
    | dict.fromkeys((I64_LOAD, *range(I64_LOAD8_S, I64_LOAD32_U + 1)), I64)
    | {F32_LOAD: F32, F64_LOAD: F64}
)
_FUNCTYPE: Final = 0x60
_ONE_I32_LOCAL: Final = bytes([1, 1, I32])


class StaticData(NamedTuple):
    """Where static data ends, and where in the heap its flags lie, a byte for each granule."""

    flags: int
    end: int

    @property
    def granules(self) -> int:
        return -(-self.end // GRANULE)


def flag_loads(module: Module, static: StaticData) -> Module:
    """Return the module with loads that raise the flag of the granule that they read."""
    return _with_accessors(module, static, _i32_const(1) + bytes([I32_STORE8, 0]) + encode_uleb128(static.flags))


def guard_loads(module: Module, static: StaticData) -> Module:
    """Return the module with loads that trap where the flag of the granule is not raised."""
    is_missing = bytes([I32_LOAD8_U, 0]) + encode_uleb128(static.flags) + bytes([I32_EQZ])
    return _with_accessors(module, static, is_missing + bytes([IF, NO_RESULT, UNREACHABLE, END]))


def keep_granules(memory: bytes, static: StaticData, read: Iterable[int]) -> bytes:
    """Return the memory with these granules of static data alone, and their flags raised.

    A load may begin in one granule and end in the next, so what is kept is longer by as much.
    """
    kept = bytearray(memory)
    kept[: static.end] = bytes(static.end)
    for granule in read:
        start = granule * GRANULE
        end = min(start + GRANULE + LONGEST_LOAD, static.end)
        kept[start:end] = memory[start:end]
        kept[static.flags + granule] = 1
    return bytes(kept)


def _with_accessors(module: Module, static: StaticData, use_flag: bytes) -> Module:
    """Return the module with a call of a function in the place of each load and each memory.copy.

    There is one function for each form of these that occurs. It does the same, but first has `use_flag` take the number
    of the granule from the stack.
    """
    changed = Module(dict(module.sections), [])
    first = changed.append(TYPES, [_functype([I32], [result]) for result in (I32, I64, F32, F64)])
    copies = changed.append(TYPES, [_functype([I32, I32, I32], [])])
    types = {I32: first, I64: first + 1, F32: first + 2, F64: first + 3}
    next_index = module.imported(FUNCTION) + len(module.code)
    indices: dict[bytes, int] = {}  # of accessors, by the instruction
    functypes: list[bytes] = []
    entries: list[bytes] = []

    def call_accessor(opcode: int, instruction: bytes) -> bytes:
        if instruction not in indices:
            indices[instruction] = next_index + len(indices)
            functypes.append(encode_uleb128(copies if opcode == MEMORY_COPY else types[_RESULTS[opcode]]))
            encode = _copying if opcode == MEMORY_COPY else _loading
            entries.append(encode(instruction, static, use_flag))
        return bytes([CALL]) + encode_uleb128(indices[instruction])

    changed.code = [_with_calls(entry, call_accessor) for entry in module.code] + entries
    changed.append(FUNCTIONS, functypes)
    return changed


def _with_calls(entry: bytes, call_accessor: Callable[[int, bytes], bytes]) -> bytes:
    pieces, done = [], 0
    for each in instructions(entry):
        if each.opcode in _LOADS or each.opcode == MEMORY_COPY:
            pieces += [entry[done : each.start], call_accessor(each.opcode, entry[each.start : each.end])]
            done = each.end
    return b"".join([*pieces, entry[done:]])


def _loading(load: bytes, static: StaticData, use_flag: bytes) -> bytes:
    """Encode a function of an address that loads what is there, or at the load's offset from there."""
    _, offset_at = decode_uleb128(load, 1)
    offset, _ = decode_uleb128(load, offset_at)
    place = bytes([LOCAL_GET, 0]) + _i32_const(offset) + bytes([I32_ADD, LOCAL_SET, 1])
    look = _if_static(1, static, use_flag)
    return _ONE_I32_LOCAL + place + look + bytes([LOCAL_GET, 0]) + load + bytes([END])


def _copying(copy: bytes, static: StaticData, use_flag: bytes) -> bytes:
    """Encode a function of a destination, a source and a length that copies; it looks at each granule of the source."""
    begin = bytes([LOCAL_GET, 2, IF, NO_RESULT, LOCAL_GET, 1, LOCAL_SET, 3, LOOP, NO_RESULT])
    next_granule = bytes([LOCAL_GET, 3]) + _i32_const(-GRANULE) + bytes([I32_AND]) + _i32_const(GRANULE)
    step = next_granule + bytes([I32_ADD, LOCAL_TEE, 3])
    again = bytes([LOCAL_GET, 1, LOCAL_GET, 2, I32_ADD, I32_LT_U, BR_IF, 1])  # out of the if, to the loop
    look = _if_static(3, static, use_flag + step + again)
    do = bytes([END, END, LOCAL_GET, 0, LOCAL_GET, 1, LOCAL_GET, 2]) + copy + bytes([END])
    return _ONE_I32_LOCAL + begin + look + do


def _if_static(local: int, static: StaticData, then: bytes) -> bytes:
    """Encode: where the address in this local is one of static data, do this with the number of its granule."""
    is_static = bytes([LOCAL_GET, local]) + _i32_const(static.end) + bytes([I32_LT_U, IF, NO_RESULT])
    granule = bytes([LOCAL_GET, local]) + _i32_const(GRANULE.bit_length() - 1) + bytes([I32_SHR_U])
    return is_static + granule + then + bytes([END])


def _i32_const(value: int) -> bytes:
    return bytes([I32_CONST]) + encode_i32(value)


def _functype(parameters: list[int], results: list[int]) -> bytes:
    return bytes([_FUNCTYPE, len(parameters), *parameters, len(results), *results])
