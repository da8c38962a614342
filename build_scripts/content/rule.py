"""The rule in force on a day, from content/: one file for the wheel, one for the public, and every problem of both."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from eligibility.decision import NOTES, PRIORITIES, REASONS
from eligibility.evidence import CHOICES, FIELDS
from eligibility.sentences import SENTENCES

from build_scripts.content.collection import Content, read_content
from build_scripts.content.editions import Edition, read_editions, sourced_values
from build_scripts.content.files.source_files import leaves, read_toml
from build_scripts.problems import ContentError, Problem, suggest, suggest_or_list

PAGE_ONLY_TABLES = ("page", "finder", "trust")  # what the pages say around an answer: the module needs none of it
CELLS = "cells"  # words that lists of schools hold: they are read, not shown


class RuleInForce:
    """The rule on a day: its edition, words and assumptions, all valid."""

    def __init__(self, edition: Edition, words: Mapping[str, Any], content: Content) -> None:
        self.edition, self.words, self.criteria = edition, words, edition.criteria()
        self._facts = content

    def to_rule_json(self) -> str:
        """What the eligibility module reads: see eligibility.json_api.load_rule."""
        assumptions = [entry.record for entry in self._facts.assumptions]
        shown = [
            {name: getattr(a, name) for name in ("id", "question", "assume", "review_by", "bears_on")}
            for a in assumptions
        ]
        words = {group: sentences for group, sentences in self.words.items() if group not in PAGE_ONLY_TABLES}
        contact = self._facts.programme["contact"]["email"]
        more = {"wording": words, "assumptions": shown, "contact": contact}
        return _json({**self.criteria.to_data(), **more}, indent=None)

    def to_criteria_json(self) -> str:
        """criteria.json: the edition in force with its sources, for anyone's program."""
        used = {value["source"] for _, value in sourced_values(self.edition.model_dump())}
        sources = {name: source for name, source in self._facts.programme["sources"].items() if name in used}
        bands = [band.model_dump(mode="json") for band in self.edition.bands]
        about = self.edition.model_dump(mode="json", include={"owner", "measure", "release"})
        return _json({**self.criteria.to_data(), **about, "bands": bands, "sources": sources}, indent=2)


def read_rule(root: Path, content: Content, today: date) -> tuple[RuleInForce | None, list[Problem]]:
    """The rule on a day, or None, and every problem of its criteria, its words and what its assumptions bear on."""
    edition, problems = read_editions(root, content.programme.get("sources", {}), today)
    words = read_toml(root / "content/wording.toml", root)
    words.check_untyped_text(allow_empty=PAGE_ONLY_TABLES)
    for path, message, fix in wording_problems(words.data) if not words.problems else ():
        words.add_problem(path, message, fix)
    problems += [*words.problems, *_unknown_codes(content)]
    return (RuleInForce(edition, words.data, content) if edition and not problems else None), problems


def rule_in_force(root: Path, today: date) -> RuleInForce:
    """The rule on a day. Raises ContentError with every problem of the content that it rests on."""
    content, problems = read_content(root)
    rule, more = read_rule(root, content, today)
    if rule is None or problems:
        raise ContentError([*problems, *more])
    return rule


def rule_json(content: Path, today: date) -> str:
    """The text that the wheel carries as rule.json."""
    return rule_in_force(content.parent, today).to_rule_json()


def wording_problems(words: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """A missing sentence, one that no code uses, and a name in braces that will not be filled in."""
    written = {
        ".".join(map(str, place)): text
        for place, text in leaves(words)
        if place and place[0] not in (*PAGE_ONLY_TABLES, CELLS)
    }
    missing = sorted(SENTENCES.keys() - written.keys())
    meant = {path: near for path in written.keys() - SENTENCES.keys() if (near := suggest(path, missing))}
    for path in set(missing) - set(meant.values()):
        *group, name = path.split(".")
        yield tuple(group), f"{path} is missing", f'write {name} = "..." under [{".".join(group)}]'
    for path, text in written.items():
        place = tuple(path.split("."))
        if _is_question_extra(place):
            continue
        if path not in SENTENCES:
            fix = f"did you mean {meant[path].rpartition('.')[2]}" if path in meant else "remove the line"
            yield place, f"{path} is not a sentence of the checker", fix
            continue
        try:
            used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError:
            yield place, f"{path} has an unpaired brace", "write a name in braces, like {idaci}; double a plain brace"
            continue
        for name in used - set(SENTENCES[path]):
            near, may = suggest(name, SENTENCES[path]), ", ".join(SENTENCES[path]) or "no names"
            fix = f"did you mean {{{near}}}" if near else f"this sentence may use {may}"
            yield place, f"{{{name}}} cannot be filled in here", fix
    for field, choices in CHOICES.items():
        place, options = ("questions", field, "options"), _table(words, "questions", field, "options").keys()
        fix = f"the answers are {', '.join(choices)}"
        yield from ((place, f"{option} is not an answer to {field}", fix) for option in options - set(choices))
        if not options:
            yield place[:-1], f"{field} has no options to choose from", fix
    yield from _cell_problems(words)


def _cell_problems(words: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Check the words of cells: lists of them, under the codes of answers."""
    answers = _table(words, CELLS, "answers")
    known = {"yes-or-no": ("yes", "no"), **CHOICES}
    lists: dict[tuple[str, ...], Any] = {(CELLS, "no_value"): _table(words, CELLS).get("no_value")}
    for field in answers:
        place: tuple[str, ...] = (CELLS, "answers", field)
        if field not in known:
            yield place, f"{field} is not one of the questions", f"the questions are {', '.join(known)}"
        for code, spelt in _table(answers, field).items():
            lists[*place, code] = spelt
            if field in known and code not in known[field]:
                yield (
                    (*place, code),
                    f"{code} is not an answer to {field}",
                    f"the answers are {', '.join(known[field])}",
                )
    for place, spelt in lists.items():
        if not isinstance(spelt, list) or not spelt or not all(isinstance(word, str) for word in spelt):
            yield place, f"{place[-1]} is not a list of words", f'write {place[-1]} = ["...", "..."]'


def _unknown_codes(content: Content) -> Iterator[Problem]:
    known = (*REASONS, *NOTES, *PRIORITIES)
    for index, entry in enumerate(content.assumptions):
        line = entry.source.line("assumption", index, "bears_on")
        for code in entry.record.bears_on:
            if code not in known:
                fix = suggest_or_list(code, known, "the codes")
                yield Problem(entry.source.file, line, f"{code} is not a code of any answer", fix)


def _is_question_extra(place: tuple[str, ...]) -> bool:
    return place[0] == "questions" and len(place) > 2 and place[1] in FIELDS and place[2] in ("hint", "options")


def _table(words: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """The table at a path, empty where something else stands there: that is told as the sentences that are missing."""
    for name in path:
        found = words.get(name)
        words = found if isinstance(found, Mapping) else {}
    return words


def _json(value: object, indent: int | None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=date.isoformat) + "\n" * bool(indent)
