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
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from eligibility.schools import FORMAT, Schools
from eligibility.sentences import Rule

from build_scripts.compress import compress_folder
from build_scripts.paths import BUILT
from build_scripts.schools.published import shards, snapshot
from build_scripts.schools.published.shards import build_shards, lookup_table

BROTLI_CACHE: Final = BUILT / "squeezed"
SOURCES: Final = [Path(module) for module in (__file__, shards.__file__, snapshot.__file__)]


@dataclass(frozen=True)
class BrowserFiles:
    """The folder, what its data was made without, and the digests its entrances must have, as `fetch` wants them."""

    folder: Path
    absent: list[dict[str, Any]]
    districts: dict[str, int]
    index: str
    digests: str
    schools: str


def build_browser_files(data: Path, built: Path, rule: Rule) -> BrowserFiles | None:
    """Makes the files unless they are there; None without a snapshot, or with one for another reading of the rule."""
    read = snapshot.read(data)
    criteria = rule.criteria
    if not read or (read["about"]["measure"], read["about"]["release"]) != (criteria.measure, criteria.release):
        return None
    inputs = _digest(
        [(data / snapshot.FILE_NAME).read_bytes(), repr(rule).encode(), *(s.read_bytes() for s in SOURCES)]
    )
    current = built / "current.json"
    known = json.loads(current.read_text("utf-8")) if current.exists() else {}
    if known.get("inputs") != inputs or not (built / known["folder"] / "index.json").exists():
        known = {"inputs": inputs, **_write(_files(read, rule), built)}
        current.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    about = read["about"]
    absent = [source for source in about["sources"].values() if source["absent"]]
    digests = (known["integrity"][name] for name in ("index", "digests", "schools"))
    return BrowserFiles(built / known["folder"], absent, about["districts"], *digests)


def _write(files: Mapping[str, str], built: Path) -> dict[str, Any]:
    integrity = {name: _integrity(text.encode()) for name, text in files.items()}
    files = {**files, "digests": _json({name: integrity[name] for name in sorted(files) if name.isdecimal()})}
    integrity["digests"] = _integrity(files["digests"].encode())
    name = _digest(text.encode() for text in files.values())[:16]
    shutil.rmtree(built, ignore_errors=True)
    (built / name).mkdir(parents=True)
    for file, text in files.items():
        (built / name / f"{file}.json").write_text(text, "utf-8", newline="\n")
    compress_folder(built / name, BROTLI_CACHE)
    return {"folder": name, "integrity": integrity}


def _files(read: Mapping[str, Any], rule: Rule) -> dict[str, str]:
    every = lookup_table(read, rule)
    files = {"index": _index(read["schools"], rule), "schools": every, **build_shards(read, Schools(every), rule)}
    return {name: _json(file) for name, file in files.items()}


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
        "once": [school["names"] or 0 for school in schools],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _integrity(data: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode()


def _digest(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
