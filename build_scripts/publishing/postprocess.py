"""The build's last step, on the folder that MkDocs made: what no visitor needs goes; the policy, .br and .gz come.

    python -m build_scripts.publishing.postprocess FOLDER [--with-admin]

Beside the site it writes build/hosting/: the same headers for nginx and Caddy.
"""

from __future__ import annotations

import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from build_scripts.compress import CACHE, COMPRESSIBLE, PAGES, compress_file, sibling
from build_scripts.paths import BUILT
from build_scripts.problems import BuildError
from build_scripts.publishing import third_party
from build_scripts.publishing.cms import assemble
from build_scripts.security import csp, hosting
from build_scripts.settings import setting

# The theme's search in languages other than English, its pictures, and our pieces of pages, which MkDocs copies too.
UNUSED_PATHS = ("assets/javascripts/lunr", "assets/images", "partials", "pictures")
SOURCE_MAP = re.compile(rb"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ ?\*/)\s*$")


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


def compress_site(site: Path, cache: Path) -> None:
    """Compress every file that is not compressed yet: those of the folders named by their contents are."""
    files = [
        file for file in sorted(site.rglob("*")) if file.suffix in COMPRESSIBLE and not sibling(file, ".br").exists()
    ]
    for file in files:
        sibling(file, ".gz").unlink(missing_ok=True)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda file: compress_file(file, None if file.suffix in PAGES else cache), files))


def postprocess(site: Path, host_files: Path, cache: Path, host: assemble.GitHost | None = None) -> None:
    """`host` is the Git host of the editing page, where that is wanted."""
    cms_csp = assemble.write_page(site, host) if host else None
    drop_unused(site)
    third_party.write_notices(site)
    site_csp = csp.site_csp(csp.insert_csp(site), header=True)
    (site / "_headers").write_text(hosting.headers_file(site, site_csp, cms_csp), "utf-8")
    host_files.mkdir(parents=True, exist_ok=True)
    (host_files / "nginx.conf").write_text(hosting.nginx_conf(site_csp, cms_csp), "utf-8")
    (host_files / "Caddyfile").write_text(hosting.caddyfile(site_csp, cms_csp), "utf-8")
    compress_site(site, cache)


def main() -> None:
    folder, *wanted = sys.argv[1:]
    try:
        host = assemble.parse_git_host(setting("REPO_URL")) if "--with-admin" in wanted else None
        postprocess(Path(folder).resolve(), BUILT / "hosting", CACHE, host)
    except BuildError as fault:
        sys.exit(f"{fault}\nThe site is not fit to publish: correct this first.")


if __name__ == "__main__":
    main()
