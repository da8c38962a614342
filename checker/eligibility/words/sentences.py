"""List every sentence that the checker may need, and hold an edition of the rule with the words for its answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from eligibility.data.open_data import FIGURES, TESTED
from eligibility.data.postcodes import UNMATCHED
from eligibility.data.schools import LOOKUP_ERRORS
from eligibility.reading.cells import ERRORS, CellReader
from eligibility.reading.names import NAMING
from eligibility.reading.rows import FILE_KINDS
from eligibility.rule.criteria import FIELD_OF_MEASURE, Criteria
from eligibility.rule.decision import CHECKS, NOTES, OUTCOMES, PRIORITIES, REASONS
from eligibility.rule.evidence import FIELDS

HEADINGS: Final = (
    "answers",
    "reasons",
    "distances",
    "standing",
    "settles",
    "checks",
    "priority",
    "next_step",
    "notes",
    "assumptions",
    "edition",
)
_IN_ANSWERS: Final = ("idaci", "aea", "highest", "lowest", "phase", "release")
_IN_ERRORS: Final = ("entered", "name", "meant", "fields", "choices", "as_percentage")
ESTIMATED: Final = ("meets", "depends", "does-not-meet")  # the outcomes that rest on the two figures
_IN_OTHER_READING: Final = ("idaci", "outcome", "other", "other_outcome")
_IN_DISTANCES: Final = ("category", "needed", "idaci", "by")
COMPARED: Final = ("primary", "secondary", "all-through")  # the phases whose schools have a range to compare

# Every sentence that the checker may need, with the names that it may use in braces. The build refuses a wording that
# lacks one, has one more, or uses another name.
SENTENCES: Final[Mapping[str, Sequence[str]]] = {
    **dict.fromkeys((f"headings.{name}" for name in HEADINGS), ()),
    **{f"phrases.{name}": () for name in ("unknown", "any_category", "comma", "or", "points_one", "months")},
    **{f"phrases.{name}": () for name in ("mail_subject", "table_caption", "table_idaci", "table_aea")},
    "phrases.percent": ("figure",),
    "phrases.percent_range": ("low", "high"),
    "phrases.at_least": ("low",),
    "phrases.at_least_below": ("low", "high"),
    "phrases.below": ("high",),
    "phrases.points": ("by",),
    "phrases.edition": ("edition", "effective_from", "last_reviewed", "review_by"),
    "phrases.assumption": ("id", "question", "assume"),
    "phrases.school": (),
    "phrases.school_named": ("name", "urn"),
    "phrases.estimated": ("value",),
    "phrases.from_data": ("value",),
    "phrases.source_page": ("source", "page"),
    "review.overdue": ("items", "review_by", "contact"),
    "review.criteria": ("effective_from",),
    "review.assumption": ("id",),
    **{f"outcomes.{code}.{part}": () for code in OUTCOMES for part in ("title", "lead", "short")},
    **{f"outcomes.{code}.next_step": ("contact",) for code in OUTCOMES},
    **{f"estimated.{code}.{part}": () for code in ESTIMATED for part in ("title", "lead")},
    **dict.fromkeys((f"lookups.{code}" for code in LOOKUP_ERRORS), ("entered", "near")),
    "sheets.no-columns": ("seen",),
    "sheets.column-twice": ("columns", "field"),
    "sheets.column-number": ("number",),
    "sheets.not-a-table": ("line",),
    "sheets.open-quote": ("line",),
    "sheets.cells-in-marks": ("line",),
    "sheets.row-too-long": ("line", "cells", "columns"),
    "sheets.left-out": ("message",),
    "sheets.figures-alone": ("why",),
    "sheets.other-name": ("urn", "school", "name"),
    "sheets.again": ("line",),
    "sheets.zero": (),
    "sheets.no-name": (),
    "sheets.done.columns": ("columns",),
    "sheets.done.column": ("column", "field"),
    "sheets.done.unused": ("columns",),
    "sheets.done.no_school": ("lines",),
    "sheets.done.marks": ("count",),
    "sheets.done.sheet": ("sheet",),
    "sheets.done.some_more": ("names", "count"),
    "sheets.done.lines_to": ("first", "last"),
    **{f"sheets.seen.{kind}": () for kind in ("empty", *FILE_KINDS)},
    **{f"sheets.fields.{field}": () for field in NAMING},
    **{f"sheets.{kind}": ("error",) for kind in TESTED},
    "pupils.empty": (),
    "pupils.no-postcodes": (),
    "pupils.which-column": ("columns",),
    "pupils.no-such-column": ("column",),
    "pupils.figure": ("idaci", "matched", "pupils"),
    "pupils.no-figure": ("pupils",),
    "pupils.deciles": ("deciles",),
    "pupils.range": ("low", "high"),
    "pupils.school": ("urn",),
    "pupils.no-school": (),
    "pupils.done.one_figure": ("column",),
    "pupils.done.urns_unread": ("lines",),
    "pupils.ended": ("count",),
    "pupils.repaired": ("count",),
    "pupils.sources": ("directory", "release"),
    "pupils.made_from": ("matched", "pupils", "directory", "release"),
    **{f"pupils.unmatched.{why}": ("count", "directory") for why in UNMATCHED},
    "estimated.none": ("why",),
    **{f"estimated.{kind}": FIGURES for kind in TESTED},
    **dict.fromkeys((f"reasons.{code}" for code in REASONS), _IN_ANSWERS),
    **dict.fromkeys((f"notes.{code}" for code in NOTES), _IN_ANSWERS),
    "notes.estimated": ("sources",),
    "notes.other-estimated": (),
    "notes.aea-from-data": ("district", "aea_source"),
    "notes.aea-several-from-data": ("district", "aea", "aea_source"),
    **dict.fromkeys((f"bands.{code}" for code in ("any", "some", "none")), ("band", "categories")),
    **{f"distances.{code}-for-category": _IN_DISTANCES for code in ("short", "above", "on")},
    **dict.fromkeys(("distances.next-band", "distances.next-band-any"), ("line", "by", "categories")),
    "distances.own-band": ("line", "by"),
    **dict.fromkeys((f"other_reading.{measure}" for measure in FIELD_OF_MEASURE), _IN_OTHER_READING),
    **{f"other_reading.outcomes.{code}": () for code in OUTCOMES},
    "other_reading.next_step": ("contact",),
    "standing.exact": ("count", "schools"),
    "standing.range": ("low", "high", "schools"),
    "standing.at_most": ("high", "schools"),
    "standing.at_least": ("low", "schools"),
    **{f"standing.schools.{phase}": () for phase in COMPARED},
    "settles.aea": (),
    "settles.idaci": (),
    "settles.aea-way": ("values", "outcome"),
    "settles.idaci-way": ("values", "outcome"),
    **{f"checks.{code}": () for code in CHECKS},
    **{f"priorities.{code}": () for code in PRIORITIES},
    **dict.fromkeys((f"errors.{code}" for code in ERRORS), _IN_ERRORS),
    **{f"questions.{field}.{part}": () for field in FIELDS for part in ("label", "name")},
}


class Rule(NamedTuple):
    """An edition with the words for its answers.

    `sentences` go by the paths of SENTENCES; `options` are the labels of a question's answers, by field and answer;
    `assumptions` have id, question, assume, review_by, and the codes they bear on.
    """

    criteria: Criteria
    sentences: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]
    assumptions: Sequence[Mapping[str, Any]]
    contact: str
    cells: CellReader

    def text(self, path: str, **values: object) -> str:
        """Return the sentence at a path of SENTENCES, filled in."""
        return self.sentences[path].format_map(values)

    def outcome(self, code: str, part: str) -> str:
        return self.text(f"outcomes.{code}.{part}", contact=self.contact)
