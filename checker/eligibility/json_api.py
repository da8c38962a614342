"""Answer JSON with JSON: the only door from JavaScript, and the one that the command line uses too."""

import json
import pkgutil
import re
from binascii import a2b_base64
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from io import StringIO
from itertools import islice
from operator import getitem
from typing import Any, Final

from eligibility.data.directory import Directory
from eligibility.data.open_data import OpenData, open_data, parse_with_open_data
from eligibility.data.schools import Schools
from eligibility.lists.batch import BatchAnswerer
from eligibility.lists.figure_text import figure_json, figures_table
from eligibility.lists.pupils import ListError, PupilList, rows_of_text, separator_in
from eligibility.lists.table import SchoolTable, TableError
from eligibility.lists.workbook import Sheet, pupils_in, schools_in
from eligibility.reading.cells import CellReader, InputError, UnreadableError
from eligibility.reading.rows import RowReader, kind_of_file, separator_of
from eligibility.rule.criteria import criteria_from
from eligibility.rule.decision import Alternative, DecidingFact, Decision, decide
from eligibility.rule.evidence import CHOICES, Evidence
from eligibility.words.made_from import made_from_text
from eligibility.words.overdue import overdue
from eligibility.words.sentences import SENTENCES, Rule
from eligibility.words.wording import answer_text, error_text, plain_text_answer, rule_rows


def load_rule(text: str) -> Rule:
    """Read the rule that the build wrote: an edition's fields, `bands`, `wording`, `assumptions`, `contact`.

    Raises CriteriaError where the edition is no rule, and KeyError where a part is missing.
    """
    data = json.loads(text)
    words, questions = data["wording"], data["wording"]["questions"]
    sentences = {path: reduce(getitem, path.split("."), words) for path in SENTENCES}
    options = {field: questions[field]["options"] for field in CHOICES}
    criteria, cells = criteria_from(data, data["bands"]), CellReader(words["cells"], options, data["measure"])
    return Rule(criteria, sentences, options, data["assumptions"], data["contact"], cells)


# The build puts this file into the wheel.
RULE: Final = load_rule((pkgutil.get_data("eligibility", "rule.json") or b"").decode())
MAX_ROWS: Final = 10_000  # in one step


def answer(text: str, rule: Rule = RULE) -> str:
    """Answer one question: a JSON object of what was entered, as text by field.

    Its `today` (like "2027-05-22") makes the answer say what in it is overdue for review; its `school` is what open
    data says of the person's school (see open_data); its `pupils` is what their own figure was made from (see
    made_from). Returns the whole answer, or `errors`: one for each entry that cannot be read.
    """
    try:
        entered = _object(text)
        today, made_from = _date(entered.pop("today", "")), made_from_text(rule, entered.pop("pupils", ""))
        evidence, school = _parse(rule, entered)
    except UnreadableError as error:
        return _json(_errors_json(rule, error))
    decision = decide(rule.criteria, evidence)
    words = answer_text(rule, evidence, decision, today, school, made_from)
    overdue_ids = [base.id for base in overdue(rule, decision, today)]
    codes = {**_decision_json(rule, decision, overdue_ids), "evidence": _evidence_json(evidence, decision)}
    codes["percentiles"] = [*map(str, school.percentiles)] if school and words["standing"] else []
    return _json({**codes, "text": words, "letter": plain_text_answer(rule, words)})


