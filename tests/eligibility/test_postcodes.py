"""Cells as people keep them: cells.txt has each with what is read from it. And the file in which they are looked up."""

from decimal import Decimal
from itertools import product

import pytest
from eligibility.data.directory import UNIT_LETTERS, Area, Directory, DirectoryError, Home
from eligibility.data.postcodes import UNMATCHED, read_cell
from hypothesis import given
from hypothesis import strategies as st

from build_scripts.schools.published.postcode_file import differences, postcode_file
from tests.support.hand_written import cells
from tests.support.made_up_postcodes import directory, file, homes


@pytest.mark.parametrize(("cell", "outcome", "marks"), list(cells()))
def test_cells(cell: str, outcome: str, marks: list[str]) -> None:
    reading = read_cell(cell, directory())
    assert (str(reading.area.rate) if reading.area else reading.why) == outcome
    assert [mark for mark in ("ended", "repaired") if getattr(reading, mark)] == marks


def test_every_reason_has_a_cell() -> None:
    assert {outcome for _, outcome, _ in cells() if outcome.isascii() and not outcome[0].isdigit()} == {*UNMATCHED}


@given(st.text(max_size=40))
def test_a_cell_is_an_area_or_a_reason(cell: str) -> None:
    reading = read_cell(cell, directory())
    assert (reading.area is None) == bool(reading.why)
    assert reading.why in ("", *UNMATCHED)


@given(st.sampled_from(sorted(homes())), st.sampled_from(["", " ", "  ", "-", ".", "\t", "\u00a0"]), st.booleans())
def test_spacing_and_case_change_nothing(name: str, spacing: str, lower: bool) -> None:
    written = name.replace(" ", spacing)
    assert read_cell(written.lower() if lower else written, directory()) == read_cell(name, directory())


# The file

AREAS = [None, *(Area(Decimal(rate) / 1000, decile) for rate in range(40) for decile in (1, 10))]
INWARD = ["".join(parts) for parts in product("0159", UNIT_LETTERS[:6], UNIT_LETTERS[-3:])]
NAMES = st.builds("{} {}".format, st.sampled_from(["Q1", "Q1A", "QA1", "QA11", "QNT"]), st.sampled_from(INWARD))
HOMES = st.builds(Home, st.sampled_from(AREAS), st.booleans())


@given(st.dictionaries(NAMES | st.just("QNT 0VA"), HOMES, min_size=1, max_size=200))
def test_every_postcode_is_found_as_it_was_and_no_other(made: dict[str, Home]) -> None:
    directory = Directory(postcode_file("January 2099", "2019", made))
    for name in [f"{outward} {inward}" for outward in ("Q1", "Q1A", "QA1", "QA11", "QNT", "QX1") for inward in INWARD]:
        found, known = directory.find(name[:-4], name[-3:]), made.get(name)
        assert found == known or (known and found == Home(None, False) and known.area is None)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 300)), min_size=1, max_size=60))
def test_long_runs_and_many_areas_are_found(runs: list[tuple[int, int]]) -> None:
    """Longer runs than a byte can say, and more areas in a district than a byte can count."""
    names = [f"Q1 {digit}{first}{second}" for digit, first, second in product("0123456789", UNIT_LETTERS, UNIT_LETTERS)]
    areas = [
        Area(Decimal(area) / 1000, 5) for area, length in [*((n, 1) for n in range(300)), *runs] for _ in range(length)
    ]
    made = {name: Home(area, False) for name, area in zip(names, areas, strict=False)}
    assert not [*differences(postcode_file("January 2099", "2019", made), made)]


def test_the_same_postcodes_give_the_same_bytes() -> None:
    assert postcode_file("May 2099", "2019", homes()) == postcode_file(
        "May 2099", "2019", dict(reversed(homes().items()))
    )


@pytest.mark.parametrize("data", [b"", b"{}\n", b"[]\n", file()[:-1], file() + b"x", b"PK\x03\x04", file()[:50]])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(DirectoryError):
        Directory(data)


@given(st.integers(0, len(file()) - 1), st.integers(1, 255))
def test_a_damaged_file_ends_in_an_error_or_an_answer(place: int, change: int) -> None:
    damaged = bytearray(file())
    damaged[place] ^= change
    try:
        directory = Directory(bytes(damaged))
        for name in homes():
            directory.find(name[:-4], name[-3:])
    except DirectoryError:
        pass
