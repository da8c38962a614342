"""Nothing lies about that nothing uses: in Python, in the browser's modules, in the styles."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

from vulture import Vulture

from build_scripts.paths import ROOT

PYTHON = ("dev.py", "build_scripts", "checker/eligibility", "checker/grids", "tests")
SCRIPTS = (
    "checker/browser/*/*.js",
    "docs/assets/*.js",
    "build_scripts/publishing/cms/page/*.js",
    "build_scripts/bundle/*.mjs",
    "tests/*/*.js",
    "tests/*/*.mjs",
)
STYLES = ("checker/browser/*/*.css", "docs/styles/*.css")
TEMPLATES = ("docs/**/*.md", "docs/**/*.html", "docs/**/*.svg", "checker/browser/*/*.html", "build_scripts/*/*.html")
# Names that a library looks up, so that none of our own files says them twice.
LOOKED_UP = {
    "pytest": ("pytest*",),
    "HTMLParser": ("handle_*",),
    "http.server": ("do_*", "log_message", "protocol_version", "close_connection"),
    "socketserver": ("daemon_threads", "disable_nagle_algorithm", "request_queue_size"),
    "Jinja2": ("_undefined_message", "filters", "bytecode_cache"),
    "markdown-it": ("validateLink",),
    "MkDocs": ("on_*", "dirty", "extra_css", "edit_uri", "dest_uri", "canonical_url", "abs_url", "builder", "observer"),
    "snapshot.mjs": ("stub_functions",),
    "Selenium": ("page_load", "binary_location"),
    "zipfile": ("create_system", "external_attr"),
}


def text_of(*patterns: str) -> dict[Path, str]:
    return {path: path.read_text("utf-8") for pattern in patterns for path in sorted(ROOT.glob(pattern))}


def words_of(texts: dict[Path, str]) -> set[str]:
    return set(re.findall(r"[\w-]+", "\n".join(texts.values())))


def test_no_python_is_unused() -> None:
    vulture, in_templates = Vulture(), words_of(text_of(*TEMPLATES))
    vulture.scavenge([ROOT / path for path in PYTHON])
    looked_up = [pattern for patterns in LOOKED_UP.values() for pattern in patterns]
    unused = [
        f"{Path(item.filename).name}:{item.first_lineno}: {item.name}"
        for item in vulture.get_unused_code()
        if item.name not in in_templates and not any(fnmatchcase(item.name, pattern) for pattern in looked_up)
    ]
    assert unused == []


def test_every_exception_to_that_is_needed() -> None:
    vulture = Vulture()
    vulture.scavenge([ROOT / path for path in PYTHON])
    names = {item.name for item in vulture.get_unused_code()}
    patterns = [pattern for patterns in LOOKED_UP.values() for pattern in patterns]
    assert [pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in names)] == []


def test_what_a_script_exports_another_file_uses() -> None:
    """What a script uses only itself the TypeScript compiler tells; it takes an export for a use."""
    texts = text_of(*SCRIPTS, "tests/**/*.py")
    exported = [
        (path, name)
        for path, text in texts.items()
        for name in re.findall(r"^export (?:async )?(?:const|function|class) (\w+)", text, re.MULTILINE)
    ]
    assert exported
    for path, name in exported:
        others = {other: text for other, text in texts.items() if other != path}
        assert name in words_of(others), f"{path.name} exports {name}"


def test_every_style_is_worn() -> None:
    """A class stands whole in a page or a script, or is put together there: lt-part--{{ name }}."""
    texts = text_of(*TEMPLATES, *SCRIPTS, "build_scripts/**/*.py")
    words, together = words_of(texts), set(re.findall(r"(lt-[\w-]+--)(?=\{\{|\$\{)", "\n".join(texts.values())))
    styles = "\n".join(text_of(*STYLES).values())
    used = set(re.findall(r"\.(lt-[\w-]+)", styles))
    assert len(used) > 50
    assert [name for name in sorted(used - words) if not name.startswith(tuple(together))] == []
    defined = set(re.findall(r"(--lt-[\w-]+):", styles))
    assert [name for name in sorted(defined) if f"var({name}" not in styles + "\n".join(texts.values())] == []
