"""Put text from outside through every way by which it comes in, each a function of that text.

Each returns quietly where the text is taken or refused in the documented way; whatever else it raises is a fault.
Hypothesis (test_entrances.py) and atheris (fuzz.py) put their inputs through the same functions.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, suppress
from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path

from eligibility import cli, json_api
from eligibility.data.open_data import FIGURES
from eligibility.data.postcodes import UNMATCHED, read_cell
from eligibility.data.schools import COLUMNS, FORMAT
from eligibility.lists.table import ANSWER_COLUMNS
from eligibility.reading.cells import InputError, UnreadableError
from eligibility.reading.names import NumberError, read_number
from eligibility.reading.rows import RowReader, separator_of
from eligibility.rule.criteria import AEA_CATEGORIES, IDACI_HIGHEST, IDACI_LOWEST
from eligibility.rule.evidence import FIELDS, Evidence

from build_scripts.content.files.fields import Record
from build_scripts.content.files.source_files import SourceFile, read_markdown, read_toml
from build_scripts.content.files.text_files import read_text
from build_scripts.content.kinds import KINDS, WORDING, Kind
from build_scripts.content.rule import wording_problems
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError
from build_scripts.schools.official.catalogue import read_directory_dataset
from build_scripts.schools.official.postcode_directory import Part, Release, read_postcodes
from checker.grids.read import all_questions
from tests.schools.made_up import official_files
from tests.schools.made_up.country import FILES
from tests.support import made_up_postcodes
from tests.support.workbooks import WORKBOOKS, part_of, with_part

CONTENT = ROOT / "content"
# In memory where the machine has such a place, since each input becomes a file.
FAST = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112
# Longer texts cannot be typed: the form and the address stop at 100.
LONGEST_ECHO = 10_000
NEXT_ROWS = '{"command": "next-rows", "count": 50}'
EXAMPLES = ROOT / "tests/eligibility/tables"
ROWS = "urn,name,postcode\n990001,,\n980003,,\n,Madeup Birch School,ZZ1 2BB\n"
PUPILS = "URN,UPN,Home postcode\n990001,A1,QA1 1AA\n990001,A2,\n,A3,QAIO IAA\n"
DIRECTORY = replace(read_directory_dataset(), least_rows=1)
WORKBOOK = WORKBOOKS["a trust's"].data
PARTS = {
    "workbook-sheet": "xl/worksheets/sheet1.xml",
    "workbook-texts": "xl/sharedStrings.xml",
    "workbook-styles": "xl/styles.xml",
    "workbook-sheets": "xl/workbook.xml",
}
ESTIMATE = dict.fromkeys(FIGURES, "1") | {"tested": "tested"}
SCHOOL = {"urn": "990001", "name": "Madeup Alder School", "known": {"idaci": "26.1%-33.4%", "aea": "5"}}
SCHOOL |= {"estimate": ESTIMATE, "district": "Madeup North", "aea_source": "Madeup sheet"}
ALDER = ("990001", "9994001", "10000001", "Madeup Alder School", "ZZ1 1AA")
BIRCH = ("990002", "9992002", "10000002", "Madeup Birch School", "ZZ1 2BB")
SCHOOLS = {
    "format": FORMAT,
    "columns": COLUMNS,
    "estimates": {"meals tested": ESTIMATE},
    "aea_sources": {"aea": "Madeup sheet"},
    "districts": {"Madeup North": ["5", "aea"]},
    "schools": [
        [
            "990001",
            "9994001",
            "10000001",
            "Madeup Alder School",
            "ZZ1 1AA",
            "primary",
            "41.2%-47.9%",
            "20%-38%",
            "meals tested",
            "Madeup North",
            [],
        ],
        [
            "990002",
            "9992002",
            "10000002",
            "Madeup Birch School",
            "ZZ1 2BB",
            "",
            "",
            "",
            "",
            "Madeup South",
            ["980002", "980003"],
        ],
        ["990003", "", "", "Madeup Cedar School", "ZZ1 2BB", "special", "", "", "", "", ["980003"]],
    ],
}


@cache
def folder() -> Path:
    """Kept until the program ends."""
    made = tempfile.TemporaryDirectory(dir=FAST)
    folders.append(made)
    return Path(made.name)


folders: list[tempfile.TemporaryDirectory[str]] = []


def file(name: str, text: str) -> Path:
    path = folder() / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def entered(field: str) -> Callable[[str], None]:
    def enter(text: str) -> None:
        refused: tuple[InputError, ...] = ()
        evidence = Evidence()
        try:
            evidence = json_api.RULE.cells.parse({field: text})
        except UnreadableError as error:
            refused = error.problems
        assert [problem.field for problem in refused] in ([], [field])
        assert IDACI_LOWEST <= evidence.idaci.low <= evidence.idaci.high <= IDACI_HIGHEST
        assert evidence.aea
        assert set(evidence.aea) <= set(AEA_CATEGORIES)

    return enter


def question(text: str) -> None:
    """One question as JSON text: an object with an outcome or with errors comes back, whatever came in."""
    result = json.loads(json_api.answer(text))
    assert ("outcome" in result) != ("errors" in result)


def command(text: str) -> None:
    """As the page sends them: rows of answers, or a step through a table. What is no command is refused."""
    try:
        rows = json.loads(json_api.perform(text)).get("rows", [])
    except UnreadableError:
        return
    for row in rows:
        assert not isinstance(row, dict) or ("outcome" in row) != ("errors" in row)


def table(text: str) -> None:
    """Send a list as the page for trusts does: it is refused in a sentence, or answered row by row."""
    json_api.perform(json.dumps({"command": "load-schools", "schools": SCHOOLS}))
    opened = json.loads(json_api.perform(json.dumps({"command": "open-table", "text": text})))
    assert ("names_schools" in opened) != ("problem" in opened)
    header = opened.get("header", [])
    while "problem" not in opened and (opened := json.loads(json_api.perform(NEXT_ROWS)))["rows"]:
        for cells in opened["rows"]:
            told = dict(zip(header[-len(ANSWER_COLUMNS) :], cells[-len(ANSWER_COLUMNS) :], strict=True))
            assert len(cells) == len(header)
            assert bool(told["outcome"]) != bool(told["problem"])
            assert told["outcome"] or not (told["matched_school"] or told["idaci_used"])


def rows(text: str) -> None:
    """Split a list into rows: each line goes into one row, whatever its quotation marks."""
    lines = StringIO(text, newline="").readlines()
    found = [*RowReader(lines, separator_of(text))]
    assert [row.line for row in found] == [*range(1, len(found) + 1)]
    assert len(found) <= len(lines)
    assert all(row.problem in ("", "open-quote", "cells-in-marks", "not-a-table") for row in found)


def number(text: str) -> None:
    """Read a number of a school: its digits, or a reason why there are none."""
    with suppress(NumberError):
        assert read_number(text).isdecimal()


def name(text: str) -> None:
    """Compare a name of a school with itself in other letters and with more signs."""
    names = json_api.RULE.cells.names
    key = names.key(text)
    assert key == names.key(f"  The {text} ") or not key.isascii()
    assert len(key) <= 20 * len(text)


def batch(text: str) -> None:
    """Give a CSV file to the command line: answered row by row with exit 0, or refused in one line with exit 2."""
    _at_the_command_line(str(file("in.csv", text)))


def workbook(part: str) -> Callable[[str], None]:
    """Read a text as a part of a workbook that is otherwise sound, and give it to the command line."""

    def enter(text: str) -> None:
        path = folder() / "in.xlsx"
        path.write_bytes(with_part(WORKBOOK, part, text))
        _at_the_command_line(str(path))

    return enter


def workbook_file(text: str) -> None:
    """Give a workbook, a character for each byte, to the command line."""
    path = folder() / "in.xlsx"
    path.write_bytes(text.encode("latin-1", "replace"))
    _at_the_command_line(str(path))


def schools(text: str) -> None:
    """Give the site's file of schools to the command line."""
    _at_the_command_line(str(file("rows.csv", ROWS)), "--schools", str(file("schools.json", text)))


