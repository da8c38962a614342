"""Recognise pages that need no full scan, by regular expressions: a build of thousands of pages takes half as long.

It may send a clean page to the full scan, but must never pass one that the full scan refuses. The property
`test_a_page_that_the_quick_scan_passes_has_no_violation` in tests/security/test_csp.py tries that on made-up HTML.
"""

from __future__ import annotations

import re

from build_scripts.security.html_scan import ABSOLUTE_URL, FETCHING_ATTRIBUTES, FORBIDDEN_TAGS

# Everything that PolicyScanner reports has one of these between a < and the next.
SUSPECT = re.compile(
    "|".join(
        (
            rf"<(?:{'|'.join(sorted(FORBIDDEN_TAGS))})",
            r'<script(?! src="[\w./-]+">|(?: id="__config")? type="application/(?:ld\+)?json">)',
            r'<link(?! rel="canonical" href="[\w:/.~-]*">| (?:[a-z]+(?:="(?! *//)[\w ./+-]*")? ?)+>)',
            r"http-equiv",
            r"[\s\"'/](?:on[^\s=>]*|style|(?:form)?action)\s*=",
            rf"[\s\"'/](?:{'|'.join(sorted(FETCHING_ATTRIBUTES))})\s*=\s*[\"']?{ABSOLUTE_URL.pattern}",
            r"(?:javascript|vbscript|data)\s*:",
            r"&(?:#(?!3[489];|6[02];)|colon|sol|tab|newline)",  # characters written as references, such as &#106;
        )
    ),
    re.IGNORECASE,
)
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class QuickScan:
    """Remember the pieces of HTML that were found clean: most of a page stands on every page."""

    def __init__(self) -> None:
        self._seen_clean: set[str] = set()

    def is_clean(self, text: str) -> bool:
        """Say whether nothing in the page can be a violation, its inline scripts left aside."""
        pieces = set(INLINE_SCRIPT.sub("", text).split("<")) - self._seen_clean
        if any(SUSPECT.search(f"<{piece}") for piece in pieces):
            return False
        self._seen_clean |= pieces
        return True
