"""Read the AEA category of each district of 2016 as sources state it; one without a source is absent."""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl

from build_scripts.schools.official.row_accounts import RowAccounts
from build_scripts.schools.official.tables import LINE


class Category(NamedTuple):
    """What a district may be: one category or several, the file that says so, and the page that this file names."""

    aea: tuple[int, ...]
    source: str
    page: str = ""


def read_categories(
    sheet: pl.DataFrame | None, partial: pl.DataFrame | None, districts: set[str], accounts: RowAccounts
) -> dict[str, Category]:
    """Return the category by district. The official sheet comes first if it is whole, else the other public pages."""
    spelt = {simplify_name(district): district for district in districts}
    found: dict[str, Category] = {}
    whole = sheet is not None and sheet.height >= len(districts)
    tables = {"aea": sheet, "aea_partial": partial}
    for key, table in tables.items() if whole else reversed(tables.items()):
        account = accounts[key]
        for row in table.iter_rows(named=True) if table is not None else ():
            district, aea = spelt.get(simplify_name(row["name"])), _parse_category(row["category"])
            if not district:
                account.skip(row[LINE], row["name"], "no district of 2016 has this name")
            elif row["category"] in ("", "SUPP"):
                account.skip(row[LINE], row["name"], f"its category is {'suppressed' if row['category'] else 'empty'}")
            elif not aea:
                account.skip(row[LINE], row["name"], f"{row['category']} is not a category from 1 to 6")
            elif district in found and found[district].source == key:
                account.skip(row[LINE], row["name"], "the district stands in an earlier row")
            elif district in found:
                same = "the same" if found[district].aea == aea else "another"
                account.skip(row[LINE], row["name"], f"another file gives {same} category for it")
            else:
                found[district] = Category(aea, key, row.get("source", ""))
                account.used += 1
    return found


def _parse_category(text: str) -> tuple[int, ...]:
    """Read 5, or 5 or 6, or 5,6; return () for anything else."""
    if not re.fullmatch(r"[1-6](?:\s*(?:,|or|and)\s*[1-6])*", text):
        return ()
    return tuple(sorted({int(figure) for figure in re.findall(r"\d", text)}))


def simplify_name(name: str) -> str:
    """Bring the spellings of a district's name together: "Bristol, City of" and "Bristol" are one."""
    name = re.sub(r", (?:city|county) of$", "", name.casefold().strip())
    return re.sub(r"[^a-z]", "", name.replace("&", "and"))
