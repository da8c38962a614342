"""The checker's wheel: the same bytes from the same source, and the very bytes that are installed here."""

import base64
import csv
import hashlib
import zipfile
from datetime import date
from pathlib import Path

import eligibility
import pytest

from build_scripts.bundle import wheel
from build_scripts.content import rule
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError, Problem


@pytest.fixture(scope="module")
def members() -> dict[str, bytes]:
    with zipfile.ZipFile(wheel.built_wheel()) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_same_source_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheel, "SOURCE", tmp_path / "another place" / "wheel-src")
    monkeypatch.setattr(wheel, "FOLDER", tmp_path / "another place" / "wheel")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    here = (ROOT / "build" / "wheel" / "eligibility-1.0.0-cp313-none-any.whl").read_bytes()
    assert wheel.build(date.today()).read_bytes() == here


def test_nothing_is_done_when_nothing_changed() -> None:
    before = wheel.built_wheel().stat().st_mtime_ns
    assert wheel.build(date.today()).stat().st_mtime_ns == before


def test_content_at_fault_leaves_the_wheel_to_the_step_that_tells_all_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def at_fault(content: Path, today: date) -> str:
        raise ContentError([Problem("content/faq/cost.md", 7, "there is no such group", "write group: taking-part")])

    monkeypatch.setattr(rule, "rule_json", at_fault)
    monkeypatch.setattr("sys.argv", ["wheel"])
    wheel.main()
    assert (capsys.readouterr().out, wheel.built_wheel().exists()) == ("", True)
    monkeypatch.setattr(wheel, "FOLDER", tmp_path)
    with pytest.raises(SystemExit, match=r"content/faq/cost\.md:7: there is no such group; write group: taking-part$"):
        wheel.main()


def test_the_digest_lies_beside_it() -> None:
    built = wheel.built_wheel()
    noted = built.with_name(built.name + ".sha256").read_text().strip()
    assert noted == hashlib.sha256(built.read_bytes()).hexdigest()


def test_it_holds_compiled_modules_and_the_rule(members: dict[str, bytes]) -> None:
    source = ROOT / "checker" / "eligibility"
    modules = {path.relative_to(source).with_suffix("").as_posix() for path in source.rglob("*.py")}
    package = {name.removeprefix("eligibility/") for name in members if name.startswith("eligibility/")}
    assert package == {*(f"{name}.pyc" for name in modules), "py.typed", "rule.json"}


def test_it_needs_nothing_else(members: dict[str, bytes]) -> None:
    assert b"Requires-Dist" not in members["eligibility-1.0.0.dist-info/METADATA"]


def test_its_list_of_files_is_true(members: dict[str, bytes]) -> None:
    record = "eligibility-1.0.0.dist-info/RECORD"
    listed = {name: (digest, size) for name, digest, size in csv.reader(members[record].decode().splitlines())}
    true = {
        name: (f"sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')}", str(len(data)))
        for name, data in members.items()
    }
    assert listed == {**true, record: ("", "")}


def test_these_tests_run_its_very_bytes(members: dict[str, bytes]) -> None:
    installed = Path(eligibility.__file__).parent
    names = [name for name in members if name.startswith("eligibility/")]
    assert {name: (installed.parent / name).read_bytes() for name in names} == {name: members[name] for name in names}
