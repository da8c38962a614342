"""The editing page: Sveltia CMS at /admin/, built on request, by --with-admin.

It asks nobody but the site itself and the Git host of the repository. What else the package would ask by itself is
rewritten here, and the page's own policy forbids the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from build_scripts.hashing import NAME_LENGTH, digest
from build_scripts.paths import CMS_PAGE, ROOT
from build_scripts.problems import BuildError
from build_scripts.publishing.cms.config import cms_config
from build_scripts.publishing.cms.fields import FieldConfig
from build_scripts.security.csp import ADMIN, CHARSET, GitHostOrigins, cms_csp, csp_meta_tags

PACKAGES = CMS_PAGE / "node_modules"
CMS_PACKAGE, TOML_PATCH_PACKAGE = PACKAGES / "@sveltia/cms", PACKAGES / "@decimalturn/toml-patch"
# What the package would fetch: fonts from elsewhere, GitHub's state from elsewhere, and its words as a kind of file
# that browsers do not take for a module.
FONT_URL = re.compile(r"https://cdn\.jsdelivr\.net/fontsource/fonts/([a-z0-9-]+)(?::vf)?@[\d.]+/([a-z0-9-]+)\.woff2")
GITHUB_STATUS_URL = re.compile(re.escape("https://www.githubstatus.com/api/v2/status.json"))
NO_GITHUB_STATUS = 'data:application/json,{"status":{"indicator":"none"}}'
LOCALE_URL = re.compile(r"\.\./locales/[\w-]+\.json")
LOCALE = "en-GB"


class CmsError(BuildError):
    """Why the editing page cannot be built."""


class GitHost(NamedTuple):
    """Where the repository is: what Sveltia CMS is told of it, and what the page asks there."""

    backend: FieldConfig
    origins: GitHostOrigins


def parse_git_host(address: str) -> GitHost:
    """By the host's name: GitHub, GitLab, or else one that answers as Gitea and Forgejo do."""
    parts = urlsplit(address)
    repo, origin = parts.path.strip("/").removesuffix(".git"), f"https://{parts.netloc}"
    if parts.scheme != "https" or not parts.netloc or "/" not in repo:
        said = f"REPO_URL is {address}, which is no repository" if address else "REPO_URL is not set"
        example = "REPO_URL=https://github.com/owner/name python3 dev.py build --with-admin"
        raise CmsError(f"{said}. Name the repository that the editing page writes to: {example}")
    backend: FieldConfig = {"repo": repo, "auth_methods": ["token"]}
    if parts.netloc == "github.com":
        asked = GitHostOrigins("https://api.github.com", "https://avatars.githubusercontent.com")
        return GitHost({"name": "github", **backend}, asked)
    name, api = ("gitlab", "/api/v4") if "gitlab" in parts.netloc else ("gitea", "/api/v1")
    return GitHost(
        {"name": name, **backend, "base_url": origin, "api_root": origin + api}, GitHostOrigins(origin, origin)
    )


def page_files(root: Path, host: GitHost) -> Iterator[tuple[str, bytes]]:
    """Everything that the page loads, by name."""
    yield "sveltia-cms.js", rewrite_urls((CMS_PACKAGE / "npm/index.js").read_text("utf-8")).encode()
    for path in (*CMS_PACKAGE.glob("npm/chunks/*.js"), *CMS_PACKAGE.glob("npm/assets/*.woff2")):
        yield path.relative_to(CMS_PACKAGE / "npm").as_posix(), path.read_bytes()
    words = json.loads((CMS_PACKAGE / f"locales/{LOCALE}.json").read_text("utf-8"))
    yield f"{LOCALE}.js", f"export default {json.dumps(words, ensure_ascii=False)};\n".encode()
    yield "toml-patch.js", (TOML_PATCH_PACKAGE / "dist/toml-patch.js").read_bytes()
    yield "start.js", (CMS_PAGE / "start.js").read_bytes()
    yield "config.json", json.dumps(cms_config(root, host.backend), ensure_ascii=False).encode()


def rewrite_urls(script: str) -> str:
    """The package's script with its own addresses in place of those elsewhere."""

    def font(address: re.Match[str]) -> str:
        [file] = CMS_PACKAGE.glob(f"npm/assets/{address[1]}-{address[2]}-*.woff2")
        return f'${{new URL("assets/{file.name}", import.meta.url)}}'  # it stands in a template of JavaScript

    for what, wanted, pattern, ours in (
        ("fonts", 3, FONT_URL, font),
        ("address of GitHub's state", 1, GITHUB_STATUS_URL, lambda _: NO_GITHUB_STATUS),
        ("languages", 28, LOCALE_URL, lambda _: f"./{LOCALE}.js"),
    ):
        script, found = pattern.subn(ours, script)
        if found != wanted:
            raise CmsError(f"Sveltia CMS is not the release that this build knows: {found} {what}, not {wanted}")
    return script


def write_page(site: Path, host: GitHost) -> str:
    """Put the page into the site, and return its policy as a header."""
    loaded = dict(page_files(ROOT, host))
    folder = digest(name.encode() + data for name, data in loaded.items())[:NAME_LENGTH]
    for name, data in loaded.items():
        path = site / ADMIN / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    page = (CMS_PAGE / "index.html").read_text("utf-8").replace("start.js", f"{folder}/start.js")
    page = page.replace(CHARSET, CHARSET + csp_meta_tags(cms_csp(host.origins, header=False)))
    (site / ADMIN / "index.html").write_text(page, "utf-8")
    forbid_robots(site / "robots.txt")
    return cms_csp(host.origins, header=True)


def forbid_robots(file: Path) -> None:
    text = file.read_text("utf-8")
    [start] = re.findall(r"^Sitemap: \S+?://[^/]+(\S*/)sitemap.xml$", text, re.MULTILINE)
    file.write_text(text.replace("Allow: /\n", f"Allow: /\nDisallow: {start}{ADMIN}/\n"), "utf-8")
