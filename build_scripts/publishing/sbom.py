"""The list of what the site is made of and made with, as CycloneDX JSON: the same commit gives the same bytes.

Made of: what visitors get (licences.py), scope "required". Made with: every package of the lock files with its digests,
scope "excluded", since none of it reaches a visitor but through the works above.
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
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def site_component(work: ThirdPartyWork) -> Component:
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
    """The packages of the Python and npm lock files, each once."""
    seen = set[str]()
    for file in sorted(ROOT.glob("requirements*.txt")):
        text = file.read_text("utf-8")
        starts = [*PINNED.finditer(text)]
        for index, found in enumerate(starts):
            end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
            purl = PackageURL("pypi", None, found[1], found[2])
            if purl.to_string() not in seen:
                seen.add(purl.to_string())
                digests = re.findall(r"--hash=sha256:([0-9a-f]{64})", text[found.start() : end])
                # One for each of its files: which is installed depends on the machine.
                yield build_component(purl, [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in digests])
    for file in (ROOT / "package-lock.json", CMS_PAGE / "package-lock.json"):
        for path, package in sorted(json.loads(file.read_text("utf-8"))["packages"].items()):
            if path:
                *group, name = path.rpartition("node_modules/")[2].split("/")
                yield build_component(PackageURL("npm", "/".join(group) or None, name, package["version"]), [])


def build_component(purl: PackageURL, hashes: list[HashType]) -> Component:
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
    """`folder` is the site."""
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
