"""From a folder of official files to the snapshot and its report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import polars as pl

from build_scripts.problems import ContentError, Problem
from build_scripts.schools import report
from build_scripts.schools.estimate import accuracy, saved
from build_scripts.schools.estimate.inputs import read_census, read_published_means, read_small_areas
from build_scripts.schools.estimate.ranges import REASONS_WITHOUT_RANGE, Estimate, EstimationInputs
from build_scripts.schools.official.aea_categories import read_categories
from build_scripts.schools.official.areas import district_of, find_places, read_areas
from build_scripts.schools.official.catalogue import Dataset, read_establishment_types
from build_scripts.schools.official.establishments import School, read_schools
from build_scripts.schools.official.row_accounts import RowAccounts
from build_scripts.schools.official.successors import History, Links, histories, read_links
from build_scripts.schools.official.tables import read_table
from build_scripts.schools.published import snapshot

RELEASE = "2019"


@dataclass(frozen=True)
class Target:
    """What the criteria in force ask for, and where figures of the last fitting are kept."""

    measure: str
    release: str
    kept: Path
    keep: bool = False


def run_pipeline(folder: Path, into: Path, catalogue: dict[str, Dataset], wanted: Target) -> str:
    """Reads `folder`, writes the snapshot and the report into `into`, and returns the report."""
    if wanted.measure not in (snapshot.PUPIL_MEAN, snapshot.IN_DECILES) or wanted.release != RELEASE:
        told = f"the criteria ask for {wanted.measure} of release {wanted.release}"
        right = f"this pipeline makes {snapshot.PUPIL_MEAN} or {snapshot.IN_DECILES}, of release {RELEASE}"
        raise ContentError([Problem("content/criteria", 1, told, right)])
    ledger, types = RowAccounts(catalogue), read_establishment_types()
    tables = _read_all(folder, catalogue, ledger)
    register = read_schools(tables["schools"], types, ledger["schools"])
    schools, links = register.schools, read_links(tables.get("links"), ledger["links"])
    past = histories(register, links)
    owner = _owners(past)

    areas = read_areas(tables.get("centroids"), tables.get("areas"), ledger)
    places = find_places(schools, areas, ledger["schools"])
    district = {urn: place.district for urn, place in places.items()}
    english = {district_of(name) for code, name in areas.names.items() if code.startswith("E")}
    categories = read_categories(tables.get("aea"), tables.get("aea_partial"), english, ledger)

    land = read_small_areas(tables.get("deprivation"), areas, ledger)
    census = read_census(tables.get("census"), set(owner), ledger)
    pupils = {owner[urn]: known for urn, known in census.items() if urn != owner[urn]}
    pupils |= {urn: known for urn, known in census.items() if urn == owner[urn]}  # a school's own number comes first
    aided = {urn for urn, history in past.items() if history.types & set(types["aided"]["types"])}
    ground = EstimationInputs(schools, places, land, pupils, aided)
    if land:
        ground.district_of_area = [district_of(areas.names[code]) for code in land[1]]
    for what, times in ground.notes.items():
        ledger["schools"].note(what, times)

    found = None
    if "known" in tables:
        known = read_published_means(tables["known"], owner, {school.urn for school in ground.schools}, ledger)
        found = accuracy.calibrate(ground, known, district) if known else None
        if found:
            found.data["sources"] = _datasets_used(catalogue, ledger)
            found.data["areas"] = accuracy.area_check(ground, district, found.models)
        if found and wanted.keep:
            saved.save(found, wanted.kept)
    found = found or saved.load(wanted.kept)
    estimates = ground.estimates(found.models, found.tested, found.widen, wanted.measure) if found else {}
    why = ground.reason_without_range | {
        school.urn: "no-formula" for school in ground.schools if school.urn not in estimates
    }
    ledger.check()

    about = _about(catalogue, ledger, wanted, found, categories, english)
    rows = [
        [
            *_school_cells(school, past[school.urn], links),
            district[school.urn],
            *_range_cells(estimates.get(school.urn)),
            why.get(school.urn, ""),
        ]
        for school in schools
    ]
    text = report.report_text(about, rows, figured_now="known" in tables)
    named = {
        name: {"aea": list(category.aea), "source": category.source} for name, category in sorted(categories.items())
    }
    texts = {
        "unused.csv": report.skipped_rows_csv(ledger),
        "report.txt": text,
        snapshot.FILE_NAME: snapshot.to_json(about, named, rows),
    }
    snapshot.write_atomically(into, texts)
    return text


def _read_all(folder: Path, catalogue: dict[str, Dataset], ledger: RowAccounts) -> dict[str, pl.DataFrame]:
    """Every file that is there; all problems of all of them at once."""
    tables, problems = dict[str, pl.DataFrame](), list[Problem]()
    for key, source in catalogue.items():
        path = source.find(folder)
        ledger[key].absent = path is None
        if path is not None:
            try:
                tables[key] = read_table(path, source, ledger[key])
            except ContentError as error:
                problems += error.problems
    if "schools" not in tables and not problems:
        source = catalogue["schools"]
        right = f"put {source.file} there, from {source.page}, or use --download"
        problems.append(Problem(str(folder), 1, f"{source.title} is not there. {source.without}", right))
    if problems:
        raise ContentError(problems)
    return tables


def _owners(past: dict[str, History]) -> dict[str, str]:
    """Which school a number means today. A number that two schools share means neither."""
    owner: dict[str, str] = {}
    shared: set[str] = set()
    for urn, history in past.items():
        for number in history.numbers:
            if owner.setdefault(number, urn) != urn:
                shared.add(number)
    return {number: urn for number, urn in owner.items() if number not in shared} | {urn: urn for urn in past}


def _school_cells(school: School, history: History, links: Links) -> list[Any]:
    place = [school.town, school.postcode, school.authority_name, school.region]
    followers = [[urn, links.names.get(urn, "")] for urn in history.followers]
    past = [history.numbers, history.names, followers]
    return [school.urn, school.name, *place, school.phase, school.type_name, school.pupils, *past]


def _range_cells(estimate: Estimate | None) -> list[Any]:
    if estimate is None:
        return ["", "", "", "", False]
    low, high = _round_to_tenth(estimate.low, ROUND_FLOOR), _round_to_tenth(estimate.high, ROUND_CEILING)
    return [low, _round_to_tenth(estimate.middle, ROUND_HALF_EVEN), high, estimate.basis, estimate.tested]


def _round_to_tenth(value: float, rounding: str) -> str:
    """To a tenth, outwards for the ends of a range; a millionth is let go, so that arithmetic's dust moves no end."""
    return str(Decimal(f"{value:.6f}").quantize(Decimal("0.1"), rounding))


