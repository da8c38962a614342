"""The rule against its hand-written tables, in this Python and at the command line."""

import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from eligibility import cli, json_api
from eligibility.json_api import RULE

from checker.grids.read import (
    AnswerCase,
    EntryCase,
    NeedCase,
    ReadingCase,
    all_questions,
    answer_cases,
    entry_cases,
    need_cases,
    reading_cases,
)
from tests.browser.page_objects.checker_page import CONTACT, WORDS

ELIGIBILITY = Path(sys.executable).with_name("eligibility")


def ask(entered: dict[str, str]) -> Any:
    return json.loads(json_api.answer(json.dumps(entered)))


@pytest.mark.parametrize("case", need_cases(), ids=lambda case: case.where)
def test_need(case: NeedCase) -> None:
    assert ask(case.entered)["outcome"] == case.outcome


@pytest.mark.parametrize("case", answer_cases(), ids=lambda case: case.sentence)
def test_whole_answer(case: AnswerCase) -> None:
    answer = ask(case.entered)
    always = [] if case.outcome == "not-open" else ["measure", "release"]
    assert (answer["outcome"], answer["priority"]) == (case.outcome, case.priority)
    assert answer["reasons"] == case.reasons
    assert ways_of(answer["settles"]) == case.settles
    assert sorted(answer["notes"]) == sorted(case.notes + always)
    assert len(answer["text"]["reasons"]) == len(case.reasons)
    assert len(answer["text"]["notes"]) == len(answer["notes"])


@pytest.mark.parametrize("case", reading_cases(), ids=lambda case: case.sentence)
def test_both_readings(case: ReadingCase) -> None:
    answer = ask(case.entered)
    other = answer["other_reading"]
    assert (answer["outcome"], other["outcome"] if other else "-") == (case.outcome, case.other)
    differ = case.other not in ("-", case.outcome)
    sentence = answer["text"]["other_reading"]
    assert bool(sentence) == differ
    assert differ == (answer["text"]["next_step"] == WORDS["other_reading"]["next_step"].format(contact=CONTACT))
    assert not sentence or sentence in answer["letter"]


@pytest.mark.parametrize("case", reading_cases(), ids=lambda case: case.sentence)
def test_the_readings_change_places_with_the_measure(case: ReadingCase) -> None:
    """An edition for the other measure is one word of data: then the same figures give the answers the other way."""
    data = json.loads(pkgutil.get_data("eligibility", "rule.json") or b"")
    exchanged = json_api.load_rule(json.dumps({**data, "measure": RULE.criteria.other_measure}))
    swapped = {{"idaci": "deciles", "deciles": "idaci"}.get(name, name): text for name, text in case.entered.items()}
    answer = json.loads(json_api.answer(json.dumps(swapped), exchanged))
    other = answer["other_reading"]
    assert (answer["outcome"], other["outcome"] if other else "-") == (case.outcome, case.other)
    assert not other or other["measure"] == RULE.criteria.measure


SETTLED = {"england": "yes", "phase": "primary", "completed": "no", "partner": "no"}
CHECKS = [
    # what is entered, and what the answer says is still to be checked
    ({}, "england phase completed partner"),
    ({"england": "yes"}, "phase completed partner"),
    ({"phase": "special"}, "england completed partner"),
    (SETTLED, ""),
    (SETTLED | {"partner": "yes"}, ""),
    (SETTLED | {"england": "not-sure", "partner": "not-sure"}, "england partner"),
    ({"england": "no"}, ""),
    ({"completed": "yes"}, ""),
]


@pytest.mark.parametrize(("entered", "checks"), CHECKS)
@pytest.mark.parametrize("idaci", ["", "22", "44"])
def test_what_is_still_to_be_checked(entered: dict[str, str], checks: str, idaci: str) -> None:
    assert ask({**entered, "idaci": idaci})["checks"] == checks.split()


def ways_of(settles: dict[str, Any] | None) -> str:
    """Return what would settle it, as the table writes it."""
    if settles is None:
        return "-"
    ways = [f"{_values(way)} {way['outcome']}" for way in settles["ways"]]
    return f"{settles['fact']}: {', '.join(ways)}"


def _values(way: dict[str, str]) -> str:
    if "aea" in way:
        return way["aea"]
    if "to" in way:
        return f"{way['from']}-{way['to']}"
    return f"<{way['below']}" if way["from"] == "0" else f"{way['from']}-<{way['below']}"


@pytest.mark.parametrize("case", entry_cases(), ids=lambda case: f"{case.where} {case.entered[:12]}")
def test_entry(case: EntryCase) -> None:
    answer = ask({case.field: case.entered})
    if "errors" in answer:
        [error] = answer["errors"]
        assert (error["field"], error["code"]) == (case.field, case.becomes)
        assert error["message"]
        assert "{" not in error["message"]
    else:
        shown = {told["field"]: told["value"] for told in answer["text"]["answers"]}
        assert shown.get(case.field, WORDS["phrases"]["unknown"]) == case.becomes


def test_every_entry_at_fault_is_told_at_once() -> None:
    errors = ask({"idaci": "forty", "aea": "7", "phase": "castle", "colour": "red"})["errors"]
    assert [error["field"] for error in errors] == ["colour", "idaci", "aea", "phase"]


