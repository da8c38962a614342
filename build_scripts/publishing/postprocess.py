"""Finish the folder that MkDocs made: drop what no visitor needs, insert the policy, compress, and write headers.

    python -m build_scripts.publishing.postprocess FOLDER [--with-admin]

Beside the site it writes build/hosting/, with the same headers for nginx and Caddy.
"""

from __future__ import annotations

import argparse
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

# The theme's search in languages other than English, its pictures, its style sheets, which are in the one of the site,
# and our pieces of pages, which MkDocs copies too.
UNUSED_PATHS = ("assets/javascripts/lunr", "assets/images", "assets/stylesheets", "partials", "pictures")
# The last line of a script or style sheet: //# sourceMappingURL=bundle.js.map, or the same between /* and */
SOURCE_MAP = re.compile(rb"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ ?\*/)\s*$")


def postprocess(site: Path, host_files: Path, cache: Path, git_host: assemble.GitHost | None = None) -> None:
    """Finish the site, and write nginx.conf and the Caddyfile into `host_files`.

    A page for editors is added where `git_host` says which repository it writes to. Raises BuildError for a site that
    is not fit to publish.
    """
    cms_csp = assemble.write_page(site, git_host) if git_host else None
    drop_unused(site)
    third_party.write_notices(site)
    site_csp = csp.site_csp(csp.insert_csp(site), header=True)
    (site / "_headers").write_text(hosting.headers_file(site, site_csp, cms_csp), "utf-8")
    host_files.mkdir(parents=True, exist_ok=True)
    (host_files / "nginx.conf").write_text(hosting.nginx_conf(site_csp, cms_csp), "utf-8")
    (host_files / "Caddyfile").write_text(hosting.caddyfile(site_csp, cms_csp), "utf-8")
    compress_site(site, cache)


def drop_unused(site: Path) -> None:
    """Delete what no visitor needs, source maps among it, and the comments that name source maps."""
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


def main() -> int:
    """Finish the folder that is named; say what to correct where it is not fit to publish."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--with-admin", action="store_true", help="with the page for editors; needs REPO_URL")
    options = parser.parse_args()
    try:
        git_host = assemble.parse_git_host(setting("REPO_URL")) if options.with_admin else None
        postprocess(options.folder.resolve(), BUILT / "hosting", CACHE, git_host)
    except BuildError as reason:
        print(f"{reason}\nThe site is not fit to publish: correct this first.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
