"""The finder's files: made from a snapshot that fits the rule, small, and complete; without one there is no finder."""

import base64
import hashlib
import json
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from eligibility import json_api

from build_scripts.schools.published import snapshot
from build_scripts.schools.published.browser_files import BrowserFiles, build_browser_files
from tests.support.made_up_site import SCHOOLS, built, school, write


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> BrowserFiles:
    data = write(tmp_path_factory.mktemp("data"))
    made = build_browser_files(data, data / "built", json_api.RULE)
    assert made
    return made


def digest(path: Path) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(path.read_bytes()).digest()).decode()


def test_every_file_has_the_digest_that_leads_to_it(files: BrowserFiles) -> None:
    assert (digest(files.folder / "index.json"), digest(files.folder / "digests.json")) == (files.index, files.digests)
    assert digest(files.folder / "schools.json") == files.schools
    assert digest(files.folder / "numbers.json") == files.numbers
    digests = json.loads((files.folder / "digests.json").read_text("utf-8"))
    told = [*files.folder.glob("[0-9][0-9].json"), files.folder / "closed.json", files.folder / "readings.json"]
    assert digests == {path.stem: digest(path) for path in told}
    assert set(digests) == {"01", "02", "03", "04", "05", "06", "closed", "readings"}


def test_closed_schools_have_the_day_in_words(files: BrowserFiles) -> None:
    closed = json.loads((files.folder / "closed.json").read_text("utf-8"))
    assert closed == {"": ["980098"], "31 August 2019": ["980096", "980097"]}


def test_a_school_is_in_the_shard_of_its_number_with_its_evidence(files: BrowserFiles) -> None:
    shard = json.loads((files.folder / "02.json").read_text("utf-8"))
    entry = shard["schools"]["990002"]
    known = {"idaci": "26.1%-33.4%", "deciles": "28.4%-61.0%", "aea": "5", "england": "yes", "phase": "primary"}
    assert entry["known"] == known
    assert (entry["idaci"], entry["aea"], entry["district"]) == ("26.1% to 33.4%", "5", "Madeup North")
    assert (entry["deciles"], entry["ends"]) == ("28.4% to 61%", ["26.1", "33.4"])
    estimate = shard["estimates"][entry["estimate"]]
    assert (estimate["tested"], estimate["error"], estimate["times"]) == ("untested", "1.2", "1.5")
    used = (
        "Madeup register, 31 January 2099",
        "Madeup links, 31 January 2099",
        "Madeup deprivation, 2098",
        "Madeup areas, 2097",
    )
    assert estimate["sources"] == "; ".join(used)
    assert shard["aea_sources"][entry["aea_source"]] == "Madeup AEA sheet, March 2016"


def test_a_trust_is_listed_with_its_schools_and_its_place(files: BrowserFiles) -> None:
    found = json.loads((files.folder / "trusts.json").read_text("utf-8"))
    assert digest(files.folder / "trusts.json") == files.trusts
    codes, urns = list(accumulate(found["codes"])), [list(accumulate(steps)) for steps in found["schools"]]
    assert dict(zip(codes, urns, strict=True)) == {
        17001: [990001, 990002, 990003, 990005],
        2002: [990004],
        4003: [990002, 990006],
    }
    assert [found["kinds"][kind] for kind in found["kind"]] == ["trust", "trust", "federation"]
    assert [found["places"][place] for place in found["place"]] == ["Madeup", "Madeshire", "Madeup"]
    assert found["spread"] == [1, 0, 0]
    left_out = [["990107", "Madeup Oak School", "closed"], ["990108", "Madeup Pine School", "proposed"]]
    assert found["absent"] == [left_out, 0, 0]


def test_a_school_leads_to_the_trusts_that_have_other_schools_too(files: BrowserFiles) -> None:
    shards = {key: json.loads((files.folder / f"{key}.json").read_text("utf-8")) for key in ("02", "03", "04")}
    assert {key: shard["schools"][f"9900{key}"]["groups"] for key, shard in shards.items()} == {
        "02": ["17001", "4003"],
        "03": ["17001"],
        "04": [],
    }
    assert shards["02"]["groups"] == {
        "17001": "Madeup Learning Trust",
        "4003": "The Federation of Madeup Birch and Fir",
    }


def test_a_register_that_names_no_trust_makes_no_file_of_trusts(tmp_path: Path) -> None:
    made = build_browser_files(write(tmp_path, [school("990001", "Madeup School")], groups={}), tmp_path, json_api.RULE)
    assert made
    assert not made.trusts
    assert not (made.folder / "trusts.json").exists()


