"""What is published with a tag, in build/release/: python3 dev.py release [VERSION]

The site as an archive, the checker's wheel, the list of components, the headers for servers, and SHA256SUMS of all.
With a version it is a release: everything is committed, that version is the checker's, and CHANGELOG.md tells of it.
Without one it is a trial, which checks the files alone.
"""

from __future__ import annotations

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
from build_scripts.paths import BUILT, ROOT, SITE
from build_scripts.problems import exit_code
from build_scripts.publishing.sbom import make_sbom
from build_scripts.publishing.verify import verify_site
from build_scripts.settings import setting

RELEASE, HOSTING = BUILT / "release", BUILT / "hosting"
CHECKSUMS = "SHA256SUMS"
DRY_RUN = "trial"


def release_blockers(version: str, root: Path = ROOT) -> Iterator[str]:
    """What stands against a release of this version."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        yield f"{version} is no version: write three numbers, such as 1.2.0"
    own = tomllib.loads((root / "checker/pyproject.toml").read_text("utf-8"))["project"]["version"]
    if own != version:
        yield f"checker/pyproject.toml: the version is {own}, not {version}"
    changes = (root / "CHANGELOG.md").read_text("utf-8")
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", changes, re.MULTILINE))
    told = [
        text for title, text in sections.items() if re.fullmatch(rf"{re.escape(version)}, \d{{4}}-\d\d-\d\d", title)
    ]
    if not told:
        yield f"CHANGELOG.md: there is no section ## {version}, YYYY-MM-DD"
    elif "- " not in told[0]:
        yield f"CHANGELOG.md: the section of {version} tells of no change"
    if "- " in sections.get("Not yet published", ""):
        yield "CHANGELOG.md: some changes are still under Not yet published"
    if git.has_uncommitted_changes(root):
        yield "some changes are not committed"


def archive(folder: Path, name: str, epoch: int) -> bytes:
    """A folder as .tar.gz: sorted, everything of one owner and one time, so that the same files give the same bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            data = file.read_bytes()
            info = tarfile.TarInfo(f"{name}/{file.relative_to(folder).as_posix()}")
            info.size, info.mtime, info.mode = len(data), epoch, 0o644
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(packed.getvalue(), 9, mtime=0)


def write_release(version: str, epoch: int) -> list[Path]:
    """build/release/, made anew."""
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
    version = sys.argv[1] if len(sys.argv) > 1 else DRY_RUN
    faults = [*verify_site(SITE), *(release_blockers(version) if version != DRY_RUN else ())]
    if faults:
        print(*faults, "Nothing was made: correct these first.", sep="\n")
        return 1
    for file in write_release(version, int(setting("SOURCE_DATE_EPOCH"))):
        print(f"{file.relative_to(ROOT)}  {file.stat().st_size:,} bytes")
    if version != DRY_RUN:
        print(f"Now tag it: git tag -a v{version} -m {version}")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
