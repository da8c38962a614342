"""Correct what MkDocs and the theme write into a page, where the pages' own sources cannot."""

from __future__ import annotations

import re
from html import unescape

WIDE = 5  # columns; a table with fewer fits on a narrow screen
STYLES = re.compile(r'^<link rel="stylesheet"[^>]*>\n', re.MULTILINE)


def make_tables_scrollable(html: str) -> str:
    """Let each wide table of a page's text scroll by itself on a narrow screen."""
    return re.sub(r"<table>.*?</table>", _make_scrollable, html, flags=re.DOTALL)


def _make_scrollable(found: re.Match[str]) -> str:
    """Put a wide table into a box that scrolls, which takes the focus, for those who scroll by keyboard."""
    table = found[0]
    columns = re.findall(r"<th[^>]*>(.*?)</th>", table, re.DOTALL)
    if len(columns) < WIDE:
        return table
    name = unescape(re.sub(r"<[^>]+>", "", columns[0])).replace('"', "").strip()
    table = table.replace("<table>", '<table class="lt-table">', 1)
    return f'<div class="lt-scroll" tabindex="0" role="region" aria-label="Table: {name}">{table}</div>'


def fix_theme_html(html: str) -> str:
    """Correct a whole page as the theme wrote it.

    - Take out the links to the previous and the next page: Firefox would fetch them ahead, which the policy refuses
      with an error.
    - Take autocomplete off the theme's switches: they are checkboxes, on which HTML does not allow it.
    - Move style sheets into the head.
    """
    html = re.sub(r'<link rel="(?:prev|next)"[^>]*>\s*', "", html)
    html = re.sub(r'(<input class="md-toggle"[^>]*) autocomplete="off"', r"\1", html)
    return move_styles_into_head(html)


def move_styles_into_head(html: str) -> str:
    """Move the style sheets of a page's text among those of its head, before its script, which waits for them all.

    In the text a browser asks for one after another, and shows nothing beyond each until it has come: with a policy
    in the page, Chromium does not look ahead.
    """
    head, body, text = html.partition("<body")
    links, script, more = head.partition("<script>")
    return "".join((links, *STYLES.findall(text), script, more, body, STYLES.sub("", text)))


def use_absolute_links(html: str, base: str) -> str:
    """Make the links of a page start at the site's root: this page answers for missing addresses of any depth."""
    html = re.sub(r'(\b(?:href|src)=")(?![a-z]+:|/|#|")(?:\.(?="))?(?:\./)?', rf"\1{base}", html)
    return re.sub(r'"(base|search)": ?"(?:\.(?="))?(?:\./)?', rf'"\1": "{base}', html)
