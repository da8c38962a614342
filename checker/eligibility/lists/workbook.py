"""Choose, of the sheets of a workbook, the one that holds the list: the first with columns that are understood.

The sheets come from openpyxl at the command line (files.py) and from a reader of its own in the browser.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from eligibility.data.directory import Directory
from eligibility.lists.pupils import ListError, PupilList
from eligibility.lists.table import SchoolTable, TableError
from eligibility.reading.rows import Row, rows_of
from eligibility.words.sentences import Rule


class Sheet(NamedTuple):
    """A sheet that people can see: its name, and its rows of cells as text, which can be read more than once."""

    name: str
    rows: Iterable[Sequence[object]]


def schools_in(rule: Rule, sheets: Sequence[Sheet], today: str = "") -> SchoolTable:
    """Open the list of schools in a workbook. Raises TableError where no sheet holds one."""

    def rank(rows: Iterator[Row]) -> int:
        try:
            return 0 if SchoolTable(rule, rows).names_columns else 1
        except TableError:
            return 2

    sheet = _best(rule, sheets, rank)
    table = SchoolTable(rule, rows_of(sheet.rows), today)
    table.notes.sheet = sheet.name if len(sheets) > 1 else ""
    return table


def pupils_in(rule: Rule, directory: Directory, sheets: Sequence[Sheet], column: str = "") -> PupilList:
    """Open the list of pupils in a workbook. Raises ListError where no sheet holds one, or where it must be asked."""

    def rank(rows: Iterator[Row]) -> int:
        try:
            return 0 if PupilList(rule, directory, rows).names_columns else 1
        except ListError as error:
            return 2 if error.has_postcodes else 3

    sheet = _best(rule, sheets, rank)  # by what it holds, so that a column chosen is of the sheet that was asked about
    return PupilList(rule, directory, rows_of(sheet.rows), column, sheet.name if len(sheets) > 1 else "")


def _best(rule: Rule, sheets: Sequence[Sheet], rank: Callable[[Iterator[Row]], int]) -> Sheet:
    if not sheets:
        raise TableError(rule.text("sheets.seen.empty"))
    return min(sheets, key=lambda sheet: rank(rows_of(sheet.rows)))
