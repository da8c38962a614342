"""Warnings about words: long sentences, short forms that are not explained, and words to avoid.

`python3 dev.py report plain-english` lists them and every build ends with them; none stops one. The words to avoid
are in content/words.toml.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from build_scripts.content.checks.links_and_headings import Text as Written
from build_scripts.content.checks.links_and_headings import masked, texts
from build_scripts.content.checks.markdown import blocks, sentences
from build_scripts.content.collection import Facts, read_facts
from build_scripts.content.files.source_files import Source, leaves, read_toml
from build_scripts.content.models import WordList
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError, Problem

LONGEST = 25
_ACRONYM = re.compile(r"\b[A-Z]{2,}(?=s?\b)")
_SMALL = {"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with"}


def warnings(root: Path, facts: Facts) -> list[Problem]:
    """Every warning of every file; of words to avoid there is none where their list cannot be read."""
    words = facts.words or WordList(known=[], avoid=[])
    written = list(texts(facts))
    around = {text.page: masked(text.markdown) for text in written if text.is_page}
    found: list[Problem] = []
    for text in written:
        page = "" if text.is_page or text.page == "faq.md" else around.get(text.page, "")
        known = [*words.known, *_from_facts(text.markdown, facts.programme)]
        found += [*_of_text(text, words), *_unexplained(text, page, known)]
    found += _of_wording(read_toml(root / "content/wording.toml", root), words)
    return sorted(set(found))


def _of_text(text: Written, words: WordList) -> Iterator[Problem]:
    avoided = _any_of(tuple(avoid.word for avoid in words.avoid))
    for block in text.blocks():
        if len(block.text.split()) <= LONGEST and not avoided.search(block.text):
            continue
        for offset, sentence in _located(block.text):
            line = text.at(block.line + block.text.count("\n", 0, offset))
            yield from _of_sentence(text.file, line, sentence, words)


def _located(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with where it starts in the text."""
    starts = [word.start() for word in re.finditer(r"\S+", text)]
    words = 0
    for sentence in sentences(text):
        yield starts[words], sentence
        words += len(sentence.split())


def _of_sentence(file: str, line: int, sentence: str, words: WordList) -> Iterator[Problem]:
    parts = sentence.split()
    if len(parts) > LONGEST and (count := sum(bool(re.search(r"\w", part)) for part in parts)) > LONGEST:
        wrong = f"a sentence of {count} words: “{' '.join(parts[:6])} …”"
        yield Problem(file, line, wrong, f"make it two, or cut it to {LONGEST}")
    if _any_of(tuple(avoid.word for avoid in words.avoid)).search(sentence):
        for avoid in words.avoid:
            if _any_of((avoid.word,)).search(sentence):
                yield Problem(file, line, f"“{avoid.word}” is a word to avoid", f"better: {avoid.better}")


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    any_word = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<![\w/.-])(?:{any_word})(?![\w/-])", re.IGNORECASE)


def _unexplained(text: Written, page: str, known: Iterable[str]) -> Iterator[Problem]:
    """Short forms that their first paragraph on the page does not spell out."""
    seen = {*known, *(found for block in blocks(page) for found in _ACRONYM.findall(block.text))}
    for block in text.blocks():
        for found in _ACRONYM.finditer(block.text):
            short = found[0]
            if short not in seen and not explains(block.text, short):
                line = text.at(block.line + block.text.count("\n", 0, found.start()))
                right = "write the words in full, then the short form in brackets: Special Educational Needs (SEN)"
                yield Problem(text.file, line, f"{short} is not explained where this page first uses it", right)
            seen.add(short)


def _from_facts(template: str, programme: Mapping[str, Any]) -> Iterator[str]:
    """Short forms that a fact which the text quotes explains."""
    for quoted in re.findall(r"\bprogramme\.([\w.]+)", template):
        value: Any = programme
        for name in quoted.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, str):
            yield from (short for short in _ACRONYM.findall(value) if explains(value, short))


def explains(text: str, short: str) -> bool:
    """Whether the text spells the short form out: words with its first letters, small words between them or not.

    Where the letters are not all first ones, as in Special Educational Needs Coordinator (SENCO), brackets will do.
    """
    if re.search(rf"\b{short[0]}\w+(?:\s+[\w’'-]+){{1,8}}\s+\({short}s?\)", text):
        return True
    words = [word for word in re.findall(r"[A-Za-z][\w'’]*", text) if word.upper() != word or len(word) == 1]
    for spelt in (words, [word for word in words if word.lower() not in _SMALL]):
        initials = "".join(word[0].upper() for word in spelt)
        if short in initials:
            return True
    return False


def _of_wording(source: Source, words: WordList) -> Iterator[Problem]:
    for path, said in leaves(source.data):
        for sentence in sentences(str(said)):
            yield from _of_sentence(source.file, source.line(*path), sentence, words)


def told(root: Path, facts: Facts) -> list[str]:
    """The warnings in lines; none where there is no warning."""
    found = warnings(root, facts)
    return [f"Words: {len(found)} warning{'s' * (len(found) > 1)}.", *map(str, found)] if found else []


def main() -> int:
    facts, problems = read_facts(ROOT)
    if facts.words is None:
        print(ContentError(problems), file=sys.stderr)
        return 1
    print(*told(ROOT, facts) or ["No long sentence, no unexplained short form, no word to avoid."], sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