@pytest.mark.parametrize("entered", ['{"idaci": 37.5}', '{"aea": [5]}', '{"idaci": null}', '{"aea": true}'])
def test_only_text_is_read(entered: str) -> None:
    [error] = json.loads(json_api.answer(entered))["errors"]
    assert error["code"] == "not-text"


@pytest.mark.parametrize("text", ["", "[]", '"40"', "{", "null", "[" * 100_000, "idaci=40"])
def test_a_question_that_is_no_object(text: str) -> None:
    [error] = json.loads(json_api.answer(text))["errors"]
    assert error["code"] == "not-an-object"


def test_half_a_character_is_told_as_a_question_mark() -> None:
    [error] = json.loads(json_api.answer(r'{"idaci": "\ud800"}'))["errors"]
    assert (error["code"], error["entered"]) == ("percentage-not-a-number", "?")


def test_many_rows_have_the_same_answers_as_one_by_one() -> None:
    questions = all_questions()
    rows = json.loads(json_api.perform(json.dumps({"command": "answer-rows", "rows": questions})))["rows"]
    for entered, row in zip(questions, rows, strict=True):
        alone = ask(entered)
        if "errors" in alone:
            assert row == alone
        else:
            assert row["reasons_text"] == alone["text"]["reasons"]
            assert {name: row[name] for name in ("outcome", "priority", "settles")} == {
                name: alone[name] for name in ("outcome", "priority", "settles")
            }


# --- At the command line -------------------------------------------------------------------------------------------


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ELIGIBILITY, *arguments], capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)


def test_the_command_line_gives_the_same_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Within this process, as several hundred starts of Python would take most of the time; the others are started."""
    for entered in all_questions():
        code = cli.main(["check", "--json", "--today=", *(f"--{name}={text}" for name, text in entered.items())])
        printed = capsys.readouterr()
        expected = json_api.answer(json.dumps(entered))
        if "errors" in json.loads(expected):
            [line] = printed.err.splitlines()
            [error] = json.loads(expected)["errors"]
            assert (code, printed.out) == (2, "")
            assert f"--{error['field']}" in line
            assert line.endswith(error["message"])
        else:
            assert (code, printed.out, printed.err) == (0, expected + "\n", "")


def test_the_command_line_prints_the_letter() -> None:
    done = run("check", "--idaci", "28.4", "--aea", "5", "--today=")
    assert done.stdout == ask({"idaci": "28.4", "aea": "5"})["letter"]


def test_criteria_at_the_command_line() -> None:
    shown = json.loads(run("criteria", "--json").stdout)
    assert [(band["idaci_from"], band["aea_from"]) for band in shown["bands"]] == [
        ("40", "1"),
        ("35", "4"),
        ("30", "5"),
        ("25", "6"),
    ]
    for row in json.loads(json_api.rule_table())["rows"]:
        assert f"{row['idaci']}: {row['aea']}" in run("criteria").stdout


BATCH = """\ufeffschool,IDACI,aea,at_risk
Beech,37.5,5,no
"Oak, ""the"" school",forty,5,yes
=cmd(),22,,
Short,41
"""


def test_a_batch(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(BATCH, "utf-8")
    done = run("batch", str(tmp_path / "in.csv"), "--today=", "-o", str(tmp_path / "out.csv"))
    header, beech, oak, formula, short = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("Columns that were read: school as name of the school, IDACI as IDACI,")
    columns = "line,outcome,priority,reasons,settles,other_reading,warnings,edition,review,problem"
    assert header == f"school,IDACI,aea,at_risk,{columns},matched_school,idaci_used,aea_used,estimated,columns_not_used"
    assert beech.startswith("Beech,37.5,5,no,2,meets,unknown,")
    assert oak.startswith('"Oak, ""the"" school",forty,5,yes,3,,,,,,,,,"IDACI must be a number')
    assert formula.startswith("'=cmd(),22,,,4,does-not-meet,")
    assert short.startswith("Short,41,,,5,meets,")


def test_answers_are_utf_8_and_a_reader_may_stop(tmp_path: Path) -> None:
    """Also where a console is set to fewer letters; and nothing is said where `head` has seen enough."""
    rows = "\n".join(["Ysgol Tŷ,44"] * 20_000)
    (tmp_path / "in.csv").write_text(f"School,IDACI\n{rows}\n", "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    command = [str(ELIGIBILITY), "batch", str(tmp_path / "in.csv")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith(b"School,IDACI,line")
        assert process.stdout.readline().startswith("Ysgol Tŷ,44".encode())
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="closed by a shell of Linux and macOS")
@pytest.mark.parametrize("words", [["check", "--idaci", "44"], ["criteria"]])
def test_output_closed_from_the_start_ends_quietly(words: list[str]) -> None:
    command = ["sh", "-c", '"$@" >&-', "sh", str(ELIGIBILITY), *words]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize("words", [["check", "--idaci", "44"], ["criteria"]])
def test_answers_that_cannot_be_written_are_told(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([str(ELIGIBILITY), *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert done.stderr.startswith("eligibility: ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"", "There is nothing in the list"),
        (b"school,town\nBeech,Leeds\n", "No row names the columns"),
        (b"idaci,IDACI\n40,41\n", "More than one column gives idaci"),
        (b"PK\x03\x04\x14\x00", "This spreadsheet file cannot be read"),
    ],
)
def test_a_batch_that_cannot_be_read(tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "in.csv").write_bytes(content)
    done = run("batch", str(tmp_path / "in.csv"))
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert said in line
    assert "Traceback" not in line
