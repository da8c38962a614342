"""The folder that the browser runs: whole, named by its contents, the same bytes each time, and never one that errs."""

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import brotli
import pytest

from build_scripts import compress
from build_scripts.bundle import assemble, stdlib
from build_scripts.bundle.image import memory_image, prune
from build_scripts.bundle.image.wasm_binary import Module, decode_uleb128, encode_i32, encode_uleb128
from build_scripts.bundle.stored_zip import ZIP_EPOCH
from build_scripts.bundle.trial.ask import Replies, ask_cpython, read_image
from build_scripts.bundle.trial.conversations import Conversation
from build_scripts.bundle.trial.processes import BundleError
from build_scripts.bundle.wheel import built_wheel
from build_scripts.paths import BUILT, ROOT
from checker.grids.read import all_questions

SERVED = ROOT / "site" / "assets" / "checker"
WASM = ROOT / "node_modules/pyodide/pyodide.asm.wasm"


@pytest.fixture(scope="module")
def folder() -> Path:
    [made] = SERVED.iterdir()
    return made


def described(folder: Path) -> dict[str, str]:
    """Return the digest of each file, as current.json lists them."""
    known = json.loads((ROOT / "build/checker/current.json").read_text("utf-8"))
    assert known["folder"] == folder.name
    return {file["name"]: file["sha256"] for file in known["files"]}


def test_the_folder_is_named_by_its_contents(folder: Path) -> None:
    digests = described(folder)
    assert digests == {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in digests}
    assert hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest().startswith(folder.name)


# Every script and style sheet that is served: what a page begins with, and what it loads later.
JOINED = {
    "home-page/home-page.js",
    "check-page/check-page.js",
    "trust-page/trust-page.js",
    "trust-page/trust-page.css",
    "trust-page/chosen-trust.js",
    "pupils-page/pupils-page.js",
    "pupils-page/pupils-page.css",
    "shared/noscript.css",
    "shared/print.css",
    "finder/chosen-school.js",
    "finder/index-worker.js",
    "list-form/sheets-worker.js",
    "python/checked-fetch.js",
    "python/start-python.js",
    "python/worker.js",
}


def test_it_holds_what_runs_and_nothing_else_of_pyodide(folder: Path) -> None:
    packed = {".br", ".gz"}
    files = {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and file.suffix not in packed
    }
    made = {"manifest.js", "image.wasm", "library.zip", built_wheel().name}
    pyodide = {"pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"}
    assert files == JOINED | {f"python/{name}" for name in made | pyodide}
    for name in assemble.FROM_PYODIDE.values():
        assert (folder / "python" / name).read_bytes() == (ROOT / "node_modules/pyodide" / name).read_bytes()


def test_what_is_loaded_at_once_is_one_file(folder: Path) -> None:
    """No script imports another before it runs, so that a visitor waits for one journey."""
    for name in JOINED:
        text = (folder / name).read_text("utf-8")
        assert not re.search(r'(?:^|[;}])import\s*[{*"\w]|\bfrom"\.|@import', text), name


def test_every_module_that_a_file_imports_is_there(folder: Path) -> None:
    for script in folder.rglob("*.js"):
        if script.name == "pyodide.asm.js":
            continue
        for name in re.findall(r'(?:from|import) "(\.[^"]+)"|import\("(\.[^"]+)"\)', script.read_text("utf-8")):
            assert (script.parent / "".join(name)).is_file(), f"{script.name} imports {name}"


def test_the_manifest_names_the_bytes_that_are_there(folder: Path) -> None:
    manifest = (folder / "python/manifest.js").read_text("utf-8")
    exported = dict(re.findall(r"^export const (\w+) = (.*?);$", manifest, re.S | re.M))
    for file in json.loads(exported["files"]).values():
        data = (folder / "python" / file["name"]).read_bytes()
        assert file["bytes"] == len(data)
        assert file["integrity"] == assemble.describe(folder / "python" / file["name"])["integrity"]
        assert file["compressedBytes"] == (folder / "python" / f"{file['name']}.br").stat().st_size


def test_what_is_compressed_beforehand_is_the_same_file(folder: Path) -> None:
    packed = [file for file in folder.rglob("*") if file.suffix in {".br", ".gz"}]
    assert {file.stem for file in packed} >= {
        "image.wasm",
        "pyodide.asm.js",
        "library.zip",
        "check-page.js",
        "print.css",
    }
    for file in packed:
        unpack = brotli.decompress if file.suffix == ".br" else gzip.decompress
        assert unpack(file.read_bytes()) == file.with_suffix("").read_bytes(), file.name


