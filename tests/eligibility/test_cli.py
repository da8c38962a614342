"""The checker at a terminal, and what a spreadsheet must not take from its tables for a formula."""

import csv
import json
import pkgutil
from pathlib import Path

import pytest
from eligibility import cli, json_api
from eligibility.rule.criteria import CriteriaError, criteria_from

from tests.support.cells import FORMULAS, HARMLESS

TODAY = ["--today", "2026-11-21"]
FIELDS = ("edition", "effective_from", "last_reviewed", "review_by", "measure", "release")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main(words)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_check_prints_a_letter_or_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    code, letter, error = told(capsys, "check", "--idaci", "37.5", "--aea", "5", *TODAY)
    assert (code, error) == (0, "")
    entered = {"idaci": "37.5", "aea": "5", "today": "2026-11-21"}
    result = json.loads(json_api.answer(json.dumps(entered)))
    assert letter == result["letter"].rstrip("\n") + "\n"
    code, text, _ = told(capsys, "check", "--idaci", "37.5", "--aea", "5", "--json", *TODAY)
    assert (code, json.loads(text)) == (0, result)


def test_check_asks_in_a_line_for_each_entry(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, error = told(capsys, "check", "--idaci", "0.4", "--aea", "7")
    assert (code, out) == (2, "")
    assert [line.split(":")[1].strip() for line in error.splitlines()] == ["--idaci '0.4'", "--aea '7'"]


def test_criteria_prints_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    _, text, _ = told(capsys, "criteria", "--json")
    assert json.loads(text) == json_api.RULE.criteria.to_data()
    _, lines, _ = told(capsys, "criteria")
    rows = json.loads(json_api.rule_table())["rows"]
    assert lines.splitlines()[: len(rows)] == [f"{row['idaci']}: {row['aea']}" for row in rows]


def test_batch_to_the_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("\ufeffname,IDACI,At_Risk\nA,44,yes\nB,0.4,\nC\n", "utf-8")
    code, out, _ = told(capsys, "batch", str(table), *TODAY)
    rows = list(csv.DictReader(out.splitlines()))
    assert (code, [row["outcome"] for row in rows]) == (0, ["meets", "", ""])
    assert (rows[0]["priority"], rows[1]["priority"]) == ("higher", "")
    assert rows[1]["problem"].endswith(".")
    assert rows[2]["problem"], "a row that says nothing of a school is told, not answered"


def test_batch_reads_what_spreadsheets_call_unicode_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("name\tidaci\nÉcole Madeup\t44\n", "utf-16")
    code, out, _ = told(capsys, "batch", str(table))
    assert (code, [row["name"] for row in csv.DictReader(out.splitlines())]) == (0, ["École Madeup"])


def test_batch_never_writes_over_the_table_it_reads(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("idaci\n44\n", "utf-8")
    code, _, error = told(capsys, "batch", str(table), "-o", str(table))
    assert (code, table.read_text("utf-8")) == (2, "idaci\n44\n")
    assert "name another one for the answers" in error


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"", b"%PDF-1.7"])
def test_a_table_that_cannot_be_read_is_refused_in_a_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data: bytes
) -> None:
    table = tmp_path / "in.csv"
    table.write_bytes(data)
    code, _, error = told(capsys, "batch", str(table), "-o", str(tmp_path / "out.csv"))
    assert (code, len(error.splitlines())) == (2, 1)
    assert str(table) in error


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS])
def test_a_cell_comes_back_as_text(tmp_path: Path, text: str) -> None:
    """In a column of its own, as the name of a column, and as an entry."""
    table, result = tmp_path / "in.csv", tmp_path / "out.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["idaci", "name", text, "postcode"], [text, text, "", "ZZ1 1AA"]])
    assert cli.main(["batch", str(table), "-o", str(result)]) == 0
    with result.open(encoding="utf-8", newline="") as file:
        header, row = list(csv.reader(file))
    kept = f"'{text}" if text in FORMULAS else text
    assert (header[2], row[0], row[1]) == (kept, kept, kept)
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in [*header, *row])
    assert row[header.index("problem")], "it is no figure, so it is asked about"


def test_an_edition_without_bands_is_no_rule() -> None:
    with pytest.raises(CriteriaError, match="there is no band"):
        criteria_from(dict.fromkeys(FIELDS, ""), [])


def test_a_category_that_no_band_takes_has_no_distance() -> None:
    """An edition for weaker areas only: in category 1 no figure is near enough, and none is told."""
    words = json.loads(pkgutil.get_data("eligibility", "rule.json") or b"")
    words["bands"] = [{"idaci_from": "30", "aea_from": "3"}]
    rule = json_api.load_rule(json.dumps(words))
    text = json.loads(json_api.answer('{"idaci": "35", "aea": "1"}', rule))["text"]
    assert json.loads(json_api.answer('{"idaci": "35", "aea": "1"}', rule))["outcome"] == "does-not-meet"
    assert not any("AEA" in line and "needs" in line for line in text["distances"])
