"""Hand the site to MkDocs, which writes each page with the theme. No other module here knows MkDocs."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from watchdog.observers.polling import PollingObserver

from build_scripts import build_date
from build_scripts.content.checks import plain_english, reviews
from build_scripts.pages import site, speed, theme_fixes
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError

log = logging.getLogger("mkdocs.hooks")
# The preview asks the system for the types of files, and on Windows any program may write others into the registry.
SERVED_AS = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


@dataclass
class BuildState:
    """What one hook leaves for a later one: MkDocs calls plain functions, and gives them no place for it."""

    serving: bool = False
    advice: list[str] = field(default_factory=list)  # reviews that are due and plain English: no error, shown last


state = BuildState()


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    state.serving = command == "serve"
    for suffix, kind in SERVED_AS.items():
        mimetypes.add_type(kind, suffix)
    if command == "build":
        logging.getLogger("mkdocs").setLevel(logging.WARNING)  # --quiet would hide warnings, from --strict as well
        speed.pause_garbage_collection()


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Put the pages and files of the site in the place of the templates in docs/."""
    made = _make_site(config.site_url or "/")
    config.extra["footer"], config.extra["made_up"] = made.footer, made.made_up
    config.extra_css = [made.style_sheet]
    if made.made_up and not state.serving:
        raise PluginError("the site was not built: its schools are made up, and are only for python3 dev.py serve")
    for template in files.documentation_pages():
        files.remove(template)
    for page in made.pages:
        file = File.generated(config, page.address, content=page.markdown)
        file.edit_uri = page.source if config.repo_url else None  # the file that an editor changes
        if page.address == site.NOT_FOUND:
            file.dest_uri = "404.html"
        files.append(file)
    for address, path in made.files.items():
        files.append(File.generated(config, address, abs_src_path=str(path)))
    for address, text in made.texts.items():
        files.append(File.generated(config, address, content=text))
    return files


def _make_site(address: str) -> site.Site:
    """Make the site, or end the build with every problem of the content.

    While serving, show the problems in the browser instead: an error here would leave its requests waiting.
    """
    today = build_date.today()
    try:
        made = site.make_site(ROOT, today, address)
    except ContentError as error:
        if not state.serving:
            raise PluginError(f"the site was not built. Mend these lines first:\n{error}") from None
        log.error("mend these lines first:\n%s", error)
        state.advice = []
        return site.error_site(ROOT, error.problems)
    state.advice = [
        *reviews.report_lines(made.content, today),
        *plain_english.report_lines(ROOT, made.content),
    ]
    if not state.serving:
        speed.free_caches()
    return made


def on_env(env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
    speed.keep_compiled_templates(env)
    env.globals["frames"] = {}  # docs/overrides/main.html keeps there what it writes once for many pages
    return env


def on_serve(server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]) -> LiveReloadServer:
    """Look for changes ten times a second instead of twice, so that an edit shows in less than a second."""
    watched = [config.docs_dir, *filter(None, [config.config_file_path])]
    for path in watched:
        server.unwatch(path)
    server.observer = PollingObserver(timeout=0.1)
    for path in watched:
        server.watch(path)
    return server


def on_pre_page(page: Page, *, config: MkDocsConfig, files: Files) -> Page:
    """Give the page for missing addresses no address of its own, so that the sitemap leaves it out."""
    if page.file.src_uri == site.NOT_FOUND:
        page.canonical_url = page.abs_url = None
    return page


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    return theme_fixes.make_tables_scrollable(html)


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    output = theme_fixes.fix_theme_html(output)
    if page.file.src_uri != site.NOT_FOUND:
        return output
    return theme_fixes.use_absolute_links(output, urlsplit(config.site_url or "/").path)


def on_post_build(*, config: MkDocsConfig) -> None:
    if state.advice:
        print(*state.advice, sep="\n", flush=True)
