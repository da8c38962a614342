"""Renewing the data: what is new is used, what is away or wrong leaves the last good file in use, and is told."""

import json
import socket
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from build_scripts.problems import ContentError, Problem
from build_scripts.schools.official.catalogue import Dataset, read_directory_dataset
from build_scripts.schools.published import postcode_file, snapshot
from build_scripts.schools.renew import HOW_TO_FETCH, Outcome, renew, restore, status
from tests.schools.made_up.country import catalogue
from tests.support.scripted_server import Answer, Server, send

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
    title = catalogue()["schools"].title
    return ContentError([Problem("edubasealldata*.csv", 1, f"{title} was not fetched: {text}", "run it again")])


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
    assert told.endswith(f"- **{catalogue()['schools'].title}**: was not fetched: 503 Service Unavailable\n")


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


@pytest.mark.parametrize(
    ("month", "by"),
    [
        ("August 2098", date(2099, 3, 19)),
        ("December 2098", date(2099, 7, 19)),
        ("February 2096", date(2096, 9, 16)),
        ("", None),
        ("2098", None),
        ("Maytember 2098", None),
    ],
)
def test_a_directory_of_postcodes_ages_from_the_end_of_its_month(month: str, by: date | None) -> None:
    assert postcode_file.review_by(month) == by


def test_the_age_of_each_source_is_told(data: Path) -> None:
    told = "\n".join(status(CATALOGUE, data, date(2099, 5, 1), newer=False))
    assert told == (
        "Get Information about Schools: all establishments: 10 January 2099 (111 days old)\n"
        "  should have been renewed by 20 April 2099\n"
        "Compare School Performance: pupil population: 2097 to 2098\n"
        "  to be renewed by 31 December 2099"
    )


# What is newer, asked of a server on this machine

IDS = {"old": "0" * 32, "new": "a" * 32}
TITLE = "Madeup directory (November 2098)"


def items(*found: object) -> Answer:
    return send(json.dumps({"results": found}).encode())


def item(name: str, title: object = TITLE, created: object = 2) -> dict[str, object]:
    return {"id": IDS[name], "title": title, "created": created}


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def told_of(source: Dataset, data: Path) -> list[str]:
    return [*status({source.key: source}, data, TODAY)]


def directory(address: str, data: Path, *, named: str = "", month: str = "AUG_2098") -> Dataset:
    """Describe the directory of postcodes at that address, of which a release may be in the folder."""
    if named:
        with zipfile.ZipFile(data / "downloads" / f"ONSPD_{named}.zip", "w") as archive:
            archive.writestr(f"Data/ONSPD_{month}_UK.csv", "pcds\n")
    return replace(read_directory_dataset(), address=address)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (items(item("old")), "no newer one is known"),
        (items(item("old", created=1), item("new")), f"the newest is {TITLE}; {HOW_TO_FETCH}"),
        (items(item("new"), item("old", created=1)), f"the newest is {TITLE}; {HOW_TO_FETCH}"),
        (items(item("new", "\x1b[2J<b>Madeup</b>")), f"the newest is   2J b Madeup /b ; {HOW_TO_FETCH}"),
        (items(item("new", 7)), "could not be asked: the portal answered with something other than a list of items"),
        (items(item("new", created="late")), "could not be asked: the portal answered with something other"),
        (items(), "could not be asked: the portal has nothing with the tag PRD_ONSPD"),
        (items({"id": "../../etc", "title": TITLE, "created": 3}), "the portal has nothing with the tag PRD_ONSPD"),
        (send(b"<!doctype html>"), "could not be asked: the portal answered with something other than a list of items"),
        (send(b"[" * 100_000), "could not be asked: the portal answered with something other than a list of items"),
        (send(b"", 503), "could not be asked: 503 Service Unavailable from http://127.0.0.1:"),
    ],
    ids=[
        *("the same", "newer", "newer, first", "markup", "no title", "no day"),
        *("empty", "hostile", "a page", "nested", "busy"),
    ],
)  # fmt: skip
def test_a_newer_directory_of_postcodes_is_told(answer: Answer, told: str, server: Server, data: Path) -> None:
    server.answers = [answer]
    first, due, last = told_of(directory(server.address, data, named=IDS["old"]), data)
    assert first == "ONS Postcode Directory: August 2098"
    assert due == "  to be renewed by 19 March 2099"
    assert told in last
    assert len(server.asked) == 1


def test_a_directory_that_is_not_here_or_is_damaged_is_told_too(server: Server, data: Path) -> None:
    server.answers = [items(item("new"))]
    source = directory(server.address, data)
    newest = f"  the newest is {TITLE}; {HOW_TO_FETCH}"
    assert told_of(source, data) == ["ONS Postcode Directory: not in data/downloads", newest]
    (data / "downloads" / f"ONSPD_{IDS['old']}.zip").write_bytes(b"cut short")
    assert told_of(source, data) == ["ONS Postcode Directory: of a day that is not known", newest]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([send(b"", 404), send(b"a row")], f"newer: edubasealldata20990111.csv; {HOW_TO_FETCH}"),
        ([send(b"", 404)], "no newer one is known"),
        ([send(b"<!doctype html>", Content_Type="text/html")], "no newer one is known"),
    ],
    ids=["a later day", "no later day", "pages in place of files"],
)
def test_a_newer_list_of_schools_is_told(answers: list[Answer], told: str, server: Server, data: Path) -> None:
    server.answers = answers
    source = replace(catalogue()["schools"], address=f"{server.address}/edubasealldata{{day}}.csv")
    lines = told_of(source, data)
    assert lines[0] == "Get Information about Schools: all establishments: 10 January 2099 (2 days old)"
    assert lines[-1] == f"  {told}"


def test_without_a_network_each_source_says_so_and_none_fails(data: Path) -> None:
    with socket.socket() as closed:  # bound, and nobody listens
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
        moving = {key: source for key, source in catalogue().items() if source.moves}
        sources = {
            key: replace(source, content=nowhere if source.content else "", address=f"{nowhere}/{{day}}")
            for key, source in moving.items()
        } | {"postcodes": directory(nowhere, data)}
        lines = [*status(sources, data, TODAY)]
    titles = [line for line in lines if not line.startswith("  ")]
    assert [title.split(": ")[0] for title in titles] == [source.title.split(": ")[0] for source in sources.values()]
    assert sum(line.startswith("  whether there is a newer one could not be asked: ") for line in lines) == len(sources)
