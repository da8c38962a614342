"""Whether the finished folder is fit to publish: python3 dev.py build --check [FOLDER]

Each fault is a line, `file: what is wrong`. It reads the files alone, not what made them.
"""

from __future__ import annotations

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
from build_scripts.paths import ROOT
from build_scripts.problems import count
from build_scripts.publishing.verify_integrity import check_integrity, name_of
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
# Beyond these, something has come in that nobody meant. The checker's runtime and the finder's data are meant.
MAX_PAGE, MAX_OTHER = 0.4 * MEGABYTE, 1.5 * MEGABYTE
LARGE_BY_DESIGN = re.compile(f"{HASHED_FOLDER}(?:python/)?[^/]+$")
KNOWN_SUFFIXES = COMPRESSIBLE | INCOMPRESSIBLE | COMPRESSED
KNOWN_NAMES = {"_headers"}
SOURCE_MAP = re.compile(rb"[#@] sourceMappingURL=(?!pyodide)")
TEXT_SUFFIXES = {".html", ".xml", ".json", ".txt", ".css"}
LOCAL_ADDRESSES = ("127.0.0.1", "//localhost", "file://")
ARCHIVE_SUFFIXES = {".zip", ".whl"}


def verify_site(site: Path) -> list[str]:
    """Every fault of the folder."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    checks = (check_suffixes, check_csp, check_integrity, check_sizes, check_compressed, check_contents, check_links)
    return [fault for one in checks for fault in one(site, files)]


def check_suffixes(site: Path, files: list[Path]) -> Iterator[str]:
    for file in files:
        if file.suffix == ".map":
            yield f"{name_of(site, file)}: a source map"
        elif file.suffix not in KNOWN_SUFFIXES and file.name not in KNOWN_NAMES:
            yield f"{name_of(site, file)}: a kind of file that the site does not have"


def check_csp(site: Path, files: list[Path]) -> Iterator[str]:
    """Read anew from the pages, as if nothing were known of how they were made."""
    digests, faults = collect_inline_scripts(site)
    yield from faults
    in_header, meta = site_csp(digests, header=True), CHARSET + csp_meta_tags(site_csp(digests, header=False))
    for page in visitor_pages(site):
        if meta not in page.read_text("utf-8"):
            yield f"{name_of(site, page)}: it has no policy, or not that of the scripts in the pages"
    headers = site / "_headers"
    told = headers.read_text("utf-8") if headers.exists() else ""
    if f"  Content-Security-Policy: {in_header}\n" not in told:
        yield "_headers: it has no policy, or not that of the scripts in the pages"
    if (site / ADMIN).exists():
        yield from check_cms_page(site, told)


def check_cms_page(site: Path, headers: str) -> Iterator[str]:
    """The editing page keeps to its own policy, and nothing leads robots there."""
    name = f"{ADMIN}/index.html"
    text = (site / name).read_text("utf-8")
    scan = PolicyScanner(text)
    yield from (f"{name}:{line}: {fault}" for line, fault in scan.violations)
    yield from (f"{name}:{line}: a script inside the page" for line, _ in scan.scripts)
    found = [re.search(rf"{kind} 'self' data: blob: (https://[^ ;]+);", text) for kind in ("connect-src", "img-src")]
    asked = GitHostOrigins(*(each[1] if each else "" for each in found))
    if csp_meta_tags(cms_csp(asked, header=False)) not in text:
        yield f"{name}: it has no policy, or not its own"
    if f"/{ADMIN}/*\n  Content-Security-Policy: {cms_csp(asked, header=True)}\n" not in headers:
        yield f"_headers: it has no policy for /{ADMIN}/, or not that of its page"
    if '<meta name="robots" content="noindex">' not in text:
        yield f"{name}: it does not keep search engines away"


def check_sizes(site: Path, files: list[Path]) -> Iterator[str]:
    sizes = {name_of(site, file): file.stat().st_size for file in files}
    for name, size in sizes.items():
        meant = LARGE_BY_DESIGN.search(f"/{name}")
        most = MAX_PAGE if name.endswith(".html") else MAX_FILE if meant else MAX_OTHER
        if size > most:
            yield f"{name}: {size:,} bytes, more than {most:,.0f}"
    if len(sizes) > MAX_FILES or sum(sizes.values()) > MAX_SITE:
        yield f"the folder: {len(sizes):,} files, {sum(sizes.values()):,} bytes, more than a free host takes"


def check_compressed(site: Path, files: list[Path]) -> Iterator[str]:
    def one(file: Path) -> str | None:
        original = file.with_suffix("")
        unpack = brotli.decompress if file.suffix == ".br" else gzip.decompress
        try:
            if original.exists() and unpack(file.read_bytes()) == original.read_bytes():
                return None
        except (brotli.error, OSError, EOFError):
            pass
        return f"{name_of(site, file)}: not its original, compressed"

    with ThreadPoolExecutor() as pool:
        compressed = [file for file in files if file.suffix in COMPRESSED]
        yield from filter(None, pool.map(one, compressed))
    for file in files:
        if file.suffix in COMPRESSIBLE and file.stat().st_size > 1000 and not sibling(file, ".br").exists():
            yield f"{name_of(site, file)}: no {file.name}.br beside it"


def check_contents(site: Path, files: list[Path]) -> Iterator[str]:
    """Traces of the machine that built it, also inside archives."""
    traces = [str(ROOT), sys.prefix]
    for file in files:
        if file.suffix in COMPRESSED:
            continue
        for name, data in unpacked(name_of(site, file), file.read_bytes(), file.suffix):
            if data is None:
                yield f"{name}: not an archive that can be read"
                continue
            here = [*traces, *LOCAL_ADDRESSES] if file.suffix in TEXT_SUFFIXES else traces
            yield from (f"{name}: it holds {trace}" for trace in here if trace.encode() in data)
            if file.suffix in (".js", ".mjs", ".css") and SOURCE_MAP.search(data):
                yield f"{name}: it names a source map"


def unpacked(name: str, data: bytes, suffix: str) -> Iterator[tuple[str, bytes | None]]:
    """The file, and what an archive holds; None for an archive that is none."""
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
    site = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "site").resolve()
    if not (site / "index.html").exists():
        print(f"There is no site in {site}. Run: python3 dev.py build")
        return 1
    faults = verify_site(site)
    print(*faults, sep="\n", end="\n" if faults else "")
    files = [path for path in site.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / MEGABYTE
    end = count(len(faults), "fault") if faults else "no fault"
    print(f"{site.name}: {len(files)} files, {size:.1f} MB, {len(visitor_pages(site))} pages, {end}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
