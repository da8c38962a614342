"""What became of each row: used, or left out for a reason. A row that is neither stops the work."""

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

    def skip(self, line: int, name: str, why: str) -> None:
        self.skipped.append(SkippedRow(line, name, why))

    def note(self, what: str, times: int = 1) -> None:
        if times:
            self.notes[what] += times

    @property
    def reasons(self) -> dict[str, int]:
        return dict(
            sorted(Counter(row.reason for row in self.skipped).items(), key=lambda found: (-found[1], found[0]))
        )

    def as_data(self) -> dict[str, Any]:
        named = {"file": self.file, "date": self.date, "absent": self.absent}
        return {
            **named,
            "rows": self.rows,
            "used": self.used,
            "unused": self.reasons,
            "notes": dict(sorted(self.notes.items())),
        }


class UnaccountedRows(AssertionError):
    """Rows went missing on the way: a fault of this program, not of the data."""


class RowAccounts:
    def __init__(self, keys: Iterable[str]) -> None:
        self.accounts = {key: FileAccount() for key in keys}

    def __getitem__(self, key: str) -> FileAccount:
        return self.accounts[key]

    def check(self) -> None:
        for key, account in self.accounts.items():
            if account.rows != account.used + len(account.skipped):
                told = f"{account.rows} rows in, {account.used} used, {len(account.skipped)} left out with a reason"
                raise UnaccountedRows(f"{key}: {told}")
