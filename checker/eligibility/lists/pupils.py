"""Read a list of pupils: find the column with their postcodes, and count them school by school.

The list stays where it is: nothing but counts, figures and numbers of rows come out, and no message quotes a cell.
Names, dates of birth and UPNs are never read into anything.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final

from eligibility.data.directory import Directory
from eligibility.data.postcodes import read_cell
from eligibility.lists.own_figure import MOST_ROWS, Tally
from eligibility.reading.names import NumberError, read_number
from eligibility.reading.rows import SEPARATORS, Row, RowReader, separator_of
from eligibility.reading.text import clean
from eligibility.words.formatting import join_lines
from eligibility.words.sentences import Rule

SAMPLE: Final = 200  # rows that show which column is which
_TITLE_ROWS: Final = 20  # an export may begin with a title, before it names its columns
_NAMES_POSTCODE: Final = re.compile(r"postcode|postalcode|^(?:pcode|pcds?|zip|zipcode)$")
_NOT_OF_PUPILS: Final = re.compile(r"school|establishment|academy|trust|provider|employer")
_OTHER_NAMING: Final = ("dfe", "ukprn", "estab", "name")  # what may name a school where no column is called URN


class ListError(Exception):
    """A list that cannot be read or must be asked about; the text is a sentence of the wording.

    `columns` are those to choose from by number, where it must be asked which holds the postcodes; `has_postcodes` is
    whether some of them do.
    """

    def __init__(self, sentence: str, columns: Mapping[int, str] | None = None, has_postcodes: bool = False) -> None:
        super().__init__(sentence)
        self.columns, self.has_postcodes = dict(columns or {}), has_postcodes


def separator_in(start: str) -> str:
    """Tell what stands between the cells of a list that begins so: a title above it may have no separator."""
    return separator_of(next((line for line in start.splitlines() if any(map(line.count, SEPARATORS))), ""))


def rows_of_text(rule: Rule, lines: Iterable[str], separator: str) -> Iterator[Row]:
    """Split a list into rows, as one of schools is: a quotation mark left open hides no pupil below it.

    Raises ListError at what is no row of a table.
    """
    reader = RowReader(lines, separator)
    for row in reader:
        if row.problem == "not-a-table":
            raise ListError(rule.text("sheets.not-a-table", line=row.line))
        if row.line <= _TITLE_ROWS and not row.problem:
            reader.width = max(reader.width, len(row.cells))
        yield row


class PupilList:
    """A list of pupils being read: its columns at once, its rows step by step, so that any length takes little memory.

    `rows` come from a text (rows_of_text) or from a workbook, of which `sheet` is the one that was chosen. `schools`
    has a Tally for each URN, or one for None where the list names no school.
    """

    def __init__(
        self, rule: Rule, directory: Directory, rows: Iterable[Row], column: str = "", sheet: str = ""
    ) -> None:
        """Find the columns; `column` names, or numbers from 1, the one with the postcodes, where a person chose it.

        Raises ListError where none can be found, or where more than one could be meant.
        """
        self._rule, self._directory = rule, directory
        rows = _held(rows)
        sample = list(islice(rows, SAMPLE))
        names, body = self._split(sample)
        self.names_columns = bool(names)
        width = len(names) or max((len(row.cells) for row in body), default=0)
        # On one line, since messages and the question which column to read name them.
        self.columns = [" ".join(name.split()) for name in names] or [str(number) for number in range(1, width + 1)]
        self._urn = self._find_urns(names)
        self._named = None if self.names_schools else self._find_names_of_schools(names)
        self._names: set[str] = set()  # up to two of those schools
        self._unread: list[int] = []  # the first MOST_ROWS rows with a URN that cannot be read
        self._postcode = self._choose(column) if column else self._find_postcodes(body)
        if self._postcode is None and self._is_heading(", ".join(body[0].cells)):
            body = body[1:]
        self._left: Iterator[Row] = chain(body, rows)
        self.schools: dict[str | None, Tally] = {}
        self._sheet = sheet

    @property
    def names_schools(self) -> bool:
        """Whether a column holds the URNs of schools."""
        return self._urn is not None

    @property
    def done(self) -> list[str]:
        """Say what was done with the list so far, where that is not plain."""
        told = [self._rule.text("sheets.done.sheet", sheet=self._sheet)] if self._sheet else []
        if self._named is not None and len(self._names) > 1:
            told.append(self._rule.text("pupils.done.one_figure", column=self.columns[self._named]))
        if self._unread:
            told.append(self._rule.text("pupils.done.urns_unread", lines=join_lines(self._rule, self._unread)))
        return told

    @property
    def numbered(self) -> dict[int, str]:
        """The names of all columns by their numbers from the left."""
        return dict(enumerate(self.columns, 1))

    @property
    def number(self) -> int:
        """The number of the column with the postcodes; 0 where whole lines are read."""
        return 0 if self._postcode is None else self._postcode + 1

    @property
    def column(self) -> str:
        """The name of the column with the postcodes, its number where it has none, "" where whole lines are read."""
        return "" if self._postcode is None else self.columns[self._postcode]

    def read(self, count: int) -> int:
        """Count the pupils of up to so many rows more; return how many rows there were.

        Raises ListError at a row that is no row of a table.
        """
        rows = list(islice(self._left, count))
        for row in rows:
            if row.cells not in ([], [""]) or len(self.columns) == 1:
                tally = self.schools.setdefault(self._school(row), Tally())
                tally.add(read_cell(self._cell(row.cells), self._directory), row.line)
        return len(rows)

    def figures(self) -> dict[str | None, Tally]:
        """Give the schools that were counted, those without a URN last. Raises ListError where there is no pupil."""
        if not self.schools:
            raise ListError(self._rule.text("pupils.empty"))
        return {urn: self.schools[urn] for urn in sorted(self.schools, key=lambda urn: urn is None)}

    def _split(self, rows: list[Row]) -> tuple[list[str], list[Row]]:
        """Split the names of the columns, perhaps below a title, from the pupils; no names where the list has none."""
        widest = max((len(row.cells) for row in rows), default=0)
        for number, row in enumerate(rows[:_TITLE_ROWS]):
            if any(map(self._is_postcode, row.cells)):
                break
            is_title = len([cell for cell in row.cells if cell.strip()]) * 2 < widest
            if not is_title and any(_names_postcode(cell) or _plain(cell) in ("urn", "upn") for cell in row.cells):
                return row.cells, rows[number + 1 :]
        filled = [place for place in range(widest) if self._is_filled(place, rows)]
        if filled and all(place < len(rows[0].cells) and self._is_heading(rows[0].cells[place]) for place in filled):
            return rows[0].cells, rows[1:]
        return [], rows

    def _school(self, row: Row) -> str | None:
        """Return the number of the school of a pupil; None where the row gives none that can be read."""
        if self._named is not None and self._named < len(row.cells) and len(self._names) < 2:
            self._names.add(clean(row.cells[self._named]))
        urn = row.cells[self._urn] if self._urn is not None and self._urn < len(row.cells) else ""
        if len(urn) == 6 and urn.isascii() and urn.isdecimal():  # nearly all are
            return urn
        if self._rule.cells.is_no_value(clean(urn)):
            return None
        try:
            return read_number(urn)
        except NumberError:
            if len(self._unread) < MOST_ROWS:
                self._unread.append(row.line)
            return None

    def _cell(self, cells: Sequence[str]) -> str:
        """Return the cell with the postcode. The last one takes what an address without quotation marks spills."""
        if self._postcode is None:
            return ", ".join(cells)
        last = self._postcode == len(self.columns) - 1
        return ", ".join(cells[self._postcode : None if last else self._postcode + 1])

    def _find_urns(self, names: Sequence[str]) -> int | None:
        urn_names = self._names_of("urn")
        urns = [place for place, name in enumerate(names) if _plain(name) in urn_names]
        if len(urns) > 1:
            raise ListError(self._rule.text("sheets.column-twice", columns=self._listed(urns), field="URN"))
        return urns[0] if urns else None

    def _find_names_of_schools(self, names: Sequence[str]) -> int | None:
        """Find a column that names schools in another way than by URN; "name" alone is the pupil's."""
        words = {name for field in _OTHER_NAMING for name in self._names_of(field)} - {"name"}
        return next((place for place, name in enumerate(names) if _plain(name) in words), None)

    def _names_of(self, field: str) -> set[str]:
        return {field, *map(_plain, self._rule.cells.words["columns"][field])}

    def _choose(self, column: str) -> int:
        wanted = [place for place, name in enumerate(self.columns) if name == " ".join(column.split())]
        if not wanted and column.isdecimal() and 0 < int(column) <= len(self.columns):
            return int(column) - 1
        if len(wanted) != 1:
            raise ListError(self._rule.text("pupils.no-such-column", column=column), self.numbered)
        return wanted[0]

    def _find_postcodes(self, body: Sequence[Row]) -> int | None:
        """Find the column by its name, else by what is in it; None where each whole line is an address."""
        places = range(len(self.columns))
        found = [place for place in places if _names_postcode(self.columns[place])]
        is_ragged = not self.names_columns and len({len(row.cells) for row in body if row.cells}) > 1
        if is_ragged and self._holds_postcodes([", ".join(row.cells) for row in body]):
            return None
        if not found:
            own = [place for place in places if not _NOT_OF_PUPILS.search(_plain(self.columns[place]))]
            found = [place for place in own if self._is_filled(place, body)]
        if not found:
            raise ListError(self._rule.text("pupils.no-postcodes"), self.numbered)
        if len(found) > 1:
            sentence = self._rule.text("pupils.which-column", columns=self._listed(found))
            columns = {place + 1: self.numbered[place + 1] for place in found}
            raise ListError(sentence, columns, has_postcodes=True)
        return found[0]

    def _is_filled(self, place: int, body: Sequence[Row]) -> bool:
        return self._holds_postcodes([row.cells[place] for row in body if place < len(row.cells)])

    def _holds_postcodes(self, cells: Sequence[str]) -> bool:
        """Tell whether a third of the cells that are not blank hold a postcode: many are mistyped, few are names."""
        filled = [cell for cell in cells if read_cell(cell, self._directory).why != "blank"]
        return sum(map(self._is_postcode, filled)) * 3 >= len(filled) > 0

    def _is_postcode(self, cell: str) -> bool:
        return read_cell(cell, self._directory).why in ("", "not-in-list", "outside-england", "several")

    def _is_heading(self, cell: str) -> bool:
        """Tell whether a first cell names its column in words of its own: letters alone, above postcodes."""
        return _plain(cell).isalpha() and read_cell(cell, self._directory).why == "not-a-postcode"

    def _listed(self, places: Sequence[int]) -> str:
        return self._rule.text("phrases.comma").join(self.columns[place] for place in places)


def _held(rows: Iterable[Row]) -> Iterator[Row]:
    """Give the rows from the first to the last that hold anything; those between without anything have no cells."""
    empty: list[Row] = []
    begun = False
    for row in rows:
        if any(map(str.strip, row.cells)):
            yield from empty
            yield row
            begun, empty = True, []
        elif begun:
            empty.append(Row(row.line, []))


def _names_postcode(name: str) -> bool:
    plain = _plain(name)
    return bool(_NAMES_POSTCODE.search(plain)) and not _NOT_OF_PUPILS.search(plain)


def _plain(name: str) -> str:
    """Return the name of a column without case, spaces and signs."""
    return re.sub(r"[\W_]", "", name).casefold()
