"""Mends what MkDocs and the theme write into a page, where the pages' own sources cannot."""

from __future__ import annotations

import re
from html import unescape

WIDE = 5  # columns; a table with fewer fits on a narrow screen
STYLES = re.compile(r'^<link rel="stylesheet"[^>]*>\n', re.MULTILINE)


def make_tables_scrollable(html: str) -> str:
    """A page's own part, as its Markdown came out."""
    return re.sub(r"<table>.*?</table>", _table, html, flags=re.DOTALL)


def fix_theme_html(html: str) -> str:
    """A whole page. The theme's switches are checkboxes, on which HTML allows no autocomplete.

    The theme names the next page in the head, and Firefox would fetch it ahead, which the policy refuses with an error.
    """
    html = re.sub(r'<link rel="(?:prev|next)"[^>]*>\s*', "", html)
    return styles_first(re.sub(r'(<input class="md-toggle"[^>]*) autocomplete="off"', r"\1", html))


def styles_first(html: str) -> str:
    """The style sheets of a page's text among those of its head, before the script there, which waits for them all.

    In the text a browser would ask for one after another, and show nothing beyond each until it has come: with a policy
    in the page, Chromium does not look ahead.
    """
    head, body, text = html.partition("<body")
    links, script, more = head.partition("<script>")
    return "".join((links, *STYLES.findall(text), script, more, body, STYLES.sub("", text)))


def _table(found: re.Match[str]) -> str:
    """A wide table scrolls by itself on a narrow screen; so it takes the focus, for those who scroll by keyboard."""
    columns = re.findall(r"<th[^>]*>(.*?)</th>", found[0], re.DOTALL)
    if len(columns) < WIDE:
        return found[0]
    name = unescape(re.sub(r"<[^>]+>", "", columns[0])).replace('"', "").strip()
    table = found[0].replace("<table>", '<table class="lt-table">', 1)
    return f'<div class="lt-scroll" tabindex="0" role="region" aria-label="Table: {name}">{table}</div>'


def use_absolute_links(html: str, base: str) -> str:
    """The page that answers for every missing address, at any depth, so its own links must start at the site's root."""
    html = re.sub(r'(\b(?:href|src)=")(?![a-z]+:|/|#|")(?:\.(?="))?(?:\./)?', rf"\1{base}", html)
    return re.sub(r'"(base|search)": ?"(?:\.(?="))?(?:\./)?', rf'"\1": "{base}', html)
