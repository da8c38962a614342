"""What the site hands to visitors that others made, and under which licences: licences.txt, made anew by each build.

Versions and texts come from the packages as they are installed, so that neither can be forgotten at an upgrade.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from build_scripts.paths import CMS_PAGE, ROOT
from build_scripts.problems import BuildError
from build_scripts.security.csp import ADMIN

LICENCES_FILE = "licences.txt"
RULE_WIDTH = 78


class LicenceError(BuildError):
    """A package whose licence is no longer the one that this file counts on."""


@dataclass(frozen=True)
class ThirdPartyWork:
    """One work of others inside the site."""

    name: str
    version: str
    licence: str  # by its SPDX name
    purpose: str
    address: str
    text: str = ""
    purl: str = ""


def python_package(name: str, title: str, licence: str, what: str, address: str) -> ThirdPartyWork:
    found = distribution(name)
    told = found.metadata["License-Expression"]
    if told != licence:
        raise LicenceError(
            f"{name} {found.version} is under {told}, not {licence}: change build_scripts/publishing/third_party.py"
        )
    [file] = found.metadata.get_all("License-File") or []
    text = found.read_text(f"licenses/{file}") or ""
    return ThirdPartyWork(title, found.version, licence, what, address, text, f"pkg:pypi/{name}@{found.version}")


def npm_package(name: str, title: str, licence: str, what: str, address: str, room: Path = ROOT) -> ThirdPartyWork:
    folder = room / "node_modules" / name
    package: dict[str, Any] = json.loads((folder / "package.json").read_text("utf-8"))
    if package["license"] != licence:
        raise LicenceError(
            f"{name} is under {package['license']}, not {licence}: change build_scripts/publishing/third_party.py"
        )
    text = "\n\n".join(file.read_text("utf-8") for file in sorted(folder.glob("LICENSE*")))
    purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
    return ThirdPartyWork(title, package["version"], licence, what, address, text, purl)


def third_party_works(site: Path) -> list[ThirdPartyWork]:
    """Everything in the site, in the order of the file."""
    theme = "Material for MkDocs"
    icons = Path(str(distribution("mkdocs-material").locate_file("material/templates/.icons/material/LICENSE")))
    lock = json.loads((ROOT / "node_modules/pyodide/pyodide-lock.json").read_text("utf-8"))["info"]
    emscripten = lock["platform"].removeprefix("emscripten_").replace("_", ".")
    return [
        python_package(
            *("mkdocs-material", theme, "MIT", "the theme: styles, scripts and icons of every page"),
            "https://squidfunk.github.io/mkdocs-material/",
        ),
        ThirdPartyWork("RxJS", "", "Apache-2.0", "in the theme's scripts", "https://rxjs.dev/"),
        ThirdPartyWork("clipboard.js", "", "MIT", "in the theme's scripts", "https://clipboardjs.com/"),
        ThirdPartyWork("lunr", "", "MIT", "the search, in the theme's worker", "https://lunrjs.com/"),
        ThirdPartyWork(
            *("Material Design Icons", "", "Apache-2.0", "the icons", "https://pictogrammers.com/library/mdi/"),
            icons.read_text("utf-8"),
        ),
        python_package(
            *("mkdocs", "MkDocs", "BSD-2-Clause", "makes the pages and the index of the search"),
            "https://www.mkdocs.org/",
        ),
        npm_package(
            *("@fontsource-variable/atkinson-hyperlegible-next", "Atkinson Hyperlegible Next", "OFL-1.1", "the font"),
            "https://www.brailleinstitute.org/freefont/",
        ),
        npm_package("pyodide", "Pyodide", "MPL-2.0", "runs Python in the browser", "https://pyodide.org/"),
        ThirdPartyWork(
            *("CPython", lock["python"], "Python-2.0", "Python and its library, inside Pyodide"),
            *("https://docs.python.org/3.13/license.html",),
        ),
        ThirdPartyWork(
            *("Emscripten and musl", emscripten, "MIT", "the C library under Python, inside Pyodide"),
            *("https://emscripten.org/",),
        ),
        *(cms_works() if (site / ADMIN).exists() else ()),
    ]


def cms_works() -> list[ThirdPartyWork]:
    """What the editing page adds."""
    page, cms = CMS_PAGE, "@sveltia/cms"
    editor = npm_package(cms, "Sveltia CMS", "MIT", "the editing page", "https://sveltiacms.app/", page)
    fonts = {
        "source-sans-3": ("Source Sans 3", "the letters of the editing page"),
        "noto-mono": ("Noto Mono", "its letters of one width"),
        "material-symbols-outlined": ("Material Symbols", "its icons"),
    }
    return [
        editor,
        *(
            ThirdPartyWork(
                *(name, "", "OFL-1.1", what, f"https://fontsource.org/fonts/{font}"),
                (page / f"node_modules/{cms}/npm/assets/{font}.LICENSE.txt").read_text("utf-8"),
            )
            for font, (name, what) in fonts.items()
        ),
        npm_package(
            *(
                "@decimalturn/toml-patch",
                "toml-patch",
                "MIT",
                "keeps files as written when the editing page changes them",
            ),
            *("https://github.com/DecimalTurn/toml-patch", page),
        ),
    ]


def notices(works: list[ThirdPartyWork]) -> str:
    """The notices as plain text: first a list, then the licences in full as their packages bring them."""
    own = (ROOT / "LICENSE").read_text("utf-8").strip()
    parts = ["Licences of what this site is made of", "", "Third-party notices:", ""]
    for work in works:
        parts += [f"- {work.name} {work.version}".rstrip(), f"  {work.purpose}; {work.licence}; {work.address}"]
    parts += [
        "",
        "MPL-2.0: https://www.mozilla.org/MPL/2.0/ (the source of Pyodide: https://github.com/pyodide/pyodide)",
    ]
    for title, body in [("This site", own), *((work.name, work.text.strip()) for work in works if work.text)]:
        parts += ["", "=" * RULE_WIDTH, title, "=" * RULE_WIDTH, "", body]
    return "\n".join(line.rstrip() for line in "\n".join(parts).splitlines()) + "\n"


def write_notices(site: Path) -> None:
    (site / LICENCES_FILE).write_text(notices(third_party_works(site)), "utf-8")
