"""Where schools lie, in either edition of small areas, and which AEA category their district of 2016 has."""

from pathlib import Path

import polars as pl
import pytest

from build_scripts.schools.official.aea_categories import Category, read_categories, simplify_name
from build_scripts.schools.official.areas import Place, district_of
from build_scripts.schools.official.row_accounts import RowAccounts
from tests.schools.made_up.country import made_up_country
from tests.schools.made_up.joined_country import Joined, extra_school, joined_country


@pytest.mark.parametrize(
    ("name", "district"), [("Allerdale 003B", "Allerdale"), ("Kingston upon Hull 012A", "Kingston upon Hull"), ("", "")]
)
def test_the_district_of_2016_is_in_the_areas_name(name: str, district: str) -> None:
    assert district_of(name) == district


def test_a_code_of_2011(tmp_path: Path) -> None:
    assert joined_country(tmp_path, extra_school(lsoa="E01990007")).places["990999"] == Place(
        "E01990007", "Madeup District A"
    )


def test_a_code_of_2021_leads_to_the_area_of_2011_it_was_cut_from(tmp_path: Path) -> None:
    data = made_up_country()
    data.rows["areas"].append(data.rows["areas"][7] | {"LSOA21CD": "E01999999", "CHGIND": "S"})
    data.rows["schools"].append(extra_school(lsoa="E01999999"))
    found = Joined(data, tmp_path)
    assert found.places["990999"].lsoa == "E01990007"
    assert found.notes["placed by an area of 2021"] == 1


def test_a_code_of_2021_made_from_two_takes_the_nearer(tmp_path: Path) -> None:
    data = made_up_country()
    for row in (0, 24):
        data.rows["areas"].append(data.rows["areas"][row] | {"LSOA21CD": "E01999999", "CHGIND": "M"})
    data.rows["schools"].append(extra_school(lsoa="E01999999", easting="403900", northing="303900"))
    assert Joined(data, tmp_path).places["990999"].lsoa == "E01990024"


def test_an_unknown_code_is_placed_by_its_grid_reference(tmp_path: Path) -> None:
    found = joined_country(tmp_path, extra_school(lsoa="E01000000", easting="401100", northing="300100"))
    assert found.places["990999"] == Place("E01990005", "Madeup District A")
    assert found.notes["its area is in neither edition"] == found.notes["placed by its grid reference"] == 1


@pytest.mark.parametrize("spot", [("", ""), ("0", "0"), ("900000", "900000")])
def test_no_code_and_no_usable_grid_reference_is_no_place(spot: tuple[str, str], tmp_path: Path) -> None:
    found = joined_country(tmp_path, extra_school(lsoa="", easting=spot[0], northing=spot[1], authority="999"))
    assert found.places["990999"] == Place()
    assert found.notes["not placed: no range, any AEA category"] == 1


def test_a_head_office_far_away_is_no_place(tmp_path: Path) -> None:
    rows = [
        extra_school(f"9960{n:02}", lsoa="E01990000", easting="401000", northing="301000", authority="955")
        for n in range(60)
    ]
    rows += [
        extra_school(f"9961{n:02}", lsoa="E01990001", easting="402000", northing="301000", authority="955")
        for n in range(60)
    ]
    office = extra_school("996999", lsoa="E01991100", easting="420000", northing="314000", authority="955")
    beside = extra_school("996998", lsoa="E01990101", easting="406000", northing="301000", authority="955")
    found = joined_country(tmp_path, *rows, office, beside)
    assert found.places["996999"] == Place(head_office=True)
    assert found.places["996998"].lsoa == "E01990101"  # in another district too, but near schools of its own authority


def test_without_the_lookup_a_code_of_2021_is_placed_by_its_grid_reference(tmp_path: Path) -> None:
    data = made_up_country()
    data.rows["schools"].append(extra_school(lsoa="E01999999"))
    found = Joined(data, tmp_path, without=("areas",))
    assert found.places["990999"].lsoa == "E01990000"


def test_without_centroids_a_code_still_gives_the_district(tmp_path: Path) -> None:
    data = made_up_country()
    data.rows["schools"].append(extra_school(lsoa="E01990007"))
    assert Joined(data, tmp_path, without=("centroids",)).places["990999"].district == "Madeup District A"


# --- Categories ----------------------------------------------------------------------------------------------------


def categories(sheet: list[tuple[str, str]], pages: list[tuple[str, str]]) -> tuple[dict[str, Category], RowAccounts]:
    accounts = RowAccounts(["aea", "aea_partial"])
    tables = []
    for key, rows in (("aea", sheet), ("aea_partial", pages)):
        accounts[key].rows = len(rows)
        named = [(line, "", name, category) for line, (name, category) in enumerate(rows, 5)]
        tables.append(pl.DataFrame(named, schema=["line", "code", "name", "category"], orient="row"))
    districts = {"Madeup District A", "Madeup District B", "Madeup City"}
    return read_categories(tables[0], tables[1], districts, accounts), accounts


def test_suppressed_empty_and_odd_categories_are_unknown_and_counted() -> None:
    found, accounts = categories(
        [("Madeup District A", "SUPP"), ("Madeup District B", ""), ("Madeup City", "7"), ("Elsewhere", "5")], []
    )
    assert found == {}
    assert set(accounts["aea"].reasons) == {
        "its category is suppressed",
        "its category is empty",
        "7 is not a category from 1 to 6",
        "no district of 2016 has this name",
    }
    accounts.check()


def test_a_district_may_have_two_possible_categories() -> None:
    found, _ = categories([], [("Madeup District A", "5 or 6")])
    assert found == {"Madeup District A": Category((5, 6), "aea_partial")}


def test_a_whole_official_sheet_comes_before_other_pages() -> None:
    whole = [("Madeup District A", "5"), ("Madeup District B", "1"), ("Madeup City, City of", "2")]
    found, accounts = categories(whole, [("Madeup District A", "6"), ("Madeup District B", "1")])
    assert found["Madeup District A"] == Category((5,), "aea")
    assert found["Madeup City"] == Category((2,), "aea")
    assert set(accounts["aea_partial"].reasons) == {
        "another file gives another category for it",
        "another file gives the same category for it",
    }


def test_a_sheet_in_part_comes_after_the_pages_that_can_be_looked_up() -> None:
    found, _ = categories([("Madeup District A", "5"), ("Madeup District B", "4")], [("Madeup District A", "5")])
    assert found == {"Madeup District A": Category((5,), "aea_partial"), "Madeup District B": Category((4,), "aea")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bristol, City of", "Bristol"),
        ("Herefordshire, County of", "Herefordshire"),
        ("St. Helens", "St Helens"),
        ("A & B", "a and b"),
    ],
)
def test_spellings_of_one_district(one: str, other: str) -> None:
    assert simplify_name(one) == simplify_name(other)
