"""An edition of the rule: where a figure lies in it, and which floors can be no rule."""

from decimal import Decimal

import pytest
from eligibility.json_api import RULE
from eligibility.rule.criteria import Band, CriteriaError, criteria_from

from checker.grids.read import BandCase, band_cases

CRITERIA = RULE.criteria

type Floors = list[tuple[str, str]]


def made(floors: Floors) -> tuple[Band, ...]:
    return criteria_from(CRITERIA.to_data(), [{"idaci_from": idaci, "aea_from": aea} for idaci, aea in floors]).bands


@pytest.mark.parametrize("case", band_cases(), ids=lambda case: case.where)
def test_where_a_figure_lies(case: BandCase) -> None:
    band, above = CRITERIA.band_of(Decimal(case.idaci)), CRITERIA.band_above(Decimal(case.idaci))
    assert (str(band.idaci_from) if band else "-") == case.band
    assert (str(above.idaci_from) if above else "-") == case.above
    assert (" ".join(map(str, CRITERIA.categories_of(band))) if band else "-") == case.categories


def test_the_highest_and_the_lowest_band() -> None:
    assert (CRITERIA.highest, CRITERIA.lowest) == (Band(Decimal(40), 1), Band(Decimal(25), 6))


@pytest.mark.parametrize(
    "floors",
    [
        [("0", "6")],
        [("100", "1")],
        [("0.5", "3")],
        [("25", "6"), ("40", "1"), ("30.25", "5")],
    ],
)
def test_floors_are_kept_from_the_highest_down(floors: Floors) -> None:
    assert made(floors) == tuple(sorted((Band(Decimal(i), int(a)) for i, a in floors), reverse=True))


NO_PERCENTAGE = "band 1: idaci_from must be a percentage in quotes"
NO_CATEGORY = "band 1: aea_from must be a category from 1 to 6 in quotes"


@pytest.mark.parametrize(
    ("floors", "said"),
    [
        ([], "there is no band"),
        *(
            ([(idaci, "5")], NO_PERCENTAGE)
            for idaci in ("-1", "100.01", "101", "", ".", "1.2.3", "thirty", "1e1", "NaN")
        ),
        *(([("30", aea)], NO_CATEGORY) for aea in ("0", "7", "", "5.0", "five")),
        ([("30", "5"), ("30", "4")], "the bands from 30 and from 30 are out of step"),
        ([("30", "5"), ("25", "5")], "the bands from 30 and from 25 are out of step"),
        ([("30", "5"), ("25", "4")], "the bands from 30 and from 25 are out of step"),
    ],
)
def test_what_can_be_no_rule(floors: Floors, said: str) -> None:
    with pytest.raises(CriteriaError, match=said):
        made(floors)


@pytest.mark.parametrize("band", [{"idaci_from": 30, "aea_from": "5"}, {"idaci_from": "30", "aea_from": 5}])
def test_a_floor_is_text(band: dict[str, str]) -> None:
    with pytest.raises(CriteriaError, match="in quotes"):
        criteria_from(CRITERIA.to_data(), [band])
