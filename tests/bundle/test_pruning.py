"""What is cut out of the image traps and never answers wrongly, and a build that cuts too much is refused."""

import json
import marshal
import subprocess
from collections.abc import Callable, Iterator
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType
from zipfile import ZipFile

import pytest

from build_scripts.bundle import assemble
from build_scripts.bundle.image import prune
from build_scripts.bundle.image.functions import check_state, flag_functions, keep_functions, with_callees
from build_scripts.bundle.image.instructions import CALL, END, I32_CONST
from build_scripts.bundle.image.memory_image import ImageError, with_memory
from build_scripts.bundle.image.static_data import StaticData, guard_loads, keep_granules
from build_scripts.bundle.image.wasm_binary import (
    CODE,
    DATA,
    DATA_COUNT,
    EXPORTS,
    FUNCTION,
    FUNCTIONS,
    GLOBALS,
    IMPORTS,
    START,
    TYPES,
    Module,
    vec,
)
from build_scripts.bundle.trial.ask import Image
from build_scripts.bundle.trial.conversations import Conversation, answer
from build_scripts.bundle.trial.inputs import table
from build_scripts.bundle.trial.processes import BundleError
from build_scripts.bundle.wheel import built_wheel
from build_scripts.paths import BUILT, ROOT
from checker.grids.read import all_questions

QUESTIONS = all_questions()[::20]
NUMBER = b"\x7f"  # the type i32
MEMORIES = 5


def module_of(*functions: tuple[int, int, bytes]) -> Module:
    """Make a module with a page of memory and functions f0, f1...: how many i32 each takes and gives, and its code."""
    numbers = range(len(functions))
    types = [bytes([0x60, takes]) + NUMBER * takes + bytes([gives]) + NUMBER * gives for takes, gives, _ in functions]
    names = {f"f{number}".encode(): number for number in numbers}
    sections = {
        TYPES: vec(types),
        IMPORTS: vec([]),
        FUNCTIONS: vec(bytes([number]) for number in numbers),
        MEMORIES: vec([b"\x00\x01"]),
        GLOBALS: vec([]),
        EXPORTS: vec(bytes([len(name)]) + name + bytes([FUNCTION, number]) for name, number in names.items()),
        DATA_COUNT: vec([]),
        CODE: b"",
        DATA: vec([]),
    }
    return Module(sections, [b"\x00" + does + bytes([END]) for _, _, does in functions])


def run(module: Module, folder: Path, script: str) -> object:
    """Return what a script of the module's exports `c` returns."""
    file = folder / "module.wasm"
    file.write_bytes(module.write())
    wrapped = f"""
const {{ instance }} = await WebAssembly.instantiate(require("fs").readFileSync({str(file)!r}));
const c = instance.exports;
const isTrap = (fault) => fault instanceof WebAssembly.RuntimeError;
const traps = (f) => {{ try {{ f(); return false; }} catch (fault) {{ return isTrap(fault); }} }};
console.log(JSON.stringify((() => {{ {script} }})()));
"""
    done = subprocess.run(["node", "-e", f"(async () => {{ {wrapped} }})()"], capture_output=True, encoding="utf-8")
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


def test_a_global_or_a_table_that_changes_after_the_start_is_refused() -> None:
    sets, gets, grows = b"\x41\x01\x24\x00", b"\x23\x00\x1a", b"\xd0\x70\x41\x01\xfc\x0f\x00\x1a"
    module = module_of((0, 0, sets), (0, 0, sets), (0, 0, gets), (0, 0, grows))
    module.sections[START] = b"\x00"
    check_state(module, {0, 1}, {0, 3})
    with pytest.raises(ImageError, match="function 2 uses the global 0"):
        check_state(module, {0, 2}, {0, 2})
    with pytest.raises(ImageError, match="function 3 changes a table"):
        check_state(module, {0, 3}, {0, 3})


LOCAL_GET_0 = b"\x20\x00"


def test_a_function_that_is_not_kept_traps_and_the_others_do_as_before(tmp_path: Path) -> None:
    seven, eight = bytes([I32_CONST, 7]), bytes([I32_CONST, 8])
    calls_one = bytes([CALL, 1])
    module = module_of((0, 1, calls_one), (0, 1, seven), (0, 1, eight))
    assert with_callees(module, {0}) == {0, 1}
    pruned = keep_functions(module, {0, 1})
    assert run(pruned, tmp_path, "return [c.f0(), c.f1(), traps(c.f2)]") == [7, 7, True]


