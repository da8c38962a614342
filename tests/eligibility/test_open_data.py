"""Open data in an answer: what a person entered comes first, an estimate is named as one, and nothing else is read."""

import json
from typing import Any

import pytest
from eligibility import json_api

from tests.browser.page_objects.checker_page import WORDS

ESTIMATE = {
    "tested": "tested",
    "schools": "1,234",
    "error": "1.2",
    "covered": "91",
    "times": "1.5",
    "sources": "Madeup, 2099",
}
SCHOOL = {
    "urn": "990001",
    "name": "Madeup School",
    "known": {"idaci": "26.1%-33.4%", "aea": "5", "england": "yes", "phase": "primary"},
    "estimate": ESTIMATE,
    "district": "Madeup North",
    "aea_source": "Madeup sheet",
}


def ask(school: object = SCHOOL, **entered: str) -> Any:
    return json.loads(json_api.answer(json.dumps({**entered, "school": school})))


def test_the_range_is_evidence_and_the_answer_says_estimated() -> None:
    answer, text = ask(), ask()["text"]
    assert answer["outcome"] == "depends"
    assert answer["notes"][:2] == ["estimated", "aea-from-data"]
    assert text["estimate"] == WORDS["estimated"]["tested"].format(**ESTIMATE)
    for part in (
        text["title"],
        text["estimate"],
        "Madeup, 2099",
        "Madeup North",
        "Madeup sheet",
        "Madeup School (URN 990001)",
    ):
        assert part in answer["letter"]
    assert answer["checks"] == ["completed", "partner"]


def test_a_category_known_only_as_several_says_so() -> None:
    answer = ask({**SCHOOL, "known": {"idaci": "33.8%-37.6%", "aea": "5,6"}})
    assert answer["notes"][:2] == ["estimated", "aea-several-from-data"]
    assert "We know only that its AEA category was 5 or 6" in answer["letter"]
    assert "Madeup sheet" in answer["letter"]


def test_both_figures_are_told_as_ranges_where_the_readings_part() -> None:
    answer = ask({**SCHOOL, "known": {"idaci": "16.1%-23.4%", "deciles": "41.5%-78.2%", "phase": "primary"}})
    assert (answer["outcome"], answer["other_reading"]["outcome"]) == ("does-not-meet", "meets")
    estimated = WORDS["phrases"]["estimated"].format
    outcomes = WORDS["other_reading"]["outcomes"]
    assert answer["text"]["other_reading"] == WORDS["other_reading"]["share-in-deprived-deciles"].format(
        idaci=estimated(value="16.1% to 23.4%"),
        outcome=outcomes["does-not-meet"],
        other=estimated(value="41.5% to 78.2%"),
        other_outcome=outcomes["meets"],
    )
    assert answer["notes"][:2] == ["estimated", "other-estimated"]
    assert WORDS["notes"]["other-estimated"] in answer["letter"]


@pytest.mark.parametrize("own", ["37.5", "12"])
def test_an_estimate_of_the_other_measure_stands_beside_an_own_figure_and_names_its_sources(own: str) -> None:
    answer = ask({**SCHOOL, "known": {"idaci": "16%-23%", "deciles": "30%-78.2%"}}, idaci=own)
    assert answer["other_reading"]["outcome"] == "depends"
    assert answer["notes"][:2] == ["estimated", "other-estimated"]
    assert answer["text"]["estimate"] is None
    assert "Madeup, 2099" in answer["letter"]


def test_an_own_figure_of_the_other_measure_comes_before_its_estimate() -> None:
    answer = ask({**SCHOOL, "known": {"idaci": "16%-23%", "deciles": "30%-78.2%"}}, deciles="20")
    assert answer["other_reading"]["outcome"] == "does-not-meet"
    assert "other-estimated" not in answer["notes"]


@pytest.mark.parametrize(
    ("idaci", "outcome"), [("41%-47%", "meets"), ("3.1%-9.9%", "does-not-meet"), ("28%-36%", "depends")]
)
def test_the_title_says_on_what_it_rests(idaci: str, outcome: str) -> None:
    answer = ask({**SCHOOL, "known": {"idaci": idaci}})
    assert answer["outcome"] == outcome
    assert answer["text"]["title"] == WORDS["estimated"][outcome]["title"]
    assert answer["text"]["lead"] == WORDS["estimated"][outcome]["lead"]


def test_where_the_programme_is_not_open_no_estimate_is_told() -> None:
    assert ask(england="no")["notes"] == []


@pytest.mark.parametrize("entered", [{"idaci": "44"}, {"idaci": "44", "aea": "6"}, {"idaci": "26.1%-33.4%"}])
def test_an_own_figure_gives_the_answer_it_gives_alone(entered: dict[str, str]) -> None:
    """What open data says of other fields is entered by hand, for the comparison."""
    others = {field: value for field, value in SCHOOL["known"].items() if field not in entered}  # type: ignore[attr-defined]
    answer, alone = ask(**entered), json.loads(json_api.answer(json.dumps({**others, **entered})))
    for part in ("outcome", "reasons", "settles", "priority"):
        assert answer[part] == alone[part]
    assert answer["text"]["title"] == alone["text"]["title"]
    assert answer["text"]["estimate"] is None
    assert "estimated" not in answer["notes"]


def test_not_sure_is_no_answer_of_ones_own() -> None:
    shown = {each["field"]: each["value"] for each in ask(phase="not-sure", idaci=" ")["text"]["answers"]}
    assert shown["phase"] == WORDS["phrases"]["from_data"].format(value="Primary")
    assert shown["idaci"] == WORDS["phrases"]["estimated"].format(value="26.1% to 33.4%")


def test_the_end_of_an_estimate_on_a_line_is_nobodys_figure() -> None:
    on_a_line = {**SCHOOL, "known": {"idaci": "30%-34%", "aea": "5"}}
    assert "on-the-line" not in ask(on_a_line)["notes"]
    assert "on-the-line" in ask(on_a_line, idaci="30%-34%")["notes"]


def test_what_is_wrong_with_an_entry_is_told_all_the_same() -> None:
    [error] = ask(idaci="forty")["errors"]
    assert error["code"] == "percentage-not-a-number"


@pytest.mark.parametrize(
    "school",
    [
        None,
        "990001",
        [],
        {**SCHOOL, "known": {"colour": "red"}},
        {**SCHOOL, "known": {"idaci": 30}},
        {**SCHOOL, "estimate": {}},
        {**SCHOOL, "known": {"deciles": "30%-40%"}, "estimate": {}},
        {**SCHOOL, "estimate": {**ESTIMATE, "error": 1.2}},
        {**SCHOOL, "estimate": {**ESTIMATE, "more": "x"}},
        {**SCHOOL, "estimate": {**ESTIMATE, "tested": "perhaps"}},
        {**SCHOOL, "name": 7},
    ],
)
def test_anything_else_is_refused(school: object) -> None:
    [error] = ask(school)["errors"]
    assert (error["field"], error["code"]) == ("urn", "school-unreadable")
