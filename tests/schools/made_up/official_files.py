"""Read an official file alone, as the pipeline does: every row is used, or left out for a reason."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl

from build_scripts.problems import ContentError
from build_scripts.schools.estimate.inputs import read_census, read_small_areas
from build_scripts.schools.official.aea_categories import read_categories
from build_scripts.schools.official.areas import Areas, read_areas
from build_scripts.schools.official.catalogue import read_establishment_types
from build_scripts.schools.official.establishments import read_schools
from build_scripts.schools.official.row_accounts import RowAccounts
from build_scripts.schools.official.successors import read_links
from build_scripts.schools.official.tables import read_table
from tests.schools.made_up.country import as_csv, catalogue, made_up_country

SOURCES, TYPES = catalogue(), read_establishment_types()
ROWS = 4  # of each made-up file, to start from
URNS = {"990000", "990001"}


@cache
def areas() -> Areas:
    where = pl.DataFrame({"code": ["E01990000", "E01990001"], "x": [400_000.0, 401_000.0], "y": [300_000.0, 300_000.0]})
    return Areas(where, {}, {})


READERS: dict[str, Callable[[pl.DataFrame, RowAccounts], object]] = {
    "schools": lambda table, accounts: read_schools(table, TYPES, accounts["schools"]),
    "links": lambda table, accounts: read_links(table, accounts["links"]),
    "deprivation": lambda table, accounts: read_small_areas(table, areas(), accounts),
    "census": lambda table, accounts: read_census(table, URNS, accounts),
    "centroids": lambda table, accounts: read_areas(table, None, accounts),
    "areas": lambda table, accounts: read_areas(None, table, accounts),
    "aea_partial": lambda table, accounts: read_categories(None, table, {"Madeup District E"}, accounts),
}


def read(key: str, path: Path) -> None:
    accounts = RowAccounts(SOURCES)
    try:
        READERS[key](read_table(path, SOURCES[key], accounts[key]), accounts)
    except ContentError:
        return
    accounts.check()


def start(key: str) -> str:
    return as_csv(made_up_country().rows[key][:ROWS])
