"""Write .br and .gz beside files, for hosts that send them as they are. The same bytes always give the same bytes."""

from __future__ import annotations

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from build_scripts.hashing import sha256
from build_scripts.paths import BUILT

CACHE = BUILT / "compressed"  # what Brotli made of each file, by the file's digest
# Every kind of file that the site holds, by what compressing does to it.
PAGES = {".html", ".json", ".xml", ".txt"}  # becomes smaller, and there may be thousands
ASSETS = {".css", ".js", ".mjs", ".svg", ".csv", ".wasm", ".zip", ".whl", ".bin", ".ico"}  # becomes smaller
INCOMPRESSIBLE = {".woff2", ".png"}  # is compressed in itself
COMPRESSED = {".br", ".gz"}  # is made here
COMPRESSIBLE = PAGES | ASSETS


def compress_folder(folder: Path, cache: Path = CACHE) -> None:
    """Compress every file of a folder as well as can be. Brotli is slow, so what it makes is kept in `cache`."""
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in COMPRESSIBLE]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda file: compress_file(file, cache), files))


def compress_file(file: Path, cache: Path | None) -> None:
    """Write the compressed files that are smaller than the file.

    Without a cache, Brotli works at quality 5: the file is 14 % larger than at quality 11, and there 40 times as soon.
    """
    data = file.read_bytes()
    brotlied = brotli_cached(data, cache) if cache else brotli.compress(data, quality=5)
    for suffix, compressed in ((".br", brotlied), (".gz", gzip.compress(data, 9, mtime=0))):
        if len(compressed) < len(data):
            sibling(file, suffix).write_bytes(compressed)


def sibling(file: Path, suffix: str) -> Path:
    """Return the place of a compressed file: page.html.br for page.html."""
    return file.with_name(file.name + suffix)


def brotli_cached(data: bytes, cache: Path = CACHE) -> bytes:
    """Compress with the largest window that browsers accept, since the memory image repeats itself far apart."""
    made = cache / f"{sha256(data)}.br"
    if not made.exists():
        cache.mkdir(parents=True, exist_ok=True)
        writing = made.with_suffix(f".{os.getpid()}")  # another build may be making the same
        writing.write_bytes(brotli.compress(data, quality=11, lgwin=24))
        writing.replace(made)
    return made.read_bytes()
