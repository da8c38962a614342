"""All that differs for a visitor between two states of what editors write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from eligibility.formatting import format_date, format_decimal
from eligibility.sentences import Rule

from build_scripts.content.checks.markdown import all_sentences, sentences
from build_scripts.reports.revisions import Revision
from build_scripts.reports.rule_diff import answer_changes, threshold_changes
from build_scripts.reports.school_counts import Snapshot

CHECKER = "the checker"
PUBLIC = "criteria.json"

type Change = tuple[str, str]  # a sentence as it was and as it becomes; "" where there was none, or is none


class Difference:
    """What differs on one day: groups of schools, lines, the schools that move, sentences with their places, pages."""

    def __init__(self, old: Revision, new: Revision, when: date, schools: Snapshot | None = None) -> None:
        self.old, self.new, self.when = old.rule(when), new.rule(when), when
        self.groups = answer_changes(self.old, self.new)
        both = schools and schools.is_for(self.old.criteria) and schools.is_for(self.new.criteria)
        self.schools = schools if both else None  # None: they cannot be counted
        self.moves = self.schools.moves(self.old, self.new) if self.schools and self.groups else []
        self.lines = threshold_changes(self.old, self.new)
        old_sentences, new_sentences = _visible_sentences(old, when), _visible_sentences(new, when)
        self.places: dict[Change, list[str]] = {}
        self.pages: dict[str, str] = {}  # what happens to each page that changes
        for place in dict.fromkeys([*old_sentences, *new_sentences]):
            before, after = old_sentences.get(place, []), new_sentences.get(place, [])
            is_page = not place.startswith(CHECKER)
            if is_page and not (before and after):  # its sentences are not told one by one
                whole = count(len(before or after), "sentence")
                self.pages[place] = f"new page, {whole}" if after else f"page is gone, with {whole}"
                continue
            changes = list(dict.fromkeys(_compared(before, after)))
            for change in changes:
                self.places.setdefault(change, []).append(place)
            if is_page and before != after:
                self.pages[place] = count(len(changes), "sentence") if changes else "another order"
        self.public = old.site(when).texts[PUBLIC] != new.site(when).texts[PUBLIC]

    def __bool__(self) -> bool:
        return bool(self.groups or self.lines or self.places or self.pages)


def count(number: int, what: str) -> str:
    return f"{number} {what}" + "s" * (number != 1)


def _visible_sentences(state: Revision, when: date) -> dict[str, list[str]]:
    """Every sentence that a visitor can meet, by where: the pages, and each sentence of the checker by its name."""
    spoken = {}
    for page in state.site(when).pages:
        _, front, body = page.markdown.split("---\n", 2)
        about = [line.split(": ", 1)[1].strip('"') for line in front.splitlines() if line.startswith("description: ")]
        spoken[_address(page.address)] = [*about, *all_sentences(body)]
    for path, text in _leaves(state.words):
        spoken[f"{CHECKER} ({path})"] = sentences(_filled(state.rule(when), text))
    return spoken


def _address(markdown: str) -> str:
    return "/" + markdown.removesuffix(".md").removesuffix("index") + ("" if markdown == "index.md" else "/")


def _leaves(words: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in words.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", str(value)


def _filled(rule: Rule, text: str) -> str:
    """What the rule itself fills in; what a school fills in stays in braces."""
    criteria = rule.criteria
    known = {
        "highest": f"{format_decimal(criteria.highest.idaci_from)}%",
        "lowest": f"{format_decimal(criteria.lowest.idaci_from)}%",
    }
    known |= {"release": criteria.release, "contact": rule.contact, "edition": criteria.edition}
    known |= {
        name: format_date(rule, getattr(criteria, name)) for name in ("effective_from", "last_reviewed", "review_by")
    }
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text.replace("%%", "%")  # the page's own phrases write the sign themselves


def _compared(old: list[str], new: list[str]) -> Iterator[Change]:
    """Sentences that went, came or changed; one that changed a little is told together with what it was.

    A sentence that only moved is none of these.
    """
    moved = Counter(old) & Counter(new)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        went = [sentence for sentence in old[a:b] if not moved[sentence]]
        came = [sentence for sentence in new[c:d] if not moved[sentence]]
        alone = len(went) == len(came) == 1
        for sentence in went:
            near = max(came, key=lambda other: _similarity(sentence, other), default="")
            if near and not alone and _similarity(sentence, near) < 0.6:
                near = ""
            if near:
                came.remove(near)
            yield sentence, near
        yield from (("", sentence) for sentence in came)


def _similarity(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
