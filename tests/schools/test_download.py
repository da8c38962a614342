"""Fetching, from a server on this machine: broken connections, busy answers, wrong files and pages of rows."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from build_scripts.problems import ContentError
from build_scripts.schools.official.catalogue import Dataset, read_directory_dataset
from build_scripts.schools.official.download import PAGE_SIZE, Fetch, download
from tests.schools.made_up.country import as_csv, catalogue, made_up_country
from tests.support.scripted_server import Answer, Server, send

TODAY = date(2099, 1, 3)
CSV = as_csv(made_up_country().rows["known"]).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def rest(body: bytes) -> Answer:
    """Send the rest of the file, from where it was asked for."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        start = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        span = f"bytes {start}-{len(body) - 1}/{len(body)}"
        send(body[start:], 206, Content_Range=span)(handler)

    return answer


def known(server: Server) -> dict[str, Dataset]:
    return {"known": replace(catalogue()["known"], address=f"{server.address}/school_idaci_known.csv")}


def fetch(sources: dict[str, Dataset], folder: Path) -> list[float]:
    """Fetch without waiting; return how long it would have waited each time."""
    waits: list[float] = []
    download(sources, folder, TODAY, wait=waits.append, bars=False)
    return waits


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_fetched_and_kept(server: Server, tmp_path: Path) -> None:
    server.answers = [send(CSV)]
    assert fetch(known(server), tmp_path) == []
    assert (tmp_path / "school_idaci_known.csv").read_bytes() == CSV
    assert names(tmp_path) == ["school_idaci_known.csv"]
    fetch(known(server), tmp_path)
    assert len(server.asked) == 1  # the second time it was there


def test_a_busy_server_is_asked_again_after_longer_and_longer_waits(server: Server, tmp_path: Path) -> None:
    server.answers = [send(b"", 503), send(b"", 429), send(CSV)]
    assert fetch(known(server), tmp_path) == [1, 2]
    assert (tmp_path / "school_idaci_known.csv").read_bytes() == CSV


def test_a_server_that_stays_busy_is_told(server: Server, tmp_path: Path) -> None:
    server.answers = [send(b"", 503)]
    with pytest.raises(ContentError, match=r"was not fetched: .*503"):
        fetch(known(server), tmp_path)
    assert len(server.asked) == 5


def test_a_refusal_is_not_asked_again(server: Server, tmp_path: Path) -> None:
    server.answers = [send(b"", 403)]
    with pytest.raises(ContentError, match="403"):
        fetch(known(server), tmp_path)
    assert len(server.asked) == 1


def test_a_broken_download_goes_on_where_it_broke(server: Server, tmp_path: Path) -> None:
    server.answers = [send(CSV, stop=700), rest(CSV)]
    assert fetch(known(server), tmp_path) == [1]
    assert [asked for _, asked in server.asked] == ["", "bytes=700-"]
    assert (tmp_path / "school_idaci_known.csv").read_bytes() == CSV


def test_a_run_that_was_stopped_goes_on_in_the_next(server: Server, tmp_path: Path) -> None:
    (tmp_path / "school_idaci_known.csv.part").write_bytes(CSV[:500])
    server.answers = [rest(CSV)]
    fetch(known(server), tmp_path)
    assert server.asked[0][1] == "bytes=500-"
    assert (tmp_path / "school_idaci_known.csv").read_bytes() == CSV


def test_a_server_that_cannot_go_on_gives_the_whole_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "school_idaci_known.csv.part").write_bytes(b"x" * 500)
    server.answers = [send(CSV)]
    fetch(known(server), tmp_path)
    assert (tmp_path / "school_idaci_known.csv").read_bytes() == CSV


def test_a_part_longer_than_the_file_is_begun_anew(server: Server, tmp_path: Path) -> None:
    (tmp_path / "school_idaci_known.csv.part").write_bytes(CSV + b"more")
    server.answers = [send(b"", 416), send(CSV)]
    fetch(known(server), tmp_path)
    assert (tmp_path / "school_idaci_known.csv").read_bytes() == CSV


