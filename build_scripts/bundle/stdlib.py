"""Repacks Python's standard library for the browser: only what is imported, compiled, and stored rather than deflated.

Pyodide ships all of it as source, deflated: more to fetch, and each module to compile anew on each visit. Stored files
leave the packing to the transport, whose Brotli sees the library as one text.
"""

from __future__ import annotations

import importlib.util
import marshal
import zipfile
from collections.abc import Iterable
from pathlib import Path

PREFIX = "/lib/python313.zip/"
EARLY = (1980, 1, 1, 0, 0, 0)
# Bytecode that is never to be checked against a source file.
UNCHECKED = (0b01).to_bytes(4, "little")
# Imported only when something has gone wrong.
ALSO = ["traceback.py", "_colorize.py", "textwrap.py", "tokenize.py", "codeop.py", "encodings/latin_1.py"]


def repack(library: Path, imported: Iterable[str], result: Path) -> None:
    """Keep the `imported` modules alone: paths as Python gives them inside Pyodide, some outside the library."""
    names = {name.removeprefix(PREFIX) for name in imported if name.startswith(PREFIX)}
    with zipfile.ZipFile(library) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted({*names, *ALSO}):
            packed.writestr(zipfile.ZipInfo(name + "c", EARLY), compiled(source.read(name), name))


def compiled(text: bytes, name: str) -> bytes:
    """Return the module's bytecode, without docstrings and assertions."""
    code = compile(text, PREFIX + name, "exec", dont_inherit=True, optimize=2)
    return importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(text) + marshal.dumps(code)
