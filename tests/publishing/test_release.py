"""What is published with a tag: notices, the list of components, archives; the same files give the same bytes."""

import hashlib
import io
import subprocess
import sys
import tarfile
from functools import partial
from pathlib import Path

import pytest

from build_scripts.paths import ROOT, SITE
from build_scripts.publishing import release, third_party
from build_scripts.publishing.sbom import make_sbom
from tests.support.edits import change, git, publish

EPOCH = 1_767_225_600


def test_the_notices_name_every_work_with_its_licence() -> None:
    text = (SITE / third_party.LICENCES_FILE).read_text("utf-8")
    assert text == third_party.notices(third_party.third_party_works(SITE))
    for work in third_party.third_party_works(SITE):
        assert f"- {work.name} {work.version}".rstrip() in text
        assert work.licence in text
        assert not work.text or work.text.strip().splitlines()[-1].rstrip() in text
    assert "SIL OPEN FONT LICENSE" in text
    assert str(ROOT) not in text


def test_every_page_links_to_the_notices() -> None:
    for page in SITE.rglob("*.html"):
        assert f'{third_party.LICENCES_FILE}">Third-party notices</a>' in page.read_text("utf-8"), page


@pytest.mark.parametrize(
    ("package", "licence", "message"),
    [
        (
            "pypi:mkdocs",
            "MIT",
            r"pypi:mkdocs 1\.6\.1 is now under BSD-2-Clause, not MIT: change build_scripts/",
        ),
        ("npm:pyodide", "MIT", r"npm:pyodide \S+ is now under MPL-2\.0, not MIT"),
    ],
)
def test_a_change_of_licence_stops_the_build(package: str, licence: str, message: str) -> None:
    entry = {"name": "", "purpose": "", "licence": licence, "address": "", "package": package}
    with pytest.raises(third_party.LicenceError, match=message):
        third_party.read_work(entry, ROOT)


def test_an_archive_depends_on_the_files_alone(tmp_path: Path) -> None:
    made = []
    for name, mode, order in (("one", 0o600, ["b", "a/c"]), ("two", 0o755, ["a/c", "b"])):
        folder = tmp_path / name
        (folder / "a").mkdir(parents=True)
        for file in order:
            (folder / file).write_text(file)
            (folder / file).chmod(mode)
        made.append(release.archive(folder, "x", EPOCH))
    assert made[0] == made[1]
    with tarfile.open(fileobj=io.BytesIO(made[0])) as tar:
        told = [(member.name, member.mtime, member.uid, member.mode) for member in tar.getmembers()]
    assert told == [("x/a/c", EPOCH, 0, 0o644), ("x/b", EPOCH, 0, 0o644)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project that is ready to release 1.2.0."""
    (tmp_path / "checker").mkdir()
    (tmp_path / "checker/pyproject.toml").write_text('[project]\nversion = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## Not yet published\n\n## 1.2.0, 2026-12-01\n\n- One.\n")
    publish(tmp_path)
    return tmp_path


def test_a_project_that_is_ready_has_no_fault(project: Path) -> None:
    assert list(release.release_blockers("1.2.0", project)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("checker/pyproject.toml", "1.2.0", "1.1.0", "checker/pyproject.toml: the version is 1.1.0, not 1.2.0"),
        ("CHANGELOG.md", "1.2.0, 2026-12-01", "1.2.0", "CHANGELOG.md: there is no section ## 1.2.0, YYYY-MM-DD"),
        ("CHANGELOG.md", "- One.", "", "CHANGELOG.md: the section of 1.2.0 tells of no change"),
        ("CHANGELOG.md", "published\n", "published\n\n- Two.\n", "CHANGELOG.md: some changes are still under Not yet"),
    ],
)
def test_what_stands_against_a_release_is_named(project: Path, file: str, old: str, new: str, fault: str) -> None:
    change(file, old, new)(project)
    git(project, "commit", "--quiet", "--all", "--message", "Changed")
    [told] = release.release_blockers("1.2.0", project)
    assert told.startswith(fault)


def test_what_is_not_committed_is_not_released(project: Path) -> None:
    (project / "more").write_text("x")
    assert list(release.release_blockers("1.2.0", project)) == ["some changes are not committed"]


def test_a_version_has_three_numbers(project: Path) -> None:
    assert "1.2 is no version: write three numbers, such as 1.2.0" in release.release_blockers("1.2", project)


def test_components_are_listed_the_same_each_time() -> None:
    text = make_sbom("1.2.0", EPOCH, SITE)
    assert hashlib.sha256(text.encode()).digest() == hashlib.sha256(make_sbom("1.2.0", EPOCH, SITE).encode()).digest()
    for name in ("pkg:npm/pyodide@", "pkg:pypi/mkdocs-material@", "pkg:pypi/hypothesis@", '"required"', '"excluded"'):
        assert name in text


@pytest.mark.parametrize(
    ("words", "faults", "code", "told"),
    [
        ([], [], 0, "leading-together-trial-site.tar.gz"),
        (["1.2.0"], [], 0, "Now tag it: git tag -a v1.2.0 -m 1.2.0"),
        ([], ["check/index.html: no form"], 1, "Nothing was made: correct these first."),
        (["1.3.0"], [], 1, "checker/pyproject.toml: the version is 1.2.0, not 1.3.0"),
    ],
)
def test_the_command(
    words: list[str],
    faults: list[str],
    code: int,
    told: str,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On a site of one file, whose faults are these."""
    site, out = project / "build/site", project / "build/release"
    site.mkdir(parents=True)
    (site / "index.html").write_text("x")
    (project / ".gitignore").write_text("/build/\n")
    git = ["git", "-C", str(project), "-c", "user.name=A", "-c", "user.email=a@b.example"]
    for command in (["add", "."], ["commit", "--quiet", "-m", "More"]):
        subprocess.run([*git, *command], check=True)
    for name, value in {"ROOT": project, "SITE": site, "HOSTING": site, "RELEASE": out}.items():
        monkeypatch.setattr(release, name, value)
    monkeypatch.setattr(release, "verify_site", lambda _: faults)
    monkeypatch.setattr(release, "release_blockers", partial(release.release_blockers, root=project))
    monkeypatch.setattr(sys, "argv", ["release", *words])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    assert release.main() == code
    assert told in capsys.readouterr().out
    assert out.exists() == (code == 0)
    if code == 0:
        subprocess.run(["sha256sum", "--check", "--quiet", release.CHECKSUMS], cwd=out, check=True)
