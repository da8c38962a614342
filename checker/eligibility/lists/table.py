"""Answer a list of schools row by row, and say what was done with the list.

The page for trusts and the command line both read and answer through this file, so a list has one reading.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from eligibility.data.open_data import OpenData, parse_with_open_data
from eligibility.data.schools import NotFound, Schools
from eligibility.lists.batch import BatchAnswerer
from eligibility.lists.columns import ColumnFinder, Columns, ColumnsError, numbers_in
from eligibility.lists.list_notes import ListNotes
from eligibility.lists.named_school import NamedSchool, named_school
from eligibility.reading.cells import InputError, UnreadableError
from eligibility.reading.names import NAMING, is_number
from eligibility.reading.rows import Row, RowReader
from eligibility.reading.text import clean, fold
from eligibility.rule.criteria import IDACI_LOWEST
from eligibility.rule.evidence import CHOICES, Evidence, PercentRange
from eligibility.words.sentences import Rule
from eligibility.words.wording import error_text

ANSWER_COLUMNS: Final = (
    "line",
    "outcome",
    "priority",
    "reasons",
    "settles",
    "other_reading",
    "warnings",
    "edition",
    "review",
    "problem",
    "matched_school",
    "idaci_used",
    "aea_used",
    "estimated",
    "columns_not_used",
)
_NO_ANSWER: Final = dict.fromkeys(ANSWER_COLUMNS, "")
_FIGURES: Final = ("idaci", "aea", "deciles")
# A cell of these is of use, but no answer rests on it alone: one that cannot be read costs no row.
_OPTIONAL: Final = ("deciles", *CHOICES)
_FORMULA_SIGNS: Final = frozenset("=+-@\t\r")
_DECIMAL_COMMA: Final = re.compile(r"(?<=\d),(?=\d)")


class TableError(Exception):
    """A list that cannot be read at all; the text is a sentence of the wording."""


class SchoolTable:
    """A list being read: its columns at once, its rows one by one, so that any length takes little memory.

    `rows` come from a text (RowReader) or from a workbook. Raises TableError where its columns are not clear.
    """

    def __init__(self, rule: Rule, rows: Iterable[Row], today: str = "") -> None:
        self._rule, self._batch = rule, BatchAnswerer(rule, today)
        self._no_school = re.compile(rf"\b(?:{'|'.join(map(fold, rule.cells.words['no_school']))})\b")
        self._reader = rows if isinstance(rows, RowReader) else None
        self._is_continental = bool(self._reader and self._reader.separator == ";")
        self._rows = iter(rows)
        self._columns, titles = self._find_columns()
        self.fields = self._columns.fields
        self._folded_names = [*map(fold, self._columns.names)]
        self.notes = ListNotes(rule, self._columns, ANSWER_COLUMNS)
        self.notes.left_out += titles
        self._seen: dict[str, tuple[int, Evidence]] = {}  # by URN, the first row of each school, and its figures
        self._optional = [field for field in _OPTIONAL if field in self.fields]
        # Whether schools may have to be looked up.
        self.names_schools = any(field in NAMING for field in self.fields)
        # No wonder where a row has figures: no school is found by its name alone, nor without data on schools.
        may_be_found = any(field in NAMING and field != "name" for field in self.fields)
        self._expected = (
            ("no-schools",) if may_be_found else ("no-schools", "postcode-missing", "postcode-missing-near")
        )

    def _find_columns(self) -> tuple[Columns, list[int]]:
        """Find the columns, and the rows above their names. Raises TableError."""
        try:
            columns, titles, read = ColumnFinder(self._rule).find(self._rows, self._tell_width)
        except ColumnsError as error:
            raise TableError(self._rule.text(f"sheets.{error.code}", **error.values)) from None
        self._rows = chain(read, self._rows)
        self._tell_width(0 if columns.is_spread else len(columns.fields))
        return columns, [title.line for title in titles]

    def _tell_width(self, width: int) -> None:
        if self._reader:
            self._reader.width = width

    @property
    def names_columns(self) -> bool:
        """Whether a row of the list names its columns."""
        return self._columns.are_named

    def header(self) -> list[str]:
        return [*escape_formulas(self._columns.names), *ANSWER_COLUMNS]

    def answers(self, schools: Schools | None = None) -> Iterator[list[str]]:
        """Give each row with its answer, or with what is wrong with it: its cells and those of ANSWER_COLUMNS."""
        for row in self._rows:
            if row.is_blank:
                continue
            if self._columns.is_spread:
                yield from (self._answer(Row(row.line, [number]), schools) for number in numbers_in(row.cells))
                if not numbers_in(row.cells):
                    self.notes.left_out.append(row.line)
            elif not row.problem and self._is_no_school(row):
                self.notes.left_out.append(row.line)
            else:
                yield self._answer(row, schools)

    def _is_no_school(self, row: Row) -> bool:
        """Whether a row is a total, an average or a note: it says so, and has no number or postcode of a school.

        So is one that has nothing in any column that is read, and one that names the columns once more.
        """
        cells = dict(zip(self.fields, row.cells, strict=False))
        is_no_value = self._rule.cells.is_no_value
        is_held = any(not is_no_value(clean(cell)) for field, cell in cells.items() if field)
        if self.names_schools and not is_held and not any(row.cells[len(self.fields) :]):
            return True
        first = fold(next((cell for cell in row.cells if clean(cell)), ""))
        if first in self._folded_names and [*map(fold, row.cells)] == self._folded_names:
            return True
        if not any(map(self._no_school.search, (first, fold(cells.get("name", ""))))):
            return False
        has_number = any(is_number(cells.get(field, "")) for field in ("urn", "dfe", "ukprn"))
        return not has_number and not clean(cells.get("postcode", ""))

    def _answer(self, row: Row, schools: Schools | None) -> list[str]:
        width = len(self.fields)
        cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
        texts = [*map(clean, cells)]
        self.notes.add_cells(cells, texts)
        shown = escape_formulas(cells)
        if row.problem:
            return [*shown, *self._error_cells(row, self._rule.text(f"sheets.{row.problem}", line=row.line))]
        if any(map(clean, row.cells[width:])):
            values = {"line": row.line, "cells": len(row.cells), "columns": width}
            return [*shown, *self._error_cells(row, self._rule.text("sheets.row-too-long", **values))]
        entered = {field: text for field, text in zip(self.fields, texts, strict=True) if field}
        try:
            return [*shown, *self._answer_cells(row, entered, schools)]
        except NotFound as missing:
            return [*shown, *self._error_cells(row, self._why_not_found(missing))]
        except UnreadableError as error:
            problems = (error_text(self._rule, problem) + "." for problem in error.problems)
            return [*shown, *self._error_cells(row, " ".join(problems))]

    def _answer_cells(self, row: Row, entered: dict[str, str], schools: Schools | None) -> list[str]:
        reader = self._rule.cells
        named = self._take_names(entered)
        if self._is_continental:
            for field in ("idaci", "deciles"):
                entered[field] = _DECIMAL_COMMA.sub(".", entered.get(field, ""))
        warnings = [self._left_out(self._why_not_found(each).removesuffix(".")) for each in named.unread]
        warnings += map(self._left_out, self._leave_out_optional(entered))
        school = None
        try:
            school = named.find(schools, reader.names)
        except NotFound as missing:
            if all(reader.read(field, entered.get(field, "")) is None for field in _FIGURES):
                raise
            if missing.code not in self._expected:
                warnings.append(self._rule.text("sheets.figures-alone", why=self._why_not_found(missing)))
        if self.names_schools and not any(named):
            warnings.append(self._rule.text("sheets.no-name"))
        evidence = parse_with_open_data(reader, entered, school) if school else reader.parse(entered)
        if school and schools:
            warnings += self._doubts(row, named, school, schools, evidence)
        answer = self._batch.answer(evidence)
        decision, other = answer.decision, answer.decision.other_reading
        warnings += [*answer.warnings_text, *([answer.other_reading_text] if answer.other_reading_text else [])]
        values = {
            "line": str(row.line),
            "outcome": decision.outcome,
            "priority": decision.priority,
            "reasons": " ".join(answer.reasons_text),
            "settles": " ".join(answer.settles_text),
            "other_reading": other.outcome if other else "",
            "warnings": " ".join(warnings),
            "edition": self._rule.criteria.edition,
            "review": answer.review_text or "",
            "matched_school": self._school_name(school) if school else "",
            "idaci_used": answer.idaci,
            "aea_used": answer.aea,
            "estimated": self._estimate_text(evidence, school),
        }
        return self._cells(values)

    def _take_names(self, entered: dict[str, str]) -> NamedSchool:
        """Take what names the school out of what was entered."""
        is_no_value = self._rule.cells.is_no_value
        texts = {field: entered.pop(field, "") for field in NAMING}
        texts = {field: "" if text and is_no_value(text) else text for field, text in texts.items()}
        return named_school(texts)

    def _doubts(
        self, row: Row, named: NamedSchool, school: OpenData, schools: Schools, evidence: Evidence
    ) -> list[str]:
        """Say where a row may not be right: another name, a nought of no cell, other figures than in a row above."""
        told, names = list[str](), self._rule.cells.names
        if named.means_another(school, schools, names):
            told.append(self._rule.text("sheets.other-name", urn=school.urn, school=school.name, name=named.name))
        if evidence.idaci == PercentRange(high=IDACI_LOWEST) and "idaci" not in evidence.from_open_data:
            told.append(self._rule.text("sheets.zero"))
        line, before = self._seen.setdefault(school.urn, (row.line, evidence))
        return [*told, self._rule.text("sheets.again", line=line)] if before != evidence else told

    def _leave_out_optional(self, entered: dict[str, str]) -> list[str]:
        """Take cells that cannot be read out of what was entered, where no answer rests on them; say why."""
        read = self._rule.cells.read
        problems = [each for field in self._optional if isinstance(each := read(field, entered[field]), InputError)]
        for problem in problems:
            del entered[problem.field]
        return [error_text(self._rule, problem) for problem in problems]

    def _left_out(self, message: str) -> str:
        return self._rule.text("sheets.left-out", message=message)

    def _why_not_found(self, missing: NotFound) -> str:
        near = self._rule.text("phrases.comma").join(map(self._school_name, missing.candidates))
        return self._rule.text(f"lookups.{missing.code}", entered=missing.entered, near=missing.meant or near)

    def _school_name(self, school: OpenData) -> str:
        return self._rule.text("phrases.school_named", name=school.name, urn=school.urn)

    def _estimate_text(self, evidence: Evidence, school: OpenData | None) -> str:
        if school is None or "idaci" not in evidence.from_open_data:
            return ""
        return self._rule.text(f"sheets.{school.estimate['tested']}", error=school.estimate["error"])

    def _error_cells(self, row: Row, problem: str) -> list[str]:
        return self._cells({"line": str(row.line), "problem": problem})

    def _cells(self, values: Mapping[str, str]) -> list[str]:
        told = {**_NO_ANSWER, **values, "columns_not_used": "|".join(self.notes.unused)}
        return escape_formulas(told.values())


def escape_formulas(cells: Iterable[str]) -> list[str]:
    """Keep a spreadsheet from running cells as formulas: CSV injection, as OWASP describes it."""
    return [f"'{cell}" if cell[:1] in _FORMULA_SIGNS else cell for cell in cells]
