"""Compare the two readers of Markdown line by line, and report every line that they read differently.

The site is made by Python-Markdown, while GitHub's preview, the checks here and the data for search engines follow
CommonMark. A list without an empty line before it is a paragraph to the one and a list to the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown_it.token import Token

from build_scripts.content.checks.markdown import CACHE_SIZE, tokens
from build_scripts.content.checks.source_texts import SourceText, without_templates
from build_scripts.problems import Problem

MESSAGE = "the site and GitHub's preview show this line differently"
SIMPLER = r"write it more simply: **bold**, *emphasis*, [words](page.md), or a \ before a sign that stands for itself"
BELOW_ITEM = "leave an empty line above it, and start it with four spaces where it belongs to an item of a list"
INSIDE_HTML = "write <{tag} markdown> at its start, so that the site reads what is inside it as Markdown"
# The extensions of mkdocs.yml that read blocks, and those that MkDocs always has.
_SITE = Markdown(extensions=["tables", "fenced_code"])
_CONTAINERS = {"ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "th", "td"}
_CODE = "code"
_STASHED_CODE = re.compile("\u0002wzxhzdk:\\d+\u0003")  # what Python-Markdown puts in the place of fenced code
_HTML_BLOCK = re.compile(
    r"^[ \t]*(?:<([a-z]\w*)\b.*?)?</(?(1)\1|\w+)>[ \t]*$", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
# Forms that both readers know; what has other signs of Markdown besides is read by both and compared.
_COMMON = re.compile(
    r"""(?<!\w)(\*{1,2})(?=[\w“‘(])[^*_`\[\]\\<>]*(?<=[\w.,:;!?”’)%])\1(?!\w)  # **bold**, *emphasis*
    | \[[^*_`\[\]\\<>]*\]\([^\s()<>*_`\\]*\)  # [words](page.md)
    | \w_\w  # a_name""",
    re.VERBOSE,
)
_SIGNS = re.compile(r"[*_`\[\]\\]")
_HTML = re.compile(r"<[a-z/!][^>]*>|&#?\w+;", re.IGNORECASE)  # both leave it as it is
_NOTE = re.compile(r"\[\^[^\]\s]+\]")  # a footnote
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# What GitHub alone makes more than text of: how it is written, and the right form.
_GITHUB_ONLY = (
    (re.compile(r"(?<![\w/@.])https?://[^\s<>]*[\w/]"), "write it as a link: <{}>"),
    (re.compile(r"(?<![\w/@.])www\.[\w-]+\.[^\s<>]*[\w/]"), "write it as a link: <https://{}>"),
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "write it as a link: <{}>"),
    (re.compile(r"(?<![~\w])(~~?)(?=[^\s~])[^~]+(?<=[^\s~])\1(?!~)"), "write <del>words</del>, or leave them out"),
    (re.compile(r"^\[[ xX]\] "), "write the item without {}"),
    (re.compile(r"^\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]"), "write it as a word in bold: **Note:**"),
)
_SHOWN = {"strong", "em", "code", "a", "img", "br"}
_ITEM = re.compile(r"([ \t]*)([-*+]|\d+[.)])[ \t]")
_NO_ITEM = re.compile(r"[ ]{0,3}([•·▪◦‣–—](?=[ \t])|-(?=[A-Za-z])|\d+\.(?=[A-Za-z]))")


class Line(NamedTuple):
    """A line of text inside the blocks around it: ("ul", "li"). Its number is 0 where the reader does not tell it."""

    blocks: tuple[str, ...]
    text: str
    number: int = 0

    @property
    def key(self) -> tuple[tuple[str, ...], str]:
        return self.blocks, self.text


def reader_problems(text: SourceText) -> Iterator[Problem]:
    """Yield a problem for each place that the two readers read differently, and for what is a list to neither."""
    markdown = without_templates(text.markdown)
    for number, fix in differences(markdown):
        yield Problem(text.file, text.at(number), MESSAGE, fix)
    for number, line in enumerate(_without_html(markdown).split("\n"), 1):
        if found := _NO_ITEM.match(line):
            fix = "start each item with - or 1. and a space, with an empty line before the list"
            yield Problem(text.file, text.at(number), f"{found[1]} starts no item of a list here", fix)


@lru_cache(maxsize=CACHE_SIZE)
def differences(markdown: str) -> tuple[tuple[int, str], ...]:
    """Return the lines, from 1, that are read differently, each with its right form.

    Neighbouring lines with the same right form are one difference, at the first of them.
    """
    inside = list(_unread_in_html(markdown))
    markdown = _without_html(markdown)
    blocks = list(_block_differences(markdown))
    inline = [] if blocks else list(_inline_differences(markdown))
    return tuple(sorted({*inside, *blocks, *inline, *_github_only(markdown)}))