def test_a_category_of_several_names_the_page_that_it_is_known_from(files: BrowserFiles) -> None:
    shard = json.loads((files.folder / "05.json").read_text("utf-8"))
    told = "Madeup AEA pages. For this district: https://madeup.example/areas"
    assert shard["aea_sources"][shard["schools"]["990005"]["aea_source"]] == told


def test_a_district_that_is_not_known_leaves_the_category_out(files: BrowserFiles) -> None:
    entry = json.loads((files.folder / "01.json").read_text("utf-8"))["schools"]["990001"]
    assert "aea" not in entry["known"]
    assert entry["aea"] == entry["aea_source"] == ""


def test_100_schools_stand_for_all_of_a_phase(tmp_path: Path) -> None:
    """Each for a hundredth, from its middle: with two schools each is there 50 times, with 1,000 it is every tenth."""
    figures = [f"{number / 20:.2f}" for number in range(1000)]
    many = [school(str(1000000 + number), "Madeup School", low=low, high="60") for number, low in enumerate(figures)]
    few = [each for each in SCHOOLS if each["phase"] != "secondary"]
    made = build_browser_files(write(tmp_path, [*few, *reversed(many)]), tmp_path / "built", json_api.RULE)
    assert made
    shards = [json.loads((made.folder / f"{name}.json").read_text("utf-8"))["percentiles"] for name in ("02", "06")]
    assert [*shards[0]] == ["primary", "secondary"]
    assert shards[0]["primary"] == ["26.1"] * 50 + ["36.0"] * 50
    assert shards[0]["secondary"] == figures[5::10]
    assert [*shards[1]] == ["secondary"]  # a special school has no range, and no school of its kind


def test_an_earlier_number_leads_to_each_school_that_has_it(files: BrowserFiles) -> None:
    shard = json.loads((files.folder / "03.json").read_text("utf-8"))
    assert shard["current_urns"] == {"980003": ["990003", "990004"]}


def test_the_same_snapshot_gives_the_same_files_and_another_gives_others(tmp_path: Path, files: BrowserFiles) -> None:
    again = build_browser_files(write(tmp_path / "a"), tmp_path / "made", json_api.RULE)
    assert again
    assert again.folder.name == files.folder.name
    more = build_browser_files(
        write(tmp_path / "a", [*SCHOOLS, school("990007", "Madeup Gorse School")]), tmp_path / "made", json_api.RULE
    )
    assert more
    assert more.folder.name != files.folder.name
    assert not again.folder.exists()


@pytest.mark.parametrize("about", [{"measure": snapshot.IN_DECILES}, {"release": "2025"}])
def test_a_snapshot_for_another_reading_of_the_rule_is_not_used(tmp_path: Path, about: dict[str, Any]) -> None:
    assert build_browser_files(write(tmp_path, **about), tmp_path / "built", json_api.RULE) is None


def test_where_the_rule_asks_for_what_nobody_publishes_the_estimate_says_that_it_cannot_be_tested(
    tmp_path: Path,
) -> None:
    criteria = json_api.RULE.criteria._replace(measure=snapshot.IN_DECILES)
    rule = json_api.RULE._replace(criteria=criteria)
    made = build_browser_files(write(tmp_path, measure=snapshot.IN_DECILES), tmp_path / "built", rule)
    assert made
    shard = json.loads((made.folder / "02.json").read_text("utf-8"))
    assert set(shard["estimate_notes"].values()) == {
        rule.text("estimated.unpublished", covered="90.8", schools="1,234")
    }
    known = shard["schools"]["990002"]["known"]
    assert (known["deciles"], known["idaci"]) == ("26.1%-33.4%", "28.4%-61.0%")


def test_without_a_snapshot_the_site_says_nothing_of_a_finder(tmp_path: Path) -> None:
    site = built(tmp_path / "nothing", tmp_path / "site")
    page = (site / "check/index.html").read_text("utf-8")
    assert "lt-form" in page
    assert "finder" not in page
    assert "lt-urn" not in page
    assert not (site / "assets/schools").exists()
    assert not (site / "estimate").exists()
    assert not any(
        "estimate" in path.read_text("utf-8") for path in (site / "sitemap.xml", site / "search/search_index.json")
    )
    assert "look for your school" not in (site / "privacy/index.html").read_text("utf-8")
