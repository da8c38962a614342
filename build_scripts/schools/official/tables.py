"""Read official files as tables of text, and say by name and line what is not such a file.

Rows are read one by one, so that a faulty one has its line; what is wrong with a whole file stops the work.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from build_scripts.lost_letters import mend_encoded_twice
from build_scripts.problems import ContentError, Problem, suggest
from build_scripts.schools.official.catalogue import Dataset
from build_scripts.schools.official.row_accounts import FileAccount

REFETCH_HINT = "fetch it again from its official address, see build_scripts/schools/official/datasets.toml"
LINE = "line"  # the column that holds the line of each row in its file


def read_table(path: Path, source: Dataset, account: FileAccount) -> pl.DataFrame:
    """Read the columns that `source` names, as text without surrounding space: a row for each usable row of the file.

    The account gets the file's name, date and number of rows, and each row that is skipped. Raises ContentError for a
    file that is not such a table, or has fewer rows than it must.
    """
    account.file, account.date = path.name, source.date_of(path)
    if path.name.endswith((".xlsx", ".xlsx.gz")):
        return _frame(source, list(_sheet_rows(path, account)), account, path.name)
    return _frame(source, list(_csv_rows(path, source, account)), account, path.name)


def _frame(source: Dataset, rows: list[tuple[int, list[str]]], account: FileAccount, name: str) -> pl.DataFrame:
    """Put rows into a table, or refuse them where they are too few for a whole file."""
    if account.rows < source.least_rows:
        wrong = f"the file has {account.rows:,} rows, fewer than the {source.least_rows:,} that it must have"
        raise ContentError([Problem(name, account.rows + 1, wrong, f"it may have been cut short: {REFETCH_HINT}")])
    columns = [LINE, *(source.columns or AEA)]
    data = [[line for line, _ in rows], *([cells[place] for _, cells in rows] for place in range(len(columns) - 1))]
    kinds = {LINE: pl.Int64, **dict.fromkeys(columns[1:], pl.String)}
    return pl.DataFrame(dict(zip(columns, data, strict=True)), schema=kinds)


# --- Text ----------------------------------------------------------------------------------------------------------


def _bytes(path: Path) -> bytes:
    """Return what a file holds, unpacked if it is gzipped."""
    raw = path.read_bytes()
    if raw[:2] != b"\x1f\x8b":
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        wrong = f"the gzipped file is cut short or damaged ({error})"
        raise ContentError([Problem(path.name, 1, wrong, REFETCH_HINT)]) from None


def _csv_rows(path: Path, source: Dataset, account: FileAccount) -> Iterator[tuple[int, list[str]]]:
    """Yield the line of each usable row, and the text of the columns that are needed."""
    raw = _bytes(path)
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:512]
    if not start:
        raise ContentError([Problem(path.name, 1, "the file is empty", REFETCH_HINT)])
    if start.startswith(b"<"):
        wrong = "this is a web page, not a table"
        fix = f"the address may have answered with an error: {REFETCH_HINT}"
        raise ContentError([Problem(path.name, 1, wrong, fix)])
    if start.startswith((b"PK\x03\x04", b"%PDF", b"{", b"[")) or b"\0" in raw[:4096]:
        wrong = "this is not a table of comma-separated text in UTF-8 or Windows-1252"
        raise ContentError([Problem(path.name, 1, wrong, "save it as CSV in UTF-8")])
    # Latin-1 keeps each byte as one character, so that the encoding can be told for every cell. Commas, quotes and line
    # ends are the same in all three.
    reader = csv.reader(io.StringIO(raw.removeprefix(b"\xef\xbb\xbf").decode("latin-1"), newline=""))
    try:
        headings = [_decoded(heading, 1, account) for heading in next(filter(None, reader), [])]
        places = _places(headings, source, path.name)
        width, line, last, torn = len(headings), reader.line_num + 1, 1, ""
        for cells in reader:
            if cells:
                account.rows += 1
                torn = ""
                if len(cells) == width:
                    yield line, [" ".join(_decoded(cells[place], line, account).split()) for place in places]
                else:
                    torn = f"it has {len(cells)} cells instead of {width}"
                    account.skip(line, _decoded(cells[0], line, account)[:40], "the row has too many or too few cells")
            last, line = line, reader.line_num + 1
    except csv.Error as error:
        wrong = f"this cannot be read as CSV: {error}"
        raise ContentError([Problem(path.name, reader.line_num, wrong, REFETCH_HINT)]) from None
    if torn:
        raise ContentError([Problem(path.name, last, f"the last row is cut short: {torn}", REFETCH_HINT)])


def _decoded(cell: str, line: int, account: FileAccount) -> str:
    """Return the text of a cell whose bytes are UTF-8 or else Windows-1252.

    Each letter is decided by itself: official files join the work of several programs, and one cell may hold both. So
    may it hold letters that were in UTF-8, and were then read as Windows-1252: they are mended.
    """
    if cell.isascii():
        return cell
    data = cell.encode("latin-1")
    try:
        text = data.decode("utf-8", errors="windows-1252")
    except UnicodeDecodeError:
        fix = f"save it as CSV in UTF-8, or {REFETCH_HINT}"
        raise ContentError([Problem(account.file, line, "a letter is neither UTF-8 nor Windows-1252", fix)]) from None
    if text.encode() != data:
        account.note("a cell is in Windows-1252")
    mended = mend_encoded_twice(text)
    if mended != text:
        account.note("a cell was in UTF-8 and was read as Windows-1252: mended")
    if "\ufffd" in mended:
        account.note("a letter of a cell was lost before it came here")
    return mended


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as Windows-1252; raises UnicodeDecodeError for those that are neither."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252"), error.end


codecs.register_error("windows-1252", _as_windows_1252)


def _places(headings: list[str], source: Dataset, name: str) -> list[int]:
    """Return the place of each needed column, by its heading; its case and the space around it do not matter."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        found.setdefault(heading.strip().casefold(), place)
    missing = [wanted for wanted in source.columns.values() if wanted.casefold() not in found]
    if len(missing) == len(source.columns):
        wrong = f"the first line names none of the columns: {', '.join(headings)[:80]}"
        separated = "the cells must be separated by commas, and the columns be named in the first line"
        raise ContentError([Problem(name, 1, wrong, f"{separated}, or {REFETCH_HINT}")])
    if missing:
        known = {wanted.casefold() for wanted in source.columns.values()}
        others = [heading.strip() for heading in headings if heading.strip().casefold() not in known]
        raise ContentError([_missing_column(wanted, others, name) for wanted in missing])
    return [found[wanted.casefold()] for wanted in source.columns.values()]


