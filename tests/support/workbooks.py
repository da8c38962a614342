"""Write workbooks as offices and programs do, each with the text of its cells as both readers must give it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZipFile

import xlsxwriter

type Fill = Callable[[Any], None]  # given an xlsxwriter.Workbook
type Cells = list[list[str]]


class WorkbookCase(NamedTuple):
    """A workbook, and its visible sheets as text."""

    data: bytes
    sheets: dict[str, Cells]


def workbook(fill: Fill, **options: Any) -> bytes:
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, **options}) as book:
        fill(book)
    return data.getvalue()


def sheets(**rows: Sequence[Sequence[Any]]) -> Fill:
    """Fill a workbook with sheets by their names; a value with a format is a pair."""

    def fill(book: Any) -> None:
        for name, lines in rows.items():
            sheet = book.add_worksheet(name)
            for line, cells in enumerate(lines):
                for place, cell in enumerate(cells):
                    value, form = cell if isinstance(cell, tuple) else (cell, None)
                    sheet.write(line, place, value, book.add_format({"num_format": form}) if form else None)

    return fill


def part_of(data: bytes, part: str) -> str:
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(part).decode()


def with_part(data: bytes, part: str, text: str) -> bytes:
    """Exchange the XML of a part."""
    made = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, text.encode("utf-8", "surrogatepass") if name == part else old.read(name))
    return made.getvalue()


def edited(data: bytes, part: str, *changes: tuple[str, str]) -> bytes:
    """Change the XML of a part, as another program might have written it."""
    text = part_of(data, part)
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return with_part(data, part, text)


def _trust(book: Any) -> None:
    sheet = book.add_worksheet("Schools")
    sheet.merge_range("A1:D1", "Madeup Learning Trust")
    sheet.write_row("A3", ["School", "URN", "IDACI", "AEA"])
    sheet.write_row("A4", ["Alder", 990001])
    sheet.write("C4", 0.375, book.add_format({"num_format": "0.0%"}))
    sheet.write("D4", 5)
    sheet.write_row("A5", ["Birch", 990002])
    sheet.write_formula("C5", "=20+2", None, 22)
    sheet.write_datetime("D5", datetime(2026, 5, 4), book.add_format({"num_format": "d-mmm"}))
    sheet.write_row("A6", ["Cedar", "990003"])
    sheet.write_formula("C6", "=NA()", None, "#N/A")
    sheet.write("D6", "4 or 5")
    sheet.write_row("A8", ["Trust average", None, 29.75])
    sheet.write_blank("H12", None, book.add_format({"bg_color": "yellow"}))


def _formulas(book: Any) -> None:
    sheet = book.add_worksheet("Schools")
    sheet.write_row(0, 0, ["URN", "IDACI"])
    for row, result in enumerate([1, 1, 1, "text", 0], 1):
        sheet.write(row, 0, 990000 + row)
        sheet.write_formula(row, 1, f"=B{row + 1}", None, result)


def _values(book: Any) -> None:
    sheet = book.add_worksheet("Values")
    sheet.write_row(0, 0, ["IDACI", "a  b ", "line\nbreak", "École 🏫", "_x0041_"])
    sheet.write_string(0, 5, "=1+1 as text")
    sheet.write_boolean(1, 0, True)
    sheet.write_boolean(1, 1, False)
    sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    sheet.write_formula(1, 3, '="a"&"b"', None, "ab")
    sheet.write_formula(1, 4, "=A1", None, "")
    sheet.write_rich_string(1, 5, "so", book.add_format({"bold": True}), "me ", "words")
    sheet.write_url(1, 6, "https://example.org/", string="a link")
    sheet.write_string(1, 7, "0990001")


NUMBERS: list[tuple[float | tuple[Any, str], str]] = [
    (990001, "990001"),
    (990001.0, "990001"),
    (37.5, "37.5"),
    (-3.25, "-3.25"),
    (0.1 + 0.2, "0.3"),  # sheets hold 15 or 16 digits
    (0.0000001, "0.0000001"),
    (123456789012345, "123456789012345"),
    (1.5e20, "150000000000000000000"),
    ((0.44, "0%"), "44%"),
    ((0.28, "0.00%"), "28%"),
    ((0.07, "0%"), "7%"),
    ((0.3755, "0.0%;[Red]-0.0%"), "37.55%"),
    ((1, "0%"), "100%"),
    ((0, "0%"), "0%"),
    ((0.005, "0.0%"), "0.5%"),
    ((44, '0.0"%"'), "44%"),  # the sign is only written beside it
    ((44, r"0\%"), "44%"),
    ((44, "#,##0.00"), "44"),
    ((44, "000000"), "44"),
    ((44, '[$£-809]#,##0.00;"day"'), "44"),
]
MOMENTS: list[tuple[tuple[Any, str], str]] = [
    ((date(2026, 5, 4), "d-mmm"), "2026-05-04"),
    ((date(2026, 5, 4), "dd/mm/yyyy;@"), "2026-05-04"),
    ((date(1900, 1, 28), "yyyy-mm-dd"), "1900-01-28"),
    ((datetime(2026, 11, 27, 9, 15, 30), "dd/mm/yyyy hh:mm"), "2026-11-27 09:15:30"),
    ((time(9, 15), "hh:mm AM/PM"), "09:15:00"),
    ((timedelta(hours=30), "[h]:mm"), "1900-01-01 06:00:00"),
    ((46146.0, "[$-809]d mmmm yyyy"), "2026-05-04"),
    ((99_999_999, "dd/mm/yyyy"), "#VALUE!"),
]


# Dates in the text of cells that are said to be dates.
WRITTEN_MOMENTS = [
    ("2026-05-04", "2026-05-04"),
    ("2026-05-04T00:00:00", "2026-05-04"),
    ("2026-05-04T00:00:00.000Z", "2026-05-04"),
    ("2026-11-27T09:15:30.250Z", "2026-11-27 09:15:30"),
    ("2026-11-27T09:15", "2026-11-27 09:15:00"),
    ("09:15:00", "09:15:00"),
]


def _column(values: Sequence[tuple[Any, str]]) -> tuple[Fill, Cells]:
    return sheets(Values=[["URN"], *([value] for value, _ in values)]), [["URN"], *([text] for _, text in values)]


def _cases() -> dict[str, WorkbookCase]:
    plain = workbook(sheets(Schools=[["URN", "IDACI"], [990001, 44], ["990002", 2.5]]))
    told = [["URN", "IDACI"], ["990001", "44"], ["990002", "2.5"]]
    sheet, book = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
    notes = [["About this file"], [], ["Made by the trust"]]
    both = workbook(sheets(Notes=notes, Schools=[["URN"], [990001]]))
    numbers, number_texts = _column(NUMBERS)
    moments, moment_texts = _column(MOMENTS)

    def chart(filled: Any) -> None:
        drawn = filled.add_chart({"type": "line"})
        drawn.add_series({"values": "=Schools!$A$2:$A$2"})
        filled.add_chartsheet("Chart").set_chart(drawn)
        sheets(Schools=[["URN"], [990001]])(filled)

    dated = workbook(
        sheets(Values=[["URN"], *([moment] for moment, _ in WRITTEN_MOMENTS)]), constant_memory=True, in_memory=False
    )
    dates = [(f'inlineStr"><is><t>{moment}</t></is>', f'd"><v>{moment}</v>') for moment, _ in WRITTEN_MOMENTS]

    return {
        "a trust's": WorkbookCase(
            workbook(_trust),
            {
                "Schools": [
                    ["Madeup Learning Trust"],
                    [],
                    ["School", "URN", "IDACI", "AEA"],
                    ["Alder", "990001", "37.5%", "5"],
                    ["Birch", "990002", "22", "2026-05-04"],
                    ["Cedar", "990003", "#N/A", "4 or 5"],
                    [],
                    ["Trust average", "", "29.75"],
                ]
            },
        ),
        "values": WorkbookCase(
            workbook(_values),
            {
                "Values": [
                    ["IDACI", "a  b ", "line\nbreak", "École 🏫", "_x0041_", "=1+1 as text"],
                    ["TRUE", "FALSE", "#DIV/0!", "ab", "=", "some words", "a link", "0990001"],
                ]
            },
        ),
        "numbers": WorkbookCase(workbook(numbers), {"Values": number_texts}),
        "moments": WorkbookCase(workbook(moments), {"Values": moment_texts}),
        "a calendar from 1904": WorkbookCase(
            workbook(sheets(Values=[["URN"], [(date(2026, 5, 4), "d-mmm")], [(time(9, 15), "hh:mm")]]), date_1904=True),
            {"Values": [["URN"], ["2026-05-04"], ["09:15:00"]]},
        ),
        "dates as the newer form of workbooks writes them": WorkbookCase(
            edited(dated, sheet, *dates), {"Values": [["URN"], *([text] for _, text in WRITTEN_MOMENTS)]}
        ),
        "formulas without their results": WorkbookCase(
            edited(
                workbook(_formulas),
                sheet,
                ("<f>B2</f><v>1</v>", "<f>B2</f><v></v>"),
                ("<f>B3</f><v>1</v>", "<f>B3</f><v/>"),
                ("<f>B4</f><v>1</v>", "<f>B4</f>"),
                ("<f>B5</f><v>text</v>", "<f>B5</f><v></v>"),
            ),
            {
                "Schools": [
                    ["URN", "IDACI"],
                    ["990001", "="],
                    ["990002", "="],
                    ["990003", "="],
                    ["990004"],
                    ["990005", "0"],
                ]
            },
        ),
        "texts that look so": WorkbookCase(dated, {"Values": [["URN"], *([text] for _, text in WRITTEN_MOMENTS)]}),
        "texts in their cells": WorkbookCase(
            workbook(
                sheets(Schools=[["URN", "IDACI"], [990001, 44], ["990002", 2.5]]), constant_memory=True, in_memory=False
            ),
            {"Schools": told},
        ),
        "several sheets": WorkbookCase(both, {"Notes": notes, "Schools": [["URN"], ["990001"]]}),
        "a hidden sheet": WorkbookCase(
            edited(both, book, ('<sheet name="Notes"', '<sheet name="Notes" state="hidden"')),
            {"Schools": [["URN"], ["990001"]]},
        ),
        "a chart": WorkbookCase(workbook(chart), {"Schools": [["URN"], ["990001"]]}),
        "nothing": WorkbookCase(workbook(sheets(Empty=[])), {"Empty": []}),
        "a wrong size": WorkbookCase(edited(plain, sheet, ('ref="A1:B3"', 'ref="A1"')), {"Schools": told}),
        "cells without their places": WorkbookCase(
            edited(plain, sheet, *((f' r="{place}{row}"', "") for place in "AB" for row in (1, 2, 3))),
            {"Schools": told},
        ),
        "names with a prefix": WorkbookCase(
            edited(
                plain,
                sheet,
                *((f"<{tag}", f"<x:{tag}") for tag in ("worksheet", "sheetData", "row", "c ", "v>")),
                *((f"</{tag}>", f"</x:{tag}>") for tag in ("worksheet", "sheetData", "row", "c", "v")),
                ("xmlns=", "xmlns:x="),
                ("<dimension", "<x:dimension"),
                ("<sheetViews>", "<x:sheetViews>"),
                ("</sheetViews>", "</x:sheetViews>"),
                ("<sheetView ", "<x:sheetView "),
                ("<sheetFormatPr", "<x:sheetFormatPr"),
                ("<pageMargins", "<x:pageMargins"),
            ),
            {"Schools": told},
        ),
        "addresses from the root": WorkbookCase(
            edited(plain, "xl/_rels/workbook.xml.rels", ('Target="worksheets', 'Target="/xl/worksheets')),
            {"Schools": told},
        ),
        "no styles": WorkbookCase(
            edited(plain, "xl/_rels/workbook.xml.rels", ("/styles", "/other")),
            {"Schools": told},
        ),
    }


WORKBOOKS = _cases()
