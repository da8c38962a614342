"""Two builds of one commit are compared byte for byte: tried on a project whose build is one line."""

from pathlib import Path

import pytest

from build_scripts.problems import BuildError
from build_scripts.publishing import reproduce
from tests.support.edits import publish

START = "import os, pathlib, sys; site = pathlib.Path('site'); site.mkdir(); "
CASES = {
    # what the build does; the exit code, and the last lines that are printed
    "the same bytes": ("(site / 'a').write_text('x')", 0, ["The same bytes, every one."]),
    "the time zone": (
        "(site / 'a').write_text(os.environ['TZ']); (site / 'b').write_text('x')",
        1,
        ["site/a: not the same bytes", "Not the same."],
    ),
    "the day": ("(site / 'a').write_text(sys.argv[-1])", 1, ["site/a: not the same bytes", "Not the same."]),
    "one file more": (
        "(site / ('a' if os.environ['PYTHONHASHSEED'] == '1' else 'b')).write_text('x')",
        1,
        ["site/a: not the same bytes", "site/b: not the same bytes", "Not the same."],
    ),
    "the name of a folder that is named by its bytes": (
        "made = site / 'assets/checker' / (os.environ['PYTHONHASHSEED'] * 16); made.mkdir(parents=True); "
        "(made / 'a').write_text('x')",
        1,
        [
            "site/assets/checker/1111111111111111/a: not the same bytes",
            "site/assets/checker/2222222222222222/a: not the same bytes",
            "Not the same.",
        ],
    ),
    "a mark of what was done": ("(site / '.done-a').write_text(os.environ['TZ'])", 0, ["The same bytes, every one."]),
}


def project(root: Path, build: str) -> Path:
    root.mkdir()
    (root / "dev.py").write_text(START + build)
    publish(root)
    return root


@pytest.mark.parametrize(("build", "code", "told"), CASES.values(), ids=CASES)
def test_what_differs_is_named(
    build: str,
    code: int,
    told: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(reproduce, "ROOT", project(tmp_path / "project", build))
    assert reproduce.main() == code
    here, elsewhere, *rest = capsys.readouterr().out.splitlines()
    assert "here, today: " in here
    assert "elsewhere, in a much longer place, a day later: " in elsewhere
    assert rest == told


def test_a_build_that_fails_is_told_with_what_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reproduce, "ROOT", project(tmp_path / "project", "sys.exit('no network')"))
    with pytest.raises(BuildError, match="ended with 1:\nno network"):
        reproduce.main()


def test_what_is_not_committed_is_not_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path / "project", "(site / 'a').write_text('x')")
    (root / "dev.py").write_text("raise SystemExit(1)")
    monkeypatch.setattr(reproduce, "ROOT", root)
    assert reproduce.main() == 0
    assert capsys.readouterr().out.startswith("Some changes are not committed; what is built is the last commit.")