def _block_differences(markdown: str) -> Iterator[tuple[int, str]]:
    here, there = list(_site_lines(markdown)), list(_preview_lines(markdown))
    if [line.key for line in here] == [line.key for line in there]:
        return
    source, last = markdown.split("\n"), ""
    matcher = SequenceMatcher(None, [line.key for line in there], [line.key for line in here], autojunk=False)
    for tag, start, end, _, _ in matcher.get_opcodes():
        if tag == "equal":
            last = ""
            continue
        for line in there[start:end] or there[start : start + 1] or there[-1:]:
            fix = _fix(source, line.number) or last or BELOW_ITEM
            if fix != last:
                yield line.number, fix
            last = fix


def _inline_differences(markdown: str) -> Iterator[tuple[int, str]]:
    """Compare bold, emphasis, links and code inside blocks that are read alike."""
    for token in tokens(markdown):
        if token.type != "inline" or not _SIGNS.search(_COMMON.sub("", token.content)):
            continue
        content = _HTML.sub("%", token.content)
        inline = token if content == token.content else next((t for t in tokens(content) if t.type == "inline"), token)
        if inline.content == content and _site_inline(content) != _preview_inline(inline.children or []):
            first = token.map[0] + 1 if token.map else 1
            risky = (n for n, line in enumerate(token.content.split("\n")) if _SIGNS.search(_COMMON.sub("", line)))
            yield first + next(risky, 0), SIMPLER


def _github_only(markdown: str) -> Iterator[tuple[int, str]]:
    """Find what GitHub makes more of than CommonMark and the site do: bare addresses, notes, boxes to tick."""
    for token in tokens(markdown):
        if token.type != "inline":
            continue
        line, is_link = token.map[0] + 1 if token.map else 1, False
        for offset, text in enumerate(token.content.split("\n")):
            if _NOTE.search(re.sub("`[^`]*`", "", text)):
                yield line + offset, "write the note where it belongs, in brackets"
        for child in token.children or ():
            is_link = child.nesting == 1 if child.type in ("link_open", "link_close") else is_link
            line += child.type in ("softbreak", "hardbreak")
            if child.type == "text" and not is_link:
                for pattern, fix in _GITHUB_ONLY:
                    yield from ((line, fix.format(found[0].strip())) for found in pattern.finditer(child.content))


def _unread_in_html(markdown: str) -> Iterator[tuple[int, str]]:
    """Find Markdown inside HTML: after an empty line GitHub reads it, and the site only where it is asked to."""
    for html in _HTML_BLOCK.finditer(markdown):
        opening = re.match(r"[ \t]*<(\w+)([^>]*)>", html[0])
        if not opening or re.search(r"\bmarkdown\b", opening[2]):
            continue
        first = markdown.count("\n", 0, html.start()) + 1
        for token in tokens(html[0]):
            if token.type == "inline" and any(part.type not in ("text", "softbreak") for part in token.children or ()):
                yield first + (token.map[0] if token.map else 0), INSIDE_HTML.format(tag=opening[1])
                break


def _fix(source: Sequence[str], number: int) -> str:
    """Return the right form of a line, or "" for an item that goes on a list and for what has no usual mistake."""
    line, above = source[number - 1], source[number - 2] if number > 1 else ""
    if item := _ITEM.match(line):
        indent = len(item[1].expandtabs(4))
        if re.match(r"[ \t]*\d+\)", line):
            return "write the number with a full stop: 1."
        if indent % 4:
            return f"start the line with {indent + 4 - indent % 4} spaces"
        if before := _ITEM.match(above):
            return "leave an empty line before the list" if len(before[1].expandtabs(4)) > indent else ""
        if above.strip():
            return "leave an empty line before the list"
        return _fix_of_first(item[2], source[: number - 1])
    if line.lstrip().startswith("<") or above.lstrip().startswith("<"):
        return "leave an empty line before and after the HTML"
    if re.match(r"#{7}", line):
        return "a heading has six # at most"
    if re.match(r"#{1,6}[^#\s]", line):
        return "write a space after the last #"
    if "|" in line:
        over = next((text for text in reversed(source[: number - 1]) if "|" not in text), "")  # above the whole table
        cells = "write as many cells in this row as in the first, and \\| for a bar inside a cell"
        return "leave an empty line before the table" if over.strip() else cells
    if "|" in above:
        return "leave an empty line after the table"
    if line.lstrip().startswith(("```", "~~~")):
        return "start it at the beginning of the line, with an empty line before it"
    return ""