@pytest.mark.parametrize(
    ("body", "told"), [(b"<!DOCTYPE html><p>Sign in", "a web page, not a table"), (b"urn\n1\n", "is missing")]
)
def test_a_wrong_file_is_told_and_thrown_away(body: bytes, told: str, server: Server, tmp_path: Path) -> None:
    server.answers = [send(body)]
    with pytest.raises(ContentError, match=told):
        fetch(known(server), tmp_path)
    assert names(tmp_path) == []


def test_a_file_named_by_its_day_is_looked_for_on_earlier_days(server: Server, tmp_path: Path) -> None:
    rows = as_csv(made_up_country().rows["schools"]).encode("cp1252")
    source = replace(catalogue()["schools"], address=f"{server.address}/edubasealldata{{day}}.csv")
    server.answers = [send(b"", 404), send(b"", 404), send(rows)]
    fetch({"schools": source}, tmp_path)
    assert [path for path, _ in server.asked] == [f"/edubasealldata2099010{day}.csv" for day in (3, 2, 1)]
    assert source.date_of(tmp_path / "edubasealldata20990101.csv") == "2099-01-01"


PAGE = send(b"<!DOCTYPE html><title>Sorry, the service is unavailable</title>", Content_Type="text/html")


LOOP = send(b"", 302, Location="/edubasealldata20990103.csv")
NOT_WHOLE = send(as_csv(made_up_country().rows["schools"]).encode("cp1252"), stop=0)


@pytest.mark.parametrize(
    ("today", "asked"),
    [
        (send(b"", 404), 1),
        (send(b"", 403), 1),
        (send(b"", 410), 1),
        (send(b"", 503), 5),
        (send(b"", 301), 1),
        (send(b"", 204), 1),
        (send(b"<Error><Code>AuthenticationFailed"), 1),
        (send(b"Service unavailable"), 1),
        (send(b"not packed at all", Content_Encoding="gzip"), 1),
        (PAGE, 1),
        (send(b""), 1),
        (LOOP, 21),
        (NOT_WHOLE, 5),
    ],
    ids=[
        "not there",
        "refused",
        "gone",
        "busy",
        "moved nowhere",
        "no content",
        "refused in XML",
        "refused in words",
        "wrongly packed",
        "a page",
        "empty",
        "a loop",
        "never whole",
    ],
)
def test_a_day_without_a_good_file_is_passed_over(today: Answer, asked: int, server: Server, tmp_path: Path) -> None:
    rows = as_csv(made_up_country().rows["schools"]).encode("cp1252")
    source = replace(catalogue()["schools"], address=f"{server.address}/edubasealldata{{day}}.csv")
    server.answers = [today] * asked + [send(rows)]
    fetch({"schools": source}, tmp_path)
    assert names(tmp_path) == ["edubasealldata20990102.csv"]
    assert [path for path, _ in server.asked] == ["/edubasealldata20990103.csv"] * asked + [
        "/edubasealldata20990102.csv"
    ]


def test_a_file_that_is_sent_packed_is_whole(server: Server, tmp_path: Path) -> None:
    """Some hosts pack what was asked for plain, and give the length of the packed file."""
    server.answers = [send(gzip.compress(CSV), Content_Encoding="gzip")]
    assert fetch(known(server), tmp_path) == []
    assert (tmp_path / "school_idaci_known.csv").read_bytes() == CSV


def test_a_host_that_does_not_answer_is_not_asked_for_each_day(tmp_path: Path) -> None:
    source = replace(catalogue()["schools"], address="http://127.0.0.1:1/edubasealldata{day}.csv")
    waits: list[float] = []
    with pytest.raises(ContentError, match="was not fetched"):
        download({"schools": source}, tmp_path, TODAY, wait=waits.append, bars=False)
    assert waits == [1, 2, 4, 8]


