"""Writes .br and .gz beside files, for hosts that send them as they are. The same bytes always give the same bytes."""

from __future__ import annotations

import gzip
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

COMPRESSIBLE = {".js", ".mjs", ".css", ".wasm", ".zip", ".whl", ".json"}


def compress_folder(folder: Path, cache: Path) -> None:
    """Beside each file that becomes smaller. Brotli is slow, so what it made is kept by its source's digest."""
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in COMPRESSIBLE]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda file: compress_file(file, cache), files))


def compress_file(file: Path, cache: Path | None) -> None:
    """Without a place to keep what Brotli made, it gets a moment only: a file a seventh larger, forty times as soon."""
    data = file.read_bytes()
    brotlied = brotli_cached(data, cache) if cache else brotli.compress(data, quality=5)
    for ending, small in ((".br", brotlied), (".gz", gzip.compress(data, 9, mtime=0))):
        if len(small) < len(data):
            file.with_name(file.name + ending).write_bytes(small)


def brotli_cached(data: bytes, cache: Path) -> bytes:
    """Brotli with the largest window that browsers accept, since the image repeats itself over long distances."""
    made = cache / (hashlib.sha256(data).hexdigest() + ".br")
    if not made.exists():
        cache.mkdir(parents=True, exist_ok=True)
        writing = made.with_suffix(".making")
        writing.write_bytes(brotli.compress(data, quality=11, lgwin=24))
        writing.replace(made)
    return made.read_bytes()