class Session:
    """Answer lists of schools and of pupils step by step, and keep what one step leaves for the next.

    For schools the steps are `load_schools` (where the list names schools), `open_table`, and `next_rows` until none is
    left; `answer_rows` takes rows that are questions already. For pupils they are `load_postcodes`, `open_pupils`,
    `count_pupils` until no row is left, and `figures`.
    """

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._schools: Schools | None = None
        self._table: SchoolTable | None = None
        self._rows: Iterator[list[str]] = iter(())
        self._batch = BatchAnswerer(rule)
        self._directory: Directory | None = None
        self._pupils: PupilList | None = None

    def load_schools(self, data: object) -> dict[str, Any]:
        """Take the data of schools in which rows of tables are looked up. Raises UnreadableError for other data."""
        try:
            self._schools = Schools(data)
        except ValueError as error:
            raise UnreadableError((InputError("schools", "not-an-object", str(error)),)) from None
        return {}

    def open_table(self, given: str | list[Sheet], today: str) -> dict[str, Any]:
        """Read the columns of a list, a text or a workbook: returns its `header`, or the `problem` with all of it."""
        if isinstance(given, str) and (kind := kind_of_file(given)):
            return {"problem": self._rule.text(f"sheets.seen.{kind}")}
        try:
            if isinstance(given, str):
                rows = RowReader(StringIO(given, newline=""), separator_of(given))
                self._table = SchoolTable(self._rule, rows, today)
            else:
                self._table = schools_in(self._rule, given, today)
        except TableError as error:
            return {"problem": str(error)}
        self._rows = self._table.answers(self._schools)
        return {
            "header": self._table.header(),
            "fields": self._table.fields,
            "names_schools": self._table.names_schools,
            **self._done(),
        }

    def next_rows(self, count: int) -> dict[str, Any]:
        """Answer up to `count` more rows of the table; none are left where `rows` is empty."""
        return {"rows": list(islice(self._rows, min(max(count, 0), MAX_ROWS))), **self._done()}

    def _done(self) -> dict[str, Any]:
        """Say what was done with the list so far."""
        return {"unused": self._table.notes.unused, "done": self._table.notes.sentences()} if self._table else {}

    def answer_rows(self, questions: Sequence[object], today: str) -> dict[str, Any]:
        """Answer many questions at once: for each its codes and the sentences of a table, or `errors`."""
        if self._batch.today != today:
            self._batch = BatchAnswerer(self._rule, today)
        return {"rows": [self._row(question) for question in questions]}

    def load_postcodes(self, file: str) -> dict[str, Any]:
        """Take the directory of postcodes, its bytes as Base64. Raises UnreadableError for another file."""
        try:
            self._directory = Directory(a2b_base64(file))
        except ValueError as error:
            raise UnreadableError((InputError("file", "not-an-object", str(error)),)) from None
        return {"directory": self._directory.month, "release": self._directory.release}

    def open_pupils(self, given: str | list[Sheet], column: str) -> dict[str, Any]:
        """Find the column with the postcodes of a list of pupils, or take the `column` that a person chose.

        Returns the `columns`, each with its number, and the number of the `column` found, 0 for whole lines; or the
        `problem`, with the columns of which one must be chosen; or, before `load_postcodes`, what is `missing`.
        """
        self._pupils = None
        if isinstance(given, str) and (kind := kind_of_file(given)):
            return {"problem": self._rule.text(f"sheets.seen.{kind}"), "columns": []}
        if self._directory is None:
            return {"missing": "postcodes"}
        try:
            if isinstance(given, str):
                rows = rows_of_text(self._rule, StringIO(given, newline=""), separator_in(given))
                pupils = self._pupils = PupilList(self._rule, self._directory, rows, column)
            else:
                pupils = self._pupils = pupils_in(self._rule, self._directory, given, column)
        except TableError as error:
            return {"problem": str(error), "columns": []}
        except ListError as error:
            return {"problem": str(error), "columns": [*error.columns.items()]}
        return {"columns": [*pupils.numbered.items()], "column": pupils.number}

    def count_pupils(self, count: int) -> dict[str, Any]:
        """Count the pupils of up to `count` more rows: returns how many rows there were, or the `problem`."""
        try:
            return {"rows": self._pupils.read(min(max(count, 0), MAX_ROWS)) if self._pupils else 0}
        except ListError as error:
            return {"rows": 0, "problem": str(error)}

    def figures(self) -> dict[str, Any]:
        """Give the figure of each school, in words too, all of them as a table to be saved, and what was `done`."""
        if self._directory is None or self._pupils is None:
            return {"schools": []}
        try:
            schools = self._pupils.figures()
        except ListError as error:
            return {"schools": [], "problem": str(error)}
        told = [figure_json(self._rule, self._directory, self._pupils, *school) for school in schools.items()]
        return {"schools": told, "table": [*figures_table(self._rule, schools)], "done": self._pupils.done}

    def _row(self, question: object) -> dict[str, Any]:
        try:
            if not isinstance(question, Mapping):
                raise UnreadableError((InputError("", "not-an-object", str(question)[:60]),))
            answer = self._batch.answer(_parse(self._rule, question)[0])
        except UnreadableError as error:
            return _errors_json(self._rule, error)
        codes = _decision_json(self._rule, answer.decision, answer.review)
        sentences = ("review_text", "title", "reasons_text", "settles_text", "warnings_text", "other_reading_text")
        return {**codes, **{name: getattr(answer, name) for name in sentences}}


_session: Final = Session(RULE)  # the only state that lives between two calls


