"""Read the figures that the formulas need: of small areas, and of schools' pupils."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from build_scripts.problems import ContentError, Problem
from build_scripts.schools.estimate.catchment import SmallAreas
from build_scripts.schools.official.areas import Areas
from build_scripts.schools.official.row_accounts import RowAccounts
from build_scripts.schools.official.tables import LINE

ENOUGH_SHARES = 20  # of schools; in so many, a share above 1% is certain


@dataclass(frozen=True)
class CensusFigures:
    """What the census says of a school's pupils.

    `meals` and `language` are the percentages who were eligible for free meals in the last six years, and whose first
    language is not English; NaN where either is not known. `count` is None where it is not known.
    """

    count: float | None
    meals: float
    language: float


def read_small_areas(
    table: pl.DataFrame | None, areas: Areas, accounts: RowAccounts
) -> tuple[SmallAreas, list[str]] | None:
    """Return the areas that have figures and a centroid, in the order of their codes, and these; None without any."""
    account, centroids = accounts["deprivation"], {code: (x, y) for code, x, y in areas.where.iter_rows()}
    found: dict[str, tuple[float, float, float, float, int, bool]] = {}
    for row in table.iter_rows(named=True) if table is not None else ():
        rate, children, decile = _number(row["rate"]), _number(row["children"]), _number(row["decile"])
        if row["code"] in found:
            account.skip(row[LINE], row["code"], "the area stands in an earlier row")
        elif rate is None or children is None or decile is None:
            account.skip(row[LINE], row["code"], "its rate, decile or number of children is missing")
        elif not 0 <= rate <= 1:
            account.skip(row[LINE], row["code"], "its rate is not from 0 to 1")
        elif decile not in range(1, 11):
            account.skip(row[LINE], row["code"], "its decile is not a whole number from 1 to 10")
        elif children < 0:
            account.skip(row[LINE], row["code"], "its number of children is below 0")
        elif row["code"] not in centroids:
            account.skip(row[LINE], row["code"], "it has no centroid")
        else:
            x, y = centroids[row["code"]]
            london = row["district_2019"].startswith("E09")
            found[row["code"]] = (x / 1000, y / 1000, children, 100 * rate, int(decile), london)
            account.used += 1
    if not found:
        return None
    codes = sorted(found)
    rows = [found[code] for code in codes]
    figures = np.array([row[:4] for row in rows])
    deciles, london = np.array([row[4] for row in rows]), np.array([row[5] for row in rows])
    return SmallAreas(figures[:, :2], figures[:, 2], figures[:, 3], deciles, london), codes


def _number(text: str) -> float | None:
    """Return the number in a cell, with or without a sign of percent; None for what is no number."""
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def read_census(table: pl.DataFrame | None, urns: set[str], accounts: RowAccounts) -> dict[str, CensusFigures]:
    """Return the census's figures by URN, of the schools whose numbers are in `urns`.

    A figure that is hidden ("SUPP", "c") is not known; a row with a share that no school can have is skipped. Raises
    ContentError for shares that are parts of 1.
    """
    account, found = accounts["census"], dict[str, CensusFigures]()
    for row in table.iter_rows(named=True) if table is not None else ():
        pupils, meals, language = _number(row["pupils"]), _number(row["meals"]), _number(row["language"])
        if not row["urn"].isdecimal():
            account.skip(row[LINE], row["urn"], "a row of national totals")
        elif row["urn"] in found:
            account.skip(row[LINE], row["urn"], "its URN stands in an earlier row")
        elif row["urn"] not in urns:
            account.skip(row[LINE], row["urn"], "no open school of the finder has this URN, now or before")
        elif not (_is_share(meals) and _is_share(language)):
            account.skip(row[LINE], row["urn"], "its share of free meals or of first languages is not from 0 to 100")
        else:
            if not pupils or pupils < 0:
                account.note("its number of pupils is hidden or missing: the register's is taken")
                pupils = None
            if meals is None or language is None:
                account.note("no share of free meals or of first languages")
                meals = language = np.nan
            found[row["urn"]] = CensusFigures(pupils, meals, language)
            account.used += 1
    _refuse_parts_of_one("free meals", [figures.meals for figures in found.values()], account.file)
    _refuse_parts_of_one("first languages", [figures.language for figures in found.values()], account.file)
    return found


def _refuse_parts_of_one(what: str, shares: list[float], file: str) -> None:
    """Refuse a census whose shares are 0.25 where 25 is meant: every estimate would be wrong, and none oddly so."""
    known = [share for share in shares if not np.isnan(share)]
    if len(known) >= ENOUGH_SHARES and max(known) <= 1:
        wrong = f"of {len(known)} schools none has a share of {what} above 1: these are parts of 1, not percentages"
        raise ContentError([Problem(file, 1, wrong, "write 25 or 25% where the file says 0.25, or download it anew")])


def _is_share(value: float | None) -> bool:
    """Say whether this is a percentage, or not known."""
    return value is None or 0 <= value <= 100


def read_published_means(
    table: pl.DataFrame, owner: dict[str, str], able: set[str], accounts: RowAccounts
) -> dict[str, float]:
    """Return the published mean IDACI of schools' own pupils, in percent, by today's URN.

    `owner` says which school a number means today, and `able` which schools can have a range.
    """
    account, known = accounts["known"], dict[str, float]()
    for row in table.iter_rows(named=True):
        urn = owner.get(row["urn"], "")
        rate = _number(row["rate"])
        if rate is None or not 0 <= rate <= 1:
            account.skip(row[LINE], row["urn"], "its figure is not a rate from 0 to 1")
        elif not urn:
            account.skip(row[LINE], row["urn"], "no open school of the finder has this URN, now or before")
        elif urn not in able:
            account.skip(row[LINE], row["urn"], "its school can have no range")
        elif urn in known:
            account.skip(row[LINE], row["urn"], "its school has a figure already, from an earlier row")
        else:
            known[urn] = 100 * rate
            account.used += 1
    return known
