"""Keep what was done with a list, and say it: its columns, the rows that are no schools, the marks taken off cells."""

from collections.abc import Sequence
from typing import Final

from eligibility.lists.columns import Columns, joined
from eligibility.reading.names import NAMING
from eligibility.reading.text import clean, fold, has_marks
from eligibility.words.formatting import join_lines, join_some
from eligibility.words.sentences import Rule

_FIGURES: Final = frozenset(("idaci", "aea", "deciles"))


class ListNotes:
    """What was done with a list so far. `own` are the columns that the checker adds to lists itself."""

    def __init__(self, rule: Rule, columns: Columns, own: Sequence[str]) -> None:
        self.left_out: list[int] = []  # the rows that are no schools
        self.marks = 0  # cells from which unseen marks or guards were taken
        self.sheet = ""  # the one that was read, where a workbook has several
        self._rule = rule
        self._fields = columns.fields
        self._names = [clean(name) for name in columns.names]
        own_names = set(map(joined, own))
        unread = [place for place, name in enumerate(self._names) if not self._fields[place]]
        self._unused = {place: self._names[place] for place in unread if joined(self._names[place]) not in own_names}
        self._unnamed = [place for place, name in self._unused.items() if not name]

    def add_cells(self, cells: Sequence[str], cleaned: Sequence[str]) -> None:
        """Note the cells of a row: which hold something though their column has no name, and which have marks."""
        self.marks += sum(has_marks(cell) for cell, text in zip(cells, cleaned, strict=True) if text != cell)
        for place in [place for place in self._unnamed if cells[place]]:
            self._unnamed.remove(place)
            self._unused[place] = self._rule.text("sheets.column-number", number=place + 1)

    @property
    def unused(self) -> list[str]:
        """The columns that hold something and were not read."""
        return [name for name in self._unused.values() if name]

    def sentences(self) -> list[str]:
        """Say what was done with the list."""
        text = self._rule.text
        comma = text("phrases.comma")
        named = zip(self._names, self._fields, strict=True)
        read = [
            text("sheets.done.column", column=name, field=self._field_name(field)) for name, field in named if field
        ]
        told = [text("sheets.done.sheet", sheet=self.sheet)] if self.sheet else []
        told.append(text("sheets.done.columns", columns=comma.join(read)))
        if self.unused:
            # Those that may hold figures of the rule come first, since only the first of many are named.
            unused = sorted(self.unused, key=lambda name: _FIGURES.isdisjoint(fold(name).split()))
            told.append(text("sheets.done.unused", columns=join_some(self._rule, unused)))
        if self.left_out:
            told.append(text("sheets.done.no_school", lines=join_lines(self._rule, self.left_out)))
        if self.marks:
            told.append(text("sheets.done.marks", count=self.marks))
        return told

    def _field_name(self, field: str) -> str:
        return self._rule.text(f"sheets.fields.{field}" if field in NAMING else f"questions.{field}.name")
