"""Find where an official file is today: under its day or its year, among its page's attachments, or by its tag.

GOV.UK's Content API (https://content-api.publishing.service.gov.uk) gives a page as JSON: `details.attachments` has a
title and an address for each; a page that has moved is a `redirect`, one that was taken away is `gone`. ONS's portal is
asked by ArcGIS's search (https://developers.arcgis.com/rest/users-groups-and-items/search/): `results` are its items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

import httpx

from build_scripts.schools.official.catalogue import Dataset

DAYS_BACK: Final = 14  # the list of schools is named by its day; the newest may be some days old
YEARS_BACK: Final = 4
LARGEST_PAGE: Final = 5_000_000  # bytes of a page of the Content API
MOST_MOVES: Final = 3
LONGEST_TEXT: Final = 500  # characters of what a server says that are shown
FILE_NAME: Final = re.compile(r"[\w][\w(). -]*")


class NotFound(Exception):
    """There is no such file, as the text says."""


class TaggedItem(NamedTuple):
    """A release at ONS's portal, where each has an id of its own."""

    id: str
    title: str
    created: float

    def file_in(self, folder: Path, source: Dataset) -> Path:
        """Return where its archive is kept."""
        return folder / f"{source.file.partition('*')[0]}{self.id}.zip"


def candidates(source: Dataset, client: httpx.Client, today: date) -> Iterator[str]:
    """Yield the addresses where the file may be, the newest first. Raises NotFound, or what httpx raises."""
    if source.content:
        yield attachment(source, client)
    elif "{day}" in source.address:
        for back in range(DAYS_BACK):
            yield source.address.replace("{day}", f"{today - timedelta(days=back):%Y%m%d}")
    elif "{year}" in source.address:
        for year in range(today.year, today.year - YEARS_BACK, -1):
            yield source.address.replace("{year}", f"{year - 1}-{year}")
    else:
        yield source.address


def file_name(source: Dataset, address: str) -> str:
    """Return the name under which the file of an address is kept."""
    if source.save_as:
        year = re.search(r"20\d\d-20\d\d", address)
        return source.save_as.replace("{year}", year[0] if year else "")
    return source.file.replace("*", "") if source.pages else _last_part(address)


def attachment(source: Dataset, client: httpx.Client) -> str:
    """Return the address of the one attachment of the source's page that has its name."""
    listed = [item for item in _page(source.content, client).get("attachments", []) if isinstance(item, dict)]
    addresses: list[str] = [item["url"] for item in listed if isinstance(item.get("url"), str)]
    found = sorted({address for address in addresses if fnmatchcase(_last_part(address), source.file)})
    names = ", ".join(map(_last_part, found or addresses)) or "none"
    if not found:
        raise NotFound(f"no attachment of {source.page} is called {source.file}; those there: {names[:300]}")
    if len(found) > 1:
        raise NotFound(f"{len(found)} attachments of {source.page} are called {source.file}: {names[:300]}")
    if not found[0].startswith(source.assets) or not FILE_NAME.fullmatch(_last_part(found[0])):
        raise NotFound(f"the attachment of {source.page} is at {found[0][:200]!r}, and not under {source.assets}")
    return found[0]


def newest_release(source: Dataset, client: httpx.Client) -> TaggedItem:
    """Return the newest item of the portal that has the source's tag. Raises NotFound, or what httpx raises."""
    query = {"q": f"tags:{source.tag}", "f": "json", "sortField": "created", "sortOrder": "desc"}
    answer = client.get(f"{source.address}/search", params=query)
    answer.raise_for_status()
    found = _items_of(answer)
    if not found:
        raise NotFound(f"the portal has nothing with the tag {source.tag}")
    return max(found, key=lambda item: item.created)


def _items_of(answer: httpx.Response) -> list[TaggedItem]:
    """Return the items that a search found. Ids become parts of addresses and names, so others are left out."""
    try:
        items = [
            TaggedItem(item["id"], one_line(item["title"]), item["created"] + 0) for item in answer.json()["results"]
        ]
        return [item for item in items if re.fullmatch(r"[0-9a-f]{32}", item.id) and item.created >= 0]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise httpx.ReadError("the portal answered with something other than a list of items") from None


def describe_fault(fault: Exception) -> str:
    """Say what went wrong, without httpx's advice on where to read about the codes of answers."""
    if isinstance(fault, httpx.HTTPStatusError):
        return f"{fault.response.status_code} {fault.response.reason_phrase} from {fault.request.url}"
    return str(fault)


def one_line(text: str) -> str:
    """Return a server's text without what a terminal or Markdown would take for more than text."""
    return re.sub(r"[^\w .,:;()/-]", " ", text)[:LONGEST_TEXT]


def _page(address: str, client: httpx.Client) -> dict[str, Any]:
    """Return the details of a page, wherever on its host it has moved."""
    for _ in range(MOST_MOVES):
        page = _json(address, client)
        if page.get("document_type") != "redirect":
            details = page.get("details")
            return details if isinstance(details, dict) else {}
        moves = page.get("redirects")
        to = moves[0].get("destination") if isinstance(moves, list) and moves and isinstance(moves[0], dict) else None
        if not isinstance(to, str) or not re.fullmatch(r"/[a-z0-9/_.-]+", to):
            raise NotFound(f"the page {address} has moved, and does not say where to")
        address = f"{address.partition('/api/content/')[0]}/api/content{to}"
    raise NotFound(f"the page {address} has moved more than {MOST_MOVES} times")


def _json(address: str, client: httpx.Client) -> dict[str, Any]:
    with client.stream("GET", address) as answer:
        if answer.status_code in (404, 410):
            raise NotFound(f"there is no page at {address}")
        answer.raise_for_status()
        if answer.url.host != urlsplit(address).hostname:
            raise NotFound(f"{address} leads to another host, {answer.url.host}")
        body = b""
        for block in answer.iter_bytes():
            body += block
            if len(body) > LARGEST_PAGE:
                raise NotFound(f"the page at {address} is larger than {LARGEST_PAGE:,} bytes")
    try:
        page = httpx.Response(200, content=body).json()
    except (ValueError, RecursionError):
        page = None
    if not isinstance(page, dict):
        raise NotFound(f"what came from {address} is no page of the Content API")
    return page


def _last_part(address: str) -> str:
    return unquote(urlsplit(address).path.rsplit("/", 1)[-1])
