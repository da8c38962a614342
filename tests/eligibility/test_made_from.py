"""What a school's own figure was made from comes with it in a link; the answer says it where it is what we wrote."""

import json
from typing import Any

import pytest
from eligibility import json_api
from eligibility.words.made_from import write_made_from

from tests.browser.page_objects.checker_page import WORDS

WRITTEN = "398 of 400, November 2025, 2019"
SAID = WORDS["pupils"]["made_from"].format(matched=398, pupils=400, directory="November 2025", release="2019")


def ask(**entered: object) -> Any:
    return json.loads(json_api.answer(json.dumps(entered)))


def test_the_answer_and_its_letter_say_what_the_figure_was_made_from() -> None:
    answer = ask(idaci="37.5", pupils=write_made_from(398, 400, "November 2025", "2019"))
    assert answer["text"]["made_from"] == SAID
    assert SAID in answer["letter"]


@pytest.mark.parametrize(
    "entered",
    [
        {"pupils": WRITTEN},  # it is about no figure here
        {"idaci": "37.5", "england": "no", "pupils": WRITTEN},  # no figure counts
        {"idaci": "37.5", "pupils": "400 of 398, November 2025, 2019"},
        {"idaci": "37.5", "pupils": "0 of 400, November 2025, 2019"},
        {"idaci": "37.5", "pupils": "398 of 400, Sometime 2025, 2019"},
        {"idaci": "37.5", "pupils": f"{WRITTEN} and more"},
        {"idaci": "37.5", "pupils": "<b>398</b>"},
        {"idaci": "37.5", "pupils": 398},
        {"idaci": "37.5"},
    ],
)
def test_anything_else_is_passed_over(entered: dict[str, object]) -> None:
    answer = ask(**entered)
    assert answer["text"]["made_from"] is None
    assert answer["outcome"]


def test_where_no_pupil_could_be_placed_there_is_nothing_to_say() -> None:
    assert write_made_from(0, 400, "November 2025", "2019") == ""
