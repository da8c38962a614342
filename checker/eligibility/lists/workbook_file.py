"""Read the sheets of a workbook (.xlsx) at the command line, cell for cell as the browser does (sheets.js)."""

import re
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stdout
from datetime import datetime, time, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from eligibility.lists.table import TableError
from eligibility.lists.workbook import Sheet
from eligibility.words.sentences import Rule

try:
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import from_excel
except ImportError:  # the module itself needs nothing but Python
    load_workbook = None  # type: ignore[assignment]

_LARGEST: Final = 200_000_000  # bytes when unpacked; the browser has the same bound
# A text that is a moment is written as the moment, since the browser's reader cannot tell it from a date of the sheet.
_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
NO_RESULT: Final = "="  # stands for a formula that its program did not work out
_LAST_ROW: Final = 1_048_576  # of a sheet, in every program; openpyxl would count up to any number that a file names
_LITERAL: Final = re.compile(r'"[^"]*"|[\\_*].')  # in the format of a number


@contextmanager
def open_workbook(rule: Rule, path: Path) -> Iterator[list[Sheet]]:
    """Open the visible sheets of a workbook. Raises TableError where it cannot be read."""
    unreadable = TableError(rule.text("sheets.seen.workbook"))
    if load_workbook is None:
        raise unreadable
    # Opened here, since openpyxl refuses a workbook whose name ends otherwise. What it warns of, or prints among the
    # answers, nobody asked about.
    with path.open("rb") as file, warnings.catch_warnings(action="ignore"):
        try:
            with ZipFile(file) as archive, redirect_stdout(StringIO()):
                is_sound = sum(part.file_size for part in archive.infolist()) <= _LARGEST and not archive.testzip()
                if not is_sound:
                    raise unreadable
                book = load_workbook(file, read_only=True, data_only=True)
                formulas = load_workbook(file, read_only=True)
        except Exception as error:  # openpyxl lets through whatever its parsers raise at a damaged file
            raise unreadable from error
        with closing(book), closing(formulas):
            both = zip(book.worksheets, formulas.worksheets, strict=True)
            yield [Sheet(sheet.title, _Rows(sheet, own, unreadable)) for sheet, own in both if _is_visible(sheet)]


def _is_visible(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


class _Rows:
    """Give the rows of a sheet as text, without what is blank at their ends, or raise `unreadable`.

    `formulas` is the same sheet with formulas in place of their results, since programs write some without.
    """

    def __init__(self, sheet: Any, formulas: Any, unreadable: TableError) -> None:
        self._sheet, self._formulas, self._unreadable = sheet, formulas, unreadable
        for each in (sheet, formulas):
            each.reset_dimensions()  # programs write wrong ones

    def __iter__(self) -> Iterator[list[str]]:
        blank = 0
        number = 0
        rows = zip(self._sheet.iter_rows(), self._formulas.iter_rows(), strict=True)
        while (row := self._next(rows)) is not None:
            number += 1
            if number > _LAST_ROW:
                raise self._unreadable
            if row:
                yield from ([] for _ in range(blank))
                yield row
            blank = 0 if row else blank + 1

    def _next(self, rows: Iterator[Any]) -> list[str] | None:
        try:
            row = next(rows, None)
            if row is None:
                return None
            texts = [_text(*both) for both in zip(*row, strict=True)]
        except Exception as error:
            raise self._unreadable from error
        while texts and not texts[-1]:
            texts.pop()
        return texts


def _text(cell: Any, formula: Any) -> str:
    if cell.value is not None:
        return _cell_text(cell.value, cell.number_format)
    return NO_RESULT if formula.data_type == "f" and cell.data_type == "n" else ""


def _cell_text(value: object, form: str) -> str:
    """Write a cell as its sheet shows it, as far as that matters: 0.44 as 44% where it is shown as a percentage."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        exact = Decimal(repr(float(value))) * (100 if "%" in _LITERAL.sub("", form) else 1)
        return format(exact.normalize(), "f") + ("%" if "%" in form else "")
    if isinstance(value, timedelta):  # the browser's reader takes a length of time for the moment that it ends
        value = from_excel(value / timedelta(days=1))
    if isinstance(value, str) and (moment := _MOMENT.fullmatch(value)):
        return f"{moment[1]} {moment[2]}{moment[3] or ':00'}".removesuffix(" 00:00:00")
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
    return value.isoformat("seconds") if isinstance(value, time) else str(value)