def test_a_function_raises_its_flag_when_it_is_entered(tmp_path: Path) -> None:
    module = module_of(*[(0, 1, bytes([I32_CONST, n])) for n in range(40)])
    script = "c.f3(); c.f31(); c.f39(); return [c.entered0.value >>> 0, c.entered1.value]"
    assert run(flag_functions(module), tmp_path, script) == [2**31 + 2**3, 2**7]


# Two granules of static data, of which the second is not kept. Flags lie at 1000.
STATIC = StaticData(flags=1000, end=512)
MEMORY = bytes(range(1, 251)) * 4 + bytes(2) + bytes(range(1, 251)) * 100
I32_WRAP_I64, I32_REINTERPRET_F32, I64_REINTERPRET_F64 = b"\xa7", b"\xbc", b"\xbd"
# Opcodes, with what makes an i32 of the value.
LOADS = {
    **dict.fromkeys((0x28, 0x2C, 0x2D, 0x2E, 0x2F), b""),
    **dict.fromkeys((0x29, *range(0x30, 0x36)), I32_WRAP_I64),
    0x2A: I32_REINTERPRET_F32,
    0x2B: I64_REINTERPRET_F64 + I32_WRAP_I64,
}


@pytest.mark.parametrize("offset", [0, 100])
def test_a_load_of_what_was_left_out_traps(offset: int, tmp_path: Path) -> None:
    functions = [(1, 1, LOCAL_GET_0 + bytes([load, 0, offset]) + to_i32) for load, to_i32 in LOADS.items()]
    plain = with_memory(module_of(*functions), MEMORY)
    guarded = with_memory(guard_loads(module_of(*functions), STATIC), keep_granules(MEMORY, STATIC, [0]))
    # A load that begins in a granule that is kept may end in the next.
    places = [100, 247, 255, 256, 511, 512, 700]
    script = f"""
const read = (f, place) => traps(() => f(place)) ? "trap" : f(place);
return {list(range(len(LOADS)))}.map((n) => {places}.map((place) => read(c[`f${{n}}`], place - {offset})));
"""
    expected = run(plain, tmp_path, script)
    assert isinstance(expected, list)
    for row in expected:
        assert "trap" not in row
        row[3:5] = ["trap", "trap"]
    assert run(guarded, tmp_path, script) == expected


def test_a_copy_of_what_was_left_out_traps(tmp_path: Path) -> None:
    does = b"\x20\x00\x20\x01\x20\x02\xfc\x0a\x00\x00"
    memory = keep_granules(MEMORY, STATIC, [0])
    guarded = with_memory(guard_loads(module_of((3, 0, does)), STATIC), memory)
    copies = [[0, 256], [0, 257], [200, 100], [255, 2], [256, 1], [256, 0], [511, 1], [511, 9], [512, 300], [0, 2000]]
    script = f"return {copies}.map(([from, length]) => traps(() => c.f0(3000, from, length)))"
    assert run(guarded, tmp_path, script) == [False, True, True, True, True, False, True, True, False, True]


# Wrong cuts of the real image


@pytest.fixture(scope="module")
def ingredients() -> prune.Ingredients:
    [python] = (ROOT / "site/assets/checker").glob("*/python")
    files = python / "library.zip", built_wheel(), assemble.BROWSER / "python/wasm-python.js"
    return prune.Ingredients(assemble.PYODIDE, *files, assemble.SMOKE_QUESTIONS, all_questions())


@pytest.fixture
def needed(ingredients: prune.Ingredients, monkeypatch: pytest.MonkeyPatch) -> prune.Needed:
    """Return what the trial needed; what is then asked in a check is a part of the whole."""
    asked: list[Conversation] = [[answer(question)] for question in QUESTIONS]
    asked.append(table("idaci,aea\n38,5\n", 5))
    monkeypatch.setattr(prune, "ordinary_conversations", lambda _: iter(asked))
    monkeypatch.setattr(prune, "RANDOM_IN_CHECK", 50)
    record = BUILT / "pruned" / prune.record_of(ingredients)
    return prune.Needed(**json.loads(record.read_text("utf-8")))


