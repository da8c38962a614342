"""Warn of long sentences, of short forms that are not explained, and of words to avoid.

`python3 dev.py report plain-english` lists them and every build ends with them; none stops one. The words to avoid
are in content/words.toml.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from build_scripts.content.checks.markdown import blocks, sentences
from build_scripts.content.checks.source_texts import SourceText, source_texts, without_templates
from build_scripts.content.collection import Content, read_content
from build_scripts.content.files.field_paths import leaves
from build_scripts.content.files.source_files import SourceFile, read_toml
from build_scripts.content.kinds import WORDING
from build_scripts.content.models import WordList
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError, Problem, count, exit_code

MAX_WORDS = 25
_ACRONYM = re.compile(r"\b[A-Z]{2,}(?=s?\b)")
_SMALL = {"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with"}


def warnings(root: Path, content: Content) -> list[Problem]:
    """Return every warning of every file. Where the list of words to avoid cannot be read, none of them is found.

    A short form that a page explains may be used in every record on it, unless the record has a page of its own.
    """
    words = content.words or WordList(known=[], avoid=[])
    written = list(source_texts(content))
    around = {text.page: without_templates(text.markdown) for text in written if text.is_page}
    found: list[Problem] = []
    for text in written:
        page = "" if text.is_page or text.has_own_page else around.get(text.page, "")
        known = [*words.known, *_from_facts(text.markdown, content.programme)]
        found += [*_check_text(text, words), *_unexplained(text, page, known)]
    found += _check_wording(read_toml(root / WORDING, root), words)
    return sorted(set(found))


def _check_text(text: SourceText, words: WordList) -> Iterator[Problem]:
    avoided = _word_pattern(tuple(avoid.word for avoid in words.avoid))
    for block in text.blocks():
        if len(block.text.split()) <= MAX_WORDS and not avoided.search(block.text):
            continue
        for offset, sentence in _sentences_with_offsets(block.text):
            line = text.at(block.line + block.text.count("\n", 0, offset))
            yield from _check_sentence(text.file, line, sentence, words)


def _sentences_with_offsets(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence with the place in the text where it starts."""
    starts = [word.start() for word in re.finditer(r"\S+", text)]
    words = 0
    for sentence in sentences(text):
        yield starts[words], sentence
        words += len(sentence.split())


def _check_sentence(file: str, line: int, sentence: str, words: WordList) -> Iterator[Problem]:
    parts = sentence.split()
    if len(parts) > MAX_WORDS and (count := sum(bool(re.search(r"\w", part)) for part in parts)) > MAX_WORDS:
        message = f"a sentence of {count} words: “{' '.join(parts[:6])} …”"
        yield Problem(file, line, message, f"split it in two, or cut it to {MAX_WORDS} words")
    if _word_pattern(tuple(avoid.word for avoid in words.avoid)).search(sentence):
        for avoid in words.avoid:
            if _word_pattern((avoid.word,)).search(sentence):
                yield Problem(file, line, f"“{avoid.word}” is a word to avoid", f"better: {avoid.better}")


@cache
def _word_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    any_word = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<![\w/.-])(?:{any_word})(?![\w/-])", re.IGNORECASE)


def _unexplained(text: SourceText, page: str, known: Iterable[str]) -> Iterator[Problem]:
    """Find short forms that their first paragraph on the page does not spell out."""
    seen = {*known, *(found for block in blocks(page) for found in _ACRONYM.findall(block.text))}
    for block in text.blocks():
        for found in _ACRONYM.finditer(block.text):
            short = found[0]
            if short not in seen and not spells_out(block.text, short):
                line = text.at(block.line + block.text.count("\n", 0, found.start()))
                fix = "write the words in full, then the short form in brackets: Special Educational Needs (SEN)"
                yield Problem(text.file, line, f"{short} is not explained where this page first uses it", fix)
            seen.add(short)


def _from_facts(template: str, programme: Mapping[str, Any]) -> Iterator[str]:
    """Yield the short forms that the facts in a text spell out."""
    for quoted in re.findall(r"\bprogramme\.([\w.]+)", template):
        value: Any = programme
        for name in quoted.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, str):
            yield from (short for short in _ACRONYM.findall(value) if spells_out(value, short))


def spells_out(text: str, short: str) -> bool:
    """Say whether a text spells a short form out, in words with its first letters, with or without small words between.

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


def _check_wording(source: SourceFile, words: WordList) -> Iterator[Problem]:
    for path, said in leaves(source.data):
        for sentence in sentences(str(said)):
            yield from _check_sentence(source.file, source.line(*path), sentence, words)


def report_lines(root: Path, content: Content) -> list[str]:
    """Return the warnings in lines, none where there is no warning."""
    found = warnings(root, content)
    return [f"Words: {count(len(found), 'warning')}.", *map(str, found)] if found else []


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    content, problems = read_content(ROOT)
    if content.words is None:
        raise ContentError(problems)
    print(*report_lines(ROOT, content) or ["No long sentence, no unexplained short form, no word to avoid."], sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
