"""Account for every row of the official files: used, or skipped for a reason. A row that is neither stops the work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, order=True)
class SkippedRow:
    """One row that is not used: the line of its file, what names it there, and why."""

    line: int
    name: str
    reason: str


@dataclass
class FileAccount:
    """The rows of one file. `notes` count rows that are used with something missing, or in an unusual way."""

    file: str = ""
    date: str = ""
    rows: int = 0
    used: int = 0
    skipped: list[SkippedRow] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    absent: bool = False

    def skip(self, line: int, name: str, reason: str) -> None:
        """Account for a row that is not used."""
        self.skipped.append(SkippedRow(line, name, reason))

    def note(self, what: str, times: int = 1) -> None:
        """Count something that is so of rows that are used."""
        if times:
            self.notes[what] += times

    @property
    def reasons(self) -> dict[str, int]:
        """Return how many rows were skipped for each reason, the most frequent first."""
        counts = Counter(row.reason for row in self.skipped)
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def as_data(self) -> dict[str, Any]:
        """Return the account as the snapshot has it."""
        return {
            "file": self.file,
            "date": self.date,
            "absent": self.absent,
            "rows": self.rows,
            "used": self.used,
            "unused": self.reasons,
            "notes": dict(sorted(self.notes.items())),
        }


class UnaccountedRows(AssertionError):
    """Rows that went missing on the way: a fault of this program, not of the data."""


class RowAccounts:
    """Hold the account of each file, by the key of its dataset."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.accounts = {key: FileAccount() for key in keys}

    def __getitem__(self, key: str) -> FileAccount:
        return self.accounts[key]

    def check(self) -> None:
        """Raise UnaccountedRows where the rows of a file are more or fewer than those used and skipped."""
        for key, account in self.accounts.items():
            if account.rows != account.used + len(account.skipped):
                counts = f"{account.rows} rows in, {account.used} used, {len(account.skipped)} left out with a reason"
                raise UnaccountedRows(f"{key}: {counts}")
