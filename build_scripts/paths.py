"""Name the folders of the repository: every other file takes them from here."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILT = ROOT / "build"  # what the build makes and may make again
SITE = ROOT / "site"  # the finished site
CMS_PAGE = ROOT / "build_scripts" / "publishing" / "cms" / "page"  # with npm packages of its own


def name_of(folder: Path, file: Path) -> str:
    """Return the path of a file below a folder, with slashes on every system: assets/theme.js."""
    return file.relative_to(folder).as_posix()
