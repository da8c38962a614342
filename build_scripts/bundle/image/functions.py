"""Cut out of the image the functions that no question needs.

Pyodide's module has 13,000 functions, of which questions run about a thousand. In a trial each function raises a flag
when it is entered. Those functions stay, and so does all that they call directly, all that those call, and so on. Every
other body becomes `unreachable`.

Why this cannot answer wrongly: functions keep their indices, so whatever is called is either the function that it was
or one that traps, and no code of a module can catch a trap. The worker then fails, and the page goes on to the next way
of starting Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Final

from build_scripts.bundle.image.instructions import (
    CALL,
    END,
    GLOBAL_GET,
    GLOBAL_SET,
    I32,
    I32_CONST,
    I32_OR,
    REF_FUNC,
    RETURN_CALL,
    TABLE_CHANGES,
    UNREACHABLE,
    after_locals,
    instructions,
)
from build_scripts.bundle.image.memory_image import ImageError
from build_scripts.bundle.image.wasm_binary import (
    EXPORTS,
    FUNCTION,
    GLOBAL,
    GLOBALS,
    START,
    Module,
    decode_uleb128,
    encode_i32,
    encode_uleb128,
)

FLAGS: Final = "entered"  # the flags of functions 32 to 63 are the bits of the global exported as entered1
_BITS: Final = 32
_TRAP: Final = bytes([0, UNREACHABLE, END])  # no locals
_NO_FLAGS: Final = bytes([I32, 1, I32_CONST, 0, END])  # mutable, zero at first


def flag_functions(module: Module) -> Module:
    """Return the module with a flag raised by each function as it is entered, by index without imports."""
    count = -(-len(module.code) // _BITS)
    flagged = Module(dict(module.sections), [])
    first = module.imported(GLOBAL) + flagged.append(GLOBALS, [_NO_FLAGS] * count)
    names = [f"{FLAGS}{number}".encode() for number in range(count)]
    flagged.append(
        EXPORTS,
        (
            encode_uleb128(len(name)) + name + bytes([GLOBAL]) + encode_uleb128(first + number)
            for number, name in enumerate(names)
        ),
    )
    for index, entry in enumerate(module.code):
        flags, start = encode_uleb128(first + index // _BITS), after_locals(entry)
        bit = bytes([I32_CONST]) + encode_i32(1 << index % _BITS)
        raise_flag = bytes([GLOBAL_GET]) + flags + bit + bytes([I32_OR, GLOBAL_SET]) + flags
        flagged.code.append(entry[:start] + raise_flag + entry[start:])
    return flagged


def with_callees(module: Module, entered: Iterable[int]) -> set[int]:
    """Return the functions entered and all that they call directly, transitively."""
    imported = module.imported(FUNCTION)
    kept: set[int] = set()
    found = set(entered)
    while found:
        kept |= found
        found = {callee - imported for index in found for callee in _named_by(module.code[index])} - kept
        found = {callee for callee in found if callee >= 0}  # imports stay as they are
    return kept


def _named_by(entry: bytes) -> set[int]:
    return {
        decode_uleb128(entry, each.immediates)[0]
        for each in instructions(entry)
        if each.opcode in (CALL, RETURN_CALL, REF_FUNC)
    }


def keep_functions(module: Module, kept: Set[int]) -> Module:
    """Return the module with `unreachable` as the body of every function but these."""
    code = [entry if index in kept else _TRAP for index, entry in enumerate(module.code)]
    return Module(module.sections, code)


def check_state(module: Module, entered: Set[int], kept: Set[int]) -> None:
    """Raise ImageError where what stays may rest on more than memory: on a global or a table changed since the start.

    Only memory is taken from a Python that has started. The module's own globals and its tables are in each visitor's
    instance as instantiation leaves them. So a kept function may use no global of the module's own that any function
    but the start function sets, and none that ran in the trial may change a table.
    """
    start = decode_uleb128(module.sections[START], 0)[0] - module.imported(FUNCTION)
    own = module.imported(GLOBAL)
    changing = set[int]()
    used = dict[int, int]()  # a kept function by each global that it uses
    for index, entry in enumerate(module.code):
        for each in instructions(entry) if index != start else ():
            if each.opcode in (GLOBAL_GET, GLOBAL_SET):
                number, _ = decode_uleb128(entry, each.immediates)
                if number >= own and each.opcode == GLOBAL_SET:
                    changing.add(number)
                if number >= own and index in kept:
                    used[number] = index
            elif each.opcode in TABLE_CHANGES and index in entered:
                raise ImageError(f"function {index} changes a table, of which the image would not know")
    for number in changing & used.keys():
        raise ImageError(f"function {used[number]} uses the global {number}, which others change after the start")
