"""Read the postcode in a cell, as people keep it: alone, in an address, in any spacing, or not at all.

Two letters are repaired, O for 0 and I for 1 and the other way round, and only where that gives a known outward code.
Nothing else is guessed: nine in ten wrong last letters would give another real postcode.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from eligibility.data.directory import UNIT_LETTERS, Area, Directory

# Why a cell counts for nothing, in the order in which people are told. The wording has a sentence for each.
UNMATCHED: Final = (
    "blank", "partial", "not-a-postcode", "not-in-list",
    "outside-england", "forces", "placeholder", "several",
)
# What the directory leaves out, by the letters that begin the postcode.
_ELSEWHERE: Final = {
    **dict.fromkeys(("BT", "GY", "IM", "JE"), "outside-england"),
    "BF": "forces",
    **dict.fromkeys(("XX", "ZZ"), "placeholder"),  # ZZ99 3VZ: no fixed abode, in NHS lists and in schools'
}
_MEANS_BLANK: Final = (
    "0", "NA", "NIL", "NONE", "NULL", "UNKNOWN", "NOTKNOWN", "NK", "TBA", "TBC",
    "NOTGIVEN", "NOTPROVIDED", "NOTAVAILABLE", "NOTAPPLICABLE", "NOPOSTCODE",
    "NFA", "NOFIXEDABODE", "NOFIXEDADDRESS", "HOMELESS",
)
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # the full-width letters of East Asian keyboards
_IGNORED: Final = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))  # soft hyphens, zero-width spaces
_PLAIN: Final = {**_WIDE, **_IGNORED, **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-")}

_AS_USUAL: Final = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")
_COUNTRY: Final = re.compile(r"\W*\b(?:UNITED KINGDOM|GREAT BRITAIN|ENGLAND|WALES|SCOTLAND|UK|GB)\W*$")
_SPACING: Final = re.compile(r"[\s.\-_]+")
_OUTWARD: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?|GIR")
_INWARD: Final = re.compile(r"[0-9OI][A-Z]{2}")
_USUAL_INWARD: Final = re.compile(rf"[0-9][{UNIT_LETTERS}]{{2}}")
_FORCES: Final = re.compile(r"\bB\.?F\.?P\.?O\b")
# In an address. "Flat B2 2nd floor" names no postcode, though it has the form of one.
_FLOOR: Final = r"(?:1ST|2ND|3RD|[4-90]TH)\s+[A-Z]"
_IN_TEXT: Final = re.compile(rf"(?<![A-Z0-9])([A-Z0-9]{{2,4}}?)[\s.\-]*(?!{_FLOOR})([0-9OI][A-Z]{{2}})(?![A-Z0-9])")
_BEGINNINGS: Final = [re.compile(rf"(?:^|[\s,;])([A-Z0-9]{{2,4}}){more}$") for more in ("", r"[\s.\-]*[0-9][A-Z]?")]
_ALIKE: Final = {"O": "O0", "0": "0O", "I": "I1", "1": "1I"}
_DIGITS: Final = str.maketrans("OI", "01")


class Reading(NamedTuple):
    """What a cell says: the area where the pupil lives, or why there is none (one of UNMATCHED)."""

    area: Area | None
    why: str  # "" where there is an area
    ended: bool = False
    repaired: bool = False


class _Postcode(NamedTuple):
    outward: str
    inward: str
    repaired: bool


def read_cell(cell: str, directory: Directory) -> Reading:
    """Read the one postcode in a cell, and look it up."""
    as_usual = _AS_USUAL.fullmatch(cell)  # nearly all cells are, and this takes a tenth of the time
    if as_usual and (home := directory.find(*as_usual.groups())) and home.area:
        return Reading(home.area, "", home.ended)
    text = cell.translate(_PLAIN).upper().strip(" \t\r\n'\"=`´‘’“”")
    compact = re.sub(r"[\W_]", "", text)
    if not compact or compact in _MEANS_BLANK:
        return Reading(None, "blank")
    found = [*_postcodes(text, directory)]
    if len({postcode[:2] for postcode in found}) > 1:
        return Reading(None, "several")
    if _FORCES.search(text):
        return Reading(None, "several" if found and found[0].outward[:2] != "BF" else "forces")
    return _look_up(found[0], directory) if found else Reading(None, _why_none(text, compact, directory))


def _look_up(postcode: _Postcode, directory: Directory) -> Reading:
    if elsewhere := _ELSEWHERE.get(postcode.outward[:2]):
        return Reading(None, elsewhere, repaired=postcode.repaired)
    home = directory.find(postcode.outward, postcode.inward)
    if home is None:
        return Reading(None, "not-in-list", repaired=postcode.repaired)
    if home.area is None:
        return Reading(None, "outside-england", repaired=postcode.repaired)
    return Reading(home.area, "", home.ended, postcode.repaired)


def _postcodes(text: str, directory: Directory) -> Iterator[_Postcode]:
    """Find the postcodes in a cell: the whole of it; else those in an address, which need repair only at its end."""
    alone = _SPACING.sub("", text).strip(".,;:()[]")
    if 5 <= len(alone) <= 7 and (whole := _postcode(alone[:-3], alone[-3:], directory)):
        yield whole
        return
    address = _COUNTRY.sub("", text)
    end = len(address.rstrip(" .,;:()[]'\"\r\n\t"))
    for match in _IN_TEXT.finditer(address):
        postcode = _postcode(match[1], match[2], directory)
        if postcode and (match.end() == end or (postcode.outward in directory and not postcode.repaired)):
            yield postcode


def _postcode(outward: str, inward: str, directory: Directory) -> _Postcode | None:
    """Make a postcode of two parts, repaired if need be; None where they are none."""
    known = _known(outward, directory)
    if known is None or not _INWARD.fullmatch(inward):
        return None
    if directory.find(outward, inward):  # whatever letters it has
        return _Postcode(outward, inward, False)
    mended = inward[0].translate(_DIGITS) + inward[1:]
    repaired = (known, mended) != (outward, inward)
    is_known = known in directory or known[:2] in _ELSEWHERE
    if (repaired and not is_known) or not (_USUAL_INWARD.fullmatch(mended) or known[:2] in _ELSEWHERE):
        return None
    return _Postcode(known, mended, repaired)


def _known(outward: str, directory: Directory) -> str | None:
    """Give an outward code as the directory has it, or as it is where it has the form of one; None for other text."""
    if outward in directory or (outward[:2] in _ELSEWHERE and _OUTWARD.fullmatch(outward)):
        return outward
    alike = {"".join(letters) for letters in product(*(_ALIKE.get(letter, letter) for letter in outward))}
    repaired = [other for other in alike if other in directory]
    if len(repaired) == 1:
        return repaired[0]
    return outward if _OUTWARD.fullmatch(outward) else None


def _why_none(text: str, compact: str, directory: Directory) -> str:
    """Tell part of a postcode from text that is none."""
    begun = [match[1] for pattern in _BEGINNINGS if (match := pattern.search(text.rstrip(" .,;:()[]")))]
    for outward in begun:
        elsewhere = _ELSEWHERE.get(outward[:2], "") if _OUTWARD.fullmatch(outward) else ""
        if elsewhere in ("forces", "placeholder"):
            return elsewhere
        if elsewhere or outward in directory:
            return "partial"
    is_area = compact.isalpha() and len(compact) <= 2 and (directory.has_area(compact) or compact in _ELSEWHERE)
    return "partial" if is_area or _USUAL_INWARD.fullmatch(compact) else "not-a-postcode"
