"""Compare all that a visitor can read or be answered at two revisions, on one day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

from eligibility.words.formatting import format_date, format_decimal
from eligibility.words.sentences import Rule

from build_scripts.content.checks.markdown import all_sentences, sentences
from build_scripts.content.files.field_paths import leaves
from build_scripts.pages.site import CRITERIA
from build_scripts.problems import count
from build_scripts.reports.revisions import Revision
from build_scripts.reports.rule_diff import AnswerChange, ThresholdChange, answer_changes, threshold_changes
from build_scripts.reports.school_counts import OutcomeShift, Snapshot
from build_scripts.schools.published.readings import Readings

CHECKER = "the checker"
SIMILAR = 0.6  # from this likeness up, a sentence that came is taken for one that went


class SentenceChange(NamedTuple):
    """A sentence as it was and as it becomes; "" where there was none, or is none."""

    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """What differs for visitors on one day."""

    day: date
    old: Rule
    new: Rule
    answers: list[AnswerChange]
    thresholds: list[ThresholdChange]
    schools: Snapshot | None  # None where no open data fits both rules
    shifts: list[OutcomeShift]
    readings: tuple[Readings, Readings] | None  # before and after, where schools move by one of them
    sentences: dict[SentenceChange, list[str]]  # each with the places where it stands
    pages: dict[str, str]  # what happens to each page that changes
    changes_criteria_json: bool

    def __bool__(self) -> bool:
        """Say whether a visitor could notice anything."""
        return bool(self.answers or self.thresholds or self.sentences or self.pages)


def difference(old: Revision, new: Revision, day: date, schools: Snapshot | None = None) -> Difference:
    """Compare two revisions on one day. Raises ContentError where one of them cannot be read."""
    old_rule, new_rule = old.rule(day), new.rule(day)
    answers = answer_changes(old_rule, new_rule)
    if schools and not (schools.is_for(old_rule.criteria) and schools.is_for(new_rule.criteria)):
        schools = None
    shifts = schools.shifts(old_rule, new_rule) if schools and answers else []
    changed_sentences, changed_pages = _compare_places(_visible_sentences(old, day), _visible_sentences(new, day))
    return Difference(
        day=day,
        old=old_rule,
        new=new_rule,
        answers=answers,
        thresholds=threshold_changes(old_rule, new_rule),
        schools=schools,
        shifts=shifts,
        readings=(schools.readings(old_rule), schools.readings(new_rule)) if schools and shifts else None,
        sentences=changed_sentences,
        pages=changed_pages,
        changes_criteria_json=old.site(day).texts[CRITERIA] != new.site(day).texts[CRITERIA],
    )


def _visible_sentences(revision: Revision, day: date) -> dict[str, list[str]]:
    """Return every sentence that a visitor can meet, by place: each page, and each sentence of the checker."""
    found = {}
    for page in revision.site(day).pages:
        _, front, body = page.markdown.split("---\n", 2)
        about = [line.split(": ", 1)[1].strip('"') for line in front.splitlines() if line.startswith("description: ")]
        found[_address(page.address)] = [*about, *all_sentences(body)]
    for path, text in leaves(revision.wording()):
        name = ".".join(map(str, path))
        found[f"{CHECKER} ({name})"] = sentences(_fill_in_rule(revision.rule(day), str(text)))
    return found


def _address(markdown: str) -> str:
    """Turn the path of a page's Markdown into its address: faq/cost.md into /faq/cost/."""
    if markdown == "index.md":
        return "/"
    return "/" + markdown.removesuffix(".md").removesuffix("index") + "/"


def _fill_in_rule(rule: Rule, text: str) -> str:
    """Fill in what the rule itself knows. What a school fills in stays in braces."""
    criteria = rule.criteria
    known = {
        "highest": f"{format_decimal(criteria.highest.idaci_from)}%",
        "lowest": f"{format_decimal(criteria.lowest.idaci_from)}%",
        "release": criteria.release,
        "contact": rule.contact,
        "edition": criteria.edition,
        "effective_from": format_date(rule, criteria.effective_from),
        "last_reviewed": format_date(rule, criteria.last_reviewed),
        "review_by": format_date(rule, criteria.review_by),
    }
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text.replace("%%", "%")  # the page's own phrases write the sign themselves


def _compare_places(
    old: dict[str, list[str]], new: dict[str, list[str]]
) -> tuple[dict[SentenceChange, list[str]], dict[str, str]]:
    """Return the places of each sentence that changes, and what happens to each page."""
    places: dict[SentenceChange, list[str]] = {}
    pages: dict[str, str] = {}
    for place in dict.fromkeys([*old, *new]):
        before, after = old.get(place, []), new.get(place, [])
        is_page = not place.startswith(CHECKER)
        if is_page and not before:
            pages[place] = f"new page, {count(len(after), 'sentence')}"
        elif is_page and not after:
            pages[place] = f"page is gone, with {count(len(before), 'sentence')}"
        else:
            changes = list(dict.fromkeys(_compare_sentences(before, after)))
            for change in changes:
                places.setdefault(change, []).append(place)
            if is_page and before != after:
                pages[place] = count(len(changes), "sentence") if changes else "another order"
    return places, pages


def _compare_sentences(old: list[str], new: list[str]) -> Iterator[SentenceChange]:
    """Yield the sentences that went, came or changed; one that changed a little stands with what it was.

    A sentence that only moved is none of these.
    """
    moved = Counter(old) & Counter(new)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        went = [sentence for sentence in old[a:b] if not moved[sentence]]
        came = [sentence for sentence in new[c:d] if not moved[sentence]]
        if len(went) == len(came) == 1:
            yield SentenceChange(went[0], came[0])
            continue
        for sentence in went:
            near = _nearest(sentence, came)
            if near:
                came.remove(near)
            yield SentenceChange(sentence, near)
        for sentence in came:
            yield SentenceChange("", sentence)


def _nearest(sentence: str, others: list[str]) -> str:
    """Return the most similar of other sentences, or "" where none is similar."""
    near = max(others, key=lambda other: _similarity(sentence, other), default="")
    return near if near and _similarity(sentence, near) >= SIMILAR else ""


def _similarity(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
