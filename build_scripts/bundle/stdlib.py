"""Repack Python's standard library for the browser: only what is imported, compiled, and stored rather than deflated.

Pyodide ships all of it as source, deflated: more to fetch, and each module to compile anew on each visit. Stored files
leave the packing to the transport, whose Brotli sees the library as one text.
"""

from __future__ import annotations

import importlib.util
import marshal
import zipfile
from collections.abc import Iterable
from pathlib import Path

from build_scripts.bundle.stored_zip import write_stored
from build_scripts.bundle.trial.processes import BundleError

LIBRARY = "/lib/python313.zip/"  # where Pyodide keeps it
UNCHECKED = (0b01).to_bytes(4, "little")  # marks bytecode that is never to be checked against a source file
# Imported only when something has gone wrong.
ON_ERROR_MODULES = ["traceback.py", "_colorize.py", "textwrap.py", "tokenize.py", "codeop.py", "encodings/latin_1.py"]


def repack(library: Path, imported: Iterable[str], result: Path) -> None:
    """Keep the `imported` modules alone: paths as Python gives them inside Pyodide, some outside the library.

    Raises BundleError where the library is not where, or has not what, this release of Pyodide has.
    """
    names = {name.removeprefix(LIBRARY) for name in imported if name.startswith(LIBRARY)}
    if not names:
        raise BundleError(f"Pyodide imports nothing from {LIBRARY}: correct the path in build_scripts/bundle/stdlib.py")
    names |= set(ON_ERROR_MODULES)
    with zipfile.ZipFile(library) as source:
        if missing := sorted(names - set(source.namelist())):
            raise BundleError(f"{library.name} has no {', '.join(missing)}: see build_scripts/bundle/stdlib.py")
        write_stored(result, {f"{name}c": compiled(source.read(name), name) for name in sorted(names)})


def compiled(text: bytes, name: str) -> bytes:
    """Return the module's bytecode, without docstrings and assertions; the same in every process.

    Marshal writes an object that it may meet again otherwise than others, and guesses this from the references to it,
    of which other modules in the process may hold some. Its version 2 does not guess, but repeats much. So code is
    written and read by that, and written again: then only those objects are shared that Python keeps once for all.
    """
    code = compile(text, LIBRARY + name, "exec", dont_inherit=True, optimize=2)
    code = marshal.loads(marshal.dumps(code, 2))
    return importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(text) + marshal.dumps(code)
