"""Read the hand-written tables of checker/grids: the oracle for every place in which the rule runs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

GRIDS = Path(__file__).parent
OUTCOME_OF_LETTER = {"M": "meets", "D": "depends", "N": "does-not-meet"}


class NeedCase(NamedTuple):
    """One cell of need.txt."""

    where: str
    entered: dict[str, str]
    outcome: str


class AnswerCase(NamedTuple):
    """One line of answers.txt, with its columns split; `sentence` says what it shows."""

    sentence: str
    entered: dict[str, str]
    outcome: str
    priority: str
    reasons: list[str]
    settles: str
    notes: list[str]


class ReadingCase(NamedTuple):
    """One line of readings.txt: the outcome by each reading of the bands; `other` is "-" where there is none."""

    sentence: str
    entered: dict[str, str]
    outcome: str
    other: str


class EntryCase(NamedTuple):
    """One line of entries.txt: `becomes` is what the answer shows, or the code of the sentence that asks."""

    where: str
    field: str
    entered: str
    becomes: str


class BandCase(NamedTuple):
    """One line of bands.txt."""

    where: str
    idaci: str
    band: str
    above: str
    categories: str


def need_cases() -> list[NeedCase]:
    (_, header), *cells = rows(GRIDS / "need.txt")
    columns = header.split()[1:]
    cases = []
    for where, row in cells:
        idaci, *letters = row.split()
        for aea, letter in zip(columns, letters, strict=True):
            entered = {name: text for name, text in (("idaci", idaci), ("aea", aea)) if text != "?"}
            cases.append(NeedCase(f"{where} aea {aea}", entered, OUTCOME_OF_LETTER[letter]))
    return cases


def answer_cases() -> list[AnswerCase]:
    cases = []
    for _, line in rows(GRIDS / "answers.txt"):
        sentence, entered, outcome, priority, reasons, settles, notes = (cell.strip() for cell in line.split("|"))
        codes = [[] if cell == "-" else cell.split() for cell in (reasons, notes)]
        pairs = dict(pair.split("=") for pair in entered.split())
        cases.append(AnswerCase(sentence, pairs, outcome, priority, codes[0], settles, codes[1]))
    return cases


def reading_cases() -> list[ReadingCase]:
    cases = []
    for _, line in rows(GRIDS / "readings.txt"):
        sentence, entered, outcome, other = (cell.strip() for cell in line.split("|"))
        cases.append(ReadingCase(sentence, dict(pair.split("=") for pair in entered.split()), outcome, other))
    return cases


def entry_cases() -> list[EntryCase]:
    cases = []
    for where, line in rows(GRIDS / "entries.txt"):
        field, entered, becomes = (cell.strip() for cell in line.split("|"))
        cases.append(EntryCase(where, field, unquoted(entered), becomes))
    return cases


def unquoted(cell: str) -> str:
    r"""Read a cell that stands between quotes, with characters that cannot be seen written as \u200b."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), cell[1:-1])


def band_cases() -> list[BandCase]:
    return [BandCase(where, *(cell.strip() for cell in line.split("|"))) for where, line in rows(GRIDS / "bands.txt")]


def all_questions() -> list[dict[str, str]]:
    """Return what every table enters, for the runs that compare one place's answers with another's."""
    entries = [{case.field: case.entered} for case in entry_cases()]
    wholes = [case.entered for case in answer_cases()] + [case.entered for case in reading_cases()]
    return [case.entered for case in need_cases()] + wholes + entries


def rows(table: Path) -> Iterator[tuple[str, str]]:
    """Yield each row of a table with the place where it stands: lines that are empty or a comment are none."""
    for number, line in enumerate(table.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield f"{table.name}:{number}", line
