"""Read which official files there are, from datasets.toml, and find each of them in a folder."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Dataset:
    """One official file; datasets.toml says what each field means."""

    key: str
    title: str
    publisher: str
    licence: str
    file: str
    measures: str
    without: str
    least_rows: int
    columns: dict[str, str] = field(default_factory=dict)
    page: str = ""
    address: str = ""
    content: str = ""
    assets: str = "https://assets.publishing.service.gov.uk/media/"
    pages: bool = False
    order: str = ""
    tag: str = ""
    save_as: str = ""
    dated: str = ""
    partial_below: int = 0
    partial_publisher: str = ""
    fresh_days: int = 0

    @property
    def moves(self) -> bool:
        """Say whether a newer file may stand at another address."""
        return bool(self.content or self.tag) or "{day}" in self.address or "{year}" in self.address

    def review_by(self, dated: str) -> date | None:
        """Return the last day on which data of that date may be used unreviewed; None for data that does not age."""
        day = day_of(dated)
        return day + timedelta(days=self.fresh_days) if day and self.fresh_days else None

    def find(self, folder: Path) -> Path | None:
        """Return its file in a folder or below it, if it is there: the latest by name, and plain before gzipped."""
        pattern = re.escape(self.file).replace(r"\*", ".*") + r"(\.gz)?"
        found = [path for path in folder.rglob("*") if path.is_file() and re.fullmatch(pattern, path.name)]
        return max(found, key=lambda path: (path.name.removesuffix(".gz"), path.suffix != ".gz"), default=None)

    def date_of(self, path: Path) -> str:
        """Return the day of the data: in the file's name where it carries one, else as datasets.toml says."""
        if stamp := re.search(r"(20\d{6})(?!\d)", path.name):
            try:
                return datetime.strptime(stamp[1], "%Y%m%d").date().isoformat()
            except ValueError:
                return self.dated  # eight digits that are no day
        if years := re.search(r"(20\d\d)-(20\d\d)", path.name):
            return f"{years[1]} to {years[2]}"
        return self.dated


def day_of(dated: str) -> date | None:
    """Return the day of data by its date; a school year ends with August."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", dated):
        return date.fromisoformat(dated)
    years = re.fullmatch(r"20\d\d to (20\d\d)", dated)
    return date(int(years[1]), 8, 31) if years else None


def read_catalogue(path: Path = HERE / "datasets.toml") -> dict[str, Dataset]:
    """Read the datasets that are tables of schools and areas: all but the directory of postcodes."""
    return {key: dataset for key, dataset in _read_datasets(path).items() if not dataset.tag}


def read_directory_dataset(path: Path = HERE / "datasets.toml") -> Dataset:
    """Read the one dataset that is found by a tag: the directory of postcodes."""
    return next(dataset for dataset in _read_datasets(path).values() if dataset.tag)


def _read_datasets(path: Path) -> dict[str, Dataset]:
    return {key: Dataset(key, **table) for key, table in tomllib.loads(path.read_text("utf-8")).items()}


def read_establishment_types(path: Path = HERE / "establishment_types.toml") -> dict[str, Any]:
    """Read which types of establishment are schools, and of what kind."""
    return tomllib.loads(path.read_text("utf-8"))
