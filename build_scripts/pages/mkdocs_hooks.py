"""Hands the pages, the checker's files and criteria.json to MkDocs. No other module here knows MkDocs."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemBytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from build_scripts import build_date
from build_scripts.content.checks import markdown, plain_english, reviews
from build_scripts.pages import feeds, site, theme_fixes
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError

TEMPLATE_CACHE = ROOT / "build" / "templates"
log = logging.getLogger("mkdocs.hooks")
serving = False
advice: list[str] = []  # what is no fault, and still to be seen to


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    globals()["serving"] = command == "serve"
    if command == "build":
        logging.getLogger("mkdocs").setLevel(logging.WARNING)  # --quiet would hide warnings, from --strict as well
        gc.disable()  # what is read is kept, and Python would look through all of that again and again


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    try:
        made = site.make_site(ROOT, build_date.today(), config.site_url or "/")
        advice[:] = [
            *reviews.report_lines(ROOT, made.content, build_date.today()),
            *plain_english.report_lines(ROOT, made.content),
        ]
        if not serving:
            free_caches()
    except ContentError as error:
        if not serving:
            raise PluginError(f"the site was not built. Correct these lines first:\n{error}") from None
        log.error("correct these lines first:\n%s", error)  # raising would leave every request of the browser waiting
        made = site.error_site(ROOT, error.problems)
        advice.clear()
    config.extra["footer"] = made.footer
    for template in files.documentation_pages():
        files.remove(template)  # a page is what is made of it, if anything is
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


def free_caches() -> None:
    """Nothing asks again for what was read of the prose, and all that is left is kept: only pages make litter now."""
    for kept in (markdown.tokens, markdown.blocks, feeds.to_plain_text):
        kept.cache_clear()
    gc.freeze()
    gc.set_threshold(2_000, 1_000)  # looks through what is new, and hardly ever through the pages that are done
    gc.enable()


def on_env(env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
    TEMPLATE_CACHE.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(
        str(TEMPLATE_CACHE)
    )  # the theme's templates, compiled once for all builds
    env.globals["frames"] = {}  # see main.html
    return env


def on_serve(server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]) -> LiveReloadServer:
    """Looks for changes ten times a second instead of twice, so that an edit shows in less than one."""
    watched = [config.docs_dir, *filter(None, [config.config_file_path])]
    for path in watched:
        server.unwatch(path)
    server.observer = type(server.observer)(timeout=0.1)
    for path in watched:
        server.watch(path)
    return server


def on_pre_page(page: Page, *, config: MkDocsConfig, files: Files) -> Page:
    if page.file.src_uri == site.NOT_FOUND:
        page.canonical_url = page.abs_url = None  # it stands for no address: not in the sitemap either
    return page


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    return theme_fixes.make_tables_scrollable(html)


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    output = theme_fixes.fix_theme_html(output)
    if page.file.src_uri != site.NOT_FOUND:
        return output
    return theme_fixes.use_absolute_links(output, urlsplit(config.site_url or "/").path)


def on_post_build(*, config: MkDocsConfig) -> None:
    if advice:
        print(*advice, sep="\n", flush=True)
