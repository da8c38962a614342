"""What became of each row: used, or left out for a reason. A row that is neither stops the work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, order=True)
class Unused:
    """One row that is not used: the line of its file, what names it there, and why."""

    line: int
    name: str
    why: str


@dataclass
class Account:
    """The rows of one file. `notes` count rows that are used with something missing, or in an unusual way."""

    file: str = ""
    date: str = ""
    rows: int = 0
    used: int = 0
    unused: list[Unused] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    absent: bool = False

    def leave_out(self, line: int, name: str, why: str) -> None:
        self.unused.append(Unused(line, name, why))

    def note(self, what: str, times: int = 1) -> None:
        if times:
            self.notes[what] += times

    @property
    def reasons(self) -> dict[str, int]:
        return dict(sorted(Counter(row.why for row in self.unused).items(), key=lambda found: (-found[1], found[0])))

    def as_data(self) -> dict[str, Any]:
        named = {"file": self.file, "date": self.date, "absent": self.absent}
        return {
            **named,
            "rows": self.rows,
            "used": self.used,
            "unused": self.reasons,
            "notes": dict(sorted(self.notes.items())),
        }


class Unaccounted(AssertionError):
    """Rows went missing on the way: a fault of this program, not of the data."""


class Ledger:
    def __init__(self, keys: Iterable[str]) -> None:
        self.accounts = {key: Account() for key in keys}

    def __getitem__(self, key: str) -> Account:
        return self.accounts[key]

    def check(self) -> None:
        for key, account in self.accounts.items():
            if account.rows != account.used + len(account.unused):
                told = f"{account.rows} rows in, {account.used} used, {len(account.unused)} left out with a reason"
                raise Unaccounted(f"{key}: {told}")
