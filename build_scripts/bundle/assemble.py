"""Put everything that the browser runs into one folder named by its contents: build/checker/<hash>/.

    python -m build_scripts.bundle.assemble [--wheel FILE] [--out FOLDER]

So the page, the worker, the rule and Python itself are never of two builds, and every address may be cached for ever.
`build/checker/current.json` names the folder and lists its files. What does not answer the grids is not published.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from build_scripts.bundle import stdlib
from build_scripts.bundle.image import prune
from build_scripts.bundle.trial.ask import ask_bundle, ask_cpython
from build_scripts.bundle.trial.conversations import Conversation
from build_scripts.bundle.trial.processes import BundleError, node
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
    ROOT / "package-lock.json",
    *(ROOT / "build_scripts" / name for name in ("compress.py", "hashing.py")),
    *sorted(path for path in Path(__file__).parent.rglob("*") if path.suffix in (".py", ".mjs")),
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
SMOKE_QUESTIONS = [
    json.dumps(entered)
    for entered in (
        {"idaci": "37.5", "aea": "5"},
        {"idaci": "33-38", "aea": "4,5", "ofsted": "3", "phase": "primary"},
        {"idaci": "forty"},
        {},
    )
]


def build_bundle(wheel: Path, out: Path, questions: Sequence[str]) -> Path:
    """Make the folder in `out`, unless it is there. Raises BundleError where it answers otherwise than the module."""
    sources = [wheel, *browser_files(), *(PYODIDE / name for name in FROM_PYODIDE.values()), *SCRIPTS]
    parts = [part for file in sources for part in (file.name.encode(), file.read_bytes())]
    inputs = digest([*parts, *(question.encode() for question in questions)])

    def fill(folder: Path) -> None:
        # Tells Node.js that the files below are modules.
        (folder.parent / "package.json").write_text('{"type": "module"}')
        write_files(folder, wheel)
        verify_answers(folder, wheel, questions)

    return make_folder(out, inputs, fill, compress_folder).path


def browser_files() -> list[Path]:
    return sorted([*BROWSER.rglob("*.js"), *BROWSER.rglob("*.css")])


def write_files(folder: Path, wheel: Path) -> None:
    """Write all that the folder holds before it is compressed: Python, its manifest, and the joined scripts."""
    python = folder / "python"
    python.mkdir()
    for source in [*(PYODIDE / name for name in FROM_PYODIDE.values()), wheel]:
        shutil.copyfile(source, python / source.name)
    stock = python / FROM_PYODIDE["stockLibrary"]
    library = python / "library.zip"
    stdlib.repack(stock, json.loads(node("list_modules.mjs", PYODIDE, wheel, given=SMOKE_QUESTIONS)), library)
    ingredients = prune.Ingredients(
        PYODIDE, library, wheel, BROWSER / "python/wasm-python.js", SMOKE_QUESTIONS, all_questions()
    )
    image = prune.pruned_image(ingredients, BUILT / "pruned")
    (python / "image.wasm").write_bytes(image.wasm)
    names = {"image": "image.wasm", "library": "library.zip", "wheel": wheel.name, **FROM_PYODIDE}
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text("utf-8"))
    [[answer]] = ask_cpython(wheel, [[("answer", SMOKE_QUESTIONS[0])]])
    with ThreadPoolExecutor() as pool:
        described = list(pool.map(lambda name: describe(python / name), names.values()))
    manifest = {
        "files": dict(zip(names, described, strict=True)),
        "image": image.opening,
        "lock": {"info": lock["info"], "packages": {}},
        "proof": {"question": SMOKE_QUESTIONS[0], "answer": answer},
    }
    text = "".join(f"export const {name} = {json.dumps(value, indent=1)};\n" for name, value in manifest.items())
    (python / "manifest.js").write_text(text, "utf-8")
    join_scripts(folder)


def join_scripts(folder: Path) -> None:
    """Join the browser's modules and style sheets into the folder; they import the manifest that lies there."""
    modules = shutil.copytree(BROWSER, folder.parent / "modules")
    shutil.copyfile(folder / "python/manifest.js", modules / "python/manifest.js")
    node("join_scripts.mjs", modules, folder, given=[])


def describe(file: Path) -> dict[str, object]:
    data = file.read_bytes()
    return {
        "name": file.name,
        "bytes": len(data),
        "compressedBytes": len(brotli_cached(data)),
        "integrity": integrity(data),
    }


def verify_answers(folder: Path, wheel: Path, questions: Sequence[str]) -> None:
    """Start what was built, in each way that a browser may, and compare its answers with the module's own."""
    conversations: list[Conversation] = [[("answer", question)] for question in [*SMOKE_QUESTIONS, *questions]]
    expected = ask_cpython(wheel, conversations)
    for way in WAYS:
        replied = ask_bundle(folder, way, conversations)
        for [(_, question)], [got], [wanted] in zip(conversations, replied, expected, strict=True):
            if got != wanted:
                raise BundleError(f"{way} answers {question} with\n  {got}\nand the module itself with\n  {wanted}")


def grid_questions() -> list[str]:
    """Return everything that the hand-written tables of checker/grids ask, as JSON."""
    return [json.dumps(entered, ensure_ascii=False) for entered in all_questions()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, help="default: the one in build/wheel/")
    parser.add_argument("--out", type=Path, default=BUILT / "checker")
    options = parser.parse_args()
    try:
        folder = build_bundle((options.wheel or built_wheel()).resolve(), options.out.resolve(), grid_questions())
    except BuildError as error:
        sys.exit(str(error))
    print(f"{folder.parent.name}/{folder.name}")


if __name__ == "__main__":
    main()
