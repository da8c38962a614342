"""JSON text in, JSON text out: the only door from JavaScript, and the one that the command line uses too."""

import json
import pkgutil
import re
from collections.abc import Mapping, Sequence
from functools import reduce
from io import StringIO
from itertools import islice
from operator import getitem
from typing import Any, Final

from eligibility.batch import BatchAnswerer
from eligibility.criteria import criteria_from
from eligibility.decision import Alternative, DecidingFact, Decision, decide
from eligibility.evidence import CHOICES, Evidence, InputError, UnreadableError, parse
from eligibility.open_data import OpenData, open_data, parse_with_open_data
from eligibility.overdue import overdue
from eligibility.schools import Schools
from eligibility.sentences import SENTENCES, Rule
from eligibility.table import SchoolTable, TableError, separator_of
from eligibility.wording import answer_text, error_text, plain_text_answer, table


def load_rule(text: str) -> Rule:
    """Reads the rule that the build wrote: an edition's fields, `bands`, `wording`, `assumptions`, `contact`.

    Raises CriteriaError where the edition is no rule, and KeyError where a part is missing.
    """
    data = json.loads(text)
    words, questions = data["wording"], data["wording"]["questions"]
    sentences = {path: reduce(getitem, path.split("."), words) for path in SENTENCES}
    options = {field: questions[field]["options"] for field in CHOICES}
    return Rule(criteria_from(data, data["bands"]), sentences, options, data["assumptions"], data["contact"])


RULE: Final = load_rule(
    (pkgutil.get_data("eligibility", "rule.json") or b"").decode()
)  # the build puts it into the wheel


def answer(text: str, rule: Rule = RULE) -> str:
    """One question, a JSON object of entered text by field: the whole answer, or `errors` for each entry at fault.

    Its `today`, as 2027-05-22, is no answer of a person: it says what of the answer is overdue for review. Nor is its
    `school`, what open data says of the person's school: see opendata.
    """
    try:
        entered = _object(text)
        today = _day(entered.pop("today", ""))
        evidence, school = _read(entered)
    except UnreadableError as error:
        return _json(_errors(rule, error))
    decision = decide(rule.criteria, evidence)
    words = answer_text(rule, evidence, decision, today, school)
    overdue_ids = [base.id for base in overdue(rule, decision, today)]
    codes = {**_decision_json(rule, decision, overdue_ids), "evidence": _evidence_json(evidence, decision)}
    return _json({**codes, "text": words, "letter": plain_text_answer(rule, words)})


def answer_many(text: str, rule: Rule = RULE) -> str:
    """Many questions, `{"rows": [...], "today": ...}`: for each its codes and the sentences of a table, or `errors`.

    Or a step through a table: `{"schools": FILE}` where it names schools, then `{"sheet": TEXT, "today": ...}`, which
    says what its columns are or what is wrong, then `{"next": 250}` until there is no row left.
    """
    asked = _object(text)
    today = _day(asked.get("today", ""))
    if "schools" in asked:
        _at_hand.update(schools=_schools(asked["schools"]))
        return _json({"rows": []})
    if "sheet" in asked:
        return _json(_open_sheet(_require(str, "sheet", asked), rule, today))
    if "next" in asked:
        return _json(_next_rows(_require(int, "next", asked)))
    rows, many = _require(list, "rows", {"rows": [], **asked}), _many(rule, today)
    return _json({"rows": [_row(row, rule, many) for row in rows]})


def _require[Kind](kind: type[Kind], name: str, asked: Mapping[str, object]) -> Kind:
    value = asked[name]
    if not isinstance(value, kind):
        raise UnreadableError((InputError(name, "not-an-object", str(value)[:60]),))
    return value


def _schools(data: object) -> Schools:
    try:
        return Schools(data)
    except ValueError as error:
        raise UnreadableError((InputError("schools", "not-an-object", str(error)),)) from None


MOST_ROWS: Final = 10_000  # in one step
# What one call leaves for the next: the steps through a table, and answers that rows have in common.
_at_hand: Final[dict[str, Any]] = {"schools": None, "answers": iter(()), "many": None}


