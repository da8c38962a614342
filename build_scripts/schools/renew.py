"""Renew the data of schools, and keep the last good file of every source that is away or has changed its form.

What was there before lies in data/former until the next renewal, so that the two snapshots can be compared and the
former one taken back. Nothing here stops a build: it goes on with what is good.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import httpx

from build_scripts.build_date import format_date
from build_scripts.problems import ContentError, count
from build_scripts.schools.official.catalogue import Dataset, day_of
from build_scripts.schools.official.download import download
from build_scripts.schools.official.locate import (
    NotFound,
    candidates,
    describe_fault,
    file_name,
    newest_release,
    one_line,
)
from build_scripts.schools.official.postcode_directory import find_release
from build_scripts.schools.published import postcode_file, snapshot

DOWNLOADS: Final = "downloads"
FORMER: Final = "former"
FETCHED: Final = "fetched.json"  # in data/former: the names of the files that the renewal brought
SUMMARY: Final = "renewed.md"
NO_NEWER: Final = "no newer one is known"
HOW_TO_FETCH: Final = "python3 dev.py data --renew fetches it"
type Fetcher = Callable[..., dict[str, Path]]
MADE: Final = (snapshot.FILE_NAME, "report.txt", "unused.csv", postcode_file.NAME)


class Outcome(NamedTuple):
    """What became of one source. `trouble` is empty where a person need do nothing."""

    source: Dataset
    state: str
    dated: str
    trouble: str = ""


def renew(
    catalogue: dict[str, Dataset], data: Path, today: date, make: Callable[[], object], fetch: Fetcher = download
) -> list[Outcome]:
    """Fetch what is newer, make the snapshot of it and write data/renewed.md; where that fails, take all of it back."""
    _set_aside(data)
    outcomes = [_renew_source(source, data, today, fetch) for source in catalogue.values()]
    try:
        with redirect_stdout(sys.stderr):
            make()
    except ContentError as error:
        restore(data)
        refused = f"the snapshot could not be made: {one_line(str(error))}"
        outcomes = [
            Outcome(o.source, "taken back", _date_in(o.source, data), refused) if o.state == "new" else o
            for o in outcomes
        ]
        if not any(o.trouble for o in outcomes):
            outcomes[0] = outcomes[0]._replace(trouble=refused)
    (data / SUMMARY).write_text("\n".join(_summary(outcomes, today)) + "\n", "utf-8")
    return outcomes


def restore(data: Path) -> None:
    """Take back the former snapshot with the files that it was made of."""
    former, downloads = data / FORMER, data / DOWNLOADS
    for name in json.loads((former / FETCHED).read_text("utf-8")):
        (downloads / name).unlink(missing_ok=True)
    for path in (former / DOWNLOADS).iterdir():
        path.replace(downloads / path.name)
    for name in MADE:
        if (former / name).exists():
            shutil.copyfile(former / name, data / name)
        else:
            (data / name).unlink(missing_ok=True)
    (former / FETCHED).write_text("[]", "utf-8")


def status(catalogue: dict[str, Dataset], data: Path, today: date, newer: bool = True) -> Iterator[str]:
    """Say of each source how old the file here is, when it is to be looked over, and whether a newer one is known."""
    with httpx.Client(follow_redirects=True, timeout=20) as client:
        for source in catalogue.values():
            path = _file_in(source, data / DOWNLOADS)
            dated = _date_in(source, data)
            age = _aged(dated, today) or "of a day that is not known"
            yield f"{source.title}: {age if path else f'not in data/{DOWNLOADS}'}"
            due = postcode_file.review_by(dated) if source.tag else source.review_by(dated)
            if path and due:
                yield f"  {'should have been' if due < today else 'to be'} renewed by {format_date(due)}"
            if newer and source.moves:
                yield f"  {_newer(source, path, client, today)}"


def _set_aside(data: Path) -> None:
    former = data / FORMER
    shutil.rmtree(former, ignore_errors=True)
    (former / DOWNLOADS).mkdir(parents=True)
    (data / DOWNLOADS).mkdir(exist_ok=True)
    for name in MADE:
        if (data / name).exists():
            shutil.copyfile(data / name, former / name)
    (former / FETCHED).write_text("[]", "utf-8")


def _renew_source(source: Dataset, data: Path, today: date, fetch: Fetcher) -> Outcome:
    """Bring the newest file of a source, and put the one that it follows into data/former."""
    downloads, former = data / DOWNLOADS, data / FORMER
    before = _file_in(source, downloads)
    try:
        with redirect_stdout(sys.stderr):
            fetched = fetch({source.key: source}, downloads, today, bars=False, newest=True).get(source.key)
    except ContentError as error:
        state = "the last good one" if before else "absent"
        faults = "; ".join(problem.message.removeprefix(f"{source.title} ") for problem in error.problems)
        return Outcome(source, state, _date_in(source, data), one_line(faults))
    if fetched is None or fetched == before:
        return Outcome(source, "as before" if before else "absent", _date_in(source, data))
    names = json.loads((former / FETCHED).read_text("utf-8"))
    (former / FETCHED).write_text(json.dumps([*names, fetched.name]), "utf-8")
    if before:
        before.replace(former / DOWNLOADS / before.name)
    return Outcome(source, "new", _date_in(source, data))


def _file_in(source: Dataset, downloads: Path) -> Path | None:
    """Return the file of a source; one that is found by a tag came as an archive."""
    archives = downloads.glob(f"{source.file.partition('*')[0]}*.zip") if source.tag else ()
    return max(archives, key=lambda path: path.stat().st_mtime_ns, default=None) or source.find(downloads)


def _newer(source: Dataset, path: Path | None, client: httpx.Client, today: date) -> str:
    """Say which file is the newest that the publisher has; asks for heads of answers, and at the portal for titles."""
    try:
        if source.tag:
            newest = newest_release(source, client)
            is_here = path is not None and path.name == newest.file_in(path.parent, source).name
            return NO_NEWER if is_here else f"the newest is {newest.title}; {HOW_TO_FETCH}"
        for address in candidates(source, client, today):
            name = file_name(source, address)
            if path and name == path.name.removesuffix(".gz"):
                return NO_NEWER
            answer = client.head(address)
            if answer.status_code == 200 and "html" not in answer.headers.get("Content-Type", ""):
                return f"newer: {name}; {HOW_TO_FETCH}"
        return "no file of it is where it should be"
    except (NotFound, httpx.HTTPError) as fault:
        return f"whether there is a newer one could not be asked: {one_line(describe_fault(fault))}"


def _summary(outcomes: Iterable[Outcome], today: date) -> Iterator[str]:
    yield "## The data"
    yield ""
    yield "| source | what is used | of |"
    yield "|---|---|---|"
    for outcome in outcomes:
        dated = _aged(outcome.dated, today) if outcome.dated else ""
        yield f"| {outcome.source.title} | {outcome.state} | {dated} |"
    troubled = [outcome for outcome in outcomes if outcome.trouble]
    if troubled:
        yield ""
        yield "### Somebody should look"
        yield ""
        yield from (f"- **{outcome.source.title}**: {outcome.trouble}" for outcome in troubled)


def _aged(dated: str, today: date) -> str:
    """Write a day with its age: 27 November 2026 (3 days old). What is no day stays as it is."""
    day = day_of(dated)
    if not day or not re.fullmatch(r"\d{4}-\d\d-\d\d", dated):
        return dated
    days = (today - day).days
    return f"{format_date(day)} ({count(days, 'day')} old)"


def _date_in(source: Dataset, data: Path) -> str:
    path = _file_in(source, data / DOWNLOADS)
    if path and source.tag:
        return _month_of(path.parent)
    return source.date_of(path) if path else ""


def _month_of(downloads: Path) -> str:
    """Return the month of the newest directory of postcodes there, like November 2098; "" where it cannot be read."""
    try:
        release = find_release(downloads)
    except ContentError:
        return ""
    return release.name if release else ""
