"""Put the page for editors into the site, at /admin/: Sveltia CMS, built on request by --with-admin.

It asks nobody but the site itself and the Git host of the repository. What else the package would ask by itself is
rewritten here, and the page's own policy forbids the rest. So is what it would change of a file that nobody edited.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from build_scripts.hashing import NAME_LENGTH, digest
from build_scripts.paths import CMS_PAGE, ROOT, name_of
from build_scripts.problems import BuildError
from build_scripts.publishing.cms.config import cms_config
from build_scripts.publishing.cms.fields import FieldConfig
from build_scripts.security.csp import ADMIN, CHARSET, GitHostOrigins, cms_csp, csp_meta_tags

CMS_PACKAGE = CMS_PAGE / "node_modules/@sveltia/cms"
TOML_PATCH_PACKAGE = CMS_PAGE / "node_modules/@decimalturn/toml-patch"
YAML_PACKAGE = CMS_PAGE / "node_modules/yaml"
LOCALE = "en-GB"


class CmsError(BuildError):
    """A reason why the page for editors cannot be built."""


class GitHost(NamedTuple):
    """The host of the repository: what Sveltia CMS is told of it, and the origins that the page asks there."""

    backend: FieldConfig
    origins: GitHostOrigins


def parse_git_host(address: str) -> GitHost:
    """Tell the host by its name: GitHub, GitLab, or else one that answers as Gitea and Forgejo do.

    Raises CmsError for an address that is no repository.
    """
    parts = urlsplit(address)
    repo, origin = parts.path.strip("/").removesuffix(".git"), f"https://{parts.netloc}"
    if parts.scheme != "https" or not parts.netloc or "/" not in repo:
        fault = f"REPO_URL is {address}, which is no repository" if address else "REPO_URL is not set"
        example = "REPO_URL=https://github.com/owner/name python3 dev.py build --with-admin"
        raise CmsError(f"{fault}. Name the repository that the editing page writes to: {example}")
    backend: FieldConfig = {"repo": repo, "auth_methods": ["token"]}
    if parts.netloc == "github.com":
        origins = GitHostOrigins(api="https://api.github.com", avatars="https://avatars.githubusercontent.com")
        return GitHost({"name": "github", **backend}, origins)
    name, api = ("gitlab", "/api/v4") if "gitlab" in parts.netloc else ("gitea", "/api/v1")
    backend = {"name": name, **backend, "base_url": origin, "api_root": origin + api}
    return GitHost(backend, GitHostOrigins(api=origin, avatars=origin))


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


def page_files(root: Path, host: GitHost) -> Iterator[tuple[str, bytes]]:
    """Yield everything that the page loads, by name."""
    yield "sveltia-cms.js", rewrite_script((CMS_PACKAGE / "npm/index.js").read_text("utf-8")).encode()
    for path in (*CMS_PACKAGE.glob("npm/chunks/*.js"), *CMS_PACKAGE.glob("npm/assets/*.woff2")):
        yield name_of(CMS_PACKAGE / "npm", path), path.read_bytes()
    words = json.loads((CMS_PACKAGE / f"locales/{LOCALE}.json").read_text("utf-8"))
    yield f"{LOCALE}.js", f"export default {json.dumps(words, ensure_ascii=False)};\n".encode()
    yield "toml-patch.js", (TOML_PATCH_PACKAGE / "dist/toml-patch.js").read_bytes()
    for path in YAML_PACKAGE.glob("browser/**/*.js"):
        yield f"yaml/{name_of(YAML_PACKAGE / 'browser', path)}", path.read_bytes()
    for name in ("as-written.js", "start.js"):
        yield name, (CMS_PAGE / name).read_bytes()
    yield "config.json", json.dumps(cms_config(root, host.backend), ensure_ascii=False).encode()


def font_expression(address: re.Match[str]) -> str:
    """Return what gives a font's new address inside the template string of JavaScript where its old one stood."""
    [file] = CMS_PACKAGE.glob(f"npm/assets/{address[1]}-{address[2]}-*.woff2")
    return f'${{new URL("assets/{file.name}", import.meta.url)}}'


class Rewrite(NamedTuple):
    """What is otherwise in the script of Sveltia CMS, and how often it is there in the release that is pinned."""

    what: str
    pattern: str
    new: str | Callable[[re.Match[str]], str]
    times: int = 1


REWRITES = [
    # What it would fetch from other hosts, like https://cdn.jsdelivr.net/fontsource/fonts/noto-mono@5.2.5/latin-400-normal.woff2
    Rewrite(
        "fonts",
        r"https://cdn\.jsdelivr\.net/fontsource/fonts/([a-z0-9-]+)(?::vf)?@[\d.]+/([a-z0-9-]+)\.woff2",
        font_expression,
        3,
    ),
    Rewrite(
        "addresses of GitHub's status",
        re.escape("https://www.githubstatus.com/api/v2/status.json"),
        'data:application/json,{"status":{"indicator":"none"}}',
    ),
    # Its words are JSON, which browsers do not take for a module.
    Rewrite("languages", r"\.\./locales/[\w-]+\.json", f"./{LOCALE}.js", 28),
    # A file is read and written with LF at each end of a line, and with one at its end, whatever its format.
    Rewrite("readers of files", r"(\(await (\w+)\.text\(\)\))\.replace\(/\\r\\n\?/g,`\n`\)", r"\1"),
    Rewrite("readers of entries", r"(\w+)\.trim\(\)\.replace\(/\\r\\n\?/g,`\n`\)", r"\1"),
    Rewrite("writers of entries", r"`\$\{(\(await \w+\(\w+\)\))\.trim\(\)\}\\n`", r" \1"),
]


def rewrite_script(script: str) -> str:
    """Return the package's script with what is otherwise on this site.

    Raises CmsError where the script is not that of the release that this module knows.
    """
    for what, pattern, new, times in REWRITES:
        script, found = re.subn(pattern, new, script)
        if found != times:
            raise CmsError(f"Sveltia CMS is not the release that this build knows: {found} {what}, not {times}")
    return script


def forbid_robots(robots: Path) -> None:
    """Ask robots to keep away from the page; the path of the site is that of its sitemap."""
    text = robots.read_text("utf-8")
    [site_path] = re.findall(r"^Sitemap: \S+?://[^/]+(\S*/)sitemap.xml$", text, re.MULTILINE)
    robots.write_text(text.replace("Allow: /\n", f"Allow: /\nDisallow: {site_path}{ADMIN}/\n"), "utf-8")
