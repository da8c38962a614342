"""Fetch the official files into a folder: try again after a fault, go on where it broke off, and check what came.

A file that is there already is not fetched again; take it away to renew it. What is on the way is named *.part.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from tqdm import tqdm

from build_scripts import certificates
from build_scripts.problems import ContentError, Problem
from build_scripts.schools.official.catalogue import Dataset
from build_scripts.schools.official.locate import (
    NotFound,
    candidates,
    describe_fault,
    file_name,
    newest_release,
)
from build_scripts.schools.official.row_accounts import FileAccount
from build_scripts.schools.official.tables import read_table

CONTINUE_HINT = "python3 dev.py data --from data/downloads"
PAGE_SIZE = 2000  # rows that the area service gives at once
WAITS = (1, 2, 4, 8)  # seconds between the tries
NO_ANSWER = (httpx.ConnectError, httpx.TimeoutException)  # not of one file: no other file of the host would come
RETRYABLE = {408, 425, 429, 500, 502, 503, 504}  # answers that may differ next time


def download(
    catalogue: dict[str, Dataset],
    folder: Path,
    today: date,
    wait: Callable[[float], None] = time.sleep,
    bars: bool = True,
    newest: bool = False,
) -> dict[str, Path]:
    """Fetch every source that has an address and is not in the folder yet; with `newest`, also what is newer there.

    Returns the file of each source that was fetched or found again. Raises ContentError at the end, with all that could
    not be had.
    """
    files = dict[str, Path]()
    folder.mkdir(parents=True, exist_ok=True)
    problems: list[Problem] = []
    with httpx.Client(follow_redirects=True, timeout=60, headers={"Accept-Encoding": "identity"}) as client:
        for source in catalogue.values():
            if not source.tag and not (newest and source.moves) and source.find(folder):
                print(f"{source.title}: already in {folder.name}/")
            elif not source.address and not source.content:
                print(f"{source.title}: has no address of its own. {_by_hand(source, folder)}")
            else:
                fetch = Fetch(client, source, folder, wait, bars)
                try:
                    files[source.key] = _fetch_tagged(fetch) if source.tag else _fetch_newest(fetch, today)
                except (ContentError, NotFound, httpx.HTTPError) as fault:
                    by_hand = _by_hand(source, folder)
                    right = f"run the command again. Or: {by_hand}. Or go on with what is there: {CONTINUE_HINT}"
                    problems.append(
                        Problem(source.file, 1, f"{source.title} was not fetched: {describe_fault(fault)}", right)
                    )
    if problems:
        raise ContentError(problems)
    return files


def _by_hand(source: Dataset, folder: Path) -> str:
    place = f" from {source.page}" if source.page else ""
    return f"Put {source.file}{place} into {folder}"


class Fetch:
    """Fetch one source into a folder."""

    def __init__(
        self, client: httpx.Client, source: Dataset, folder: Path, wait: Callable[[float], None], bars: bool
    ) -> None:
        self.client, self.source, self.folder, self.wait, self.bars = client, source, folder, wait, bars

    def with_retries[T](self, work: Callable[[], T]) -> T:
        """Do the work, again after each fault that may pass, and return what it returns; raise the last fault.

        A certificate that is not trusted stays so, and the error says which settings change that.
        """
        waits = iter(WAITS)
        while True:
            try:
                return work()
            except (httpx.TransportError, httpx.HTTPStatusError) as fault:
                if advice := certificates.advice_on(str(fault)):
                    raise httpx.ConnectError(advice) from fault
                refused = isinstance(fault, httpx.HTTPStatusError) and fault.response.status_code not in RETRYABLE
                pause = next(waits, None)
                if refused or pause is None:
                    raise
                self.wait(pause)

    def file(self, address: str, part: Path) -> None:
        """Append the rest of the file to `part`, from where that ends."""
        have = part.stat().st_size if part.exists() else 0
        asked = {"Range": f"bytes={have}-"} if have else {}
        with self.client.stream("GET", address, headers=asked) as answer:
            if answer.status_code == 404:
                raise NotFound(address)
            if answer.status_code == 416:  # nothing is left, or the part is of another file: begin anew
                part.unlink()
                raise httpx.ReadError("the server has no more of this file than the part that is here")
            answer.raise_for_status()
            goes_on = answer.status_code == 206 and _starts_at(answer) == have
            is_packed = "Content-Encoding" in answer.headers  # though we asked for it plain: its length is another
            length = 0 if is_packed else int(answer.headers.get("Content-Length", 0))
            size = length + (have if goes_on else 0) if length else None
            with part.open("ab" if goes_on else "wb") as file, self.bar(size, have if goes_on else 0) as bar:
                for block in answer.iter_bytes():
                    file.write(block)
                    bar.update(len(block))
        if size is not None and part.stat().st_size != size:
            raise httpx.ReadError(f"{part.stat().st_size:,} of {size:,} bytes came")

    def rows(self, part: Path) -> None:
        """Append all rows of an area service to `part`, page after page: one JSON object a line, so it can go on."""
        have = _whole_lines(part)
        asked = {"where": "1=1", "outFields": "*", "orderByFields": self.source.order, "f": "json", "outSR": "27700"}
        with part.open("a", encoding="utf-8") as file, self.bar(None, have, "rows") as bar:
            while True:
                place = {"resultOffset": str(have), "resultRecordCount": str(PAGE_SIZE)}
                answer = self.client.get(self.source.address, params=asked | place)
                answer.raise_for_status()
                page = _page_of(answer)
                for feature in page["features"]:
                    file.write(json.dumps(feature.get("attributes", {}) | feature.get("geometry", {})) + "\n")
                file.flush()
                have += len(page["features"])
                bar.update(len(page["features"]))
                if not page["features"] or (
                    len(page["features"]) < PAGE_SIZE and not page.get("exceededTransferLimit")
                ):
                    return

    def bar(self, size: int | None, have: int, unit: str = "B") -> tqdm:
        """Show how much of `size` has come, if that is known, from what was there already."""
        shown = self.source.title[:40]
        return tqdm(
            total=size, initial=have, unit=unit, unit_scale=True, desc=shown, disable=not self.bars, file=sys.stderr
        )


def _fetch_newest(fetch: Fetch, today: date) -> Path:
    """Fetch the newest file that there is, unless the folder has it.

    A day without a good file is passed over, but not a host that does not answer.
    """
    source, faults, parts = fetch.source, list[Exception](), list[Path]()
    for address in fetch.with_retries(lambda: list(candidates(source, fetch.client, today))):
        path = fetch.folder / file_name(source, address)
        if path.exists() and path.stat().st_size:
            return path
        try:
            _fetch_checked(fetch, address, path)
            for part in parts:  # what is passed over is not gone on with
                part.unlink(missing_ok=True)
            return path
        except (ContentError, NotFound, httpx.HTTPError) as fault:
            if isinstance(fault, NO_ANSWER):
                raise
            faults.append(fault)
            parts.append(_part_of(path))
    if all(isinstance(fault, NotFound) for fault in faults):
        raise NotFound(f"there is no such file at {source.address}")
    raise next(fault for fault in faults if not isinstance(fault, NotFound))


def _fetch_checked(fetch: Fetch, address: str, path: Path) -> None:
    """Put a file in place only once it reads as the file it should be; one that does not is thrown away."""
    source = fetch.source
    part, checked = _part_of(path), path.with_name(f"checked-{path.name}")
    fetch.with_retries(partial(fetch.rows, part) if source.pages else partial(fetch.file, address, part))
    if source.pages:
        checked.write_text(_as_csv(part), "utf-8")
        part.unlink()
    else:
        part.replace(checked)
    try:
        read_table(checked, source, FileAccount())
    except ContentError:
        checked.unlink()
        raise
    checked.replace(path)


def _part_of(path: Path) -> Path:
    """Return where a file is while it is on its way."""
    return path.with_name(f"{path.name}.part")


def _fetch_tagged(fetch: Fetch) -> Path:
    """Fetch the newest item with the source's tag, a zip, unless the folder has it: each release has its own id."""
    source = fetch.source
    newest = fetch.with_retries(lambda: newest_release(source, fetch.client))
    file = newest.file_in(fetch.folder, source)
    if file.exists():
        print(f"{source.title}: the newest, {newest.title}, is already in {fetch.folder.name}/")
        return file
    part = _part_of(file)
    fetch.with_retries(partial(fetch.file, f"{source.address}/content/items/{newest.id}/data", part))
    if not zipfile.is_zipfile(part):
        part.unlink()
        wrong = f"what came as {newest.title} is no zip, or it was cut short"
        raise ContentError([Problem(file.name, 1, wrong, "run the command again")])
    part.replace(file)
    return file


