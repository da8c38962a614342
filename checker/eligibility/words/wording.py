"""Put a decision into words: choose sentences of content/wording.toml, and fill them in."""

from collections.abc import Mapping
from typing import Any

from eligibility.data.open_data import OpenData
from eligibility.reading.cells import InputError
from eligibility.rule import decision as d
from eligibility.rule.criteria import AEA_CATEGORIES
from eligibility.rule.evidence import CHOICES, FIELDS, NOT_SURE, PERCENTAGES, Evidence, PercentRange
from eligibility.words.formatting import (
    as_percentage,
    format_band,
    format_categories,
    format_date,
    format_decimal,
    format_percent,
    format_points,
    format_range,
    join_list,
)
from eligibility.words.overdue import assumptions_for, overdue, review_text
from eligibility.words.sentences import ESTIMATED, Rule
from eligibility.words.standing import standing_text


def answer_text(
    rule: Rule,
    evidence: Evidence,
    decision: d.Decision,
    today: str,
    school: OpenData | None = None,
    made_from: str | None = None,
) -> dict[str, Any]:
    """Return every part of an answer as text, in the order of the letter; `made_from` is of a school's own figure."""
    names = {**_names(rule, evidence), **(school._asdict() if school else {}), **(school.estimate if school else {})}
    open_to_school = decision.outcome != "not-open"
    is_own_figure = not evidence.idaci.is_unknown and "idaci" not in evidence.from_open_data
    return {
        "review": review_text(rule, overdue(rule, decision, today)),
        "title": heading(rule, evidence, decision, "title"),
        "lead": heading(rule, evidence, decision, "lead"),
        "other_reading": other_reading_text(rule, evidence, decision),
        "estimate": estimate_text(rule, school) if school and open_to_school and _is_estimated(evidence) else None,
        "made_from": made_from if open_to_school and is_own_figure else None,
        "answers": _answers(rule, evidence, school),
        "reasons": reasons_text(rule, evidence, decision),
        "band": _band_text(rule, evidence.idaci) if open_to_school else None,
        "distances": _distances(rule, evidence) if open_to_school else [],
        "standing": standing_text(rule, evidence, school) if open_to_school else None,
        "settles": settles_text(rule, decision.settles),
        "checks": [rule.text(f"checks.{code}") for code in decision.checks],
        "priority": rule.text(f"priorities.{decision.priority}"),
        "next_step": _next_step(rule, decision),
        "notes": [rule.text(f"notes.{code}", **names) for code in decision.notes],
        "assumptions": [
            {name: a[name] for name in ("id", "question", "assume")} for a in assumptions_for(rule, decision)
        ],
        "edition": edition_text(rule),
    }


def plain_text_answer(rule: Rule, text: Mapping[str, Any]) -> str:
    """Write the whole answer as plain text, for a terminal or an e-mail."""
    sections = {
        "answers": [f"{answer['label']}: {answer['value']}" for answer in text["answers"]],
        "reasons": text["reasons"],
        "distances": [text["band"], *text["distances"]] if text["band"] else text["distances"],
        "standing": [text["standing"]] if text["standing"] else [],
        "settles": text["settles"],
        "checks": text["checks"],
        "priority": [text["priority"]],
        "next_step": [text["next_step"]],
        "notes": text["notes"],
        "assumptions": [rule.text("phrases.assumption", **assumption) for assumption in text["assumptions"]],
        "edition": [text["edition"]],
    }
    told = [
        [rule.text(f"headings.{name}"), *(f"- {line}" for line in lines)] for name, lines in sections.items() if lines
    ]
    above = [[text["review"]]] if text["review"] else []
    first = ("title", "lead", "other_reading", "estimate", "made_from")
    start = [text[name] for name in first if text[name]]
    return "\n\n".join("\n".join(lines) for lines in (*above, start, *told)) + "\n"


def heading(rule: Rule, evidence: Evidence, decision: d.Decision, part: str) -> str:
    """Return the title or the lead of an answer, which says so where it rests on an estimate."""
    if _is_estimated(evidence) and decision.outcome in ESTIMATED:
        return rule.text(f"estimated.{decision.outcome}.{part}")
    return rule.outcome(decision.outcome, part)


