"""Clean the text of a cell: unseen marks, lookalikes of signs, and what spreadsheets put around a value."""

import re
from typing import Final

# What shows nothing: the control characters, and those that Unicode calls Default_Ignorable_Code_Point.
_UNSEEN: Final = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_LOOKALIKES: Final = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u02d7\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u00b4\u0060\u2032\uff07", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"')
    | {
        "％": "%",
        "．": ".",
        "，": ",",
        "；": ";",
        "／": "/",
        "＝": "=",
        "＃": "#",
        "＆": "&",
        "＋": "+",
        "﹪": "%",
        "٪": "%",
        "٫": ".",
        "·": ".",
    }
)
# Nearly every cell of a list: it is clean already.
_PLAIN: Final = re.compile(r"[\w.%&()/:+-]+(?: [\w.%&()/:+-]+)*", re.ASCII)
_FORMULA_TEXT: Final = re.compile(r'=\s*"(.*)"', re.DOTALL)  # ="990001" keeps a spreadsheet from changing a cell
_WORD: Final = re.compile(r"[^\W_]+")
_IN_QUOTES: Final = re.compile(r"""(["'])(.*)\1""", re.DOTALL)


def clean(cell: str) -> str:
    """Take off what nobody sees or typed: marks without width, fixed spaces, and the guards of spreadsheets."""
    if not cell or _PLAIN.fullmatch(cell):
        return cell
    text = " ".join(_UNSEEN.sub("", cell).translate(_LOOKALIKES).split())
    if guarded := _FORMULA_TEXT.fullmatch(text) or _IN_QUOTES.fullmatch(text):
        text = guarded[guarded.lastindex or 1].replace('""', '"').strip()
    return text.removeprefix("'").strip()


def has_marks(cell: str) -> bool:
    """Tell whether `clean` takes more off a cell than spaces."""
    return cell.lstrip().startswith(("=", "'", '"')) or bool(_UNSEEN.search(cell))


def fold(text: str) -> str:
    """Leave of a text its words only, so that case, spaces and signs do not matter."""
    return " ".join(_WORD.findall(text.casefold()))