def test_what_is_newer_is_fetched_beside_what_is_there(server: Server, tmp_path: Path) -> None:
    rows = as_csv(made_up_country().rows["schools"]).encode("cp1252")
    source = replace(catalogue()["schools"], address=f"{server.address}/edubasealldata{{day}}.csv")
    (tmp_path / "edubasealldata20990101.csv").write_bytes(rows)
    server.answers = [send(b"", 404), send(rows)]
    got = download({"schools": source}, tmp_path, TODAY, wait=lambda _: None, bars=False, newest=True)
    assert got == {"schools": tmp_path / "edubasealldata20990102.csv"}
    server.answers = [send(b"", 404)]
    got = download({"schools": source}, tmp_path, TODAY, wait=lambda _: None, bars=False, newest=True)
    assert got == {"schools": tmp_path / "edubasealldata20990102.csv"}


def test_no_file_on_any_day_is_told(server: Server, tmp_path: Path) -> None:
    source = replace(catalogue()["schools"], address=f"{server.address}/edubasealldata{{day}}.csv")
    server.answers = [send(b"", 404)]
    with pytest.raises(ContentError, match="there is no such file at"):
        fetch({"schools": source}, tmp_path)
    assert len(server.asked) == 14


def test_a_source_without_an_address_is_asked_for(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch({"aea_partial": catalogue()["aea_partial"]}, tmp_path)
    assert "has no address of its own. Put aea_partial" in capsys.readouterr().out


def test_one_source_that_fails_does_not_keep_the_others_away(server: Server, tmp_path: Path) -> None:
    server.answers = [send(b"", 403), send(CSV)]
    wrong = replace(catalogue()["census"], address=f"{server.address}/census")
    with pytest.raises(ContentError) as told:
        fetch({"census": wrong, **known(server)}, tmp_path)
    assert len(told.value.problems) == 1
    assert names(tmp_path) == ["school_idaci_known.csv"]


# --- The area service, which answers in pages ----------------------------------------------------------------------


def page_of(count: int) -> Answer:
    """As many of `count` areas as one page holds, from where it was asked."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked = parse_qs(urlsplit(handler.path).query)
        start, size = int(asked["resultOffset"][0]), int(asked["resultRecordCount"][0])
        assert asked["orderByFields"] == ["LSOA11CD"]
        rows = [
            {"attributes": {"lsoa11cd": f"E01{n:06}", "lsoa11nm": "Madeup 001A"}, "geometry": {"x": n, "y": 2.5}}
            for n in range(start, min(start + size, count))
        ]
        send(json.dumps({"features": rows}).encode())(handler)

    return answer


def centroids(server: Server) -> dict[str, Dataset]:
    return {"centroids": replace(catalogue()["centroids"], address=f"{server.address}/query")}


def test_all_pages_become_one_table(server: Server, tmp_path: Path) -> None:
    server.answers = [page_of(2 * PAGE_SIZE + 7)]
    fetch(centroids(server), tmp_path)
    [path] = tmp_path.iterdir()
    lines = path.read_text().splitlines()
    assert lines[:2] == ["lsoa11cd,lsoa11nm,x,y", "E01000000,Madeup 001A,0,2.5"]
    assert len(lines) == 1 + 2 * PAGE_SIZE + 7 == len(set(lines))
    assert catalogue()["centroids"].find(tmp_path) == path


def test_a_fault_told_in_a_good_looking_page_is_tried_again(server: Server, tmp_path: Path) -> None:
    fault = send(json.dumps({"error": {"code": 504, "message": "too slow"}}).encode())
    server.answers = [page_of(PAGE_SIZE + 1), fault, page_of(PAGE_SIZE + 1)]
    assert fetch(centroids(server), tmp_path) == [1]
    assert len(next(tmp_path.iterdir()).read_text().splitlines()) == PAGE_SIZE + 2


def test_pages_go_on_after_the_last_whole_row(server: Server, tmp_path: Path) -> None:
    part = tmp_path / "LSOA_Dec_2011_PWC.csv.part"
    part.write_text('{"lsoa11cd": "E01000000", "lsoa11nm": "Madeup 001A", "x": 0, "y": 2.5}\n{"lsoa11cd": "E0')
    server.answers = [page_of(3)]
    fetch(centroids(server), tmp_path)
    assert "resultOffset=1" in server.asked[0][0]
    assert len((tmp_path / "LSOA_Dec_2011_PWC.csv").read_text().splitlines()) == 4


# The directory of postcodes, under a new id with each release

IDS = {"old": "0" * 32, "new": "a" * 32}
ITEMS = [
    {"id": IDS["old"], "title": "Madeup directory (May 2098)", "created": 1},
    {"id": IDS["new"], "title": "Madeup directory (August 2098)", "created": 2},
    {"id": "../../etc", "title": "Madeup directory (November 2098)", "created": 3},
]


@cache
def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("Data/ONSPD_AUG_2098_UK.csv", "pcds\n")
    return made.getvalue()


def directory(server: Server) -> dict[str, Dataset]:
    return {"postcodes": replace(read_directory_dataset(), address=server.address)}


def found_items(items: object) -> Answer:
    return send(json.dumps({"results": items}).encode())


def test_the_newest_release_is_found_by_its_tag(server: Server, tmp_path: Path) -> None:
    server.answers = [found_items(ITEMS), send(archive())]
    fetch(directory(server), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"ONSPD_{IDS['new']}.zip"]
    search, data = (urlsplit(path) for path, _ in server.asked)
    assert (search.path, parse_qs(search.query)["q"]) == ("/search", ["tags:PRD_ONSPD"])
    assert data.path == f"/content/items/{IDS['new']}/data"


def test_the_newest_release_is_not_fetched_twice_and_a_newer_one_is(server: Server, tmp_path: Path) -> None:
    (tmp_path / f"ONSPD_{IDS['old']}.zip").write_bytes(archive())
    server.answers = [found_items(ITEMS[:1])]
    fetch(directory(server), tmp_path)
    assert len(server.asked) == 1
    server.answers = [found_items(ITEMS), send(archive())]
    fetch(directory(server), tmp_path)
    assert (tmp_path / f"ONSPD_{IDS['new']}.zip").read_bytes() == archive()


def test_a_release_that_broke_off_is_taken_up_there(server: Server, tmp_path: Path) -> None:
    server.answers = [found_items(ITEMS), send(archive(), stop=40), rest(archive())]
    assert fetch(directory(server), tmp_path) == [1]
    assert (tmp_path / f"ONSPD_{IDS['new']}.zip").read_bytes() == archive()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (found_items([]), "nothing with the tag PRD_ONSPD"),
        (found_items(ITEMS[2:]), "nothing with the tag PRD_ONSPD"),
        (found_items([{"id": 7}]), "other than a list of items"),
        (send(b"<!doctype html>"), "other than a list of items"),
        (send(b"", 403), "403"),
    ],
)
def test_a_search_that_finds_no_release_says_so(server: Server, tmp_path: Path, answer: Answer, said: str) -> None:
    server.answers = [answer]
    with pytest.raises(ContentError) as refused:
        fetch(directory(server), tmp_path)
    assert said in str(refused.value)


def test_what_is_no_zip_is_thrown_away(server: Server, tmp_path: Path) -> None:
    server.answers = [found_items(ITEMS), send(b"<!doctype html>")]
    with pytest.raises(ContentError, match="is no zip"):
        fetch(directory(server), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_certificate_that_is_not_trusted_is_asked_for_once(tmp_path: Path) -> None:
    """Say which settings make a filter on the network trusted, and do not wait for that to change."""
    asked, waits = list[str](), list[float]()

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate")

    source = replace(catalogue()["known"], address="https://data.example/known.csv")
    with httpx.Client(transport=httpx.MockTransport(refuse)) as client:
        fetch = Fetch(client, source, tmp_path, waits.append, bars=False)
        with pytest.raises(httpx.ConnectError, match=r"SSL_CERT_FILE \(for uv and Python\)"):
            fetch.with_retries(lambda: fetch.file(source.address, tmp_path / "known.csv.part"))
    assert (len(asked), waits) == (1, [])
