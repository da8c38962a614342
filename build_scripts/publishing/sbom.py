"""List what the site is made of and made with as CycloneDX JSON: the same commit gives the same bytes.

Made of: what visitors get (third_party.py), with scope "required". Made with: every package of the lock files with its
digests, with scope "excluded", since none of it reaches a visitor but through the works above.

See: https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from build_scripts.paths import CMS_PAGE, ROOT
from build_scripts.problems import BuildError
from build_scripts.publishing.third_party import ThirdPartyWork, third_party_works

ADDRESS = "https://leading-together.example/"
PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^\s;\\]+)")


def site_component(work: ThirdPartyWork) -> Component:
    """Describe a work of others that visitors get."""
    return Component(
        name=work.name,
        version=work.version or None,
        type=ComponentType.LIBRARY,
        scope=ComponentScope.REQUIRED,
        bom_ref=f"shipped:{work.name}",
        description=work.purpose,
        licenses=[LicenseFactory().make_from_string(work.licence)],
        purl=PackageURL.from_string(work.purl) if work.purl else None,
        external_references=[ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(work.address))],
    )


def locked_components() -> Iterator[Component]:
    """Yield the packages of the Python and npm lock files, each once."""
    seen = set[str]()
    for file in sorted(ROOT.glob("requirements*.txt")):
        for component in python_components(file):
            if component.bom_ref.value not in seen:
                seen.add(str(component.bom_ref.value))
                yield component
    for folder in (ROOT, CMS_PAGE):
        yield from npm_components(folder / "package-lock.json")


def python_components(lock: Path) -> Iterator[Component]:
    """Yield the packages of a requirements file, with the digests of all files: which is installed depends."""
    for entry in re.split(r"^(?=[A-Za-z0-9])", lock.read_text("utf-8"), flags=re.MULTILINE):
        if pinned := PINNED.match(entry):
            digests = re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
            hashes = [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in digests]
            yield build_component(PackageURL("pypi", None, pinned[1], pinned[2]), hashes)


def npm_components(lock: Path) -> Iterator[Component]:
    """Yield the packages of a package-lock.json, but for the one that it belongs to."""
    for path, package in sorted(json.loads(lock.read_text("utf-8"))["packages"].items()):
        if path:
            group, _, name = path.rpartition("node_modules/")[2].rpartition("/")
            yield build_component(PackageURL("npm", group or None, name, package["version"]), [])


def build_component(purl: PackageURL, hashes: list[HashType]) -> Component:
    """Describe a package that the build uses; `hashes` are those of its files."""
    return Component(
        name=purl.name,
        group=purl.namespace,
        version=purl.version,
        type=ComponentType.LIBRARY,
        scope=ComponentScope.EXCLUDED,
        bom_ref=f"locked:{purl.to_string()}",
        purl=purl,
        hashes=hashes,
    )


def make_sbom(version: str, epoch: int, folder: Path) -> str:
    """Return the list for a version of the site in this folder; `epoch` is the time that it carries, in seconds.

    Raises BuildError where the list does not fit the schema of CycloneDX.
    """
    site = Component(name="leading-together-guide", version=version, type=ComponentType.APPLICATION, bom_ref="site")
    bom = Bom(
        components=[*map(site_component, third_party_works(folder)), *locked_components()],
        metadata=BomMetaData(component=site, timestamp=datetime.fromtimestamp(epoch, UTC)),
        serial_number=uuid5(NAMESPACE_URL, f"{ADDRESS}{version}/{epoch}"),
    )
    bom.register_dependency(site, [each for each in bom.components if each.scope == ComponentScope.REQUIRED])
    text = JsonV1Dot6(bom).output_as_string(indent=1) + "\n"
    if fault := JsonStrictValidator(JsonV1Dot6(bom).schema_version).validate_str(text):
        raise BuildError(f"The list of components does not fit its schema: {fault}")
    return text
