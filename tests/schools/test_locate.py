"""A file is found among the attachments of its page, and nothing else is taken for it.

The pages are made up, in the form that the Content API documents. No live page was seen.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import httpx
import pytest

from build_scripts.schools.official.catalogue import Dataset
from build_scripts.schools.official.locate import NotFound, candidates, file_name
from tests.schools.made_up.country import catalogue
from tests.support.scripted_server import Server, send

SHEET = "Indicator_data_-_defining_Achieving_Excellence_Areas.xlsx"
PATH = "/api/content/government/publications/made-up"
MOVED = "/government/publications/made-up-elsewhere"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def page(*files: object) -> dict[str, Any]:
    """Make a publication with attachments, each by the end of its address or as it is."""
    attachments = [
        {"title": "A file", "url": f"HOST/media/5a82a/{file}", "content_type": "application/vnd.ms-excel"}
        if isinstance(file, str)
        else file
        for file in files
    ]
    return {"document_type": "guidance", "schema_name": "publication", "details": {"attachments": attachments}}


def redirect(*destinations: object) -> dict[str, Any]:
    moves = [{"path": "/old", "destination": to, "type": "exact"} for to in destinations]
    return {"document_type": "redirect", "redirects": moves}


class Case(NamedTuple):
    """The answers of the server, one after another, and the end of the address found, or what is told."""

    answers: list[Any]
    found: str = ""
    told: str = ""


CASES = {
    "there": Case([page("Methodology.pdf", SHEET)], SHEET),
    "a new name of the same pattern": Case(
        [page("Indicator_data_-_defining_Achieving_Excellence_Areas_v2.xlsx")], "_v2.xlsx"
    ),
    "with a space in its address": Case([page("Methodology%20note.pdf", SHEET)], SHEET),
    "the page has moved": Case([redirect(MOVED), page(SHEET)], SHEET),
    "moved twice": Case([redirect("/one"), redirect("/two"), page(SHEET)], SHEET),
    "moved in a circle": Case([redirect("/one")], told="has moved more than 3 times"),
    "moved to nowhere": Case([redirect()], told="does not say where to"),
    "moved to another host": Case([redirect("https://example.org/made-up")], told="does not say where to"),
    "moved upwards": Case([redirect(7)], told="does not say where to"),
    "renamed": Case([page("AEA_categories.xlsx")], told="is called Indicator_data.*those there: AEA_categories.xlsx"),
    "split": Case(
        [page("Indicator_data_-_defining_Achieving_Excellence_Areas_north.xlsx", SHEET)],
        told="2 attachments .* are called",
    ),
    "named twice": Case([page(SHEET, SHEET)], SHEET),
    "no attachments": Case([page()], told="those there: none"),
    "no details": Case([{"document_type": "guidance"}], told="those there: none"),
    "attachments of another kind": Case([page(None, 7, {"url": 7}, [SHEET], {})], told="those there: none"),
    "elsewhere": Case([page({"url": f"https://example.org/{SHEET}"})], told="and not under"),
    "a name that leads out of the folder": Case([page("..%2F..%2F" + SHEET)], told="those there"),
    "taken away": Case([410], told="there is no page"),
    "not there": Case([404], told="there is no page"),
    "empty": Case([b""], told="is no page of the Content API"),
    "a web page": Case([b"<!DOCTYPE html>"], told="is no page of the Content API"),
    "a list": Case([b"[]"], told="is no page of the Content API"),
    "brackets without end": Case([b"[" * 100_000], told="is no page of the Content API"),
    "larger than any page": Case([b" " * 6_000_000], told="is larger than"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_attachment(name: str, server: Server) -> None:
    case = CASES[name]
    server.answers = [_answer(answer, server.address) for answer in case.answers]
    if case.told:
        with pytest.raises(NotFound, match=case.told):
            _found(server)
    else:
        assert _found(server).startswith(f"{server.address}/media/5a82a/")
        assert _found(server).endswith(case.found)
    assert server.asked[0] == (PATH, "")
    assert all(path.startswith("/api/content/") for path, _ in server.asked)


def test_a_busy_page_is_for_the_caller_to_ask_again(server: Server) -> None:
    server.answers = [send(b"", 503)]
    with pytest.raises(httpx.HTTPStatusError):
        _found(server)


@pytest.mark.parametrize("status", [301, 303])
def test_a_page_does_not_lead_to_another_host(status: int, server: Server) -> None:
    other = server.address.replace("127.0.0.1", "localhost")
    server.answers = [send(b"", status, Location=f"{other}/page"), send(b"{}")]
    with pytest.raises(NotFound, match="leads to another host, localhost"):
        _found(server)


def test_years_are_tried_from_this_one_backwards() -> None:
    census = catalogue()["census"]
    with httpx.Client() as client:
        addresses = list(candidates(census, client, date(2026, 11, 27)))
    assert [address.partition("year=")[2][:9] for address in addresses] == [
        *("2025-2026", "2024-2025", "2023-2024", "2022-2023"),
    ]
    assert file_name(census, addresses[0]) == "england_census_2025-2026.csv"


def _found(server: Server) -> str:
    with httpx.Client(follow_redirects=True) as client:
        [address] = candidates(_source(server), client, date(2026, 11, 27))
        return address


def _source(server: Server) -> Dataset:
    here = server.address
    return replace(catalogue()["aea"], content=f"{here}{PATH}", assets=f"{here}/media/")


def _answer(answer: Any, host: str) -> Any:
    if isinstance(answer, int):
        return send(b"", answer)
    body = answer if isinstance(answer, bytes) else json.dumps(answer).replace("HOST", host).encode()
    return send(body)
