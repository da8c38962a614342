"""Workbooks: both readers give the same text for each cell, and of several sheets the one with the list is read."""

import json
import re
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from eligibility import cli
from eligibility.json_api import RULE
from eligibility.lists.files import open_table
from eligibility.lists.table import TableError
from eligibility.lists.workbook_file import open_workbook

from build_scripts.paths import ROOT
from tests.support.made_up_postcodes import file as postcodes
from tests.support.workbooks import WORKBOOKS, edited, part_of, sheets, with_part, workbook

type Lines = list[list[Any]]

PLAIN = workbook(sheets(Schools=[["URN", "IDACI"], [990001, 44]]))
ROLL: Lines = [
    ["UPN", "Home postcode"],
    ["A1", "QA1 1AA"],
    ["A2", None],
    ["A3", "QA10 1AA"],
    [None, None],
    ["A4", "QA1"],
]


def bomb() -> bytes:
    """Return a workbook of some kilobytes with a sheet of 200 MB, whatever it says of that."""
    data = BytesIO(PLAIN)
    with ZipFile(data, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * 200_000_000)
    return data.getvalue()


def cut(part: str, after: str, data: bytes = PLAIN) -> bytes:
    """Return a workbook whose archive is sound, with the XML of a part that ends after some text."""
    text = part_of(data, part)
    return with_part(data, part, text[: text.index(after) + len(after)])