def _is_estimated(evidence: Evidence) -> bool:
    """Tell whether the figure that the answer rests on is an estimate."""
    return "idaci" in evidence.from_open_data


def estimate_text(rule: Rule, school: OpenData) -> str:
    """Say that the figure is an estimate, and how far off it may be."""
    return rule.text(f"estimated.{school.estimate['tested']}", **school.estimate)


def other_reading_text(rule: Rule, evidence: Evidence, decision: d.Decision) -> str | None:
    """Say both figures and what the bands say by each, where that differs; None where it is the same or not known."""
    reading = decision.other_reading
    if reading is None or not decision.readings_differ:
        return None
    return rule.text(
        f"other_reading.{reading.measure}",
        idaci=_share_used(rule, evidence, "idaci"),
        outcome=rule.text(f"other_reading.outcomes.{decision.outcome}"),
        other=_share_used(rule, evidence, "other_measure"),
        other_outcome=rule.text(f"other_reading.outcomes.{reading.outcome}"),
    )


def _share_used(rule: Rule, evidence: Evidence, place: str) -> str:
    """Say a share of pupils, and that it is estimated where it is."""
    share = describe_share(rule, getattr(evidence, place))
    return rule.text("phrases.estimated", value=share) if place in evidence.from_open_data else share


def _next_step(rule: Rule, decision: d.Decision) -> str:
    if decision.readings_differ:
        return rule.text("other_reading.next_step", contact=rule.contact)
    return rule.outcome(decision.outcome, "next_step")


def reasons_text(rule: Rule, evidence: Evidence, decision: d.Decision, **other: str) -> list[str]:
    """Say why: a sentence for each reason, in the order of the decision; `other` says a name of theirs otherwise."""
    names = {**_names(rule, evidence), **other}
    return [rule.text(f"reasons.{code}", **names) for code in decision.reasons]


def warnings_text(rule: Rule, evidence: Evidence, decision: d.Decision, **other: str) -> list[str]:
    """Say which figures may not be what they seem: the notes that a list must not lose; `other` as in reasons_text."""
    names = {**_names(rule, evidence), **other}
    return [rule.text(f"notes.{code}", **names) for code in decision.notes if code in d.WARNINGS]


def settles_text(rule: Rule, settles: d.DecidingFact | None) -> list[str]:
    """Return what to find out, and each way it could go; nothing where nothing is open."""
    if settles is None:
        return []
    ways = [
        rule.text(
            f"settles.{settles.fact}-way",
            values=_way_values(rule, settles.fact, way),
            outcome=rule.outcome(way.outcome, "short"),
        )
        for way in settles.alternatives
    ]
    return [rule.text(f"settles.{settles.fact}"), *ways]


def rule_rows(rule: Rule) -> list[dict[str, str]]:
    """Return the rule as people read it: for each band its IDACI and its AEA categories, in words."""
    return [{"idaci": format_band(rule, band), "aea": format_categories(rule, band)} for band in rule.criteria.bands]


def error_text(rule: Rule, problem: InputError) -> str:
    """Return what is wrong with one entry and the right form."""
    entered = problem.entered
    return rule.text(
        f"errors.{problem.code}",
        entered=entered,
        meant=problem.meant,
        name=rule.text(f"questions.{problem.field}.name") if problem.field in FIELDS else problem.field,
        fields=join_list(rule, FIELDS),
        choices=join_list(rule, CHOICES.get(problem.field, FIELDS)),
        as_percentage=as_percentage(entered) if problem.code == "percentage-looks-like-rate" else "",
    )


def edition_text(rule: Rule) -> str:
    """Say which edition answered, since when it is in force, and when it is reviewed."""
    criteria = rule.criteria
    dates = {
        name: format_date(rule, getattr(criteria, name)) for name in ("effective_from", "last_reviewed", "review_by")
    }
    return rule.text("phrases.edition", edition=criteria.edition, **dates)


