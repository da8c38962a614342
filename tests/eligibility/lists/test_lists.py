"""Lists, names and numbers of schools as people have them, against the hand-written tables beside this file."""

import json
import re
import string

import pytest
from eligibility import json_api
from eligibility.json_api import RULE
from eligibility.reading.names import NumberError, read_number

from checker.grids.read import rows, unquoted
from tests.browser.page_objects.checker_page import WORDS
from tests.support.hand_written import TABLES, ListCase, list_cases, made_up_schools


def sentence_of(path: str) -> re.Pattern[str]:
    """Return what a sentence of the wording looks like once its names are filled in."""
    found = WORDS
    for name in path.split("."):
        found = found[name]
    pieces = [
        re.escape(text) + (".*" if name is not None else "")
        for text, name, _, _ in string.Formatter().parse(str(found))
    ]
    return re.compile("".join(pieces), re.DOTALL)


def said(path: str, text: str) -> bool:
    return bool(sentence_of(path).search(text))


@pytest.mark.parametrize("case", [*list_cases()], ids=lambda case: case.sentence)
def test_a_list(case: ListCase) -> None:
    session = json_api.Session(RULE)
    session.load_schools(made_up_schools())
    opened = json.loads(json_api.perform(json.dumps({"command": "open-table", "text": case.text}), session))
    refused = [line.removeprefix("refused ") for line in case.told if line.startswith("refused ")]
    if refused:
        assert said(f"sheets.{refused[0]}", opened["problem"])
        return
    reply = json.loads(json_api.perform('{"command": "next-rows", "count": 100}', session))
    answers = [dict(zip(opened["header"], cells, strict=True)) for cells in reply["rows"]]
    expected = [[cell.strip() for cell in line.split(" |")] for line in case.told if line[0].isdecimal()]
    assert [row["line"] for row in answers] == [cells[0] for cells in expected]
    for row, (_, told, *more) in zip(answers, expected, strict=True):
        idaci, aea, urn, warnings = [*more, "", "", "", ""][:4]
        if not more:
            paths = [f"{table}.{told}" for table in ("sheets", "lookups", "errors")]
            known = [path for path in paths if told in WORDS[path.partition(".")[0]]]
            assert [path for path in known if said(path, row["problem"])], row["problem"]
            assert row["outcome"] == row["idaci_used"] == ""
            continue
        assert (row["problem"], row["outcome"], row["idaci_used"], row["aea_used"]) == ("", told, idaci, aea)
        assert row["matched_school"].endswith(f"(URN {urn})") if urn else row["matched_school"] == ""
        assert all(said(path, row["warnings"]) for path in warnings.split())
        assert bool(row["warnings"]) == bool(warnings)
    listed = {line.split(" ")[0]: line for line in case.told if not line[0].isdecimal()}
    assert reply["unused"] == [
        name.strip() for name in listed.get("unused", "").removeprefix("unused").split("|") if name
    ]
    left_out = listed.get("left", "").removeprefix("left out").split()
    assert any(said("sheets.done.no_school", line) for line in reply["done"]) == bool(left_out)


@pytest.mark.parametrize(("where", "line"), [*rows(TABLES / "numbers.txt")])
def test_a_number(where: str, line: str) -> None:
    cell, becomes = (part.strip() for part in line.rsplit("|", 1))
    if becomes.isdecimal():
        assert read_number(unquoted(cell)) == becomes
        return
    with pytest.raises(NumberError, match=becomes) as refused:
        read_number(unquoted(cell))
    assert refused.value.meant == ("990001" if becomes == "urn-padded" else "")


@pytest.mark.parametrize(("where", "line"), [*rows(TABLES / "names.txt")])
def test_a_name(where: str, line: str) -> None:
    written, registered, same = (part.strip() for part in line.split("|"))
    names = RULE.cells.names
    assert (names.key(written) == names.key(registered)) == (same == "yes")


def test_no_name_stands_for_two_columns() -> None:
    names = [name.replace(" ", "") for field, more in WORDS["cells"]["columns"].items() for name in (field, *more)]
    assert sorted(names) == sorted(set(names))


def test_no_word_of_an_answer_says_that_there_is_none() -> None:
    for field, answers in WORDS["cells"]["answers"].items():
        words = [word for spelt in answers.values() for word in spelt]
        assert len(words) == len({word.casefold() for word in words}), field