def without_checksums() -> bytes:
    """Return a workbook whose archive names no checksum and is damaged."""
    data = bytearray(PLAIN)
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        data[at + 16 : at + 20] = bytes(4)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
# What looks like a workbook and cannot be read.
DAMAGED = {
    **{f"cut off at {size} of {len(PLAIN)} bytes": PLAIN[:size] for size in range(100, len(PLAIN), len(PLAIN) // 7)},
    "a sheet that ends after a row": cut(SHEET, "</row>"),
    "a sheet that ends in a row": cut(SHEET, "</c>"),
    "a sheet that ends in a tag": cut(SHEET, "<c r="),
    "a sheet that ends after its rows": cut(SHEET, "</sheetData>"),
    "a sheet that ends before them": cut(SHEET, "<sheetData>"),
    "an empty sheet": with_part(PLAIN, SHEET, ""),
    "texts that end": cut(TEXTS, "</si>"),
    "a text that is missing": edited(PLAIN, TEXTS, ("<si><t>IDACI</t></si>", "")),
    "a row that is not closed": edited(PLAIN, SHEET, ("</row>", "")),
    "a sign that is no tag": edited(PLAIN, SHEET, ("<v>44</v>", "<v>4 < 5</v>")),
    "a row below the last that a sheet can have": edited(
        PLAIN, SHEET, ("</sheetData>", '<row r="2000000"><c r="A2000000"><v>7</v></c></row></sheetData>')
    ),
    "no checksums": without_checksums(),
    "cut off": PLAIN[:-400],
    "changed on its way": PLAIN.replace(b"PK\x03\x04", b"PK\x03\x04\0\0", 2).replace(b"<", b"("),
    "too large when unpacked": bomb(),
    "no workbook": b"PK\x03\x04 and more",
}


@pytest.fixture(scope="module")
def in_browser_language(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the browser's reader gives for every workbook, sound or damaged."""
    folder = tmp_path_factory.mktemp("workbooks")
    files = {name: case.data for name, case in WORKBOOKS.items()} | DAMAGED
    paths = [folder / f"{number}.xlsx" for number in range(len(files))]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    node = ["node", "tests/eligibility/lists/read_sheets.mjs", *map(str, paths)]
    done = subprocess.run(node, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(zip(files, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("name", WORKBOOKS)
def test_both_readers_give_the_same_cells(tmp_path: Path, in_browser_language: dict[str, Any], name: str) -> None:
    (tmp_path / "in.xlsx").write_bytes(WORKBOOKS[name].data)
    with open_workbook(RULE, tmp_path / "in.xlsx") as opened:
        found = {sheet.name: list(sheet.rows) for sheet in opened}
    assert found == WORKBOOKS[name].sheets
    assert {sheet["name"]: sheet["rows"] for sheet in in_browser_language[name]} == found


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_workbook_is_told(tmp_path: Path, in_browser_language: dict[str, Any], name: str) -> None:
    with pytest.raises(TableError) as refused:
        answers(tmp_path, DAMAGED[name])
    assert str(refused.value) == RULE.text("sheets.seen.workbook")
    assert in_browser_language[name] is None


def answers(folder: Path, data: bytes) -> tuple[list[dict[str, str]], list[str]]:
    (folder / "in.xlsx").write_bytes(data)
    with open_table(RULE, folder / "in.xlsx", "") as table:
        rows = [dict(zip(table.header(), row, strict=True)) for row in table.answers()]
        return rows, table.notes.sentences()


def test_a_workbook_is_answered(tmp_path: Path) -> None:
    found, told = answers(tmp_path, WORKBOOKS["a trust's"].data)
    assert [(row["line"], row["idaci_used"], row["aea_used"]) for row in found] == [
        ("4", "37.5%", "5"),
        ("5", "", ""),
        ("6", "not known", "4 or 5"),
    ]
    assert "looks like a date" in found[1]["problem"]
    assert told[1:] == [RULE.text("sheets.done.no_school", lines="1, 8")]


def test_nothing_but_our_message_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The reader of workbooks prints "5 is out of range" itself, among the answers."""
    styles = "xl/styles.xml"
    text = part_of(PLAIN, styles)
    [named] = re.findall(r'<cellStyle [^>]*xfId="0"', text)
    data = edited(PLAIN, styles, (named, named.replace('xfId="0"', 'xfId="5"')))
    (tmp_path / "in.xlsx").write_bytes(data)
    assert cli.main(["batch", str(tmp_path / "in.xlsx")]) == 2
    sentence = RULE.text("sheets.seen.workbook")
    assert capsys.readouterr() == ("", f"eligibility: {tmp_path / 'in.xlsx'}: {sentence}\n")


SCHOOLS: Lines = [["URN", "IDACI"], [990001, 44]]
# The sheets of a workbook, and which of them is read.
CHOSEN: list[tuple[dict[str, Lines], str]] = [
    ({"Notes": [["About this file"], ["Made by the trust"]], "Our schools": SCHOOLS}, "Our schools"),
    ({"Numbers": [[990002], [990003]], "Our schools": SCHOOLS}, "Our schools"),  # a row that names columns comes first
    ({"Contact": [["Telephone", 123456]], "Our schools": SCHOOLS}, "Our schools"),
    ({"One": SCHOOLS, "Two": SCHOOLS}, "One"),
    ({"Notes": [["About this file"]], "Numbers": [[990001], [990002]]}, "Numbers"),
    ({"Only": SCHOOLS}, ""),
]


@pytest.mark.parametrize(("filled", "chosen"), CHOSEN)
def test_the_sheet_with_the_list_is_read_and_named(tmp_path: Path, filled: dict[str, Lines], chosen: str) -> None:
    told = answers(tmp_path, workbook(sheets(**filled)))[1]
    assert [line for line in told if "sheets" in line] == (
        [RULE.text("sheets.done.sheet", sheet=chosen)] if chosen else []
    )


def test_a_workbook_is_known_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(PLAIN)
    with open_table(RULE, tmp_path / "in.csv", "") as table:
        assert len(list(table.answers())) == 1


def test_a_workbook_without_a_list_says_so(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="No row names the columns"):
        answers(tmp_path, workbook(sheets(Notes=[["About this file"]])))


def pupils(folder: Path, capsys: pytest.CaptureFixture[str], data: bytes, *words: str) -> tuple[int, str, str]:
    (folder / "postcodes").write_bytes(postcodes())
    (folder / "in.xlsx").write_bytes(data)
    code = cli.main(["pupils", str(folder / "in.xlsx"), "--postcodes", str(folder / "postcodes"), *words])
    return code, *capsys.readouterr()


def test_a_roll_gives_the_figures_of_the_same_roll_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roll = workbook(sheets(Cover=[["Roll of a made-up school"]], Pupils=[["All pupils"], [], *ROLL]))
    text = "".join(",".join(cell or "" for cell in row) + "\n" for row in [["All pupils", ""], [], *ROLL])
    code, out, err = pupils(tmp_path, capsys, roll, "--json")
    assert (code, err.splitlines()) == (0, [RULE.text("sheets.done.sheet", sheet="Pupils")])
    assert out == pupils(tmp_path, capsys, text.encode(), "--json")[1]
    [school] = json.loads(out)["schools"]
    assert (school["pupils"], school["matched"], school["idaci"]) == (4, 2, "25.00")


def test_a_column_chosen_is_of_the_sheet_that_was_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = [["Home postcode", "Parent postcode"], ["QA1 1AA", "QA10 1AA"]]
    roll = workbook(sheets(Cover=[["Roll", "of a", "school"]], Pupils=columns))
    code, _, err = pupils(tmp_path, capsys, roll)
    assert (code, "Home postcode, Parent postcode" in err) == (2, True)
    assert json.loads(pupils(tmp_path, capsys, roll, "--json", "--column", "2")[1])["schools"][0]["idaci"] == "40.00"


def test_a_damaged_roll_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = pupils(tmp_path, capsys, DAMAGED["cut off"])
    assert (code, RULE.text("sheets.seen.workbook") in err) == (2, True)