def _page_of(answer: httpx.Response) -> dict[str, Any]:
    """Return one page of rows. The service reports its own faults in an answer of status 200, so look inside."""
    try:
        page = answer.json()
    except ValueError:
        raise httpx.ReadError("the service answered with something other than rows") from None
    if not isinstance(page, dict) or "features" not in page:
        raise httpx.ReadError(f"the service answered: {str(page)[:200]}")
    return page


def _starts_at(answer: httpx.Response) -> int:
    """Return the first byte of `Content-Range: bytes 200-1000/67589`, or -1 without such a header."""
    start = answer.headers.get("Content-Range", "").removeprefix("bytes ").split("-")[0]
    return int(start) if start.isdecimal() else -1


def _whole_lines(part: Path) -> int:
    """Count the lines of a part that were written to their end, and cut a torn last one off."""
    if not part.exists():
        return 0
    whole = part.read_bytes()
    whole = whole[: whole.rfind(b"\n") + 1]
    part.write_bytes(whole)
    return whole.count(b"\n")


def _as_csv(part: Path) -> str:
    """Return a part's rows as CSV, with every name that any row has as a column."""
    rows = [json.loads(line) for line in part.read_text("utf-8").splitlines()]
    text = io.StringIO()
    headings = dict.fromkeys(name for row in rows for name in row)
    writer = csv.DictWriter(text, list(headings), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
