"""Lists of pupils: which column is read, what is asked, and the figures, worked out by hand."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from eligibility import cli
from eligibility.data.postcodes import UNMATCHED
from eligibility.json_api import RULE
from eligibility.lists.own_figure import Share
from eligibility.lists.pupils import ListError, PupilList, rows_of_text, separator_in
from hypothesis import given
from hypothesis import strategies as st

from tests.support.made_up_postcodes import directory, file, homes


def pupils(text: str, column: str = "") -> PupilList:
    rows = rows_of_text(RULE, StringIO(text, newline=""), separator_in(text))
    made = PupilList(RULE, directory(), rows, column)
    while made.read(3):
        pass
    return made


# A list, the column that is read, and how many pupils there are and are matched.
LISTS = [
    ("Postcode\nQA1 1AA\nQA1 1AB\n", "Postcode", 2, 2),
    ("QA1 1AA\nQA1 1AB\n", "1", 2, 2),
    ("QA1 1AA", "1", 1, 1),
    ("\ufeffPost code\r\nQA1 1AA\r\n", "Post code", 1, 1),
    ("\n\nQA1 1AA\n\nQA1 1AB\n\n\n", "1", 3, 2),  # the line between is a pupil without a postcode
    ("UPN,Home postcode,Year\nA1,QA1 1AA,7\nA2,,8\n", "Home postcode", 2, 1),
    ("UPN,Home postcode\nA1,QA1 1AA\n\n,\n", "Home postcode", 1, 1),
    ("School postcode,Pupil postcode\nQA10 1AA,QA1 1AA\n", "Pupil postcode", 1, 1),
    ("School postcode,Home\nQA10 1AA,QA1 1AA\n", "Home", 1, 1),
    ("Name;Postal Code\nMadeup;QA1 1AA\n", "Postal Code", 1, 1),
    ("Name\tpcd\nMadeup\tQA1 1AA\n", "pcd", 1, 1),
    ("All pupils on roll\n\nName,Postcode,Year\nMadeup,QA1 1AA,7\n", "Postcode", 1, 1),
    ('Name,Address\nMadeup,"1 Mill Lane, QA1 1AA"\nMadeup,"QA1 1AB"\n', "Address", 2, 2),
    ("Name,Address\nMadeup,1 Mill Lane,Madeham,QA1 1AA\n", "", 1, 1),
    ("1 Mill Lane, QA1 1AA\nThe Mill, Mill Lane, Madeham, QA1 1AB\n", "", 2, 2),
    ("Address\n1 Mill Lane, QA1 1AA\nThe Mill, Mill Lane, Madeham, QA1 1AB\n", "", 2, 2),
    ("Where\nQA1 1AA\nQA1 1AB\nQA1 1A\n", "Where", 3, 2),
    ("Madeup,QA1 1AA\nMadeup,QW1 1AA\n", "2", 2, 1),
    ("Postcode\nunknown\nunknown\n", "Postcode", 2, 0),
    # A quotation mark that nobody closed hides nobody.
    ('UPN,Name,Postcode\nA1,"Jo,QA1 1AA\nA2,Ann,QA1 1AB\nA3,Bob,QA1 1AA\n', "Postcode", 3, 3),
    ('UPN,Name,Postcode\nA1,"Jo,QA1 1AA\nA2,"Ann,QA1 1AB\nA3,Bob,QA1 1AA\n', "Postcode", 3, 3),
    ('UPN,Postcode,Name\nA1,QA1 1AA,"Jo\nA2,QA1 1AB,Ann\nA3,QA1 1AA,"Bob"\n', "Postcode", 3, 3),
    (
        'Postcode\n"QA1 1AA\nQA1 1AB\n"QA1 1AA\n',
        "Postcode",
        1,
        0,
    ),  # one cell, with several postcodes: said, not guessed
    ('Name,Address\nJo,"1 Mill Lane\nMadeham\nQA1 1AA"\nAnn,"QA1 1AB"\n', "Address", 2, 2),
]


@pytest.mark.parametrize(("text", "column", "count", "matched"), LISTS)
def test_lists(text: str, column: str, count: int, matched: int) -> None:
    made = pupils(text)
    [tally] = made.schools.values()
    assert (made.column, tally.pupils, tally.matched) == (column, count, matched)


# A list that cannot be read or must be asked about, a part of what is said, and the columns to choose from.
REFUSED: list[tuple[str, str, dict[int, str]]] = [
    ("", "No column holds postcodes", {}),
    ("Name,Year\nMadeup,7\n", "No column holds postcodes", {1: "1", 2: "2"}),
    ("Postcode\n", "no pupils", {}),
    (
        "Home postcode,Parent postcode\nQA1 1AA,QA1 1AB\n",
        "Home postcode, Parent postcode",
        {1: "Home postcode", 2: "Parent postcode"},
    ),
    ("Home,Parent\nQA1 1AA,QA1 1AB\n", "Home, Parent", {1: "Home", 2: "Parent"}),
    ('"Home\nhere","Parent\fthere"\nQA1 1AA,QA1 1AB\n', "Home here, Parent there", {1: "Home here", 2: "Parent there"}),
    ("QA1 1AA,QA1 1AB\n", "1, 2", {1: "1", 2: "2"}),
    ("URN,School URN,Postcode\n990001,990002,QA1 1AA\n", "URN, School URN", {}),
    (f'Postcode\n"{"QA1 1AA" * 20_000}"\n', "Line 2", {}),
]


@pytest.mark.parametrize(("text", "said", "columns"), REFUSED)
def test_what_is_refused_or_asked(text: str, said: str, columns: dict[int, str]) -> None:
    with pytest.raises(ListError) as refused:
        pupils(text).figures()
    assert said in str(refused.value)
    assert refused.value.columns == columns


def test_no_message_quotes_a_cell() -> None:
    with pytest.raises(ListError) as refused:
        pupils("Madeup One,QA1 1AA,QA1 1AB\nMadeup Two,QA1 1AA,QA1 1AB\n")
    assert "QA1" not in str(refused.value)
    assert "Madeup" not in str(refused.value)


@pytest.mark.parametrize("column", ["Parent postcode", "2", " Parent postcode "])
def test_a_person_can_choose_the_column(column: str) -> None:
    made = pupils("Home postcode,Parent postcode\nQA1 1AA,QA10 1AA\n", column)
    assert made.column == "Parent postcode"
    assert made.schools[None].idaci.text == "40.00"


@pytest.mark.parametrize("column", ["Postcode 2", "3", "0", "²"])
def test_a_column_that_is_not_there_is_refused(column: str) -> None:
    with pytest.raises(ListError, match="no single column called"):
        pupils("Home postcode,Parent postcode\nQA1 1AA,QA10 1AA\n", column)


# Postcodes; the mean of their rates and the share in deciles 1 to 3, in per cent; what the unmatched leave possible.
FIGURES = [
    ("QA1 1AA", "10.00", "0.00", "10.00", "10.00"),
    ("QA1 1AA, QA1 1AA, QA10 1AA", "20.00", "33.33", "20.00", "20.00"),  # (0.1 + 0.1 + 0.4) / 3: each pupil counts
    ("QA1 1AA, QA1 1AB, QA1 1ZZ", "18.33", "33.33", "18.33", "18.33"),  # 0.55 / 3
    ("QA1 1AA, QW1 1AA", "10.00", "0.00", "5.00", "55.00"),  # (0.1 + 0) / 2 to (0.1 + 1) / 2
    ("Q1A 1AA, Q1 0AA, QA1, -", "42.50", "100.00", "21.25", "71.25"),
    ("QA10 9ZZ, QA10 9ZZ, QB1 1AA", "10.00", "0.00", "10.00", "10.00"),  # (0.125 + 0.125 + 0.05) / 3
    ("QA10 9ZZ", "12.50", "0.00", "12.50", "12.50"),
    ("-", None, None, "0.00", "100.00"),
]


@pytest.mark.parametrize(("postcodes", "idaci", "deciles", "low", "high"), FIGURES)
def test_figures(postcodes: str, idaci: str | None, deciles: str | None, low: str, high: str) -> None:
    data = pupils("Postcode\n" + postcodes.replace(", ", "\n")).schools[None].as_data()
    assert (data["idaci"], data["deciles"], data["from"], data["to"]) == (idaci, deciles, low, high)


def test_counts_and_rows_by_reason() -> None:
    cells = [
        "QA1 1AA",
        "",
        "QA1 2AA",
        "QA1O 1AA",
        "QW1 1AA",
        "ZZ99 3VZ",
        "BFPO 1",
        "QA1",
        "Madeham",
        "QA1 9AA",
        "",
        "QA1 1AA QA1 1AB",
    ]
    tally = pupils("Name,Postcode\n" + "".join(f"Madeup,{cell}\n" for cell in cells)).schools[None]
    data = tally.as_data()
    assert (data["pupils"], data["matched"], data["ended"], data["repaired"]) == (12, 3, 1, 1)
    assert data["unmatched"] == dict.fromkeys(UNMATCHED, 1) | {"blank": 2}
    assert tally.rows["blank"] == [3, 12]
    assert tally.rows["outside-england"] == [6]


def test_a_column_of_urns_makes_a_figure_for_each_school() -> None:
    made = pupils("URN,Postcode\n990002,QA10 1AA\n990001,QA1 1AA\n,QA1 1AB\n990002.0,QA1 1AA\nA1,QA1 1AA\n")
    figures = {urn: (tally.pupils, tally.idaci.text) for urn, tally in made.figures().items()}
    assert figures == {"990002": (2, "25.00"), "990001": (1, "10.00"), None: (2, "15.00")}
    assert [*figures][-1] is None


# URNs as lists hold them, the schools that are counted, and what is said of the rest.
URNS: list[tuple[str, list[str | None], str]] = [
    ("990001, 990001.0,'990001,URN 990001", ["990001"], ""),
    ("990001,,n/a", ["990001", None], ""),
    ("9.90E+05,9.90E+05", [None], "without one: 2 to 3."),
    ("990001,0990001,A1", ["990001", None], "without one: 3 to 4."),
]


@pytest.mark.parametrize(("urns", "schools", "said"), URNS)
def test_urns_are_read_as_in_lists_of_schools(urns: str, schools: list[str | None], said: str) -> None:
    made = pupils("URN,Postcode\n" + "".join(f"{urn},QA1 1AA\n" for urn in urns.split(",")))
    assert [*made.figures()] == schools
    assert said in " ".join(made.done)
    assert bool(made.done) == bool(said)


# The column that names schools in another way, and whether it is said that one figure is over several of them.
OTHER_NAMES = [
    ("School,Postcode\nAlder,QA1 1AA\nBirch,QA1 1AB\n", True),
    ("LAESTAB,Postcode\n9994001,QA1 1AA\n9992002,QA1 1AB\n", True),
    ("School,Postcode\nAlder,QA1 1AA\nAlder,QA1 1AB\n", False),
    ("Name,Postcode\nMadeup One,QA1 1AA\nMadeup Two,QA1 1AB\n", False),
    ("URN,School,Postcode\n990001,Alder,QA1 1AA\n990002,Birch,QA1 1AB\n", False),
]


@pytest.mark.parametrize(("text", "is_said"), OTHER_NAMES)
def test_one_figure_over_several_schools_is_said(text: str, is_said: bool) -> None:
    assert bool(pupils(text).done) == is_said


# The sum of rates, matched and all pupils: what the checker is given, by the lines of the rule in force.
LINE = RULE.criteria.lowest.idaci_from
EVIDENCE: list[tuple[Decimal, int, int, str]] = [
    (Decimal(0), 0, 2, ""),
    (Decimal(LINE) / 100 * 300, 300, 300, f"{LINE}.00"),
    (Decimal(LINE) / 100 * 300 - Decimal("0.001"), 300, 300, f"{LINE - 1}.9997"),  # two decimals would be on the line
    (Decimal("0.001"), 300, 300, "0.00%"),
    (Decimal("2.5"), 300, 300, "0.83%"),
    (Decimal(LINE) / 100 * 400 - Decimal("0.5"), 399, 400, f"{LINE - Decimal('0.13')}-{LINE + Decimal('0.13')}"),
]


@pytest.mark.parametrize(("total", "matched", "count", "written"), EVIDENCE)
def test_what_the_checker_is_given(total: Decimal, matched: int, count: int, written: str) -> None:
    assert Share(total, matched, count).evidence(RULE.criteria) == written


@given(st.integers(1, 400), st.integers(0, 40), st.integers(0, 1000))
def test_the_checker_reads_what_it_is_given_on_the_same_side_of_every_line(matched: int, more: int, rate: int) -> None:
    share = Share(Decimal(rate) / 1000 * matched + Decimal("0.0005") * (rate < 1000), matched, matched + more)
    evidence = RULE.cells.parse({"idaci": share.evidence(RULE.criteria)}).idaci
    low, high = share.ends
    for line in (band.idaci_from for band in RULE.criteria.bands):
        sure = {low >= line, high >= line}
        assert sure <= {evidence.low >= line, evidence.high >= line}
        if not share.crosses_a_line(RULE.criteria):
            assert len(sure) == 1
            assert evidence.is_exact


@given(st.lists(st.sampled_from([*homes(), "", "Madeham", "QA1"]), min_size=1, max_size=60), st.integers(1, 7))
def test_steps_and_order_change_nothing(cells: list[str], step: int) -> None:
    def figures(these: list[str]) -> dict[str, Any]:
        text = "Name,Postcode\n" + "".join(f"x,{cell}\n" for cell in these)
        made = PupilList(RULE, directory(), rows_of_text(RULE, StringIO(text), ","))
        while made.read(step):
            pass
        return made.schools[None].as_data()

    assert figures(cells) == figures(sorted(cells))
    data = figures(cells)
    assert data["matched"] + sum(data["unmatched"].values()) == data["pupils"] == len(cells)


# At a terminal

type Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    (tmp_path / "postcodes").write_bytes(file())

    def work(text: str, *words: str, postcodes: str = "postcodes") -> tuple[int, str, str]:
        (tmp_path / "in.csv").write_text(text, "utf-8", newline="")
        code = cli.main(["pupils", str(tmp_path / "in.csv"), "--postcodes", str(tmp_path / postcodes), *words])
        return code, *capsys.readouterr()

    return work


def test_json_at_a_terminal(run: Run) -> None:
    code, out, err = run("Postcode\nQA1 1AA\nQA1O 1AA\nQW1 1AA\n", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "column": "Postcode",
        "directory": "January 2099",
        "release": "2019",
        "schools": [
            {
                "urn": None,
                "pupils": 3,
                "matched": 2,
                "idaci": "25.00",
                "deciles": "50.00",
                "from": "16.67",
                "to": "50.00",
                "ended": 0,
                "repaired": 1,
                "unmatched": {"outside-england": 1},
            }
        ],
    }


def test_a_table_of_schools_holds_no_postcode(run: Run, tmp_path: Path) -> None:
    text = "URN,Postcode\n990001,Q1A 1AA\n990002,QA1 1AA\n990002,QA1\n"
    assert run(text, "-o", str(tmp_path / "out.csv")) == (0, "", "")
    written = (tmp_path / "out.csv").read_text("utf-8")
    first, second = csv.DictReader(StringIO(written))
    assert (first["urn"], first["idaci"], first["outcome"]) == ("990001", "50.00", "meets")
    assert (second["urn"], second["partial"], second["outcome"]) == ("990002", "1", "depends")
    assert "QA1" not in written
    assert "1AA" not in written


def test_the_figure_in_words(run: Run) -> None:
    code, out, _ = run("Postcode\nQA1 1AA\nQA1 2AA\nQA1\n")
    assert code == 0
    assert out.splitlines()[0] == "IDACI 20.00%: the mean over 2 of 3 pupils."
    assert "QA1" not in out


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("Home postcode,Parent postcode\nQA1 1AA,QA1 1AB\n", (), "Home postcode, Parent postcode"),
        ("Name\nMadeup\n", (), "No column holds postcodes"),
        ("PK\x03\x04", (), "spreadsheet"),
        ("Postcode\nQA1 1AA\n", ("--column", "Home"), "Home"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_exit_2(run: Run, text: str, words: tuple[str, ...], said: str) -> None:
    code, out, err = run(text, *words)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_file_of_postcodes_that_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"{}")
    for name in ("other", "missing"):
        code, _, err = run("Postcode\nQA1 1AA\n", postcodes=name)
        assert code == 2
        assert len(err.splitlines()) == 1
        assert name in err


def test_the_list_itself_is_never_written_over(run: Run, tmp_path: Path) -> None:
    text = "Postcode\nQA1 1AA\n"
    assert run(text, "-o", str(tmp_path / "in.csv"))[0] == 2
    assert (tmp_path / "in.csv").read_text("utf-8") == text
