"""Define the dated editions of the criteria: what one holds, which is in force, and that none in force ever changes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from eligibility.rule.criteria import Criteria, CriteriaError, criteria_from
from eligibility.rule.criteria import Measure as MeasureName
from pydantic import ConfigDict, Field

from build_scripts.content.files.field_paths import FieldPath
from build_scripts.content.files.fields import Day, Record, SourceName, Text, fields_last
from build_scripts.content.files.source_files import SourceFile, read_toml
from build_scripts.git import history
from build_scripts.problems import Problem


class Value(Record):
    """One published value, where it is published, and when somebody last looked."""

    model_config = ConfigDict(json_schema_extra=fields_last("source", "checked"))

    source: SourceName = Field(
        description="Where it is published: a name from programme.toml.", examples=["leading-together"]
    )
    checked: Day = Field(description="When somebody last looked there.", examples=["2026-11-21"])


class TextValue(Value):
    value: Text = Field(description="The value as it is published.", examples=["6"])


class Measure(Value):
    value: MeasureName = Field(description="What the figure measures.", examples=["pupil-mean-idaci"])


class BandRecord(Record):
    idaci_from: TextValue = Field(title="IDACI from", description="The lowest IDACI of the band, as a percentage.")
    aea_from: TextValue = Field(title="AEA from", description="The lowest category of the band, from 1 to 6.")


class Edition(Record):
    """The criteria from a day on, until a newer edition begins."""

    effective_from: Day = Field(description="Its first day, which its file is named after.", examples=["2024-01-01"])
    owner: Text = Field(description="Who is responsible for it.", examples=["Eligibility lead"])
    last_reviewed: Day = Field(description="When somebody last checked all of it.", examples=["2026-11-21"])
    review_by: Day = Field(description="The day by which it must be checked again.", examples=["2027-05-21"])
    measure: Measure = Field(description="What the IDACI figure measures.")
    release: TextValue = Field(description="The release of the IDACI, by its year.")
    bands: list[BandRecord] = Field(
        min_length=1, description="The lowest figures only, the highest band first. The upper figures follow from them."
    )

    @property
    def review_title(self) -> str:
        return "The rule"

    def criteria(self) -> Criteria:
        """Return the rule in the form of the eligibility module. Raises CriteriaError where its bands make none."""
        dates = {name: getattr(self, name).isoformat() for name in ("effective_from", "last_reviewed", "review_by")}
        named = {
            "edition": self.effective_from.isoformat(),
            "measure": self.measure.value,
            "release": self.release.value,
        }
        bands = [{"idaci_from": b.idaci_from.value, "aea_from": b.aea_from.value} for b in self.bands]
        return criteria_from({**dates, **named}, bands)


def check_edition(source: SourceFile, edition: Edition) -> None:
    """Report an edition that is not named after its first day, and bands that make no rule."""
    if Path(source.file).stem != edition.effective_from.isoformat():
        fix = f"name it {edition.effective_from}.toml"
        source.add_problem(("effective_from",), "the file is not named after its first day", fix)
    try:
        edition.criteria()
    except CriteriaError as error:
        band = re.match(r"band (\d+): (\w+)", str(error))
        source.add_problem(("bands", int(band[1]) - 1, band[2]) if band else ("bands",), str(error))


def edition_in_force(editions: Iterable[Edition], today: date) -> Edition | None:
    """Return the newest edition that has begun on a day."""
    begun = [edition for edition in editions if edition.effective_from <= today]
    return max(begun, key=lambda edition: edition.effective_from, default=None)


def sourced_values(data: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Mapping[str, Any]]]:
    """Yield every table that names its source, with its place."""
    if isinstance(data, Mapping) and "source" in data:
        yield path, data
    elif isinstance(data, Mapping | list):
        for name, part in data.items() if isinstance(data, Mapping) else enumerate(data):
            yield from sourced_values(part, (*path, name))


def tampered_editions(root: Path, today: date) -> list[Problem]:
    """Report editions that have been in force, and are gone from the repository or differ in a value since then.

    Editions are append-only, so that an answer given in the past can be explained. Dates of review may move, and an
    edition may be corrected until its first day. Where there is no Git history nothing is compared, and a file that
    cannot be read is reported for that alone.
    """
    fix = "restore it, and write the change as a new edition, in a file named after its first day"
    problems = []
    for name in sorted(set(history(root, "log", "--format=", "--name-only", "--", "content/criteria/*.toml").split())):
        if Path(name).stem > today.isoformat():
            continue
        if not (root / name).exists():
            problems.append(Problem(name, 1, "this edition of the criteria is missing", fix))
        else:
            source, before = read_toml(root / name, root), _decisive_values(_first_in_force(root, name))
            if before and not source.problems and (changed := _decisive_values(source.data) ^ before):
                line = source.line(*min(changed, key=str)[0])
                problems.append(Problem(name, line, "the values of an edition in force have changed", fix))
    return problems


def _first_in_force(root: Path, name: str) -> dict[str, Any]:
    """Read an edition as it was at the start of its first day, or as it first came if that was later.

    What could not be read then was in force on no site, so it is empty here.
    """
    in_time = history(root, "log", "-1", f"--before={Path(name).stem}T00:00:00Z", "--format=%H", "--", name)
    commit = in_time.strip() or history(root, "log", "--reverse", "--format=%H", "--", name).split()[0]
    try:
        return tomllib.loads(history(root, "show", f"{commit}:{name}").removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        return {}


def _decisive_values(edition: Mapping[str, Any]) -> set[tuple[Any, str]]:
    """Return the values that decide, without their sources and dates."""
    return {(place, str(value.get("value"))) for place, value in sourced_values(edition)}
