"""Find the row that names the columns of a list, and what each column holds."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from eligibility.reading.names import NAMING, is_number
from eligibility.reading.rows import Row
from eligibility.reading.text import clean, fold
from eligibility.rule.evidence import CHOICES, FIELDS
from eligibility.words.sentences import Rule

COLUMN_FIELDS: Final = (*NAMING, *FIELDS)
# One of these is enough for an answer.
_ENOUGH: Final = (
    *({field} for field in ("urn", "dfe", "ukprn", "idaci", "aea", "deciles")),
    {"name", "postcode"},
    {"la", "estab"},
)
# Of two columns that give the same of these, the first is read, and the other is named as not used.
_FIRST_SERVES: Final = ("name", "postcode", *CHOICES)
_OTHER_NUMBERS: Final = ("dfe", "ukprn", "la", "estab")  # they serve where no URN does
MAX_TITLES: Final = 20  # rows that may stand above the names of the columns
_MAX_SHOWN: Final = 60  # characters of what was seen, in a message


class ColumnsError(Exception):
    """A list whose columns are not clear. `code` is one of the wording, `values` what its sentence names."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Columns(NamedTuple):
    """The columns of a list: `names` as they stand in it, `fields` what each holds ("" where it is not used).

    `are_named` is false for a list without names of columns; `is_spread` is true for one without columns, which has
    numbers of schools anywhere in its lines.
    """

    names: list[str]
    fields: list[str]
    are_named: bool = True
    is_spread: bool = False

    @property
    def used(self) -> int:
        """How many columns are used."""
        return len([*filter(None, self.fields)])


