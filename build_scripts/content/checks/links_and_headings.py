"""Check what people write in Markdown: links and anchors inside the site, pictures, headings, HTML, both readers.

MkDocs checks links too, but on the finished Markdown, whose lines are not those of the files that people edit.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from build_scripts.content import kinds
from build_scripts.content.checks.markdown import Block, blocks, tokens
from build_scripts.content.checks.markdown_readers import reader_problems
from build_scripts.content.checks.source_texts import PLACEHOLDER, SourceText, source_texts, without_templates
from build_scripts.content.collection import Content
from build_scripts.problems import Problem, suggest
from build_scripts.security.html_scan import SCRIPT_URL, PolicyScanner


class RenderedPage(NamedTuple):
    """The Markdown of a page, and the file that it comes from."""

    markdown: str
    source: str


def check_pages(
    root: Path, content: Content, pages: Mapping[str, RenderedPage], others: Container[str], at_fault: Container[str]
) -> Iterator[Problem]:
    """Yield every problem. `pages` go by address, and `others` are the addresses of other files.

    What may be in a file `at_fault` is not reported as missing.
    """
    site = _Site(root, pages, others, at_fault)
    for text in source_texts(content):
        found = text.blocks()
        for block in found:
            for link in block.links:
                yield from _check_link(site, text, text.at(link.line), "link", link.address)
            for picture in block.pictures:
                line = text.at(picture.line)
                yield from _check_link(site, text, line, "picture", picture.address)
                if picture.alt is None or (picture.alt == "" and "![" in text.markdown):
                    fix = "say what it shows: ![Two people at a desk](desk.png)"
                    yield Problem(text.file, line, f"{picture.address} has no alternative text", fix)
        yield from _check_headings(text, [block for block in found if block.kind == "heading"])
        yield from _check_html(text)
        yield from reader_problems(text)


class _Site(NamedTuple):
    """Where links may lead."""

    root: Path
    pages: Mapping[str, RenderedPage]
    files: Container[str]
    at_fault: Container[str]

    def may_exist(self, target: str, anchor: str) -> bool:
        """Say whether the target may be missing only because its own file has a problem, which is reported already."""
        files = {f"docs/{target}", f"content/{target}", "content/programme.toml", "content/assumptions.toml"}
        files |= {f"{kind.folder}/{anchor}.md" for kind in kinds.folders(".md")}
        return any(file in self.at_fault for file in files)


@lru_cache(maxsize=256)
def _anchors(markdown: str) -> frozenset[str]:
    return frozenset(_found_anchors(markdown))


def _found_anchors(markdown: str) -> Iterator[str]:
    for block in blocks(markdown):
        yield from block.ids
        if block.kind == "heading" and not block.ids:
            yield slug(block.text)


def slug(heading: str) -> str:
    """Return the id that Python-Markdown gives to a heading without one."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def _check_link(site: _Site, text: SourceText, line: int, what: str, address: str) -> Iterator[Problem]:
    """Report an address that runs a script, or that leads to no page, file or anchor of the site."""
    if SCRIPT_URL.match(address):
        fix = "write where it leads: [How to apply](apply.md)"
        yield Problem(text.file, line, f"the {what} {address[:40]} runs a script instead of leading to a page", fix)
        return
    if re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE) or PLACEHOLDER in address:
        return
    path, _, anchor = unquote(address).partition("#")
    if path.startswith("/"):
        fix = "write it from this page, without the first /: [How to apply](apply.md)"
        yield Problem(text.file, line, f"the {what} {address} starts with /", fix)
        return
    target = posixpath.normpath(posixpath.join(posixpath.dirname(text.page), path)) if path else text.page
    if target in site.pages:
        markdown = site.pages[target].markdown
        # The usual form of an anchor is found in the text. Only another form costs parsing the whole page.
        found = not anchor or f"{{ #{anchor} }}" in markdown or anchor in _anchors(markdown)
        if not found and not site.may_exist(target, anchor):
            near = suggest(anchor, _anchors(markdown))
            fix = f"did you mean {path}#{near}" if near else f"link to the page alone: {path or target}"
            yield Problem(text.file, line, f"the {what} {address} leads nowhere: {target} has no #{anchor}", fix)
    elif target not in site.files and not (site.root / "docs" / target).is_file() and not site.may_exist(target, ""):
        fix = _suggest_target(site, target, path)
        yield Problem(text.file, line, f"the {what} {address} leads nowhere: there is no {target}", fix)


def _suggest_target(site: _Site, target: str, path: str) -> str:
    """Return the fix for a link to a page that does not exist."""
    if re.fullmatch(r"[^@/]+@[^@/]+", path):
        return f"did you mean mailto:{path}"
    if path.startswith("www."):
        return f"did you mean https://{path}"
    files = [file.relative_to(site.root / "docs").as_posix() for file in (site.root / "docs" / "assets").glob("*")]
    bare = target.rstrip("/").removesuffix(".html")
    near = suggest(bare, site.pages) or suggest(target, [*site.pages, *files])
    pages = ", ".join(sorted(address for address in site.pages if "/" not in address))
    return f"did you mean {near}" if near else f"the pages are {pages}"


def _check_html(text: SourceText) -> Iterator[Problem]:
    """Report HTML that the content security policy refuses.

    The finished pages are scanned too, but their lines are not those of the file to correct.
    """
    fix = "write it in Markdown; how things look is set in docs/styles/"
    for token in tokens(without_templates(text.markdown)) if "<" in text.markdown else ():
        row = token.map[0] + 1 if token.map else 1
        for part in token.children or [token]:
            if part.type in ("html_block", "html_inline"):
                scan = PolicyScanner(part.content)
                faults = [*scan.violations, *((line, "<script> is not allowed") for line, _ in scan.scripts)]
                yield from (Problem(text.file, text.at(row + line - 1), fault, fix) for line, fault in faults)


def _check_headings(text: SourceText, headings: list[Block]) -> Iterator[Problem]:
    """Report headings in a record, which has none but its title, and on a page those that skip a level."""
    if not text.is_page:
        for heading in headings:
            fix = "write the words as a paragraph in bold: **How long**"
            message = f"“{heading.text}” is a heading, but only its title may be a heading here"
            yield Problem(text.file, text.at(heading.line), message, fix)
        return
    above = 1  # the page's title
    for heading in headings:
        if heading.level == 1 or heading.level > above + 1:
            message = f"“{heading.text}” is a heading of level {heading.level} after one of level {above}"
            fix = f"write {'#' * (min(above, 5) + 1)} {heading.text}"
            yield Problem(text.file, text.at(heading.line), message, fix)
        above = heading.level