def _missing_column(wanted: str, others: list[str], name: str) -> Problem:
    near = _renamed(wanted, others)
    catalogue = "build_scripts/schools/official/datasets.toml"
    fix = f"has it been renamed to {near}? Then change it in {catalogue}" if near else REFETCH_HINT
    return Problem(name, 1, f"the column {wanted} is missing", fix)


def _renamed(wanted: str, others: list[str]) -> str:
    """Return the heading that a column probably has now: one that holds its words, or is spelt much alike; else ""."""
    words = _words(wanted)
    holding = [heading for heading in others if words <= _words(heading)]
    return min(holding, key=len) if holding else suggest(wanted, others)


def _words(heading: str) -> set[str]:
    return set(re.findall(r"[a-z]+|\d+", heading.casefold()))


# --- The spreadsheet of AEA categories -------------------------------------------------------------------------------

AEA = {"code": 0, "name": 1, "category": 18}  # by position: only the last one's heading is known
AEA_HEADING, AEA_HEADING_ROW = "Grouping (of six)", 4


def _sheet_rows(path: Path, account: FileAccount) -> Iterator[tuple[int, list[str]]]:
    """Yield the line of each row of the first sheet that is not empty, and the cells of AEA."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_bytes(path)))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise ContentError([Problem(path.name, 1, f"this is not a spreadsheet: {error}", REFETCH_HINT)]) from None
    heading = next((n for n, row in enumerate(rows[:12], 1) if _cell(row, AEA["category"]) == AEA_HEADING), 0)
    if not heading:
        wrong = f'no row of the first sheet has "{AEA_HEADING}" in column S'
        raise ContentError([Problem(path.name, AEA_HEADING_ROW, wrong, f"the headings stand in row {AEA_HEADING_ROW}")])
    if heading != AEA_HEADING_ROW:
        account.note(f"the headings stand in row {heading}, not in row {AEA_HEADING_ROW}")
    for line, row in enumerate(rows[heading:], heading + 1):
        if any(_cell(row, place) for place in range(len(row))):
            account.rows += 1
            yield line, [_cell(row, place) for place in AEA.values()]


def _cell(row: Sequence[object], place: int) -> str:
    """Return the text of a cell, a whole number without its decimal point."""
    value = row[place] if place < len(row) else ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
