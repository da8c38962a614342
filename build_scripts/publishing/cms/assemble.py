"""The editing page: Sveltia CMS at /admin/, built on request, by --with-admin.

It asks nobody but the site itself and the Git host of the repository. What else the package would ask by itself is
rewritten here, and the page's own policy forbids the rest.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from build_scripts.dev.toolchain import CMS_PAGE
from build_scripts.paths import ROOT
from build_scripts.publishing.cms.config import config
from build_scripts.publishing.cms.fields import Form
from build_scripts.security.csp import ADMIN, CHARSET, Asked, as_metas, for_admin

PACKAGES = CMS_PAGE / "node_modules"
CMS, TOML = PACKAGES / "@sveltia/cms", PACKAGES / "@decimalturn/toml-patch"
# What the package would fetch: fonts from elsewhere, GitHub's state from elsewhere, and its words as a kind of file
# that browsers do not take for a module.
FONT = re.compile(r"https://cdn\.jsdelivr\.net/fontsource/fonts/([a-z0-9-]+)(?::vf)?@[\d.]+/([a-z0-9-]+)\.woff2")
STATE = re.compile(re.escape("https://www.githubstatus.com/api/v2/status.json"))
NO_STATE = 'data:application/json,{"status":{"indicator":"none"}}'
LANGUAGE = re.compile(r"\.\./locales/[\w-]+\.json")
OURS = "en-GB"


class AdminError(Exception):
    """Why the editing page cannot be built."""


class Host(NamedTuple):
    """Where the repository is: what Sveltia CMS is told of it, and what the page asks there."""

    backend: Form
    asked: Asked


def host_of(address: str) -> Host:
    """By the host's name: GitHub, GitLab, or else one that answers as Gitea and Forgejo do."""
    parts = urlsplit(address)
    repo, origin = parts.path.strip("/").removesuffix(".git"), f"https://{parts.netloc}"
    if parts.scheme != "https" or not parts.netloc or "/" not in repo:
        said = f"REPO_URL is {address}, which is no repository" if address else "REPO_URL is not set"
        example = "REPO_URL=https://github.com/owner/name python3 dev.py build --with-admin"
        raise AdminError(f"{said}. Name the repository that the editing page writes to: {example}")
    backend: Form = {"repo": repo, "auth_methods": ["token"]}
    if parts.netloc == "github.com":
        asked = Asked("https://api.github.com", "https://avatars.githubusercontent.com")
        return Host({"name": "github", **backend}, asked)
    name, api = ("gitlab", "/api/v4") if "gitlab" in parts.netloc else ("gitea", "/api/v1")
    return Host({"name": name, **backend, "base_url": origin, "api_root": origin + api}, Asked(origin, origin))


def files(root: Path, host: Host) -> Iterator[tuple[str, bytes]]:
    """Everything that the page loads, by name."""
    yield "sveltia-cms.js", kept_here((CMS / "npm/index.js").read_text("utf-8")).encode()
    for path in (*CMS.glob("npm/chunks/*.js"), *CMS.glob("npm/assets/*.woff2")):
        yield path.relative_to(CMS / "npm").as_posix(), path.read_bytes()
    words = json.loads((CMS / f"locales/{OURS}.json").read_text("utf-8"))
    yield f"{OURS}.js", f"export default {json.dumps(words, ensure_ascii=False)};\n".encode()
    yield "toml-patch.js", (TOML / "dist/toml-patch.js").read_bytes()
    yield "start.js", (CMS_PAGE / "start.js").read_bytes()
    yield "config.json", json.dumps(config(root, host.backend), ensure_ascii=False).encode()


def kept_here(script: str) -> str:
    """The package's script with its own addresses in place of those elsewhere."""

    def font(address: re.Match[str]) -> str:
        [file] = CMS.glob(f"npm/assets/{address[1]}-{address[2]}-*.woff2")
        return f'${{new URL("assets/{file.name}", import.meta.url)}}'  # it stands in a template of JavaScript

    for what, wanted, pattern, ours in (
        ("fonts", 3, FONT, font),
        ("address of GitHub's state", 1, STATE, lambda _: NO_STATE),
        ("languages", 28, LANGUAGE, lambda _: f"./{OURS}.js"),
    ):
        script, found = pattern.subn(ours, script)
        if found != wanted:
            raise AdminError(f"Sveltia CMS is not the release that this build knows: {found} {what}, not {wanted}")
    return script


def write(site: Path, host: Host) -> str:
    """Put the page into the site, and return its policy as a header."""
    loaded = dict(files(ROOT, host))
    digest = hashlib.sha256(b"".join(hashlib.sha256(name.encode() + data).digest() for name, data in loaded.items()))
    folder = digest.hexdigest()[:16]
    for name, data in loaded.items():
        path = site / ADMIN / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    page = (CMS_PAGE / "index.html").read_text("utf-8").replace("start.js", f"{folder}/start.js")
    page = page.replace(CHARSET, CHARSET + as_metas(for_admin(host.asked, header=False)))
    (site / ADMIN / "index.html").write_text(page, "utf-8")
    forbid_robots(site / "robots.txt")
    return for_admin(host.asked, header=True)


def forbid_robots(file: Path) -> None:
    text = file.read_text("utf-8")
    [start] = re.findall(r"^Sitemap: \S+?://[^/]+(\S*/)sitemap.xml$", text, re.MULTILINE)
    file.write_text(text.replace("Allow: /\n", f"Allow: /\nDisallow: {start}{ADMIN}/\n"), "utf-8")
