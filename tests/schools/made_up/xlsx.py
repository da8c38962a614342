"""Write a spreadsheet, as small as one can be, in the layout of the Achieving Excellence Areas."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter


def aea_rows(districts: list[list[Any]], heading_row: int = 4) -> list[list[Any]]:
    """Make the sheet of AEA categories: title, two rows of groups, then 19 headings, of which S alone is known."""
    empty: list[Any] = [""] * 18
    above = [["Made-up indicator data", *empty]] + [["", *empty] for _ in range(heading_row - 2)]
    headings = [f"Heading {chr(65 + column)}" for column in range(18)] + ["Grouping (of six)"]
    return [*above, headings, *([code, name, *[""] * 16, category] for code, name, category in districts)]


def as_xlsx(rows: list[list[Any]]) -> bytes:
    """Write the rows into the one sheet of a workbook; return its bytes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()
