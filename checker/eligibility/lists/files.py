"""Open the file of a list at the command line: which letters it is written in, a workbook, or what else it is.

The browser does the same in its own language (checker/browser/list-form/list-file.js).
"""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from eligibility.data.directory import Directory
from eligibility.lists.pupils import PupilList, rows_of_text, separator_in
from eligibility.lists.table import SchoolTable, TableError
from eligibility.lists.workbook import Sheet, pupils_in, schools_in
from eligibility.reading.rows import RowReader, kind_of_file, separator_of
from eligibility.words.sentences import Rule

_START: Final = 65536  # bytes or letters read at a time, and looked at for what the file is
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"


@contextmanager
def open_table(rule: Rule, path: Path, today: str) -> Iterator[SchoolTable]:
    """Open a list of schools, as CSV or as .xlsx. Raises TableError and OSError."""
    with _open(rule, path) as opened:
        if isinstance(opened, list):
            yield schools_in(rule, opened, today)
        else:
            yield SchoolTable(rule, RowReader(opened, separator_of(_start_of(opened))), today)


@contextmanager
def open_pupils(rule: Rule, directory: Directory, path: Path, column: str) -> Iterator[PupilList]:
    """Open a list of pupils, as CSV or as .xlsx. Raises ListError, TableError and OSError."""
    with _open(rule, path) as opened:
        if isinstance(opened, list):
            yield pupils_in(rule, directory, opened, column)
        else:
            rows = rows_of_text(rule, opened, separator_in(_start_of(opened)))
            yield PupilList(rule, directory, rows, column)


@contextmanager
def _open(rule: Rule, path: Path) -> Iterator[list[Sheet] | IO[str]]:
    """Open a workbook as its sheets, and a text as itself. Raises TableError where a file is neither."""
    kind = kind_of_bytes(path)
    if kind == "workbook":
        from eligibility.lists.workbook_file import open_workbook  # its openpyxl takes longer than an answer

        with open_workbook(rule, path) as sheets:
            yield sheets
    elif kind:
        raise TableError(rule.text(f"sheets.seen.{kind}"))
    else:
        with path.open(encoding=encoding_of(path), errors="replace", newline="") as source:
            yield source


def _start_of(source: IO[str]) -> str:
    start = source.read(_START)
    source.seek(0)
    return start


def kind_of_bytes(path: Path) -> str:
    """Tell what a file is, where it is no text that may be a list; "" where it may be one."""
    with path.open("rb") as file:
        start = file.read(_START)
        # What tells a workbook with a password from one of an older program may stand at its very end.
        whole = start + file.read() if start.startswith(_OLD_WORKBOOK) else start
    letters = whole.decode("cp1252", "replace").removeprefix("\u00ef\u00bb\u00bf")
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
