"""From a folder of files to the snapshot: rows accounted for, files absent one by one, failures that harm nothing."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from eligibility.json_api import RULE

from build_scripts.problems import ContentError
from build_scripts.schools.pipeline import Target, run_pipeline
from build_scripts.schools.published import snapshot
from tests.schools.made_up.country import FILES, MadeUp, catalogue, made_up_country

SOURCES = catalogue()


class Run:
    def __init__(
        self, data: MadeUp, folder: Path, *without: str, keep: bool = False, measure: str = "pupil-mean-idaci"
    ) -> None:
        self.into = folder / "data"
        self.text = run_pipeline(
            data.write(folder / "in", without=without),
            self.into,
            SOURCES,
            Target(measure, "2019", folder / "estimate.toml", keep),
        )
        found = snapshot.read(self.into)
        assert found is not None
        self.about: dict[str, Any] = found["about"]
        self.districts: dict[str, Any] = found["districts"]
        self.closed: dict[str, str] = found["closed"]
        self.schools: dict[str, dict[str, Any]] = {school["urn"]: school for school in found["schools"]}

    @property
    def ranged(self) -> list[dict[str, Any]]:
        return [school for school in self.schools.values() if school["low"]]

    def mean_width(self, phase: str) -> float:
        widths = [float(school["high"]) - float(school["low"]) for school in self.ranged if school["phase"] == phase]
        return sum(widths) / len(widths)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(made_up_country(), tmp_path_factory.mktemp("whole"), keep=True)


def test_every_school_has_a_range_around_its_middle(whole: Run) -> None:
    assert len(whole.ranged) == len(whole.schools) == 120
    assert all(0 <= float(s["low"]) <= float(s["middle"]) <= float(s["high"]) <= 100 for s in whole.ranged)


def test_most_published_figures_lie_in_their_range(whole: Run) -> None:
    known = {row["urn"]: 100 * float(row["pupil_mean_idaci"]) for row in made_up_country().rows["known"]}
    inside = [
        float(whole.schools[urn]["low"]) <= figure <= float(whole.schools[urn]["high"]) for urn, figure in known.items()
    ]
    assert sum(inside) >= 0.88 * len(inside)


def test_the_module_takes_the_range_as_evidence(whole: Run) -> None:
    for school in whole.ranged:
        found = RULE.cells.parse({"idaci": f"{school['low']}%-{school['high']}%"}).idaci
        assert (str(found.low), str(found.high)) == (school["low"], school["high"])


def test_a_phase_without_published_figures_is_named_and_wider(whole: Run) -> None:
    assert all(school["tested"] == (school["phase"] == "secondary") for school in whole.ranged)
    assert whole.mean_width("primary") > whole.mean_width("secondary")
    assert whole.about["model"]["untested"]["times_as_wide"] >= 1


def test_categories_come_with_their_source(whole: Run) -> None:
    assert whole.districts["Madeup District A"] == {"aea": [5], "source": "aea", "page": ""}
    assert whole.districts["Madeup District E"] == {"aea": [5, 6], "source": "aea_partial", "page": "made up"}
    assert "Madeup District F" not in whole.districts
    assert whole.about["districts"] == {"known": 5, "all": 12}
    assert whole.about["sources"]["aea"]["partial"]
    assert whole.about["sources"]["aea"]["publisher"] != "Department for Education"


def test_old_numbers_lead_to_the_school(whole: Run) -> None:
    assert whole.schools["990000"]["other_urns"] == ["980000"]


def test_closed_schools_are_kept_by_the_day_where_no_other_follows(tmp_path: Path) -> None:
    data = made_up_country()
    closed = {"EstablishmentStatus (code)": "2", "CloseDate": "31-08-2012"}
    data.rows["schools"] += [data.rows["schools"][0] | closed | {"URN": urn} for urn in ("980000", "980997", "980996")]
    assert Run(data, tmp_path).closed == {"2012-08-31": "980996 980997"}


def test_every_row_of_every_file_is_accounted_for(tmp_path: Path) -> None:
    data = made_up_country()
    data.rows["schools"] += [
        data.rows["schools"][0],
        data.rows["schools"][1] | {"URN": "990998", "EstablishmentStatus (code)": "2"},
    ]
    data.rows["census"] += [data.rows["census"][0], {"URN": "NAT", "NOR": "1", "PNUMFSMEVER": "NA", "PNUMEAL": "NA"}]
    data.rows["deprivation"] += [data.rows["deprivation"][0] | {"LSOA code (2011)": "E01999998"}]
    data.rows["known"] += [{"urn": "990000", "pupil_mean_idaci": "0.2"}, {"urn": "990001", "pupil_mean_idaci": "NA"}]
    run = Run(data, tmp_path)
    with (run.into / "unused.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    for key, source in run.about["sources"].items():
        rows = len(data.rows[key]) if key in data.rows else 4
        unused = [row for row in listed if row["file"] == FILES[key]]
        assert source["rows"] == rows == source["used"] + len(unused), key
    assert {(row["row"], row["why it is not used"]) for row in listed} == {
        ("990000", "its URN stands in an earlier row"),
        ("990998", "closed"),
        ("NAT", "a row of national totals"),
        ("E01999998", "it has no centroid"),
        ("990000", "its school has a figure already, from an earlier row"),
        ("990001", "its figure is not a rate from 0 to 1"),
    }


def test_missing_meals_give_a_wider_range_from_the_places_alone(tmp_path: Path, whole: Run) -> None:
    data = made_up_country()
    data.rows["census"][0]["PNUMFSMEVER"] = "NA"
    run = Run(data, tmp_path)
    assert run.schools["990000"]["basis"] == "places"
    assert run.schools["990001"]["basis"] == whole.schools["990001"]["basis"] == "meals"


# --- Files absent one by one ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [key for key in FILES if key != "schools"])
def test_what_follows_from_an_absent_file_is_told_and_recorded(key: str, tmp_path: Path) -> None:
    run = Run(made_up_country(), tmp_path, key)
    assert run.about["sources"][key]["without"] == SOURCES[key].without
    assert f"{SOURCES[key].title}: absent. {SOURCES[key].without}" in run.text
    assert len(run.schools) == 120
    assert bool(run.ranged) == (key not in ("deprivation", "centroids", "known"))
    whys = {school["why"] for school in run.schools.values()}
    assert whys == {
        "deprivation": {"no-deprivation-data"},
        "centroids": {"no-deprivation-data"},
        "known": {"no-formula"},
    }.get(key, {""})
    assert whys <= {"", *run.about["why_not"]}


def test_without_free_meals_the_ranges_of_every_phase_are_wider(tmp_path: Path, whole: Run) -> None:
    run = Run(made_up_country(), tmp_path, "census")
    assert {school["basis"] for school in run.ranged} == {"places"}
    for phase in ("primary", "secondary"):
        assert run.mean_width(phase) > whole.mean_width(phase)


def test_the_kept_formula_stands_in_for_absent_figures(tmp_path: Path) -> None:
    first = Run(made_up_country(), tmp_path, keep=True)
    (tmp_path / "in" / FILES["known"]).unlink()
    second = Run(made_up_country(), tmp_path, "known")
    assert second.schools == first.schools
    assert "kept from an earlier fitting" in second.text


def test_the_kept_formula_names_no_school(whole: Run) -> None:
    text = (whole.into.parent / "estimate.toml").read_text("utf-8")
    assert "weights" in text
    assert not re.search(r"\b99\d{4}\b|Madeup", text)


def test_without_the_list_of_schools_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="Nothing can be made without the list of schools"):
        Run(made_up_country(), tmp_path, "schools")
    assert not (tmp_path / "data").exists()


# --- Failures and repeats ------------------------------------------------------------------------------------------


def test_a_failing_run_leaves_the_last_good_snapshot(tmp_path: Path) -> None:
    good = Run(made_up_country(), tmp_path)
    before = {path.name: path.read_bytes() for path in good.into.iterdir()}
    (tmp_path / "in" / FILES["census"]).write_text("<!DOCTYPE html>")
    (tmp_path / "in" / FILES["links"]).write_text("URN\r\n")
    with pytest.raises(ContentError) as told:
        run_pipeline(
            tmp_path / "in", good.into, SOURCES, Target("pupil-mean-idaci", "2019", tmp_path / "estimate.toml")
        )
    assert {FILES["census"], FILES["links"]} == {problem.file for problem in told.value.problems}  # both are told
    assert {path.name: path.read_bytes() for path in good.into.iterdir()} == before


def test_a_write_that_fails_leaves_the_last_good_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot.write_atomically(tmp_path, {"report.txt": "good", "schools.json": "good"})

    written: list[int] = []

    def full(file: int) -> None:
        written.append(file)
        if len(written) == 2:  # the first is there already, beside its place
            raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        snapshot.write_atomically(tmp_path, {"report.txt": "new", "schools.json": "new"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(
        ("report.txt", "schools.json"), "good"
    )


def test_two_runs_give_the_same_bytes(tmp_path: Path, whole: Run) -> None:
    again = Run(made_up_country(), tmp_path, keep=True)
    for name in ("schools.json", "report.txt", "unused.csv", "../estimate.toml"):
        assert (again.into / name).read_bytes() == (whole.into / name).read_bytes()


def test_the_other_reading_is_made_when_the_criteria_ask_for_it(tmp_path: Path, whole: Run) -> None:
    run = Run(made_up_country(), tmp_path, measure="share-in-deprived-deciles")
    assert run.about["measure"] == "share-in-deprived-deciles"
    assert len(run.ranged) == len(whole.ranged)
    for urn, school in run.schools.items():
        other = whole.schools[urn]
        assert (school["low"], school["high"]) == (other["other_low"], other["other_high"])
        assert (school["other_low"], school["other_high"]) == (other["low"], other["high"])


def test_both_measures_have_a_range_that_the_module_takes(whole: Run) -> None:
    assert sum(bool(school["other_low"]) for school in whole.ranged) > 110  # a range of the whole scale is left out
    for school in whole.ranged:
        if school["other_low"]:
            found = RULE.cells.parse({"deciles": f"{school['other_low']}%-{school['other_high']}%"}).other_measure
            assert (str(found.low), str(found.high)) == (school["other_low"], school["other_high"])


def test_a_measure_or_release_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="the criteria ask for pupil-mean-idaci of release 2025"):
        run_pipeline(tmp_path, tmp_path, SOURCES, Target("pupil-mean-idaci", "2025", tmp_path / "estimate.toml"))


def test_a_snapshot_of_another_format_is_not_read(tmp_path: Path) -> None:
    assert snapshot.read(tmp_path) is None
    (tmp_path / snapshot.FILE_NAME).write_text('{"format": 0}')
    assert snapshot.read(tmp_path) is None
