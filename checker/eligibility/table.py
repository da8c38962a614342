"""A table of schools, from a spreadsheet or a CSV file: which column is what, and the answer for each row.

The page for trusts and the command line both read and answer through this file, so a table has one reading.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from eligibility.batch import BatchAnswerer
from eligibility.cells import UnreadableError
from eligibility.evidence import FIELDS, Evidence
from eligibility.open_data import OpenData, parse_with_open_data
from eligibility.schools import NotFound, Schools
from eligibility.sentences import Rule
from eligibility.wording import error_text

# The usual names of each column, beside its own and the one in the wording. Case, spaces and signs do not matter.
COLUMN_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "urn": ("unique reference number", "school urn", "establishment urn", "dfe urn"),
    "name": ("school", "school name", "name of school", "establishment", "establishment name"),
    "postcode": ("school postcode",),
    "idaci": ("school idaci", "idaci percent", "idaci percentage", "pupil mean idaci", "mean idaci"),
    "aea": ("achieving excellence area", "achieving excellence areas", "achieving excellence area category"),
    "england": ("is in england",),
    "phase": ("school phase", "phase of education", "phase of education name", "type of school"),
    "completed": ("completed programme", "completed the programme"),
    "partner": ("tf partner", "partner school"),
    "ofsted": ("ofsted rating", "ofsted rating name", "ofsted grade", "ofsted judgement", "overall effectiveness"),
    "at-risk": ("risk", "at risk of 3 or 4"),
}
ANSWER_COLUMNS: Final = (
    *("outcome", "priority", "reasons", "settles", "edition", "review", "problem"),
    *("matched_school", "idaci_used", "aea_used", "estimated"),
)
SEPARATORS: Final = (",", ";", "\t")
_LOOKED_UP: Final = ("urn", "name", "postcode")
_BARE_URN: Final = re.compile(r"\d{6}")


class TableError(Exception):
    """A table that cannot be read at all; the text is a sentence of the wording."""


def separator_of(start: str) -> str:
    """What stands between the cells of a table that starts so: the likeliest in its first line, outside quotes."""
    first = re.sub(r'"[^"]*"', "", start.lstrip("\ufeff\r\n")).splitlines()[:1]
    return max(SEPARATORS, key=lambda separator: "".join(first).count(separator))


class SchoolTable:
    """A table being read: its columns at once, its rows one by one, so that any length takes little memory."""

    def __init__(self, rule: Rule, lines: Iterable[str], separator: str, today: str = "") -> None:
        self._rule, self._many = rule, BatchAnswerer(rule, today)
        self._reader = csv.reader(lines, delimiter=separator)
        rows = (row for row in self._reader if any(map(str.strip, row)))
        first = self._next(rows) or []
        names = {_joined(name): field for field in COLUMN_ALIASES for name in _names(rule, field)}
        self.fields = [names.get(_joined(cell), "") for cell in first]  # which each column stands for, "" for none
        self._rows = rows
        self._first: list[str] | None = None
        self.columns = first
        if not any(self.fields) and len([cell for cell in first if _BARE_URN.fullmatch(cell.strip())]) == 1:
            # Bare numbers, copied without the name of their column.
            self.fields = ["urn" if _BARE_URN.fullmatch(cell.strip()) else "" for cell in first]
            self.columns, self._first = list(self.fields), first
        self._check_columns()

    @property
    def names_schools(self) -> bool:
        """Whether schools may have to be looked up."""
        return any(field in _LOOKED_UP for field in self.fields)

    def header(self) -> list[str]:
        return [*map(escape_formula, self.columns), *ANSWER_COLUMNS]

    def answers(self, schools: Schools | None = None) -> Iterator[list[str]]:
        """Each row with its answer, or with what is wrong with it: its cells and those of ANSWER_COLUMNS."""
        if self._first is not None:
            yield self._answer(self._first, schools)
        while (row := self._next(self._rows)) is not None:
            yield self._answer(row, schools)

    def _next(self, rows: Iterator[list[str]]) -> list[str] | None:
        try:
            return next(rows, None)
        except csv.Error:
            raise TableError(self._rule.text("sheets.not-a-table", line=self._reader.line_num)) from None

    def _check_columns(self) -> None:
        if not set(self.fields) & {"urn", "idaci", "aea"} and not {"name", "postcode"} <= set(self.fields):
            raise TableError(self._rule.text("sheets.no-columns"))
        for field in filter(None, self.fields):
            same = [column for column, its in zip(self.columns, self.fields, strict=True) if its == field]
            if len(same) > 1:
                raise TableError(self._rule.text("sheets.column-twice", columns=", ".join(same), field=field))

    def _answer(self, row: Sequence[str], schools: Schools | None) -> list[str]:
        width = len(self.columns)
        cells = [*map(escape_formula, row[:width]), *[""] * (width - len(row))]
        if any(map(str.strip, row[width:])):
            return _error_cells(cells, self._rule.text("sheets.row-too-long", cells=len(row), columns=width))
        entered = {field: cell.strip() for field, cell in zip(self.fields, row, strict=False) if field}
        urn, name, postcode = (entered.pop(field, "") for field in _LOOKED_UP)
        has_figures = bool(entered.get("idaci") or entered.get("aea"))
        try:
            school = _find(urn, name, postcode, has_figures, schools)
            cells_of = self._rule.cells
            evidence = parse_with_open_data(cells_of, entered, school) if school else cells_of.parse(entered)
        except NotFound as missing:
            near = self._rule.text("phrases.comma").join(self._named(each) for each in missing.candidates)
            return _error_cells(cells, self._rule.text(f"lookups.{missing.code}", entered=missing.entered, near=near))
        except UnreadableError as error:
            return _error_cells(cells, " ".join(error_text(self._rule, problem) + "." for problem in error.problems))
        return [*cells, *self._answer_cells(evidence, school)]

    def _answer_cells(self, evidence: Evidence, school: OpenData | None) -> list[str]:
        answer = self._many.answer(evidence)
        decision, estimated = answer.decision, ""
        if school and "idaci" in evidence.from_open_data:
            estimated = self._rule.text(f"sheets.{school.estimate['tested']}", error=school.estimate["error"])
        told = [
            *(decision.outcome, decision.priority, " ".join(answer.reasons_text), " ".join(answer.settles_text)),
            *(self._rule.criteria.edition, answer.review_text or "", "", self._named(school) if school else ""),
            *(answer.idaci, answer.aea, estimated),
        ]
        return list(map(escape_formula, told))

    def _named(self, school: OpenData) -> str:
        return self._rule.text("phrases.school_named", name=school.name, urn=school.urn)


def _find(urn: str, name: str, postcode: str, has_figures: bool, schools: Schools | None) -> OpenData | None:
    """The school that a row names. One that is not found matters only where the row gives no figure of its own."""
    try:
        if not (urn or name or postcode):
            return None
        if schools is None:
            raise NotFound("no-schools", urn or name)
        return schools.by_urn(urn) if urn else schools.by_name(name, postcode)
    except NotFound:
        if has_figures:
            return None
        raise


def _error_cells(cells: list[str], problem: str) -> list[str]:
    return [*cells, *(escape_formula(problem) if column == "problem" else "" for column in ANSWER_COLUMNS)]


def _names(rule: Rule, field: str) -> tuple[str, ...]:
    said_in_answers = (rule.text(f"questions.{field}.name"),) if field in FIELDS else ()
    return (field, *said_in_answers, *COLUMN_ALIASES[field])


@lru_cache(maxsize=5000)
def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _joined(name: str) -> str:
    """The name of a column, however it is written: EstablishmentName, establishment_name, Establishment name."""
    return _plain(name).replace(" ", "")


def escape_formula(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: CSV injection, as OWASP describes it."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
