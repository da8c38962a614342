"""Files of lists as programs write them: letters, workbooks, and what is no list."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from eligibility.json_api import RULE
from eligibility.lists.files import open_table
from eligibility.lists.table import TableError

TEXT = "School,URN,IDACI\r\nCafé – Madeup,990001,33 – 38\r\n"


def answers(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    with open_table(RULE, path, "") as (table, told):
        return [dict(zip(table.header(), row, strict=True)) for row in table.answers()], told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_letters(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "in.csv").write_bytes(TEXT.encode(encoding))
    [row] = answers(tmp_path / "in.csv")[0]
    assert (row["School"], row["idaci_used"]) == ("Café – Madeup", "33% to 38%")


def test_letters_of_an_old_mac(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(TEXT.replace("\r\n", "\r").encode("mac_roman"))
    [row] = answers(tmp_path / "in.csv")[0]
    assert (row["School"], row["idaci_used"]) == ("Café – Madeup", "33% to 38%")


type Fill = Callable[[Any, Any], None]


def workbook(path: Path, *sheets: tuple[str, Fill]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, fill in sheets:
            fill(book, book.add_worksheet(name))
    return path


def rows(*cells: Sequence[Any]) -> Fill:
    def fill(_book: Any, sheet: Any) -> None:
        for number, row in enumerate(cells):
            sheet.write_row(number, 0, row)

    return fill


def formats(book: Any, sheet: Any) -> None:
    """Write a title over merged cells, a percentage, a formula's value, a date where a range was typed, an error."""
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


def test_a_workbook(tmp_path: Path) -> None:
    found, told = answers(workbook(tmp_path / "in.xlsx", ("Schools", formats)))
    assert told == []
    assert [(row["line"], row["idaci_used"], row["aea_used"]) for row in found] == [
        ("4", "37.5%", "5"),
        ("5", "", ""),
        ("6", "not known", "4 or 5"),
    ]
    assert "looks like a date" in found[1]["problem"]


def test_the_sheet_that_names_its_columns_is_read_and_named(tmp_path: Path) -> None:
    notes, schools = rows(["About this file"], ["Made by the trust"]), rows(["URN", "IDACI"], [990001, 44])
    found, told = answers(workbook(tmp_path / "in.xlsx", ("Notes", notes), ("Our schools", schools)))
    assert [row["outcome"] for row in found] == ["meets"]
    assert told == [RULE.text("sheets.done.sheet", sheet="Our schools")]


def test_a_workbook_without_a_list_says_so(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", ("Notes", rows(["About this file"])))
    with pytest.raises(TableError, match="No row names the columns"):
        answers(path)


KINDS = [
    (b"", "empty"),
    (b"%PDF-1.7\n", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-workbook"),
    (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "workbook"),
    (b"PK\x03\x04\x14\x00mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", "archive"),
    (b"PK\x03\x04\x14\x00Index/Document.iwa", "archive"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
    (b"\xef\xbb\xbf<!DOCTYPE html><html>", "web-page"),
    (b"<table border=1><tr><td>URN</td></tr></table>", "web-page"),
    (b"<?xml version='1.0'?><Workbook/>", "xml"),
    ("<?xml version='1.0'?><Workbook/>".encode("utf-16"), "xml"),
    (b"{\\rtf1 URN}", "rtf"),
    (json.dumps([{"urn": "990001"}]).encode(), "json"),
    (b"https://example.org/list\n", "address"),
]


@pytest.mark.parametrize(("data", "kind"), KINDS)
def test_what_is_no_list_is_named(tmp_path: Path, data: bytes, kind: str) -> None:
    (tmp_path / "in.csv").write_bytes(data)
    with pytest.raises(TableError) as refused:
        answers(tmp_path / "in.csv")
    assert str(refused.value) == RULE.text(f"sheets.seen.{kind}")
