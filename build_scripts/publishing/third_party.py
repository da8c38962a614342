"""Name the works of others that the site hands to visitors, and write their licences into licences.txt.

third_party.toml lists them. Versions and texts come from the packages as they are installed, so that neither can be
forgotten at an upgrade.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, NamedTuple

from build_scripts.paths import CMS_PAGE, ROOT, name_of
from build_scripts.problems import BuildError
from build_scripts.security.csp import ADMIN

LIST = Path(__file__).with_name("third_party.toml")
LICENCES_FILE = "licences.txt"
RULE_WIDTH = 78


class LicenceError(BuildError):
    """A package whose licence is no longer the one that third_party.toml names."""


@dataclass(frozen=True)
class ThirdPartyWork:
    """A work of others inside the site. `version`, `text` (of the licence) and `purl` may be empty."""

    name: str
    purpose: str
    licence: str  # by its SPDX name
    address: str
    version: str = ""
    text: str = ""
    purl: str = ""


class Package(NamedTuple):
    """A package as it is installed."""

    folder: Path
    version: str
    licence: str
    text: str
    purl: str


def third_party_works(site: Path) -> list[ThirdPartyWork]:
    """Return everything in the site that others made, in the order of the notices."""
    listed = tomllib.loads(LIST.read_text("utf-8"))
    works = [read_work(entry, ROOT) for entry in listed["site"]]
    if (site / ADMIN).exists():
        works += [read_work(entry, CMS_PAGE) for entry in listed["cms"]]
    return works


def read_work(entry: dict[str, str], npm_root: Path) -> ThirdPartyWork:
    """Return the work of one entry; `npm_root` is the folder whose npm packages it means.

    Raises LicenceError where the package that is the work has another licence than the entry.
    """
    version = text = purl = ""
    if "package" in entry:
        package = installed_package(entry["package"], npm_root)
        if package.licence != entry["licence"]:
            change = f"is now under {package.licence}, not {entry['licence']}: change {name_of(ROOT, LIST)}"
            raise LicenceError(f"{entry['package']} {package.version} {change}")
        version, text, purl = package.version, package.text, package.purl
    elif "inside" in entry:
        text = (installed_package(entry["inside"], npm_root).folder / entry["licence_file"]).read_text("utf-8")
    elif "pyodide_lock" in entry:
        version = pyodide_version(entry["pyodide_lock"])
    return ThirdPartyWork(entry["name"], entry["purpose"], entry["licence"], entry["address"], version, text, purl)


def installed_package(reference: str, npm_root: Path) -> Package:
    """Return the package that is meant by pypi:NAME or npm:NAME."""
    registry, _, name = reference.partition(":")
    return python_package(name) if registry == "pypi" else npm_package(name, npm_root)


def python_package(name: str) -> Package:
    """Return a package of .venv."""
    found = distribution(name)
    [licence_file] = found.metadata.get_all("License-File") or []
    text = found.read_text(f"licenses/{licence_file}") or ""
    folder, licence = Path(str(found.locate_file(""))), found.metadata["License-Expression"]
    return Package(folder, found.version, licence, text, f"pkg:pypi/{name}@{found.version}")


def npm_package(name: str, npm_root: Path) -> Package:
    """Return a package of the folder's node_modules."""
    folder = npm_root / "node_modules" / name
    package: dict[str, Any] = json.loads((folder / "package.json").read_text("utf-8"))
    text = "\n\n".join(file.read_text("utf-8") for file in sorted(folder.glob("LICENSE*")))
    purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
    return Package(folder, package["version"], package["license"], text, purl)


def pyodide_version(field: str) -> str:
    """Return the version that Pyodide's lock file has of something inside it, such as 4.0.9 for emscripten_4_0_9."""
    lock = json.loads((ROOT / "node_modules/pyodide/pyodide-lock.json").read_text("utf-8"))
    return str(lock["info"][field]).removeprefix("emscripten_").replace("_", ".")


def notices(works: list[ThirdPartyWork]) -> str:
    """Return the notices as plain text: first a list, then the licences in full as their packages bring them."""
    own = (ROOT / "LICENSE").read_text("utf-8").strip()
    parts = ["Licences of what this site is made of", "", "Third-party notices:", ""]
    for work in works:
        parts += [f"- {work.name} {work.version}".rstrip(), f"  {work.purpose}; {work.licence}; {work.address}"]
    mozilla = "https://www.mozilla.org/MPL/2.0/ (the source of Pyodide: https://github.com/pyodide/pyodide)"
    parts += ["", f"MPL-2.0: {mozilla}"]
    for title, body in [("This site", own), *((work.name, work.text.strip()) for work in works if work.text)]:
        parts += ["", "=" * RULE_WIDTH, title, "=" * RULE_WIDTH, "", body]
    return "\n".join(line.rstrip() for line in "\n".join(parts).splitlines()) + "\n"


def write_notices(site: Path) -> None:
    """Write licences.txt into the site."""
    (site / LICENCES_FILE).write_text(notices(third_party_works(site)), "utf-8")
