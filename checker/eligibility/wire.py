"""JSON text in, JSON text out: the only door from JavaScript, and the one that the command line uses too."""

import json
import pkgutil
import re
from collections.abc import Mapping
from functools import reduce
from operator import getitem
from typing import Any, Final

from eligibility.criteria import criteria_from
from eligibility.decision import Decision, Settles, Way, decide
from eligibility.evidence import CHOICES, Evidence, Unreadable, UnreadableError, read
from eligibility.phrases import SENTENCES, Rule
from eligibility.review import overdue, review_text
from eligibility.wording import answer_text, error_text, letter, reasons_text, settles_text, table


def rule_from(text: str) -> Rule:
    """Reads the rule that the build wrote: an edition's fields, `bands`, `wording`, `assumptions`, `contact`.

    Raises CriteriaError where the edition is no rule, and KeyError where a part is missing.
    """
    data = json.loads(text)
    words, questions = data["wording"], data["wording"]["questions"]
    sentences = {path: reduce(getitem, path.split("."), words) for path in SENTENCES}
    options = {field: questions[field]["options"] for field in CHOICES}
    return Rule(criteria_from(data, data["bands"]), sentences, options, data["assumptions"], data["contact"])


RULE: Final = rule_from(
    (pkgutil.get_data("eligibility", "rule.json") or b"").decode()
)  # the build puts it into the wheel


def answer(text: str, rule: Rule = RULE) -> str:
    """One question, a JSON object of entered text by field: the whole answer, or `errors` for each entry at fault.

    Its `today`, as 2027-05-22, is no answer of a person: it says what of the answer is overdue for review.
    """
    try:
        entered = _object(text)
        today = _day(entered.pop("today", ""))
        evidence = read(entered)
    except UnreadableError as error:
        return _json(_errors(rule, error))
    decision = decide(rule.criteria, evidence)
    words = answer_text(rule, evidence, decision, today)
    codes = {**_codes(rule, decision, today), "evidence": _known(evidence, decision)}
    return _json({**codes, "text": words, "letter": letter(rule, words)})


def answer_many(text: str, rule: Rule = RULE) -> str:
    """Many questions, `{"rows": [...], "today": ...}`: for each its codes and the sentences of a table, or `errors`."""
    asked = _object(text)
    today = _day(asked.get("today", ""))
    rows = asked.get("rows", [])
    if not isinstance(rows, list):
        raise UnreadableError((Unreadable("rows", "not-an-object", str(rows)[:60]),))
    return _json({"rows": [answer_row(row, rule, today) for row in rows]})


def answer_row(entered: object, rule: Rule = RULE, today: str = "") -> dict[str, Any]:
    """One row of a table: codes and the sentences of its reasons and open question, or `errors`."""
    try:
        if not isinstance(entered, Mapping):
            raise UnreadableError((Unreadable("", "not-an-object", str(entered)[:60]),))
        evidence = read(entered)
    except UnreadableError as error:
        return _errors(rule, error)
    decision = decide(rule.criteria, evidence)
    return {
        **_codes(rule, decision, today),
        "review_text": review_text(rule, overdue(rule, decision, today)),
        "title": rule.outcome(decision.outcome, "title"),
        "reasons_text": reasons_text(rule, evidence, decision),
        "settles_text": settles_text(rule, decision.settles),
    }


def rule_table(rule: Rule = RULE) -> str:
    """The rule as people read it, a row a band: `{"rows": [{"idaci": ..., "aea": ...}]}`."""
    return _json({"rows": table(rule)})


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # not JSON, or nested deeper than any question
        found = None
    if not isinstance(found, dict):
        raise UnreadableError((Unreadable("", "not-an-object", text[:60]),))
    return found


def _day(entered: object) -> str:
    """A day as ISO text; "" for anything else, since a clock gone wrong must not cost anyone an answer."""
    return entered if isinstance(entered, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", entered) else ""


def _codes(rule: Rule, decision: Decision, today: str) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "priority": decision.priority,
        "reasons": decision.reasons,
        "settles": _settles(decision.settles),
        "notes": decision.notes,
        "checks": decision.checks,
        "edition": rule.criteria.edition,
        "review_by": rule.criteria.review_by,
        "review": [base.id for base in overdue(rule, decision, today)],
    }


def _known(evidence: Evidence, decision: Decision) -> dict[str, Any] | None:
    """What may be true of the two figures, for a picture: the ends of IDACI, the categories; None if neither counts."""
    if decision.outcome == "not-open":
        return None
    idaci = {"from": format(evidence.idaci.low, "f"), "to": format(evidence.idaci.high, "f")}
    return {"idaci": idaci, "aea": ",".join(map(str, evidence.aea))}


def _settles(settles: Settles | None) -> dict[str, Any] | None:
    if settles is None:
        return None
    return {"fact": settles.fact, "ways": [{**_values(settles, way), "outcome": way.outcome} for way in settles.ways]}


def _values(settles: Settles, way: Way) -> dict[str, str]:
    """What the fact would be: categories of `aea`, or `from` and `to` of `idaci` (`below`: up to, not with)."""
    if settles.fact == "aea":
        return {"aea": ",".join(map(str, way.evidence.aea))}
    idaci = way.evidence.idaci
    return {"from": format(idaci.low, "f"), "below" if idaci.open_above else "to": format(idaci.high, "f")}


def _errors(rule: Rule, error: UnreadableError) -> dict[str, Any]:
    found = [
        {"field": p.field, "code": p.code, "entered": p.entered, "message": error_text(rule, p)} for p in error.problems
    ]
    return {"errors": found}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
