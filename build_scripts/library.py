"""Repacks Python's standard library for the browser: only what is imported, compiled, and stored rather than deflated.

Pyodide ships all of it as source, deflated: more to fetch, and each module to compile anew on each visit. Stored files
leave the packing to the transport, whose Brotli sees the library as one text.
"""

from __future__ import annotations

import importlib.util
import json
import marshal
import subprocess
import zipfile
from pathlib import Path

PREFIX = "/lib/python313.zip/"
EARLY = (1980, 1, 1, 0, 0, 0)
# Imported only when something has gone wrong, or by a module of the list once it is used.
ALSO = ["traceback.py", "_colorize.py", "textwrap.py", "tokenize.py", "codeop.py", "encodings/latin_1.py"]


def imported(library: Path, wheel: Path) -> list[str]:
    """The files of the library that Pyodide and the checker import, found by starting both."""
    command = ["node", "build_scripts/modules.mjs", str(library.parent), str(library), str(wheel)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [name.removeprefix(PREFIX) for name in json.loads(done.stdout) if name.startswith(PREFIX)]


def repack(library: Path, wheel: Path, result: Path) -> None:
    with zipfile.ZipFile(library) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted({*imported(library, wheel), *ALSO}):
            packed.writestr(zipfile.ZipInfo(name + "c", EARLY), compiled(source.read(name), name))


def compiled(text: bytes, name: str) -> bytes:
    """The module's bytecode, marked as never to be checked against a source file. Docstrings are left out."""
    code = compile(text, PREFIX + name, "exec", dont_inherit=True, optimize=2)
    unchecked = (0b01).to_bytes(4, "little")
    return importlib.util.MAGIC_NUMBER + unchecked + importlib.util.source_hash(text) + marshal.dumps(code)