def test_the_image_passes(ingredients: prune.Ingredients, needed: prune.Needed) -> None:
    prune.check(ingredients, prune.prune(ingredients, needed))


# Cut all the same: what runs once, before the memory is taken, and what only the command line and the build call.
AT_IMPORT = {
    "load_rule",
    "Session.__init__",
    "CellReader.__init__",
    "_spellings",
    "NameReader.__init__",
    "criteria_from",
    "_band",
    "<genexpr>",
}
AT_TERMINAL = {"rule_table", "rule_rows", "Criteria.to_data", "figure_text", "PupilList.column"}
AT_TERMINAL_FILES = ("cli", "files", "workbook_file")


def functions_in(code: CodeType) -> Iterator[tuple[str, str, int]]:
    """Yield the functions of a module as the trial tells them; what is within one is left out where that never ran."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_flags & CO_OPTIMIZED:  # a function, not the body of a class
                yield inner.co_filename, inner.co_qualname, inner.co_firstlineno
            yield from functions_in(inner)


def test_every_function_of_the_checker_that_a_page_may_need_stays(needed: prune.Needed) -> None:
    """One that no trial ran is a stub, so that whoever needs it waits for the next way."""
    ran = set(map(tuple, needed.python))
    cut = set()
    with ZipFile(built_wheel()) as wheel:
        for name in wheel.namelist():
            if name.endswith(".pyc") and Path(name).stem not in AT_TERMINAL_FILES:
                found = functions_in(marshal.loads(wheel.read(name)[16:]))
                cut |= {function[1].split(".<locals>")[0] for function in found if function not in ran}
    assert cut == AT_IMPORT | AT_TERMINAL


def index_of(name: str) -> int:
    """Return the index, without imports, of a function of Python's by its name in C."""
    module = Module.read((assemble.PYODIDE / "pyodide.asm.wasm").read_bytes())
    [index] = [export.of for export in module.exports() if export.name == name]
    return index - module.imported(FUNCTION)


def without_decide(needed: prune.Needed) -> prune.Needed:
    return needed._replace(python=[function for function in needed.python if function[1] != "decide"])


def without_half_of_the_data(needed: prune.Needed) -> prune.Needed:
    return needed._replace(read=needed.read[::2])


@pytest.mark.parametrize("cut", [without_decide, without_half_of_the_data])
def test_a_cut_of_what_is_needed_traps_and_is_refused(
    cut: Callable[[prune.Needed], prune.Needed], ingredients: prune.Ingredients, needed: prune.Needed
) -> None:
    image = prune.prune(ingredients, cut(needed))
    with pytest.raises(BundleError, match=r"with\n  False"):
        prune.check(ingredients, image)


def test_data_left_out_without_a_guard_are_refused(
    ingredients: prune.Ingredients, needed: prune.Needed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Granules whose flags say that they are there are not."""

    def keep_flags_alone(memory: bytes, static: StaticData, read: list[int]) -> bytes:
        kept = bytearray(keep_granules(memory, static, read))
        for granule in read[::2]:
            kept[granule * 256 : granule * 256 + 256] = bytes(256)
        return bytes(kept)

    monkeypatch.setattr(prune, "keep_granules", keep_flags_alone)
    with pytest.raises(BundleError):
        prune.check(ingredients, prune.prune(ingredients, needed))


def test_a_function_that_does_something_else_is_refused(ingredients: prune.Ingredients, needed: prune.Needed) -> None:
    """Here nothing is ever equal to anything; no trap tells of it."""
    image = prune.prune(ingredients, needed)
    module = Module.read(image.wasm)
    module.code[index_of("PyObject_RichCompareBool")] = bytes([0, I32_CONST, 0, END])
    with pytest.raises(BundleError, match="the image replies"):
        prune.check(ingredients, Image(module.write(), image.opening))


def test_stubs_that_would_not_trap_are_refused(ingredients: prune.Ingredients, needed: prune.Needed) -> None:
    snapshot = prune.take_snapshot(ingredients, needed.python)
    imported = Module.read((assemble.PYODIDE / "pyodide.asm.wasm").read_bytes()).imported(FUNCTION)
    with pytest.raises(ImageError, match=r"os\.abort"):
        prune.prune(ingredients, needed._replace(entered=[*needed.entered, snapshot.abort - imported]))
