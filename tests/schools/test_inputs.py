"""Read the census: what a cell holds, and what the estimate is given of it."""

import numpy as np
import polars as pl
import pytest

from build_scripts.problems import ContentError
from build_scripts.schools.estimate.inputs import read_census, read_small_areas
from build_scripts.schools.official.row_accounts import RowAccounts
from build_scripts.schools.official.tables import LINE
from tests.schools.made_up.official_files import areas

NAN = float("nan")
NO_SHARE = "no share of free meals or of first languages"
HIDDEN = "its number of pupils is hidden or missing: the register's is taken"
OUTSIDE = "its share of free meals or of first languages is not from 0 to 100"
CELLS = [
    # NOR, PNUMFSMEVER, PNUMEAL; the pupils, the two shares, what is noted
    ("900", "44.5%", "12.1%", 900, 44.5, 12.1, []),
    ("900", "0", "100", 900, 0, 100, []),
    ("900", "SUPP", "c", 900, NAN, NAN, [NO_SHARE]),
    ("900", "24.1", "", 900, NAN, NAN, [NO_SHARE]),
    ("SUPP", "24.1", "20.0", None, 24.1, 20, [HIDDEN]),
    ("", "24.1", "20.0", None, 24.1, 20, [HIDDEN]),
    ("0", "24.1", "20.0", None, 24.1, 20, [HIDDEN]),
]


def table(pupils: str, meals: str, language: str) -> pl.DataFrame:
    return pl.DataFrame([{LINE: 2, "urn": "990001", "pupils": pupils, "meals": meals, "language": language}])


@pytest.mark.parametrize(("pupils", "meals", "language", "count", "meals_read", "language_read", "notes"), CELLS)
def test_a_row_of_the_census(
    pupils: str,
    meals: str,
    language: str,
    count: float | None,
    meals_read: float,
    language_read: float,
    notes: list[str],
) -> None:
    accounts = RowAccounts(["census"])
    found = read_census(table(pupils, meals, language), {"990001"}, accounts)["990001"]
    assert found.count == count
    assert [found.meals, found.language] == pytest.approx([meals_read, language_read], nan_ok=True)
    assert list(accounts["census"].notes) == notes


@pytest.mark.parametrize(("meals", "language"), [("445%", "12.1"), ("-5", "12.1"), ("44.5", "100.1")])
def test_a_share_that_no_school_can_have_is_refused_with_its_row(meals: str, language: str) -> None:
    accounts = RowAccounts(["census"])
    assert read_census(table("900", meals, language), {"990001"}, accounts) == {}
    assert [(row.line, row.name, row.reason) for row in accounts["census"].skipped] == [(2, "990001", OUTSIDE)]


@pytest.mark.parametrize(
    ("meals", "language", "told"),
    [
        ("0.25", "12.1", "of 20 schools none has a share of free meals above 1: these are parts of 1, not percentages"),
        (
            "25%",
            "1",
            "of 20 schools none has a share of first languages above 1: these are parts of 1, not percentages",
        ),
        ("25", "1.1", ""),
        ("SUPP", "c", ""),
    ],
)
def test_shares_that_are_parts_of_one_are_refused(meals: str, language: str, told: str) -> None:
    urns = [str(urn) for urn in range(990001, 990021)]
    rows = pl.concat([table("900", meals, language).with_columns(urn=pl.lit(urn)) for urn in urns])
    accounts = RowAccounts(["census"])
    try:
        assert len(read_census(rows, {*urns}, accounts)) == len(urns)
        said = ""
    except ContentError as error:
        [problem] = error.problems
        said = problem.message
    assert said == told


@pytest.mark.parametrize(
    ("decile", "children", "reason"),
    [
        ("0", "90", "its decile is not a whole number from 1 to 10"),
        ("11", "90", "its decile is not a whole number from 1 to 10"),
        ("1.5", "90", "its decile is not a whole number from 1 to 10"),
        ("1", "-5", "its number of children is below 0"),
    ],
)
def test_a_small_area_with_figures_that_none_can_have_is_refused(decile: str, children: str, reason: str) -> None:
    row = {LINE: 2, "code": "E01990000", "rate": "0.4", "decile": decile, "children": children, "district_2019": "E07"}
    accounts = RowAccounts(["deprivation"])
    assert read_small_areas(pl.DataFrame([row]), areas(), accounts) is None
    assert [(skipped.line, skipped.reason) for skipped in accounts["deprivation"].skipped] == [(2, reason)]


def test_infinity_is_no_number() -> None:
    found = read_census(table("900", "inf", "1"), {"990001"}, RowAccounts(["census"]))["990001"]
    assert np.isnan(found.meals)
