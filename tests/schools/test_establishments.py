"""Which establishments are schools of the finder, and in which phase."""

from pathlib import Path

import pytest

from build_scripts.schools.official.row_accounts import RowAccounts, UnaccountedRows
from tests.schools.made_up.country import Row
from tests.schools.made_up.joined_country import extra_school, joined_country


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (extra_school(status="2"), "closed"),
        (extra_school(status="4"), "proposed, not open yet"),
        (extra_school(status="9"), "its status is not known to this site"),
        (extra_school(type="30"), "in Wales"),
        (extra_school(lsoa="W01000001"), "in Wales"),
        (extra_school(type="37"), "a British school overseas"),
        (extra_school(urn="12"), "its URN is not a number of six digits"),
        (extra_school(urn="990000"), "its URN stands in an earlier row"),
    ],
)
def test_left_out_for_a_reason(row: Row, why: str, tmp_path: Path) -> None:
    found = joined_country(tmp_path, row)
    assert found.left_out == {row["URN"]: why}
    assert found.accounts["schools"].used == len(found.schools) == 120


@pytest.mark.parametrize(
    ("row", "closed_on"),
    [
        (extra_school(status="2", closed_on="31-08-2012"), {"990999": "2012-08-31"}),
        (extra_school(status="2", closed_on=""), {"990999": ""}),
        (extra_school(status="2", closed_on="2012"), {"990999": ""}),
        (extra_school(status="2", closed_on="31-08-2012", type="37"), {}),  # it was no school of the finder
        (extra_school(status="4"), {}),
    ],
)
def test_the_day_on_which_a_school_closed(row: Row, closed_on: dict[str, str], tmp_path: Path) -> None:
    assert joined_country(tmp_path, row).register.closed_on == closed_on


def test_a_type_code_of_one_digit_is_the_same_code(tmp_path: Path) -> None:
    assert joined_country(tmp_path, extra_school(type="7")).school("990999").phase == "special"


@pytest.mark.parametrize(
    ("code", "words", "phase"),
    [
        ("01", "Primary", "primary"),
        ("03", "Middle deemed primary", "primary"),
        ("34", "Middle deemed secondary", "secondary"),
        ("35", "All-through", "all-through"),
        ("40", "Secondary", "secondary"),
        ("06", "Not applicable", "secondary"),
        ("01", "16 plus", "post-16"),
        ("33", "Secondary", "special"),
        ("14", "Not applicable", "alternative"),
        ("15", "Nursery", "nursery"),
        ("45", "16 plus", "post-16"),
        ("11", "Not applicable", ""),
        ("01", "Not applicable", ""),
        ("99", "Secondary", ""),
    ],
)
def test_phases_in_the_checkers_words(code: str, words: str, phase: str, tmp_path: Path) -> None:
    found = joined_country(tmp_path, extra_school(type=code, phase=words))
    assert found.school("990999").phase == phase


def test_an_unknown_type_is_kept_and_told(tmp_path: Path) -> None:
    found = joined_country(tmp_path, extra_school(type="99", type_name="Madeup type"))
    assert found.notes["type 99 (Madeup type) is not known to this site: no phase, no range"] == 1


TRUST = {"trust": "17001", "trust_name": "Madeup Learning Trust"}
FEDERATION = {"federation": "4003", "federation_name": "Madeup Federation"}


@pytest.mark.parametrize(
    ("row", "groups", "absent"),
    [
        ({}, {}, {}),
        (TRUST, {"17001": ["990999"]}, {}),
        (TRUST | FEDERATION, {"17001": ["990999"], "4003": ["990999"]}, {}),
        (TRUST | {"status": "2"}, {}, {"17001": ["closed"]}),
        (TRUST | {"status": "4"}, {}, {"17001": ["proposed"]}),
        (FEDERATION | {"type": "31"}, {}, {"4003": ["other"]}),
        (TRUST | {"trust": "TR001"}, {}, {}),
        (TRUST | {"trust_name": ""}, {}, {}),
    ],
)
def test_trusts_and_federations_have_their_schools(
    row: dict[str, str], groups: dict[str, list[str]], absent: dict[str, list[str]], tmp_path: Path
) -> None:
    register = joined_country(tmp_path, extra_school(**row)).register
    found = {code: [school.urn for school in register.schools if code in school.groups] for code in register.groups}
    assert {code: urns for code, urns in found.items() if urns} == groups
    left_out = {code: [why for _, _, why in group.absent] for code, group in register.groups.items() if group.absent}
    assert left_out == absent


def test_a_trust_without_a_name_is_noted(tmp_path: Path) -> None:
    notes = joined_country(tmp_path, extra_school(trust="17001")).notes
    assert notes["its trust has no name, or a code that is not a number"] == 1


def test_no_row_vanishes_unseen() -> None:
    accounts = RowAccounts(["schools"])
    accounts["schools"].rows = 3
    accounts["schools"].used = 1
    accounts["schools"].skip(2, "990000", "closed")
    with pytest.raises(UnaccountedRows, match="3 rows in, 1 used, 1 left out"):
        accounts.check()
