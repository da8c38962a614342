"""Make the snapshot and its report from a folder of official files."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from math import isnan
from pathlib import Path
from typing import Any

import polars as pl

from build_scripts.problems import ContentError, Problem
from build_scripts.schools import report
from build_scripts.schools.estimate import accuracy, saved
from build_scripts.schools.estimate.inputs import CensusFigures, read_census, read_published_means, read_small_areas
from build_scripts.schools.estimate.ranges import REASONS_WITHOUT_RANGE, Estimate, EstimationInputs, Range
from build_scripts.schools.official.aea_categories import read_categories
from build_scripts.schools.official.areas import district_of, find_places, read_areas
from build_scripts.schools.official.catalogue import Dataset, read_establishment_types
from build_scripts.schools.official.establishments import Register, School, read_schools
from build_scripts.schools.official.row_accounts import RowAccounts
from build_scripts.schools.official.successors import History, Links, histories, read_links
from build_scripts.schools.official.tables import read_table
from build_scripts.schools.published import snapshot

RELEASE = "2019"
WHOLE_SCALE = ("0.0", "100.0")  # a range that says nothing


@dataclass(frozen=True)
class Target:
    """What the criteria in force ask for, and where the formulas of the last fitting are kept.

    With `keep`, the formulas of this one are written there.
    """

    measure: str
    release: str
    kept: Path
    keep: bool = False


def run_pipeline(folder: Path, into: Path, catalogue: dict[str, Dataset], target: Target) -> str:
    """Read the files in `folder`, write the snapshot and the report into `into`, and return the report.

    Raises ContentError for files that cannot be used, and where the criteria ask for what cannot be made; then the
    last snapshot stays.
    """
    _check_target(target)
    accounts, types = RowAccounts(catalogue), read_establishment_types()
    tables = _read_all(folder, catalogue, accounts)
    register = read_schools(tables["schools"], types, accounts["schools"])
    links = read_links(tables.get("links"), accounts["links"])
    past = histories(register, links)
    current_urn = _current_urns(past)

    areas = read_areas(tables.get("centroids"), tables.get("areas"), accounts)
    places = find_places(register.schools, areas, accounts["schools"])
    district = {urn: place.district for urn, place in places.items()}
    districts = {district_of(name) for code, name in areas.names.items() if code.startswith("E")}
    categories = read_categories(tables.get("aea"), tables.get("aea_partial"), districts, accounts)

    small_areas = read_small_areas(tables.get("deprivation"), areas, accounts)
    census = _by_current_urn(read_census(tables.get("census"), set(current_urn), accounts), current_urn)
    aided = {urn for urn, history in past.items() if history.types & set(types["aided"]["types"])}
    inputs = EstimationInputs(register.schools, places, small_areas, census, aided)
    if small_areas:
        inputs.district_of_area = [district_of(areas.names[code]) for code in small_areas[1]]
    for note, times in inputs.notes.items():
        accounts["schools"].note(note, times)

    calibration = _calibrate(tables.get("known"), inputs, district, current_urn, accounts)
    if calibration:
        calibration.data["sources"] = _datasets_used(catalogue, accounts)
        calibration.data["areas"] = accuracy.area_check(inputs, district, calibration.models)
        if target.keep:
            saved.save(calibration, target.kept)
    else:
        calibration = saved.load(target.kept)
    estimates = _estimates(inputs, calibration)
    reasons = {school.urn: "no-formula" for school in inputs.schools if school.urn not in estimates}
    reasons |= inputs.reason_without_range
    accounts.check()

    about = _about(catalogue, accounts, target, calibration, categories, districts)
    rows = [
        [
            *_school_cells(school, past[school.urn], links),
            district[school.urn],
            *_range_cells(estimates.get(school.urn), target.measure),
            reasons.get(school.urn, ""),
        ]
        for school in register.schools
    ]
    text = report.report_text(about, rows, fitted_now="known" in tables)
    by_district = {
        name: {"aea": list(category.aea), "source": category.source, "page": category.page}
        for name, category in sorted(categories.items())
    }
    texts = {
        "unused.csv": report.skipped_rows_csv(accounts),
        "report.txt": text,
        snapshot.FILE_NAME: snapshot.to_json(about, by_district, _groups(register), _closed(register, past), rows),
    }
    snapshot.write_atomically(into, texts)
    return text


def _check_target(target: Target) -> None:
    if target.measure not in (snapshot.PUPIL_MEAN, snapshot.IN_DECILES) or target.release != RELEASE:
        wrong = f"the criteria ask for {target.measure} of release {target.release}"
        fix = f"this pipeline makes {snapshot.PUPIL_MEAN} or {snapshot.IN_DECILES}, of release {RELEASE}"
        raise ContentError([Problem("content/criteria", 1, wrong, fix)])


def _read_all(folder: Path, catalogue: dict[str, Dataset], accounts: RowAccounts) -> dict[str, pl.DataFrame]:
    """Read every file that is there; raise ContentError with the problems of all of them at once."""
    tables, problems = dict[str, pl.DataFrame](), list[Problem]()
    for key, source in catalogue.items():
        path = source.find(folder)
        accounts[key].absent = path is None
        if path is not None:
            try:
                tables[key] = read_table(path, source, accounts[key])
            except ContentError as error:
                problems += error.problems
    if "schools" not in tables and not problems:
        source = catalogue["schools"]
        fix = f"put {source.file} there, from {source.page}, or use --download"
        problems.append(Problem(str(folder), 1, f"{source.title} is not there. {source.without}", fix))
    if problems:
        raise ContentError(problems)
    return tables


def _current_urns(past: dict[str, History]) -> dict[str, str]:
    """Return which school of today each number means. A number that two schools share means neither."""
    current: dict[str, str] = {}
    shared: set[str] = set()
    for urn, history in past.items():
        for number in history.numbers:
            if current.setdefault(number, urn) != urn:
                shared.add(number)
    unshared = {number: urn for number, urn in current.items() if number not in shared}
    return unshared | {urn: urn for urn in past}


def _by_current_urn(census: dict[str, CensusFigures], current_urn: dict[str, str]) -> dict[str, CensusFigures]:
    """Return figures by today's URN: those of a school's own number, else those of a former one."""
    found = {current_urn[urn]: figures for urn, figures in census.items()}
    own = {urn: figures for urn, figures in census.items() if urn == current_urn[urn]}
    return found | own


def _calibrate(
    known: pl.DataFrame | None,
    inputs: EstimationInputs,
    district: dict[str, str],
    current_urn: dict[str, str],
    accounts: RowAccounts,
) -> accuracy.Calibration | None:
    """Fit and test the formulas; None without published figures, or with too few of them."""
    if known is None:
        return None
    able = {school.urn for school in inputs.schools}
    means = read_published_means(known, current_urn, able, accounts)
    return accuracy.calibrate(inputs, means, district) if means else None


def _estimates(inputs: EstimationInputs, calibration: accuracy.Calibration | None) -> dict[str, Estimate]:
    if calibration is None:
        return {}
    return inputs.estimates(calibration.models, calibration.tested, calibration.widen, calibration.margins)


def _school_cells(school: School, history: History, links: Links) -> list[Any]:
    """Return a school's columns of the snapshot, up to its district."""
    place = [school.town, school.postcode, school.authority_name, school.region]
    successors = [[urn, links.names.get(urn, "")] for urn in history.successors]
    past = [history.numbers, history.names, successors, school.groups]
    return [
        school.urn,
        school.dfe,
        school.ukprn,
        school.name,
        *place,
        school.phase,
        school.type_name,
        school.pupils,
        *past,
    ]


