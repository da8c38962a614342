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
from tests.support.github_markdown import assert_reads_well

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


def other_figures(*urns: str, low: str = "45.0", high: str = "60.0") -> Callable[[Data], object]:
    """Give a range of the share in deprived deciles, by which the other reading goes."""
    return lambda data: [data.schools[urn].update(other_low=low, other_high=high) for urn in urns]


def covers(covered: float) -> Callable[[Data], object]:
    return lambda data: data.model["tests"]["meals"].update(covered=covered)


def other_covers(covered: float) -> Callable[[Data], object]:
    return lambda data: data.model["deciles"]["whole"][0].update(covered=covered)


def opened(urn: str) -> Callable[[Data], object]:
    return lambda data: data.schools.update({urn: made_up_site.school(urn, "Madeup New School")})


def category(*aea: int) -> Callable[[Data], object]:
    """Four of the schools stand in a district whose category becomes another."""
    return lambda data: data.districts.update({"Madeup North": {"aea": list(aea), "source": "aea", "page": ""}})


class Case(NamedTuple):
    """Edits to the data, and how many answers change by each reading, and in all; why, by the one that leads."""

    edits: list[Callable[[Data], object]]
    changed: int
    causes: dict[str, int]
    stops: bool = False
    other: int = 0
    all: int | None = None


CASES = {
    "nothing": Case([], 0, {}),
    "the other reading alone": Case([other_figures("990100")], 0, {}, other=1),
    "two in a hundred by the other reading": Case([other_figures("990100", "990101")], 0, {}, other=2),
    "three in a hundred by the other reading": Case(
        [other_figures("990100", "990101", "990102")], 0, {}, stops=True, other=3
    ),
    "two schools, one by each reading": Case(
        [figures("990100"), other_figures("990101")], 1, {"new figures": 1}, other=1, all=2
    ),
    "three schools, two by one reading and one by the other": Case(
        [figures("990100", "990101"), other_figures("990102")], 2, {"new figures": 2}, stops=True, other=1, all=3
    ),
    "two schools, both by both readings": Case(
        [figures("990100", "990101"), other_figures("990100", "990101")], 2, {"new figures": 2}, other=2, all=2
    ),
    "a new figure of the other reading, the same answer": Case(
        [other_figures("990103", low="5.1", high="9.1")], 0, {}, other=0
    ),
    "a figure of the other reading is no longer known": Case(
        [lambda data: data.schools["990103"].update(other_low="", other_high="")], 0, {}, other=1
    ),
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
    "the estimate of the other reading keeps its promise": Case([other_covers(90.0)], 0, {}),
    "the estimate of the other reading breaks its promise": Case([other_covers(89.9)], 0, {}, stops=True),
}


@pytest.mark.parametrize("name", CASES)
def test_what_changes_and_why(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    diff = SnapshotDiff(crowd().read(tmp_path / "before"), changed(*case.edits).read(tmp_path / "after"), RULE)
    assert (len(diff.shifts), len(diff.other_shifts)) == (case.changed, case.other)
    assert diff.changed == (case.changed + case.other if case.all is None else case.all)
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


def test_each_reading_is_told_by_itself(tmp_path: Path) -> None:
    def known(data: Data) -> None:
        data.schools["990100"].update(other_low="30.0", other_high="60.0")  # open, where the mean is below
        data.schools["990101"].update(other_low="5.0", other_high="9.0")  # below by both

    after = changed(known, figures("990102"), other_figures("990101")).read(tmp_path / "after")
    report = to_markdown(SnapshotDiff(changed(known).read(tmp_path / "before"), after, RULE))
    assert_reads_well(report)
    lines = report.splitlines()
    assert lines[2].startswith("**The answer changes for 2 of 100 schools: ")
    assert "| new figures | 2 | 1 | 1 |" in lines
    assert "The answer changes for 1 school of those in both:" in lines
    assert "By the other reading of the bands (D1), the answer changes for 1 school of those in both:" in lines
    assert "The two readings part for 2 of 3 schools. It was 1 of 3." in lines


def test_the_report_names_the_schools_and_no_markup_of_theirs(tmp_path: Path) -> None:
    def named(data: Data) -> None:
        data.schools["990100"]["name"] = "Madeup <b>[School](https://example.org)|"

    after = changed(named, figures("990100")).read(tmp_path / "after")
    report = to_markdown(SnapshotDiff(changed(named).read(tmp_path / "before"), after, RULE)).splitlines()
    assert (
        report[2]
        == "**The answer changes for 1 of 100 schools: open data of 31 January 2099 against 31 January 2099.**"
    )
    assert "| new figures | 1 | 1 | 0 |" in report
    assert any(line.startswith("- Madeup bSchool(https://example.org) (990100): ") for line in report)
    assert_reads_well("\n".join(report))


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
    schools["990103"].update(other_low="5.0", other_high="9.0")
    return Data(schools, deepcopy(made_up_site.DISTRICTS), deepcopy(MODEL))


def changed(*edits: Callable[[Data], object]) -> Data:
    data = crowd()
    for edit in edits:
        edit(data)
    return data
