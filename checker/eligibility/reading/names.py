"""Read how people name a school: by a number, a postcode, or its name as offices write it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from eligibility.reading.text import clean

NAMING: Final = ("urn", "dfe", "ukprn", "la", "estab", "name", "postcode")  # what a list may name a school by
NUMBER_ERRORS: Final = ("urn-not-a-number", "urn-cut", "urn-padded")
_NUMBER_LABEL: Final = re.compile(
    r"(?i)(?:(?:urn|ukprn|laestab|dfe|school|unique reference|number|no)[ .:#/=-]*)+(?=\d)|[#№]\s*(?=\d)"
)
_AROUND: Final = "()[] .,;:*"  # what may stand around a number, and says nothing
_NUMBER: Final = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+|\d{3} ?[/-] ?\d{4}|\d{3} \d{4}|(\d+)\.0+|\d+")
UKPRN_LENGTH: Final = 8
DFE_LENGTH: Final = 7  # three digits of the local authority, four of the school
_URN_LENGTHS: Final = (5, 6, 7)
# Words that lists of schools put in or leave out as they like.
_SPARE_WORDS: Final = frozenset(("the", "school", "and", "of", "at", "in", "for"))
# Letters that each have a point, C.E., are one short form; else a point parts words: St.Elder.
_INITIALS: Final = re.compile(r"\b(?:[a-z]\.){2,}")
# Accents that names in England have, and lists leave out.
_ACCENTS: Final = str.maketrans("àáâãäåçèéêëìíîïñòóôõöùúûüýÿŵŷ", "aaaaaaceeeeiiiinooooouuuuyywy")


class NumberError(Exception):
    """A cell that holds no number of a school. `code` is one of NUMBER_ERRORS, `meant` the number that may be meant."""

    def __init__(self, code: str, entered: str, meant: str = "") -> None:
        super().__init__(code)
        self.code, self.entered, self.meant = code, entered, meant


def read_number(cell: str) -> str:
    """Read a URN, a DfE number (999/4001) or a UKPRN: its digits alone, whose count tells them apart.

    Raises NumberError for anything else, and where a spreadsheet cut the number or put a nought before it.
    """
    text = clean(cell)
    label = _NUMBER_LABEL.match(text)
    bare = (text[label.end() :] if label else text).strip(_AROUND)
    if re.fullmatch(r"(?i)\d(?:[.,]\d+)?e\+?\d+", bare):
        raise NumberError("urn-cut", text)
    found = _NUMBER.fullmatch(_urn_beside_words(text) or bare)
    digits = "".join(str(int(digit)) for digit in re.findall(r"\d", found[1] or found[0])) if found else ""
    shorter = digits.lstrip("0")
    if shorter != digits and len(shorter) in _URN_LENGTHS:
        raise NumberError("urn-padded", text, shorter)
    if len(digits) not in (*_URN_LENGTHS, UKPRN_LENGTH):
        raise NumberError("urn-not-a-number", text)
    return digits


def _urn_beside_words(text: str) -> str:
    """Find the one URN beside words without figures: "Madeup School (URN 990001)", as the checker itself writes it."""
    words = [word.strip(_AROUND) for word in text.split()]
    numbers = [word for word in words if re.search(r"\d", word)]
    is_urn = len(numbers) == 1 and re.fullmatch(r"\d{6}", numbers[0])
    return numbers[0] if is_urn and re.search(r"[^\W\d_]", text) else ""


def is_number(cell: str) -> bool:
    """Say whether a cell holds six digits as a URN does, a DfE number with its sign, or a UKPRN."""
    return bool(re.fullmatch(r"\d{6}|\d{3} ?[/ -] ?\d{4}|\d{7}|1\d{7}", clean(cell)))


def read_postcode(cell: str) -> str:
    """Read a postcode, however it is spaced: ZZ11AA."""
    return re.sub(r"\W", "", clean(cell)).upper()


class NameReader:
    """Compare names of schools, however offices shorten them.

    `abbreviations` has the short forms by the long one, whose words are joined by hyphens.
    """

    def __init__(self, abbreviations: Mapping[str, Sequence[str]]) -> None:
        self._long = {short: long.replace("-", " ") for long, shorts in abbreviations.items() for short in shorts}
        shorts = sorted(self._long, key=len, reverse=True)
        self._short = re.compile(rf"\b(?:{'|'.join(map(re.escape, shorts))})\b") if shorts else None

    def key(self, name: str) -> str:
        """Return the same for two names that differ only in case, signs, spaces, spare words and short forms."""
        return "".join(self._words(name))

    def share_a_word(self, name: str, other: str) -> bool:
        return not {*self._words(name)}.isdisjoint(self._words(other))

    def contradict(self, name: str, other: str) -> bool:
        """Say whether each of two names has a word that the other lacks: then neither is a shorter form."""
        keys, words = (self.key(name), self.key(other)), ({*self._words(name)}, {*self._words(other)})
        is_shorter = any(one in two for one, two in (keys, keys[::-1]))
        return not (is_shorter or words[0] <= words[1] or words[1] <= words[0])

    def _words(self, name: str) -> list[str]:
        """Return the words of a name in full, without those that lists put in or leave out."""
        plain = clean(name).casefold().replace("'", "").translate(_ACCENTS)
        text = " ".join(re.findall(r"[^\W_]+", _INITIALS.sub(lambda found: found[0].replace(".", ""), plain)))
        if self._short:
            text = self._short.sub(lambda found: self._long[found[0]], text)
        return [word for word in text.split() if word not in _SPARE_WORDS]
