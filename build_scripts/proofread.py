"""What is wrong in written Markdown: links and anchors inside the site, pictures without words, headings out of order.

The text is read as it is written, with its facts masked, so that every problem has the line on which it is mended.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from build_scripts.facts import Facts
from build_scripts.problems import Problem, suggest
from build_scripts.prose import Block, blocks

FACT = "facthere"  # stands for a fact that a template fills in


@dataclass(frozen=True)
class Text:
    """Markdown of one file: where it starts, the page that shows it, and whether it is a page or a record on one."""

    file: str
    line: int
    markdown: str
    page: str
    is_page: bool = False

    def blocks(self) -> Iterator[Block]:
        return blocks(masked(self.markdown))

    def at(self, line: int) -> int:
        return self.line + line - 1


def masked(template: str) -> str:
    """Markdown without Jinja2, line for line."""

    def keep_lines(found: re.Match[str]) -> str:
        return (FACT if found[0].startswith("{{") else "") + "\n" * found[0].count("\n")

    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", keep_lines, template, flags=re.DOTALL)


def texts(facts: Facts) -> Iterator[Text]:
    """Everything written in Markdown, each with the page on which it stands."""
    for entry in facts.pages:
        source = entry.source
        yield Text(source.file, source.body_line, source.body, source.file.removeprefix("docs/"), is_page=True)
    shown = (("faq.md", facts.questions), ("modules.md", facts.modules), ("evidence.md", facts.evidence))
    for page, entries in shown:
        yield from (Text(e.source.file, e.source.body_line, e.source.body, page) for e in entries)
    for index, assumed in enumerate(facts.assumptions):
        for name in ("question", "assume", "why"):
            line = assumed.source.line("assumption", index, name)
            yield Text(assumed.source.file, line, " ".join(getattr(assumed.record, name).split()), "assumptions.md")


def proofread(root: Path, facts: Facts, pages: Iterable[tuple[str, str]], others: Iterable[str]) -> Iterator[Problem]:
    """Every problem. `pages` are addresses with the Markdown they show; `others` the addresses of other files."""
    anchors = {address: set(_anchors(markdown)) for address, markdown in pages}
    for text in texts(facts):
        found = list(text.blocks())
        for block in found:
            for link in block.links:
                yield from _link(root, text, text.at(link.line), link.address, anchors, set(others))
            for picture in block.pictures:
                if picture.instead is None or (picture.instead == "" and "![" in text.markdown):
                    right = "say what it shows: ![Two people at a desk](desk.png)"
                    yield Problem(
                        text.file, text.at(picture.line), f"{picture.address} has no words in its place", right
                    )
        yield from _headings(text, [block for block in found if block.kind == "heading"])


def _anchors(markdown: str) -> Iterator[str]:
    for block in blocks(markdown):
        yield from block.ids
        if block.kind == "heading" and not block.ids:
            yield slug(block.text)


def slug(heading: str) -> str:
    """The id that a heading gets when it is given none, as Python-Markdown makes it."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def _link(
    root: Path, text: Text, line: int, address: str, anchors: dict[str, set[str]], others: set[str]
) -> Iterator[Problem]:
    if re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE) or FACT in address:
        return
    path, _, anchor = unquote(address).partition("#")
    if path.startswith("/"):
        right = "write it from this page, without the first /: [How to apply](apply.md)"
        yield Problem(text.file, line, f"the link {address} starts with /", right)
        return
    target = posixpath.normpath(posixpath.join(posixpath.dirname(text.page), path)) if path else text.page
    if target in anchors:
        if anchor and anchor not in anchors[target]:
            near = suggest(anchor, anchors[target])
            right = f"did you mean {path}#{near}" if near else f"link to the page alone: {path or target}"
            yield Problem(text.file, line, f"the link {address} leads nowhere: {target} has no #{anchor}", right)
    elif target not in others and not (root / "docs" / target).is_file():
        near = suggest(f"{target.rstrip('/').removesuffix('.html')}", anchors) or suggest(target, anchors)
        right = (
            f"did you mean {near}" if near else f"the pages are {', '.join(sorted(a for a in anchors if '/' not in a))}"
        )
        yield Problem(text.file, line, f"the link {address} leads nowhere: there is no {target}", right)


def _headings(text: Text, headings: list[Block]) -> Iterator[Problem]:
    if not text.is_page:
        for heading in headings:
            right = "write the words as a paragraph in bold: **How long**"
            wrong = f"“{heading.text}” is a heading, and a record has none beside its title"
            yield Problem(text.file, text.at(heading.line), wrong, right)
        return
    above = 1  # the page's title
    for heading in headings:
        if heading.level == 1 or heading.level > above + 1:
            wrong = f"“{heading.text}” is a heading of level {heading.level} after one of level {above}"
            right = f"write {'#' * (min(above, 5) + 1)} {heading.text}"
            yield Problem(text.file, text.at(heading.line), wrong, right)
        above = heading.level
