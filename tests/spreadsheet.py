"""A spreadsheet, as small as one can be, in the layout of the Achieving Excellence Areas."""

from __future__ import annotations

import io
import zipfile
from typing import Any


def aea_rows(districts: list[list[Any]], heading_row: int = 4) -> list[list[Any]]:
    """The sheet of AEA categories: title, two rows of groups, then 19 headings, of which only S is known by name."""
    empty: list[Any] = [""] * 18
    above = [["Made-up indicator data", *empty]] + [["", *empty] for _ in range(heading_row - 2)]
    headings = [f"Heading {chr(65 + column)}" for column in range(18)] + ["Grouping (of six)"]
    return [*above, headings, *([code, name, *[""] * 16, category] for code, name, category in districts)]


def as_xlsx(rows: list[list[Any]]) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    lines = "".join(
        f'<row r="{n}">{"".join(map(_cell, range(len(row)), [n] * len(row), row))}</row>'
        for n, row in enumerate(rows, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
    }
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return book.getvalue()


def _cell(column: int, row: int, value: Any) -> str:
    if value == "":
        return ""
    place = f"{chr(65 + column)}{row}"
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
