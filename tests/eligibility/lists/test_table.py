"""A table of schools as people keep them: columns in any order, by their usual names, and what is wrong with a row."""

import json
from io import StringIO

import pytest
from eligibility import json_api
from eligibility.data.schools import Schools
from eligibility.json_api import RULE
from eligibility.lists import batch
from eligibility.lists.table import ANSWER_COLUMNS, SchoolTable, TableError
from eligibility.reading.cells import UnreadableError
from eligibility.reading.rows import RowReader, separator_of

from tests.security.untrusted_input import SCHOOLS

# The first line, a row, and what is answered: an outcome, or a part of the sentence that says what is wrong.
TABLES = [
    ("idaci", "44", "meets"),
    ("School IDACI", "44%", "meets"),
    ("aea;IDACI", "5;37.5", "meets"),
    ("IDACI\tAEA category", "37.5\t4", "meets"),
    ("idaci,aea", '33-38,"4,5"', "depends"),
    ("Achieving Excellence Area,mean idaci", "Category 6,26", "meets"),
    ("name,notes,idaci", "Madeup,none,12", "does-not-meet"),
    ("IDACI,Teach First partner", "12,Y", "ask-us"),
    ("IDACI,Type of school", "44,Special", "ask-us"),
    ("IDACI,Kind of school", "44,Middle deemed secondary", "meets"),
    ("IDACI,Completed before", "44,TRUE", "not-open"),
    ("IDACI,In England", "44,no", "not-open"),
    ('"IDACI","At risk of category 3 or 4"', "44,I do not know", "meets"),
    ("\ufeffIDACI,Overall effectiveness", "44,Requires improvement", "meets"),
    ("\n\nidaci", "44", "meets"),
    ("idaci,notes", '44,"two\nlines"', "meets"),
    ("notes,idaci,aea", "Madeup,,", "depends"),
    ("EstablishmentName,PhaseOfEducation (name),at_risk,idaci", "Madeup,Not applicable,unknown,44", "meets"),
    ("idaci", "0.4", "IDACI must be a percentage. If 0.4 is a rate, enter it as 40."),
    ("idaci,aea", "101,9", "IDACI must be 100 or less"),
    ("idaci", "44,spare", "Line 2 has 2 cells, more than the list has columns (1)."),
    ("idaci,phase", "44,castle", "meets"),
    ("urn", "990001", "There is no data on schools here in which to look up 990001."),
    ("urn,idaci", "990001,44", "meets"),
    ("name,postcode", "Madeup,ZZ1 1AA", "There is no data on schools here in which to look up Madeup."),
]


def answers(text: str) -> list[dict[str, str]]:
    sheet = SchoolTable(RULE, RowReader(StringIO(text, newline=""), separator_of(text)))
    return [dict(zip(sheet.header(), row, strict=True)) for row in sheet.answers()]


@pytest.mark.parametrize(("first", "row", "told"), TABLES)
def test_a_table_is_read_as_people_keep_it(first: str, row: str, told: str) -> None:
    [answer] = answers(f"{first}\n{row}\n")
    if answer["outcome"]:
        assert (answer["outcome"], answer["problem"]) == (told, "")
    else:
        assert told in answer["problem"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_a_line_is_one(end: str) -> None:
    assert [row["outcome"] for row in answers(end.join(["idaci", "44", "", "12", ""]))] == ["meets", "does-not-meet"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "No row names the columns"),
        ("school,town\nMadeup,Madeham\n", "The first line is: school town"),
        ("name,idaci,School IDACI\n", "More than one column gives idaci: idaci, School IDACI."),
    ],
)
def test_a_table_that_cannot_be_read_says_why(text: str, told: str) -> None:
    with pytest.raises(TableError, match=told):
        answers(text)


def test_numbers_alone_are_urns() -> None:
    assert [row["urn"] for row in answers("990001\n990002\n")] == ["990001", "990002"]


def test_rows_around_one_at_fault_have_their_answers() -> None:
    assert [bool(row["problem"]) for row in answers("idaci\n44\nlots\n12\n")] == [False, True, False]


# Schools that a row may name by URN, or by name and postcode: what is matched, or a part of what is said.
NAMED = [
    ("990001,,", "Madeup Alder School (URN 990001)"),
    ("980002,,", "Madeup Birch School (URN 990002)"),
    (",The Madeup Birch,zz12bb", "Madeup Birch School (URN 990002)"),
    ("lots,,", "A URN must be a six-digit number"),
    ("999999,,", "No school in our data has the URN 999999"),
    ("980003,,", "now leads to several schools"),
    (",Madeup Birch School,", "Give the URN or the postcode of Madeup Birch School"),
    (",Madeup Birch School,ZZ9 9ZZ", "No school in our data has the postcode ZZ9 9ZZ"),
    (",Madeup Elm School,ZZ1 2BB", "No single school called Madeup Elm School has this postcode"),
]


@pytest.mark.parametrize(("row", "told"), NAMED)
def test_a_row_names_a_school(row: str, told: str) -> None:
    sheet = SchoolTable(RULE, RowReader(StringIO(f"urn,name,postcode\n{row}\n"), ","))
    [answer] = (
        dict(zip(sheet.header(), cells, strict=True))
        for cells in sheet.answers(Schools(json.loads(json.dumps(SCHOOLS))))
    )
    assert told in (answer["matched_school"] or answer["problem"])


def test_rows_that_share_an_answer_say_what_each_says_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = [
        f"{low}-{low + width},{aea}" for width in (0, 3, 12) for low in range(20, 44) for aea in ("", "5", '"4,5"')
    ]
    alone = [answers(f"idaci,aea\n{row}\n")[0] | {"line": str(line)} for line, row in enumerate(figures, 2)]
    assert answers("idaci,aea\n" + "\n".join(figures)) == alone
    monkeypatch.setattr(batch, "_KEPT", 2)
    assert answers("idaci,aea\n" + "\n".join(figures)) == alone, "also where few answers are kept"


def test_a_table_is_asked_for_in_steps() -> None:
    with pytest.raises(UnreadableError, match="schools: not-an-object"):
        json_api.perform('{"command": "load-schools", "schools": {}}')
    broken = json.dumps({"command": "open-table", "text": 'idaci\n44\n"' + "x" * 200_000, "today": ""})
    assert json.loads(json_api.perform(broken))["header"][0] == "idaci"
    told = json.loads(json_api.perform('{"command": "next-rows", "count": 250}'))
    assert [row[1 + ANSWER_COLUMNS.index("outcome")] for row in told["rows"]] == ["meets", ""]
    assert RULE.text("sheets.open-quote", line=3) in told["rows"][1]


def test_of_many_unused_columns_those_that_may_hold_figures_are_named_first() -> None:
    names = [*"ABCDEFGHI", "Our IDACI 2024"]
    rows = RowReader(StringIO(f"URN,{','.join(names)}\n990001\n"), ",")
    table = SchoolTable(RULE, rows)
    assert len(list(table.answers())) == 1
    assert RULE.text("sheets.done.unused", columns="Our IDACI 2024, A, B, C, D, E, F, G and 2 more") in (
        table.notes.sentences()
    )