def test_compressed_files_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("first", "second"):
        made = tmp_path / name
        made.mkdir()
        (made / "a.js").write_text("export const a = 1;\n" * 40)
        compress.compress_folder(made, made / "kept")
    for name in ("a.js.br", "a.js.gz"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def ingredients(folder: Path) -> prune.Ingredients:
    python = folder / "python"
    files = python / "library.zip", built_wheel(), assemble.BROWSER / "python/wasm-python.js"
    return prune.Ingredients(assemble.PYODIDE, *files, assemble.SMOKE_QUESTIONS, all_questions())


def test_the_image_is_the_same_bytes_each_time(folder: Path) -> None:
    """Made here again from the same wheel, library and trial, it is the image that is served, byte for byte."""
    again = prune.pruned_image(ingredients(folder), BUILT / "pruned")
    assert hashlib.sha256(again.wasm).hexdigest() == described(folder)["python/image.wasm"]
    assert json.dumps(again.opening, indent=1) in (folder / "python/manifest.js").read_text("utf-8")


def test_the_image_holds_nothing_of_the_machine_that_made_it(folder: Path) -> None:
    data = (folder / "python/image.wasm").read_bytes()
    assert str(ROOT).encode() not in data
    assert b"Node.js v" not in data


def test_the_repacked_library_is_compiled_stored_and_dated_alike(folder: Path) -> None:
    with zipfile.ZipFile(folder / "python/library.zip") as packed:
        entries = packed.infolist()
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.date_time for entry in entries} == {ZIP_EPOCH}
    assert {Path(entry.filename).suffix for entry in entries} == {".pyc"}
    assert 100 < len(entries) < 250


REPACK = """import sys
from pathlib import Path
from build_scripts.bundle.stdlib import LIBRARY, repack
library, result, *modules = sys.argv[1:]
for module in modules:
    __import__(module)
repack(Path(library), [LIBRARY + name for name in ("inspect.py", "typing.py", "weakref.py")], Path(result))
"""


def test_the_library_is_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    """Also where other modules hold some of the same texts, and hashes are others."""
    library = assemble.PYODIDE / assemble.FROM_PYODIDE["stockLibrary"]
    for result, seed, modules in (("a.zip", "1", []), ("b.zip", "2", ["pytest", "hypothesis", "tomllib"])):
        command = [sys.executable, "-c", REPACK, str(library), str(tmp_path / result), *modules]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize(
    ("imported", "message"),
    [("/lib/python999.zip/json/decoder.py", "imports nothing from"), (f"{stdlib.LIBRARY}none.py", r"has no none\.py")],
)
def test_a_library_that_lies_elsewhere_is_refused(imported: str, message: str, tmp_path: Path) -> None:
    library = assemble.PYODIDE / assemble.FROM_PYODIDE["stockLibrary"]
    with pytest.raises(BundleError, match=message):
        stdlib.repack(library, [imported], tmp_path / "library.zip")
    assert not (tmp_path / "library.zip").exists()


def test_what_answers_wrongly_is_not_published(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here one answer of the module is made another than that of what was built."""

    def changed(wheel: Path, conversations: list[Conversation]) -> list[Replies]:
        replies = ask_cpython(wheel, conversations)
        if len(conversations) == 1:  # what the manifest holds as proof
            return replies
        return [[str(answer).replace('"meets"', '"depends"')] for [answer] in replies]

    monkeypatch.setattr(assemble, "ask_cpython", changed)
    monkeypatch.setattr(prune, "pruned_image", lambda *_: read_image(folder / "python"))
    with pytest.raises(BundleError, match="image answers"):
        assemble.build_bundle(built_wheel(), tmp_path, [])
    assert not (tmp_path / "current.json").exists()
    assert not list(tmp_path.iterdir())


def test_a_module_built_otherwise_is_refused() -> None:
    """The next release of Pyodide may begin otherwise; then the image has to be thought through again."""
    module = Module.read(WASM.read_bytes())
    module.code = [entry.replace(b"\xfc\x0b\x00\x0b", b"\xfc\x0b\x00\x01") for entry in module.code]
    with pytest.raises(memory_image.ImageError):
        memory_image.memory_image(module.write(), bytes(100), "")


@pytest.mark.parametrize(
    ("memory", "stretches"),
    [
        (b"", []),
        (bytes(200), []),
        (b"ab" + bytes(63) + b"c", [(0, b"ab" + bytes(63) + b"c")]),
        (b"ab" + bytes(64) + b"c", [(0, b"ab"), (66, b"c")]),
        (bytes(64) + b"x" + bytes(100), [(64, b"x")]),
        (bytes(10) + b"x", [(0, bytes(10) + b"x")]),
    ],
)
def test_memory_is_split_at_long_runs_of_zeros(memory: bytes, stretches: list[tuple[int, bytes]]) -> None:
    assert list(memory_image.nonzero_segments(memory)) == stretches


@pytest.mark.parametrize("value", [0, 1, 63, 64, 127, 128, 8191, 8192, 20_971_520, 2**31, 2**32 - 1])
def test_numbers_are_read_as_they_are_written(value: int) -> None:
    encoded = encode_uleb128(value)
    assert decode_uleb128(encoded + b"\x7f", 0) == (value, len(encoded))


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        *((0, "00"), (63, "3f"), (64, "c000"), (-1, "7f"), (-64, "40"), (-65, "bf7f"), (2**31 - 1, "ffffffff07")),
        *((2**31, "8080808078"), (2**32 - 1, "7f")),  # bits, written without a sign
    ],
)
def test_signed_numbers_are_written_as_the_specification_says(value: int, encoded: str) -> None:
    assert encode_i32(value).hex() == encoded
