"""Official files as they come: whole or cut short, in either encoding, with columns lost or renamed, or no table."""

from dataclasses import replace
from pathlib import Path

import pytest

from build_scripts.problems import ContentError
from build_scripts.schools.official.row_accounts import FileAccount
from build_scripts.schools.official.tables import read_table
from tests.schools.made_up.country import FILES, MadeUp, as_csv, catalogue, gzipped, made_up_country
from tests.schools.made_up.xlsx import aea_rows, as_xlsx

SOURCES = catalogue()


@pytest.fixture(scope="module")
def data() -> MadeUp:
    return made_up_country()


def refused(path: Path, key: str) -> str:
    with pytest.raises(ContentError) as told:
        read_table(path, SOURCES[key], FileAccount())
    return str(told.value)


@pytest.mark.parametrize("key", FILES)
def test_every_file_is_read_plain_and_gzipped(key: str, data: MadeUp, tmp_path: Path) -> None:
    data.write(tmp_path)
    plain = read_table(tmp_path / FILES[key], SOURCES[key], FileAccount())
    packed = read_table(gzipped(tmp_path / FILES[key]), SOURCES[key], FileAccount())
    assert plain.height > 0
    assert plain.equals(packed)


def test_a_missing_column_is_named(data: MadeUp, tmp_path: Path) -> None:
    rows = [{name: text for name, text in row.items() if name != "Easting"} for row in data.rows["schools"]]
    (path := tmp_path / FILES["schools"]).write_text(as_csv(rows), "cp1252")
    assert f"{path.name}:1: the column Easting is missing" in refused(path, "schools")


def test_a_renamed_column_is_recognised(data: MadeUp, tmp_path: Path) -> None:
    text = as_csv(data.rows["schools"]).replace("TypeOfEstablishment (code)", "TypeOfEstablishments (code)")
    (path := tmp_path / FILES["schools"]).write_text(text, "cp1252")
    told = refused(path, "schools")
    assert "the column TypeOfEstablishment (code) is missing" in told
    assert "renamed to TypeOfEstablishments (code)" in told


RENAMED = [
    # the heading now, the column it was, and what is suggested
    ("NOR_2024", "NOR", "NOR_2024"),
    ("Total (NOR)", "NOR", "Total (NOR)"),
    ("PNUMFSMEVER6", "PNUMFSMEVER", "PNUMFSMEVER6"),
    ("PTFSM6CLA1A", "PNUMFSMEVER", ""),
]


@pytest.mark.parametrize(("heading", "column", "suggested"), RENAMED)
def test_the_new_name_of_a_column_is_suggested(
    heading: str, column: str, suggested: str, data: MadeUp, tmp_path: Path
) -> None:
    text = as_csv(data.rows["census"]).replace(column, heading, 1)
    (path := tmp_path / FILES["census"]).write_text(text, "utf-8")
    message = refused(path, "census")
    assert f"the column {column} is missing" in message
    assert (f"renamed to {suggested}?" in message) == bool(suggested)


def test_all_missing_columns_are_told_at_once(data: MadeUp, tmp_path: Path) -> None:
    rows = [{name: text for name, text in row.items() if name not in ("x", "y")} for row in data.rows["centroids"]]
    (path := tmp_path / FILES["centroids"]).write_text(as_csv(rows), "utf-8")
    assert refused(path, "centroids").count("is missing") == 2


