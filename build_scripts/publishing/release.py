"""Make what is published with a tag, in build/release/.

    python3 dev.py release [VERSION]

The site as an archive, the checker's wheel, the list of components, the headers for servers, and SHA256SUMS of all.
With a version it is a release: everything is committed, that version is the checker's, and CHANGELOG.md has it. Without
one it is a trial, which checks the files alone.
"""

from __future__ import annotations

import argparse
import gzip
import io
import re
import shutil
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from build_scripts import git
from build_scripts.bundle.wheel import built_wheel
from build_scripts.hashing import sha256
from build_scripts.paths import BUILT, ROOT, SITE, name_of
from build_scripts.problems import exit_code
from build_scripts.publishing.sbom import make_sbom
from build_scripts.publishing.verify import verify_site
from build_scripts.settings import setting

RELEASE, HOSTING = BUILT / "release", BUILT / "hosting"
CHECKSUMS = "SHA256SUMS"
DRY_RUN = "trial"


def release_blockers(version: str, root: Path = ROOT) -> Iterator[str]:
    """Yield each reason not to release this version."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        yield f"{version} is no version: write three numbers, such as 1.2.0"
    own = tomllib.loads((root / "checker/pyproject.toml").read_text("utf-8"))["project"]["version"]
    if own != version:
        yield f"checker/pyproject.toml: the version is {own}, not {version}"
    changes = (root / "CHANGELOG.md").read_text("utf-8")
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", changes, re.MULTILINE))
    heading = re.compile(rf"{re.escape(version)}, \d{{4}}-\d\d-\d\d")
    section = next((text for title, text in sections.items() if heading.fullmatch(title)), None)
    if section is None:
        yield f"CHANGELOG.md: there is no section ## {version}, YYYY-MM-DD"
    elif "- " not in section:
        yield f"CHANGELOG.md: the section of {version} tells of no change"
    if "- " in sections.get("Not yet published", ""):
        yield "CHANGELOG.md: some changes are still under Not yet published"
    if git.has_uncommitted_changes(root):
        yield "some changes are not committed"


def archive(folder: Path, name: str, epoch: int) -> bytes:
    """Pack a folder as .tar.gz: sorted, with one owner and one time, so that the same files give the same bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            data = file.read_bytes()
            info = tarfile.TarInfo(f"{name}/{name_of(folder, file)}")
            info.size, info.mtime, info.mode = len(data), epoch, 0o644
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(packed.getvalue(), 9, mtime=0)


def write_release(version: str, epoch: int) -> list[Path]:
    """Make build/release/ anew, and return its files; `epoch` is the time that they carry, in seconds."""
    shutil.rmtree(RELEASE, ignore_errors=True)
    RELEASE.mkdir(parents=True)
    name = f"leading-together-{version}"
    (RELEASE / f"{name}-site.tar.gz").write_bytes(archive(SITE, name, epoch))
    (RELEASE / f"{name}-hosting.tar.gz").write_bytes(archive(HOSTING, f"{name}-hosting", epoch))
    (RELEASE / f"{name}.cdx.json").write_text(make_sbom(version, epoch, SITE), "utf-8")
    shutil.copyfile(built_wheel(), RELEASE / built_wheel().name)
    files = sorted(RELEASE.iterdir())
    sums = "".join(f"{sha256(file.read_bytes())}  {file.name}\n" for file in files)
    (RELEASE / CHECKSUMS).write_text(sums, "utf-8")
    return [*files, RELEASE / CHECKSUMS]


def main() -> int:
    """Make a release, or a trial of one; where something stands against it, say what and return 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version", nargs="?", default=DRY_RUN, metavar="VERSION", help="a trial, if none is named")
    version = parser.parse_args().version
    blockers = verify_site(SITE)
    if version != DRY_RUN:
        blockers += release_blockers(version)
    if blockers:
        print(*blockers, "Nothing was made: correct these first.", sep="\n")
        return 1
    for file in write_release(version, int(setting("SOURCE_DATE_EPOCH"))):
        print(f"{name_of(ROOT, file)}  {file.stat().st_size:,} bytes")
    if version != DRY_RUN:
        print(f"Now tag it: git tag -a v{version} -m {version}")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
