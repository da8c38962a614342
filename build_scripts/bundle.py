"""Puts everything that the browser runs into one folder named by its contents: build/checker/<hash>/.

So the page, the worker, the rule and Python itself are never of two builds, and every address may be cached for ever.
`build/checker/current.json` names the folder and lists its files.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from build_scripts import library

ROOT = Path(__file__).resolve().parent.parent
PYODIDE = ROOT / "node_modules" / "pyodide"
BROWSER = ROOT / "checker" / "browser"
BUILT = ROOT / "build"

# By the names that checker/browser/manifest.d.ts gives them. Pyodide's consoles and its list of packages stay out.
FROM_PYODIDE = {
    "runtime": "pyodide.mjs",
    "script": "pyodide.asm.js",
    "wasm": "pyodide.asm.wasm",
    "stockLibrary": "python_stdlib.zip",
}
COMPRESSIBLE = {".js", ".mjs", ".css", ".wasm", ".zip"}
QUESTION = json.dumps({"idaci": "37.5", "aea": "5"})
ASK = "import sys; sys.path.insert(0, sys.argv[1]); from eligibility import wire; print(wire.answer(sys.argv[2]))"


def bundle(wheel: Path, out: Path) -> Path:
    """Make the folder afresh beside the others in `out`, and say in current.json that it is the one."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".making-") as made:
        folder = Path(made) / "folder"
        folder.mkdir()
        fill(folder, wheel)
        digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}
        name = hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:16]
        sizes = {file: (folder / file).stat().st_size for file in digests}
        files = [{"name": file, "bytes": sizes[file], "sha256": digest} for file, digest in digests.items()]
        compress(folder)
        final = out / name
        shutil.rmtree(final, ignore_errors=True)
        folder.rename(final)
    (out / "current.json").write_text(json.dumps({"folder": name, "files": files}, indent=1) + "\n", "utf-8")
    for other in out.iterdir():
        if other.is_dir() and other != final:
            shutil.rmtree(other)
    return final


def fill(folder: Path, wheel: Path) -> None:
    for source in [*BROWSER.glob("*.js"), *BROWSER.glob("*.css")]:
        shutil.copyfile(source, folder / source.name)
    for name in FROM_PYODIDE.values():
        shutil.copyfile(PYODIDE / name, folder / name)
    shutil.copyfile(wheel, folder / wheel.name)
    library.repack(PYODIDE / "python_stdlib.zip", wheel, folder / "library.zip")
    names = {**FROM_PYODIDE, "library": "library.zip", "wheel": wheel.name}
    with ThreadPoolExecutor() as pool:
        described = pool.map(lambda name: describe(folder / name), names.values())
        files = dict(zip(names, described, strict=True))
    proof = {"question": QUESTION, "answer": answer(wheel, QUESTION)}
    text = f"export const files = {json.dumps(files, indent=1)};\nexport const proof = {json.dumps(proof, indent=1)};\n"
    (folder / "manifest.js").write_text(text, "utf-8")


def describe(file: Path) -> dict[str, object]:
    data = file.read_bytes()
    integrity = "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode()
    return {"name": file.name, "bytes": len(data), "weight": len(squeeze(data)), "integrity": integrity}


def answer(wheel: Path, question: str) -> str:
    """What the wheel answers in this Python. Whatever is published must say the same."""
    command = [sys.executable, "-I", "-c", ASK, str(wheel), question]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.removesuffix("\n")


def squeeze(data: bytes) -> bytes:
    """Brotli with the largest window that browsers accept, since the image and the library repeat themselves widely."""
    return bytes(brotli.compress(data, quality=11, lgwin=24))


def compress(folder: Path) -> None:
    """Write .br and .gz beside what becomes smaller, for hosts that serve them as they are."""

    def write(job: tuple[Path, str]) -> None:
        file, ending = job
        data = file.read_bytes()
        small = squeeze(data) if ending == ".br" else gzip.compress(data, 9, mtime=0)
        if len(small) < len(data):
            file.with_name(file.name + ending).write_bytes(small)

    with ThreadPoolExecutor() as pool:
        list(pool.map(write, jobs(folder)))


def jobs(folder: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(folder.iterdir()):
        if file.suffix in COMPRESSIBLE:
            yield file, ".br"
            yield file, ".gz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, help="default: the one wheel in build/wheel/")
    parser.add_argument("--out", type=Path, default=BUILT / "checker")
    options = parser.parse_args()
    [wheel] = [options.wheel] if options.wheel else (BUILT / "wheel").glob("*.whl")
    folder = bundle(wheel, options.out)
    print(f"build/checker: {folder.name}")


if __name__ == "__main__":
    main()
