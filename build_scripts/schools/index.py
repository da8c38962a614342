"""The finder's files for the browser, from the snapshot: build/schools/<hash>/, served at assets/schools/<hash>/.

index.json   what is needed to find a school by name, town, postcode or URN; loaded when someone begins to look for one
00.json ...  what open data says of the schools whose URN ends so: a server learns no more of the school than that
digests.json of those hundred files, so that each is checked before it is used
schools.json all of it in one file, for tables of schools, here and at the command line
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from eligibility.opendata import OpenData, read_with
from eligibility.phrases import Rule, day
from eligibility.schools import COLUMNS, FORMAT, Schools
from eligibility.wording import estimate_text, said

from build_scripts.schools import snapshot
from build_scripts.squeeze import write_squeezed

KEY_LENGTH: Final = 2  # digits of a URN that name its shard
_SHARD: Final = ("schools", "now", "estimates", "told", "aea_sources")  # what checker/browser/schools.js reads
NOT_OF_THE_ESTIMATE: Final = ("aea", "aea_partial", "links")
SQUEEZED: Final = Path(__file__).resolve().parents[2] / "build" / "squeezed"
SCRIPTS: Final = [Path(__file__), Path(snapshot.__file__)]


@dataclass(frozen=True)
class Files:
    """The folder, and the digests that its two entrances must have, as `fetch` wants them."""

    folder: Path
    index: str
    digests: str
    schools: str


def files_of_schools(data: Path, built: Path, rule: Rule) -> Files | None:
    """Makes the files unless they are there; None without a snapshot, or with one for another reading of the rule."""
    read = snapshot.read(data)
    criteria = rule.criteria
    if not read or (read["about"]["measure"], read["about"]["release"]) != (criteria.measure, criteria.release):
        return None
    inputs = _digest([(data / snapshot.NAME).read_bytes(), repr(rule).encode(), *(s.read_bytes() for s in SCRIPTS)])
    current = built / "current.json"
    known = json.loads(current.read_text("utf-8")) if current.exists() else {}
    if known.get("inputs") != inputs or not (built / known["folder"] / "index.json").exists():
        known = {"inputs": inputs, **_write(_files(read, rule), built)}
        current.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    return Files(built / known["folder"], *(known["integrity"][name] for name in ("index", "digests", "schools")))


def _write(files: Mapping[str, str], built: Path) -> dict[str, Any]:
    integrity = {name: _integrity(text.encode()) for name, text in files.items()}
    files = {**files, "digests": _json({name: integrity[name] for name in sorted(files) if name.isdecimal()})}
    integrity["digests"] = _integrity(files["digests"].encode())
    name = _digest(text.encode() for text in files.values())[:16]
    shutil.rmtree(built, ignore_errors=True)
    (built / name).mkdir(parents=True)
    for file, text in files.items():
        (built / name / f"{file}.json").write_text(text, "utf-8", newline="\n")
    write_squeezed(built / name, SQUEEZED)
    return {"folder": name, "integrity": integrity}


def _files(read: Mapping[str, Any], rule: Rule) -> dict[str, str]:
    file = table(read, rule)
    schools = Schools(file)
    shards = _shards(read, schools, rule)
    return {"index": _json(_index(read["schools"], rule)), "schools": _json(file)} | shards


def _index(schools: list[dict[str, Any]], rule: Rule) -> dict[str, Any]:
    """Column by column, in the order of URNs, each told by how much it is more than the last: that packs best."""
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
        "also": [[int(also) - urn for also in school["also"]] or 0 for school, urn in zip(schools, urns, strict=True)],
    }


def table(read: Mapping[str, Any], rule: Rule) -> dict[str, Any]:
    """What eligibility.schools reads."""
    about = read["about"]
    rows = []
    for school in read["schools"]:
        ranged = bool(school["low"])
        idaci = f"{school['low']}%-{school['high']}%" if ranged else ""  # with the signs, it is no rate
        row = {**school, "idaci": idaci, "estimate": _kind(school) if ranged else ""}
        rows.append([row[column] for column in COLUMNS])
    kinds = {_kind(school) for school in read["schools"] if school["low"]}
    districts = {name: [",".join(map(str, known["aea"])), known["source"]] for name, known in read["districts"].items()}
    return {
        "format": FORMAT,
        "estimates": {kind: _estimate(kind, about, rule) for kind in sorted(kinds)},
        "aea_sources": {key: _source(about["sources"][key], rule) for key in ("aea", "aea_partial")},
        "districts": districts,
        "columns": list(COLUMNS),
        "schools": rows,
    }


def _kind(school: Mapping[str, Any]) -> str:
    return f"{school['basis']} {'tested' if school['tested'] else 'untested'}"


def _estimate(kind: str, about: Mapping[str, Any], rule: Rule) -> dict[str, str]:
    """eligibility.opendata.FIGURES of one kind of estimate."""
    basis, tested = kind.split()
    tests, sources = about["model"]["tests"][basis], about["sources"]
    used = [key for key, source in sources.items() if key not in NOT_OF_THE_ESTIMATE and not source["absent"]]
    return {
        "tested": tested,
        "schools": f"{tests['schools']:,}",
        "error": f"{tests['mean_absolute_error']:.1f}",
        "covered": f"{tests['covered']:.0f}",
        "times": f"{about['model']['untested']['times_as_wide']:g}",
        "sources": "; ".join(_source(sources[key], rule) for key in used),
    }


def _source(source: Mapping[str, Any], rule: Rule) -> str:
    """A title with its date."""
    date = str(source["date"])
    date = day(rule, date) if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else date
    return f"{source['title']}, {date}" if date else str(source["title"])


def _shards(read: Mapping[str, Any], schools: Schools, rule: Rule) -> dict[str, str]:
    """What the card says and what the checker is told, by the last digits of the URN; and what became of a number."""
    shards: dict[str, dict[str, Any]] = defaultdict(lambda: {name: {} for name in _SHARD})
    for row in read["schools"]:
        school = schools.by_urn(row["urn"])
        row["aea_source"] = read["districts"].get(row["district"], {"source": ""})["source"]
        entry, shard = _entry(row, school, rule, read["about"]), shards[row["urn"][-KEY_LENGTH:]]
        shard["schools"][row["urn"]] = entry
        if school.estimate:
            shard["estimates"][entry["estimate"]] = school.estimate
            shard["told"][entry["estimate"]] = estimate_text(rule, school)
        if school.aea_source:
            shard["aea_sources"][entry["aea_source"]] = school.aea_source
        for also in row["also"]:
            shards[also[-KEY_LENGTH:]]["now"].setdefault(also, []).append(row["urn"])
    return {key: _json(shard) for key, shard in sorted(shards.items())}


def _entry(row: Mapping[str, Any], school: OpenData, rule: Rule, about: Mapping[str, Any]) -> dict[str, Any]:
    known = read_with({}, school)
    why = rule.say("estimated.none", why=about["why_not"][row["why"]]) if row["why"] else ""
    return {
        "name": school.name,
        "known": school.known,
        "estimate": _kind(row) if school.estimate else "",
        "district": school.district,
        "aea_source": row["aea_source"],
        "place": ", ".join(filter(None, (row["town"], row["postcode"], row["type"]))),
        "phase": rule.options["phase"].get(row["phase"], ""),
        "ends": [row["low"], row["high"]] if "idaci" in school.known else [],
        "idaci": said(rule, known, "idaci") if "idaci" in school.known else "",
        "aea": said(rule, known, "aea") if "aea" in school.known else "",
        "why": why,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _integrity(data: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode()


def _digest(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
