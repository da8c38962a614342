"""The scripts that a page names in its head are those that it will load, and no others."""

from pathlib import Path

import pytest

from build_scripts.pages.module_preload import needed_modules
from build_scripts.paths import ROOT

SCRIPTS = {
    "page/page.js": 'import { a } from "./a.js";\nimport "../shared/b.js";\nimport {\n  c,\n} from "../shared/c.js";\n',
    "page/a.js": 'const w = new Worker(new URL("../worker/w.js", import.meta.url));\nawait import("../later/d.js");\n',
    "shared/b.js": '/** @param {import("../later/d.js").D} d */\nimport { e } from "./c.js";\n',
    "shared/c.js": 'import { a } from "../page/a.js";\nimport { gone } from "./gone.js";\n',
    "worker/w.js": 'import { f } from "./f.js";\n',
    "worker/f.js": "",
    "later/d.js": "",
}


def test_what_a_script_needs_is_found_through_imports_and_workers(tmp_path: Path) -> None:
    """Each once, however often it is imported; nothing of what is loaded later, by a type, or is not there."""
    for name, text in SCRIPTS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert needed_modules(tmp_path, "page/page.js") == [
        *("page/a.js", "shared/b.js", "shared/c.js"),
        *("worker/w.js", "worker/f.js"),
    ]


@pytest.mark.parametrize("page", ["check-page/check-page.js", "trust-page/trust-page.js"])
def test_the_pages_need_python_and_not_the_finder(page: str) -> None:
    needed = needed_modules(ROOT / "checker/browser", page)
    assert {"python/checker-client.js", "python/worker.js", "python/start-python.js"} < set(needed)
    assert [name for name in needed if name.startswith("finder/")] == []
    folders = {Path(name).parent.name for name in needed}
    assert folders <= {Path(page).parent.name, "python", "shared"}


def test_before_the_checker_is_built_a_page_needs_nothing(tmp_path: Path) -> None:
    assert needed_modules(tmp_path, "check-page/check-page.js") == []
