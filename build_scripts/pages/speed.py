"""Keep the build fast with thousands of questions. It is right without this file, and slower.

With 2,000 questions MkDocs took 1.46 times as long for our pages as for the same pages in plain Material. With the two
steps on memory below, and with the frame of pages written once for all of them (docs/overrides/main.html), it took
1.11 times as long: docs/developers/benchmark.md, "Thousands of questions".
"""

from __future__ import annotations

import gc

from jinja2 import Environment, FileSystemBytecodeCache

from build_scripts.content.checks import markdown
from build_scripts.paths import BUILT

TEMPLATE_CACHE = BUILT / "templates"


def pause_garbage_collection() -> None:
    """Stop looking for garbage while content is read: all of it stays alive, and would be searched over and over."""
    gc.disable()


def free_caches() -> None:
    """Free the caches of parsed Markdown, and search only new objects for garbage from now on.

    Freezes what is left, so that the garbage collector skips what stays alive.
    """
    for cached in (markdown.tokens, markdown.blocks, markdown.to_plain_text):
        cached.cache_clear()
    gc.freeze()
    gc.set_threshold(2_000, 1_000)
    gc.enable()


def keep_compiled_templates(env: Environment) -> None:
    """Compile the theme's templates once for all builds."""
    TEMPLATE_CACHE.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(TEMPLATE_CACHE))
