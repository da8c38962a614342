"""The build's last step, on the folder that MkDocs made: what no visitor needs goes; the policy, .br and .gz come.

    python -m build_scripts.publishing.postprocess FOLDER [--with-admin]

Beside the site it writes build/hosting/: the same headers for nginx and Caddy.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from build_scripts.compress import compress_file
from build_scripts.paths import BUILT
from build_scripts.publishing import third_party
from build_scripts.publishing.cms import assemble
from build_scripts.security import csp, hosting

# The theme's search in languages other than English, its pictures, and our pieces of pages, which MkDocs copies too.
UNUSED_PATHS = ("assets/javascripts/lunr", "assets/images", "partials", "pictures")
SOURCE_MAP = re.compile(rb"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ ?\*/)\s*$")
# What becomes smaller. Pictures and fonts are compressed in themselves. Pages, and lists of them, may be thousands.
OF_PAGES = {".html", ".json", ".xml", ".txt"}
TEXT = OF_PAGES | {".css", ".js", ".mjs", ".svg", ".csv", ".wasm", ".zip", ".whl", ".bin", ".ico"}


def drop_unused(site: Path) -> None:
    for name in UNUSED_PATHS:
        shutil.rmtree(site / name, ignore_errors=True)
    for path in site.rglob("*.map"):
        path.unlink()
    for path in (*site.rglob("*.js"), *site.rglob("*.css")):
        if "checker" not in path.parts:  # the checker's files are known by their digests, and bring no map
            data = path.read_bytes()
            if (shorter := SOURCE_MAP.sub(b"\n", data)) != data:
                path.write_bytes(shorter)


def compress_site(site: Path, kept: Path) -> None:
    """.br and .gz beside every file that becomes smaller; those that are there were made of the same bytes."""
    files = [path for path in sorted(site.rglob("*")) if path.suffix in TEXT and not sibling(path, ".br").exists()]
    for path in files:
        sibling(path, ".gz").unlink(missing_ok=True)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda path: compress_file(path, None if path.suffix in OF_PAGES else kept), files))


def sibling(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def postprocess(site: Path, host_files: Path, kept: Path, host: assemble.GitHost | None = None) -> None:
    """`host` is the Git host of the editing page, where that is wanted."""
    cms_csp = assemble.write_page(site, host) if host else None
    drop_unused(site)
    third_party.write_notices(site)
    site_csp = csp.site_csp(csp.insert_csp(site), header=True)
    (site / "_headers").write_text(hosting.headers_file(site, site_csp, cms_csp), "utf-8")
    host_files.mkdir(parents=True, exist_ok=True)
    (host_files / "nginx.conf").write_text(hosting.nginx_conf(site_csp, cms_csp), "utf-8")
    (host_files / "Caddyfile").write_text(hosting.caddyfile(site_csp, cms_csp), "utf-8")
    compress_site(site, kept)


def main() -> None:
    folder, *wanted = sys.argv[1:]
    try:
        host = assemble.parse_git_host(os.environ.get("REPO_URL", "")) if "--with-admin" in wanted else None
        postprocess(Path(folder).resolve(), BUILT / "hosting", BUILT / "squeezed", host)
    except (assemble.CmsError, csp.CspError, hosting.HeadersError, third_party.LicenceError) as fault:
        raise SystemExit(f"{fault}\nThe site is not fit to publish: correct this first.") from None


if __name__ == "__main__":
    main()