def perform(text: str, session: Session = _session) -> str:
    """Perform one step of a session: a JSON object with its `command` and what the command needs.

    Raises UnreadableError where it is none of these commands.
    """
    message = _object(text)
    today = _date(message.get("today", ""))
    match message:
        case {"command": "load-schools", "schools": schools}:
            return _json(session.load_schools(schools))
        case {"command": "open-table", **given} if (table := _list(given)) is not None:
            return _json(session.open_table(table, today))
        case {"command": "next-rows", "count": int(count)}:
            return _json(session.next_rows(count))
        case {"command": "answer-rows", "rows": list(questions)}:
            return _json(session.answer_rows(questions, today))
        case {"command": "load-postcodes", "file": str(file)}:
            return _json(session.load_postcodes(file))
        case {"command": "open-pupils", **given} if (pupils := _list(given)) is not None:
            column = message.get("column", "")
            return _json(session.open_pupils(pupils, column if isinstance(column, str) else ""))
        case {"command": "count-pupils", "count": int(count)}:
            return _json(session.count_pupils(count))
        case {"command": "figures"}:
            return _json(session.figures())
    raise UnreadableError((InputError("command", "not-an-object", text[:60]),))


def _list(given: Mapping[str, Any]) -> str | list[Sheet] | None:
    """Return a list as it was given: as `text`, or as `sheets`, each with its `name` and its `rows` of cells."""
    match given:
        case {"text": str(text)}:
            return text
        case {"sheets": list(sheets)} if all(map(_is_sheet, sheets)):
            return [Sheet(sheet["name"], sheet["rows"]) for sheet in sheets]
    return None


def _is_sheet(sheet: object) -> bool:
    match sheet:
        case {"name": str(), "rows": list(rows)}:
            return all(isinstance(row, list) for row in rows)
    return False


def rule_table(rule: Rule = RULE) -> str:
    """Return the rule as people read it, a row a band: `{"rows": [{"idaci": ..., "aea": ...}]}`."""
    return _json({"rows": rule_rows(rule)})


def _parse(rule: Rule, asked: Mapping[str, object]) -> tuple[Evidence, OpenData | None]:
    if "school" not in asked:
        return rule.cells.parse(asked), None
    school = open_data(asked["school"])
    entered = {name: value for name, value in asked.items() if name != "school"}
    return parse_with_open_data(rule.cells, entered, school), school


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # not JSON, or nested deeper than any question
        found = None
    if not isinstance(found, dict):
        raise UnreadableError((InputError("", "not-an-object", text[:60]),))
    return found


def _date(entered: object) -> str:
    """Return a day as ISO text; "" for anything else, since a clock gone wrong must not cost anyone an answer."""
    return entered if isinstance(entered, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", entered) else ""


def _decision_json(rule: Rule, decision: Decision, review: Sequence[str]) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "priority": decision.priority,
        "reasons": decision.reasons,
        "settles": _settles_json(decision.settles),
        "notes": decision.notes,
        "checks": decision.checks,
        "other_reading": decision.other_reading._asdict() if decision.other_reading else None,
        "edition": rule.criteria.edition,
        "review_by": rule.criteria.review_by,
        "review": review,
    }


def _evidence_json(evidence: Evidence, decision: Decision) -> dict[str, Any] | None:
    """Return what may be true of the two figures, for a picture; None if neither counts."""
    if decision.outcome == "not-open":
        return None
    idaci = {"from": format(evidence.idaci.low, "f"), "to": format(evidence.idaci.high, "f")}
    return {"idaci": idaci, "aea": ",".join(map(str, evidence.aea))}


def _settles_json(settles: DecidingFact | None) -> dict[str, Any] | None:
    if settles is None:
        return None
    return {
        "fact": settles.fact,
        "ways": [{**_way_json(settles, way), "outcome": way.outcome} for way in settles.alternatives],
    }


def _way_json(settles: DecidingFact, way: Alternative) -> dict[str, str]:
    """Return what the fact would be: categories of `aea`, or `from` and `to` of `idaci` (`below`: up to, not with)."""
    if settles.fact == "aea":
        return {"aea": ",".join(map(str, way.evidence.aea))}
    idaci = way.evidence.idaci
    return {"from": format(idaci.low, "f"), "below" if idaci.excludes_high else "to": format(idaci.high, "f")}


def _errors_json(rule: Rule, error: UnreadableError) -> dict[str, Any]:
    found = [
        {"field": p.field, "code": p.code, "entered": p.entered, "message": error_text(rule, p)} for p in error.problems
    ]
    return {"errors": found}


def _json(value: object) -> str:
    """Return text that any encoding of Unicode can carry: half a character, which JSON can escape, becomes a "?"."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
