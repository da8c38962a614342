"""Verify the files whose digests the pages compare before they use them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from build_scripts import hashing
from build_scripts.paths import name_of

CHECKER_FOLDER, SCHOOLS_FOLDER = "assets/checker", "assets/schools"
MANIFEST_VALUE = re.compile(r"^export const \w+ = (.*?);$", re.DOTALL | re.MULTILINE)
ENTRY_FILES = ("digests", "index", "numbers", "schools")  # of the folder of schools: pages hold the digests of these
MAY_BE_ABSENT = ("trusts",)  # the same, but there only where the list of schools names trusts


def check_integrity(site: Path, files: list[Path]) -> Iterator[str]:
    """Report each file that a page would refuse, or whose digest nothing names."""
    yield from check_manifest(site)
    for listed in sorted(site.glob(f"{SCHOOLS_FOLDER}/*/digests.json")):
        yield from check_school_digests(site, listed)


def check_manifest(site: Path) -> Iterator[str]:
    """Compare what starts Python in the browser with the one manifest that names it."""
    manifests = list(site.glob(f"{CHECKER_FOLDER}/*/python/manifest.js"))
    if len(manifests) != 1:
        yield f"{CHECKER_FOLDER}: {len(manifests)} manifests, not one"
    for manifest in manifests:
        values = map(json.loads, MANIFEST_VALUE.findall(manifest.read_text("utf-8")))
        entries = [entry for value in values for entry in find_file_entries(value)]
        for entry in entries:
            file = manifest.with_name(entry["name"])
            size = file.stat().st_size if file.exists() else 0
            if (file_integrity(file), size) != (entry["integrity"], entry.get("bytes", size)):
                yield f"{name_of(site, file)}: not the bytes that {manifest.name} names"
        if not entries:
            yield f"{name_of(site, manifest)}: it names no file"


def check_school_digests(site: Path, listed: Path) -> Iterator[str]:
    """Compare the files of schools: pages name the digests of some, and digests.json those of the others."""
    pages = "".join(page.read_text("utf-8") for page in site.glob("*/index.html"))
    for name in (*ENTRY_FILES, *MAY_BE_ABSENT):
        file = listed.with_name(f"{name}.json")
        if file_integrity(file) not in pages and (name in ENTRY_FILES or file.exists()):
            yield f"{name_of(site, file)}: not the bytes that a page names"
    digests = json.loads(listed.read_text("utf-8"))
    for file in sorted(listed.parent.glob("*.json")):
        if file.stem not in (*ENTRY_FILES, *MAY_BE_ABSENT, *digests):
            yield f"{name_of(site, file)}: nothing names its bytes"
    for name, digest in digests.items():
        file = listed.with_name(f"{name}.json")
        if file_integrity(file) != digest:
            yield f"{name_of(site, file)}: not the bytes that {listed.name} names"


def file_integrity(file: Path) -> str:
    """Return a file's digest as browsers compare it; that of no bytes where the file is missing."""
    return hashing.integrity(file.read_bytes() if file.exists() else b"")


def find_file_entries(value: Any) -> Iterator[dict[str, Any]]:
    """Yield each table inside a value of the manifest that names a file and its digest."""
    if isinstance(value, dict) and {"name", "integrity"} <= value.keys():
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from find_file_entries(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from find_file_entries(inner)
