"""Split the text of a list into rows of cells, each with its number in the sheet.

Beside the csv module because a quotation mark that nobody closed must not swallow the rows below it: csv would put the
figures of one school beside another.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from eligibility.reading.names import is_number
from eligibility.reading.text import clean

SEPARATORS: Final = (",", ";", "\t")
_SEPARATOR_LINE: Final = re.compile(r'[\s\ufeff"]*sep=(.)"?\s*')  # which spreadsheets obey and do not show
_CLOSING: Final = re.compile(r'(?:[^"]+|"")*+"')  # the rest of a cell in quotation marks, with its end
_MAX_LINES: Final = 100  # in one cell
_MAX_SHOWN: Final = 60  # characters of what was seen, in a message

_OLE: Final = r"\xd0\xcf\x11\xe0"  # in which older programs keep a file; the names in it are UTF-16
_wide: Final = "\0".join

# How a file begins that is no list; files of bytes are seen here as Windows-1252 letters. The wording says what to do.
FILE_KINDS: Final = {
    "pdf": r"%PDF",
    "protected": rf"{_OLE}.*{_wide('EncryptedPackage')}",
    "archive": r"PK\x03\x04.*(?:opendocument|Index/|\.iwa|word/|ppt/)|"
    r"PK\x03\x04.{26}(?!\[Content_Types\]|_rels/|docProps/|xl/|.*xl/w)|"
    rf"{_OLE}(?!.*{_wide('book')}\0).*(?:{'|'.join(map(_wide, ('WordDocument', 'PowerPoint', '__properties')))})|"
    r"\x1f[\x8b\u2039]\x08|7z\xbc\xaf|Rar!\x1a",
    "old-workbook": _OLE,
    "workbook": r"PK\x03\x04",
    "picture": r"\x89PNG|\u2030PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|\0\0..ftyp|BM.{4}\0{4}|II\*\0|MM\0\*",
    "web-page": r"\s*<(?:!doctype html|!--|html|head|body|meta|table|div|style)\b",
    "xml": r"\s*<[?a-z]",
    "rtf": r"\{\\rtf",
    "json": r"\s*[\[{]\s*[\"\[{\]}]",
    "address": r"\s*https?://\S+\s*$",
}
_KINDS: Final = [(kind, re.compile(start, re.IGNORECASE | re.DOTALL)) for kind, start in FILE_KINDS.items()]


class Row(NamedTuple):
    """A row: its number in the sheet, its cells, and what is wrong with it (a code of the wording, or "")."""

    line: int
    cells: list[str]
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(map(clean, self.cells))


def kind_of_file(start: str) -> str:
    """Tell what a text is that begins so, where it is no list; "" where it may be one."""
    start = start.lstrip("\ufeff")
    if not clean(start[:_MAX_SHOWN]) and not clean(start):
        return "empty"
    return next((kind for kind, begins in _KINDS if begins.match(start)), "")


def separator_of(start: str) -> str:
    """Tell what stands between the cells of a list that begins so: what it says itself, or the likeliest."""
    if declared := _SEPARATOR_LINE.match(start):
        return declared[1]
    lines = re.sub(r'"[^"]*"', "", start.lstrip("\ufeff")).splitlines()[:20]

    def fitness(separator: str) -> tuple[int, int]:
        """In how many lines it stands equally often, and how often: decimal commas stand in some lines only."""
        counts = [times for times in (line.count(separator) for line in lines) if times]
        return max(((counts.count(times), times) for times in counts), default=(0, 0))

    return max(SEPARATORS, key=fitness)


def rows_of(cells: Iterable[Iterable[object]]) -> Iterator[Row]:
    """Give the rows of a workbook their numbers; whatever is in a cell is taken as text."""
    return (Row(number, [str(cell) for cell in row]) for number, row in enumerate(cells, 1))


class RowReader:
    """Read the lines of a list, row by row.

    Set `width` to the number of columns once they are known: it tells a line break or a separator in a cell from a mark
    left open.
    """

    def __init__(self, lines: Iterable[str], separator: str) -> None:
        self.separator, self.width = separator, 0
        cell = rf'(?:"(?:[^"]|"")*+"|[^"{re.escape(separator)}]*+)'
        self._own_row = re.compile(rf"{cell}(?:{re.escape(separator)}{cell})*")  # its marks open and close in it
        self._lines = iter(lines)
        self._ahead: list[str] = []  # lines that are read again, the next one last

    def __iter__(self) -> Iterator[Row]:
        number = 0
        while (line := self._next_line()) is not None:
            if number == 0:
                line = line.lstrip("\ufeff")
                if _SEPARATOR_LINE.fullmatch(line):
                    continue
            number += 1
            yield self._row(number, line)

    def _next_line(self) -> str | None:
        return self._ahead.pop() if self._ahead else next(self._lines, None)

    def _row(self, number: int, line: str) -> Row:
        if '"' not in line:
            return Row(number, line.rstrip("\r\n").split(self.separator))
        block = [line]
        is_open = self._is_open(line)
        while is_open:
            more = self._next_line()
            if more is not None:
                block.append(more)
                is_open = self._is_open(more, is_open)
            if more is None or len(block) > _MAX_LINES or self._is_whole_row(more, line, is_open):
                return self._left_open(number, block)
        try:
            cells = next(csv.reader(block, delimiter=self.separator), [])
        except csv.Error:
            return Row(number, [line[:_MAX_SHOWN]], "not-a-table")
        if len(cells) < self.width and any(self.separator in below for below in block[1:]):
            return self._left_open(number, block)
        takes_several = len(block) == 1 and len(cells) < self.width <= line.count(self.separator) + 1
        return Row(number, cells, "cells-in-marks" if takes_several else "")

    def _left_open(self, number: int, block: list[str]) -> Row:
        """Give the first line alone, as it is; the lines below it are read again."""
        self._ahead += reversed(block[1:])
        return Row(number, block[0].rstrip("\r\n").split(self.separator), "open-quote")

    def _is_open(self, text: str, is_open: bool = False) -> bool:
        """Tell whether a cell in quotation marks goes on after this text; `is_open` if one began before it."""
        at = 0
        while True:
            if is_open or text.startswith('"', at):
                closing = _CLOSING.match(text, at if is_open else at + 1)
                if closing is None:
                    return True
                at, is_open = closing.end(), False
            at = text.find(self.separator, at) + 1
            if not at:
                return False

    def _is_whole_row(self, line: str, opening: str, is_open: bool) -> bool:
        """Tell whether a line below an open mark is a row of its own, so that the mark may have been left open."""
        cells = line.strip().split(self.separator)
        if not self.width:  # among titles and the names of columns, only a school's number tells
            return any(re.fullmatch(r"\s*\d{6}\s*", cell) for cell in cells)
        above = opening.split(self.separator)
        if any(is_number(cell) and is_number(other) for cell, other in zip(cells, above, strict=False)):
            return True
        is_own_row = (is_open and not self._is_open(line)) or bool(self._own_row.fullmatch(line.strip()))
        return 1 < len(cells) == self.width and (len(above) >= self.width or is_own_row)
