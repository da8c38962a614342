"""Files of lists as programs write them: letters, and what is no list."""

import json
from pathlib import Path

import pytest
from eligibility.json_api import RULE
from eligibility.lists.files import open_table
from eligibility.lists.table import TableError

TEXT = "School,URN,IDACI\r\nCafé – Madeup,990001,33 – 38\r\n"


def answers(path: Path) -> list[dict[str, str]]:
    with open_table(RULE, path, "") as table:
        return [dict(zip(table.header(), row, strict=True)) for row in table.answers()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_letters(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "in.csv").write_bytes(TEXT.encode(encoding))
    [row] = answers(tmp_path / "in.csv")
    assert (row["School"], row["idaci_used"]) == ("Café – Madeup", "33% to 38%")


def test_letters_of_an_old_mac(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(TEXT.replace("\r\n", "\r").encode("mac_roman"))
    [row] = answers(tmp_path / "in.csv")
    assert (row["School"], row["idaci_used"]) == ("Café – Madeup", "33% to 38%")


KINDS = [
    (b"", "empty"),
    (b"%PDF-1.7\n", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-workbook"),
    (b"\xd0\xcf\x11\xe0" + bytes(90_000) + "EncryptedPackage".encode("utf-16-le") + bytes(9), "protected"),
    (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "workbook"),
    (b"PK\x03\x04\x14\x00mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", "archive"),
    (b"PK\x03\x04\x14\x00Index/Document.iwa", "archive"),
    (b"PK\x03\x04" + bytes(26) + b"schools.csv and what is in it", "archive"),
    (b"PK\x03\x04" + bytes(26) + b"customXml/item1.xml and then xl/workbook.xml", "workbook"),
    (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "archive"),
    (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le") + "WordDocument".encode("utf-16-le"), "old-workbook"),
    (b"\x1f\x8b\x08\x00schools.csv", "archive"),
    (b"Rar!\x1a\x07\x00", "archive"),
    (b"II*\x00\x08\x00", "picture"),
    (b"\x00\x00\x00\x18ftypmif1", "picture"),
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
