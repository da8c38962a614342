"""Official files as tables of text: what is not such a file is told by name, line and the right form.

Rows are read one by one, so that a faulty one has its line; what can be told only of the whole file stops the work.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from build_scripts.problems import ContentError, Problem, suggest
from build_scripts.schools.official.catalogue import Dataset
from build_scripts.schools.official.row_accounts import FileAccount

REFETCH_HINT = "fetch it again from its official address, see build_scripts/schools/official/datasets.toml"
LINE = "line"  # the column that holds the line of each row in its file


def read_table(path: Path, source: Dataset, account: FileAccount) -> pl.DataFrame:
    """The columns that `source` names, as text without surrounding space, one row for each usable row of the file."""
    account.file, account.date = path.name, source.date_of(path)
    if path.name.endswith((".xlsx", ".xlsx.gz")):
        return _frame(source, list(_sheet_rows(path, source, account)), account, path.name)
    text = _text(path, account)
    return _frame(source, list(_csv_rows(text, path.name, source, account)), account, path.name)


def _frame(source: Dataset, rows: list[tuple[int, list[str]]], account: FileAccount, name: str) -> pl.DataFrame:
    if account.rows < source.least_rows:
        wrong = f"the file has {account.rows:,} rows, fewer than the {source.least_rows:,} that it must have"
        raise ContentError([Problem(name, account.rows + 1, wrong, f"it may have been cut short: {REFETCH_HINT}")])
    columns = [LINE, *(source.columns or AEA)]
    data = [[line for line, _ in rows], *([cells[place] for _, cells in rows] for place in range(len(columns) - 1))]
    kinds = {LINE: pl.Int64, **dict.fromkeys(columns[1:], pl.String)}
    return pl.DataFrame(dict(zip(columns, data, strict=True)), schema=kinds)


# --- Text ----------------------------------------------------------------------------------------------------------


def _bytes(path: Path) -> bytes:
    raw = path.read_bytes()
    if raw[:2] != b"\x1f\x8b":
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
        raise ContentError(
            [Problem(path.name, 1, f"the gzipped file is cut short or damaged ({fault})", REFETCH_HINT)]
        ) from None


def _text(path: Path, account: FileAccount) -> str:
    """The text, from UTF-8 or Windows-1252, told apart by what the bytes allow: files change from one to the other."""
    raw = _bytes(path)
    start = raw[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!", b"<html", b"<?xml")):
        wrong = "this is a web page, not a table"
        raise ContentError(
            [Problem(path.name, 1, wrong, f"the address may have answered with an error: {REFETCH_HINT}")]
        )
    if start.startswith((b"pk\x03\x04", b"{")) or b"\0" in raw[:4096]:
        wrong = "this is not a table of comma-separated text in UTF-8 or Windows-1252"
        raise ContentError([Problem(path.name, 1, wrong, "save it as CSV in UTF-8")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        account.note("the text is in Windows-1252")
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        wrong = "a letter is neither UTF-8 nor Windows-1252"
        raise ContentError([Problem(path.name, line, wrong, f"save it as CSV in UTF-8, or {REFETCH_HINT}")]) from None


def _csv_rows(text: str, name: str, source: Dataset, account: FileAccount) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        headings = next(reader, [])
        places = _places(headings, source, name)
        width, line, torn = len(headings), reader.line_num + 1, None
        for cells in reader:
            if cells:
                account.rows += 1
                torn = None
                if len(cells) == width:
                    yield line, [cells[place].strip() for place in places]
                else:
                    torn = f"it has {len(cells)} cells instead of {width}"
                    account.skip(line, cells[0][:40], "the row has too many or too few cells")
            last, line = line, reader.line_num + 1
    except csv.Error as fault:
        raise ContentError(
            [Problem(name, reader.line_num, f"this cannot be read as CSV: {fault}", REFETCH_HINT)]
        ) from None
    if torn:
        raise ContentError([Problem(name, last, f"the last row is cut short: {torn}", REFETCH_HINT)])


def _places(headings: list[str], source: Dataset, name: str) -> list[int]:
    """Where each needed column stands, by its heading; its case and the space around it do not matter."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        found.setdefault(heading.strip().casefold(), place)
    problems = []
    for wanted in source.columns.values():
        if wanted.casefold() not in found:
            near = suggest(wanted, [heading.strip() for heading in headings])
            right = (
                f"has it been renamed to {near}? Then change it in build_scripts/schools/official/datasets.toml"
                if near
                else REFETCH_HINT
            )
            problems.append(Problem(name, 1, f"the column {wanted} is missing", right))
    if problems:
        raise ContentError(problems)
    return [found[wanted.casefold()] for wanted in source.columns.values()]


# --- The spreadsheet of AEA categories -------------------------------------------------------------------------------

AEA = {"code": 0, "name": 1, "category": 18}  # by position: only the last one's heading is known
AEA_HEADING, AEA_HEADING_ROW = "Grouping (of six)", 4


def _sheet_rows(path: Path, source: Dataset, account: FileAccount) -> Iterator[tuple[int, list[str]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_bytes(path)))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as fault:
        raise ContentError([Problem(path.name, 1, f"this is not a spreadsheet: {fault}", REFETCH_HINT)]) from None
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
    value = row[place] if place < len(row) else ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