def _names(rule: Rule, evidence: Evidence) -> dict[str, str]:
    return {
        "idaci": describe_share(rule, evidence.idaci),
        "aea": describe_field(rule, evidence, "aea"),
        "phase": describe_field(rule, evidence, "phase"),
        "highest": format_percent(rule, rule.criteria.highest.idaci_from),
        "lowest": format_percent(rule, rule.criteria.lowest.idaci_from),
        "release": rule.criteria.release,
    }


def describe_share(rule: Rule, share: PercentRange) -> str:
    """Say a share of pupils as a person would."""
    return rule.text("phrases.unknown") if share.is_unknown else format_range(rule, share)


def _answers(rule: Rule, evidence: Evidence, school: OpenData | None) -> list[dict[str, str]]:
    """Return what the answer rests on, field by field, and which of it open data gave."""
    told = []
    if school:
        named = rule.text("phrases.school_named", name=school.name, urn=school.urn)
        told = [{"field": "urn", "label": rule.text("phrases.school"), "value": named}]
    for field in FIELDS:
        place = rule.cells.places.get(field, field)
        if place == "other_measure" and evidence.other_measure.is_unknown:
            continue  # few people know it, and nobody needs it for an answer
        value = describe_field(rule, evidence, field)
        if place in evidence.from_open_data:
            value = rule.text("phrases.estimated" if field in PERCENTAGES else "phrases.from_data", value=value)
        told.append({"field": field, "label": rule.text(f"questions.{field}.name"), "value": value})
    return told


def describe_field(rule: Rule, evidence: Evidence, field: str) -> str:
    """Return what is known in one field, as a person would say it."""
    unknown = rule.text("phrases.unknown")
    if field in PERCENTAGES:
        return describe_share(rule, getattr(evidence, rule.cells.places[field]))
    if field == "aea":
        return unknown if evidence.aea == AEA_CATEGORIES else join_list(rule, map(str, evidence.aea))
    value = getattr(evidence, field.replace("-", "_"))
    return unknown if value == NOT_SURE else rule.options[field][value]


def _distances(rule: Rule, evidence: Evidence) -> list[str]:
    """Say how far a single IDACI is from the line of each category given, and from the bands above and below."""
    if not evidence.idaci.is_exact:
        return []
    idaci, criteria = evidence.idaci.low, rule.criteria
    lines = []
    for category in () if evidence.aea == AEA_CATEGORIES else evidence.aea:
        needed = criteria.thresholds[category - 1]
        if needed is None:
            continue
        where = "short" if idaci < needed else "above" if idaci > needed else "on"
        figures = {
            "needed": format_percent(rule, needed),
            "idaci": format_percent(rule, idaci),
            "by": format_points(rule, abs(idaci - needed)),
        }
        lines.append(rule.text(f"distances.{where}-for-category", category=category, **figures))
    if above := criteria.band_above(idaci):
        line, by = format_percent(rule, above.idaci_from), format_points(rule, above.idaci_from - idaci)
        which = "next-band-any" if criteria.categories_of(above) == AEA_CATEGORIES else "next-band"
        lines.append(rule.text(f"distances.{which}", line=line, by=by, categories=format_categories(rule, above)))
    if (own := criteria.band_of(idaci)) and idaci > own.idaci_from:
        line, by = format_percent(rule, own.idaci_from), format_points(rule, idaci - own.idaci_from)
        lines.append(rule.text("distances.own-band", line=line, by=by))
    return lines


def _band_text(rule: Rule, idaci: PercentRange) -> str | None:
    """Say which band an IDACI is in; nothing where it may be in several."""
    criteria = rule.criteria
    if len(idaci.split_at(tuple(band.idaci_from for band in criteria.bands))) > 1:
        return None
    band = criteria.band_of(idaci.low)
    if band is None:
        return rule.text(
            "bands.none",
            band=rule.text("phrases.below", high=format_decimal(criteria.lowest.idaci_from)),
            categories="",
        )
    code = "any" if band.aea_from == AEA_CATEGORIES[0] else "some"
    return rule.text(f"bands.{code}", band=format_band(rule, band), categories=format_categories(rule, band))


def _way_values(rule: Rule, fact: str, way: d.Alternative) -> str:
    return join_list(rule, map(str, way.evidence.aea)) if fact == "aea" else format_range(rule, way.evidence.idaci)
