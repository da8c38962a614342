"""Where a school stands among those of its phase: counted, and said in a sentence only where it means something."""

import json
from typing import Any

import pytest
from eligibility import json_api

from tests.browser.page_objects.checker_page import WORDS

# Of a hundred primary schools the first has an IDACI of 0.5%, the next 1%, and so on up to 50%.
PERCENTILES = [str(number / 2) for number in range(1, 101)]
SCHOOL: dict[str, Any] = {"urn": "990001", "name": "Madeup School", "percentiles": PERCENTILES}
ESTIMATE = {"tested": "tested", "schools": "9", "error": "1", "covered": "9", "times": "1", "sources": "Madeup"}
SAID = WORDS["standing"]
PRIMARY, SECONDARY = "primary schools", "secondary schools"

# The phase of the school, what is entered, and what is said: the sentence, then its numbers.
STANDINGS = [
    ("primary", {"idaci": "30"}, "exact", {"count": 59, "schools": PRIMARY}),  # 0.5 to 29.5 are lower
    ("primary", {"idaci": "30.2"}, "exact", {"count": 60, "schools": PRIMARY}),  # and 30
    ("secondary", {"idaci": "30"}, "exact", {"count": 59, "schools": SECONDARY}),
    ("primary", {"idaci": "30-35"}, "range", {"low": 59, "high": 69, "schools": PRIMARY}),
    ("primary", {"idaci": "30.1-30.4"}, "exact", {"count": 60, "schools": PRIMARY}),
    ("primary", {"idaci": "0.5%"}, "at_most", {"high": 1, "schools": PRIMARY}),
    ("primary", {"idaci": "0-5"}, "at_most", {"high": 9, "schools": PRIMARY}),
    ("primary", {"idaci": "45-60"}, "at_least", {"low": 89, "schools": PRIMARY}),
    ("primary", {"idaci": "60"}, "at_least", {"low": 99, "schools": PRIMARY}),
    ("primary", {"idaci": "0-60"}, None, {}),
    ("primary", {}, None, {}),  # nothing is known
    ("primary", {"idaci": "30", "phase": "secondary"}, None, {}),  # its schools are not these
    ("primary", {"idaci": "30", "completed": "yes"}, None, {}),  # no figure counts
    ("special", {"idaci": "30"}, None, {}),  # hardly any has a range
]


def ask(school: dict[str, Any], **entered: str) -> Any:
    return json.loads(json_api.answer(json.dumps({**entered, "school": school})))


@pytest.mark.parametrize(("phase", "entered", "sentence", "names"), STANDINGS)
def test_a_school_stands_where_its_figure_puts_it(
    phase: str, entered: dict[str, str], sentence: str | None, names: dict[str, Any]
) -> None:
    answer = ask({**SCHOOL, "known": {"phase": phase}}, **entered)
    told = SAID[sentence].format(**names) if sentence else None
    assert answer["text"]["standing"] == told
    assert answer["percentiles"] == (PERCENTILES if told else [])
    assert (WORDS["headings"]["standing"] in answer["letter"]) == bool(told)
    assert (told or "") in answer["letter"]


def test_a_range_of_open_data_is_placed_too() -> None:
    answer = ask({**SCHOOL, "known": {"phase": "primary", "idaci": "20%-25%"}, "estimate": ESTIMATE})
    assert answer["text"]["standing"] == SAID["range"].format(low=39, high=49, schools=PRIMARY)


def test_without_the_other_schools_nothing_is_said() -> None:
    answer = ask({"urn": "990001", "name": "Madeup School", "known": {"phase": "primary"}}, idaci="30")
    assert (answer["text"]["standing"], answer["percentiles"]) == (None, [])


@pytest.mark.parametrize("given", [PERCENTILES[:-1], PERCENTILES[::-1], ["x"] * 100, [1] * 100, "1" * 100, {}])
def test_no_other_figures_are_taken(given: object) -> None:
    [error] = ask({**SCHOOL, "percentiles": given})["errors"]
    assert error["code"] == "school-unreadable"