def cell(text: str) -> None:
    """Read a cell of a list of pupils: it gives an area, or a reason why there is none."""
    reading = read_cell(text, made_up_postcodes.directory())
    assert (reading.area is None) == (reading.why in UNMATCHED)


def pupils(text: str) -> None:
    """Give a list of pupils to the command line: it is counted with exit 0, or refused in one line with exit 2."""
    (folder() / "postcodes").write_bytes(made_up_postcodes.file())
    _at_the_command_line(str(file("pupils.csv", text)), "--postcodes", str(folder() / "postcodes"), command="pupils")


def postcode_file(text: str) -> None:
    """Give a file of postcodes, a character for each byte, to the command line."""
    path = file("other", "")
    path.write_bytes(text.encode("latin-1", "replace"))
    _at_the_command_line(str(file("pupils.csv", PUPILS)), "--postcodes", str(path), command="pupils")


def postcode_directory(text: str) -> None:
    """Read a release of ONS's directory of postcodes: it is read, or refused as a whole."""
    part = Part(file("ONSPD_JAN_2099_UK.csv", text))
    with suppress(ContentError):
        read_postcodes(Release("ONSPD", 2099, 1, (part,)), {}, DIRECTORY)


def _at_the_command_line(*words: str, command: str = "batch") -> None:
    told = StringIO()
    with redirect_stderr(told):
        code = cli.main([command, *words, "-o", str(folder() / "out.csv")])
    assert code in (0, 2)
    said = told.getvalue().splitlines()
    assert len(said) == 1 if code else all(line.endswith(".") for line in said)


