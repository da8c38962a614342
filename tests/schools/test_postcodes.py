"""The directory of postcodes as ONS publishes it: in one file or many, packed or not, under old names and new."""

import gzip
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from eligibility.data.directory import Area, Directory, Home

from build_scripts.problems import ContentError
from build_scripts.schools.official.catalogue import read_directory_dataset
from build_scripts.schools.official.postcode_directory import Postcodes, Release
from build_scripts.schools.postcodes import check_postcodes, make_postcodes, read_directory
from tests.schools.made_up.country import FILES, catalogue, gzipped, made_up_country
from tests.support.made_up_postcodes import release

SOURCE = replace(read_directory_dataset(), least_rows=1)
ENGLAND, WALES, SCOTLAND = "E92000001", "W92000004", "S92000003"
AREAS = [row["LSOA code (2011)"] for row in made_up_country().rows["deprivation"]]
ROWS = [
    {"pcds": "QA1 1AA", "ctry": ENGLAND, "lsoa11": AREAS[0]},
    {"pcds": "QA1 1AB", "ctry": ENGLAND, "lsoa11": AREAS[1], "doterm": "200001"},
    {"pcds": "QB10 9ZZ", "ctry": ENGLAND, "lsoa11": AREAS[2]},
    {"pcds": "QW1 1AA", "ctry": WALES, "lsoa11": "W01000001"},
    {"pcds": "QS1 1AA", "ctry": SCOTLAND, "lsoa11": "S01000001"},
]
WHOLE = "ONSPD_JAN_2099_UK.csv"


def area(place: int) -> Area:
    row = made_up_country().rows["deprivation"][place]
    rate, decile = (row[catalogue()["deprivation"].columns[name]] for name in ("rate", "decile"))
    return Area(Decimal(rate), int(decile))