def _many(rule: Rule, today: str) -> BatchAnswerer:
    if _at_hand["many"] is None or not _at_hand["many"].is_for(rule, today):
        _at_hand["many"] = BatchAnswerer(rule, today)
    kept: BatchAnswerer = _at_hand["many"]
    return kept


def _open_sheet(text: str, rule: Rule, today: str) -> dict[str, Any]:
    try:
        sheet = SchoolTable(rule, StringIO(text, newline=""), separator_of(text), today)
    except TableError as error:
        return {"rows": [], "problem": str(error)}
    _at_hand.update(answers=sheet.answers(_at_hand["schools"]))
    return {"rows": [], "header": sheet.header(), "fields": sheet.fields, "names_schools": sheet.names_schools}


def _next_rows(count: int) -> dict[str, Any]:
    rows: list[list[str]] = []
    try:
        rows.extend(islice(_at_hand["answers"], min(max(count, 0), MOST_ROWS)))
    except TableError as error:
        return {"rows": rows, "problem": str(error)}
    return {"rows": rows}


def _row(entered: object, rule: Rule, many: BatchAnswerer) -> dict[str, Any]:
    try:
        if not isinstance(entered, Mapping):
            raise UnreadableError((InputError("", "not-an-object", str(entered)[:60]),))
        answer = many.answer(_read(entered)[0])
    except UnreadableError as error:
        return _errors(rule, error)
    codes = _decision_json(rule, answer.decision, answer.review)
    sentences = ("review_text", "title", "reasons_text", "settles_text")
    return {**codes, **{name: getattr(answer, name) for name in sentences}}


def rule_table(rule: Rule = RULE) -> str:
    """The rule as people read it, a row a band: `{"rows": [{"idaci": ..., "aea": ...}]}`."""
    return _json({"rows": table(rule)})


def _read(asked: Mapping[str, object]) -> tuple[Evidence, OpenData | None]:
    if "school" not in asked:
        return parse(asked), None
    school = open_data(asked["school"])
    return parse_with_open_data({name: value for name, value in asked.items() if name != "school"}, school), school


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # not JSON, or nested deeper than any question
        found = None
    if not isinstance(found, dict):
        raise UnreadableError((InputError("", "not-an-object", text[:60]),))
    return found


def _day(entered: object) -> str:
    """A day as ISO text; "" for anything else, since a clock gone wrong must not cost anyone an answer."""
    return entered if isinstance(entered, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", entered) else ""


def _decision_json(rule: Rule, decision: Decision, review: Sequence[str]) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "priority": decision.priority,
        "reasons": decision.reasons,
        "settles": _settles(decision.settles),
        "notes": decision.notes,
        "checks": decision.checks,
        "edition": rule.criteria.edition,
        "review_by": rule.criteria.review_by,
        "review": review,
    }


def _evidence_json(evidence: Evidence, decision: Decision) -> dict[str, Any] | None:
    """What may be true of the two figures, for a picture: the ends of IDACI, the categories; None if neither counts."""
    if decision.outcome == "not-open":
        return None
    idaci = {"from": format(evidence.idaci.low, "f"), "to": format(evidence.idaci.high, "f")}
    return {"idaci": idaci, "aea": ",".join(map(str, evidence.aea))}


def _settles(settles: DecidingFact | None) -> dict[str, Any] | None:
    if settles is None:
        return None
    return {
        "fact": settles.fact,
        "ways": [{**_values(settles, way), "outcome": way.outcome} for way in settles.alternatives],
    }


def _values(settles: DecidingFact, way: Alternative) -> dict[str, str]:
    """What the fact would be: categories of `aea`, or `from` and `to` of `idaci` (`below`: up to, not with)."""
    if settles.fact == "aea":
        return {"aea": ",".join(map(str, way.evidence.aea))}
    idaci = way.evidence.idaci
    return {"from": format(idaci.low, "f"), "below" if idaci.excludes_high else "to": format(idaci.high, "f")}


def _errors(rule: Rule, error: UnreadableError) -> dict[str, Any]:
    found = [
        {"field": p.field, "code": p.code, "entered": p.entered, "message": error_text(rule, p)} for p in error.problems
    ]
    return {"errors": found}


def _json(value: object) -> str:
    """Text that any encoding of Unicode can carry: half a character, which JSON's escapes can hold, becomes a "?"."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
