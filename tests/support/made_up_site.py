"""Make up a snapshot of schools, as the pipeline writes one, and build the site with it. No real names."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from eligibility.json_api import RULE

from build_scripts.compress import CACHE
from build_scripts.paths import ROOT
from build_scripts.publishing.postprocess import postprocess
from build_scripts.schools.published import postcode_file, snapshot
from tests.support import made_up_postcodes

TITLES = {
    "schools": ("Madeup register", "2099-01-31"),
    "links": ("Madeup links", "2099-01-31"),
    "deprivation": ("Madeup deprivation", "2098"),
    "areas": ("Madeup areas", "2097"),
    "aea": ("Madeup AEA sheet", "March 2016"),
    "aea_partial": ("Madeup AEA pages", ""),
}
TESTS = {"schools": 1234, "mean_absolute_error": 1.23, "mean_error": 0.0, "covered": 91.4, "mean_width": 6.0}
WHOLE = {
    "times": 4.0,
    "schools": 1234,
    "mean_absolute_error": 5.67,
    "mean_error": 0.0,
    "covered": 90.8,
    "mean_width": 24.0,
}
ABOUT: dict[str, Any] = {
    "measure": RULE.criteria.measure,
    "release": RULE.criteria.release,
    "sources": {key: {"title": title, "date": date, "absent": False} for key, (title, date) in TITLES.items()}
    | {"census": {"title": "Madeup census", "date": "", "absent": True, "without": "The ranges are wider."}},
    "districts": {"known": 2, "all": 326},
    "why_not": {"no-place": "we do not know where it is"},
    "model": {"tests": {"meals": TESTS}, "untested": {"times_as_wide": 1.5}, "deciles": {"whole": [WHOLE]}},
}
DISTRICTS = {
    "Madeup North": {"aea": [5], "source": "aea", "page": ""},
    "Madeup South": {"aea": [4, 6], "source": "aea_partial", "page": "https://madeup.example/areas"},
}
GROUPS: dict[str, Any] = {
    "17001": {"kind": "trust", "name": "Madeup Learning Trust", "absent": [
        ["990107", "Madeup Oak School", "closed"], ["990108", "Madeup Pine School", "proposed"]]},
    "2002": {"kind": "trust", "name": "Madeup Learning Trust", "absent": []},
    "4003": {"kind": "federation", "name": "The Federation of Madeup Birch and Fir", "absent": []},
}  # fmt: skip

CLOSED = {"": "980098", "2019-08-31": "980096 980097"}


def school(urn: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a row of the snapshot; what is not given is the usual."""
    row: dict[str, Any] = {
        "dfe": f"9994{int(urn) % 1000:03}",
        "ukprn": f"1{int(urn):07}",
        "town": "Madeham",
        "postcode": "ZZ1 1AA",
        "authority": "Madeup",
        "region": "Madeshire",
        "phase": "secondary",
        "type": "Academy",
    }
    row |= {
        "pupils": 900,
        "other_urns": [],
        "other_names": [],
        "successors": [],
        "groups": [],
        "district": "Madeup East",
        "low": "",
        "middle": "",
        "high": "",
        "other_low": "",
        "other_high": "",
        "basis": "",
    }
    row |= {"tested": False, "why": "no-place", "urn": urn, "name": name, **more}
    if row["low"]:
        row |= {"basis": "meals", "why": "", "middle": row["low"]}
    return {column: row[column] for column in snapshot.COLUMNS}


SCHOOLS = [
    school("990001", "Madeup Alder School", postcode="ZZ1 1AA", low="41.2", high="47.9", tested=True,
           other_urns=["980001"], other_names=["Madeup Hazel College"], groups=["17001"]),
    school("990002", "Madeup Birch Primary School", postcode="ZZ1 2BB", low="26.1", high="33.4", phase="primary",
           dfe="9992002", district="Madeup North", town="Madebury", groups=["17001", "4003"],
           other_low="28.4", other_high="61.0"),
    school("990003", "Madeup Cedar School", postcode="ZZ2 3CC", low="3.1", high="9.9", tested=True,
           other_urns=["980003"], successors=[["995003", "Madeup Cedar Academy"]], groups=["17001"]),
    school("990004", "St Elder's Madeup Church of England School", postcode="ZZ2 4DD", dfe="9993004",
           other_urns=["980003", "995004"], groups=["2002"], authority="Madeshire"),
    school("990005", "Madeup Birch Primary School", postcode="ZZ3 5EE", low="36.0", high="38.5", phase="primary",
           district="Madeup South", town="Madewick", groups=["17001"], authority="Madeshire",
           other_low="12.0", other_high="24.5"),
    school("990006", "Madeup Fir Academy", postcode="ZZ1 1AA", phase="special", type="Special school", groups=["4003"]),
]  # fmt: skip
# More schools for trying the site out, so that a picture of all of them looks like one.
TREES = ("Ash", "Beech", "Elm", "Hazel", "Holly", "Larch", "Lime", "Maple", "Oak", "Pine", "Plane", "Rowan", "Yew")
FOREST = [
    school(
        f"{first + number}",
        f"Madeup {tree} {kind}",
        phase=phase,
        low=f"{number**2 / 5:.1f}",
        high=f"{number**2 / 4 + 5:.1f}",
    )
    for phase, kind, first in (("primary", "Primary School", 991001), ("secondary", "High School", 992001))
    for number, tree in enumerate(TREES, 1)
]


def write(folder: Path, schools: list[dict[str, Any]] = SCHOOLS, groups: dict[str, Any] = GROUPS, **about: Any) -> Path:
    """Write the snapshot, and a made-up area of postcodes, into the folder."""
    text = snapshot.to_json({**ABOUT, **about}, DISTRICTS, groups, CLOSED, [list(row.values()) for row in schools])
    snapshot.write_atomically(folder, {snapshot.FILE_NAME: text})
    (folder / postcode_file.NAME).write_bytes(made_up_postcodes.file())
    return folder


def try_out(folder: Path) -> None:
    """Write the data that `python3 dev.py serve` shows where there is none, and that no build publishes."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, [*SCHOOLS, *FOREST], made_up=True)


def built(data: Path, site: Path) -> Path:
    """Build the site with the data of that folder, finished as it would be published."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DATA": str(data)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    postprocess(site, data / "hosting", CACHE)
    return site


if __name__ == "__main__":
    try_out(Path(sys.argv[1]))
