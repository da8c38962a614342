"""Two snapshots compared: how many answers change, why, and whether a person must look first."""

import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from eligibility.json_api import RULE

from build_scripts.reports import impact
from build_scripts.reports.snapshot_diff import SnapshotDiff, to_markdown
from build_scripts.schools.published import snapshot
from tests.support import made_up_site

type Schools = dict[str, dict[str, Any]]

# A hundred schools, of which one answer is one in a hundred: all are below the bands, in a district of category 5.
CROWD = [
    made_up_site.school(str(990100 + number), f"Madeup School {number}", low="3.0", high="9.0", district="Madeup North")
    for number in range(100)
]
MODEL = {**made_up_site.ABOUT["model"], "promised": 0.9, "formulas": {"meals": {"weights": {"meals": 0.3}}}}


class Data(NamedTuple):
    """A snapshot to be changed: its schools by URN, its districts, its formula and how that was tested."""

    schools: Schools
    districts: dict[str, Any]
    model: dict[str, Any]

    def read(self, folder: Path) -> Any:
        about = {**made_up_site.ABOUT, "model": self.model}
        text = snapshot.to_json(about, self.districts, {}, {}, [list(row.values()) for row in self.schools.values()])
        snapshot.write_atomically(folder, {snapshot.FILE_NAME: text})
        return snapshot.read(folder)


def figures(*urns: str, low: str = "45.0", high: str = "50.0") -> Callable[[Data], object]:
    return lambda data: [data.schools[urn].update(low=low, high=high) for urn in urns]


def closed(*urns: str) -> Callable[[Data], object]:
    return lambda data: [data.schools.pop(urn) for urn in urns]


def formula(weight: float) -> Callable[[Data], object]:
    return lambda data: data.model["formulas"]["meals"]["weights"].update(meals=weight)


def covers(covered: float) -> Callable[[Data], object]:
    return lambda data: data.model["tests"]["meals"].update(covered=covered)


def opened(urn: str) -> Callable[[Data], object]:
    return lambda data: data.schools.update({urn: made_up_site.school(urn, "Madeup New School")})


def category(*aea: int) -> Callable[[Data], object]:
    """Four of the schools stand in a district whose category becomes another."""
    return lambda data: data.districts.update({"Madeup North": {"aea": list(aea), "source": "aea", "page": ""}})


class Case(NamedTuple):
    edits: list[Callable[[Data], object]]
    changed: int
    causes: dict[str, int]
    stops: bool = False


CASES = {
    "nothing": Case([], 0, {}),
    "another figure, the same answer": Case([figures("990100", low="3.1", high="9.1")], 0, {}),
    "another figure, another answer": Case([figures("990100")], 1, {"new figures": 1}),
    "a new school": Case([opened("991000")], 1, {"new school": 1}),
    "a school that closed": Case([closed("990100")], 1, {"closed, or no longer in the list": 1}),
    "two in a hundred": Case([figures("990100", "990101")], 2, {"new figures": 2}),
    "three in a hundred": Case([figures("990100", "990101", "990102")], 3, {"new figures": 3}, stops=True),
    "a fifth of the schools left out": Case(
        [closed(*(str(990100 + number) for number in range(20)))],
        20,
        {"closed, or no longer in the list": 20},
        stops=True,
    ),
    "another formula": Case([formula(0.4), figures("990100")], 1, {"the formula is another one": 1}),
    "another phase": Case(
        [figures("990100"), lambda data: data.schools["990100"].update(phase="special")], 1, {"another phase": 1}
    ),
    "the estimate keeps its promise": Case([covers(90.0)], 0, {}),
    "the estimate breaks its promise": Case([covers(89.9)], 0, {}, stops=True),
}


@pytest.mark.parametrize("name", CASES)
def test_what_changes_and_why(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    diff = SnapshotDiff(crowd().read(tmp_path / "before"), changed(*case.edits).read(tmp_path / "after"), RULE)
    assert len(diff.shifts) == case.changed
    assert {cause: sum(shift.cause == cause for shift in diff.shifts) for cause in {s.cause for s in diff.shifts}} == (
        case.causes
    )
    assert bool(list(diff.reasons_to_stop())) == case.stops
    assert ("Held back" in to_markdown(diff)) == case.stops


def test_a_category_that_becomes_known_is_told_as_such(tmp_path: Path) -> None:
    def unsure(data: Data) -> None:
        data.schools["990100"].update(low="29.0", high="29.5")
        data.districts["Madeup North"] = {"aea": [5, 6], "source": "aea_partial", "page": ""}

    before = changed(unsure).read(tmp_path / "before")
    diff = SnapshotDiff(before, changed(unsure, category(6)).read(tmp_path / "after"), RULE)
    assert [(shift.urn, shift.cause) for shift in diff.shifts] == [("990100", "another AEA category")]
    assert diff.changed_data == {"another AEA category": 100}


def test_the_other_reading_is_counted_beside(tmp_path: Path) -> None:
    def known(data: Data) -> None:
        data.schools["990100"].update(other_low="30.0", other_high="60.0")  # open, where the mean is below
        data.schools["990101"].update(other_low="5.0", other_high="9.0")  # below by both

    def moved(data: Data) -> None:
        data.schools["990101"].update(other_low="45.0", other_high="60.0")

    diff = SnapshotDiff(changed(known).read(tmp_path / "before"), changed(known, moved).read(tmp_path / "after"), RULE)
    assert diff.shifts == []
    told = "changes for 1 school of those in both. The two readings part for 2 of 2 schools. It was 1 of 2."
    assert told in to_markdown(diff)


def test_the_report_names_the_schools_and_no_markup_of_theirs(tmp_path: Path) -> None:
    def named(data: Data) -> None:
        data.schools["990100"]["name"] = "Madeup <b>[School](https://example.org)|"

    after = changed(named, figures("990100")).read(tmp_path / "after")
    report = to_markdown(SnapshotDiff(changed(named).read(tmp_path / "before"), after, RULE)).splitlines()
    assert (
        report[2]
        == "**The answer changes for 1 of 100 schools: open data of 31 January 2099 against 31 January 2099.**"
    )
    assert "| new figures | 1 | 1 |" in report
    assert report[-1].startswith("- Madeup bSchool(https://example.org) (990100): ")


@pytest.mark.parametrize(("edits", "code"), [([], 0), ([closed(*(str(990100 + n) for n in range(20)))], 1)])
def test_the_command_fails_where_a_person_must_look(
    edits: list[Callable[[Data], object]],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    crowd().read(tmp_path / "before")
    changed(*edits).read(tmp_path / "after")
    monkeypatch.setattr(impact, "DATA", tmp_path / "after")
    monkeypatch.setattr(sys, "argv", ["impact", "--data", str(tmp_path / "before")])
    assert impact.main() == code
    assert capsys.readouterr().out.startswith("## What the new data changes")


def test_without_a_former_snapshot_nothing_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd().read(tmp_path / "after")
    monkeypatch.setattr(impact, "DATA", tmp_path / "after")
    monkeypatch.setattr(sys, "argv", ["impact", "--data", str(tmp_path / "before")])
    assert impact.main() == 0
    assert "There is nothing to compare" in capsys.readouterr().err


def crowd() -> Data:
    schools = {row["urn"]: row for row in deepcopy(CROWD)}
    return Data(schools, deepcopy(made_up_site.DISTRICTS), deepcopy(MODEL))


def changed(*edits: Callable[[Data], object]) -> Data:
    data = crowd()
    for edit in edits:
        edit(data)
    return data