def test_headings_may_differ_in_case_and_order(data: MadeUp, tmp_path: Path) -> None:
    rows = [dict(reversed(row.items())) for row in data.rows["centroids"]]
    text = as_csv(rows).replace("LSOA11CD", "lsoa11cd")
    (path := tmp_path / FILES["centroids"]).write_text(text, "utf-8")
    table = read_table(path, SOURCES["centroids"], FileAccount())
    assert table["code"][0] == data.rows["centroids"][0]["LSOA11CD"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_either_encoding_gives_the_same_letters(encoding: str, data: MadeUp, tmp_path: Path) -> None:
    row = data.rows["schools"][0] | {"EstablishmentName": "Madeup Café’s School"}
    (path := tmp_path / FILES["schools"]).write_bytes(as_csv([row]).encode(encoding))
    assert read_table(path, SOURCES["schools"], FileAccount())["name"].to_list() == ["Madeup Café’s School"]


def test_two_encodings_in_one_file(data: MadeUp, tmp_path: Path) -> None:
    """Decide it for each cell: a file that several programs wrote is in several encodings."""
    rows = [row | {"EstablishmentName": "Madeup École"} for row in data.rows["schools"][:3]]
    utf8, cp1252 = as_csv(rows).encode("utf-8").splitlines(), as_csv(rows).encode("cp1252").splitlines()
    (path := tmp_path / FILES["schools"]).write_bytes(b"\n".join([utf8[0], utf8[1], cp1252[2], utf8[3], b""]))
    table = read_table(path, SOURCES["schools"], account := FileAccount())
    assert table["name"].to_list() == ["Madeup École"] * 3
    assert account.notes == {"a cell is in Windows-1252": 1}


@pytest.mark.parametrize(
    ("written", "read", "note"),
    [
        ("École café".encode().replace("é".encode(), b"\xe9"), "École café", "a cell is in Windows-1252"),
        (
            "École’s".encode().decode("cp1252").encode(),
            "École’s",
            "a cell was in UTF-8 and was read as Windows-1252: mended",
        ),
        ("\ufffdcole".encode(), "\ufffdcole", "a letter of a cell was lost before it came here"),
        ("CAFÉ”, Âge, Ãb".encode(), "CAFÉ”, Âge, Ãb", ""),
        ("Two\u00a0 words".encode(), "Two words", ""),
    ],
)
def test_a_cell_is_read_letter_by_letter(written: bytes, read: str, note: str, data: MadeUp, tmp_path: Path) -> None:
    text = as_csv([data.rows["schools"][0] | {"EstablishmentName": "HERE"}]).encode()
    (path := tmp_path / FILES["schools"]).write_bytes(text.replace(b"HERE", b'"' + written + b'"'))
    assert read_table(path, SOURCES["schools"], account := FileAccount())["name"].to_list() == [read]
    assert list(account.notes) == [note] * bool(note)


NO_TABLES = [
    # what came, and what is told of it, in one sentence
    ("", "the file is empty"),
    ("\ufeff \n\n", "the file is empty"),
    ("<Error><Code>AuthenticationFailed</Code></Error>", "this is a web page, not a table"),
    (" " * 600 + "<head><title>Sign in", "this is a web page, not a table"),
    ('[{"URN": 1}]', "not a table of comma-separated text"),
    ("%PDF-1.7", "not a table of comma-separated text"),
    ("Service unavailable", "the first line names none of the columns: Service unavailable"),
    ("URN;NOR;PNUMFSMEVER;PNUMEAL\n1;2;3;4", "the first line names none of the columns: URN;NOR;PNUMFSMEVER;PNUMEAL"),
]


@pytest.mark.parametrize(("came", "told"), NO_TABLES)
def test_what_is_no_table_is_told_once(came: str, told: str, tmp_path: Path) -> None:
    (path := tmp_path / FILES["census"]).write_text(came, "utf-8")
    message = refused(path, "census")
    assert told in message
    assert len(message.splitlines()) == 1


def test_another_encoding_is_refused(data: MadeUp, tmp_path: Path) -> None:
    (path := tmp_path / FILES["schools"]).write_text(as_csv(data.rows["schools"]), "utf-16")
    assert "not a table of comma-separated text in UTF-8 or Windows-1252" in refused(path, "schools")


def test_a_letter_of_no_encoding_has_its_line(data: MadeUp, tmp_path: Path) -> None:
    text = as_csv(data.rows["schools"][:3]).encode().replace(b"990001", b"99\x81\xff01", 1)
    (path := tmp_path / FILES["schools"]).write_bytes(text)
    assert f"{path.name}:3: a letter is neither UTF-8 nor Windows-1252" in refused(path, "schools")


def test_a_file_cut_in_the_middle_of_a_row(data: MadeUp, tmp_path: Path) -> None:
    text = as_csv(data.rows["schools"])
    (path := tmp_path / FILES["schools"]).write_text(text[: len(text) * 2 // 3], "cp1252")
    assert "the last row is cut short" in refused(path, "schools")


def test_a_file_cut_between_two_rows_has_too_few(data: MadeUp, tmp_path: Path) -> None:
    (path := tmp_path / FILES["schools"]).write_text(as_csv(data.rows["schools"][:50]), "cp1252")
    with pytest.raises(ContentError, match="the file has 50 rows, fewer than the 51"):
        read_table(path, replace(SOURCES["schools"], least_rows=51), FileAccount())


def test_a_gzipped_file_cut_short(data: MadeUp, tmp_path: Path) -> None:
    data.write(tmp_path)
    packed = gzipped(tmp_path / FILES["schools"])
    packed.write_bytes(packed.read_bytes()[:-200])
    assert "the gzipped file is cut short or damaged" in refused(packed, "schools")


def test_a_quote_that_never_closes(data: MadeUp, tmp_path: Path) -> None:
    text = as_csv(data.rows["schools"]).replace("Madeup Town", '"Madeup Town', 1)
    (path := tmp_path / FILES["schools"]).write_text(text, "cp1252")
    assert "the last row is cut short" in refused(path, "schools")


@pytest.mark.parametrize("start", ["<!DOCTYPE html><title>Sign in</title>", "\n <html><body>503</body></html>"])
def test_a_web_page_instead_of_a_table(start: str, tmp_path: Path) -> None:
    (path := tmp_path / FILES["census"]).write_text(start)
    assert "this is a web page, not a table" in refused(path, "census")


def test_a_spreadsheet_instead_of_a_table(tmp_path: Path) -> None:
    (path := tmp_path / FILES["census"]).write_bytes(as_xlsx([["URN"]]))
    assert "not a table of comma-separated text" in refused(path, "census")


def test_an_empty_file(tmp_path: Path) -> None:
    (path := tmp_path / FILES["known"]).write_text("")
    assert "the file is empty" in refused(path, "known")


def test_a_row_with_a_cell_too_many_is_left_out_and_counted(data: MadeUp, tmp_path: Path) -> None:
    lines = as_csv(data.rows["known"]).splitlines()
    (path := tmp_path / FILES["known"]).write_text("\n".join([*lines[:3], lines[3] + ",extra", *lines[4:]]) + "\n")
    table = read_table(path, SOURCES["known"], account := FileAccount())
    assert account.rows == len(lines) - 1 == table.height + 1
    assert [(row.line, row.reason) for row in account.skipped] == [(4, "the row has too many or too few cells")]


# --- The sheet of AEA categories -----------------------------------------------------------------------------------


def test_aea_headings_in_row_4_and_columns_by_position(tmp_path: Path) -> None:
    rows = aea_rows(
        [["E1", "Madeup District A", 5.0], ["E2", "Madeup District B", "SUPP"], ["E3", "Madeup District C", ""]]
    )
    (path := tmp_path / FILES["aea"]).write_bytes(as_xlsx(rows))
    table = read_table(path, SOURCES["aea"], account := FileAccount())
    assert table.rows() == [
        (5, "E1", "Madeup District A", "5"),
        (6, "E2", "Madeup District B", "SUPP"),
        (7, "E3", "Madeup District C", ""),
    ]
    assert not account.notes


def test_aea_headings_in_another_row_are_found_and_noted(tmp_path: Path) -> None:
    (path := tmp_path / FILES["aea"]).write_bytes(as_xlsx(aea_rows([["E1", "Madeup District A", 5]], heading_row=6)))
    table = read_table(path, SOURCES["aea"], account := FileAccount())
    assert table.rows() == [(7, "E1", "Madeup District A", "5")]
    assert list(account.notes) == ["the headings stand in row 6, not in row 4"]


def test_aea_heading_missing(tmp_path: Path) -> None:
    rows = aea_rows([["E1", "Madeup District A", 5]])
    rows[3][18] = "Group"
    (path := tmp_path / FILES["aea"]).write_bytes(as_xlsx(rows))
    assert 'no row of the first sheet has "Grouping (of six)" in column S' in refused(path, "aea")


def test_aea_not_a_spreadsheet(tmp_path: Path) -> None:
    (path := tmp_path / FILES["aea"]).write_text("<!DOCTYPE html>")
    assert "this is not a spreadsheet" in refused(path, "aea")


def test_a_file_named_by_what_is_no_day_has_no_date() -> None:
    assert SOURCES["schools"].date_of(Path("edubasealldata20991331.csv")) == ""
    assert SOURCES["schools"].date_of(Path("edubasealldata20991231.csv")) == "2099-12-31"