def _datasets_used(catalogue: dict[str, Dataset], ledger: RowAccounts) -> list[dict[str, str]]:
    """The files that the formulas were fitted with, for the page that explains them."""
    names = ("title", "publisher", "licence", "page", "measures")
    kept_out = ("aea", "aea_partial")  # a category is no part of the estimate
    return [
        {name: str(getattr(source, name)) for name in names} | {"date": ledger[key].date}
        for key, source in catalogue.items()
        if not ledger[key].absent and key not in kept_out
    ]


def _about(
    catalogue: dict[str, Dataset],
    ledger: RowAccounts,
    wanted: Target,
    found: accuracy.Calibration | None,
    categories: dict[str, Any],
    english: set[str],
) -> dict[str, Any]:
    sources = {}
    for key, source in catalogue.items():
        named = {name: getattr(source, name) for name in ("title", "publisher", "licence", "page", "measures")}
        absent = ledger[key].absent
        partial = 0 < ledger[key].rows < source.partial_below
        if partial:
            named |= {"publisher": source.partial_publisher, "licence": source.partial_publisher}
        sources[key] = {
            **named,
            **ledger[key].as_data(),
            "without": source.without if absent else "",
            "partial": partial,
        }
    return {
        "measure": wanted.measure,
        "release": wanted.release,
        "sources": sources,
        "districts": {"known": len(categories), "all": len(english)},
        "why_not": REASONS_WITHOUT_RANGE,
        "model": found.data if found else {},
    }
