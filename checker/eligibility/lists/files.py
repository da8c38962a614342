"""Open the file of a list at the command line: which letters it is written in, or what else it is.

The browser does the same in its own language (checker/browser/trust-page/csv.js); both hand rows of text to `table`.
"""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from eligibility.lists.table import SchoolTable, TableError
from eligibility.reading.rows import RowReader, kind_of_file, rows_of, separator_of
from eligibility.words.sentences import Rule

_START: Final = 65536  # bytes or letters read at a time, and looked at for what the file is


@contextmanager
def open_table(rule: Rule, path: Path, today: str) -> Iterator[tuple[SchoolTable, list[str]]]:
    """Open a list, as CSV or as .xlsx; beside it, sentences on how it was opened. Raises TableError and OSError."""
    kind = kind_of_bytes(path)
    if kind == "workbook":
        with _open_workbook(rule, path, today) as found:
            yield found
    elif kind:
        raise TableError(rule.text(f"sheets.seen.{kind}"))
    else:
        with path.open(encoding=encoding_of(path), errors="replace", newline="") as source:
            start = source.read(_START)
            source.seek(0)
            yield SchoolTable(rule, RowReader(source, separator_of(start)), today), []


def kind_of_bytes(path: Path) -> str:
    """Tell what a file is, where it is no text that may be a list; "" where it may be one."""
    with path.open("rb") as file:
        start = file.read(_START)
    letters = start.decode("cp1252", "replace").removeprefix("\u00ef\u00bb\u00bf")
    encoding = _encoding_of_start(start)
    return kind_of_file(letters) or (kind_of_file(start.decode(encoding, "replace")) if encoding else "")


def encoding_of(path: Path) -> str:
    """Tell a text's encoding: UTF-16, UTF-8 where the whole file is, otherwise what older spreadsheets write."""
    decoder = getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(_START)
        if found := _encoding_of_start(start):
            return found
        try:
            chunk = start
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(_START)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            # Only the Macs of before 2001 ended lines so, and they had an encoding of their own.
            data = path.read_bytes()
            return "mac_roman" if b"\r" in data and b"\n" not in data else "cp1252"
    return "utf-8-sig"


def _encoding_of_start(start: bytes) -> str:
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    # Without its mark, every other byte of a text in Latin letters is nought.
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) // 4:
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


@contextmanager
def _open_workbook(rule: Rule, path: Path, today: str) -> Iterator[tuple[SchoolTable, list[str]]]:
    """Open the first sheet of a workbook that names columns of a list."""
    try:
        from openpyxl import load_workbook
    except ImportError:  # the module itself needs nothing but Python
        raise TableError(rule.text("sheets.seen.workbook")) from None
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets through whatever its parsers raise at a damaged file
        raise TableError(rule.text("sheets.seen.workbook")) from error
    with closing(book):
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        first_error = TableError(rule.text("sheets.seen.empty"))
        for place, sheet in enumerate(sheets):
            try:
                table = SchoolTable(rule, rows_of(_sheet_cells(sheet)), today)
            except TableError as error:
                first_error = error if place == 0 else first_error
                continue
            yield table, [rule.text("sheets.done.sheet", sheet=sheet.title)] if len(sheets) > 1 else []
            return
        raise first_error


def _sheet_cells(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # programs write wrong ones
    for row in sheet.iter_rows():
        yield [_cell_text(cell.value, cell.number_format if cell.value is not None else "") for cell in row]


def _cell_text(value: object, form: str) -> str:
    """Write a cell as its sheet shows it, as far as that matters: 0.44 as 44% where it is shown as a percentage."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        exact = Decimal(repr(value))
        exact, sign = (exact * 100, "%") if "%" in form else (exact, "")
        return format(exact.normalize() if exact == exact.to_integral_value() else exact, "f") + sign
    if hasattr(value, "isoformat"):
        return str(value.isoformat(" ")) if hasattr(value, "hour") and hasattr(value, "year") else str(value)
    return str(value)
