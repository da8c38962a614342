"""Warnings about words: long sentences, short forms that are not explained, and words to avoid.

`python3 dev.py plain` lists them and so does every build; none stops one. The list of words is content/words.toml.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from build_scripts.facts import read_facts
from build_scripts.models import WordList
from build_scripts.problems import ContentError, Problem
from build_scripts.proofread import Text as Written
from build_scripts.proofread import masked, texts
from build_scripts.prose import blocks, sentences
from build_scripts.sources import Source, leaves, read_toml

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 25
_ACRONYM = re.compile(r"\b[A-Z]{2,}(?=s?\b)")
_SMALL = {"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with"}


def warnings(root: Path) -> list[Problem]:
    """Every warning of every file. Raises ContentError where the list of words itself cannot be read."""
    facts, problems = read_facts(root)
    words = facts.words
    if words is None:
        raise ContentError(problems)
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
    for block in text.blocks():
        for offset, sentence in _located(block.text):
            line = text.at(block.line + block.text.count("\n", 0, offset))
            yield from _of_sentence(text.file, line, sentence, words)


def _located(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with where it starts in the text."""
    at = 0
    for sentence in sentences(text):
        first = re.compile(r"\s+".join(re.escape(word) for word in sentence.split()[:4])).search(text, at)
        at = first.start() if first else at
        yield at, sentence
        at += 1


def _of_sentence(file: str, line: int, sentence: str, words: WordList) -> Iterator[Problem]:
    long = [word for word in sentence.split() if re.search(r"\w", word)]
    if len(long) > LONGEST:
        wrong = f"a sentence of {len(long)} words: “{' '.join(sentence.split()[:6])} …”"
        yield Problem(file, line, wrong, f"make it two, or cut it to {LONGEST}")
    for avoid in words.avoid:
        pattern = rf"(?<![\w/.-]){re.escape(avoid.word).replace(r'\ ', r'\s+')}(?![\w/-])"
        if re.search(pattern, sentence, re.IGNORECASE):
            yield Problem(file, line, f"“{avoid.word}” is a word to avoid", f"better: {avoid.better}")


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


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py plain", description="Long sentences, short forms, words to avoid.")
    parser.add_argument("--quiet", action="store_true", help="say nothing where there is no warning")
    options = parser.parse_args()
    try:
        found = warnings(ROOT)
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    if found:
        print(f"Words: {len(found)} warning{'s' * (len(found) > 1)}.", *found, sep="\n")
    elif not options.quiet:
        print("No long sentence, no unexplained short form, no word to avoid.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
