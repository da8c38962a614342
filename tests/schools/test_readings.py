"""How many schools get another answer by the other reading of the bands: counted by hand, and told under D1."""

from pathlib import Path
from typing import Any

import pytest
from eligibility.data.schools import Schools
from eligibility.json_api import RULE

from build_scripts.pages.site import make_site
from build_scripts.schools.published import snapshot
from build_scripts.schools.published.readings import Part, Readings, count_readings, evidence_of_schools
from build_scripts.schools.published.shards import lookup_table
from tests.support import made_up_site
from tests.support.content_copy import REVIEWED, copy_content

UPPER, LOWER = "Upper Madeshire", "Lower Madeshire"


def made_up_school(
    urn: str, mean: tuple[str, str], share: tuple[str, str], region: str, phase: str = "primary"
) -> dict[str, Any]:
    ranges = dict(zip(("low", "high", "other_low", "other_high"), (*mean, *share), strict=True))
    return made_up_site.school(urn, "Madeup", region=region, phase=phase, **ranges)


# In no district of a known category, so that a mean or a share is below the bands under 25, and meets them from 40.
SCHOOLS = [
    made_up_school("990021", ("10", "20"), ("30", "60"), UPPER),  # below by the mean, open by the share
    made_up_school("990022", ("12", "21"), ("28", "55"), UPPER),  # the same
    made_up_school("990023", ("20", "30"), ("45", "80"), UPPER, "secondary"),  # open by the mean, met by the share
    made_up_school("990024", ("20", "24"), ("41", "60"), LOWER, "secondary"),  # below by the mean, met by the share
    made_up_school("990025", ("5", "9"), ("0", "12"), LOWER),  # below by both
    made_up_school("990026", ("42", "50"), ("80", "95"), ""),  # met by both
    made_up_school("990027", ("10", "20"), ("", ""), LOWER),  # nothing is known of the share
    made_up_school("990028", ("", ""), ("", ""), LOWER, "special"),  # nor of the mean
]


def counted(folder: Path) -> Readings:
    read = snapshot.read(made_up_site.write(folder, SCHOOLS))
    assert read
    return count_readings(evidence_of_schools(read["schools"], Schools(lookup_table(read, RULE)), RULE), RULE)


def test_schools_are_counted_by_region_and_phase(tmp_path: Path) -> None:
    readings = counted(tmp_path)
    assert readings.all == Part(4, 6)
    assert readings.moves == [
        ["does-not-meet", "depends", 2],
        ["depends", "meets", 1],
        ["does-not-meet", "meets", 1],
    ]
    assert readings.phases() == ["primary", "secondary"]
    assert readings.by_region(["primary", "secondary"]) == {
        LOWER: [Part(0, 1), Part(1, 1), Part(1, 2)],
        UPPER: [Part(2, 2), Part(1, 1), Part(3, 3)],
        "": [Part(2, 4), Part(2, 2), Part(4, 6)],  # with the school whose region is not known
    }


def assumptions(root: Path) -> str:
    [page] = [page.markdown for page in make_site(root, REVIEWED).pages if page.address == "assumptions.md"]
    return page


def test_the_page_on_assumptions_tells_them_under_d1(tmp_path: Path) -> None:
    made_up_site.write(copy_content(tmp_path) / "data", SCHOOLS)
    before, _, after = assumptions(tmp_path).partition("{ #d2 }")
    assert "4 of 6 schools" in before
    assert f'<tr><th scope="row">{UPPER}</th><td>2 of 2</td><td>1 of 1</td><td>3 of 3</td></tr>' in before
    assert '<tr><th scope="row">All</th><td>2 of 4</td><td>2 of 2</td><td>4 of 6</td></tr>' in before
    assert "<td>Below the bands</td><td>Depends on a figure not yet known</td><td>2</td>" in before
    assert "<table" not in after


@pytest.mark.parametrize("schools", [None, [SCHOOLS[6]]])
def test_nothing_is_told_where_there_is_no_data(schools: list[dict[str, Any]] | None, tmp_path: Path) -> None:
    root = copy_content(tmp_path)
    if schools:
        made_up_site.write(root / "data", schools)
    assert "<table" not in assumptions(root)
