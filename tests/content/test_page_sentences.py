"""Each sentence that only pages show is looked up by a script or a template, and so is each name in its braces."""

import re

from build_scripts.content.page_sentences import PAGE_SENTENCES
from build_scripts.paths import ROOT

USERS = (
    "checker/browser/*/*.js",
    "checker/browser/*/*.html",
    "docs/**/*.md",
    "docs/**/*.html",
    "build_scripts/**/*.py",
)
# Names that are put together of two: say(`count_${kind}`).
PREFIXES = ("count_", "absent_", "outcomes.", "priorities.", "measures.", "by.")


def test_every_sentence_and_name_is_used() -> None:
    texts = [
        path.read_text("utf-8") for pattern in USERS for path in ROOT.glob(pattern) if path.name != "page_sentences.py"
    ]
    used = set(re.findall(r"[\w-]+", "\n".join(texts)))
    unused = [
        f"{path} {name}"
        for path, names in PAGE_SENTENCES.items()
        for name in (path.rpartition(".")[2], *names)
        if name not in used and not any(prefix in path for prefix in PREFIXES)
    ]
    assert unused == []