def _groups(register: Register) -> dict[str, Any]:
    """Return the trusts and federations of which the finder holds a school, by their code."""
    present = {code for school in register.schools for code in school.groups}
    return {code: asdict(register.groups[code]) for code in sorted(present)}


def _closed(register: Register, past: dict[str, History]) -> dict[str, str]:
    """Return, by the day on which they closed, the URNs of schools that no school of the finder follows."""
    followed = {number for history in past.values() for number in history.numbers}
    found: dict[str, list[str]] = defaultdict(list)
    for urn, day in register.closed_on.items():
        if urn not in followed:
            found[day].append(urn)
    return {day: " ".join(sorted(urns)) for day, urns in sorted(found.items())}


def _range_cells(estimate: Estimate | None, measure: str) -> list[Any]:
    """Return the columns of the ranges: of the measure that the criteria ask for, then of the other one."""
    if estimate is None:
        return ["", "", "", "", "", "", False]
    ranges = [estimate.idaci, estimate.deciles]
    (low, middle, high), (other_low, _, other_high) = (
        _rounded_outwards(found) for found in (ranges if measure == snapshot.PUPIL_MEAN else reversed(ranges))
    )
    return [low, middle, high, other_low, other_high, estimate.basis, estimate.tested]


def _rounded_outwards(found: Range) -> tuple[str, str, str]:
    """Return a range in tenths; nothing where it is not known, or is the whole scale."""
    if isnan(found.low):
        return "", "", ""
    low, high = _round_to_tenth(found.low, ROUND_FLOOR), _round_to_tenth(found.high, ROUND_CEILING)
    return ("", "", "") if (low, high) == WHOLE_SCALE else (low, _round_to_tenth(found.middle, ROUND_HALF_EVEN), high)


def _round_to_tenth(value: float, rounding: str) -> str:
    """Round to a tenth; what lies beyond a millionth is dropped first, so that errors of arithmetic move no end."""
    return str(Decimal(f"{value:.6f}").quantize(Decimal("0.1"), rounding))


def _datasets_used(catalogue: dict[str, Dataset], accounts: RowAccounts) -> list[dict[str, str]]:
    """Return the files that the formulas were fitted with, for the page that explains them."""
    names = ("title", "publisher", "licence", "page", "measures")
    return [
        {name: str(getattr(source, name)) for name in names} | {"date": accounts[key].date}
        for key, source in catalogue.items()
        if not accounts[key].absent and key not in snapshot.AEA_DATASETS
    ]


def _about(
    catalogue: dict[str, Dataset],
    accounts: RowAccounts,
    target: Target,
    calibration: accuracy.Calibration | None,
    categories: dict[str, Any],
    districts: set[str],
) -> dict[str, Any]:
    sources = {}
    for key, source in catalogue.items():
        named = {name: getattr(source, name) for name in ("title", "publisher", "licence", "page", "measures")}
        absent = accounts[key].absent
        partial = 0 < accounts[key].rows < source.partial_below
        if partial:
            named |= {"publisher": source.partial_publisher, "licence": source.partial_publisher}
        sources[key] = {
            **named,
            **accounts[key].as_data(),
            "without": source.without if absent else "",
            "partial": partial,
            "review_by": str(source.review_by(accounts[key].date) or "") if not absent else "",
        }
    return {
        "measure": target.measure,
        "release": target.release,
        "sources": sources,
        "districts": {"known": len(categories), "all": len(districts)},
        "why_not": REASONS_WITHOUT_RANGE,
        "model": calibration.data if calibration else {},
    }
