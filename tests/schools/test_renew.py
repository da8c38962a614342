"""Renewing the data: what is new is used, what is away or wrong leaves the last good file in use, and is told."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from build_scripts.problems import ContentError, Problem
from build_scripts.schools.official.catalogue import Dataset
from build_scripts.schools.published import snapshot
from build_scripts.schools.renew import Outcome, renew, restore, status
from tests.schools.made_up.country import catalogue

TODAY = date(2099, 1, 12)
OLD, NEW = "edubasealldata20990110.csv", "edubasealldata20990112.csv"
CATALOGUE = {key: catalogue()[key] for key in ("schools", "census")}

type Arrives = dict[str, str | ContentError]


def fetcher(arrives: Arrives) -> Callable[..., dict[str, Path]]:
    """Stand in for the download: a file of that name comes, or the fault is told."""

    def fetch(sources: dict[str, Dataset], folder: Path, today: date, **_: bool) -> dict[str, Path]:
        [key] = sources
        came = arrives.get(key)
        if isinstance(came, ContentError):
            raise came
        if came is None:
            return {}
        (folder / came).write_text(f"what came for {key}")
        return {key: folder / came}

    return fetch


def away(text: str = "503 Service Unavailable") -> ContentError:
    return ContentError([Problem("edubasealldata*.csv", 1, f"it was not fetched: {text}", "run it again")])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Make a folder of data as an earlier run left it."""
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / OLD).write_text("old")
    (tmp_path / "downloads" / "england_census_2097-2098.csv").write_text("old")
    (tmp_path / snapshot.FILE_NAME).write_text("made of the old")
    return tmp_path


def run(data: Path, arrives: Arrives, fault: ContentError | None = None) -> tuple[list[Outcome], str]:
    def make() -> None:
        if fault:
            raise fault
        files = sorted(path.name for path in (data / "downloads").iterdir())
        (data / snapshot.FILE_NAME).write_text(f"made of {', '.join(files)}")

    outcomes = renew(CATALOGUE, data, TODAY, make, fetcher(arrives))
    return outcomes, (data / "renewed.md").read_text()


def test_what_is_new_takes_the_place_of_what_was_there(data: Path) -> None:
    outcomes, told = run(data, {"schools": NEW})
    assert [outcome.state for outcome in outcomes] == ["new", "as before"]
    assert (data / snapshot.FILE_NAME).read_text() == f"made of {NEW}, england_census_2097-2098.csv"
    assert (data / "former" / snapshot.FILE_NAME).read_text() == "made of the old"
    assert told.splitlines() == [
        "## The data",
        "",
        "| source | what is used | of |",
        "|---|---|---|",
        "| Get Information about Schools: all establishments | new | 12 January 2099 (0 days old) |",
        "| Compare School Performance: pupil population | as before | 2097 to 2098 |",
    ]


def test_a_source_that_is_away_leaves_the_last_good_one_in_use(data: Path) -> None:
    outcomes, told = run(data, {"schools": away()})
    assert [(o.state, o.dated, bool(o.trouble)) for o in outcomes] == [
        ("the last good one", "2099-01-10", True),
        ("as before", "2097 to 2098", False),
    ]
    assert (data / snapshot.FILE_NAME).read_text() == f"made of {OLD}, england_census_2097-2098.csv"
    assert "### Somebody should look" in told
    assert "503 Service Unavailable" in told


def test_what_a_server_says_is_no_markup_in_the_summary(data: Path) -> None:
    _, told = run(data, {"schools": away("<img src=x> [a](https://example.org) | `x` \n# Heading")})
    last = told.splitlines()[-1]
    assert last.startswith("- **Get Information about Schools: all establishments**: ")
    assert not set("<>[]|`#") & set(last)


@pytest.mark.parametrize("before", [True, False], ids=["with a snapshot before", "the first time"])
def test_a_snapshot_that_cannot_be_made_takes_everything_back(data: Path, before: bool) -> None:
    if not before:
        (data / snapshot.FILE_NAME).unlink()
    outcomes, told = run(data, {"schools": NEW}, ContentError([Problem(NEW, 3, "the column URN is missing")]))
    assert [outcome.state for outcome in outcomes] == ["taken back", "as before"]
    assert (data / "downloads" / OLD).read_text() == "old"
    assert not (data / "downloads" / NEW).exists()
    assert (data / snapshot.FILE_NAME).exists() == before
    assert "the column URN is missing" in told


def test_a_fault_of_no_new_file_is_told_too(data: Path) -> None:
    outcomes, _ = run(data, {}, ContentError([Problem(OLD, 3, "the column URN is missing")]))
    assert [bool(outcome.trouble) for outcome in outcomes] == [True, False]


def test_a_renewal_can_be_taken_back(data: Path) -> None:
    run(data, {"schools": NEW, "census": "england_census_2098-2099.csv"})
    restore(data)
    assert sorted(path.name for path in (data / "downloads").iterdir()) == [OLD, "england_census_2097-2098.csv"]
    assert (data / snapshot.FILE_NAME).read_text() == "made of the old"
    restore(data)  # again, it changes nothing
    assert (data / snapshot.FILE_NAME).read_text() == "made of the old"


def test_the_first_renewal_starts_from_nothing(tmp_path: Path) -> None:
    outcomes, _ = run(tmp_path, {"schools": NEW})
    assert [outcome.state for outcome in outcomes] == ["new", "absent"]
    assert (tmp_path / snapshot.FILE_NAME).read_text() == f"made of {NEW}"


@pytest.mark.parametrize(
    ("key", "dated", "by"),
    [
        ("schools", "2099-01-10", date(2099, 4, 20)),
        ("schools", "", None),
        ("census", "2097 to 2098", date(2099, 12, 31)),
        ("deprivation", "2019-09-26", None),
    ],
)
def test_data_ages(key: str, dated: str, by: date | None) -> None:
    assert catalogue()[key].review_by(dated) == by


def test_the_age_of_each_source_is_told(data: Path) -> None:
    told = "\n".join(status(CATALOGUE, data, date(2099, 5, 1), newer=False))
    assert told == (
        "Get Information about Schools: all establishments: 10 January 2099 (111 days old)\n"
        "  should have been renewed by 20 April 2099\n"
        "Compare School Performance: pupil population: 2097 to 2098\n"
        "  to be renewed by 31 December 2099"
    )
