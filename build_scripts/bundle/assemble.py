"""Puts everything that the browser runs into one folder named by its contents: build/checker/<hash>/.

    python -m build_scripts.bundle.assemble [--wheel FILE] [--out FOLDER]

So the page, the worker, the rule and Python itself are never of two builds, and every address may be cached for ever.
`build/checker/current.json` names the folder and lists its files. What does not answer the grids is not published.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from build_scripts.bundle import stdlib
from build_scripts.bundle.memory_image import image
from build_scripts.bundle.wheel import built_wheel
from build_scripts.compress import brotli_cached, compress_folder
from build_scripts.hashing import digest, integrity, make_folder
from build_scripts.paths import BUILT, ROOT
from build_scripts.problems import BuildError
from checker.grids.read import all_questions

PYODIDE = ROOT / "node_modules" / "pyodide"
BROWSER = ROOT / "checker" / "browser"
# What this folder is made by, beside what it is made of.
SCRIPTS = [
    ROOT / "build_scripts" / name
    for name in (
        "compress.py",
        "hashing.py",
        "bundle/assemble.py",
        "bundle/memory_image.py",
        "bundle/stdlib.py",
        "bundle/list_modules.mjs",
        "bundle/snapshot.mjs",
        "bundle/boot.mjs",
        "bundle/join_scripts.mjs",
    )
]

# By the names that python/manifest.d.ts gives them. Pyodide's consoles and its list of packages stay out.
FROM_PYODIDE = {
    "runtime": "pyodide.mjs",
    "script": "pyodide.asm.js",
    "wasm": "pyodide.asm.wasm",
    "stockLibrary": "python_stdlib.zip",
}
WAYS = ("image", "library", "stock")
# Asked while the image is made: a whole answer, an open one, and one that cannot be read.
TRIED = [
    json.dumps(entered)
    for entered in (
        {"idaci": "37.5", "aea": "5"},
        {"idaci": "33-38", "aea": "4,5", "ofsted": "3", "phase": "primary"},
        {"idaci": "forty"},
        {},
    )
]
ASK = """
import sys
sys.path.insert(0, sys.argv[1])
from eligibility import json_api
for question in sys.stdin:
    print(json_api.answer(question))
"""


class BundleError(BuildError):
    """What was built does not answer as the module does, so it is not published."""


def bundle(wheel: Path, out: Path, questions: Sequence[str]) -> Path:
    """Make the folder in `out`, unless it is there. Raises BundleError where it answers otherwise than the module."""
    sources = [wheel, *browser_files(), *(PYODIDE / name for name in FROM_PYODIDE.values()), *SCRIPTS]
    parts = [part for file in sources for part in (file.name.encode(), file.read_bytes())]
    inputs = digest([*parts, *(question.encode() for question in questions)])

    def make(folder: Path) -> None:
        # Tells Node.js that the files below are modules.
        (folder.parent / "package.json").write_text('{"type": "module"}')
        fill(folder, wheel)
        prove(folder, wheel, questions)

    return make_folder(out, inputs, make, compress_folder).path


def browser_files() -> list[Path]:
    return sorted([*BROWSER.rglob("*.js"), *BROWSER.rglob("*.css")])


def fill(folder: Path, wheel: Path) -> None:
    """Fill the folder with all that it holds before it is compressed: Python, its manifest, and the joined scripts."""
    python = folder / "python"
    python.mkdir()
    for source in [*(PYODIDE / name for name in FROM_PYODIDE.values()), wheel]:
        shutil.copyfile(source, python / source.name)
    stock, wasm = python / FROM_PYODIDE["stockLibrary"], python / FROM_PYODIDE["wasm"]
    stdlib.repack(stock, node("list_modules.mjs", PYODIDE, wheel, asked=TRIED), python / "library.zip")
    memory = folder / "memory"
    opening = node("snapshot.mjs", PYODIDE, python / "library.zip", wheel, memory, asked=TRIED)
    script = (BROWSER / "python/wasm-python.js").read_text("utf-8")
    (python / "image.wasm").write_bytes(image(wasm.read_bytes(), memory.read_bytes(), script))
    memory.unlink()
    names = {"image": "image.wasm", "library": "library.zip", "wheel": wheel.name, **FROM_PYODIDE}
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text("utf-8"))
    [answer] = answers(wheel, TRIED[:1])
    with ThreadPoolExecutor() as pool:
        described = list(pool.map(lambda name: describe(python / name), names.values()))
    manifest = {
        "files": dict(zip(names, described, strict=True)),
        "image": opening,
        "lock": {"info": lock["info"], "packages": {}},
        "proof": {"question": TRIED[0], "answer": answer},
    }
    text = "".join(f"export const {name} = {json.dumps(value, indent=1)};\n" for name, value in manifest.items())
    (python / "manifest.js").write_text(text, "utf-8")
    join_scripts(folder)


def join_scripts(folder: Path) -> None:
    """Join the browser's modules and style sheets into the folder; they import the manifest that lies there."""
    modules = shutil.copytree(BROWSER, folder.parent / "modules")
    shutil.copyfile(folder / "python/manifest.js", modules / "python/manifest.js")
    run(["node", "build_scripts/bundle/join_scripts.mjs", str(modules), str(folder)], [])


def describe(file: Path) -> dict[str, object]:
    data = file.read_bytes()
    return {
        "name": file.name,
        "bytes": len(data),
        "weight": len(brotli_cached(data)),
        "integrity": integrity(data),
    }


def prove(folder: Path, wheel: Path, questions: Sequence[str]) -> None:
    """Start what was built, in each way that a browser may, and compare its answers with the module's own."""
    asked = [*TRIED, *questions]
    expected = answers(wheel, asked)
    for way in WAYS:
        for question, got, wanted in zip(asked, node("boot.mjs", folder, way, asked=asked), expected, strict=True):
            if got != wanted:
                raise BundleError(f"{way} answers {question} with\n  {got}\nand the module itself with\n  {wanted}")


def answers(wheel: Path, questions: Sequence[str]) -> list[str]:
    """What the wheel answers in this Python."""
    return run([sys.executable, "-I", "-X", "utf8", "-c", ASK, str(wheel)], questions).splitlines()


def node(script: str, *operands: object, asked: Sequence[str]) -> Any:
    """What one of the build's scripts prints, read as JSON."""
    return json.loads(run(["node", f"build_scripts/bundle/{script}", *map(str, operands)], asked))


def run(command: Sequence[str], questions: Sequence[str]) -> str:
    asked = "".join(f"{question}\n" for question in questions)
    done = subprocess.run(command, cwd=ROOT, input=asked, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise BundleError(f"{' '.join(command[:2])} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def grid_questions() -> list[str]:
    """Everything that the hand-written tables of checker/grids ask."""
    return [json.dumps(entered, ensure_ascii=False) for entered in all_questions()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, help="default: the one in build/wheel/")
    parser.add_argument("--out", type=Path, default=BUILT / "checker")
    options = parser.parse_args()
    try:
        folder = bundle((options.wheel or built_wheel()).resolve(), options.out.resolve(), grid_questions())
    except BuildError as error:
        sys.exit(str(error))
    print(f"{folder.parent.name}/{folder.name}")


if __name__ == "__main__":
    main()
