"""Read one cell: what a person typed, or a spreadsheet made of it, for the form, lists, links and the command line.

What is understood is accepted; what has two readings is asked about with a sentence of the wording; nothing is rounded
and nothing becomes nought. The words that cells may hold are editors' data: the table [cells] of content/wording.toml.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from eligibility.reading.figures import FIGURE_ERRORS, Rejected, read_categories, read_percentages
from eligibility.reading.names import NameReader
from eligibility.reading.text import clean, fold
from eligibility.rule.criteria import FIELD_OF_MEASURE
from eligibility.rule.evidence import CHOICES, FIELDS, PERCENTAGES, Evidence, PercentRange

INPUT_ERRORS: Final = ("unknown-field", "not-text", "not-an-object", "school-unreadable")
ERRORS: Final = (*INPUT_ERRORS, *FIGURE_ERRORS, *(f"{field}-not-a-choice" for field in CHOICES))


class InputError(NamedTuple):
    """One entry that cannot be used: the field, what is wrong (a code of the wording), and what was entered.

    `meant` is what may have been meant, written as it can be read; "" where nobody can say.
    """

    field: str
    code: str
    entered: str
    meant: str = ""


class UnreadableError(ValueError):
    """What was entered cannot be read or must be asked about. `problems` has one InputError for each such field."""

    def __init__(self, problems: tuple[InputError, ...]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.code}: {p.entered!r}" for p in problems))
        self.problems = problems


Value = PercentRange | tuple[int, ...] | str

_MAX_KEPT: Final = 5000  # a list says the same in many rows; any list takes the same memory


class CellReader:
    """Read cells by the words that editors gave it.

    `words` is the table [cells] of the wording, `labels` the label of each answer by field, and `measure` the one by
    which the criteria read their bands.
    """

    def __init__(self, words: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]], measure: str) -> None:
        self.words = words
        self.names = NameReader(words["abbreviations"])
        # Where Evidence keeps each percentage: by the measure that leads, or by the other one.
        leading = FIELD_OF_MEASURE.get(measure, "idaci")
        self.places = {field: "idaci" if field == leading else "other_measure" for field in PERCENTAGES}
        self._no_value = set(map(_no_value_form, words["no_value"]))
        self._choices = {field: _spellings(field, words["answers"], labels[field]) for field in CHOICES}
        self._kept: dict[tuple[str, str], Value | InputError | None] = {}

    def parse(self, entered: Mapping[str, object]) -> Evidence:
        """Read what was entered as text, by field name (see FIELDS); an empty or absent entry is not known.

        Raises UnreadableError with every problem at once, in the order of FIELDS. Takes text only: a float would not
        be exact.
        """
        problems = [InputError(name, "unknown-field", name) for name in entered if name not in FIELDS]
        values: dict[str, Value] = {}
        for field in FIELDS:
            typed = entered.get(field, "")
            if typed == "":
                continue
            value = self.read(field, typed) if isinstance(typed, str) else InputError(field, "not-text", str(typed))
            if isinstance(value, InputError):
                problems.append(value)
            elif value is not None:
                values[self.places.get(field, field.replace("-", "_"))] = value
        if problems:
            raise UnreadableError(tuple(problems))
        return Evidence(**values)  # type: ignore[arg-type]

    def read(self, field: str, typed: str) -> Value | InputError | None:
        """Read one cell of a field: its value, None where it gives none, or what must be asked about it."""
        if not typed:
            return None
        if (field, typed) not in self._kept:
            if len(self._kept) >= _MAX_KEPT:
                self._kept.clear()
            self._kept[field, typed] = self._read(field, typed)
        return self._kept[field, typed]

    def _read(self, field: str, typed: str) -> Value | InputError | None:
        text = clean(typed)
        try:
            if choice := self._choices.get(field, {}).get(_spelling(text)):
                return choice
            if self.is_no_value(text):
                return None
            if field in CHOICES:
                raise Rejected(f"{field}-not-a-choice")
            return read_categories(text) if field == "aea" else read_percentages(text)
        except Rejected as reason:
            return InputError(field, reason.code, text, reason.meant)

    def is_no_value(self, text: str) -> bool:
        """Say whether a clean cell says that there is no value: it is empty, or one of the words or signs for that."""
        return not text or _no_value_form(text) in self._no_value


def _spellings(field: str, words: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, str]:
    """Return every way to write an answer to a question, and which answer it is."""
    found = {_spelling(label): code for code, label in labels.items()}
    # Of the label "2, good" a spreadsheet may hold either part.
    found |= {
        _spelling(label.partition(", ")[2]): code for code, label in labels.items() if label.startswith(f"{code}, ")
    }
    found |= {_spelling(word): code for code, spelt in words.get(field, {}).items() for word in spelt}
    if "yes" in CHOICES[field]:
        found |= {_spelling(word): code for code, spelt in words["yes-or-no"].items() for word in spelt}
    return found | {_spelling(code): code for code in CHOICES[field]}


def _spelling(text: str) -> str:
    """Return the form in which answers are compared: the words of a text, or its signs where it has no word.

    A program that knows no whole numbers writes the grade 2 as 2.0.
    """
    return fold(re.sub(r"(?<=\d)\.0$", "", text)) or text


def _no_value_form(text: str) -> str:
    """Return the form in which a word for "no value" is compared: its letters, or its signs with repeated ones once.

    A single letter stays as it is: "c" hides a figure in official tables, "C" may be a funding band.
    """
    bare, letters = text.strip("[]()"), fold(text)
    if len(bare) == 1:
        return bare
    if len(letters) > 1:
        return letters
    return text if letters else re.sub(r"(.)\1+", r"\1", text.replace(" ", ""))
