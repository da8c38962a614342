"""Verify that a finished site is fit to publish.

    python3 dev.py build --check
    python -m build_scripts.publishing.verify [FOLDER]

Prints each fault as `file: what is wrong`. It reads the files alone, not what made them.
"""

from __future__ import annotations

import argparse
import gzip
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from build_scripts.compress import COMPRESSED, COMPRESSIBLE, INCOMPRESSIBLE, sibling
from build_scripts.paths import ROOT, SITE, name_of
from build_scripts.problems import count
from build_scripts.publishing.verify_integrity import check_integrity
from build_scripts.publishing.verify_links import check_links
from build_scripts.security.csp import (
    ADMIN,
    CHARSET,
    GitHostOrigins,
    cms_csp,
    collect_inline_scripts,
    csp_meta_tags,
    site_csp,
    visitor_pages,
)
from build_scripts.security.hosting import HASHED_FOLDER
from build_scripts.security.html_scan import PolicyScanner

MEGABYTE = 1_000_000
# What free hosts take: a file of Cloudflare Pages, its number of files, a site of GitHub Pages.
MAX_FILE, MAX_FILES, MAX_SITE = 25 * MEGABYTE, 20_000, 1000 * MEGABYTE
# Above these, something has come in by mistake. The checker's runtime and the finder's data are large by design.
MAX_PAGE, MAX_OTHER = 0.4 * MEGABYTE, 1.5 * MEGABYTE
LARGE_BY_DESIGN = re.compile(f"{HASHED_FOLDER}(?:python/)?[^/]+$")
KNOWN_SUFFIXES = COMPRESSIBLE | INCOMPRESSIBLE | COMPRESSED
KNOWN_NAMES = {"_headers"}
SOURCE_MAP = re.compile(rb"[#@] sourceMappingURL=(?!pyodide)")  # Pyodide's own scripts name a map of theirs
TEXT_SUFFIXES = {".html", ".xml", ".json", ".txt", ".css"}
LOCAL_ADDRESSES = ("127.0.0.1", "//localhost", "file://")
ARCHIVE_SUFFIXES = {".zip", ".whl"}
MIN_COMPRESSED = 1000  # bytes; a shorter file may have no compressed one beside it, since it would be longer


