"""Find the row that names the columns of a list, and what each column holds."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from eligibility.reading.names import NAMING, is_number
from eligibility.reading.rows import Row
from eligibility.reading.text import fold
from eligibility.rule.evidence import FIELDS
from eligibility.words.sentences import Rule

COLUMN_FIELDS: Final = (*NAMING, *FIELDS)
# One of these is enough for an answer.
_ENOUGH: Final = (
    *({field} for field in ("urn", "dfe", "ukprn", "idaci", "aea", "deciles")),
    {"name", "postcode"},
    {"la", "estab"},
)
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
            field: {fold(word) for word in beside} for field, beside in words["beside"].items()
        }

    def by_names(self, row: Row) -> Columns | None:
        """Take a row for the names of the columns, if it names enough of them for an answer.

        Raises ColumnsError where two columns give the same figure.
        """
        by_name = [self._names.get(joined(name), "") for name in row.cells]
        fields = [field or self._by_main_word(name, by_name) for name, field in zip(row.cells, by_name, strict=True)]
        if row.problem or not any(enough <= set(fields) for enough in _ENOUGH):
            return None
        for place, field in enumerate(fields):
            if field in ("name", "postcode") and field in fields[:place]:
                fields[place] = ""  # a second one changes no answer
        for field in filter(None, fields):
            same = [" ".join(name.split()) for name, its in zip(row.cells, fields, strict=True) if its == field]
            if len(same) > 1:
                raise ColumnsError("column-twice", columns=", ".join(same), field=field)
        return Columns(row.cells, fields)

    def _by_main_word(self, name: str, taken: Sequence[str]) -> str:
        """Tell a column by its main word: "Pupil IDACI (2019) %" is the IDACI, unless another is called just that."""
        words = fold(name).split()
        for field, beside in self._beside.items():
            main = "".join(word for word in words if word not in beside)
            if main and field not in taken and self._names.get(main) == field:
                return field
        return ""

    def without_names(self, rows: Sequence[Row]) -> Columns:
        """Take a list without names of columns for what it is: numbers of schools, in a column or anywhere.

        Raises ColumnsError where it is neither.
        """
        if broken := next((row for row in rows if row.problem), None):
            raise ColumnsError(broken.problem, line=broken.line)
        held = [row for row in rows if not row.is_blank]
        width = max((len(row.cells) for row in held), default=0)
        for place in range(width if len(held) > 1 else 0):
            if all(place < len(row.cells) and is_number(row.cells[place]) for row in held):
                names = [self._rule.text("sheets.column-number", number=other + 1) for other in range(width)]
                names[place] = "urn"
                fields = ["urn" if other == place else "" for other in range(width)]
                return Columns(names, fields, are_named=False)
        words = [word for row in held for word in _words(row.cells)]
        if any(map(is_number, words)) and not any(_is_other_figure(word) for word in words):
            return Columns(["urn"], ["urn"], are_named=False, is_spread=True)
        seen = " ".join(" ".join(held[0].cells).split())[:_MAX_SHOWN] if held else ""
        raise ColumnsError("no-columns", seen=seen)


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
