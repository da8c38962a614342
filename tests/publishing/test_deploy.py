"""Deploying to a web server's folder: in one step, with the files of open pages for a day, and back by one command."""

from pathlib import Path

import pytest

from build_scripts.publishing.deploy import A_DAY, KEPT, deploy, main, releases, roll_back

NOON = 1_000_000.0


def site(folder: Path, name: str) -> Path:
    """Make a finished site whose page and checker have that name."""
    made = folder / f"site-{name}"
    (made / "assets/checker" / name).mkdir(parents=True)
    (made / "assets/checker" / name / "worker.js").write_text(name)
    (made / "index.html").write_text(name)
    return made


def checkers(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "current/assets/checker").iterdir())


def test_the_former_checker_stays_for_a_day(tmp_path: Path) -> None:
    place = tmp_path / "srv"
    deploy(site(tmp_path, "one"), place, NOON)
    deploy(site(tmp_path, "two"), place, NOON + 100)
    assert (place / "current/index.html").read_text() == "two"
    assert checkers(place) == ["one", "two"]
    deploy(site(tmp_path, "three"), place, NOON + A_DAY)
    assert checkers(place) == ["one", "three", "two"]  # "one" was left 100 seconds after noon
    deploy(site(tmp_path, "four"), place, NOON + 100 + A_DAY)
    assert checkers(place) == ["four", "three", "two"]


def test_a_checker_that_comes_back_is_of_today(tmp_path: Path) -> None:
    place = tmp_path / "srv"
    for name, later in (("one", 0), ("two", 10), ("one", 20)):
        deploy(tmp_path / f"site-{name}" if later == 20 else site(tmp_path, name), place, NOON + later)
    deploy(site(tmp_path, "three"), place, NOON + 30 + A_DAY)
    assert checkers(place) == ["one", "three"]


def test_one_command_takes_the_former_site_back(tmp_path: Path) -> None:
    place = tmp_path / "srv"
    for number, name in enumerate(("one", "two", "three")):
        deploy(site(tmp_path, name), place, NOON + number)
    assert main(["--roll-back", str(place)]) == 0
    assert (place / "current/index.html").read_text() == "two"
    assert "three" in checkers(place)  # for the pages that are open
    roll_back(place, NOON + 5)
    assert (place / "current/index.html").read_text() == "one"
    assert main(["--roll-back", str(place)]) == 1
    assert (place / "current/index.html").read_text() == "one"
    deploy(site(tmp_path, "four"), place, NOON + 9)
    assert [release.name for release in releases(place)][-1] == "000004"


def test_what_is_half_there_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "srv"
    deploy(site(tmp_path, "one"), place, NOON)
    (place / "releases/000002.new").mkdir()  # a run that was stopped
    (tmp_path / "empty").mkdir()
    assert main([str(tmp_path / "empty"), str(place)]) == 1
    assert "holds no finished site" in capsys.readouterr().err
    assert (place / "current/index.html").read_text() == "one"
    deploy(site(tmp_path, "two"), place, NOON + 1)
    assert (place / "current/index.html").read_text() == "two"


def test_old_releases_go(tmp_path: Path) -> None:
    place = tmp_path / "srv"
    for number in range(KEPT + 2):
        deploy(site(tmp_path, str(number)), place, NOON + number)
    assert [release.name for release in releases(place)] == [f"{n:06}" for n in range(3, KEPT + 3)]
    assert (place / "current").resolve().name == f"{KEPT + 2:06}"
