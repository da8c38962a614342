"""Make the finder's files for the browser from the snapshot: build/schools/<hash>/, served at assets/schools/<hash>/.

index.json   what is needed to find a school by name, town, postcode or URN; loaded when someone begins to look for one
00.json ...  what open data says of the schools whose URN ends so: a server learns no more of the school than that
numbers.json DfE numbers and UKPRNs; loaded when someone types such a number
trusts.json  trusts and federations, where there are any, with the URNs of their schools; loaded to look for one
closed.json  URNs of closed schools without a successor, by the day; loaded when a URN is not found
digests.json of those hundred files and the closed schools, so that each is checked before it is used
schools.json all of it in one file, for tables of schools, here and at the command line
readings.json how many schools get another answer by the other reading of the bands: the page on assumptions shows it
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from eligibility.data.schools import FORMAT, Schools
from eligibility.words.sentences import Rule

from build_scripts.compress import compress_folder
from build_scripts.hashing import digest, integrity, make_folder
from build_scripts.schools.published import groups, readings, shards, snapshot
from build_scripts.schools.published.groups import build_groups
from build_scripts.schools.published.readings import Readings, count_readings, evidence_of_schools
from build_scripts.schools.published.shards import build_shards, lookup_table

SOURCES: Final = [
    Path(module) for module in (__file__, groups.__file__, readings.__file__, shards.__file__, snapshot.__file__)
]


@dataclass(frozen=True)
class BrowserFiles:
    """The folder, what its data was made without, and the digests its entrances must have, as `fetch` wants them."""

    folder: Path
    absent: list[dict[str, Any]]
    districts: dict[str, int]
    index: str
    digests: str
    schools: str
    numbers: str
    trusts: str  # "" where the list of schools names none
    readings: Readings
    is_made_up: bool  # schools to try the site with, which are never published
    review_by: list[tuple[str, date]]  # the titles of data that ages, each with the last day to use it unreviewed


def build_browser_files(data: Path, built: Path, rule: Rule) -> BrowserFiles | None:
    """Make the files unless they are there; None without a snapshot, or with one for another reading of the rule."""
    read = snapshot.read(data)
    criteria = rule.criteria
    if not read or (read["about"]["measure"], read["about"]["release"]) != (criteria.measure, criteria.release):
        return None
    inputs = digest([(data / snapshot.FILE_NAME).read_bytes(), repr(rule).encode(), *(s.read_bytes() for s in SOURCES)])
    made = make_folder(built, inputs, lambda folder: _write(_files(read, rule), folder), compress_folder)
    about = read["about"]
    absent = [source for source in about["sources"].values() if source["absent"]]
    ages = [(source["title"], source["review_by"]) for source in about["sources"].values() if source.get("review_by")]
    review_by = [(title, date.fromisoformat(day)) for title, day in ages]
    return BrowserFiles(
        folder=made.path,
        absent=absent,
        districts=about["districts"],
        index=made.integrity("index.json"),
        digests=made.integrity("digests.json"),
        schools=made.integrity("schools.json"),
        numbers=made.integrity("numbers.json"),
        trusts=made.integrity("trusts.json") if read["groups"] else "",
        readings=Readings(**json.loads((made.path / "readings.json").read_text("utf-8"))),
        is_made_up=bool(about.get("made_up")),
        review_by=review_by,
    )


def _write(files: Mapping[str, str], folder: Path) -> None:
    """Write each file, and the digests of those that no page names."""
    unnamed = [name for name in sorted(files) if name.isdecimal() or name in ("closed", "readings")]
    digests = {name: integrity(files[name].encode()) for name in unnamed}
    for name, text in {**files, "digests": _json(digests)}.items():
        (folder / f"{name}.json").write_text(text, "utf-8", newline="\n")


def _files(read: Mapping[str, Any], rule: Rule) -> dict[str, str]:
    every = lookup_table(read, rule)
    schools = Schools(every)
    counted = count_readings(evidence_of_schools(read["schools"], schools, rule), rule)
    index, numbers = _index(read["schools"], rule), _numbers(read["schools"])
    files = {"index": index, "numbers": numbers, "schools": every, "closed": every["closed"]}
    files |= build_shards(read, schools, rule) | {"readings": counted._asdict()}
    if read["groups"]:
        files["trusts"] = build_groups(read)
    return {name: _json(file) for name, file in files.items()}


def _index(schools: list[dict[str, Any]], rule: Rule) -> dict[str, Any]:
    """Return the index column by column, in the order of URNs, each as its distance from the last: that packs best."""
    towns = sorted({school["town"] for school in schools})
    place = {town: number for number, town in enumerate(towns)}
    phases = ["", *rule.options["phase"]]
    urns = [int(school["urn"]) for school in schools]
    return {
        "format": FORMAT,
        "urns": [urn - before for urn, before in zip(urns, [0, *urns], strict=False)],
        "names": [school["name"] for school in schools],
        "towns": towns,
        "town": [place[school["town"]] for school in schools],
        "postcodes": [school["postcode"] for school in schools],
        "phases": ["", *rule.options["phase"].values()],
        "phase": [phases.index(school["phase"]) for school in schools],
        "other_urns": [
            [int(other) - urn for other in s["other_urns"]] or 0 for s, urn in zip(schools, urns, strict=True)
        ],
        "other_names": [school["other_names"] or 0 for school in schools],
    }


def _numbers(schools: list[dict[str, Any]]) -> dict[str, list[int]]:
    """Give each school's DfE number and UKPRN in the order of URNs, 0 where it has none."""
    return {kind: [int(school[kind] or 0) for school in schools] for kind in ("dfe", "ukprn")}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