class ColumnFinder:
    """Find columns by the words of a rule."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        words: Mapping[str, Any] = rule.cells.words
        self._names: dict[str, str] = {}
        for field in COLUMN_FIELDS:
            asked = (rule.text(f"questions.{field}.name"),) if field in FIELDS else ()
            self._names |= {joined(name): field for name in (field, *asked, *words["columns"].get(field, ()))}
        self._beside: dict[str, set[str]] = {
            field: {fold(word) for word in words["beside"].get(field, ())} for field in COLUMN_FIELDS
        }
        # The longest first, since "unique reference number" holds the "number" that may stand beside "URN".
        self._main: dict[str, list[str]] = {
            field: sorted({fold(field), *map(fold, words["columns"].get(field, ()))}, key=len, reverse=True)
            for field in COLUMN_FIELDS
        }

    def find(self, rows: Iterable[Row], tell_width: Callable[[int], None]) -> tuple[Columns, list[Row], list[Row]]:
        """Find the columns of a list: returns them, the rows above their names, and those below that were read.

        The names may stand in two rows, the upper one for several columns. `tell_width` is told how many columns there
        are as soon as that is known, since how the rows below are read depends on it. Raises ColumnsError.
        """
        held: list[Row] = []
        best, begins, ends, told_at, twice = Columns([], []), 0, 0, 0, None
        for row in rows:
            if row.is_blank:
                continue
            held.append(row)
            if len(held) > MAX_TITLES + 1:
                break
            for lines in ([row], held[-2:] if len(held) > 1 and held[-2].line + 1 == row.line else []):
                try:
                    columns = self._by_names(lines)
                except ColumnsError as error:
                    if len(lines) == 1:
                        twice, told_at = error, len(held)
                    continue
                if columns and columns.used > best.used:
                    best, begins, ends, told_at, twice = columns, len(held) - len(lines), len(held), len(held), None
                    tell_width(len(columns.fields))
            if 0 < told_at < len(held) and _is_body(row):
                break
        if twice:
            raise twice
        if not best.used:
            return self._without_names(held), [], held
        return best, held[:begins], held[ends:]

    def _by_names(self, rows: Sequence[Row]) -> Columns | None:
        """Take a row, or two, for the names of the columns, if they name enough of them for an answer.

        Raises ColumnsError where two columns give the same figure.
        """
        if not rows or any(row.problem for row in rows):
            return None
        names = [" ".join(filter(None, cells)) for cells in zip_longest(*(row.cells for row in rows), fillvalue="")]
        by_name = [self._names.get(joined(name), "") for name in names]
        fields = [field or self._by_main_word(name, by_name) for name, field in zip(names, by_name, strict=True)]
        if not any(enough <= set(fields) for enough in _ENOUGH):
            return None
        first_serves = (*_FIRST_SERVES, *_OTHER_NUMBERS) if "urn" in fields else _FIRST_SERVES
        for place, field in enumerate(fields):
            if field in first_serves and field in fields[:place]:
                fields[place] = ""
        for field in filter(None, fields):
            same = [" ".join(name.split()) for name, its in zip(names, fields, strict=True) if its == field]
            if len(same) > 1:
                raise ColumnsError("column-twice", columns=", ".join(same), field=field)
        return Columns(names, fields)

    def _by_main_word(self, name: str, taken: Sequence[str]) -> str:
        """Tell a column by its main words: "Pupil IDACI (2019) %" is the IDACI, unless another is called just that."""
        told = re.sub(r"([^\W\d_])(?=\d)", r"\1 ", fold(clean(name).replace("'s", "")))
        for field in COLUMN_FIELDS:
            rest = f" {told} "
            for main in self._main[field]:
                rest = rest.replace(f" {main} ", "  ")
            is_named = rest.strip() != told and set(rest.split()) <= self._beside[field]
            if is_named and field not in taken:
                return field
        return ""

    def _without_names(self, rows: Sequence[Row]) -> Columns:
        """Take a list without names of columns for what it is: numbers of schools, in a column or anywhere.

        Raises ColumnsError where it is neither.
        """
        if broken := next((row for row in rows if row.problem), None):
            raise ColumnsError(broken.problem, line=broken.line)
        held = [row for row in rows if not row.is_blank]
        width = max((len(row.cells) for row in held), default=0)
        for place in range(width if len(held) > 1 else 0):
            is_column = all(place < len(row.cells) and is_number(row.cells[place]) for row in held)
            if is_column and not any(_repeats_number(row.cells, place) for row in held):
                names = [self._rule.text("sheets.column-number", number=other + 1) for other in range(width)]
                names[place] = "urn"
                fields = ["urn" if other == place else "" for other in range(width)]
                return Columns(names, fields, are_named=False)
        words = [word for row in held for word in _words(row.cells)]
        if any(map(is_number, words)) and not any(_is_other_figure(word) for word in words):
            return Columns(["urn"], ["urn"], are_named=False, is_spread=True)
        seen = " ".join(" ".join(held[0].cells).split())[:_MAX_SHOWN] if held else ""
        raise ColumnsError("no-columns", seen=seen)


def _is_body(row: Row) -> bool:
    """Say whether a row is no title: it has several cells, or the number of a school."""
    return len([*filter(clean, row.cells)]) > 1 or any(map(is_number, row.cells))


def _repeats_number(cells: Sequence[str], place: int) -> bool:
    """Say whether a row has another number of the same kind as in this place: then it names several schools."""
    kinds = [len(re.findall(r"\d", cell)) if is_number(cell) else 0 for cell in cells]
    return kinds.count(kinds[place]) > 1


def numbers_in(cells: Sequence[str]) -> list[str]:
    """Find the numbers of schools in a row without columns."""
    return [word for word in _words(cells) if is_number(word)]


def joined(name: str) -> str:
    """Return the name of a column however it is written: EstablishmentName, establishment_name."""
    return fold(name).replace(" ", "")


def _words(cells: Sequence[str]) -> list[str]:
    return [word.strip(".,;:()[]#") for cell in cells for word in cell.replace(",", " ").split()]


def _is_other_figure(word: str) -> bool:
    return any(map(str.isdigit, word)) and not is_number(word)