def verify_site(site: Path) -> list[str]:
    """Return every fault of the folder."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    checks = (check_suffixes, check_csp, check_integrity, check_sizes, check_compressed, check_contents, check_links)
    return [fault for check in checks for fault in check(site, files)]


def check_suffixes(site: Path, files: list[Path]) -> Iterator[str]:
    """Report files of a kind that the site does not have."""
    for file in files:
        if file.suffix == ".map":
            yield f"{name_of(site, file)}: a source map"
        elif file.suffix not in KNOWN_SUFFIXES and file.name not in KNOWN_NAMES:
            yield f"{name_of(site, file)}: a kind of file that the site does not have"


def check_csp(site: Path, files: list[Path]) -> Iterator[str]:
    """Work the policy out from the pages anew, and report pages and headers with another."""
    digests, violations = collect_inline_scripts(site)
    yield from violations
    meta_tags = CHARSET + csp_meta_tags(site_csp(digests, header=False))
    for page in visitor_pages(site):
        if meta_tags not in page.read_text("utf-8"):
            yield f"{name_of(site, page)}: it has no policy, or not that of the scripts in the pages"
    file = site / "_headers"
    headers = file.read_text("utf-8") if file.exists() else ""
    if f"  Content-Security-Policy: {site_csp(digests, header=True)}\n" not in headers:
        yield "_headers: it has no policy, or not that of the scripts in the pages"
    if (site / ADMIN).exists():
        yield from check_cms_page(site, headers)


def check_cms_page(site: Path, headers: str) -> Iterator[str]:
    """Report what is wrong with the page for editors: its policy, and that search engines stay away."""
    name = f"{ADMIN}/index.html"
    text = (site / name).read_text("utf-8")
    scan = PolicyScanner(text)
    yield from (f"{name}:{line}: {violation}" for line, violation in scan.violations)
    yield from (f"{name}:{line}: a script inside the page" for line, _ in scan.scripts)
    origins = GitHostOrigins(api=allowed_origin("connect-src", text), avatars=allowed_origin("img-src", text))
    if csp_meta_tags(cms_csp(origins, header=False)) not in text:
        yield f"{name}: it has no policy, or not its own"
    if f"/{ADMIN}/*\n  Content-Security-Policy: {cms_csp(origins, header=True)}\n" not in headers:
        yield f"_headers: it has no policy for /{ADMIN}/, or not that of its page"
    if '<meta name="robots" content="noindex">' not in text:
        yield f"{name}: it does not keep search engines away"


def allowed_origin(directive: str, page: str) -> str:
    """Return the origin that the policy of the page for editors allows beside its own, or ""."""
    found = re.search(rf"{directive} 'self' data: blob: (https://[^ ;]+);", page)
    return found[1] if found else ""


def check_sizes(site: Path, files: list[Path]) -> Iterator[str]:
    """Report what is larger than meant, or larger than a free host takes."""
    sizes = {name_of(site, file): file.stat().st_size for file in files}
    for name, size in sizes.items():
        limit = max_size(name)
        if size > limit:
            yield f"{name}: {size:,} bytes, more than {limit:,.0f}"
    if len(sizes) > MAX_FILES or sum(sizes.values()) > MAX_SITE:
        yield f"the folder: {len(sizes):,} files, {sum(sizes.values()):,} bytes, more than a free host takes"


def max_size(name: str) -> float:
    """Return the most bytes that a file of this name may have."""
    if name.endswith(".html"):
        return MAX_PAGE
    return MAX_FILE if LARGE_BY_DESIGN.search(f"/{name}") else MAX_OTHER


def check_compressed(site: Path, files: list[Path]) -> Iterator[str]:
    """Report compressed files that do not hold their original, and originals without one."""
    compressed = [file for file in files if file.suffix in COMPRESSED]
    with ThreadPoolExecutor() as pool:
        for file, good in zip(compressed, pool.map(holds_original, compressed), strict=True):
            if not good:
                yield f"{name_of(site, file)}: not its original, compressed"
    for file in files:
        if file.suffix in COMPRESSIBLE and file.stat().st_size > MIN_COMPRESSED and not sibling(file, ".br").exists():
            yield f"{name_of(site, file)}: no {file.name}.br beside it"


def holds_original(file: Path) -> bool:
    """Say whether a compressed file unpacks to the file beside it."""
    original = file.with_suffix("")
    unpack = brotli.decompress if file.suffix == ".br" else gzip.decompress
    try:
        return original.exists() and bool(unpack(file.read_bytes()) == original.read_bytes())
    except (brotli.error, OSError, EOFError):
        return False


def check_contents(site: Path, files: list[Path]) -> Iterator[str]:
    """Report traces of the machine that built the site, also inside archives, and names of source maps."""
    machine = [str(ROOT), sys.prefix]
    for file in files:
        if file.suffix in COMPRESSED:
            continue
        for name, data in unpacked(name_of(site, file), file.read_bytes(), file.suffix):
            if data is None:
                yield f"{name}: not an archive that can be read"
                continue
            traces = [*machine, *LOCAL_ADDRESSES] if file.suffix in TEXT_SUFFIXES else machine
            yield from (f"{name}: it holds {trace}" for trace in traces if trace.encode() in data)
            if file.suffix in (".js", ".mjs", ".css") and SOURCE_MAP.search(data):
                yield f"{name}: it names a source map"


def unpacked(name: str, data: bytes, suffix: str) -> Iterator[tuple[str, bytes | None]]:
    """Yield the file and what an archive holds, by name; None in place of the bytes of a broken archive."""
    yield name, data
    if suffix not in ARCHIVE_SUFFIXES:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield f"{name}/{inner}", archive.read(inner)
    except zipfile.BadZipFile:
        yield name, None


def main() -> int:
    """Print the faults of a folder and a summary; return 1 where there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SITE, metavar="FOLDER", help="site/, unless named")
    site = parser.parse_args().folder.resolve()
    if not (site / "index.html").exists():
        print(f"There is no site in {site}. Run: python3 dev.py build")
        return 1
    faults = verify_site(site)
    for fault in faults:
        print(fault)
    files = [path for path in site.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / MEGABYTE
    found = count(len(faults), "fault") if faults else "no fault"
    print(f"{site.name}: {len(files)} files, {size:.1f} MB, {len(visitor_pages(site))} pages, {found}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
