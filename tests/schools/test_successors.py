"""Which school followed which: the numbers and names that lead to a school, and what newer records put after it."""

from pathlib import Path

import polars as pl
import pytest

from build_scripts.schools.official.row_accounts import RowAccounts
from build_scripts.schools.official.successors import History, histories, read_links
from tests.schools.made_up.joined_country import extra_school, joined_country

type Link = tuple[str, str, str]


def links_of(*rows: Link) -> tuple[RowAccounts, pl.DataFrame]:
    """Each link has the URN, the other's URN and the kind; the other's name tells its number."""
    accounts = RowAccounts(["links"])
    accounts["links"].rows = len(rows)
    columns = ["line", "urn", "other", "other_name", "kind"]
    named = [(line, urn, other, f"Madeup {other}", kind) for line, (urn, other, kind) in enumerate(rows, 2)]
    return accounts, pl.DataFrame(named, schema=columns, orient="row")


def history(tmp_path: Path, *rows: Link, urn: str = "990000") -> History:
    accounts, table = links_of(*rows)
    links = read_links(table, accounts["links"])
    accounts.check()
    old = extra_school("980000", status="2", type="02")
    return histories(joined_country(tmp_path, old).register, links)[urn]


SPLIT = [("980000", "990000", "Successor - Split School"), ("980000", "990001", "Successor - Split School")]
TABLE: dict[str, tuple[list[Link], list[str], list[str]]] = {
    "nothing is known": ([], [], []),
    "through any number of links": (
        [
            ("990000", "980000", "Predecessor"),
            ("980000", "970000", "Predecessor - merged"),
            ("960000", "990000", "Successor"),
        ],
        ["960000", "970000", "980000"],
        [],
    ),
    "a successor that the list does not hold yet": ([("990000", "995000", "Successor")], ["995000"], ["995000"]),
    "recorded by the successor only": ([("995000", "990000", "Predecessor")], ["995000"], ["995000"]),
    "a successor's successor": (
        [("990000", "995000", "Successor"), ("995000", "996000", "Successor")],
        ["995000", "996000"],
        ["996000"],
    ),
    "an amalgamation": ([("990000", "995000", "Result of Amalgamation")], ["995000"], ["995000"]),
    "a successor in the list": ([("990000", "990001", "Successor - merged")], [], ["990001"]),
    "a successor that is closed": ([("990000", "980000", "Successor")], ["980000"], []),
    "a split school goes on": ([("990000", "995000", "Successor - Split School")], ["995000"], []),
    "one part of a split school": (SPLIT, ["980000"], []),
    "round in a ring": (
        [("990000", "995000", "Successor"), ("995000", "990000", "Successor")],
        ["995000"],
        [],
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_numbers_and_followers(case: str, tmp_path: Path) -> None:
    rows, numbers, successors = TABLE[case]
    found = history(tmp_path, *rows)
    assert (found.numbers, found.successors) == (numbers, successors)


def test_a_number_of_both_parts_of_a_split_school_leads_to_both(tmp_path: Path) -> None:
    assert history(tmp_path, *SPLIT).numbers == history(tmp_path, *SPLIT, urn="990001").numbers == ["980000"]


def test_the_names_and_types_that_came_with_other_numbers(tmp_path: Path) -> None:
    found = history(tmp_path, ("990000", "980000", "Predecessor"), ("980000", "970000", "Predecessor"))
    assert found.names == ["Madeup 970000", "Madeup 980000"]
    assert found.types == {"34", "02"}  # its own, and that of the closed one


def test_links_of_other_kinds_are_counted_not_used() -> None:
    accounts, table = links_of(
        ("990000", "980000", "Sixth Form Centre Link"), ("990000", "990000", "Successor"), ("990000", "", "Successor")
    )
    assert not read_links(table, accounts["links"]).neighbours
    assert sorted(accounts["links"].reasons) == [
        "a URN is missing",
        "it links a school to itself",
        "the link is neither to a predecessor nor to a successor",
    ]
    accounts.check()