def checked(source: SourceFile, model: type[Record], what: str) -> None:
    found = source.parse_as(model, what)
    assert (found is None) == bool(source.problems)
    for problem in source.problems:
        assert problem.line >= 1
        assert len(str(problem)) < LONGEST_ECHO + len(source.body)


def content_of(kind: Kind) -> Callable[[str], None]:
    """Read a text as a file of a kind of content."""
    read = read_markdown if kind.suffix == ".md" else read_toml
    return lambda text: checked(read(file(f"any{kind.suffix}", text), folder()), kind.model, kind.phrase)


def wording(text: str) -> None:
    source = read_toml(file("wording.toml", text), folder())
    for path, wrong, right in wording_problems(source.data) if not source.problems else ():
        source.add_problem(path, wrong, right)


def official_file(key: str) -> Callable[[str], None]:
    return lambda text: official_files.read(key, file(FILES[key], text))


ENTRANCES: dict[str, Callable[[str], None]] = {
    "idaci": entered("idaci"),
    "aea": entered("aea"),
    "phase": entered("phase"),
    "question": question,
    "command": command,
    "table": table,
    "rows": rows,
    "number": number,
    "name": name,
    "deciles": entered("deciles"),
    "ofsted": entered("ofsted"),
    "batch": batch,
    **{name: workbook(part) for name, part in PARTS.items()},
    "workbook-file": workbook_file,
    "schools": schools,
    "cell": cell,
    "pupils": pupils,
    "postcode-file": postcode_file,
    "postcode-directory": postcode_directory,
    "wording": wording,
    **{f"content-{kind.name}": content_of(kind) for kind in KINDS},
    **{f"official-{key}": official_file(key) for key in official_files.READERS},
}


def seeds(name: str) -> Iterator[str]:
    """Good texts, to start from."""
    asked = list(all_questions())
    if name.startswith("official-"):
        yield official_files.start(name.removeprefix("official-"))
    elif name in FIELDS:
        yield from sorted({each[name] for each in asked if name in each})
    elif name == "question":
        yield from map(json.dumps, [*asked, {"school": SCHOOL}, {"idaci": "30", "school": SCHOOL}])
    elif name == "command":
        yield from (
            json.dumps({"command": "answer-rows", "rows": asked[start : start + 5], "today": "2026-11-21"})
            for start in range(0, 50, 5)
        )
        yield json.dumps({"command": "load-schools", "schools": SCHOOLS})
        yield json.dumps({"command": "open-table", "text": ROWS})
        yield NEXT_ROWS
    elif name in PARTS:
        yield part_of(WORKBOOK, PARTS[name])
    elif name == "workbook-file":
        yield WORKBOOK.decode("latin-1")
    elif name == "schools":
        yield json.dumps(SCHOOLS)
    elif name == "cell":
        yield from (*made_up_postcodes.homes(), "1 Mill Lane, QAI IAA", "BFPO 58", "QA1 1AA / QA1 1AB", '="QA1 1AA"')
    elif name == "pupils":
        yield PUPILS
        yield "QA1 1AA\n1 Mill Lane, Madeham, QA1 1AB\n\nQA1\n"
    elif name == "postcode-file":
        yield made_up_postcodes.file().decode("latin-1")
    elif name == "postcode-directory":
        yield made_up_postcodes.release([{"pcds": "QA1 1AA", "ctry": "W92000004"}, {"pcds": "BT1 1AA"}])
    elif name in ("number", "name"):
        cells = (EXAMPLES / f"{name}s.txt").read_text("utf-8").splitlines()
        yield from (line.split("|")[0].strip() for line in cells if "|" in line)
    elif name in ("batch", "table", "rows"):
        yield from (block.split("\n--\n")[0] for block in (EXAMPLES / "lists.txt").read_text("utf-8").split("\n\n"))
        yield "name,idaci,aea\nA,37.5,5\n=B,33-38,\n"
        yield '\ufeffIDACI,AEA,phase,at_risk\r\n0.4,7,"x\ny",yes\r\n'
    else:
        files = {f"content-{kind.name}": kind.files for kind in KINDS} | {"wording": WORDING}
        yield from (read_text(path) for path in sorted(ROOT.glob(files[name])))