def _fix_of_first(sign: str, above: Sequence[str]) -> str:
    """Return the right form of an item below an empty line: of a list that does not start at 1, or follows another."""
    if sign[0].isdigit() and sign != "1.":
        return f"number the list from 1; what is no list needs a \\ before the full stop: {sign[:-1]}\\."
    last = next((line for line in reversed(above) if line.strip()), "")
    return "write a sentence between the two lists" if _ITEM.match(last) else ""


def _without_html(markdown: str) -> str:
    """Return Markdown without comments and blocks of HTML, line for line: neither reader looks for Markdown there."""
    for pattern in (_COMMENT, _HTML_BLOCK):
        markdown = pattern.sub(lambda found: "\n" * found[0].count("\n"), markdown)
    return markdown


def _preview_lines(markdown: str) -> Iterator[Line]:
    """Read as CommonMark does, with markdown-it."""
    blocks: list[str] = []
    for token in tokens(markdown):
        if token.type == "inline":
            first = token.map[0] + 1 if token.map else 1
            for offset, text in enumerate(token.content.split("\n")):
                if text.strip():
                    yield Line(tuple(blocks), _plain(text), first + offset)
        elif token.type in ("fence", "code_block"):
            yield Line((*blocks, _CODE), "", token.map[0] + 1 if token.map else 1)
        elif token.tag in _CONTAINERS and token.nesting == 1:
            start = token.attrGet("start")  # of a list that does not start at 1, as every list of the site does
            blocks.append(token.tag if start in (None, 1) else f"{token.tag} from {start}")
        elif token.tag in _CONTAINERS and token.nesting == -1:
            blocks.pop()


def _site_lines(markdown: str) -> Iterator[Line]:
    """Read as Python-Markdown does, up to the blocks: their text is as it was written."""
    _SITE.reset()
    lines = markdown.split("\n")
    for preprocessor in _SITE.preprocessors:
        lines = preprocessor.run(lines)
    yield from _element_lines(_SITE.parser.parseDocument(lines).getroot(), ())


def _element_lines(element: Element, blocks: tuple[str, ...]) -> Iterator[Line]:
    if element.tag == "pre" or _STASHED_CODE.fullmatch((element.text or "").strip()):
        yield Line((*blocks, _CODE), "")
        return
    inner = (*blocks, element.tag) if element.tag in _CONTAINERS else blocks
    for text in (element.text or "").strip().split("\n"):
        if text.strip():
            yield Line(inner, _plain(text))
    for child in element:
        yield from _element_lines(child, inner)
        if (child.tail or "").strip():
            yield from (Line(inner, _plain(text)) for text in (child.tail or "").strip().split("\n"))


def _plain(text: str) -> str:
    """Return a line as both readers pass it on: only one of them keeps the backslash before a bar in a table."""
    return text.strip().replace("\\|", "|")


def _preview_inline(children: Sequence[Token]) -> str:
    """Write what CommonMark makes of a block's text, with the names of its elements."""
    parts = []
    for token in children:
        if token.type == "code_inline":
            parts.append(f"<code>{token.content}</code>")
        elif token.type == "image":
            parts.append(f"<img>{token.content}</img>")
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("<br></br>" if token.type == "hardbreak" else " ")
        elif token.nesting:
            parts.append(f"<{token.tag}>" if token.nesting == 1 else f"</{token.tag}>")
        else:
            parts.append(token.content)
    return _same_order("".join(parts))


def _same_order(written: str) -> str:
    """Return what a reader makes of a text, whichever of bold and emphasis is the outer one."""
    written = written.replace("<em><strong>", "<strong><em>").replace("</strong></em>", "</em></strong>")
    return " ".join(written.split())


def _site_inline(text: str) -> str:
    """Write what Python-Markdown makes of a block's text, in the same form."""
    root = Element("div")
    SubElement(root, "p").text = text
    _SITE.treeprocessors["inline"].run(root)
    return _same_order(_SITE.treeprocessors["unescape"].unescape(_written(root[0])))


def _written(element: Element) -> str:
    inner = (element.text or "") + "".join(_written(child) + (child.tail or "") for child in element)
    if element.tag == "img":
        inner = element.get("alt", "")
    return f"<{element.tag}>{inner}</{element.tag}>" if element.tag in _SHOWN else inner
