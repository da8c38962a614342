"""Read Markdown as a visitor does: blocks of plain text with their lines, and the sentences in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

CACHE_SIZE = 4096  # texts: each is read for its links, for its words and for its plain form
_PARSER = MarkdownIt("commonmark").enable("table")
_PARSER.validateLink = lambda url: True  # type: ignore[method-assign]  # what is no link here, Python-Markdown makes one
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*((?:[#.][\w-]+[ \t]*)+)\}")  # { #name .class }, as attr_list reads it
_NO_TEXT = {"script", "style"}
_DRAWINGS = {"figure", "svg"}
_INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "input", "kbd", "small", "span", "strong", "sub", "sup", "wbr"}


@dataclass(frozen=True)
class Link:
    """A link with its line, from 1."""

    address: str
    line: int


@dataclass(frozen=True)
class Picture:
    """A picture with its line, from 1."""

    address: str
    alt: str | None  # None where there is none; "" says that a picture is only decoration
    line: int


@dataclass
class Block:
    """A paragraph, heading, cell or list item. `line` counts from 1; `level` is a heading's."""

    kind: Literal["text", "heading"]
    text: str
    line: int
    level: int = 0
    row: tuple[int, int] | None = None  # where its row of a table begins: line and column
    is_drawn: bool = False  # inside a drawing
    ids: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


@lru_cache(maxsize=CACHE_SIZE)
def tokens(markdown: str) -> tuple[Token, ...]:
    """Parse Markdown by CommonMark, with tables."""
    return tuple(_PARSER.parse(markdown))


@lru_cache(maxsize=CACHE_SIZE)
def blocks(markdown: str) -> tuple[Block, ...]:
    """Return every block that holds something, in the order of the page."""
    found: list[Block] = []
    level, line, row = 0, 0, None
    for token in tokens(markdown):
        line = token.map[0] if token.map else line
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "inline":
            found.append(_inline(token, level, line + 1, row))
            level = 0
        elif token.tag == "tr":
            row = (line + 1, 0) if token.nesting == 1 else None
        elif token.type == "html_block":
            found += HtmlBlocks(line + 1).read(token.content)
    return tuple(found)


@lru_cache(maxsize=CACHE_SIZE)
def to_plain_text(markdown: str) -> str:
    """Turn Markdown into plain text: each paragraph, item and row on a line of its own, without drawings and code."""
    lines: list[str] = []
    row = None
    for block in blocks(markdown):
        text = " ".join(block.text.split())
        if not text or block.is_drawn:
            continue
        if row and block.row == row:
            lines[-1] += f" {text}"
        else:
            lines.append(text)
        row = block.row
    return "\n".join(lines)


def sentences(text: str) -> list[str]:
    """Split a block into sentences. A full stop inside a name, such as J.P. Morgan, ends none."""
    parts = re.split(r"(?<=[.!?])(?<!\b[A-Z]\.)[”’\")]*\s+(?=[“‘\"(]*[A-Z0-9{])", " ".join(text.split()))
    return [part for part in parts if part]


def all_sentences(markdown: str) -> list[str]:
    """Return every sentence of a page, in order."""
    return [sentence for block in blocks(markdown) for sentence in sentences(block.text)]


def _inline(token: Token, level: int, line: int, row: tuple[int, int] | None) -> Block:
    block = Block("heading" if level else "text", "", line, level, row)
    text = ""
    for child in token.children or ():
        here = line + text.count("\n")
        if child.type == "link_open":
            block.links.append(Link(str(child.attrGet("href") or ""), here))
        elif child.type == "image":
            block.pictures.append(Picture(str(child.attrGet("src") or ""), child.content, here))
        elif child.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif child.type == "html_inline":
            for part in HtmlBlocks(here).read(child.content):
                block.ids, block.links = block.ids + part.ids, block.links + part.links
                block.pictures += part.pictures
        else:
            text += child.content
    for found in _ATTRIBUTES.finditer(text):
        block.ids += [name[1:] for name in found[1].split() if name.startswith("#")]
    block.text = _ATTRIBUTES.sub("", text).strip()
    return block


class HtmlBlocks(HTMLParser):
    """Read a piece of HTML: a block for each element that is not inside a line of text."""

    def __init__(self, line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.first, self.silent, self.drawings = line, 0, 0
        self.row: tuple[int, int] | None = None
        self.found: list[Block] = []
        self.open = Block("text", "", line)

    def read(self, html: str) -> Iterable[Block]:
        """Return the blocks of a whole piece."""
        self.feed(html)
        self.close()
        self._finish()
        return self.found

    @property
    def line(self) -> int:
        return self.first + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _NO_TEXT:
            self.silent += 1
        if tag in _DRAWINGS:
            self.drawings += 1
        if tag == "tr":
            self.row = self.line, self.getpos()[1]
        if tag not in _INLINE:
            self._finish()
        if name := values.get("id"):
            self.open.ids.append(name)
        if tag == "img":
            self.open.pictures.append(Picture(values.get("src") or "", values.get("alt"), self.line))
        if tag == "a":
            self.open.links.append(Link(values.get("href") or "", self.line))
        if re.fullmatch(r"h[1-6]", tag):
            self.open.kind, self.open.level = "heading", int(tag[1])

    def handle_endtag(self, tag: str) -> None:
        if tag in _NO_TEXT:
            self.silent -= 1
        if tag in _DRAWINGS:
            self.drawings -= 1
        if tag == "tr":
            self.row = None
        if tag not in _INLINE:
            self._finish()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.open.text += data

    def _finish(self) -> None:
        done, self.open = self.open, Block("text", "", self.line, row=self.row, is_drawn=self.drawings > 0)
        done.text = done.text.strip()
        if done.text or done.ids or done.links or done.pictures:
            self.found.append(done)
