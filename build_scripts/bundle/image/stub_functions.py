"""Put a stub in the place of every Python function that the trial did not run. Runs last before Python is frozen.

Why this cannot answer wrongly: a stub calls os.abort, which never runs in a trial, so that its C function is among
those cut out; the build checks that it is. So to call a stub is to trap, and no `except` sees a trap. What else could
tell a stub from its function is the code object, and no function that stays reads one, which is checked here.
"""

import gc
from os import abort
from types import CodeType, FunctionType
from typing import Any

KIND = 0x20 | 0x80 | 0x100 | 0x200  # co_flags of generators and coroutines: assigning another kind is warned of
READS_CODE = {"__code__", "gi_code", "f_code", "cr_code", "ag_code", "_getframe"}


def stub(*_arguments: object, **_named: object) -> None:
    callee: Any = "os.abort"
    callee()


def stub_functions(ran: set[tuple[str, str, int]]) -> None:
    """Keep the functions in `ran`, each told by its file, its qualified name and its first line."""
    stubs: dict[tuple[int, int], CodeType] = {}
    for function in gc.get_objects():
        if type(function) is not FunctionType or function.__globals__ is globals():
            continue
        code = function.__code__
        if (code.co_filename, code.co_qualname, code.co_firstlineno) in ran:
            check_names(code)
            continue
        kind = code.co_flags & KIND, len(code.co_freevars)
        function.__code__ = stubs.setdefault(kind, make_stub(*kind))


def check_names(code: CodeType) -> None:
    if read := READS_CODE & {*code.co_names}:
        raise SystemError(f"{code.co_qualname} reads {read}: it could tell a stub from its function")
    for constant in code.co_consts:
        if type(constant) is CodeType:
            check_names(constant)


def make_stub(flags: int, free: int) -> CodeType:
    code = stub.__code__
    return code.replace(
        co_consts=tuple(abort if constant == "os.abort" else constant for constant in code.co_consts),
        co_flags=code.co_flags | flags,
        co_freevars=tuple(map(str, range(free))),
        co_name="",
        co_qualname="",
        co_filename="",
        co_linetable=b"",
    )