HOMES = {
    "QA1 1AA": Home(area(0), False),
    "QA1 1AB": Home(area(1), True),
    "QB10 9ZZ": Home(area(2), False),
    "QW1 1AA": Home(None, False),
    "QS1 1AA": Home(None, False),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with the deprivation of the made-up areas."""
    made = tmp_path / "official"
    made.mkdir()
    made_up_country().write(made, without=tuple(key for key in FILES if key != "deprivation"))
    return made


def found(folder: Path) -> tuple[Release, Postcodes]:
    read = read_directory(folder, catalogue()["deprivation"], SOURCE)
    assert read
    return read


def whole(folder: Path) -> None:
    (folder / WHOLE).write_text(release(ROWS), "utf-8")


def packed(folder: Path) -> None:
    whole(folder)
    gzipped(folder / WHOLE)


def in_a_zip(folder: Path) -> None:
    with zipfile.ZipFile(folder / "ONSPD_0123.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"Data/{WHOLE}", release(ROWS))
        archive.writestr("Data/multi_csv/ONSPD_JAN_2099_UK_QA.csv", release(ROWS[:2]))
        archive.writestr("User Guide/ONSPD User Guide Jan 2099.pdf", b"")


def by_area(folder: Path) -> None:
    (folder / "multi_csv").mkdir()
    for letters in ("QA", "QB", "QW", "QS"):
        rows = [row for row in ROWS if row["pcds"].startswith(letters)]
        (folder / "multi_csv" / f"ONSPD_JAN_2099_UK_{letters}.csv").write_text(release(rows), "utf-8")


def with_older_ones(folder: Path) -> None:
    whole(folder)
    (folder / "ONSPD_NOV_2098_UK.csv").write_text(release(ROWS[:1]), "utf-8")
    (folder / "NSPL_FEB_2099_UK.csv").write_text(release(ROWS[:1]), "utf-8")


def with_new_names(folder: Path) -> None:
    text = "\ufeff" + release(ROWS, ctry="ctry25cd", lsoa11="lsoa11cd", pcd="pcd7", pcd2="pcd8")
    (folder / WHOLE).write_text(text, "utf-8")


def with_pcd_alone(folder: Path) -> None:
    rows = [{**row, "pcd": row["pcds"].replace(" ", "").ljust(7), "pcds": ""} for row in ROWS]
    (folder / WHOLE).write_text(release(rows, pcds="other"), "utf-8")


@pytest.mark.parametrize(
    "layout",
    [whole, packed, in_a_zip, by_area, with_older_ones, with_new_names, with_pcd_alone],
    ids=lambda f: f.__name__,
)
def test_layouts(folder: Path, layout: Callable[[Path], None]) -> None:
    layout(folder)
    read, postcodes = found(folder)
    assert (read.product, read.name) == ("ONSPD", "January 2099")
    assert postcodes.homes == HOMES
    assert (postcodes.rows, postcodes.left_out.total()) == (5, 0)


# A row, and why it is not used.
LEFT_OUT = [
    ({"pcds": "BT1 1AA", "ctry": "N92000002", "lsoa11": "95GG01S1"}, "in Northern Ireland"),
    ({"pcds": "JE2 4UH", "ctry": "L93000001", "lsoa11": "L99999999"}, "in the Channel Islands"),
    ({"pcds": "IM1 1AA", "ctry": "M83000003", "lsoa11": "M99999999"}, "in the Channel Islands or the Isle of Man"),
    ({"pcds": "QA1 1AD", "ctry": ENGLAND, "lsoa11": ""}, "in no small area"),
    ({"pcds": "QA1 1AD", "ctry": ENGLAND, "lsoa11": "E01999999"}, "in no small area"),
    ({"pcds": "", "ctry": ENGLAND, "lsoa11": AREAS[0]}, "no postcode"),
    ({"pcds": "QA1", "ctry": ENGLAND, "lsoa11": AREAS[0]}, "no postcode"),
    ({"pcds": "QA1 1AA", "ctry": ENGLAND, "lsoa11": AREAS[1], "doterm": "200001"}, "a second row"),
    ({"pcds": "QA1 1AB", "ctry": ENGLAND, "lsoa11": AREAS[1]}, "a second row"),
]


@pytest.mark.parametrize(("row", "why"), LEFT_OUT)
def test_rows_that_are_left_out(folder: Path, row: dict[str, str], why: str) -> None:
    (folder / WHOLE).write_text(release([*ROWS, row]), "utf-8")
    _, postcodes = found(folder)
    assert [reason.startswith(why) for reason in postcodes.left_out] == [True]
    assert "BT1 1AA" not in postcodes.homes
    in_use = HOMES | {row["pcds"]: Home(area(1), False)} if row["pcds"] == "QA1 1AB" else HOMES
    assert postcodes.homes == in_use


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("NSPL_MAY_2099_UK.csv", release(ROWS, lsoa11="lsoa21"), "use the ONS Postcode Directory (ONSPD)"),
        (WHOLE, release(ROWS, lsoa11="lsoa21cd"), "areas of 2021 alone"),
        (WHOLE, release(ROWS, lsoa11="lsoa"), "the column lsoa11 or lsoa11cd is missing"),
        (WHOLE, release(ROWS, doterm="ended"), "the column doterm is missing"),
        (WHOLE, release(ROWS)[:-20], "cells instead of"),
        (WHOLE, "", "is missing"),
        (WHOLE, "<!doctype html>", "is missing"),
        (f"{WHOLE}.gz", release(ROWS), "damaged"),
    ],
)
def test_other_files_are_refused_in_a_sentence(folder: Path, name: str, text: str, said: str) -> None:
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(ContentError) as refused:
        found(folder)
    assert said in str(refused.value)
    assert str(refused.value).startswith(name)


def test_a_zip_or_a_gzip_cut_short_is_refused(folder: Path) -> None:
    in_a_zip(folder)
    path = folder / "ONSPD_0123.zip"
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ContentError, match="cut short"):
        found(folder)
    path.unlink()
    (folder / f"{WHOLE}.gz").write_bytes(gzip.compress(release(ROWS).encode())[:-12])
    with pytest.raises(ContentError, match="damaged"):
        found(folder)


def test_a_release_with_too_few_rows_is_refused(folder: Path) -> None:
    by_area(folder)
    with pytest.raises(ContentError, match="fewer than the 2,000,000"):
        read_directory(folder, catalogue()["deprivation"], read_directory_dataset())


def test_a_folder_without_either_file_makes_nothing(folder: Path, tmp_path: Path) -> None:
    assert read_directory(folder, catalogue()["deprivation"], SOURCE) is None
    whole(tmp_path)
    (folder / FILES["deprivation"]).unlink()
    assert read_directory(tmp_path, catalogue()["deprivation"], SOURCE) is None


@pytest.mark.parametrize(
    ("name", "value"), [("rate", "1.5"), ("rate", ""), ("rate", "1e-3"), ("decile", "0"), ("decile", "")]
)
def test_a_figure_of_deprivation_that_is_none_is_refused(folder: Path, name: str, value: str) -> None:
    country = made_up_country()
    country.rows["deprivation"][0][catalogue()["deprivation"].columns[name]] = value
    country.write(folder, without=tuple(key for key in FILES if key != "deprivation"))
    whole(folder)
    with pytest.raises(ContentError, match="no such figure"):
        found(folder)


def test_what_is_written_is_what_was_read(folder: Path, tmp_path: Path) -> None:
    whole(folder)
    read, postcodes = found(folder)
    report = make_postcodes(read, postcodes, "2019", tmp_path)
    data = (tmp_path / "postcodes").read_bytes()
    assert (Directory(data).month, Directory(data).release) == ("January 2099", "2019")
    assert check_postcodes(postcodes.homes, data) == ""
    assert check_postcodes({**postcodes.homes, "QA1 1ZZ": HOMES["QA1 1AA"]}, data).startswith("1 of 6 postcodes differ")
    assert "2 in Wales or Scotland" in " ".join(report.split())
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["postcodes"]
